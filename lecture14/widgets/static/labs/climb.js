/* Steepest ascent from a point of the plane: a curve along the gradient, and what stands at its end. */
(function (Lecture14) {
  "use strict";
  const STEP = 0.1, LEAST = 1e-7, AROUND = 1e-3, GONE = 1e-5, WORK = 3000, FEWEST = 40, MOST = 160;
  const ENDS = {
    top: "to a top", edge: "to the edge of the picture", flat: "to a place without slope", kink: "to a kink, where no step climbs",
    hole: "to where f is undefined", unfinished: "unfinished, it climbs on",
  };

  /** {path, end, value}. `run` runs f at a point, `result` and `gradient` read the run; `side` is [low, high] of both
      axes; the larger the `cost` of a run, the sooner the path is left unfinished. Every step climbs. */
  function climb(run, { result, gradient }, start, side, cost) {
    const path = [start], steps = Math.min(Math.max(WORK / cost, FEWEST), MOST);
    let here = run(start), value = result(here), slope = gradient(here), step = STEP;
    const done = (end) => ({ path, end, value });
    while (path.length <= steps) {
      const at = path.at(-1), size = Math.hypot(...slope);
      if (!Number.isFinite(size) || !Number.isFinite(value)) return done("hole");
      const still = () => standstill((place) => gradient(run(place)), at, slope);
      if (size === 0) return done(still());
      // The direction half-way follows the curve; where that does not climb, ever shorter steps along the gradient do.
      const half = gradient(run(toward(at, slope, step / 2)));
      let found = stepped(at, Math.hypot(...half) > 0 ? half : slope, step, side);
      while (!(result(here = run(found.to)) > value)) {
        if ((step /= 4) < LEAST) return done(still());
        found = stepped(at, slope, step, side);
      }
      path.push(found.to);
      [value, slope] = [result(here), gradient(here)];
      if (found.edge) return done("edge");
      step = Math.min(4 * step, STEP);
    }
    return done("unfinished");
  }

  const toward = (at, [a, b], h) => [at[0] + (h * a) / Math.hypot(a, b), at[1] + (h * b) / Math.hypot(a, b)];

  /** One step, no farther than the edge. */
  function stepped(at, way, h, [low, high]) {
    const to = toward(at, way, h);
    const share = Math.min(1, ...at.map((v, i) => (to[i] > high ? (high - v) / (to[i] - v) : to[i] < low ? (low - v) / (to[i] - v) : 1)));
    return share < 1 ? { edge: true, to: at.map((v, i) => Math.min(Math.max(v + share * (to[i] - v), low), high)) } : { edge: false, to };
  }

  /** What stands where no step climbs, by how the gradient changes around: at a smooth place it has gone, and at a top it
      turns back on all sides. Beside a kink it keeps its size, however near. */
  function standstill(gradient, [x, y], slope) {
    const change = (u, v) => { const [a, b] = [gradient([x + u, y + v]), gradient([x - u, y - v])]; return [a[0] - b[0], a[1] - b[1]]; };
    const [[a, b], [c, d]] = [change(AROUND, 0), change(0, AROUND)], size = Math.hypot(a, b, c, d) / (2 * AROUND);
    if (!Number.isFinite(size)) return "hole";
    if (Math.hypot(...slope) > GONE * size) return "kink";
    return a + d < 0 && 4 * a * d > (b + c) ** 2 ? "top" : "flat";
  }

  Lecture14.climb = Object.assign(climb, { ENDS });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
