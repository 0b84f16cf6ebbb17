/* The dual calculator: two dual numbers as arrows whose tips drag, an operation of the rule table, and its growth with
   a real step in place of d (slide 7). The arithmetic is the tape's; growth.js draws the lower picture. */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words } = Lecture14.draw, { tape, growth, check } = Lecture14;
  // Bounds of primals and tangents, and what the plane of the arrows shows; a drag keeps to round numbers.
  const PRIMAL = 5, TANGENT = 3, PLANE = [[-7.5, 7.5], [-5.5, 5.5]], STEPS = [0.05, 1], GRID = 20;
  const BINARY = { add: "+", subtract: "−", multiply: "·", divide: "/", power: "**" };
  const FUNCTIONS = ["negative", "reciprocal", "square", "sqrt", "cbrt", "exp", "log", "sin", "cos", "tan", "arcsin", "arccos",
    "arctan", "sinh", "cosh", "tanh", "absolute"];
  const OPTIONS = [["add", "a + b"], ["subtract", "a − b"], ["multiply", "a · b"], ["divide", "a / b"], ["power", "a ** b"],
    ...FUNCTIONS.map((name) => [name, `${name}(a)`])];
  const PYTHON = { subtract: "-", multiply: "*" };
  const n = (v) => words(v, 4), two = (operation) => operation in BINARY;
  const round = (v) => Math.round(GRID * v) / GRID, between = (v, low, high) => Math.min(Math.max(v, low), high);
  /** A dual number as it is written, and the expression of an operation on two texts. */
  const dual = ([x, t]) => `${n(x)} ${t < 0 ? "−" : "+"} ${n(Math.abs(t))}d`;
  const spelled = (operation, a, b) => (two(operation) ? `${a} ${BINARY[operation]} ${b}` : `${operation}(${a})`);

  function start({ a, b, operation, step }) {
    for (const [name, pair] of [["a", a], ["b", b]]) {
      check.list(pair, 2, 2, name);
      check.number(pair[0], -PRIMAL, PRIMAL, `primal of ${name}`);
      check.number(pair[1], -TANGENT, TANGENT, `tangent of ${name}`);
    }
    check.oneOf(operation, OPTIONS.map(([name]) => name), "operation");
    return { a: [...a], b: [...b], operation, step: check.number(step, ...STEPS, "step") };
  }

  function look({ a, b, operation, step }) {
    const pairs = two(operation) ? [a, b] : [a], args = pairs.map((_, k) => k), last = pairs.length;
    const nodes = [...args.map(() => ({ op: null, args: [] })), { op: operation, args }];
    const primals = pairs.map(([x]) => x), tangents = pairs.map(([, t]) => t);
    const at = (t) => tape.evaluate(nodes, primals.map((x, k) => x + t * tangents[k]))[last];
    const values = tape.evaluate(nodes, primals), result = [values[last], tape.forward(nodes, values, tangents)[last]];
    const slopes = args.map((k) => tape.partial(nodes, values, last, k));
    const terms = slopes.map((slope, k) => (tangents[k] === 0 ? 0 : slope * tangents[k]));
    const [y, dy] = result, linear = step * dy, value = at(step), rest = value - (y + linear);
    // What rounding leaves of a difference that is none.
    const dropped = Math.abs(rest) < 1e-12 * Math.max(1, Math.abs(value)) ? 0 : rest;
    const seen = { at, result, slopes, terms, linear, value, dropped, shown: spelled(operation, "a", "b"),
      numbers: two(operation) ? spelled(operation, `(${dual(a)})`, `(${dual(b)})`) : spelled(operation, dual(a)) };
    return { ...seen, trouble: result.every(Number.isFinite) ? null : trouble(operation, a, b, result) };
  }

  /** Why there is no result, in one sentence. */
  function trouble(operation, [x], [z, dz], [y]) {
    if (operation === "divide") return "b has the primal 0: division by it does not exist, whatever its tangent is.";
    if (operation === "reciprocal") return "a has the primal 0: it has no reciprocal, whatever its tangent is.";
    if (operation === "power") {
      if (x < 0 && !Number.isInteger(z)) return `A negative base has no real power with the exponent ${n(z)}.`;
      if (x < 0) return `Beside the exponent ${n(z)} a negative base has no real power, so b's tangent must be 0 here, not ${n(dz)}.`;
      if (z < 0) return `The base 0 has no power with the negative exponent ${n(z)}.`;
      if (z === 0) return "0 ** 0 is 1, but the power jumps as soon as its exponent moves: it has no tangent.";
      return `At the base 0 the power ${n(z)} has a value and no slope: its tangent line stands upright.`;
    }
    if (!Number.isFinite(y)) return `${operation} has no real value at ${n(x)}.`;
    return `${operation} has the value ${n(y)} at ${n(x)} and no slope there: its tangent line stands upright.`;
  }

  const size = (width) => Math.round(1.6 * width);
  function layout(width, { operation, a, b }) {
    // Text keeps its size; the two pictures share what is left.
    const left = 40, wide = width - left - 8, free = size(width) - 200, top = 10, high = 0.48 * free;
    const plane = { left, top, width: wide, height: high }, lines = top + high + 38;
    const box = { left, top: lines + 64, width: wide, height: free - high };
    return { plane: scales(...PLANE, plane), lines, lower: growth.scale(operation, a, b, box) };
  }

  /** An arrow from 0 to a point; beyond the frame it ends there. */
  function arrow(id, scale, point, look_) {
    const reach = Math.min(1, ...point.map((v, k) => (v ? PLANE[k][1] / Math.abs(v) : 1)));
    const from = scale.at([0, 0]), to = scale.at(point.map((v) => reach * v)), [u, v] = [to[0] - from[0], to[1] - from[1]];
    const long = Math.hypot(u, v) || 1, [p, q] = [u / long, v / long], side = (s) => [to[0] - 11 * p + 5 * s * q, to[1] - 11 * q - 5 * s * p];
    const parts = [{ id: `${id}-shaft`, tag: "path", a: { d: path([from, to]), fill: "none", "stroke-width": 2.5, ...look_ } }];
    if (long > 11) parts.push({ id: `${id}-head`, tag: "path", a: { d: path([to, side(1), side(-1)], true), fill: look_.stroke } });
    return { to, angle: Math.atan2(q, p), outside: reach < 1, parts };
  }

  function shapes(state, seen, width) {
    const { plane, lines, lower } = layout(width, state), { a, b, operation } = state, { result } = seen, { box } = plane;
    const out = frame("p", plane), [ox, oy] = plane.at([0, 0]), y = seen.shown;
    const add = (id, tag, attributes, text) => out.push({ id, tag, a: attributes, text });
    add("zero", "path", { d: `M${box.left} ${oy}H${box.left + box.width}M${ox} ${box.top}V${box.top + box.height}`, class: "lab-axis" });
    add("primal", "text", { x: box.left + box.width - 4, y: oy - 5, "text-anchor": "end", class: "lab-tick" }, "primal");
    add("tangent", "text", { x: ox + 5, y: box.top + 12, class: "lab-tick" }, "tangent");
    const tips = [["a", a, "blue", undefined], ...(two(operation) ? [["b", b, "orange", "7 3"]] : [])];
    const arrows = tips.map(([name, point, ink, dash]) => arrow(name, plane, point, { stroke: colour(ink), "stroke-dasharray": dash }));
    const taken = [...arrows.map(({ to: [u, v] }) => [u - 9, u + 9, v - 9, v + 9]), [ox, ox + 56, box.top, box.top + 13], [box.left + box.width - 48, box.left + box.width, oy - 17, oy]];
    const named = (id, arrow_, text, style) => add(id, "text", { ...beside(arrow_, text, box, taken), "text-anchor": "middle", style, ...growth.HALO }, text);
    if (!seen.trouble) {
      if (operation === "add" || operation === "subtract") {
        const corner = operation === "add" ? [a, result, b] : [result, a, b];
        add("sides", "path", { d: path(corner.map(plane.at)), "clip-path": "url(#p-clip)", fill: "none", stroke: colour("muted"), "stroke-dasharray": "2 4" });
      }
      const found = arrow("r", plane, result, { stroke: colour("vermilion") });
      out.push(...found.parts);
      named("r-name", found, found.outside ? `${y} lies outside` : y, "font-weight:bold");
    }
    out.push(...arrows.flatMap(({ parts }) => parts));
    arrows.forEach((found, k) => named(`${tips[k][0]}-name`, found, tips[k][0]));
    add("equation", "text", { x: 4, y: lines }, seen.numbers);
    add("result", "text", { x: 4, y: lines + 18 }, seen.trouble ? "has no result" : `= ${dual(result)}`);
    add("rule", "text", { x: 4, y: lines + 36, class: "lab-tick" }, seen.trouble ? "" : rule(state, seen));
    out.push(...growth.shapes(lower, state, seen));
    return out;
  }

  /** A place for a tip's name: beyond the tip, else the nearest turn where it is free of other names and tips. */
  function beside({ to: [x, y], angle }, text, box, taken) {
    const half = 3.7 * text.length + 2, places = [0, 1, -1, 2, -2, 3, -3, 4].map((k) => {
      const turned = angle + (k * Math.PI) / 4, u = x + (half + 10) * Math.cos(turned), v = y + 4 + 22 * Math.sin(turned);
      return [between(u, box.left + half, box.left + box.width - half), between(v, box.top + 12, box.top + box.height - 4)];
    });
    const around = ([u, v]) => [u - half, u + half, v - 12, v + 3];
    const clashes = ([l, r, t, b]) => taken.filter(([l2, r2, t2, b2]) => l < r2 && r > l2 && t < b2 && b > t2).length;
    const [u, v] = places.reduce((best, place) => (clashes(around(place)) < clashes(around(best)) ? place : best));
    taken.push(around([u, v]));
    return { x: u, y: v };
  }

  /** The one rule of all operations: slope times tangent, input by input. */
  const rule = ({ a, b, operation }, { slopes }) =>
    `tangent ${(two(operation) ? [a, b] : [a]).map(([, t], k) => (t === 0 ? "0" : `${bracketed(slopes[k])}·${bracketed(t)}`)).join(" + ")}`;
  const bracketed = (v) => (v < 0 ? `(${words(v)})` : words(v));

  function handles(state, seen, width) {
    const { plane, lower } = layout(width, state), { operation } = state, ends = { x: [-PRIMAL, PRIMAL].map(plane.x), y: [-TANGENT, TANGENT].map(plane.y) };
    const tip = (id, sign, ink) => ({ id, at: plane.at(state[id]), label: `Tip of ${id}`, colour: ink, sign, number: state[id][0],
      text: `primal ${n(state[id][0])}, tangent ${n(state[id][1])}`, ...ends });
    return [tip("a", "o", "blue"), ...(two(operation) ? [tip("b", "s", "orange")] : []), ...growth.handles(lower, state, seen)];
  }

  function move(state, id, place, width) {
    const { plane, lower } = layout(width, state), bounded = ([x, t]) => [between(round(x), -PRIMAL, PRIMAL), between(round(t), -TANGENT, TANGENT)];
    if (id in state) return { ...state, [id]: bounded(plane.back(place)) };
    const [u, v] = lower.back(place), { a, b, step } = state;
    if (id === "point") return { ...state, a: bounded([u, a[1]]) };
    return { ...state, a: [a[0], bounded([0, (u - a[0]) / step])[1]], b: [b[0], bounded([0, (v - b[0]) / step])[1]] };
  }

  const controls = ({ operation, step }) => [
    { id: "operation", kind: "choice", label: "Operation", value: operation, options: OPTIONS },
    { id: "step", kind: "slider", label: "Step in place of d", value: step, min: STEPS[0], max: STEPS[1], step: 0.05, text: n(step) },
  ];
  const act = (state, id, value) => ({ ...state, [id]: value });

  const growing = ({ a, b, operation, step }, { linear, value, dropped }) => {
    if (!Number.isFinite(value)) return `with ${n(step)} in place of d there is no value to compare with`;
    if (operation === "multiply") return `with ${n(step)} in place of d the strips change the area by ${n(linear)} and the corner by ${n(dropped)}, which d² = 0 drops`;
    const gap = dropped ? `what d² = 0 drops is ${n(dropped)}` : "d² = 0 drops nothing";
    return `with ${n(step)} in place of d the linear part changes the value by ${n(linear)}, and ${gap}`;
  };
  const kink = ({ a, operation }) => (operation === "absolute" && a[0] === 0 ? " At its kink the package takes the slope 0, the middle of −1 and 1." : "");
  const alt = (state, seen) => {
    const { a, b, operation } = state, inputs = two(operation) ? `Two dual numbers as arrows, a = ${dual(a)} and b = ${dual(b)}` : `A dual number as an arrow, a = ${dual(a)}`;
    if (seen.trouble) return `${inputs}. ${seen.shown} has no arrow: ${seen.trouble}`;
    const grown = growing(state, seen), beneath = operation === "multiply" ? "Beneath, a rectangle with these sides grows" : "Beneath, the curve and its tangent line";
    return `${inputs}, and ${seen.shown} = ${dual(seen.result)}. ${beneath}: ${grown}.${kink(state)}`;
  };
  const say = (state, seen) => seen.trouble ?? `${seen.numbers} = ${dual(seen.result)}; ${growing(state, seen)}.${kink(state)}`;

  function table({ a, b, operation, step }, { result, slopes, linear, value, dropped, shown }) {
    const of = [["a", a], ...(two(operation) ? [["b", b]] : []), [shown, result]];
    return { caption: "The calculation in numbers", head: ["quantity", "value"], rows: [
      ...of.flatMap(([name, [x, t]]) => [[`primal of ${name}`, x], [`tangent of ${name}`, t]]),
      ...slopes.map((slope, k) => [`slope of ${shown} along ${of[k][0]}`, slope]),
      // The slope of an arrow: a product adds these, a quotient subtracts them.
      ...of.map(([name, [x, t]]) => [`tangent / primal of ${name}`, t / x]),
      ["step in place of d", step], ["change, linear in the step", linear], ["value at the step", value], ["dropped with d²", dropped],
    ] };
  }

  const number = (v) => (Number.isInteger(v) ? v.toFixed(1) : String(v));
  function python({ a, b, operation }) {
    const lines = [["a", a], ["b", b]].slice(0, two(operation) ? 2 : 1).map(([name, pair]) => `${name} = Dual(${pair.map(number).join(", ")})`);
    const last = two(operation) ? `a ${PYTHON[operation] ?? BINARY[operation]} b` : `np.${operation}(a)`;
    return [...(two(operation) ? [] : ["import numpy as np"]), "from lecture14 import Dual", "", ...lines, last].join("\n");
  }

  const values = ({ a, b, operation, step }) => ({ a, b, operation, step });

  const hint = "Drag the tips of the arrows; for a product drag the outer corner of the rectangle, too.";
  Lecture14.lab("dual", { start, look, size, shapes, handles, move, controls, act, alt, say, table, python, values, hint });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
