/* The gradient lab: a point and a seed over the contours of a typed f(x1, x2). One forward pass gives the slope along the
   seed, one reverse pass the whole gradient (slides 9 and 18). */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, marker, ticks } = Lecture14.draw;
  const { check, Refused, Misread, program: programs, tape, contours } = Lecture14;
  const NAMES = ["x1", "x2"], SIDE = [-4, 4], TICKS = [-4, -2, 0, 2, 4], POINTS = 41, LINES = 20, LONGEST = 400;
  const EXAMPLES = [["x1*x2 + sin(x1)", "the lecture's f"], ["cos(x1) + cos(x2)", "hills and hollows"], ["x1**2 - x2**2", "a saddle"],
    ["-(x1**2 + 6*x2**2)/4", "a long hill"], ["3*exp(-(x1 + 1.5)**2 - x2**2) + 4*exp(-(x1 - 1.5)**2 - (x2 - 1)**2)", "two tops"],
    ["-abs(x1) - abs(x2 - 1)", "a roof with kinks"]];
  const round = (v) => +v.toFixed(3), dot = ([a, b], [c, d]) => a * c + b * d;
  const pair = ([a, b], digits = 3) => `(${words(a, digits)}, ${words(b, digits)})`;

  /** A program in x1 and x2 with one value; Misread says what is wrong, where, and what to write. */
  function read(text) {
    const program = programs.read(text);
    if (program.def && String(program.def.args) !== String(NAMES))
      throw new Misread(`def has the inputs ${program.def.args.join(", ") || "()"}`, "write def f(x1, x2):", { line: 1, column: 1, length: 3 });
    for (const statement of program.body) for (const node of programs.walk(statement))
      if (node.type === "Name" && programs.inputs(program).includes(node.id) && !NAMES.includes(node.id))
        throw new Misread(`${node.id} is no axis of this picture`, "write x1 and x2", node.at);
    const results = programs.results(program);
    if (results.length > 1) throw new Misread(`the program returns ${results.length} values`, "return one", results[1].at);
    return { ...program, def: program.def ?? { name: "f", args: NAMES } };
  }

  /** Runs the program at a point. Where it has no branch one record serves all points. */
  function runner(program) {
    const branches = program.body.some((s) => [...programs.walk(s)].some(({ type, ops }) => type === "IfExp" || type === "BoolOp" || ops?.length > 1));
    if (branches) return (point) => programs.record(program, point);
    const { nodes, outputs } = programs.record(program, [0.5, 0.5]);
    return (point) => ({ nodes, outputs, values: tape.evaluate(nodes, point) });
  }
  const result = ({ outputs: [y], values }) => (tape.isNode(y) ? values[y] : y.c);
  const gradient = ({ nodes, values, outputs }) => tape.reverse(nodes, values, outputs, [1]).slice(0, 2);

  /** A misread place elsewhere in the picture, a division by 0 in a branch, leaves a hole there. */
  function hole(compute, instead) {
    try { return compute(); } catch (error) {
      if (error instanceof Misread) return instead;
      throw error;
    }
  }

  /** All that depends on the text alone. */
  const field = Lecture14.draw.lately((text) => {
    const program = read(text), run = runner(program);
    const grid = contours.grid((x1, x2) => hole(() => result(run([x1, x2])), NaN), SIDE, SIDE, POINTS), [low, high] = contours.range(grid);
    return { program, run, grid, lines: high > low ? ticks(low, high, LINES).map((level) => contours.contour(grid, level)) : [] };
  });

  function start({ function: text, point, seed }) {
    check.text(text, LONGEST, "function");
    for (const [name, v] of [["point", point], ["seed", seed]]) check.list(v, 2, 2, name).forEach((w, i) => check.number(w, ...(name === "seed" ? [-8, 8] : SIDE), `${name} ${i + 1}`));
    const tip = [point[0] + seed[0], point[1] + seed[1]];
    if (!tip.every((w) => w >= SIDE[0] && w <= SIDE[1]))
      throw new Refused(`seed ${pair(seed)} points from ${pair(point)} out of the picture; expected a tip within ${words(SIDE[0])} to ${words(SIDE[1])}, by a shorter seed`);
    const state = { text, function: text, rows: Math.min(text.split("\n").length, 6), point: [...point], seed: [...seed], path: true };
    const error = wrong(text, state.point);
    if (error) throw new Refused(`function: ${error}`);
    return state;
  }

  /** What keeps a text from being drawn with this point, or "". */
  function wrong(text, point) {
    if (text.length > LONGEST) return `the text has ${text.length} characters; write at most ${LONGEST}`;
    try { field(text).run(point); } catch (error) {
      if (error instanceof Misread) return error.message;
      throw error;
    }
    return "";
  }

  function look({ function: text, point, seed, path: climbs }) {
    const { run, grid, lines } = field(text), here = hole(() => run(point), null);
    if (!here) throw new Refused(wrong(text, point));
    const { nodes, values, outputs: [y] } = here, value = result(here), whole = gradient(here);
    const climb = climbs && Lecture14.climb((at) => hole(() => run(at), { nodes: [], values: [], outputs: [{ c: NaN }] }), { result, gradient }, point, SIDE, nodes.length);
    return {
      value, gradient: whole, slope: tape.isNode(y) ? tape.forward(nodes, values, seed)[y] : 0, product: dot(whole, seed), operations: nodes.length - 2,
      grid, lines, level: Number.isFinite(value) ? contours.contour(grid, value).d : "", climb,
    };
  }

  const size = (width) => Math.round(1.22 * width);
  function layout(width) {
    const left = 28, wide = width - left - 8;
    return scales(SIDE, SIDE, { left, top: 8, width: wide, height: wide });
  }

  function shapes(state, seen, width) {
    const scale = layout(width), { box } = scale, { point, seed } = state, { gradient, climb } = seen, bottom = box.top + box.height;
    const out = frame("f", scale, "", "", { xticks: TICKS, yticks: TICKS }), inside = [], at = scale.at(point);
    const add = (id, tag, a, text, to = out) => to.push({ id, tag, a, text });
    out.push({ id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: inside });
    const transform = contours.onto(seen.grid, scale), thin = { fill: "none", "vector-effect": "non-scaling-stroke", transform };
    for (const { level, d } of seen.lines) add(`c${level}`, "path", { d, ...thin, stroke: colour("muted"), "stroke-width": level === 0 ? 1.5 : 0.8 }, undefined, inside);
    if (seen.level) add("level", "path", { d: seen.level, ...thin, stroke: colour("ink"), "stroke-width": 1.5, "stroke-dasharray": "2 3" }, undefined, inside);
    named(seen, scale).forEach(({ level, place: [x, y] }) => add(`n${level}`, "text", { x, y: y + 4, "text-anchor": "middle", class: "lab-tick lab-halo" }, words(level), inside));
    if (climb) {
      const points = climb.path.map(scale.at);
      add("climb", "path", { d: path(points), fill: "none", stroke: colour("green"), "stroke-width": 2.5, "stroke-dasharray": "7 3" }, undefined, inside);
      add("end", "path", { d: marker(climb.end === "top" ? "^" : "o", points.at(-1), 5), fill: colour(climb.end === "top" ? "green" : "paper"), stroke: colour("green"), "stroke-width": 2 });
    }
    const long = Math.hypot(...gradient), scaled = shorter(long);
    if (Number.isFinite(long) && long > 0) {
      const tip = scale.at(point.map((v, i) => v + gradient[i] / scaled)), [u, v] = away(at, tip, 16);
      add("gradient", "path", arrow(at, tip, "vermilion"), undefined, inside);
      add("gname", "text", { x: u, y: v + 4, "text-anchor": "middle", class: "lab-halo" }, scaled === 1 ? "∇f" : `∇f/${words(scaled)}`, inside);
    }
    // The tip of the seed is its handle.
    add("seed", "path", { d: path([at, scale.at(point.map((v, i) => v + seed[i]))]), stroke: colour("blue"), "stroke-width": 3 });
    add("x1", "text", { x: box.left + box.width - 4, y: bottom - 6, "text-anchor": "end", class: "lab-halo" }, "x₁");
    add("x2", "text", { x: box.left + 6, y: box.top + 12, class: "lab-halo" }, "x₂");
    said(seen).forEach(([text, tone], i) => {
      const y = bottom + 36 + (0.034 * width + 6) * i;
      if (tone) add(`mark${i}`, "path", { d: path([[4, y - 4], [18, y - 4]]), stroke: colour(tone), "stroke-width": 3, "stroke-dasharray": tone === "green" ? "7 3" : undefined });
      add(`said${i}`, "text", { x: 24, y }, text);
    });
    return out;
  }

  const said = ({ slope, gradient, product, climb }) => [
    [`forward pass: slope along the seed ${words(slope)}`, "blue"],
    [`reverse pass: gradient ∇f = ${pair(gradient)}`, "vermilion"],
    [`∇f · seed = ${words(product)}, difference ${words(Math.abs(product - slope), 1)}`, null],
    ...(climb ? [[`steepest ascent: ${Lecture14.climb.ENDS[climb.end]}`, "green"]] : []),
  ];

  /** The arrow's divisor, 1, 2, 5, 10 and so on: a steep gradient would leave the picture. */
  function shorter(long) {
    if (!(long > 2) || !Number.isFinite(long)) return 1;
    const power = 10 ** Math.floor(Math.log10(long / 2));
    return [1, 2, 5, 10].map((s) => s * power).find((s) => long / s <= 2);
  }

  const away = ([x, y], [u, v], r) => { const d = Math.hypot(u - x, v - y) || 1; return [u + (r * (u - x)) / d, v + (r * (v - y)) / d]; };
  function arrow(from, to, tone) {
    const [x, y] = from, [u, v] = to, d = Math.hypot(u - x, v - y), [e, f] = d ? [(u - x) / d, (v - y) / d] : [0, 0];
    const head = path([to, [u - 10 * e + 5 * f, v - 10 * f - 5 * e], [u - 10 * e - 5 * f, v - 10 * f + 5 * e]], true);
    return { d: path([from, to]) + (d < 4 ? "" : head), fill: colour(tone), stroke: colour(tone), "stroke-width": 3 };
  }

  /** Where the contours' numbers stand: inside the frame, none on another. */
  function named({ lines, grid }, scale) {
    const places = [], { left, top, width, height } = scale.box, step = (SIDE[1] - SIDE[0]) / (grid.n - 1);
    for (const { level, middle, length } of lines) {
      if (length < 9) continue;
      const [x, y] = scale.at(middle.map((k) => SIDE[0] + step * k));
      const free = places.every(({ place: [u, v] }) => Math.abs(u - x) > 34 || Math.abs(v - y) > 18);
      if (free && x > left + 28 && x < left + width - 28 && y > top + 16 && y < top + height - 16) places.push({ level, place: [x, y] });
    }
    return places;
  }

  function handles({ point, seed }, seen, width) {
    const scale = layout(width), ends = (k, way) => [0, 1].map((e) => scale[way](room(seed[k])[e])), sides = (way) => SIDE.map(scale[way]);
    return [
      { id: "point", at: scale.at(point), colour: "ink", label: "Point", number: point[0], text: `x1 ${words(point[0])}, x2 ${words(point[1])}`, x: ends(0, "x"), y: ends(1, "y") },
      { id: "seed", at: scale.at(point.map((v, i) => v + seed[i])), colour: "blue", sign: "s", r: 6, label: "Tip of the seed", number: seed[0], text: `seed ${words(seed[0])}, ${words(seed[1])}`, x: sides("x"), y: sides("y") },
    ];
  }

  /** Where the point may be so that the seed's tip stays in the picture, in one coordinate. */
  const room = (s) => [SIDE[0] - Math.min(s, 0), SIDE[1] - Math.max(s, 0)];
  const between = (v, [low, high]) => round(Math.min(Math.max(v, low), high));

  function move(state, id, place, width) {
    const to = layout(width).back(place);
    if (id === "point") return { ...state, point: to.map((v, i) => between(v, room(state.seed[i]))) };
    return { ...state, seed: to.map((v, i) => round(between(v, SIDE) - state.point[i])) };
  }
  const tap = (state, place, width) => {
    const { box } = layout(width), [x, y] = place;
    return x < box.left || x > box.left + box.width || y < box.top || y > box.top + box.height ? null : move(state, "point", place, width);
  };

  function controls({ text, function: used, point, rows, path: climbs }) {
    const known = EXAMPLES.some(([example]) => example === used);
    return [
      { id: "text", kind: "text", label: "f(x1, x2) =", value: text, rows, error: wrong(text, point) },
      { id: "example", kind: "choice", label: "Example", value: known ? used : "own", options: known ? EXAMPLES : [...EXAMPLES, ["own", "your own"]] },
      { id: "steepest", kind: "button", label: "Seed along the gradient" },
      { id: "level", kind: "button", label: "Seed along the contour" },
      { id: "path", kind: "check", label: "steepest ascent", value: climbs },
    ];
  }

  function act(state, id, value, { gradient: [a, b] }) {
    if (id === "path") return { ...state, path: value };
    if (id === "text") return { ...state, text: value, function: wrong(value, state.point) ? state.function : value };
    if (id === "example") return value === "own" ? state : { ...state, text: value, function: value };
    const size = Math.hypot(a, b), { point, seed } = state;
    if (!(size > 0) || !Number.isFinite(size)) throw new Refused("Here is no slope, so no direction is steepest: move the point.");
    const along = id === "steepest" ? [a / size, b / size] : [-b / size, a / size];
    const fits = along.map((u, i) => (u ? ((u > 0 ? SIDE[1] : SIDE[0]) - point[i]) / u : Infinity));
    // Short, so that the handles of point and tip stay apart; at the edge it may have no room at all.
    const long = Math.min(Math.max(Math.hypot(...seed), 1), ...fits);
    return { ...state, seed: along.map((u, i) => between(long * u, [SIDE[0] - point[i], SIDE[1] - point[i]])) };
  }

  const ending = ({ climb }) => (climb ? ` Steepest ascent from there: ${Lecture14.climb.ENDS[climb.end]}, where f is ${words(climb.value)}.` : "");
  function alt(state, seen) {
    const { point, seed } = state, { value, slope, gradient } = seen, shown = programs.unparse(field(state.function).program).join("; ");
    return `Contours of ${shown} for x1 and x2 from ${words(SIDE[0])} to ${words(SIDE[1])}. At ${pair(point)} f is ${words(value, 4)} and its gradient ${pair(gradient)}; `
      + `along the seed ${pair(seed)} the slope is ${words(slope)}.${ending(seen)}`;
  }
  function say({ text, point, seed, path: climbs }, seen, id) {
    const { slope, gradient, product, climb } = seen, error = id === "text" ? wrong(text, point) : "";
    if (error) return `The text cannot be read, and the picture stays: ${error}.`;
    if (id === "path" && climbs) return `Steepest ascent from ${pair(point)}: ${Lecture14.climb.ENDS[climb.end]}.`;
    if (!Number.isFinite(seen.value)) return `At ${pair(point)} f is ${words(seen.value)}.`;
    return `At ${pair(point)} the slope along ${pair(seed)} is ${words(slope)}; the gradient ${pair(gradient)} times the seed is ${words(product)}.`;
  }

  const table = ({ point, seed }, { value, slope, gradient, product, operations, climb }) => ({
    caption: "The point, its slopes and the path", head: ["quantity", "value"],
    rows: [["x1", point[0]], ["x2", point[1]], ["f", value], ["seed, x1", seed[0]], ["seed, x2", seed[1]], ["slope along the seed, one forward pass", slope],
      ["∂f/∂x1, one reverse pass", gradient[0]], ["∂f/∂x2, of the same pass", gradient[1]], ["gradient · seed", product], ["difference of the two", product - slope],
      ["length of the gradient", Math.hypot(...gradient)], ["operations of f", operations],
      ...(climb ? [["steepest ascent", Lecture14.climb.ENDS[climb.end]], ["its end, x1", climb.path.at(-1)[0]], ["its end, x2", climb.path.at(-1)[1]], ["f at its end", climb.value]] : [])],
  });

  function python({ function: text, point, seed }) {
    const { program } = field(text), at = programs.numbers(point);
    return `${programs.definition(program, "from lecture14 import grad, jvp")}value, slope = jvp(f, (${at}), (${programs.numbers(seed)}))\n`
      + `gradient = grad(f, argnums=(0, 1))(${at})\nvalue, slope, gradient\n`;
  }
  const values = ({ function: text, point, seed }) => ({ function: text, point, seed });
  const hint = "Drag the point, or tap where it should go; drag the square tip of the seed.";

  Lecture14.lab("gradient", { start, look, size, shapes, handles, move, tap, controls, act, alt, say, table, python, values, hint });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
