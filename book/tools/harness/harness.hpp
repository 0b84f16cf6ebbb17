// What the C++ programs of this folder share, as harness.py does for Python: the problem is read from standard
// input, the clock is stopped, one line of JSON is printed.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <vector>

struct Problem {
    int n = 0, d = 0, K = 0;
    std::vector<double> x, X, theta;  // the point of f; data by rows; logits, means, factors
};

inline Problem problem() {
    Problem p;
    std::cin >> p.n >> p.d >> p.K;
    p.x.resize(2);
    p.X.resize(p.n * p.d);
    p.theta.resize(p.K * (1 + p.d + p.d * p.d));
    for (auto part : {&p.x, &p.X, &p.theta})
        for (double& number : *part) std::cin >> number;
    return p;
}

struct Answer {
    double value;
    std::vector<double> gradient;
};

// The time of a gradient is the best of many batches, short ones as in harness.py.
template <class Run>
void measure(const char* name, Run run) {
    using Clock = std::chrono::steady_clock;
    Answer answer;
    double best = 1e300;
    for (int batch = 0; batch < 200; batch++) {
        auto begin = Clock::now();
        int calls = 0;
        std::chrono::duration<double> passed{0};
        for (; passed.count() < 0.0025; passed = Clock::now() - begin, calls++) answer = run();
        best = std::min(best, passed.count() / calls);
    }
    std::printf(", \"%s\": {\"value\": %.17g, \"gradient\": [", name, answer.value);
    for (size_t i = 0; i < answer.gradient.size(); i++)
        std::printf(i ? ", %.17g" : "%.17g", answer.gradient[i]);
    std::printf("], \"seconds\": %.6g}", best);
}

// `function` and `mixture` compute an Answer.
template <class Function, class Mixture>
void report(const char* version, Function function, Mixture mixture) {
    std::printf("{\"version\": \"%s\"", version);
    measure("f", function);
    measure("mixture", mixture);
    std::printf("}\n");
}
