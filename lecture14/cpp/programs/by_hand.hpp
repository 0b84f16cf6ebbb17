// Slide 14's kind of program: the derivative lines written out, for a function and for a loop.
#pragma once

#include <cmath>

struct Dual {
    double value, tangent;
};

inline Dual diff_f(double x1, double x2, double dx1, double dx2) {
    double w3, w4, w5, dw3, dw4, dw5;
    w3 = x1 * x2;
    dw3 = dx1 * x2 + x1 * dx2;
    w4 = std::sin(x1);
    dw4 = std::cos(x1) * dx1;
    w5 = w3 + w4;
    dw5 = dw3 + dw4;
    return {w5, dw5};
}

inline Dual diff_heron(double a, double da, int iterations) {
    double root = a, droot = da;
    for (int i = 0; i < iterations; ++i) {
        double quotient = a / root;
        double dquotient = (da - quotient * droot) / root;
        root = 0.5 * (root + quotient);
        droot = 0.5 * (droot + dquotient);
    }
    return {root, droot};
}
