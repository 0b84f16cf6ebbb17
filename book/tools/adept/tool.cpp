// Adept: operations on adouble are recorded on a stack, which then runs
// in reverse or forward. Its library is one header, for one file.
#include <adept_source.h>

#include "plain.hpp"

using Number = adept::adouble;

adept::Stack stack;

template <class Program>
Answer gradient(Program program, const std::vector<double>& at) {
    std::vector<Number> x(at.begin(), at.end());
    stack.new_recording();
    Number y = program(x);
    y.set_gradient(1.0);
    stack.reverse();
    Answer answer{y.value(), {}};
    for (const Number& input : x) answer.gradient.push_back(input.get_gradient());
    return answer;
}

int main() {
    const Problem p = problem();
    auto pair = [](const std::vector<Number>& x) -> Number { return f(x[0], x[1]); };
    auto mixture = [&](const std::vector<Number>& theta) { return log_likelihood(theta, p); };
    report(PACKAGE_VERSION, [&] { return gradient(pair, p.x); }, [&] { return gradient(mixture, p.theta); });
}
