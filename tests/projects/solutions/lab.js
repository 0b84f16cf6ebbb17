/* The descent lab: x ← x − rate · f′(x) on a typed function, from a start that drags along the axis. */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, marker } = Lecture14.draw, { curve, check, program } = Lecture14;
  const FAR = 1e6, STEPS = 12, WINDOW = [-3, 3];
  const between = (v, low, high) => Math.min(Math.max(v, low), high);

  function start({ function: text, start: x, rate }) {
    return { ...curve.given(text), start: check.number(x, ...WINDOW, "start"), rate: check.number(rate, 0, 2, "rate") };
  }

  /** The points of the descent, as far as they are numbers that a picture can hold. */
  function look(state) {
    const f = curve.read(state.function), points = [];
    for (let x = state.start; points.length <= STEPS && Math.abs(x) <= FAR; x -= state.rate * points.at(-1).slope) {
      const [y, slope] = f.both(x);
      if (![y, slope].every(Number.isFinite)) break;
      points.push({ x, y, slope });
    }
    return { f, points };
  }

  const size = (width) => Math.round(0.75 * width) + 42;
  function layout(state, width) {
    const drawn = curve.drawn(curve.read(state.function), WINDOW), left = 44;
    return { drawn, scale: scales(WINDOW, drawn.limits, { left, top: 8, width: width - left - 10, height: Math.round(0.75 * width) }) };
  }

  function shapes(state, { points }, width) {
    const { drawn, scale } = layout(state, width), places = points.map(({ x, y }) => scale.at([x, y]).map((v) => between(v, -9999, 9999)));
    return [...frame("f", scale), { id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: [
      { id: "curve", tag: "path", a: { d: curve.path(drawn.pieces, scale), fill: "none", stroke: colour("ink"), "stroke-width": 2 } },
      { id: "way", tag: "path", a: { d: path(places), fill: "none", stroke: colour("blue"), "stroke-dasharray": "4 3" } },
      { id: "points", tag: "path", a: { d: places.map((at) => marker("o", at, 4)).join(""), fill: colour("blue") } },
    ] }];
  }

  function handles(state, { points }, width) {
    const { scale } = layout(state, width), { left, width: wide, top, height } = scale.box, x = scale.x(state.start);
    return [{ id: "start", at: [x, top + height], colour: "vermilion", along: "x", x: [left, left + wide], label: "Start", number: state.start,
      text: `start at ${words(state.start)}, ${points.length ? `f is ${words(points[0].y)}` : "where f has no slope"}` }];
  }
  function move(state, id, place, width) {
    return { ...state, start: between(+layout(state, width).scale.back(place)[0].toFixed(3), ...WINDOW) };
  }

  const controls = (state) => [
    curve.field(state),
    { id: "rate", kind: "slider", label: "Rate", value: state.rate, min: 0, max: 2, step: 0.05 },
  ];
  const act = (state, id, value) => (id === "function" ? { ...state, ...curve.typed(value) } : { ...state, rate: value });

  function finding({ start: x, rate }, { points }) {
    if (!points.length) return `At ${words(x)} f has no slope to descend.`;
    const { x: end, y } = points.at(-1), steps = points.length - 1;
    return `From ${words(x)}, with the rate ${words(rate)}, ${steps} steps lead to ${words(end)}, where f is ${words(y)}; at the start it is ${words(points[0].y)}.`;
  }
  const alt = (state, seen) => `The curve of f(x) = ${state.function.trim()} from −3 to 3 with the points of a gradient descent. ${finding(state, seen)}`;
  const say = (state, seen) => (state.error ? `The function stays ${state.function}: ${state.error}.` : finding(state, seen));

  const table = (state, { points }) => ({ caption: `Descent from ${words(state.start)}`, head: ["step", "x", "f(x)", "f′(x)"],
    rows: points.map(({ x, y, slope }, n) => [String(n), x, y, slope]) });
  const python = ({ start: x, rate }, { f, points }) => program.definition(f.program, "from lecture14 import derivative")
    + `x = ${x}\nfor _ in range(${Math.max(points.length - 1, 0)}):\n    x = x - ${rate} * derivative(f)(x)\nx\n`;

  const values = ({ function: text, start: x, rate }) => ({ function: text, start: x, rate });
  const hint = "Drag the start along the axis, and choose the rate.";
  Lecture14.lab("descent", { start, look, size, shapes, handles, move, controls, act, alt, say, table, python, values, hint });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
