// What the tests include: a function of one number or of two, evaluated in every way, with a row of results for each.
#include <cstdio>
#include <initializer_list>
#include <utility>

#include "dual_numbers.hpp"
#include "tape.hpp"

using namespace lecture14;

inline void show(std::initializer_list<double> numbers) {
    for (double number : numbers) std::printf("%.17g ", number);
    std::puts("");
}

template <int n>
void show(const Number<n>& y) {
    std::printf("%.17g ", y.value);
    for (double t : y.tangent) std::printf("%.17g ", t);
    std::puts("");
}

template <class F>
void one(F f, std::initializer_list<double> points) {
    for (double x : points) {
        show(f(Number<2>(x, {1, -0.25})));
        Tape tape;
        Variable a = tape.input(x), y = f(a);
        show({y.value, gradient(y, {a})[0]});
    }
}

template <class F>
void two(F f, std::initializer_list<std::pair<double, double>> points) {
    for (const auto& [x, z] : points) {
        Number<2> a(x, {1, -0.25}), b(z, {0.5, 2});
        show(f(a, b));
        show(f(a, z));
        show(f(x, b));
        Tape tape;
        Variable v = tape.input(x), w = tape.input(z);
        for (const Variable& y : {f(v, w), f(v, z), f(x, w)}) {
            std::vector<double> bar = gradient(y, {v, w});
            show({y.value, bar[0], bar[1]});
        }
    }
}
