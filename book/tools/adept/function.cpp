// Adept: what is written on adouble is recorded on a stack, which then runs in reverse (or forward).
#include <adept_source.h>  // the library as one header, for one file of a program

#include "plain.hpp"

int main() {
    const Problem p = problem();
    adept::Stack stack;
    double value = 0;
    std::vector<double> gradient(2);
    report("f", PACKAGE_VERSION, value, gradient, [&] {
        adept::adouble x1 = p.x[0], x2 = p.x[1];
        stack.new_recording();
        adept::adouble y = f(x1, x2);
        y.set_gradient(1.0);
        stack.reverse();
        value = y.value();
        gradient = {x1.get_gradient(), x2.get_gradient()};
    });
}
