/* A program as read by parse.js: recorded on the tape at given inputs, and written back as Python. */
(function (Lecture14) {
  "use strict";
  const { tape, Misread } = Lecture14, { lines, aliases, lacking, foreign } = tape.table;
  const MOST_NODES = 300;
  const BINARY = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "//": "floor_divide", "%": "remainder", "**": "power" };
  const COMPARED = { "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal" };
  const COMPARISONS = Object.fromEntries(Object.values(COMPARED).map((op) => [op, true])), PYTHONS = ["abs", "pow"];
  const NUMBERS = { pi: Math.PI, e: Math.E, inf: Infinity, nan: NaN };
  const INSTEAD = {
    max: "write np.maximum(x, z)", min: "write np.minimum(x, z)", round: "write np.rint(x)", where: "write a if c else b",
    clip: "write np.minimum(np.maximum(x, low), high)", sum: "write x1 + x2", prod: "write x1*x2", ln: "write log(x)",
    sigmoid: "write expit(x)", relu: "write np.maximum(x, 0)", float: "write x", int: "write np.trunc(x)",
  };
  const fail = (what, instead, node) => { throw new Misread(what, instead, node.at); };
  const function_ = (name) => (lines[name] && name) || (name === "pow" ? "power" : aliases[name]);

  /** Every expression below a node, itself included, in the order of the text. */
  function* walk(node) {
    if (node.type === "IfExp") { yield* walk(node.body); yield* walk(node.test); yield* walk(node.orelse); return yield node; }
    for (const part of [node.left, node.operand, node.right, node.value, ...(node.rights ?? []), ...(node.values ?? []),
      ...(node.args ?? []), ...(node.elements ?? [])]) if (part) yield* walk(part);
    yield node;
  }

  /** The free names: what def says, else in the order of their first use, x1 before x2. */
  function inputs({ def, body }) {
    if (def) return def.args;
    const bound = new Set(), free = new Set();
    for (const statement of body) {
      for (const node of walk(statement))
        if (node.type === "Name" && node.id !== "pi" && !bound.has(node.id)) free.add(node.id);
      if (statement.type === "AugAssign" && !bound.has(statement.target)) free.add(statement.target);
      if (statement.target) bound.add(statement.target);
    }
    const numbered = [...free].map((name) => /^(.*?)(\d+)$/.exec(name));
    return numbered.every((found) => found && found[1] === numbered[0][1])
      ? [...free].sort((a, b) => a.localeCompare(b, "en", { numeric: true })) : [...free];
  }

  /** The expressions that the program returns. */
  function results({ body }) {
    const last = body.at(-1);
    body.slice(0, -1).forEach((s) => {
      if (s.type === "Return") fail("lines stand after return", "end with return", body[body.indexOf(s) + 1]);
      if (s.type === "Expr") fail("the value of this line is lost", "write name = before it, or leave it out", s);
    });
    if (last.target) return [{ type: "Name", id: last.target, at: last.at }];
    return last.value.type === "Tuple" ? last.value.elements : [last.value];
  }

  /** Checks that no input is needed for: the names of functions and how many values each takes. */
  function checked(program) {
    const known = new Set([...inputs(program), ...program.body.map((s) => s.target)]);
    for (const statement of program.body) for (const node of walk(statement)) {
      if (node.type === "Call") call(node, known);
      if (node.type === "Attribute" && !(node.id in NUMBERS)) fail(`np.${node.id} is no number`, `write np.${node.id}(x)`, node);
      if (node.type === "Name" && program.def && !known.has(node.id) && node.id !== "pi")
        fail(`${node.id} is not known`, `write it between the parentheses of def ${program.def.name}(...)`, node);
      if (node.type === "Name" && ["np", "numpy", "math"].includes(node.id)) fail(`${node.id} is no number`, "write np.sin(x)", node);
      if (node.type === "Name" && function_(node.id) && !foreign.includes(node.id) && !program.body.some((s) => s.target === node.id))
        fail(`${node.id} is a function`, `write ${node.id}(x)`, node);
    }
    results(program);
    return program;
  }

  function call({ func, args, at }, bound) {
    const name = func.id, op = function_(name), node = { at };
    if (func.type === "Name" && bound.has(name) && !op) fail(`${name} is a number here`, `write ${name}*(...)`, node);
    if (lacking.includes(name)) fail(`JavaScript has no ${name}, so labs have none`, "use lecture14 in a notebook", node);
    if (!op) fail(`there is no function ${name}`, INSTEAD[name] ?? `write one of NumPy's, such as ${near(name)}`, node);
    if (func.type === "Attribute" && foreign.includes(name)) fail(`NumPy has no ${name}`, `write ${name}(x)`, node);
    const count = lines[op].d.length, shown = ["x", "z"].slice(0, count).join(", ");
    if (args.length !== count)
      fail(`${name} takes ${count} value${count > 1 ? "s" : ""}, not ${args.length}`, `write ${name}(${shown})`, node);
    return op;
  }

  function near(name) {
    const pairs = (word) => new Set([...word].map((c, i) => c + (word[i + 1] ?? "")));
    const mine = pairs(name), alike = (word) => [...pairs(word)].filter((p) => mine.has(p)).length / (mine.size + word.length);
    return Object.keys(lines).reduce((best, word) => (alike(word) > alike(best) ? word : best), "sin");
  }

  /** The program on the tape at these inputs: {nodes, values, outputs, inputs}. What is constant is computed at once.
      `round`, Math.fround, computes in float32 as NumPy does: inputs, constants and results are rounded, except where a
      function of constants, np.sin(2), is float64 and makes float64 of what it meets (`wide`). */
  function record(program, at, round = (v) => v) {
    const names = inputs(program), known = new Map();
    const nodes = names.map((name) => ({ op: null, args: [], name })), values = at.map(round);
    names.forEach((name, i) => known.set(name, i));
    const value = (operand) => (tape.isNode(operand) ? values[operand] : operand.c);
    const isWide = (operand) => Boolean((tape.isNode(operand) ? nodes[operand] : operand).wide);

    function push(op, args, place) {
      const wide = args.some(isWide) && !(op in COMPARISONS), to = args.some(isWide) ? (v) => v : round;
      if (!args.some(tape.isNode)) return constant(op, args, wide, place);
      if (nodes.length === MOST_NODES) fail(`the program has more than ${MOST_NODES} operations`, "write a shorter one", { at: place });
      values.push(to(+lines[op].f(...args.map((a) => to(value(a))))));
      return nodes.push({ op, args, at: place, ...(wide && { wide }) }) - 1;
    }

    function constant(op, args, wide, place) {
      const y = +lines[op].f(...args.map(value));
      if (["divide", "floor_divide", "remainder"].includes(op) && args[1].c === 0) fail("Python refuses a division by 0", "write another number", { at: place });
      if (op === "power" && args.every((a) => Number.isFinite(a.c)) && !Number.isFinite(y)) fail("Python has no real number for this power", "write another one", { at: place });
      return { c: y, wide };
    }

    const visit = {
      Constant: (node) => ({ c: node.value }),
      Attribute: (node) => ({ c: NUMBERS[node.id] }),
      Name: (node) => known.get(node.id) ?? (node.id === "pi" ? { c: Math.PI } : fail(`${node.id} has no value yet`, "assign to it on a line above", node)),
      UnaryOp: (node) => {
        const operand = run(node.operand);
        if (node.op === "not") return { c: +!value(operand) };
        if (!tape.isNode(operand)) return { ...operand, c: node.op === "-" ? -operand.c : operand.c };
        return push(node.op === "-" ? "negative" : "positive", [operand], node.at);
      },
      BinOp: (node) => push(BINARY[node.op], [run(node.left), run(node.right)], node.at),
      Call: (node) => {
        const made = push(call(node, new Set()), node.args.map(run), node.at);
        return tape.isNode(made) || PYTHONS.includes(node.func.id) ? made : { ...made, wide: true };
      },
      IfExp: (node) => (value(run(node.test)) ? run(node.body) : run(node.orelse)),
      BoolOp: (node) => {
        let operand;
        for (const part of node.values) {
          operand = run(part);
          if (!value(operand) === (node.op === "and")) break;
        }
        return operand;
      },
      Compare: (node) => {
        let left = run(node.left), answer;
        for (const [k, op] of node.ops.entries()) {
          const right = run(node.rights[k]);
          answer = push(COMPARED[op], [left, right], node.at);
          if (!value(answer)) break;
          left = right;
        }
        return answer;
      },
      Tuple: (node) => fail("a tuple stands inside an expression", "return one at the end: return y1, y2", node),
    };
    const run = (node) => visit[node.type](node);

    const outputs = [];
    for (const statement of program.body) {
      if (!statement.target) { outputs.push(...results(program).map(run)); continue; }
      const right = run(statement.value);
      const made = statement.type === "Assign" ? right
        : push(BINARY[statement.op], [run({ type: "Name", id: statement.target, at: statement.at }), right], statement.at);
      known.set(statement.target, made);
    }
    if (!outputs.length) outputs.push(...results(program).map(run));
    return { nodes, values, outputs, inputs: names };
  }

  // How strongly Python binds, as in parse.js.
  const STRENGTH = { IfExp: 1, or: 2, and: 3, not: 4, Compare: 5, "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7, sign: 8, "**": 9, atom: 10 };

  /** The text of an expression and how strongly its outermost operator binds; `named` writes the name of a function. */
  function text(node, named) {
    const inner = (part, least) => {
      const [written, strength] = text(part, named);
      return strength < least ? `(${written})` : written;
    };
    switch (node.type) {
      case "Constant": return [node.text, STRENGTH.atom];
      case "Name": return [node.id, STRENGTH.atom];
      case "Attribute": return [`np.${node.id}`, STRENGTH.atom];
      case "Call": return [`${named(node.func)}(${node.args.map((a) => inner(a, STRENGTH.IfExp)).join(", ")})`, STRENGTH.atom];
      case "Tuple": return [node.elements.map((e) => inner(e, STRENGTH.IfExp)).join(", "), 0];
      case "UnaryOp": {
        const s = node.op === "not" ? STRENGTH.not : STRENGTH.sign;
        return [`${node.op}${node.op === "not" ? " " : ""}${inner(node.operand, s)}`, s];
      }
      case "BinOp": {
        const s = STRENGTH[node.op];
        if (node.op === "**") return [`${inner(node.left, s + 1)}**${inner(node.right, STRENGTH.sign)}`, s];
        const sign = s === STRENGTH["*"] ? node.op : ` ${node.op} `;
        return [`${inner(node.left, s)}${sign}${inner(node.right, s + 1)}`, s];
      }
      case "Compare": {
        const s = STRENGTH.Compare;
        return [inner(node.left, s + 1) + node.ops.map((op, k) => ` ${op} ${inner(node.rights[k], s + 1)}`).join(""), s];
      }
      case "BoolOp": return [node.values.map((v) => inner(v, STRENGTH[node.op] + 1)).join(` ${node.op} `), STRENGTH[node.op]];
      case "IfExp": return [`${inner(node.body, 2)} if ${inner(node.test, 2)} else ${inner(node.orelse, 1)}`, STRENGTH.IfExp];
    }
  }
  const asTyped = (func) => (func.type === "Attribute" ? `np.${func.id}` : func.id);

  /** The program's lines again, written from the tree. */
  function unparse(program, named = asTyped) {
    return program.body.map((s) => {
      const value = text(s.value, named)[0];
      if (s.type === "Return") return `return ${value}`;
      return s.target ? `${s.target} ${s.op ?? ""}= ${value}` : value;
    });
  }

  const number = (v) => (!Number.isFinite(v) ? `float("${v}")` : Number.isInteger(v) ? v.toFixed(1) : String(v));
  const numbers = (list) => list.map(number).join(", ");

  /** The beginning of a cell: `imports` beside NumPy's, and the program as the function f. */
  function definition(program, imports) {
    const names = inputs(program), calls = program.body.flatMap((s) => [...walk(s)]).filter((n) => n.type === "Call");
    const numpy = (func) => (foreign.includes(func.id) || PYTHONS.includes(func.id) ? func.id : `np.${func.id}`);
    const ours = [...new Set(calls.map((c) => c.func.id).filter((id) => foreign.includes(id)))];
    const pi = program.body.some((s) => [...walk(s)].some((n) => n.type === "Name" && n.id === "pi"));
    const body = unparse(program, numpy), last = program.body.at(-1);
    if (last.type === "Expr") body[body.length - 1] = `return ${body.at(-1)}`;
    if (last.target) body.push(`return ${last.target}`);
    return [
      "import numpy as np", imports, ...(ours.length ? ["from lecture14.autodiff import RULES"] : []), "",
      ...(pi ? ["pi = np.pi"] : []), ...ours.map((id) => `${id} = RULES["${function_(id)}"].function`), "",
      `def f(${names.join(", ") || "x"}):`, ...body.map((line) => `    ${line}`), "", "",
    ].join("\n").replace(/\n{3,}/g, "\n\n");
  }

  /** A cell that computes the same with lecture14. */
  function asPython(program, at, seeds, cotangents) {
    const cotangent = results(program).length > 1 ? `(${numbers(cotangents)})` : numbers(cotangents);
    return `${definition(program, "from lecture14 import trace")}graph = trace(f)(${numbers(at)})\ngraph.table(${numbers(seeds)}, cotangent=${cotangent})\n`;
  }

  const read = (source) => checked(Lecture14.parse(source));
  Object.assign(Lecture14, { program: { read, walk, inputs, results, record, unparse, definition, numbers, asPython } });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
