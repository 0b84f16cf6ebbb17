/* A computational graph in layers, drawn from the bottom up (Sugiyama, Tagawa & Toda 1981): Lecture14.graph.

     plan(nodes, width, {lines, gap})   where everything stands; nodes are [{id, parents: [id, ...]}], parents
                                        before children, `lines` the rows of text in a box, `gap` between layers
     shapes(plan, nodes, edges)         what to draw of it. nodes: [{id, lines: [{text, colour}], colour, wide, faint}],
                                        edges: [{from, to, position, label, colour, wide, faint}]: any pairs, not only the plan's
     route(plan, from, to, position)    the points that an edge passes, its ends on the two boxes
     along(points, t)                   the place at share t of an edge
   A plan is {width, height, box: {width, height}, at: Map(id -> centre), layers: [[id, ...], ...]}. */
(function (Lecture14) {
  "use strict";
  const { colour } = Lecture14.draw;
  const MARGIN = 4, WIDEST_BOX = 92, WIDEST_SLOT = 124, SLIM = 18, THIN = 3, LINE = 15, SWEEPS = 12, TWINS = 12, LETTER = 6.7;
  const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const between = (v, low, high) => Math.min(Math.max(v, low), high);

  /** Longest path to each node; a layer that is full sends the next node one up. */
  function layered(nodes, most) {
    const depth = new Map(), layers = [];
    for (const { id, parents } of nodes) {
      let d = parents.length ? 1 + Math.max(...parents.map((p) => depth.get(p))) : 0;
      while (d > 0 && (layers[d]?.length ?? 0) >= most) d++;
      depth.set(id, d);
      for (let i = layers.length; i <= d; i++) layers.push([]);
      layers[d].push({ id, way: false });
    }
    return { depth, layers: layers.filter((layer) => layer.length) };
  }

  /** Entries of the layers with way points where an edge passes a layer, and who neighbours whom. */
  function linked(nodes, most) {
    const { depth, layers } = layered(nodes, most), entry = new Map(), ways = new Map(), links = [];
    for (const layer of layers) for (const e of layer) entry.set(e.id, e);
    for (const { id, parents } of nodes) for (const from of new Set(parents)) {
      const path = [entry.get(from)];
      for (let d = depth.get(from) + 1; d < depth.get(id); d++) {
        const way = { id: `${from} ${id} ${d}`, way: true };
        layers[d].push(way);
        path.push(way);
      }
      path.push(entry.get(id));
      ways.set(`${from} ${id}`, path.slice(1, -1));
      for (let i = 1; i < path.length; i++) links.push([path[i - 1], path[i]]);
    }
    for (const layer of layers) for (const e of layer) Object.assign(e, { below: [], above: [] });
    for (const [low, high] of links) { low.above.push(high); high.below.push(low); }
    return { layers, entry, ways };
  }

  /** Places nearest to what each entry wants, in this order, so far apart, and inside the width (isotonic regression). */
  function spread(layer, width) {
    const offset = [], blocks = [];
    let sum = MARGIN;
    for (const e of layer) {
      offset.push(sum + e.half);
      sum += 2 * e.half;
    }
    const slack = Math.max(width - MARGIN - sum, 0);
    layer.forEach((e, i) => {
      blocks.push({ total: e.wish - offset[i], count: 1 });
      while (blocks.length > 1 && blocks.at(-2).total / blocks.at(-2).count > blocks.at(-1).total / blocks.at(-1).count) {
        const last = blocks.pop();
        blocks.at(-1).total += last.total;
        blocks.at(-1).count += last.count;
      }
    });
    let i = 0;
    for (const { total, count } of blocks) for (let k = 0; k < count; k++, i++)
      layer[i].x = offset[i] + between(total / count, 0, slack);
  }

  function arrange(layers, width) {
    for (const layer of layers) {
      for (const e of layer) e.wish = width / 2;
      spread(layer, width);
    }
    for (let sweep = 0; sweep < 2 * SWEEPS; sweep++) {
      const up = sweep % 2 === 0, order = up ? layers : [...layers].reverse();
      for (const layer of order) {
        for (const e of layer) {
          const near = up ? e.below : e.above, other = up ? e.above : e.below;
          e.wish = near.length ? mean(near.map((n) => n.x)) : other.length ? mean(other.map((n) => n.x)) : e.x;
        }
        // First who stands left of whom, then only how far.
        if (sweep < SWEEPS) layer.sort((a, b) => a.wish - b.wish || a.x - b.x);
        else for (const e of layer) e.wish = (e.wish + e.x) / 2;
        spread(layer, width);
      }
    }
  }

  function plan(nodes, width, { lines = 1, gap = 40 } = {}) {
    const { layers, entry, ways } = linked(nodes, Math.max(Math.floor(width / 64), 3));
    const room = width - 2 * MARGIN, crossing = (layer) => layer.filter((e) => e.way).length;
    const fit = (layer) => (room - THIN * crossing(layer)) / Math.max(layer.length - crossing(layer), 1);
    const slot = Math.min(...layers.map(fit), WIDEST_SLOT), box = { width: Math.min(slot - (slot < 48 ? 4 : 8), WIDEST_BOX), height: LINE * lines + 8 };
    for (const layer of layers) {
      const slim = between((room - slot * (layer.length - crossing(layer))) / crossing(layer), THIN, SLIM);
      for (const e of layer) e.half = (e.way ? slim : slot) / 2;
    }
    const height = layers.length * box.height + (layers.length - 1) * gap + 2 * MARGIN;
    arrange(layers, width);
    // Of two mirror images that which has the inputs in their order.
    const inputs = nodes.filter(({ parents }) => !parents.length).map(({ id }) => entry.get(id));
    const all = layers.flat(), sign = inputs[0].x > inputs.at(-1).x ? -1 : 1;
    const middle = (Math.min(...all.map((e) => e.x - e.half)) + Math.max(...all.map((e) => e.x + e.half))) / 2;
    for (const e of all) e.x = width / 2 + sign * (e.x - middle);
    layers.forEach((layer, d) => layer.forEach((e) => { e.y = height - MARGIN - box.height / 2 - d * (box.height + gap); }));
    const place = ({ x, y }) => [x, y], at = new Map(nodes.map(({ id }) => [id, place(entry.get(id))]));
    const passes = new Map([...ways].map(([key, path]) => [key, path.map(place)]));
    const twins = new Map(nodes.map(({ id, parents }) => [id, parents]));
    return { width, height, box, at, passes, twins, layers: layers.map((layer) => layer.filter((e) => !e.way).sort((a, b) => a.x - b.x).map((e) => e.id)) };
  }

  /** Two operands that are one node have two edges side by side. */
  function aside({ twins }, from, to, position) {
    const same = (twins.get(to) ?? []).flatMap((p, k) => (p === from ? [k] : []));
    return same.length > 1 && position !== undefined ? TWINS * (same.indexOf(position) - (same.length - 1) / 2) : 0;
  }

  function route(graph, from, to, position) {
    const { at, box, passes } = graph, [x, y] = at.get(from), [u, v] = at.get(to), shift = aside(graph, from, to, position);
    const reach = box.width / 2 - 6, lean = (a, b) => between((b - a) / 6, -reach, reach);
    const known = passes.get(`${from} ${to}`);
    const first = known?.[0] ?? [u, v], last = known?.at(-1) ?? [x, y];
    const start = [x + lean(x, first[0]) + shift, y - box.height / 2], end = [u + lean(u, last[0]) + shift, v + box.height / 2 + 2];
    return [start, ...(known ?? bend(graph, from, to, start, end)).map(([p, q]) => [p + shift, q]), end];
  }

  /** The points to pass of an edge that was not planned: a way up between the boxes that meets the fewest. */
  function bend({ at, box, width }, from, to, start, end) {
    const others = [...at].filter(([id]) => id !== from && id !== to).map(([, place]) => place), low = at.get(from)[1], high = at.get(to)[1];
    const passed = others.map(([, y]) => y).filter((y) => y < low && y > high);
    if (!passed.length) return [];
    const met = (points) => {
      let count = 0;
      for (let t = 0.02; t < 1; t += 0.02) {
        const [x, y] = along(points, t);
        for (const [u, v] of others) if (Math.abs(x - u) < box.width / 2 + 3 && Math.abs(y - v) < box.height / 2 + 2) count++;
      }
      return count;
    };
    const middle = (start[0] + end[0]) / 2, bottom = Math.max(...passed) + box.height / 2 + 3, top = Math.min(...passed) - box.height / 2 - 3;
    let best = [], least = Infinity;
    for (let k = 0; k <= 12 && least > 0; k++) for (const side of [-1, 1]) {
      const x = between(middle + (side * k * box.width) / 4, MARGIN, width - MARGIN), way = [[x, bottom], [x, top]], count = met([start, ...way, end]);
      if (count < least) [best, least] = [way, count];
    }
    return best;
  }

  /** Between two points an edge is a cubic that begins and ends upright. */
  function along(points, t) {
    const steps = points.length - 1, i = Math.min(Math.floor(t * steps), steps - 1), s = t * steps - i, r = 1 - s;
    const [x, y] = points[i], [u, v] = points[i + 1], middle = (y + v) / 2;
    const cubic = (a, b, c, d) => r * r * r * a + 3 * r * r * s * b + 3 * r * s * s * c + s * s * s * d;
    return [cubic(x, x, u, u), cubic(y, middle, middle, v)];
  }

  const q = (v) => +v.toFixed(1);
  function curve(points) {
    let d = `M${q(points[0][0])} ${q(points[0][1])}`;
    for (let i = 1; i < points.length; i++) {
      const [x, y] = points[i - 1], [u, v] = points[i], middle = q((y + v) / 2);
      d += `C${q(x)} ${middle} ${q(u)} ${middle} ${q(u)} ${q(v)}`;
    }
    const [x, y] = points.at(-1);
    return `${d}M${q(x - 4)} ${q(y + 7)}L${q(x)} ${q(y)}L${q(x + 4)} ${q(y + 7)}`;
  }

  const overlap = (a, b) => (a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1] ? 0
    : (Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * (Math.min(a[3], b[3]) - Math.max(a[1], b[1])));

  /** Where the words on edges cover neither a box nor each other, if there is such a place. */
  function labelled({ at, box, width }, routes) {
    const taken = [...at.values()].map(([x, y]) => [x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2]);
    return routes.map(({ points, label }) => {
      if (!label) return null;
      const long = LETTER * label.length;
      let best = null, least = Infinity;
      for (const t of [0.5, 0.35, 0.65, 0.22, 0.78]) for (const side of [1, -1]) {
        const [x, y] = along(points, t), left = side > 0 ? x + 4 : x - 4 - long, rect = [left, y - 7, left + long, y + 7];
        const outside = 14 * (Math.max(0, -left) + Math.max(0, left + long - width));
        let cost = 3 * outside;
        for (let k = 0; k < taken.length && cost < least; k++) cost += overlap(rect, taken[k]);
        if (cost < least) [best, least] = [{ x: side > 0 ? left : left + long, y: y + 4, side, rect }, cost];
        if (cost === 0) break;
      }
      taken.push(best.rect);
      return best;
    });
  }

  function shapes(graph, nodes, edges) {
    const { at, box } = graph, routes = edges.map((edge) => ({ ...edge, points: route(graph, edge.from, edge.to, edge.position) }));
    const words = labelled(graph, routes), lines = [], texts = [], boxes = [];
    routes.forEach(({ from, to, position = 0, points, label, colour: name = "muted", wide, faint }, i) => {
      const id = `${from}-${to}-${position}`;
      lines.push({ id: `e${id}`, tag: "path", a: { d: curve(points), fill: "none", stroke: colour(name), "stroke-width": wide ? 3 : 1.3, opacity: faint ? 0.35 : undefined } });
      if (words[i]) texts.push({ id: `l${id}`, tag: "text", a: { x: words[i].x, y: words[i].y, "text-anchor": words[i].side > 0 ? "start" : "end",
        class: "lab-tick", stroke: colour("paper"), "stroke-width": 3, "paint-order": "stroke", opacity: faint ? 0.5 : undefined }, text: label });
    });
    for (const { id, lines: rows, colour: name = "muted", wide, faint } of nodes) {
      const [x, y] = at.get(id), first = y - (LINE * (rows.length - 1)) / 2 + 4.5;
      const parts = [{ id: "box", tag: "rect", a: { x: x - box.width / 2, y: y - box.height / 2, width: box.width, height: box.height, rx: 8,
        fill: colour("paper"), stroke: colour(name), "stroke-width": wide ? 3 : 1.3 } }];
      rows.forEach((row, k) => parts.push({ id: k, tag: "text", text: row.text, a: { x, y: first + LINE * k, "text-anchor": "middle",
        class: k ? "lab-tick" : undefined, style: `fill:${colour(row.colour ?? "ink")}` } }));
      boxes.push({ id: `n${id}`, tag: "g", a: { opacity: faint ? 0.35 : undefined }, parts });
    }
    return [...lines, ...boxes, ...texts];
  }

  Lecture14.graph = { plan, shapes, route, along };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
