// Both programs in C++, for any type T of number.
#pragma once
#include <cmath>
#include <vector>

#include "harness.hpp"

template <class T>
T f(T x1, T x2) {
    using std::sin;
    return x1 * x2 + sin(x1);
}

template <class T>
T log_sum_exp(const std::vector<T>& a) {
    using std::exp, std::log;
    T top = a[0], sum = 0.0;
    for (const T& term : a)
        if (term > top) top = term;
    for (const T& term : a) sum += exp(term - top);
    return top + log(sum);
}

template <class T>
T log_likelihood(const std::vector<T>& theta, const Problem& p) {
    using std::exp;
    const int d = p.d, K = p.K;
    const T *logits = &theta[0], *means = logits + K, *factors = means + K * d;
    const T log_total = log_sum_exp(std::vector<T>(logits, logits + K));
    T total = 0.0;
    std::vector<T> log_joint(K);
    for (int i = 0; i < p.n; i++) {
        for (int k = 0; k < K; k++) {
            const T* F = factors + k * d * d;
            log_joint[k] = logits[k] - log_total - 0.5 * d * std::log(2 * M_PI);
            for (int column = 0; column < d; column++) {
                T z = (p.X[i * d + column] - means[k * d + column]) * exp(F[column * d + column]);
                for (int row = 0; row < column; row++)
                    z += (p.X[i * d + row] - means[k * d + row]) * F[row * d + column];
                log_joint[k] += F[column * d + column] - 0.5 * z * z;
            }
        }
        total += log_sum_exp(log_joint);
    }
    return total;
}
