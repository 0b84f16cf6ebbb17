/* The graph of local derivatives of a recorded program, and orders in which its inner vertices may go, with their costs:
   Lecture14.elimination, after views/elimination.py. Edges are a Map from "source target" to a number. */
(function (Lecture14) {
  "use strict";
  const { tape } = Lecture14;
  // The work of the search doubles with each vertex.
  const EXHAUSTIVE = 9;

  /** {edges, inputs, outputs, vertices}: an output that is used further has a copy of its own, an index behind all nodes. */
  function graphOf({ nodes, values, outputs }) {
    const edges = new Map(), inputs = nodes.flatMap(({ op }, i) => (op === null ? [i] : []));
    nodes.forEach((node, i) => {
      for (const [k, a] of tape.active(node)) edges.set(`${a} ${i}`, (edges.get(`${a} ${i}`) ?? 0) + tape.partial(nodes, values, i, k));
    });
    const sources = new Set([...edges.keys()].map((key) => ends(key)[0]));
    const targets = outputs.map((o, q) => {
      if (tape.isNode(o) && !sources.has(o) && !inputs.includes(o)) return o;
      if (tape.isNode(o)) edges.set(`${o} ${nodes.length + q}`, 1);
      return nodes.length + q;
    });
    const reached = new Set([...edges.keys()].flatMap(ends)), fixed = new Set([...inputs, ...targets]);
    return { edges, inputs, outputs: targets, vertices: [...reached].filter((v) => !fixed.has(v)).sort((a, b) => a - b) };
  }
  const ends = (key) => key.split(" ").map(Number);

  function neighbours(edges, vertex) {
    const before = [], after = [];
    for (const key of edges.keys()) {
      const [from, to] = ends(key);
      if (to === vertex) before.push(from);
      if (from === vertex) after.push(to);
    }
    return { before, after };
  }
  const cost = (edges, vertex) => {
    const { before, after } = neighbours(edges, vertex);
    return before.length * after.length;
  };

  /** The edges without a vertex, and what has changed: c_ki += c_kj c_ji. */
  function eliminate(edges, vertex) {
    const { before, after } = neighbours(edges, vertex), left = new Map(edges), made = [];
    for (const i of before) for (const k of after) {
      const key = `${i} ${k}`;
      left.set(key, (left.get(key) ?? 0) + edges.get(`${vertex} ${k}`) * edges.get(`${i} ${vertex}`));
      made.push(key);
    }
    for (const i of before) left.delete(`${i} ${vertex}`);
    for (const k of after) left.delete(`${vertex} ${k}`);
    return { edges: left, before, after, made, cost: before.length * after.length };
  }

  /** The edges after an order, and one step for each of its vertices. */
  function run(edges, order) {
    const steps = [];
    for (const vertex of order) {
      const step = eliminate(edges, vertex);
      steps.push({ vertex, ...step });
      edges = step.edges;
    }
    return { edges, steps, total: steps.reduce((sum, step) => sum + step.cost, 0) };
  }

  /** The cheapest way on from each set of eliminated vertices: the edges depend on the set alone, not on the order. */
  function search({ edges, vertices }) {
    const known = new Map();
    const best = (done, now) => {
      if (known.has(done)) return known.get(done);
      let found = { cost: done === (1 << vertices.length) - 1 ? 0 : Infinity, vertex: null };
      vertices.forEach((vertex, k) => {
        if ((done >> k) & 1) return;
        const step = eliminate(now, vertex), total = step.cost + best(done | (1 << k), step.edges).cost;
        if (total < found.cost) found = { cost: total, vertex };
      });
      known.set(done, found);
      return found;
    };
    best(0, edges);
    return (order) => known.get(order.reduce((done, vertex) => done | (1 << vertices.indexOf(vertex)), 0));
  }

  /** Which vertex goes next, once those of `order` have gone. */
  const RULES = {
    forward: (left) => Math.min(...left),
    reverse: (left) => Math.max(...left),
    // Markowitz: the cheapest now, the first of them on a tie.
    greedy: (left, edges) => left.reduce((best, v) => (cost(edges, v) < cost(edges, best) ? v : best)),
    optimal: (left, edges, order, searched) => searched(order).vertex,
  };

  /** What each rule comes to, from the start: {rule: multiplications}; the optimum only on small graphs. */
  function compare(graph) {
    const searched = graph.vertices.length <= EXHAUSTIVE ? search(graph) : null, totals = {};
    for (const rule of ["forward", "reverse", "greedy"]) {
      let { edges } = graph, order = [];
      while (order.length < graph.vertices.length) {
        const vertex = RULES[rule](graph.vertices.filter((v) => !order.includes(v)), edges);
        ({ edges } = eliminate(edges, vertex));
        order = [...order, vertex];
      }
      totals[rule] = run(graph.edges, order).total;
    }
    if (searched) totals.optimal = searched([]).cost;
    return { totals, next: (rule, edges, order) => RULES[rule](graph.vertices.filter((v) => !order.includes(v)), edges, order, searched) };
  }

  Lecture14.elimination = { graphOf, run, cost, neighbours, compare, ends, EXHAUSTIVE };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
