// Prints how many nanoseconds one evaluation takes, of the lecture's function and of Heron's loop, each way.
#include <chrono>
#include <cstdio>

#include "dual_numbers.hpp"
#include "tape.hpp"

#include "by_hand.hpp"
#include "function.cpp"

using namespace lecture14;

template <class T>
T heron(T a, int iterations) {
    T root = a;
    for (int i = 0; i < iterations; ++i)
        root = 0.5 * (root + a / root);
    return root;
}

constexpr int evaluations = 100, rounds = 100, iterations = 100;

// The way, what is evaluated, how, and the time of the fastest round: the others were disturbed.
struct Way {
    const char *name, *program;
    double (*evaluate)(double);
    double best;
};

Way ways[] = {
    {"original", "f", [](double x) { return f(x, 2.0); }, 1e300},
    {"by hand", "f", [](double x) { return diff_f(x, 2, 1, 0).tangent; }, 1e300},
    {"Number<1>", "f", [](double x) { return f(Number<1>(x, {1}), Number<1>(2, {0})).tangent[0]; }, 1e300},
    {"Number<2>", "f",
     [](double x) {
         Number<2> y = f(Number<2>(x, {1, 0}), Number<2>(2, {0, 1}));
         return y.tangent[0] + y.tangent[1];
     },
     1e300},
    {"Tape", "f",
     [](double x) {
         Tape tape;
         Variable x1 = tape.input(x), x2 = tape.input(2);
         return gradient(f(x1, x2), {x1, x2})[0];
     },
     1e300},
    {"original", "heron", [](double x) { return heron(x, iterations); }, 1e300},
    {"by hand", "heron", [](double x) { return diff_heron(x, 1, iterations).tangent; }, 1e300},
    {"Number<1>", "heron", [](double x) { return heron(Number<1>(x, {1}), iterations).tangent[0]; }, 1e300},
    {"Number<2>", "heron",
     [](double x) {
         Number<2> y = heron(Number<2>(x, {1, 2}), iterations);
         return y.tangent[0] + y.tangent[1];
     },
     1e300},
    {"Tape", "heron",
     [](double x) {
         Tape tape;
         Variable a = tape.input(x);
         return gradient(heron(a, iterations), {a})[0];
     },
     1e300},
};

int main() {
    volatile double sink = 0;  // else the compiler might leave out what nobody reads
    for (int round = 0; round < rounds; ++round) {
        for (Way& way : ways) {
            const auto start = std::chrono::steady_clock::now();
            for (int i = 0; i < evaluations; ++i)
                sink = sink + way.evaluate(1.5 + 0.01 * i);
            const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
            if (taken.count() < way.best) way.best = taken.count();
        }
    }
    for (const Way& way : ways)
        std::printf("%s,%s,%.3f\n", way.program, way.name, way.best / evaluations);
}
