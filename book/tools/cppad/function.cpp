// CppAD: what is written on AD<double> is recorded on a tape, which then runs forward or in reverse.
#include <cppad/cppad.hpp>

#include "plain.hpp"

int main() {
    using CppAD::AD;
    const Problem p = problem();
    double value = 0;
    std::vector<double> gradient;
    report("f", CPPAD_PACKAGE_STRING, value, gradient, [&] {
        std::vector<AD<double>> x(p.x.begin(), p.x.end());
        CppAD::Independent(x);  // the tape starts here …
        std::vector<AD<double>> y{f(x[0], x[1])};
        CppAD::ADFun<double> tape(x, y);  // … and ends here
        value = CppAD::Value(y[0]);
        gradient = tape.Reverse(1, std::vector<double>{1.0});
    });
}
