/* The tape in JavaScript: programs over the rule table, which the build writes as arrow functions (rules_script.py).
   A node is {op, args}; an argument is the index of an earlier node, or {c: number}. The inputs come first; their op
   is null. The sweeps are those of core/sweep.py with the activity of core/activity.py: null says that nothing arrives. */
(function (Lecture14) {
  "use strict";
  // JavaScript's power is nan at 1 to the power of infinity or nan, where NumPy and the C library say 1.
  const likeNumPy = Object.assign(Object.create(Math), {
    pow: (x, z) => (x === 1 || (x === -1 && Math.abs(z) === Infinity) ? 1 : Math.pow(x, z)),
  });
  const table = Lecture14.table(likeNumPy), lines = table.lines;

  const isNode = (a) => typeof a === "number";
  const operand = (a, values) => (isNode(a) ? values[a] : a.c);
  const operands = (node, values) => node.args.map((a) => operand(a, values));
  /** A line's function at a node's operands, and at its result where it takes that. A list of them would cost more than the rest. */
  const applied = (f, { args: [a, b] }, values, y) => +(b === undefined ? f(operand(a, values), y) : f(operand(a, values), operand(b, values), y));

  function evaluate(nodes, inputs) {
    const values = inputs.slice();
    for (let i = inputs.length; i < nodes.length; i++) values[i] = applied(lines[nodes[i].op].f, nodes[i], values);
    return values;
  }

  const ways = new WeakMap();

  /** The arguments of a node through which a derivative flows: [position, index of the operand]. */
  function active(node) {
    if (!ways.has(node)) ways.set(node, node.op === null ? [] : node.args.flatMap((a, k) => (isNode(a) && lines[node.op].d[k] ? [[k, a]] : [])));
    return ways.get(node);
  }

  const partial = (nodes, values, i, k) => applied(lines[nodes[i].op].d[k], nodes[i], values, values[i]);

  /** ∂w/∂operand · factor; null where nothing arrives, or where the node's choice is another operand. */
  function product(nodes, values, i, k, factor) {
    if (factor === null) return null;
    const slope = partial(nodes, values, i, k);
    return lines[nodes[i].op].choice[k] && slope === 0 ? null : slope * factor;
  }

  const plus = (a, b) => (a === null ? b : b === null ? a : a + b);
  const arriving = (seed) => (seed === 0 ? null : seed);
  const numbers = (sweep) => sweep.map((t) => t ?? 0);

  function forward(nodes, values, seeds) {
    const tangents = seeds.map(arriving);
    for (let i = seeds.length; i < nodes.length; i++) {
      let t = null;
      for (const [k, a] of active(nodes[i])) t = plus(t, product(nodes, values, i, k, tangents[a]));
      tangents[i] = t;
    }
    return numbers(tangents);
  }

  /** `seeds` holds a cotangent for each output, in the order of `outputs`; a constant output takes none. */
  function reverse(nodes, values, outputs, seeds) {
    const adjoints = new Array(nodes.length).fill(null);
    outputs.forEach((o, q) => { if (isNode(o)) adjoints[o] = plus(adjoints[o], arriving(seeds[q])); });
    for (let i = nodes.length - 1; i >= 0; i--)
      for (const [k, a] of active(nodes[i])) adjoints[a] = plus(adjoints[a], product(nodes, values, i, k, adjoints[i]));
    return numbers(adjoints);
  }

  const unit = (n, i) => Array.from({ length: n }, (_, k) => +(k === i));

  /** One row an output, by forward sweeps or by reverse sweeps, whichever are fewer. */
  function jacobian(nodes, values, outputs) {
    const n = nodes.filter((node) => node.op === null).length, m = outputs.length;
    if (m < n) {
      const rows = outputs.map((_, q) => reverse(nodes, values, outputs, unit(m, q)).slice(0, n));
      return { mode: "reverse", sweeps: m, rows };
    }
    const columns = Array.from({ length: n }, (_, i) => forward(nodes, values, unit(n, i)));
    return { mode: "forward", sweeps: n, rows: outputs.map((o) => columns.map((t) => (isNode(o) ? t[o] : 0))) };
  }

  /** What views/counting.py counts. */
  function counts(nodes) {
    const users = nodes.map(() => 0), lastUse = nodes.map((_, i) => i);
    const count = { operations: 0, multiplications: 0, forwardAdditions: 0, reverseAdditions: 0, live: 0, stored: nodes.length };
    nodes.forEach((node, i) => {
      if (node.op === null) return;
      const through = active(node);
      count.operations++;
      count.forwardAdditions += Math.max(through.length - 1, 0);
      node.args.filter(isNode).forEach((a) => { lastUse[a] = i; });
      for (const [k, a] of through) {
        users[a]++;
        count.multiplications += +!["d", "-d"].includes(lines[node.op].terms[k]);
      }
    });
    count.reverseAdditions = users.reduce((sum, n) => sum + Math.max(n - 1, 0), 0);
    let held = count.live = nodes.filter((node) => node.op === null).length;
    nodes.forEach((node, i) => {
      if (node.op === null) return;
      count.live = Math.max(count.live, ++held);
      held -= lastUse.filter((at) => at === i).length;
    });
    return count;
  }

  Object.assign(Lecture14, { tape: { table, isNode, operands, evaluate, active, partial, product, plus, arriving, forward, reverse, jacobian, counts } });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
