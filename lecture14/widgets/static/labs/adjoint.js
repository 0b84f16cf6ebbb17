/* The reverse sweep as a program: nodes that compute the gradient, written from the terms of the rule table. One forward
   sweep over them, forward over reverse, gives exact second derivatives. */
(function (Lecture14) {
  "use strict";
  const { tape, program, parse } = Lecture14;
  const terms = new Map();

  /** A line's term in the operands, the result y and the adjoint d, recorded once. */
  function term(op, k) {
    const key = `${op} ${k}`, { d, terms: texts } = tape.table.lines[op];
    if (!terms.has(key)) {
      const args = [...["x", "z"].slice(0, d.length), "y", "d"];
      terms.set(key, program.record({ def: { name: "term", args }, body: parse(texts[k]).body }, args.map(() => 1)));
    }
    return terms.get(key);
  }

  /** {nodes, adjoints}: the program of `nodes` with its reverse sweep from `output`, and where each adjoint stands; null
      where nothing arrives. */
  function adjoint(nodes, output) {
    const all = nodes.slice(), adjoints = new Array(nodes.length).fill(null);
    const push = (op, args) => all.push({ op, args }) - 1;
    adjoints[output] = { c: 1 };
    for (let i = output; i >= 0; i--) {
      if (adjoints[i] === null) continue;
      for (const [k, a] of tape.active(nodes[i])) {
        const written = term(nodes[i].op, k), places = [...nodes[i].args, i, adjoints[i]];
        const place = (operand) => (tape.isNode(operand) ? places[operand] : operand);
        for (const node of written.nodes.slice(places.length)) places.push(push(node.op, node.args.map(place)));
        const arrived = place(written.outputs[0]);
        adjoints[a] = adjoints[a] === null ? arrived : push("add", [adjoints[a], arrived]);
      }
    }
    return { nodes: all, adjoints };
  }

  /** Value, gradient and Hessian in the first n inputs, of a program that `adjoint` has extended. */
  function second({ nodes, adjoints }, output, inputs, n) {
    const values = tape.evaluate(nodes, inputs), at = (a, sweep, zero) => (a === null ? 0 : tape.isNode(a) ? sweep[a] : zero ?? a.c);
    const ways = Array.from({ length: n }, (_, j) => tape.forward(nodes, values, inputs.map((_, i) => +(i === j))));
    const rows = adjoints.slice(0, n);
    return { value: values[output], gradient: rows.map((a) => at(a, values)), hessian: rows.map((a) => ways.map((t) => at(a, t, 0))) };
  }

  Object.assign(Lecture14, { adjoint, second });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
