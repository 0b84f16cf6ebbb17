/* The slope lab: a secant, a centred difference and the tangent at a point that drags, and their errors against h, drawn
   only for the steps that the reader has visited (slides 5 and 6). */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, marker } = Lecture14.draw, { curve, check, program } = Lecture14;
  // Steps are kept eight a decade, as difference_errors has them.
  const LEAST = -16, MOST = 0, SHARE = 8, FLOOR = -17, CEILING = 3, FAR = 1e6;
  const ROUND = { float64: (v) => v, float32: Math.fround };
  const SERIES = [
    { id: "forward", label: "secant", colour: "orange", dash: undefined, sign: "o" },
    { id: "centred", label: "centred", colour: "vermilion", dash: "7 4", sign: "^" },
  ];
  const between = (v, low, high) => Math.min(Math.max(v, low), high);
  const place = (h) => Math.round(SHARE * Math.log10(h));
  const series = ({ centred }) => SERIES.filter(({ id }) => centred || id === "forward");

  function start(given) {
    const { x, h, precision = "float64", centred = true, window = [-2, 2], visited = [] } = given;
    const typed = curve.given(given.function);
    check.number(x, -FAR, FAR, "x");
    check.oneOf(precision, Object.keys(ROUND), "precision");
    const step = (v, name) => check.number(v, 10 ** LEAST, 10 ** MOST, name);
    check.list(visited, 0, SHARE * (MOST - LEAST) + 1, "visited").forEach((v) => step(v, "a visited step"));
    return { ...typed, x, h: step(h, "h"), precision, centred: Boolean(centred),
      window: curve.holding(curve.window(check.list(window, 2, 2, "window")), x), visited: visit(visited, h) };
  }

  /** The visited steps, the latest of each eighth of a decade, from large to small. */
  const visit = (visited, ...steps) => steps.reduce((all, h) => [...all.filter((v) => place(v) !== place(h)), h], visited).sort((a, b) => b - a);

  /** Both quotients at x; in float32 every operation is rounded, unless f itself answers in float64. */
  function quotients(f, x, h, precision) {
    const round = ROUND[precision], step = round(h), at = precision === "float32" ? (v) => f.narrow(round(v)) : (v) => ({ y: f.value(v) });
    const up = at(x + step), slope = (low, run) => {
      const r = up.wide || low.wide ? (v) => v : round;
      return r(r(up.y - low.y) / run);
    };
    return { h, forward: slope(at(x), step), centred: slope(at(x - step), round(2 * step)) };
  }

  function look(state) {
    const f = curve.read(state.function), x = ROUND[state.precision](state.x), [value, slope] = f.both(x);
    const off = (h) => {
      const q = quotients(f, x, h, state.precision);
      return { ...q, errors: { forward: Math.abs(q.forward - slope), centred: Math.abs(q.centred - slope) } };
    };
    const steps = state.visited.map(off), now = off(state.h);
    const best = (id) => steps.reduce((least, s) => (s.errors[id] < (least?.errors[id] ?? Infinity) ? s : least), null);
    return { f, x, value, slope, steps, now, best: { forward: best("forward"), centred: best("centred") } };
  }

  const size = (width) => Math.round(1.2 * width) + 138;
  function layout({ window, function: text }, width) {
    const left = 44, wide = width - left - 10, high = 0.62 * width, top = 8 + high + 96;
    const drawn = curve.drawn(curve.read(text), window);
    return {
      drawn, scale: scales(window, drawn.limits, { left, top: 8, width: wide, height: high }), words: 8 + high + 40,
      errors: scales([LEAST, MOST], [FLOOR, CEILING], { left, top, width: wide, height: 0.58 * width - 10 }),
    };
  }

  const SUPERSCRIPT = { "−": "⁻", ...Object.fromEntries([..."0123456789"].map((d, i) => [d, "⁰¹²³⁴⁵⁶⁷⁸⁹"[i]])) };
  const power = (text) => (text === "0" ? "1" : `10${[...text].map((c) => SUPERSCRIPT[c]).join("")}`);
  const powers = (shapes) => shapes.map((s) => (/^e-t[xy]/.test(s.id) ? { ...s, text: power(s.text) } : s));

  function shapes(state, seen, width) {
    const { drawn, scale, errors, words: y } = layout(state, width), { x, value, slope, now } = seen, inside = [], out = frame("f", scale);
    const add = (id, tag, a, text, to = out) => to.push({ id, tag, a, text });
    out.push({ id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: inside });
    add("curve", "path", { d: curve.path(drawn.pieces, scale), fill: "none", stroke: colour("ink"), "stroke-width": 2 }, undefined, inside);
    const line = (id, through, m, look) => {
      if (![m, ...through].every(Number.isFinite)) return;
      add(id, "path", { d: chord(through, m, scale), fill: "none", "stroke-width": 2, ...look }, undefined, inside);
    };
    line("tangent", [x, value], slope, { stroke: colour("green"), "stroke-dasharray": "2 4", "stroke-width": 2.5 });
    if (state.centred) line("centred", [x + state.h, seen.f.value(x + state.h)], now.centred, { stroke: colour("vermilion"), "stroke-dasharray": "7 4" });
    line("forward", [x, value], now.forward, { stroke: colour("orange") });
    if (state.centred) dot("left", x - state.h, seen.f, scale, inside);
    legend(state, seen, y, add);
    out.push(...powers(frame("e", errors, "step h", "")));
    add("e-name", "text", { x: errors.box.left + 6, y: errors.box.top + 14 }, "error");
    for (const s of series(state)) out.push(...visitedErrors(s, seen.steps, errors));
    add("now", "path", { d: `M${errors.x(Math.log10(state.h))} ${errors.box.top}v${errors.box.height}`, stroke: colour("muted"), "stroke-dasharray": "2 3" });
    return out;
  }

  /** The straight line of slope m through a point, from edge to edge; where it is steep, only as far as it is in sight. */
  function chord([x, y], m, scale) {
    const { x: [low, high], y: [bottom, top] } = scale.limits, reach = m ? (2 * (top - bottom) + Math.abs(y - (top + bottom) / 2)) / Math.abs(m) : Infinity;
    const at = (u) => scale.at([u, y + m * (u - x)]);
    return path([at(Math.max(low, x - reach)), at(Math.min(high, x + reach))]);
  }
  function dot(id, x, f, scale, inside) {
    const y = f.value(x);
    if (Number.isFinite(y)) inside.push({ id, tag: "path", a: { d: marker("^", scale.inside(scale.at([x, y])), 5), fill: colour("vermilion") } });
  }

  const off = (error) => (error === 0 ? "off by nothing" : Number.isNaN(error) ? "undefined" : `off by ${words(error, 2)}`);
  function legend(state, { slope, now }, y, add) {
    const rows = [["tangent", "green", "2 4", `tangent: f′(x) = ${words(slope, 10)}`],
      ...series(state).map((s) => [s.id, s.colour, s.dash, `${s.label}: ${words(now[s.id], 10)}, ${off(now.errors[s.id])}`])];
    rows.forEach(([id, stroke, dash, text], i) => {
      add(`${id}-key`, "path", { d: `M4 ${y + 18 * i - 4}h24`, stroke: colour(stroke), "stroke-width": 2.5, "stroke-dasharray": dash });
      add(`${id}-value`, "text", { x: 34, y: y + 18 * i }, text);
    });
  }

  /** The errors at the visited steps: marks, and a line between neighbours. An error of 0 lies on the lower edge. */
  function visitedErrors({ id, colour: stroke, dash, sign }, steps, scale) {
    const at = (s) => scale.at([Math.log10(s.h), between(Math.log10(s.errors[id]), FLOOR, CEILING)]);
    const shown = steps.filter((s) => !Number.isNaN(s.errors[id])), lines = [];
    shown.slice(1).forEach((s, i) => { if (place(shown[i].h) - place(s.h) === 1) lines.push(path([at(shown[i]), at(s)])); });
    return [
      { id: `${id}-line`, tag: "path", a: { d: lines.join(""), fill: "none", stroke: colour(stroke), "stroke-width": 1.5, "stroke-dasharray": dash } },
      { id: `${id}-marks`, tag: "path", a: { d: shown.map((s) => marker(sign, at(s), 2.6)).join(""), fill: colour(stroke) } },
    ];
  }

  function handles(state, seen, width) {
    const { scale, errors } = layout(state, width), { box } = scale, { x, h } = state;
    // Where the curve has no point, its handle waits on the axis.
    const on = (v) => { const y = seen.f.value(v); return scale.inside([scale.x(v), Number.isFinite(y) ? scale.y(y) : box.top + box.height]); };
    const level = Math.log10(seen.now.errors.forward), edge = errors.box;
    return [
      { id: "step", at: errors.inside(errors.at([Math.log10(h), Number.isNaN(level) ? FLOOR : level])), colour: "orange", sign: "D", along: "x", x: [edge.left, edge.left + edge.width],
        label: "Step h, by powers of ten", number: Math.log10(h), text: `h is ${words(h)}, the secant is ${off(seen.now.errors.forward)}` },
      { id: "second", at: on(x + h), colour: "orange", sign: "s", along: "x", x: [scale.x(x), box.left + box.width], label: "Second point of the secant", number: h, text: `h is ${words(h)}` },
      { id: "x", at: on(x), colour: "ink", along: "x", x: [box.left, box.left + box.width], label: "Point", number: x, text: `x is ${words(x)}, the slope is ${words(seen.slope)}` },
    ];
  }

  function move(state, id, [px, py], width) {
    const { scale, errors } = layout(state, width), [low, high] = state.window, at = scale.back([px, py])[0];
    // A pixel's worth of digits: numbers stay short.
    const short = (v) => +v.toFixed(between(Math.ceil(2 - Math.log10((high - low) / 4)), 0, 12));
    if (id === "x") return { ...state, x: between(short(at), low, high) };
    if (id === "second") return stepped(state, between(short(at - state.x), (high - low) / 1000, 10 ** MOST));
    const h = 10 ** (Math.round(SHARE * between(errors.back([px, py])[0], LEAST, MOST)) / SHARE);
    return { ...stepped(state, h), visited: visit(state.visited, ...passed(state.h, h), h) };
  }
  const stepped = (state, h) => ({ ...state, h, visited: visit(state.visited, h) });
  /** The steps between two, which a drag passes however fast it is; the errors are traced as by a pen. */
  function passed(from, to) {
    const a = place(from), b = place(to), found = [];
    for (let k = Math.min(a, b) + 1; k < Math.max(a, b); k++) found.push(10 ** (k / SHARE));
    return found;
  }

  function controls({ precision, centred, x, ...state }) {
    return [
      curve.field(state),
      { id: "x", kind: "number", label: "x", value: x, min: -FAR, max: FAR, step: "any" },
      { id: "precision", kind: "choice", label: "Numbers", value: precision, options: [["float64", "float64: 16 digits"], ["float32", "float32: 7 digits"]] },
      { id: "centred", kind: "check", label: "centred difference", value: centred },
      { id: "sweep", kind: "button", label: "Sweep h" },
      { id: "stop", kind: "button", label: "Stop" },
      { id: "in", kind: "button", label: "Zoom in" },
      { id: "out", kind: "button", label: "Zoom out" },
    ];
  }

  function act(state, id, value) {
    if (id === "function") {
      const found = curve.typed(value);
      return { ...state, ...found, visited: found.error ? state.visited : [state.h] };
    }
    if (id === "x") return Math.abs(value) <= FAR ? { ...state, x: value, window: curve.holding(state.window, value) } : state;
    if (id === "in" || id === "out") return { ...state, window: curve.zoomed(state.window, id === "in" ? 0.5 : 2, state.x) };
    if (id === "sweep") return stepped({ ...state, playing: true }, state.h > 10 ** LEAST ? state.h : 10 ** MOST);
    if (id === "stop") return state.playing ? { ...state, playing: false } : state;
    return { ...state, [id]: value };
  }
  /** The next eighth of a decade, down to the last. */
  function tick(state) {
    const k = place(state.h) - 1;
    return { ...stepped(state, 10 ** (Math.max(k, SHARE * LEAST) / SHARE)), playing: k > SHARE * LEAST };
  }

  const secant = ({ h }, { now }) => `The secant with h = ${words(h)} has the slope ${words(now.forward, 10)}, ${off(now.errors.forward)}`;
  const centredWords = ({ now }) => `the centred difference ${words(now.centred, 10)}, ${off(now.errors.centred)}`;
  /** Why there is nothing to compare, or nothing. */
  function missing({ x, h }, { f, value, slope, now }) {
    if (!Number.isFinite(value)) return `f has no finite value at x = ${words(x)}.`;
    if (!Number.isFinite(slope)) return `f has no finite slope at x = ${words(x)}.`;
    if (!Number.isFinite(now.forward)) return `With h = ${words(h)} the secant at x = ${words(x)} has no finite slope.`;
    return "";
  }

  function alt(state, seen) {
    const { x, h, precision, visited, centred } = state, curveWords = `The curve of f(x) = ${state.function.trim().replace(/\s*\n\s*/g, "; ")}`;
    const lacks = missing(state, seen);
    if (lacks) return `${curveWords} near x = ${words(x)}. ${lacks}`;
    const least = series(state).filter(({ id }) => seen.best[id]).map(({ id, label }) => `${label} ${words(seen.best[id].errors[id], 2)} at h = ${words(seen.best[id].h)}`);
    return `${curveWords} with a secant and the tangent at x = ${words(x)}, whose slope is ${words(seen.slope, 10)}. ${secant(state, seen)}${centred ? `; ${centredWords(seen)}` : ""}. `
      + `Beneath, in ${precision}, the error against h at ${visited.length} visited step${visited.length > 1 ? "s" : ""}${least.length ? `; the least: ${least.join(", ")}` : ""}.`;
  }

  function say(state, seen, id) {
    if (state.error) return `The function stays ${state.function}: ${state.error}.`;
    if (id === "stop") return `Nothing moves: h is ${words(state.h)}.`;
    if (id === "in" || id === "out") return `The curve is shown from ${words(state.window[0])} to ${words(state.window[1])}.`;
    if (id === "sweep" && state.h <= 10 ** LEAST && seen.best.forward)
      return `Of ${state.visited.length} steps visited, the secant was best at h = ${words(seen.best.forward.h)}, off by ${words(seen.best.forward.errors.forward, 2)}.`;
    const at = id === "x" || id === "function" ? `At x = ${words(state.x)} the tangent has the slope ${words(seen.slope, 10)}. ` : "";
    return missing(state, seen) || `${at}${secant(state, seen)}${state.centred ? `; ${centredWords(seen)}` : ""}.`;
  }

  const table = (state, { slope, steps }) => ({
    caption: `Slopes at x = ${words(state.x)} in ${state.precision}; the tangent's is ${words(slope, 10)}`,
    head: ["h", ...series(state).flatMap(({ label }) => [label, "error"])],
    rows: steps.map((s) => [words(s.h), ...series(state).flatMap(({ id }) => [words(s[id], 10), words(s.errors[id], 2)])]),
  });

  const python = ({ x, h, precision }, { f }) => program.definition(f.program, "from lecture14 import central_difference, derivative, forward_difference")
    + `x, h = np.${precision}(${x}), ${h}\nforward_difference(f, x, h), central_difference(f, x, h), derivative(f)(float(x))\n`;

  const values = (state) => Object.fromEntries(["function", "x", "h", "precision", "centred", "window", "visited"].map((name) => [name, state[name]]));
  // A link says everything: what another page begins with must not show through.
  const unpack = (data) => start(data);
  const hint = "Drag the point and the second point of the secant, or the mark on the lower axes, which moves h by powers of ten.";

  Lecture14.lab("slope", { start, look, size, shapes, handles, move, controls, act, tick, pace: 50, alt, say, table, python, values, unpack, hint });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
