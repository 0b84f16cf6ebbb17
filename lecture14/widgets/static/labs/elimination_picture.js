/* The picture of the elimination game: the graph that is left, tracks of its inputs, what each order costs, and the
   Jacobian once it stands there: Lecture14.eliminationPicture. */
(function (Lecture14) {
  "use strict";
  const { words, colour, lately } = Lecture14.draw, { graph, statements, elimination } = Lecture14;
  const TRACK = 34, INSET = 8, ROW = 19, BESIDE = 540, APART = 20, NAMES = { forward: "forward", reverse: "reverse", greedy: "greedy", optimal: "optimum", found: "best found" };
  const between = (v, low, high) => Math.min(Math.max(v, low), high);

  /** Where everything stands. The plan of the graph holds as long as its edges at the start do. */
  const planned = lately(({ drawn }, width) => graph.plan(drawn, width - 2 * INSET, { lines: 2, gap: 44 }),
    ({ whole }, width) => [width, [...whole.edges.keys()].join(), whole.outputs.join()]);
  function layout(seen, width) {
    // Where there is room, on a slide say, bars and Jacobian stand beside the graph: below it they would be out of sight.
    const beside = width >= BESIDE, wide = beside ? Math.floor((width - APART) / 2) : width, left = width - wide;
    const { names, record: { outputs } } = seen, plan = planned(seen, wide), bottom = plan.height + TRACK + 20;
    const bars = beside ? 30 : bottom, matrix = bars + ROW * Object.keys(seen.totals).length + ROW + 22;
    const tracks = names.map((_, i) => {
      const [x] = plan.at.get(i), half = plan.box.width / 2 - 6;
      return { left: INSET + x - half, right: INSET + x + half, y: plan.height + 14 };
    });
    return { plan, tracks, left, wide, bars, matrix, height: Math.max(bottom - 20, matrix + ROW * (outputs.length + 1) + 6) };
  }
  const size = (width, state, seen) => Math.ceil(layout(seen, width).height);

  /** What a vertex is called: an input by its name, an inner vertex w, an output y. */
  function name(seen, v) {
    const rows = seen.whole.outputs.flatMap((target, q) => (target === v ? [`y${seen.whole.outputs.length > 1 ? q + 1 : ""}`] : []));
    return rows.length ? rows.join(", ") : seen.names[v] ?? statements.w(v);
  }

  function boxes({ plan: { box } }, state, seen) {
    const { record: { nodes }, whole, left } = seen, wide = box.width >= 62;
    return seen.drawn.filter(({ id }) => !state.order.includes(id)).map(({ id }) => {
      const inner = whole.vertices.includes(id), known = name(seen, id), op = nodes[id] && nodes[id].op !== null ? statements.label(nodes[id]) : "";
      if (whole.inputs.includes(id)) return { id, lines: [{ text: known }, { text: words(seen.at[id]) }] };
      const first = wide && op && op.length + known.length < box.width / 7.5 ? `${known} ${op}` : known;
      if (!inner) return { id, wide: true, lines: [{ text: first }, { text: nodes[id] ? words(seen.record.values[id]) : "" }] };
      const { before, after } = elimination.neighbours(left, id), cost = before.length * after.length;
      return { id, colour: "blue", lines: [{ text: first }, { text: wide ? `${before.length}·${after.length} = ${cost}` : String(cost), colour: "blue" }] };
    });
  }

  /** What remains; thick are the edges that the last vertex left behind. */
  function edges({ left, steps, open }) {
    // At the end many edges cross, and the matrix beneath has their numbers.
    const made = new Set(steps.at(-1)?.made), silent = !open.length && left.size > 4;
    return [...left].map(([key, label]) => {
      const [from, to] = elimination.ends(key), fresh = made.has(key);
      return { from, to, label: silent ? "" : words(label), wide: fresh, colour: fresh ? "vermilion" : "muted" };
    });
  }

  function bars({ bars: top, left: from, wide }, state, seen) {
    const { totals, total, open } = seen, most = Math.max(total, ...Object.values(totals), 1), left = from + 88, room = wide - 88 - 44, out = [];
    const row = (id, r, label, value, look, note = "") => {
      const y = top + ROW * r, length = (room * value) / most;
      out.push({ id: `b-${id}-name`, tag: "text", a: { x: from, y: y + 4 }, text: label });
      out.push({ id: `b-${id}`, tag: "path", a: { d: `M${left} ${y - 6}h${+length.toFixed(2)}v11h${-length.toFixed(2)}Z`, ...look } });
      out.push({ id: `b-${id}-n`, tag: "text", a: { x: left + length + 6, y: y + 4 }, text: `${value}${note}` });
    };
    out.push({ id: "b-title", tag: "text", a: { x: from, y: top - 14, class: "lab-tick" }, text: "multiplications" });
    row("you", 0, "you", total, { fill: colour("vermilion") }, open.length ? " …" : "");
    Object.entries(totals).forEach(([rule, value], r) => row(rule, r + 1, NAMES[rule], value, { fill: "none", stroke: colour("blue"), "stroke-width": 1.5 }));
    return out;
  }

  function matrix({ matrix: top, left, wide }, seen) {
    const { names, jacobian, open } = seen, column = Math.min(72, (wide - 34) / names.length), out = [];
    const add = (id, x, y, text, anchor = "end") => out.push({ id: `j-${id}`, tag: "text", text, a: { x: left + x, y, "text-anchor": anchor } });
    if (open.length) {
      add("wait", 0, top, `Jacobian: ${open.length} ${open.length > 1 ? "vertices" : "vertex"} to go`, "start");
      return out;
    }
    names.forEach((text, i) => add(`x${i}`, 34 + column * (i + 0.95), top, text));
    jacobian.forEach((row, q) => {
      add(`y${q}`, 0, top + ROW * (q + 1), jacobian.length > 1 ? `y${q + 1}` : "y", "start");
      row.forEach((v, i) => add(`${q}-${i}`, 34 + column * (i + 0.95), top + ROW * (q + 1), words(v, column < 52 ? 2 : 3)));
    });
    return out;
  }

  function shapes(state, seen, width) {
    const place = layout(seen, width), track = (t, i) => ({ id: `track${i}`, tag: "path", a: { d: `M${t.left} ${t.y}H${t.right}`, stroke: colour("muted"), "stroke-width": 2 } });
    const { plan } = place, dots = state.order.map((v) => [v, plan.at.get(v)]);
    // Edges need not go round a vertex that is no more.
    const at = new Map([...plan.at].filter(([id]) => !state.order.includes(id)));
    const gone = dots.map(([v, [cx, cy]]) => ({ id: `gone${v}`, tag: "circle", a: { cx, cy, r: 3, fill: colour("muted") } }));
    // A number beside the outermost edge needs room, too.
    return [{ id: "gone", tag: "g", a: { transform: `translate(${INSET} 0)` }, parts: gone },
      { id: "graph", tag: "g", a: { transform: `translate(${INSET} 0)` }, parts: graph.shapes({ ...plan, at }, boxes(place, state, seen), edges(seen)) },
      ...place.tracks.map(track), ...bars(place, state, seen), ...matrix(place, seen)];
  }

  const share = (value, reach) => between((value + reach) / (2 * reach), 0, 1);
  function handles(state, seen, width) {
    const { tracks } = layout(seen, width);
    return seen.names.map((input, i) => {
      const t = tracks[i], value = seen.at[i];
      return { id: `in${i}`, at: [t.left + share(value, state.reach[input]) * (t.right - t.left), t.y], along: "x", x: [t.left, t.right], label: `Input ${input}`, number: value, text: words(value), colour: "ink", r: 6 };
    });
  }

  function move(state, id, [x], width, seen) {
    const i = Number(id.slice(2)), t = layout(seen, width).tracks[i], input = seen.names[i], reach = state.reach[input];
    return { ...state, inputs: { ...state.inputs, [input]: +(reach * (2 * between((x - t.left) / (t.right - t.left), 0, 1) - 1)).toFixed(2) } };
  }

  /** The inner vertex at a place, a finger's width around its box; null if there is none. */
  function vertexAt(seen, [x, y], width) {
    const { plan: { at, box } } = layout(seen, width), near = (v) => {
      const [u, w] = at.get(v);
      return Math.max(Math.abs(x - INSET - u) - box.width / 2, Math.abs(y - w) - box.height / 2);
    };
    const best = seen.open.reduce((found, v) => (found === null || near(v) < near(found) ? v : found), null);
    return best !== null && near(best) <= 6 ? best : null;
  }

  Lecture14.eliminationPicture = { size, shapes, handles, move, vertexAt, name, NAMES };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
