/* Newton's method from a start until its end is known, and over many starts: which root each of them reaches. */
(function (Lecture14) {
  "use strict";
  const { curve } = Lecture14;
  const MOST = 100, STARTS = 240, TOLERANCE = 1e-12, SAME = 1e-5, FAR = 1e9, DRIFT = 20, PERIODS = [1, 2, 3, 4, 5, 6, 7, 8];
  const size = (x) => Math.max(1, Math.abs(x));
  const last = (list, k = 1) => list[list.length - k];

  /** {points: [{x, y, slope}], end}; `end.kind` says what happened, and each kind has its test beside it. */
  function run(f, start) {
    const points = [], scale = typical(f);
    let x = start;
    for (;;) {
      const [y, slope] = f.both(x), step = Math.abs(x - last(points)?.x);
      points.push({ x, y, slope });
      const end = ended(points, step, scale);
      if (end) return { points, end };
      x -= y / slope;
    }
  }

  function ended(points, step, scale) {
    const { x, y, slope } = last(points), n = points.length - 1;
    if (!Number.isFinite(x)) return { kind: "far" };
    if (!Number.isFinite(y)) return { kind: Number.isNaN(y) ? "undefined" : "infinite" };
    if (y === 0 || (step <= TOLERANCE * size(x) && Math.abs(y) <= 1e-6 * scale)) return { kind: "root", root: x };
    if (n >= 2 && Math.abs(x) > FAR && farther(points, 2)) return { kind: "far" };
    if (slope === 0) return { kind: "flat" };
    if (!Number.isFinite(slope)) return { kind: Number.isNaN(slope) ? "slopeless" : "vertical" };
    const period = PERIODS.find((k) => k <= n && last(points, k + 1).x === x);
    if (period) return period === 1 ? { kind: "stuck" } : { kind: "cycle", period, exact: true };
    if (n < MOST) return null;
    return drifting(points) ? { kind: "drift" } : nearly(points) ?? { kind: "open" };
  }

  const farther = (points, steps) => Array.from({ length: steps }, (_, k) => k + 1).every((k) => Math.abs(last(points, k).x) > Math.abs(last(points, k + 1).x));
  /** The last steps all lead away from 0, and do not shrink. */
  const drifting = (points) => farther(points, DRIFT)
    && Math.abs(last(points).x - last(points, 2).x) >= 0.5 * Math.abs(last(points, DRIFT).x - last(points, DRIFT + 1).x);
  /** A cycle that the iterates come to, but not to the last digit: three rounds of it agree. */
  function nearly(points) {
    for (const period of PERIODS.slice(1)) {
      const rounds = Array.from({ length: 2 * period }, (_, k) => Math.abs(last(points, k + 1).x - last(points, k + 1 + period).x) / size(last(points, k + 1).x));
      if (Math.max(...rounds) < 1e-9 && Math.abs(last(points).x - last(points, 2).x) > 1e-6) return { kind: "cycle", period };
    }
    return null;
  }

  /** How large values of f are near 0, so that a small one can be told: their median, and at least 1. */
  function typical(f) {
    if (f.typical === undefined) {
      const sizes = Array.from({ length: 41 }, (_, i) => Math.abs(f.value((i - 20) / 4))).filter(Number.isFinite).sort((a, b) => a - b);
      f.typical = Math.max(1, sizes[sizes.length >> 1] ?? 1);
    }
    return f.typical;
  }

  const same = (a, b) => Math.abs(a - b) <= SAME * size(a);

  /** Over the window: {roots, parts}. `roots` lie in it, from left to right; a part is {from, to, root}, where root is an
      index of `roots`, "other" for a root outside, or "none". */
  const basins = Lecture14.draw.lately((f, [low, high]) => {
    const width = (high - low) / STARTS, ends = Array.from({ length: STARTS }, (_, i) => run(f, low + (i + 0.5) * width).end);
    const roots = [], parts = [];
    ends.filter((end) => end.kind === "root" && end.root >= low && end.root <= high).map((end) => end.root).sort((a, b) => a - b)
      .forEach((root) => { if (!roots.some((r) => same(r, root))) roots.push(root); });
    ends.forEach((end, i) => {
      const root = named(end, roots), part = last(parts), to = low + (i + 1) * width;
      if (part?.root === root) part.to = to;
      else parts.push({ from: low + i * width, to, root });
    });
    return { roots, parts };
  }, (f, window) => [f, ...window]);
  function named(end, roots) {
    if (end.kind !== "root") return "none";
    const k = roots.findIndex((r) => same(r, end.root));
    return k < 0 ? "other" : k;
  }

  Lecture14.iterates = { run, basins, named, MOST };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
