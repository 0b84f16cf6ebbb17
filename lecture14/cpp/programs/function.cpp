// The function of slide 15, for numbers of any type.
#include <cmath>

using std::sin;

template <class Number>
Number f(Number x1, Number x2) {
    Number w3, w4, w5;
    w3 = x1 * x2;
    w4 = sin(x1);
    w5 = w3 + w4;
    return w5;
}
