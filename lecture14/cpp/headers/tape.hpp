// Reverse mode by operator overloading (slides 15 and 18): numbers that write down what is done with them.
//
//     Tape tape;
//     Variable x1 = tape.input(1.5), x2 = tape.input(2.0);
//     Variable y = x1 * x2 + sin(x1);
//     gradient(y, {x1, x2});             // a vector: the derivatives by x1 and by x2
//
// A tape must live as long as its variables.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <vector>

#include "dual_numbers.hpp"

namespace lecture14 {

// One operation, that is one line of a Wengert list: whence it came, and the partial derivatives.
struct Node {
    int count;
    std::size_t operands[2];
    double slopes[2];
};

class Tape;

struct Variable {
    double value = 0;
    Tape* tape = nullptr;  // a constant is on no tape
    std::size_t index = 0;

    Variable() = default;
    Variable(double constant) : value(constant) {}
    Variable(double x, Tape* on, std::size_t at) : value(x), tape(on), index(at) {}
    Variable(double y, double slope, const Variable& x);
    Variable(double y, double slope_x, const Variable& x, double slope_z, const Variable& z);

    template <class Z> Variable& operator+=(const Z& z) { return *this = *this + z; }
    template <class Z> Variable& operator-=(const Z& z) { return *this = *this - z; }
    template <class Z> Variable& operator*=(const Z& z) { return *this = *this * z; }
    template <class Z> Variable& operator/=(const Z& z) { return *this = *this / z; }
};

template <> inline constexpr bool active<Variable> = true;

class Tape {
public:
    Tape() = default;
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    Variable input(double x) { return {x, this, add({0, {}, {}})}; }
    std::size_t add(const Node& node) {
        nodes.push_back(node);
        return nodes.size() - 1;
    }

    // The adjoints of all nodes: a sweep from y to the inputs, which meets every node after all its users.
    std::vector<double> adjoints(std::size_t y) const {
        std::vector<double> bar(nodes.size(), 0.0);
        std::vector<bool> reached(nodes.size(), false);
        bar[y] = 1;
        reached[y] = true;
        for (std::size_t k = y + 1; k-- > 0;) {
            if (!reached[k]) continue;
            for (int i = 0; i < nodes[k].count; ++i) {
                bar[nodes[k].operands[i]] += bar[k] * nodes[k].slopes[i];
                reached[nodes[k].operands[i]] = true;
            }
        }
        return bar;
    }

private:
    std::vector<Node> nodes;
};

inline Variable::Variable(double y, double slope, const Variable& x) : value(y), tape(x.tape) {
    if (tape) index = tape->add({1, {x.index, 0}, {slope, 0}});
}

inline Variable::Variable(double y, double slope_x, const Variable& x, double slope_z, const Variable& z)
    : value(y), tape(x.tape ? x.tape : z.tape) {
    if (x.tape && z.tape && x.tape != z.tape) throw std::invalid_argument("the operands are on two tapes");
    if (x.tape && z.tape)
        index = tape->add({2, {x.index, z.index}, {slope_x, slope_z}});
    else if (tape)
        index = tape->add({1, {x.tape ? x.index : z.index, 0}, {x.tape ? slope_x : slope_z, 0}});
}

// The partial derivatives of y.
inline std::vector<double> gradient(const Variable& y, const std::vector<Variable>& inputs) {
    std::vector<double> adjoints, result;
    if (y.tape) adjoints = y.tape->adjoints(y.index);
    for (const Variable& x : inputs) {
        if (!x.tape || (y.tape && x.tape != y.tape))
            throw std::invalid_argument("an input is not on the tape of y: make it by tape.input(x)");
        result.push_back(y.tape ? adjoints[x.index] : 0);
    }
    return result;
}

}  // namespace lecture14
