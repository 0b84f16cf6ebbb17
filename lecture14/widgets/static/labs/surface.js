/* A turning surface over a grid, its floor beneath: slices across the line of sight, the farthest first, so that each
   hides what lies behind it. Places on the floor are p and q from -1 to 1. */
(function (Lecture14) {
  "use strict";
  const { path, colour, ticks, words } = Lecture14.draw, { between, range } = Lecture14.contours;
  const SLICES = 24, PIECES = 28, FLAT = 0.34, CUT = 0.5;

  /** The view from `turn` degrees; `x` and `y` are the middle of the surface's foot, which lies `gap` above the floor;
      `unit` pixels are half a side, `high` the surface's height. */
  function view(turn, { x, y, unit, high, gap }) {
    const angle = (turn * Math.PI) / 180, u = Math.cos(angle), v = Math.sin(angle);
    const depth = ([p, q]) => q * u - p * v;
    const place = ([p, q], z) => [x + unit * (p * u + q * v), y - FLAT * unit * depth([p, q]) - high * z];
    return { u, v, depth, place, floor: (at) => { const [px, py] = place(at, 0); return [px, py + gap]; } };
  }

  /** The slices of a grid, the farthest first, and heights from 0 to 1. Of the values the upper half is shown, so that
      tops stand out: {found: [{depth, shapes}], height, ends: [low, high]}. */
  function slices(grid, { u, v, place }) {
    const far = Math.abs(u) + Math.abs(v), found = [], [least, high] = range(grid), low = high - CUT * (high - least), n = grid.n - 1;
    const height = ([p, q]) => Math.max(between(grid, ((p + 1) / 2) * n, ((q + 1) / 2) * n) - low, 0) / (high - low || 1);
    for (let i = 0; i < SLICES; i++) {
      const depth = far * (1 - (2 * (i + 0.5)) / SLICES), at = (along) => [along * u - depth * v, along * v + depth * u];
      const [from, to] = chord([u, -depth * v], [v, depth * u]);
      const line = Array.from({ length: PIECES + 1 }, (_, k) => at(from + ((to - from) * k) / PIECES)), top = line.map((w) => place(w, height(w)));
      found.push({ depth, shapes: [
        { id: `fill${i}`, tag: "path", a: { d: path([place(line[0], 0), ...top, place(line.at(-1), 0)], true), fill: colour("paper") } },
        { id: `line${i}`, tag: "path", a: { d: path(top), fill: "none", stroke: colour("blue"), "stroke-width": 1 } },
      ] });
    }
    return { found, height, ends: [low, high] };
  }

  /** Where the lines a + along·slope both stay within -1 and 1: [from, to]. */
  function chord(...lines) {
    const ends = lines.map(([slope, at]) => (Math.abs(slope) < 1e-9 ? [-2, 2] : [(-1 - at) / slope, (1 - at) / slope].sort((a, b) => a - b)));
    return [Math.max(...ends.map(([from]) => from)), Math.min(...ends.map(([, to]) => to))];
  }

  /** The transform that takes steps of a grid with n points a side to the floor. */
  function matrix(n, { floor }) {
    const [o, i, j] = [floor([-1, -1]), floor([1, -1]), floor([-1, 1])], q = (w) => +w.toFixed(4);
    return `matrix(${[...[i, j].flatMap((end) => end.map((w, k) => q((w - o[k]) / (n - 1)))), ...o.map(q)].join(" ")})`;
  }

  /** The floor's frame; along its two nearest sides the axes' names, and the first and last round number of each. */
  function floor({ u, v, floor: place }, [low, high], names) {
    const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(place), shapes = [{ id: "floor", tag: "path", a: { d: path(corners, true), class: "lab-axis" } }];
    const q = u >= 0 ? -1 : 1, p = v >= 0 ? 1 : -1, out = 1.24;
    const word = (id, at, text, cls) => { const [x, y] = place(at); shapes.push({ id, tag: "text", a: { x, y: y + 4, "text-anchor": "middle", class: cls }, text }); };
    word("floor1", [0, q * out], names[0]);
    word("floor2", [p * out, 0], names[1]);
    const round = ticks(low, high, 4), at = (value) => (2 * (value - low)) / (high - low) - 1;
    for (const value of [round[0], round.at(-1)]) {
      word(`end1${value}`, [at(value), q * out], words(value), "lab-tick");
      word(`end2${value}`, [p * out, at(value)], words(value), "lab-tick");
    }
    return shapes;
  }

  /** The upright axis, in the corner that stands leftmost: its name, and the values at foot and top. */
  function upright({ place }, [low, high], name, left) {
    const corner = [[-1, -1], [1, -1], [1, 1], [-1, 1]].reduce((a, b) => (place(b, 0)[0] < place(a, 0)[0] ? b : a));
    const [foot, top] = [place(corner, 0), place(corner, 1)], word = (id, y, text, cls) => ({ id, tag: "text", a: { x: left + 4, y, class: cls }, text });
    return [{ id: "upright", tag: "path", a: { d: path([foot, top]), class: "lab-axis" } },
      word("uhigh", top[1] - 6, `${name} ${words(high, 4)}`, "lab-tick lab-halo"), word("ulow", foot[1] + 18, `≤ ${words(low, 4)}`, "lab-tick lab-halo")];
  }

  /** Shapes of the slices with `pins`, [{at: [p, q], shape(place)}], each behind what is nearer. */
  function standing({ found, height }, { depth, place }, pins) {
    const all = [...found, ...pins.map(({ at, shape }) => ({ depth: depth(at), shapes: [shape(place(at, height(at)))] }))];
    return all.sort((a, b) => b.depth - a.depth).flatMap(({ shapes }) => shapes);
  }

  Lecture14.surface = { view, slices, matrix, floor, upright, standing };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
