// The mixture with Adept.
#include <adept_source.h>

#include "plain.hpp"

int main() {
    const Problem p = problem();
    adept::Stack stack;
    double value = 0;
    std::vector<double> gradient(p.theta.size());
    report("mixture", PACKAGE_VERSION, value, gradient, [&] {
        std::vector<adept::adouble> theta(p.theta.begin(), p.theta.end());
        stack.new_recording();
        adept::adouble y = log_likelihood(theta, p);
        y.set_gradient(1.0);
        stack.reverse();
        value = y.value();
        for (size_t i = 0; i < theta.size(); i++) gradient[i] = theta[i].get_gradient();
    });
}
