// Prints the function of slide 15 and its derivatives: plain, by dual numbers, by a tape.
#include <cstdio>

#include "dual_numbers.hpp"
#include "tape.hpp"

#include "function.cpp"

using namespace lecture14;

int main() {
    std::printf("value    %.6f\n", f(1.5, 2.0));

    Number<2> y = f(Number<2>(1.5, {1, 0}), Number<2>(2.0, {0, 1}));
    std::printf("forward  %.6f  %.6f  %.6f\n", y.value, y.tangent[0], y.tangent[1]);

    Tape tape;
    Variable x1 = tape.input(1.5), x2 = tape.input(2.0);
    Variable w = f(x1, x2);
    std::vector<double> bar = gradient(w, {x1, x2});
    std::printf("reverse  %.6f  %.6f  %.6f\n", w.value, bar[0], bar[1]);
}
