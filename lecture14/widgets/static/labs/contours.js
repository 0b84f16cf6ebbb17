/* Contours of a function of two variables: marching squares on a grid, joined to paths in the grid's own units. A picture
   places the paths by `onto` or by a matrix of its own, so that they are made once for every width and every turn. */
(function (Lecture14) {
  "use strict";

  /** Values at n × n points: {n, x, y, values}, row by row from the lowest y; `x` and `y` are [low, high]. */
  function grid(f, x, y, n) {
    const at = ([low, high], i) => low + ((high - low) * i) / (n - 1), values = [];
    for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) values.push(f(at(x, i), at(y, j)));
    return { n, x, y, values };
  }

  /** Smallest and largest value that is finite; [0, 0] if none is. */
  function range({ values }) {
    const finite = values.filter(Number.isFinite);
    return finite.length ? finite.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]) : [0, 0];
  }

  // The edges of a cell that a level crosses, by which of its corners (lower left, lower right, upper right, upper
  // left: bits 1, 2, 4, 8) lie above: pairs of 0 bottom, 1 right, 2 top, 3 left. Cases 5 and 10 have two pairs.
  const CROSSED = [[], [3, 0], [0, 1], [3, 1], [1, 2], null, [0, 2], [3, 2], [2, 3], [2, 0], null, [2, 1], [1, 3], [1, 0], [0, 3], []];

  /** The level's lines, each a list of points [i, j] in steps of the grid; the first point comes again where one closes. */
  function lines({ n, values }, level) {
    const next = new Map();
    const join = (from, to) => {
      for (const [a, b] of [[from, to], [to, from]]) next.has(a) ? next.get(a).push(b) : next.set(a, [b]);
    };
    for (let j = 0; j + 1 < n; j++) for (let i = 0; i + 1 < n; i++) {
      const k = j * n + i, corners = [values[k], values[k + 1], values[k + n + 1], values[k + n]];
      if (!corners.every(Number.isFinite)) continue;
      const above = corners.reduce((bits, v, c) => bits | (v > level ? 1 << c : 0), 0);
      // An edge's number: twice the point at its lower left end, one more where it stands upright.
      const edges = [2 * k, 2 * (k + 1) + 1, 2 * (k + n), 2 * k + 1];
      // At a saddle the middle of the cell says which corners are joined.
      const middle = corners.reduce((sum, v) => sum + v, 0) / 4 > level;
      const pairs = CROSSED[above] ?? ((above === 5) === middle ? [0, 1, 2, 3] : [3, 0, 1, 2]);
      for (let p = 0; p < pairs.length; p += 2) join(edges[pairs[p]], edges[pairs[p + 1]]);
    }
    return walks(next).map((walk) => walk.map((edge) => crossing(n, values, edge, level)));
  }

  function crossing(n, values, edge, level) {
    const k = edge >> 1, up = edge % 2, share = (level - values[k]) / (values[up ? k + n : k + 1] - values[k]);
    return up ? [k % n, Math.floor(k / n) + share] : [(k % n) + share, Math.floor(k / n)];
  }

  /** Every edge once along its line: open lines from their ends, then the closed ones. */
  function walks(next) {
    const found = [], ends = [...next.keys()].filter((edge) => next.get(edge).length === 1);
    for (const start of [...ends, ...next.keys()]) {
      if (!next.get(start).length) continue;
      const walk = [start];
      for (let at = start; next.get(at).length;) {
        const to = next.get(at).pop();
        next.get(to).splice(next.get(to).indexOf(at), 1);
        walk.push((at = to));
      }
      found.push(walk);
    }
    return found;
  }

  /** The attribute `d` of a level's lines, in steps of the grid, and where a word on the longest of them may stand. */
  function contour(grid, level) {
    const all = lines(grid, level), { path } = Lecture14.draw;
    const longest = all.reduce((best, line) => (line.length > best.length ? line : best), []);
    return { level, d: all.map((line) => path(line)).join(""), middle: longest[longest.length >> 1], length: longest.length };
  }

  /** The transform that takes steps of the grid to the pixels of a scale. */
  function onto({ n, x, y }, scale) {
    const [sx, sy] = [(x[1] - x[0]) / (n - 1), (y[1] - y[0]) / (n - 1)], q = (v) => +v.toFixed(4);
    return `matrix(${q(sx * scale.across)} 0 0 ${q(-sy * scale.up)} ${q(scale.x(x[0]))} ${q(scale.y(y[0]))})`;
  }

  /** The value between the points of the grid, in steps of it. */
  function between({ n, values }, u, v) {
    const clip = (w) => Math.min(Math.max(Math.floor(w), 0), n - 2), i = clip(u), j = clip(v), k = j * n + i, s = u - i, t = v - j;
    return (1 - t) * ((1 - s) * values[k] + s * values[k + 1]) + t * ((1 - s) * values[k + n] + s * values[k + n + 1]);
  }

  Lecture14.contours = { grid, range, lines, contour, onto, between };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
