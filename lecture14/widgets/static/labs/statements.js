/* The three programs of a record, in the rule table's own words, and their statements one by one as the sweeps run them:
   Lecture14.statements. Nodes are called w1, w2, ...; ẇ1 is a tangent, w̄1 an adjoint (slides 11, 17 and 18). */
(function (Lecture14) {
  "use strict";
  const { tape, parse, program } = Lecture14, { lines } = tape.table, { isNode } = tape;
  const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*/gu, COMPARISON = /^x (<|<=|>|>=|==|!=) z$/, OF_NODES = /^(w\d+|ẇ\d+|w̄\d+|ẋ\d+)$/;
  const SIGNS = { "*": "×", "/": "÷", "-": "−" };

  /** Six significant digits as Python writes a float. */
  function number(v) {
    if (!Number.isFinite(v)) return String(v).replace("Infinity", "inf").replace("NaN", "nan");
    const [digits, power] = v.toExponential(5).split("e"), e = Number(power);
    if (e < -4 || e > 5) return `${Number(digits)}e${e < 0 ? "-" : "+"}${String(Math.abs(e)).padStart(2, "0")}`;
    const text = String(Number(v.toPrecision(6)));
    return (Object.is(v, -0) ? "-0" : text) + (text.includes(".") ? "" : ".0");
  }

  const w = (i) => `w${i + 1}`, dot = (i) => `ẇ${i + 1}`, bar = (i) => `w̄${i + 1}`;
  const named = (a) => (isNode(a) ? w(a) : a.c < 0 || Object.is(a.c, -0) ? `(${number(a.c)})` : number(a.c));
  const own = (name) => (OF_NODES.test(name) ? `${name}_` : name);

  function filled(text, { args }, i) {
    const words = { x: named(args[0]), y: w(i) };
    if (args.length > 1) words.z = named(args[1]);
    return text.replace(NAME, (name) => words[name] ?? name);
  }

  const OPERATIONS = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "==": (a, b) => +(a === b), "!=": (a, b) => +(a !== b),
    "<": (a, b) => +(a < b), "<=": (a, b) => +(a <= b), ">": (a, b) => +(a > b), ">=": (a, b) => +(a >= b),
  };
  const minus = (operand) => ({ type: "UnaryOp", op: "-", operand });
  const constant = (value) => (value < 0 || Object.is(value, -0) ? minus(constant(-value)) : { type: "Constant", value, text: number(value) });
  const valueOf = ({ type, value, operand }) => (type === "Constant" ? value : type === "UnaryOp" && operand.type === "Constant" ? -operand.value : undefined);

  /** A tree with `words` for its names, trees or other names, and with what constants alone decide computed: exactly what
      expressions/folding.py folds. */
  function folded(node, words) {
    const inner = (part) => folded(part, words), { type, op } = node;
    if (type === "Name") return typeof words[node.id] === "object" ? words[node.id] : { ...node, id: words[node.id] ?? node.id };
    if (type === "Call") return { ...node, args: node.args.map(inner) };
    if (type === "UnaryOp") {
      const operand = inner(node.operand), value = valueOf(operand);
      return value === undefined ? { ...node, operand } : constant(-value);
    }
    if (type === "Compare") {
      const left = inner(node.left), right = inner(node.rights[0]), [a, b] = [left, right].map(valueOf);
      return a === undefined || b === undefined ? { ...node, left, rights: [right] } : constant(OPERATIONS[node.ops[0]](a, b));
    }
    if (type !== "BinOp") return node;
    const left = inner(node.left), right = inner(node.right), [a, b] = [left, right].map(valueOf), rest = { ...node, left, right };
    if (a !== undefined && b !== undefined && OPERATIONS[op]) {
      const value = OPERATIONS[op](a, b);
      return Number.isFinite(value) ? constant(value) : rest;
    }
    if (op === "**") return b === 1 ? left : b === 0 ? constant(1) : rest;
    if (op === "*") for (const [factor, v, other] of [[left, a, right], [right, b, left]]) {
      if (v === 0 && other.type === "Compare") return factor;
      if (v === 1) return other;
      if (v === -1) return minus(other);
    }
    return rest;
  }

  /** The term of operand k as a statement adds it up, read from the table once. */
  const trees = new Map();
  function written({ op, args }, k, i, d) {
    const text = lines[op].terms[k];
    if (!trees.has(text)) trees.set(text, parse(text).body[0].value);
    const [x, z] = args.map((a) => (isNode(a) ? w(a) : Number.isFinite(a.c) ? constant(a.c) : named(a)));
    return program.unparse({ body: [{ value: folded(trees.get(text), { x, z, y: w(i), d }) }] })[0];
  }

  /** The operands through which a derivative comes; a comparison has none. */
  const active = (nodes, i) => tape.active(nodes[i]).filter(([, a]) => nodes[a].op === null || !COMPARISON.test(lines[nodes[a].op].text));

  const original = (nodes, i) => `${w(i)} = ${nodes[i].op === null ? own(nodes[i].name) : filled(lines[nodes[i].op].text, nodes[i], i)}`;
  function dual(nodes, i) {
    if (nodes[i].op === null) return `${dot(i)} = ẋ${i + 1}`;
    const terms = active(nodes, i).map(([k, a]) => written(nodes[i], k, i, dot(a)));
    return `${dot(i)} = ${terms.join(" + ").replaceAll("+ -", "- ") || "0"}`;
  }
  const adjoint = (nodes, i) => active(nodes, i).map(([k, a]) => `${bar(a)} += ${written(nodes[i], k, i, bar(i))}`);

  /** What stands in a box of the graph: an operator's sign with a constant beside it, or a function's name. */
  function label({ op, args, name }) {
    if (op === null) return name;
    const sign = /^x (\S+) z$/.exec(lines[op].text)?.[1] ?? (op === "negative" ? "-" : op === "absolute" ? "abs" : op), shown = SIGNS[sign] ?? sign;
    const constants = args.map((a) => (isNode(a) ? "" : String(+a.c.toPrecision(3)).replace("-", "−")));
    return args.length === 2 ? `${constants[0]} ${shown} ${constants[1]}`.trim() : shown;
  }

  /** All statements in the order in which they run: value and tangent of each node, then what each adjoint gets.
      Each is {sweep, kind, node, to, edges: [[operand, position]], text, terms: [{slope, factor, product}], before, result};
      a result of an adjoint is what has arrived so far. The numbers that are given, inputs and seeds, need no statement. */
  function steps({ nodes, values, outputs }, tangents, cotangents) {
    const found = [], dots = tape.forward(nodes, values, tangents), bars = nodes.map(() => null);
    const term = (i, k, factor) => ({ slope: tape.partial(nodes, values, i, k), factor: factor ?? 0, product: tape.product(nodes, values, i, k, factor) });
    nodes.forEach((node, i) => {
      if (node.op === null) return;
      const operands = node.args.flatMap((a, k) => (isNode(a) ? [[a, k]] : [])), through = active(nodes, i);
      found.push({ sweep: "forward", kind: "value", node: i, to: i, edges: operands, text: original(nodes, i), terms: [], before: 0, result: values[i] });
      found.push({ sweep: "forward", kind: "tangent", node: i, to: i, edges: through.map(([k, a]) => [a, k]), text: dual(nodes, i),
        terms: through.map(([k, a]) => term(i, k, dots[a])), before: 0, result: dots[i] });
    });
    const forward = found.length;
    outputs.forEach((o, q) => { if (isNode(o)) bars[o] = tape.plus(bars[o], tape.arriving(cotangents[q])); });
    const seeds = bars.map((b) => b ?? 0);
    for (let i = nodes.length - 1; i >= 0; i--) {
      const texts = nodes[i].op === null ? [] : adjoint(nodes, i);
      active(nodes, i).forEach(([k, a], place) => {
        const before = bars[a] ?? 0, arrives = term(i, k, bars[i]);
        bars[a] = tape.plus(bars[a], arrives.product);
        found.push({ sweep: "reverse", kind: "adjoint", node: i, to: a, edges: [[a, k]], place, text: texts[place], terms: [arrives], before, result: bars[a] ?? 0 });
      });
    }
    return { steps: found, forward, seeds, tangents: dots, adjoints: bars.map((b) => b ?? 0) };
  }

  /** What is known once `done` statements have run, null where nothing is yet. */
  function known({ nodes, values }, run, done) {
    const given = nodes.map(({ op }) => op === null), shown = {
      values: values.map((v, i) => (given[i] ? v : null)), tangents: run.tangents.map((v, i) => (given[i] ? v : null)),
      adjoints: run.seeds.map((v) => (done < run.forward || v === 0 ? null : v)),
    };
    for (const { kind, to, result } of run.steps.slice(0, done)) shown[`${kind}s`][to] = result;
    return done === run.steps.length ? { values, tangents: run.tangents, adjoints: run.adjoints } : shown;
  }

  Lecture14.statements = { known, number, w, dot, bar, original, dual, adjoint, active, label, steps };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
