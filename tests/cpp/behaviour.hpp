// Checks without numbers from outside: the first that fails ends the program.
#include <cstdlib>
#include <stdexcept>

#include "checks.hpp"

#define CHECK(condition)                                                     \
    if (!(condition)) {                                                      \
        std::fprintf(stderr, "line %d: %s\n", __LINE__, #condition);         \
        std::exit(1);                                                        \
    }

template <class Action>
bool refused(Action action) {
    try {
        action();
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
}

inline void operands_that_are_also_the_target() {
    Number<> x(3, {2});
    x *= x;
    CHECK(x.value == 9 && x.tangent[0] == 12);
    x -= x;
    CHECK(x.value == 0 && x.tangent[0] == 0);
    x = Number<>(3, {2});
    x /= x;
    CHECK(x.value == 1 && x.tangent[0] == 0);
    x += x;
    CHECK(x.value == 2 && x.tangent[0] == 0);

    Tape tape;
    Variable a = tape.input(3), y = a;
    y *= y;
    y += y;
    CHECK(y.value == 18 && gradient(y, {a})[0] == 12);
    y -= y;
    CHECK(y.value == 0 && gradient(y, {a})[0] == 0);
}

inline void constants() {
    Number<> x(3, {2});
    x += 1;
    x = 2 * x - 1 / x;
    CHECK(x.value == 7.75 && x.tangent[0] == 4.125);
    CHECK(pow(Number<>(-3, {1}), 2).tangent[0] == -6);
    Number<> c = 5;
    CHECK(c.value == 5 && c.tangent[0] == 0);
    Tape tape;
    Variable a = tape.input(3), b = 5;
    CHECK(gradient(b * b, {a})[0] == 0);
    CHECK(gradient(b * a, {a})[0] == 5 && gradient(a - b, {a})[0] == 1 && gradient(b - a, {a})[0] == -1);
}

inline void comparisons_see_values_alone() {
    Number<> x(1, {5}), z(2, {-5});
    CHECK(x < z && z > x && x <= z && z >= x && x != z && !(x == z));
    CHECK(x < 2 && 0 < x && x == 1.0 && 1 == x && x >= 1 && 1 <= x && x != 2 && !(x > 1));
    CHECK(x == Number<>(1, {7}));
}

inline void what_y_does_not_depend_on() {
    Tape tape;
    Variable x = tape.input(0), unused = sqrt(x), y = 3 * x;
    CHECK(unused.value == 0);
    CHECK(gradient(y, {x})[0] == 3);  // the slope of sqrt is infinite there
    CHECK(gradient(y, {}).empty());
}

inline void tapes_are_not_mixed() {
    Tape first, second;
    Variable x = first.input(1), z = second.input(2), constant = 3;
    CHECK(refused([&] { x * z; }));
    CHECK(refused([&] { gradient(x * x, {z}); }));
    CHECK(refused([&] { gradient(x * x, {constant}); }));
}

inline void behaviour() {
    operands_that_are_also_the_target();
    constants();
    comparisons_see_values_alone();
    what_y_does_not_depend_on();
    tapes_are_not_mixed();
}
