/* The log-likelihood of two means on one axis, weights and σ known (slides 43-51), recorded on the tape: heights,
   gradients and Hessians come from the rule table, and so does the EM step, since Nₖ is the derivative by log wₖ. */
(function (Lecture14) {
  "use strict";
  const { tape, contours } = Lecture14, { lines } = tape.table;
  const POINTS = 41, CELLS = 15, FAR = 10, STILL = 1e-7, NEAR = 0.01, CLOSE = 0.01, LONGEST = 200;

  /** log wₖ + log N(x; μₖ, σ²) at every value x; `constant` is log wₖ − ½ log 2πσ². */
  const joint = (push, { x, sigma }, mean, constant) => x.map((v) =>
    push("add", [push("multiply", [push("square", [push("subtract", [{ c: v }, mean])]), { c: -0.5 / sigma ** 2 }]), constant]));

  const likelihood = (push, { count }, first, second) => count
    .map((times, i) => { const each = push("logaddexp", [first[i], second[i]]); return times === 1 ? each : push("multiply", [each, { c: times }]); })
    .reduce((sum, each) => push("add", [sum, each]));

  const constants = ({ weights, sigma }) => weights.map((w) => Math.log(w) - 0.5 * Math.log(2 * Math.PI * sigma ** 2));

  /** The program of μ₁, μ₂ and the two constants. */
  function recorded(given) {
    const nodes = Array.from({ length: 4 }, () => ({ op: null, args: [] })), push = (op, args) => nodes.push({ op, args }) - 1;
    const output = likelihood(push, given, joint(push, given, 0, 2), joint(push, given, 1, 3));
    return { nodes, output, extended: Lecture14.adjoint(nodes, output) };
  }

  /** Heights over the square of the limits: the same lines with numbers, each mean's part once. */
  function heights(given) {
    const push = (op, args) => ({ c: +lines[op].f(...args.map(({ c }) => c)) }), { limits: [low, high] } = given;
    const parts = constants(given).map((c) => Array.from({ length: POINTS }, (_, i) => joint(push, given, { c: low + ((high - low) * i) / (POINTS - 1) }, { c })));
    const values = [];
    for (const second of parts[1]) for (const first of parts[0]) values.push(likelihood(push, given, first, second).c);
    return { n: POINTS, x: given.limits, y: given.limits, values };
  }

  /** All that depends on data, weights and σ alone; the text is JSON of {x, count, weights, sigma, limits}. */
  const model = Lecture14.draw.lately((text) => {
    const given = JSON.parse(text), { limits: [low, high], sigma, count } = given, { nodes, output, extended } = recorded(given);
    const rest = constants(given), n = count.reduce((a, b) => a + b), wide = high - low;
    const self = { given, wide, n, grid: heights(given) };

    self.measure = (means) => {
      const inputs = [...means, ...rest], values = tape.evaluate(nodes, inputs), adjoints = tape.reverse(nodes, values, [output], [1]);
      return { height: values[output], gradient: adjoints.slice(0, 2), counts: adjoints.slice(2, 4) };
    };
    self.second = (means) => Lecture14.second(extended, output, [...means, ...rest], 2);

    /** The next means by each method; an M step is a step along the gradient of length σ²/Nₖ in each mean. */
    self.next = {
      em: (means) => { const { gradient: g, counts: N } = self.measure(means); return means.map((m, k) => (N[k] > 0 ? m + (sigma ** 2 * g[k]) / N[k] : m)); },
      ascent: (means, step) => { const { gradient: g } = self.measure(means); return means.map((m, k) => m + ((step * sigma ** 2) / n) * g[k]); },
      newton: (means) => {
        const { gradient: [g, h], hessian: [[a, b], [, d]] } = self.second(means), det = a * d - b * b;
        return [means[0] - (d * g - b * h) / det, means[1] - (a * h - b * g) / det];
      },
    };

    /** Whether a path goes on: "" while it does, else "away" far off the data, "still" where it no longer moves. */
    self.stopped = (path) => {
      const [before, at] = [path.at(-2), path.at(-1)];
      if (!at.every((m) => Math.abs(m - (low + high) / 2) < FAR * wide)) return "away";
      return before && before.every((m, k) => Math.abs(m - at[k]) < STILL * wide) ? "still" : "";
    };
    const apart = (a, b) => Math.max(...a.map((m, k) => Math.abs(m - b[k])));

    /** What a place is where the gradient vanishes, by the signs of the Hessian's eigenvalues. */
    self.kind = (means) => {
      const { hessian: [[a, b], [, d]] } = self.second(means), det = a * d - b * b;
      return det < 0 ? "a saddle" : a + d < 0 ? "a top" : "a hollow";
    };

    self.tops = summits(self, apart);

    /** Which top a path has reached, or -1. */
    self.reached = (means, share = CLOSE) => self.tops.findIndex(({ means: top }) => apart(top, means) < share * wide);

    /** The path's first step within 0.01 nats of the top where it is now, or -1. */
    self.arrival = (path) => {
      const top = self.tops[self.reached(path.at(-1))];
      return top ? path.findIndex((means) => apart(top.means, means) < 5 * CLOSE * wide && top.height - self.measure(means).height < NEAR) : -1;
    };

    /** Where EM goes from the middle of each cell, row by row: the index of a top, or -1. */
    let known = null;
    self.basins = () => (known ??= Array.from({ length: CELLS * CELLS }, (_, k) => {
      let means = [k % CELLS, Math.floor(k / CELLS)].map((i) => low + ((i + 0.5) * wide) / CELLS), top = self.reached(means);
      for (let i = 0; top < 0 && i < LONGEST; i++) {
        const next = self.next.em(means);
        if (apart(next, means) < STILL * wide) break;
        top = self.reached((means = next));
      }
      return top;
    }));
    return self;
  });

  /** The tops, the higher first: grid points above their neighbours, brought up by EM and then by Newton's method. */
  function summits({ grid: { n, values, x: [low, high] }, next, measure, kind, wide }, apart) {
    const found = [];
    for (let k = 0; k < n * n; k++) {
      const [i, j] = [k % n, Math.floor(k / n)];
      const lower = (u, v) => u < 0 || v < 0 || u >= n || v >= n || values[v * n + u] <= values[k];
      if (![-1, 0, 1].every((v) => [-1, 0, 1].every((u) => lower(i + u, j + v)))) continue;
      let means = [i, j].map((s) => low + ((high - low) * s) / (n - 1));
      for (let s = 0; s < 20; s++) means = next.em(means);
      for (let s = 0; s < 20 && kind(means) === "a top"; s++) {
        const to = next.newton(means), moved = apart(to, means);
        if (!(moved < CLOSE * wide)) break;
        means = to;
        if (moved < 1e-13 * wide) break;
      }
      if (kind(means) === "a top" && found.every((top) => apart(top.means, means) > 1e-3 * wide)) found.push({ means, height: measure(means).height });
    }
    // Mirrored tops are equally high, up to rounding.
    return found.sort((a, b) => (Math.abs(a.height - b.height) > 1e-6 ? b.height - a.height : a.means[0] - b.means[0]));
  }

  Lecture14.twoMeans = { model, CELLS };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
