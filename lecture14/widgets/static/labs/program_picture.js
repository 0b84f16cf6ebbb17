/* The picture of the program lab: the line of the sweeps, the graph with numbers on their way, the inputs' tracks, what
   it costs, and the programs with the active line marked: Lecture14.programPicture. */
(function (Lecture14) {
  "use strict";
  const { words, colour, lately } = Lecture14.draw, { graph, tape, statements } = Lecture14, { isNode } = tape;
  const COLOURS = { value: "ink", tangent: "blue", adjoint: "vermilion" }, TOP = 46, TRACK = 34, ROW = 16, BESIDE = 540, APART = 20, LETTER = 7.3, MONO = "font:12px monospace";
  const between = (v, low, high) => Math.min(Math.max(v, low), high);
  const letters = (text) => text.replace(/\u0304/g, "").length;

  /** A line in pieces of at most so many letters, broken behind an operator, a bracket or a space. */
  function wrapped(text, most) {
    const rows = [];
    let row = "";
    for (const piece of text.split(/(?<=[ *(,/;])/u)) {
      const full = row && letters(row + piece.trimEnd()) > most - (rows.length ? 2 : 0);
      if (full) rows.push(row.trimEnd());
      row = full ? piece : row + piece;
    }
    return [...rows, row];
  }

  /** Blocks of the listing, one a node: {left, right}, lists of {text, step, number}; step -1 is given and needs no statement. */
  function blocks(seen, view) {
    const { record: { nodes, outputs }, run } = seen, all = run.steps.map((s, step) => ({ ...s, step }));
    const of = { value: [], tangent: [], adjoint: nodes.map(() => []) };
    for (const s of all) s.kind === "adjoint" ? of.adjoint[s.node].push(s) : (of[s.kind][s.node] = s);
    const line = (i, kind, text) => ({ text: of[kind][i]?.text ?? text(nodes, i), step: of[kind][i]?.step ?? -1, kind, number: seen.shown[`${kind}s`][i] });
    const adjoint = (s) => ({ text: s.text, step: s.step, kind: "adjoint", number: s.step < seen.done ? s.result : null });
    const original = (i) => line(i, "value", statements.original), dual = (i) => line(i, "tangent", statements.dual);
    const back = (i) => of.adjoint[i].map(adjoint);
    if (view === "adjoint") {
      const seed = (o, q) => ({ text: `${statements.bar(o)} += ȳ${outputs.length > 1 ? q + 1 : ""}`, step: -1, kind: "adjoint",
        number: seen.done >= run.forward ? seen.cotangents[q] : null });
      const seeds = outputs.flatMap((o, q) => (isNode(o) ? [seed(o, q)] : []));
      return [{ left: seeds, right: [] }, ...nodes.map((_, i) => ({ left: back(i), right: [] })).reverse()].filter(({ left }) => left.length);
    }
    return nodes.map((_, i) => ({ left: view === "original" ? [original(i)] : [original(i), dual(i)], right: view === "beside" ? back(i) : [] }));
  }
  const HEADINGS = {
    beside: ["dual program ↓", "adjoint program ↑"], original: ["original program ↓"], dual: ["dual program ↓"], adjoint: ["adjoint program ↓"],
  };

  /** The listing at this width: rows of text and their places from its top. */
  function listing(seen, view, width) {
    const two = view === "beside", wide = two ? width / 2 - 6 : width, most = Math.floor((wide - 8) / LETTER) - (two ? 0 : 10), found = [];
    let y = 22;
    for (const { left, right } of blocks(seen, view)) {
      const heights = [[left, 0], [right, width / 2 + 6]].map(([lines, x]) => {
        let at = y;
        for (const line of lines) {
          const rows = wrapped(line.text, most);
          found.push({ ...line, rows, x, y: at, wide, numbered: !two });
          at += ROW * rows.length;
        }
        return at;
      });
      y = Math.max(...heights) + (two || left.length > 1 ? 6 : 2);
    }
    return { rows: found, height: y };
  }

  /** Where everything stands: once a picture, though size, shapes, handles and a drag ask. The graph's plan holds as
      long as who depends on whom does. */
  const parents = ({ args }) => args.filter(isNode);
  const planned = lately(({ record: { nodes }, depth }, width) =>
    graph.plan(nodes.map((n, id) => ({ id, parents: parents(n) })), width, { lines: 4, gap: depth > 8 ? 26 : 36 }),
  ({ record: { nodes } }, width) => [width, JSON.stringify(nodes.map(parents))]);
  /** Where there is room, on a slide say, the programs stand beside the graph: below it they would be out of sight. */
  const columns = (width) => (width < BESIDE ? { graph: width, left: 0, wide: width } :
    { graph: Math.floor((width - APART) / 2), left: Math.ceil((width + APART) / 2), wide: Math.floor((width - APART) / 2) });
  const layout = lately((state, seen, width) => {
    const { graph: half, left, wide } = columns(width), plan = planned(seen, half), bottom = TOP + plan.height + TRACK;
    const line = { left: 14, right: half - 14, y: 14 }, code = left ? 4 : bottom;
    const tracks = seen.names.map((_, i) => {
      const [x] = plan.at.get(i), half = plan.box.width / 2 - 6;
      return { left: x - half, right: x + half, y: TOP + plan.height + 14 };
    });
    const list = listing(seen, state.view, wide), costs = code + list.height + 18;
    const matrix = seen.secret ? 0 : ROW * (seen.record.outputs.length + 2) + 4;
    return { plan, line, tracks, left, wide, code, list, costs, height: Math.max(bottom, costs + 3 * ROW + matrix) };
  }, (state, seen, width) => [state.view, seen, width]);
  const size = (width, state, seen) => Math.ceil(layout(state, seen, width).height);

  const end = (line, share) => line.left + share * (line.right - line.left);
  function sweepLine({ line }, { run, total, time }) {
    const share = total ? run.forward / total : 1, middle = end(line, share), at = end(line, total ? time / total : 1), out = [];
    const add = (id, a) => out.push({ id, tag: "path", a: { fill: "none", ...a } });
    add("line-f", { d: `M${line.left} ${line.y}H${middle}`, stroke: colour("blue"), "stroke-width": 2 });
    add("line-r", { d: `M${middle} ${line.y}H${line.right}`, stroke: colour("vermilion"), "stroke-width": 2, "stroke-dasharray": "5 3" });
    add("line-m", { d: `M${middle} ${line.y - 7}V${line.y + 7}`, stroke: colour("muted") });
    const words = (id, x, text, anchor) => out.push({ id, tag: "text", text, a: { x, y: line.y + 22, class: "lab-tick", "text-anchor": anchor } });
    words("line-ft", line.left, "forward sweep", "start");
    words("line-rt", line.right, "reverse sweep", "end");
    add("line-at", { d: `M${line.left} ${line.y}H${at}`, stroke: colour("ink"), "stroke-width": 4 });
    return out;
  }

  /** What practice asks; an adjoint also shows what has arrived before. */
  const question = ({ before }) => (before ? `${words(before)} → ?` : "?");

  /** As many of four digits as there is room for, and the name if there is room for it. */
  function fitting(v, name, room) {
    if (typeof v === "string") return v.length + name.length <= room ? name + v : v;
    const written = [4, 3, 2].map((digits) => words(v, digits));
    const named = written.slice(0, 2).map((text) => name + text).find((text) => letters(text) <= room);
    return named ?? written.find((text) => text.length <= room) ?? written[2];
  }

  function boxes({ plan }, seen) {
    const { nodes } = seen.record, { box } = plan, active = seen.active, room = (box.width - 8) / LETTER;
    const text = (v, name, i) => (v === null ? "" : fitting(v, `${name(i)} = `, room));
    return nodes.map((node, i) => {
      const asked = (kind) => (seen.secret && seen.next.kind === kind && seen.next.to === i ? question(seen.next) : seen.shown[`${kind}s`][i]);
      const mine = active && (active.to === i);
      return { id: i, wide: Boolean(mine), colour: mine ? COLOURS[active.kind] : "muted", lines: [
        { text: box.width < 56 && node.op !== null ? statements.label(node).slice(0, 5) : statements.label(node) },
        { text: text(asked("value"), statements.w, i) },
        { text: text(asked("tangent"), statements.dot, i), colour: "blue" }, { text: text(asked("adjoint"), statements.bar, i), colour: "vermilion" }] };
    });
  }

  function edges(seen) {
    const { nodes, values } = seen.record, { active } = seen;
    return nodes.flatMap((node, i) => node.args.flatMap((a, k) => {
      if (!isNode(a)) return [];
      const on = active && active.node === i && active.edges.some(([from, position]) => from === a && position === k);
      const slope = node.op !== null && statements.active(nodes, i).some(([position]) => position === k);
      const shown = !seen.secret && slope && seen.shown.values[i] !== null;
      const label = shown ? words(tape.partial(nodes, values, i, k)) : "";
      return [{ from: a, to: i, position: k, label, wide: on, colour: on ? COLOURS[active.kind] : "muted" }];
    }));
  }

  /** The numbers of the present statement on their way: each is multiplied where the edge's factor stands, halfway. */
  function travellers({ plan }, { active, part, secret, record }) {
    if (!active || !part || secret) return [];
    return active.edges.map(([from, k], j) => {
      const points = graph.route(plan, from, active.node, k), [x, y] = graph.along(points, active.kind === "adjoint" ? 1 - part : part);
      const { factor, product } = active.terms[j] ?? {}, before = active.kind === "value" ? record.values[from] : factor;
      const number = active.kind === "value" || part < 0.5 ? before : product ?? 0;
      const text = words(number), half = 3.6 * text.length + 6;
      return { id: `t${from}-${k}`, tag: "g", a: { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, parts: [
        { id: "pill", tag: "rect", a: { x: -half, y: -10, width: 2 * half, height: 20, rx: 10, fill: colour("paper"),
          stroke: colour(COLOURS[active.kind]), "stroke-width": 2 } },
        { id: "text", tag: "text", a: { y: 4.5, "text-anchor": "middle" }, text }] };
    });
  }

  function code({ list, code: top, left, wide: all }, state, seen) {
    const out = [], heads = HEADINGS[state.view];
    heads.forEach((text, k) => out.push({ id: `h${k}`, tag: "text", text, a: { x: left + (k ? all / 2 + 6 : 0), y: top + 12, style: "font-weight:600" } }));
    const marked = seen.secret ? seen.done : seen.part ? seen.done : seen.done - 1, finished = seen.done === seen.total;
    list.rows.forEach(({ rows, x: from, y, wide, step, kind, number, numbered }, j) => {
      const x = left + from, on = step >= 0 && step === marked && !(finished && !seen.part), come = step >= seen.done && !on;
      if (on) out.push({ id: `m${j}`, tag: "rect", a: { x, y: top + y - 4, width: wide, height: ROW * rows.length + 1, fill: colour("grid") } },
        { id: `b${j}`, tag: "rect", a: { x, y: top + y - 4, width: 4, height: ROW * rows.length + 1, fill: colour(COLOURS[kind]) } });
      const style = `${MONO};fill:${colour(come ? "muted" : "ink")}${on ? ";font-weight:600" : ""}`;
      rows.forEach((text, r) => out.push({ id: `c${j}-${r}`, tag: "text", text, a: { x: x + (r ? 22 : 8), y: top + y + 9 + ROW * r, style } }));
      if (numbered && number !== null)
        out.push({ id: `v${j}`, tag: "text", text: words(number, 5), a: { x: x + wide - 2, y: top + y + 9, "text-anchor": "end", style } });
    });
    return out;
  }

  function costs({ costs: top, left, wide }, seen) {
    const { counts } = seen, { names, record: { outputs } } = seen, out = [], far = Math.min(wide, 340);
    const add = (id, x, y, text, anchor = "start") => out.push({ id, tag: "text", text, a: { x: left + x, y: top + y, "text-anchor": anchor, class: "lab-tick" } });
    [["original program", `${counts.operations} operation${counts.operations === 1 ? "" : "s"}`],
      ["forward sweep adds", `${counts.multiplications} ×, ${counts.forwardAdditions} +`],
      ["reverse sweep adds", `${counts.multiplications} ×, ${counts.reverseAdditions} +`]].forEach(([what, much], r) => {
      add(`k${r}`, 0, ROW * r, what);
      add(`kn${r}`, far / 2, ROW * r, much);
    });
    if (seen.secret) return out;
    const { rows, mode, sweeps } = seen.jacobian(), many = outputs.length > 1, column = Math.min(72, (wide - 30) / names.length);
    add("j", 0, 3 * ROW + 8, `${many ? "Jacobian" : "gradient"} by ${sweeps} ${mode} sweep${sweeps > 1 ? "s" : ""}`);
    names.forEach((name, i) => add(`jn${i}`, 30 + column * (i + 0.9), 4 * ROW + 8, name, "end"));
    rows.forEach((row, q) => {
      add(`jy${q}`, 0, (5 + q) * ROW + 8, many ? `y${q + 1}` : "y");
      row.forEach((v, i) => add(`j${q}-${i}`, 30 + column * (i + 0.9), (5 + q) * ROW + 8, words(v, column < 50 ? 2 : 3), "end"));
    });
    return out;
  }

  function shapes(state, seen, width) {
    const place = layout(state, seen, width);
    const track = (t, i) => ({ id: `track${i}`, tag: "path", a: { d: `M${t.left} ${t.y}H${t.right}`, stroke: colour("muted"), "stroke-width": 2 } });
    const inside = [...graph.shapes(place.plan, boxes(place, seen), edges(seen)), ...travellers(place, seen)];
    return [...sweepLine(place, seen), { id: "graph", tag: "g", a: { transform: `translate(0 ${TOP})` }, parts: inside },
      ...place.tracks.map(track), ...code(place, state, seen), ...costs(place, seen)];
  }

  function handles(state, seen, width) {
    const { line, tracks } = layout(state, seen, width), { total, time } = seen;
    const inputs = seen.names.map((name, i) => {
      const t = tracks[i], reach = state.reach[name] ?? 5, value = seen.at[i];
      return { id: `in${i}`, at: [end(t, between((value + reach) / (2 * reach), 0, 1)), t.y], along: "x", x: [t.left, t.right],
        label: `Input ${name}`, number: value, text: words(value), colour: "ink", r: 6 };
    });
    return [...inputs, { id: "time", at: [end(line, total ? time / total : 1), line.y], along: "x", x: [line.left, line.right],
      label: "Sweep", number: time, text: `${seen.done} of ${total} statements`, colour: seen.done < seen.run.forward ? "blue" : "vermilion", sign: "D" }];
  }

  function move(state, id, [x], width, seen) {
    const { line, tracks } = layout(state, seen, width), share = (t) => between((x - t.left) / (t.right - t.left), 0, 1);
    if (id === "time") return { ...state, time: share(line) * seen.total, playing: false };
    const name = seen.names[Number(id.slice(2))], reach = state.reach[name] ?? 5;
    const value = reach * (2 * share(tracks[Number(id.slice(2))]) - 1);
    return { ...state, inputs: { ...state.inputs, [name]: +value.toFixed(2) }, verdict: null };
  }

  Lecture14.programPicture = { size, shapes, handles, move };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
