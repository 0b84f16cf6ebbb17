/* The elimination game: inner vertices go in any order, each for edges in times edges out (slide 20). */
(function (Lecture14) {
  "use strict";
  const { check, program, elimination, Misread, Refused } = Lecture14, { words, lately } = Lecture14.draw;
  const { size, shapes, handles, move, vertexAt, name, NAMES } = Lecture14.eliminationPicture;
  const MOST_NODES = 30, MOST_VERTICES = 16, MOST_INPUTS = 6, MOST_OUTPUTS = 6, LARGEST = 1e6, LONGEST = 600, AT = { line: 1, column: 1, length: 1 };
  const CHAPTER = "w4 = x2*x3\nw5 = x1*w4\nw6 = w4 + w5\nw7 = sin(w6)\nw8 = w6*w7\nreturn exp(w7), cos(w7), w4*w8";
  const GRAPHS = {
    chapter: ["the chapter's program", CHAPTER, { x1: 1, x2: 2, x3: 0.5 }],
    funnel: ["many inputs, one output", "x1*x2*x3*x4*x5", { x1: 2, x2: 1.5, x3: 3, x4: 0.5, x5: -1 }],
    fan: ["one input, many outputs", "u = sin(x)\nv = u*x\nw = exp(v)\nreturn u*v, v + w, w*w, cos(w)", { x: 0.5 }],
    waist: ["a narrow waist", "u = x1*x2 + x3\nv = sin(u)\nw = v*v\nreturn exp(w), cos(w), w*v", { x1: 1, x2: 0.5, x3: 1 }],
    large: ["ten inner vertices", "a = x1*x2\nb = x1 + x3\nc = b*x2\nd = a*x3\ne = a*d\ng = b + e\nh = c + g\nk = d*g\nm = b + k\nn = m + h\nreturn n*c, n*e, c*h", { x1: 1, x2: 0.5, x3: -1 }],
    own: ["your own program", null, {}],
  };

  /** The program of a text, with what the picture has room for. */
  function read(text) {
    if (text.length > LONGEST) throw new Misread(`the program has ${text.length} characters`, `write at most ${LONGEST}`, AT);
    const found = program.read(text), names = program.inputs(found);
    if (!names.length) throw new Misread("the program has no input", "write a name, such as x1, for a number that can change", AT);
    if (names.length > MOST_INPUTS) throw new Misread(`the program has ${names.length} inputs`, `write at most ${MOST_INPUTS}`, AT);
    return { found, names };
  }
  function record({ found, names }, inputs) {
    const made = program.record(found, names.map((input) => inputs[input])), whole = elimination.graphOf(made);
    const limits = [[made.nodes.length, MOST_NODES, "nodes"], [made.outputs.length, MOST_OUTPUTS, "outputs"], [whole.vertices.length, MOST_VERTICES, "inner vertices"]];
    for (const [count, most, what] of limits) if (count > most) throw new Misread(`the program has ${count} ${what}`, `write one with at most ${most}`, AT);
    return { record: made, whole };
  }
  const refused = (error, before) => (error instanceof Misread ? new Refused(`${before}${error.message}`) : error);

  function start({ program: text, inputs, order }) {
    check.text(text, LONGEST, "program");
    if (!inputs || typeof inputs !== "object" || Array.isArray(inputs)) throw new Refused("inputs is no object of names and numbers");
    check.list(Object.keys(inputs), 0, 50, "inputs");
    for (const [input, v] of Object.entries(inputs)) check.number(v, -LARGEST, LARGEST, `input ${input.slice(0, 20)}`);
    const graph = Object.keys(GRAPHS).find((key) => GRAPHS[key][1] === text) ?? "own";
    try {
      const state = fitted({ graph, own: graph === "own" ? text : "w = x1*x2\nreturn sin(w), w*exp(x2)" }, text, inputs), { whole } = record(read(text), state.inputs);
      check.list(order, 0, whole.vertices.length, "order");
      order.forEach((v, i) => {
        if (!whole.vertices.includes(v) || order.indexOf(v) < i) throw new Refused(`order holds ${words(Number(v))}; expected each of ${whole.vertices.join(", ")} at most once`);
      });
      return { ...state, order: [...order] };
    } catch (error) {
      throw refused(error, "program cannot be read: ");
    }
  }

  /** A state with this program, no vertex gone yet, and a number for each input. */
  function fitted(state, text, given) {
    const source = read(text), preset = GRAPHS[state.graph][2];
    const inputs = Object.fromEntries(source.names.map((input) => [input, given[input] ?? preset[input] ?? 1]));
    record(source, inputs);
    // A track reaches to 3, or to a round number beyond what was given.
    const reach = Object.fromEntries(source.names.map((input) => [input, Math.abs(inputs[input]) <= 3 ? 3 : 10 ** Math.ceil(Math.log10(Math.abs(inputs[input])))]));
    return { ...state, text, draft: text, error: "", inputs, reach, order: [], least: null };
  }

  const depth = (id, parents) => 1 + Math.max(-1, ...parents.get(id).map((from) => depth(from, parents)));

  /** Orders depend on which edges there are, not on their numbers. */
  const compared = lately(elimination.compare, (whole) => [[...whole.edges.keys()].join(), whole.outputs.join()]);

  function look(state) {
    const source = read(state.text), { names, found } = source, at = names.map((input) => state.inputs[input]);
    let made;
    try { made = record(source, state.inputs); } catch (error) { throw refused(error, "At these inputs "); }
    const { whole } = made, done = elimination.run(whole.edges, state.order), { totals, next } = compared(whole);
    const open = whole.vertices.filter((v) => !state.order.includes(v)), best = Math.min(...Object.values(totals), state.least ?? Infinity);
    const ids = [...new Set([...whole.inputs, ...whole.vertices, ...whole.outputs])].sort((a, b) => a - b);
    const parents = new Map(ids.map((id) => [id, []]));
    for (const key of whole.edges.keys()) { const [from, to] = elimination.ends(key); parents.get(to).push(from); }
    // All outputs stand above the vertex that stands highest.
    const highest = ids.reduce((top, id) => (depth(id, parents) > depth(top, parents) && whole.vertices.includes(id) ? id : top), whole.inputs[0]);
    for (const id of whole.outputs) if (parents.get(id)?.length && !parents.get(id).includes(highest)) parents.get(id).push(highest);
    return { found, names, at, ...made, drawn: ids.map((id) => ({ id, parents: parents.get(id) })), left: done.edges, steps: done.steps, total: done.total, open,
      totals: "optimal" in totals ? totals : { ...totals, found: best }, next: (rule) => next(rule, done.edges, state.order),
      jacobian: whole.outputs.map((o) => whole.inputs.map((i) => done.edges.get(`${i} ${o}`) ?? 0)) };
  }

  function eliminated(state, vertex, { whole, open, total, left }) {
    if (!open.includes(vertex)) return state;
    const after = total + elimination.cost(left, vertex), finished = state.order.length + 1 === whole.vertices.length;
    return { ...state, order: [...state.order, vertex], least: finished ? Math.min(after, state.least ?? Infinity) : state.least };
  }
  function tap(state, place, width, seen) {
    const vertex = vertexAt(seen, place, width);
    return vertex === null ? null : eliminated(state, vertex, seen);
  }

  const times = (seen, v) => { const { before, after } = elimination.neighbours(seen.left, v); return `${before.length}·${after.length} = ${before.length * after.length}`; };
  function controls({ graph, draft, error }, seen) {
    const { whole, open, totals } = seen, rules = ["forward", "reverse", "greedy", ...("optimal" in totals ? ["optimal"] : [])];
    return [
      { id: "graph", kind: "choice", label: "Graph", value: graph, options: Object.entries(GRAPHS).map(([key, [label]]) => [key, label]) },
      { id: "program", kind: "text", label: "Program, in Python's syntax", value: draft, rows: between(draft.split("\n").length, 2, 8), error, hidden: graph !== "own" },
      ...whole.vertices.map((v) => ({ id: `v${v}`, kind: "button", off: !open.includes(v), label: open.includes(v) ? `${name(seen, v)}: ${times(seen, v)}` : `${name(seen, v)}: gone` })),
      ...rules.map((rule) => ({ id: rule, kind: "button", label: `Next by ${NAMES[rule]}`, off: !open.length })),
    ];
  }
  const between = (v, low, high) => Math.min(Math.max(v, low), high);

  function act(state, id, value, seen) {
    if (id === "graph") return fitted({ ...state, graph: value, own: state.graph === "own" ? state.text : state.own }, GRAPHS[value][1] ?? state.own, {});
    if (id === "program") return typed(state, value);
    if (id.startsWith("v") && /^v\d+$/.test(id)) return eliminated(state, Number(id.slice(1)), seen);
    return seen.open.length ? eliminated(state, seen.next(id), seen) : state;
  }
  function typed(state, draft) {
    try {
      return fitted({ ...state, graph: "own" }, draft, state.inputs);
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      return { ...state, draft, error: `${error.message}.` };
    }
  }

  const counted = (n, what, many = `${what}s`) => `${n} ${n === 1 ? what : many}`;
  const isAre = (n) => (n === 1 ? "is" : "are");
  function verdict({ total, totals }) {
    const best = "optimal" in totals ? "optimal" : "found", gap = total - totals[best], word = best === "optimal" ? "the optimum" : "the best found";
    return gap ? `${counted(gap, "multiplication")} above ${word}, ${totals[best]}` : best === "optimal" ? "the optimum over all orders" : "the best found; not all orders were tried";
  }
  const listed = ({ totals }) => Object.entries(totals).map(([rule, n]) => `${NAMES[rule]} ${n}`).join(", ");

  function say(state, seen, id) {
    const { steps, open, total, whole } = seen, step = steps.at(-1);
    if (id === "program" && state.error) return `${state.error} The picture shows the last program that could be read.`;
    if (!whole.vertices.length) return "No vertex lies between inputs and outputs: the edges are the Jacobian already.";
    if (!step) return `${counted(open.length, "vertex", "vertices")} ${isAre(open.length)} to be eliminated; each costs edges in times edges out.`;
    const went = `${name(seen, step.vertex)} went for ${step.before.length}·${step.after.length} = ${counted(step.cost, "multiplication")}, ${total} so far`;
    if (open.length) return `${went}; ${counted(open.length, "vertex", "vertices")} ${isAre(open.length)} left.`;
    return `${went.replace(" so far", " in all")}: ${verdict(seen)}; the edges are the Jacobian.`;
  }

  function alt(state, seen) {
    const { whole, steps, open, total, left, names, at } = seen, gone = steps.map(({ vertex }) => name(seen, vertex)).join(", ");
    const point = names.map((input, i) => `${input} = ${words(at[i])}`).join(", "), inner = counted(whole.vertices.length, "inner vertex", "inner vertices");
    const graph = `The graph of local derivatives of ${state.text.replaceAll("\n", "; ")} at ${point}: ${counted(whole.edges.size, "edge")} at the start, ${inner}. `;
    const now = open.length ? `${gone ? `${gone} went for ${counted(total, "multiplication")}; ` : ""}${counted(left.size, "edge")} and ${counted(open.length, "inner vertex", "inner vertices")} are left. `
      : steps.length ? `${gone} went in this order for ${counted(total, "multiplication")}, ${verdict(seen)}; the ${counted(left.size, "edge")} left are the Jacobian. ` : "";
    return `${graph}${now}Multiplications of whole orders: ${listed(seen)}.`;
  }

  function table(state, seen) {
    const { left, totals, total, steps } = seen, label = (v) => name(seen, v);
    return { caption: "Edges that are left, and multiplications", head: ["edge or order", "number"], rows: [
      ...[...left].map(([key, c]) => [elimination.ends(key).map(label).join(" → "), c]),
      ...steps.map(({ vertex, cost }) => [`${label(vertex)} went for`, cost]),
      ["you, so far", total], ...Object.entries(totals).map(([rule, n]) => [NAMES[rule], n]),
    ] };
  }

  function python(state, { found, at, open }) {
    const order = [...state.order, ...open], rest = open.length ? `  # the last ${open.length} in the program's order` : "";
    return `${program.definition(found, "from lecture14 import trace\nfrom lecture14.autodiff import Elimination")}elimination = Elimination(trace(f)(${program.numbers(at)}))\n`
      + `for order in elimination.compare().values():\n    print(order.name, order.multiplications)\nelimination.eliminate([${order.join(", ")}])${rest}\n`;
  }

  const values = ({ text, inputs, order }) => ({ program: text, inputs, order });
  const hint = "Click an inner vertex, framed in blue, or press its button; drag the dots below the graph to change the inputs.";
  Lecture14.lab("elimination", { start, look, size, shapes, handles, move, controls, act, tap, alt, say, table, python, values, hint });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
