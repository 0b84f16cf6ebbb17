/* The Newton lab: a start that drags along the axis, its tangents, and under the axis which root each start reaches
   (slide 4). What became of a start is found by iterates.js, and said here. */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, marker } = Lecture14.draw, { curve, iterates, check, program } = Lecture14;
  const PRESETS = [
    { function: "x**2 - 2", name: "square root of 2: x² − 2", start: 0.5, window: [-3, 3] },
    { function: "x**3 - 3*x + 1", name: "three roots: x³ − 3x + 1", start: 0.8, window: [-3, 3] },
    { function: "x**3 - 2*x + 2", name: "a cycle: x³ − 2x + 2", start: 0, window: [-3, 3] },
    { function: "arctan(x)", name: "runs away: arctan x", start: 1.5, window: [-4, 4] },
  ];
  const COLOURS = ["blue", "orange", "green", "purple", "vermilion"], STRIP = 24, ROW = 21, FAR = 1e6, MOST_NAMED = 8;
  const between = (v, low, high) => Math.min(Math.max(v, low), high);
  const index = (n) => [...String(n)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[d]).join("");
  // A root is known to about twelve digits where it is simple, to fewer where it is not.
  const root = (x) => words(+x.toFixed(9), 7);

  function start(given) {
    const { start: x, steps = 2, window = [-3, 3] } = given;
    const typed = curve.given(given.function);
    check.number(x, -FAR, FAR, "start");
    return { ...typed, start: x, steps: check.whole(steps, 0, iterates.MOST, "steps"),
      window: curve.holding(curve.window(check.list(window, 2, 2, "window")), x) };
  }

  function look(state) {
    const f = curve.read(state.function), { points, end } = iterates.run(f, state.start), basins = iterates.basins(f, state.window);
    return { f, points, end, basins, shown: Math.min(state.steps, points.length - 1), reached: iterates.named(end, basins.roots) };
  }

  const legendOf = ({ basins: { roots, parts } }) => [
    ...roots.slice(0, MOST_NAMED).map((r, k) => [k, root(r)]),
    ...(parts.some((p) => p.root === "other") ? [["other", "a root outside"]] : []),
    ...(parts.some((p) => p.root === "none") ? [["none", `none in ${iterates.MOST} steps`]] : []),
  ];
  const size = (width, state, seen) => Math.round(0.7 * width) + 84 + STRIP + ROW * Math.ceil(legendOf(seen).length / 2);
  function layout({ window, function: text }, width) {
    const drawn = curve.drawn(curve.read(text), window, 0), left = 44, height = Math.round(0.7 * width);
    return { drawn, scale: scales(window, drawn.limits, { left, top: 8, width: width - left - 10, height }), strip: height + 34 };
  }

  /** A pattern for each root, one for roots outside, one for none: colour alone never tells them apart. */
  function patterns() {
    const lines = [["M0 4H8"], ["M4 0V8"], ["M0 8L8 0"], ["M0 0L8 8"], ["M0 4H8M4 0V8"]];
    const one = (id, stroke, d, opacity = 0.3) => ({ id: `p-${id}`, tag: "pattern", a: { id: `p-${id}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, parts: [
      { id: "ground", tag: "rect", a: { width: 8, height: 8, fill: colour(stroke), "fill-opacity": opacity } },
      { id: "lines", tag: "path", a: { d, stroke: colour(stroke), "stroke-width": 1.5 } }] });
    return [...lines.map(([d], k) => one(k, COLOURS[k], d)), one("other", "muted", "M2 4H5", 0.25), one("none", "ink", "M0 0L8 8M0 8L8 0", 0)];
  }
  const fill = (which) => `url(#p-${typeof which === "number" ? which % COLOURS.length : which})`;

  function shapes(state, seen, width) {
    const { drawn, scale, strip } = layout(state, width), { box } = scale, inside = [], out = [...patterns(), ...frame("f", scale)];
    const add = (id, tag, a, text, to = out) => to.push({ id, tag, a, text }), axis = scale.y(0);
    out.push({ id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: inside });
    add("zero", "path", { d: path([[box.left, axis], [box.left + box.width, axis]]), stroke: colour("ink"), "stroke-width": 1 }, undefined, inside);
    add("curve", "path", { d: curve.path(drawn.pieces, scale), fill: "none", stroke: colour("ink"), "stroke-width": 2 }, undefined, inside);
    seen.basins.roots.forEach((r, k) => add(`root${k}`, "path", { d: marker("o", [scale.x(r), axis], 5), fill: colour("paper"), stroke: colour(COLOURS[k % COLOURS.length]), "stroke-width": 2.5 }, undefined, inside));
    out.push(...tangents(seen, scale));
    seen.basins.parts.forEach(({ from, to, root: which }, i) => {
      const x = scale.x(from), wide = scale.x(to) - x;
      add(`b${i}`, "rect", { x, y: strip, width: wide, height: STRIP, fill: fill(which) });
      if (wide > 18 && typeof which === "number") label(`n${i}`, x + wide / 2, strip + 17, String(which + 1), out);
    });
    add("strip", "rect", { x: box.left, y: strip, width: box.width, height: STRIP, fill: "none", stroke: colour("muted") });
    add("start", "path", { d: `M${scale.x(state.start)} ${strip}v${STRIP}`, stroke: colour("ink"), "stroke-width": 2.5 });
    add("reach", "text", { x: 4, y: strip + STRIP + 20 }, "From here Newton’s method reaches");
    legendOf(seen).forEach(([which, text], i) => {
      const x = 4 + (i % 2) * (width / 2), y = strip + STRIP + 29 + ROW * Math.floor(i / 2);
      add(`l${i}`, "rect", { x, y, width: 24, height: 16, fill: fill(which), stroke: colour("muted") });
      add(`t${i}`, "text", { x: x + 31, y: y + 13 }, typeof which === "number" ? `${which + 1}: ${text}` : text);
    });
    return out;
  }

  const label = (id, x, y, text, to) => to.push({ id, tag: "text", a: { x, y, "text-anchor": "middle", stroke: colour("paper"), "stroke-width": 4, "paint-order": "stroke" }, text });

  /** Up from each iterate to the curve, and down its tangent to the next; names where there is room for them. */
  function tangents({ points, shown }, scale) {
    const parts = [], names = [], { x: [low, high], y: [bottom, top] } = scale.limits, axis = scale.y(0);
    // Far outside nothing is seen: lines end there.
    const near = (v, [a, b]) => between(v, a - (b - a), b + (b - a)), inside = (x) => x >= low && x <= high;
    const taken = [];
    points.slice(0, shown + 1).forEach(({ x, y, slope }, n) => {
      if (inside(x) && taken.every((u) => Math.abs(u - scale.x(x)) > 24)) {
        taken.push(scale.x(x));
        label(`x${n}`, scale.x(x), axis + (y > 0 ? 20 : -12), `x${index(n)}`, names);
      }
      if (n === shown) {
        if (n && inside(x)) parts.push({ id: "last", tag: "path", a: { d: marker("s", [scale.x(x), axis], 5), fill: colour("blue") } });
        return;
      }
      const to = near(points[n + 1].x, [low, high]), level = near(y, [bottom, top]);
      const along = ([u, v]) => scale.at([u, v]), from = level === y ? x : x + (level - y) / slope;
      if (inside(x)) parts.push({ id: `up${n}`, tag: "path", a: { d: path([along([x, 0]), along([x, level])]), stroke: colour("blue"), "stroke-dasharray": "2 4", "stroke-width": 1.5 } });
      parts.push({ id: `down${n}`, tag: "path", a: { d: path([along([from, level]), along([to, to === points[n + 1].x ? 0 : y + slope * (to - x)])]), stroke: colour("blue"), "stroke-width": 2 } },
        { id: `dot${n}`, tag: "path", a: { d: marker("o", along([x, level]), 3.5), fill: colour("blue") } });
    });
    return [{ id: "tangents", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts }, { id: "names", tag: "g", parts: names }];
  }

  function handles(state, seen, width) {
    const { scale } = layout(state, width), { box } = scale;
    return [{ id: "start", at: [scale.x(state.start), scale.y(0)], colour: "vermilion", along: "x", x: [box.left, box.left + box.width], label: "Start", number: state.start,
      text: `start at ${words(state.start, 6)}, ${brief(seen)}` }];
  }
  const brief = ({ end, points }) => (end.kind === "root" ? `reaches ${root(end.root)} in ${points.length - 1} steps` : "reaches no root");

  function move(state, id, [px, py], width) {
    const { scale } = layout(state, width), [low, high] = state.window, decimals = between(Math.ceil(2.6 - Math.log10(high - low)), 0, 12);
    return { ...state, start: between(+scale.back([px, py])[0].toFixed(decimals), low, high) };
  }
  /** A click on the curve or on the strip starts there. */
  function tap(state, [px, py], width) {
    const { scale: { box }, strip } = layout(state, width);
    const on = px >= box.left && px <= box.left + box.width && py >= box.top && py <= strip + STRIP;
    return on ? move(state, "start", [px, py], width) : null;
  }

  function controls(state) {
    const preset = PRESETS.findIndex((p) => p.function === state.text);
    const options = PRESETS.map(({ name }, k) => [String(k), name]);
    return [
      { id: "preset", kind: "choice", label: "Example", value: preset < 0 ? "own" : String(preset), options: preset < 0 ? [...options, ["own", "my own"]] : options },
      curve.field(state),
      { id: "start", kind: "number", label: "x₀", value: state.start, min: -FAR, max: FAR, step: "any" },
      { id: "step", kind: "button", label: "Step" },
      { id: "run", kind: "button", label: "Run" },
      { id: "stop", kind: "button", label: "Stop" },
      { id: "back", kind: "button", label: "Back to the start" },
      { id: "in", kind: "button", label: "Zoom in" },
      { id: "out", kind: "button", label: "Zoom out" },
    ];
  }

  function act(state, id, value, { points, shown }) {
    if (id === "function") return { ...state, ...curve.typed(value) };
    if (id === "preset") {
      const { function: text, start: x, window } = PRESETS[value] ?? {};
      return text ? { ...state, ...curve.typed(text), start: x, window, steps: 0 } : state;
    }
    if (id === "start") return Math.abs(value) <= FAR ? { ...state, start: value, window: curve.holding(state.window, value) } : state;
    if (id === "in" || id === "out") return { ...state, window: curve.zoomed(state.window, id === "in" ? 0.5 : 2, points[shown].x) };
    const end = points.length - 1;
    if (id === "step") return shown < end ? { ...state, steps: shown + 1 } : state;
    if (id === "back") return state.steps ? { ...state, steps: 0 } : state;
    if (id === "run") return end ? { ...state, steps: shown < end ? shown : 0, playing: true } : state;
    return state.playing ? { ...state, playing: false } : state;
  }
  const tick = (state, { points, shown }) => ({ ...state, steps: Math.min(shown + 1, points.length - 1), playing: shown + 1 < points.length - 1 });

  const from = ({ x }) => `From ${words(x, 6)}`;
  const iterate = (points, n = points.length - 1) => (n ? `x${index(n)} = ${words(points[n].x, 6)}` : `the start, ${words(points[0].x, 6)}`);
  /** What became of the start; every kind of end has one sentence, and each is tested against lecture14. */
  function outcome({ points, end }) {
    const n = points.length - 1, at = iterate(points), { y } = points[n];
    switch (end.kind) {
      case "root": return n ? `${from(points[0])} Newton’s method reaches the root ${root(end.root)} in ${n} step${n > 1 ? "s" : ""}.` : `The start, ${words(points[0].x, 6)}, is a root.`;
      case "flat": return `The slope is 0 at ${at}: the tangent never meets the axis.`;
      case "vertical": return `The slope is infinite at ${at}: the tangent is vertical, and leads nowhere else.`;
      case "slopeless": return `f has no slope at ${at}.`;
      case "undefined": return n ? `${from(points[0])} the iterates leave the domain of f, which has no value at ${at}.` : `f has no value at ${at}.`;
      case "infinite": return `f is infinite at ${at}.`;
      case "far": return `${from(points[0])} the iterates run away: ${iterate(points, Number.isFinite(points[n].x) ? n : n - 1)}${Number.isFinite(points[n].x) ? "" : ", and the next is too large for a number"}.`;
      case "drift": return `${from(points[0])} no root is reached in ${n} steps: the last of them all lead farther from 0, up to ${at}.`;
      case "stuck": return `At ${at} a step is too small to change x, although f is ${words(y)} there.`;
      case "cycle": return `${from(points[0])} the iterates ${end.exact ? `go round for ever, ${end.period} steps in each round` : `come to a round of ${end.period} steps, to nine digits`}: ${points.slice(-end.period - 1, -1).map((p) => words(p.x, 6)).join(", ")}.`;
      case "open": return `${from(points[0])} no root is reached in ${n} steps: ${at}, where f is ${words(y)}.`;
    }
  }

  function alt(state, seen) {
    const { basins: { parts }, shown } = seen, [low, high] = state.window;
    const share = (which) => parts.reduce((sum, p) => sum + (p.root === which ? p.to - p.from : 0), 0) / (high - low);
    const shares = legendOf(seen).map(([which, text]) => `${text} from ${Math.round(100 * share(which))} %`);
    return `The curve of f(x) = ${state.function.trim().replace(/\s*\n\s*/g, "; ")} from ${words(low)} to ${words(high)}, with ${shown} tangent${shown === 1 ? "" : "s"} of Newton’s method. ${outcome(seen)} `
      + `A strip under the axis tells what the starts there reach: ${shares.join(", ")}.`;
  }

  function say(state, seen, id) {
    const { points, shown } = seen;
    if (state.error) return `The function stays ${state.function}: ${state.error}.`;
    if (id === "in" || id === "out") return `The curve is shown from ${words(state.window[0])} to ${words(state.window[1])}.`;
    if (id === "stop" || id === "back" || (id === "step" && shown < points.length - 1)) return `${shown ? `After ${shown} step${shown > 1 ? "s" : ""}` : "At the start"} x is ${words(points[shown].x, 8)} and f is ${words(points[shown].y)}.`;
    return outcome(seen);
  }

  const table = (state, { points, end, shown }) => ({
    caption: `Newton’s iterates from ${words(state.start, 6)}`,
    head: ["n", "xₙ", "f(xₙ)", "f′(xₙ)", ...(end.kind === "root" ? ["distance from the last"] : [])],
    rows: points.slice(0, shown + 1).map(({ x, y, slope }, n) => [String(n), words(x, 12), words(y), words(slope, 6), ...(end.kind === "root" ? [words(Math.abs(x - end.root), 2)] : [])]),
  });

  const python = ({ start: x }, { f, shown }) => program.definition(f.program, "from lecture14 import derivative")
    + `x, slope = np.float64(${x}), derivative(f)\nfor _ in range(${shown}):\n    x = x - f(x) / slope(x)\n    print(x)\n`;

  const values = ({ function: text, start: x, steps, window }) => ({ function: text, start: x, steps, window });
  // A link says everything: what another page begins with must not show through.
  const unpack = (data) => start(data);
  const hint = "Drag the start along the axis, or click where it should be.";

  Lecture14.lab("newton", { start, look, size, shapes, handles, move, tap, controls, act, tick, pace: 500, alt, say, table, python, values, unpack, hint });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
