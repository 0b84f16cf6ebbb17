// CppAD: operations on AD<double> are recorded on a tape, which then runs
// forward or in reverse.
#include <cppad/cppad.hpp>

#include "plain.hpp"

using Number = CppAD::AD<double>;

template <class Program>
Answer gradient(Program program, const std::vector<double>& at) {
    std::vector<Number> x(at.begin(), at.end());
    CppAD::Independent(x);  // the tape starts here …
    std::vector<Number> y{program(x)};
    CppAD::ADFun<double> tape(x, y);  // … and ends here
    const double value = tape.Forward(0, at)[0];
    return {value, tape.Reverse(1, std::vector<double>{1.0})};
}

int main() {
    const Problem p = problem();
    auto pair = [](const std::vector<Number>& x) { return f(x[0], x[1]); };
    auto mixture = [&](const std::vector<Number>& theta) { return log_likelihood(theta, p); };
    // Recorded anew for each gradient, since the mixture branches on its values.
    report(CPPAD_PACKAGE_STRING, [&] { return gradient(pair, p.x); }, [&] { return gradient(mixture, p.theta); });
}
