// Dual numbers by operator overloading (slides 7 to 11 and 15): forward mode, in one direction or in several.
//
//     Number<2> x1(1.5, {1, 0}), x2(2.0, {0, 1});
//     Number<2> y = x1 * x2 + sin(x1);   // y.value; y.tangent[0], its derivative by x1; y.tangent[1], by x2
//
// A function takes its type of numbers as a template parameter, and calls sin, not std::sin. Constants may stay doubles.
// Where a slope is infinite, a tangent of 0 makes nan of it.
#pragma once

#include <array>
#include <cmath>
#include <type_traits>

namespace lecture14 {

template <int directions = 1>
struct Number {
    double value = 0;
    std::array<double, directions> tangent{};

    Number() = default;
    Number(double constant) : value(constant) {}
    Number(double x, const std::array<double, directions>& seed) : value(x), tangent(seed) {}

    // The chain rule, for a function of one operand and for a function of two (slides 9 and 11).
    Number(double y, double slope, const Number& x) : value(y) {
        for (int i = 0; i < directions; ++i)
            tangent[i] = slope * x.tangent[i];
    }
    Number(double y, double slope_x, const Number& x, double slope_z, const Number& z) : value(y) {
        for (int i = 0; i < directions; ++i)
            tangent[i] = slope_x * x.tangent[i] + slope_z * z.tangent[i];
    }

    template <class Z> Number& operator+=(const Z& z) { return *this = *this + z; }
    template <class Z> Number& operator-=(const Z& z) { return *this = *this - z; }
    template <class Z> Number& operator*=(const Z& z) { return *this = *this * z; }
    template <class Z> Number& operator/=(const Z& z) { return *this = *this / z; }
};

// The types whose functions are defined below. The result is of such a type if any of the operands is.
template <class T> constexpr bool active = false;
template <int directions> constexpr bool active<Number<directions>> = true;

template <class X, class Z = X>
using Result = std::enable_if_t<active<X> || active<Z>, std::common_type_t<X, Z>>;

inline double value_of(double constant) { return constant; }
template <class X, class = Result<X>> double value_of(const X& x) { return x.value; }

// Comparisons see the values alone, so a program takes the branch that it takes with doubles.
template <class X, class Z, class = Result<X, Z>>
bool operator<(const X& x, const Z& z) { return value_of(x) < value_of(z); }
template <class X, class Z, class = Result<X, Z>>
bool operator>(const X& x, const Z& z) { return value_of(x) > value_of(z); }
template <class X, class Z, class = Result<X, Z>>
bool operator<=(const X& x, const Z& z) { return value_of(x) <= value_of(z); }
template <class X, class Z, class = Result<X, Z>>
bool operator>=(const X& x, const Z& z) { return value_of(x) >= value_of(z); }
template <class X, class Z, class = Result<X, Z>>
bool operator==(const X& x, const Z& z) { return value_of(x) == value_of(z); }
template <class X, class Z, class = Result<X, Z>>
bool operator!=(const X& x, const Z& z) { return value_of(x) != value_of(z); }

// What a line of the table below stands for: a function of one operand, or of two of which one may be a constant.
#define UNARY(name, result, slope)                                           \
    template <class X, class Y = Result<X>>                                  \
    Y name(const X& first) {                                                 \
        const double x = first.value, y = result;                            \
        return Y(y, slope, first);                                           \
    }
#define BINARY(name, result, slope_x, slope_z)                               \
    template <class X, class Z, class Y = Result<X, Z>>                      \
    Y name(const X& first, const Z& second) {                                \
        const double x = value_of(first), z = value_of(second), y = result;  \
        if constexpr (!active<Z>)                                            \
            return Y(y, slope_x, first);                                     \
        else if constexpr (!active<X>)                                       \
            return Y(y, slope_z, second);                                    \
        else                                                                 \
            return Y(y, slope_x, first, slope_z, second);                    \
    }

#include "rules.inc"

#undef UNARY
#undef BINARY

}  // namespace lecture14
