/* Steepest ascent from a point of the plane: a curve along the gradient, and what stands at its end. */
(function (Lecture14) {
  "use strict";
  const STEP = 0.1, LEAST = 1e-6, AROUND = 1e-3, WAYS = 16, WORK = 24000;
  const ENDS = {
    top: "to a top", edge: "to the edge of the picture", flat: "to a place without slope", kink: "to a kink, where no step climbs",
    hole: "to where f is undefined", unfinished: "unfinished",
  };

  /** {path, end, value}: `measure(point)` gives value and gradient there, `side` is [low, high] of both axes, and a larger
      `cost` of a measurement shortens the path. Every step climbs: its direction is the gradient half-way. */
  function climb(measure, start, side, cost) {
    const path = [start], toward = (at, [a, b], h) => { const d = Math.hypot(a, b); return [at[0] + (h * a) / d, at[1] + (h * b) / d]; };
    let here = measure(start), step = STEP, steepest = Math.hypot(...here.gradient);
    const done = (end) => ({ path, end, value: here.value });
    for (let left = Math.min(Math.max(WORK / cost, 60), 900); left > 0; left -= 2) {
      const at = path.at(-1), size = Math.hypot(...here.gradient);
      if (!Number.isFinite(size) || !Number.isFinite(here.value)) return done("hole");
      if (size === 0) return done(surroundings(measure, at, here.value) === "lower" ? "top" : "flat");
      const half = measure(toward(at, here.gradient, step / 2)).gradient, way = Math.hypot(...half) > 0 ? half : here.gradient;
      const next = toward(at, way, step), share = within(at, next, side);
      const to = share < 1 ? at.map((v, i) => v + share * (next[i] - v)) : next, there = measure(to);
      if (there.value > here.value) {
        path.push(to);
        [here, steepest] = [there, Math.max(steepest, size)];
        if (share < 1) return done("edge");
        step = Math.min(2 * step, STEP);
      } else if ((step /= 2) < LEAST) return done(still(measure, at, here, steepest));
    }
    return done("unfinished");
  }

  /** What stands where no step climbs. A kink keeps its slope, however near; elsewhere the slope has gone. */
  function still(measure, at, { value, gradient }, steepest) {
    const around = surroundings(measure, at, value);
    if (around !== "other") return around === "lower" ? "top" : "hole";
    return Math.hypot(...gradient) < 1e-3 * steepest ? "flat" : "kink";
  }

  function surroundings(measure, [x, y], value) {
    const values = Array.from({ length: WAYS }, (_, k) => measure([x + AROUND * Math.cos((2 * Math.PI * k) / WAYS), y + AROUND * Math.sin((2 * Math.PI * k) / WAYS)]).value);
    if (!values.every(Number.isFinite)) return "hole";
    return values.every((v) => v < value) ? "lower" : "other";
  }

  /** The share of a step that stays inside. */
  const within = (from, to, [low, high]) => Math.min(1, ...from.map((v, i) => (to[i] > high ? (high - v) / (to[i] - v) : to[i] < low ? (low - v) / (to[i] - v) : 1)));

  Lecture14.climb = Object.assign(climb, { ENDS });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
