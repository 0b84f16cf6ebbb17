// The mixture with CppAD, recorded anew for each gradient: the program branches on its values.
#include <cppad/cppad.hpp>

#include "plain.hpp"

int main() {
    using CppAD::AD;
    const Problem p = problem();
    double value = 0;
    std::vector<double> gradient;
    report("mixture", CPPAD_PACKAGE_STRING, value, gradient, [&] {
        std::vector<AD<double>> theta(p.theta.begin(), p.theta.end());
        CppAD::Independent(theta);
        std::vector<AD<double>> y{log_likelihood(theta, p)};
        CppAD::ADFun<double> tape(theta, y);
        value = tape.Forward(0, p.theta)[0];
        gradient = tape.Reverse(1, std::vector<double>{1.0});
    });
}
