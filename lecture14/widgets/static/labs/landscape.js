/* The landscape lab: the log-likelihood over two means, and three methods that climb it from one start (slides 43-51). */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, marker, ticks, lately } = Lecture14.draw;
  const { check, contours, surface, twoMeans } = Lecture14;
  const MOST = 60, STEP = [0.1, 6], LEVELS = [0.75, 0.5, 0.33, 0.2, 0.12, 0.06, 0.025, 0.008];
  const METHODS = [["em", "EM"], ["ascent", "gradient ascent"], ["newton", "Newton’s method"]], SHORT = ["EM", "ascent", "Newton"];
  const TOPS = ["orange", "purple", "muted"], letter = (k) => "ABCDEFGH"[k];
  const round = (v, digits = 4) => +v.toPrecision(digits);

  function start({ presets, data, sigma, start: from, step, steps, methods }) {
    const preset = presets[check.oneOf(data, Object.keys(presets), "data")], [low, high] = preset.limits;
    check.number(sigma, ...preset.sigmas, "sigma");
    check.list(from, 2, 2, "start").forEach((m, k) => check.number(m, low, high, `start ${k + 1}`));
    check.number(step, ...STEP, "step");
    check.whole(steps, 0, MOST, "steps");
    const asked = check.list(methods, 1, METHODS.length, "methods").map((id) => check.oneOf(id, METHODS.map(([known]) => known), "methods"));
    const shown = [...METHODS.keys()].filter((k) => asked.includes(METHODS[k][0]));
    const state = begun({ presets, data, sigma, start: [...from], step, shown, turn: 30, basins: false, playing: false });
    return run(state, steps);
  }

  const model = ({ presets, data, sigma }) => twoMeans.model(JSON.stringify({ ...presets[data], sigma }));
  /** All methods that are shown, at the start. */
  const begun = (state) => ({ ...state, steps: 0, paths: state.shown.map(() => [state.start]), playing: false });

  function run(state, steps) {
    for (let i = 0; i < steps; i++) state = stepped(state);
    return { ...state, steps: Math.max(steps, state.steps) };
  }
  /** One more step of every method that still goes on. */
  function stepped(state) {
    const { next, stopped } = model(state);
    const paths = state.paths.map((made, k) => (stopped(made) ? made : [...made, next[METHODS[state.shown[k]][0]](made.at(-1), state.step)]));
    return { ...state, steps: state.steps + 1, paths };
  }
  const over = (state) => state.steps >= MOST || state.paths.every((made) => model(state).stopped(made));
  function tick(state) {
    const next = stepped(state);
    return { ...next, playing: !over(next) };
  }

  /** Where each path has come to: what a turn of the surface leaves alone. */
  const arrivals = lately(({ reached, stopped, arrival, kind, measure }, paths, shown) => paths.map((made, i) => {
    const means = made.at(-1), top = reached(means), why = stopped(made), steps = arrival(made);
    const place = top >= 0 ? letter(top) : why === "still" ? kind(means) : why === "away" ? "away" : "";
    return { k: shown[i], means, height: measure(means).height, place, steps: steps >= 0 ? steps : made.length - 1, arrived: steps >= 0 };
  }));
  function look(state) {
    const at = model(state), { grid, tops } = at, ends = arrivals(at, state.paths, state.shown);
    return { grid, tops, ends, lines: levels(grid), over: over(state), basins: state.basins ? at.basins() : null };
  }

  const levels = lately((grid) => {
    const [low, high] = contours.range(grid);
    return LEVELS.map((share) => contours.contour(grid, high - share * (high - low)).d);
  });

  /** The surface stands below the map, or beside it where there is room: on a slide it would else be out of sight. */
  const BESIDE = 540;
  const size = (width) => Math.round((width < BESIDE ? 2.06 : 0.63) * width);
  function layout({ presets, data, turn }, all) {
    const beside = all >= BESIDE, width = beside ? all / 2 : all, x = all - width, y = beside ? -1.03 * width : 0;
    const { limits } = presets[data], left = 42, wide = width - left - 8;
    const scale = scales(limits, limits, { left, top: 8, width: wide, height: wide });
    const view = surface.view(turn, { x: x + width / 2, y: y + 1.51 * width, unit: 0.3 * width, high: 0.25 * width, gap: 0.26 * width });
    return { scale, view, surfaceLeft: x, track: { left: x + 0.2 * width, right: x + 0.8 * width, y: y + 2.02 * width }, unit: (m) => (2 * (m - limits[0])) / (limits[1] - limits[0]) - 1 };
  }

  function shapes(state, seen, width) {
    const { scale, view, surfaceLeft, track, unit } = layout(state, width), { box } = scale, bottom = box.top + box.height, { grid, lines, tops } = seen;
    const out = frame("f", scale, "", "", { xticks: ticks(...grid.x, 4), yticks: ticks(...grid.y, 4) }), inside = [];
    const add = (id, tag, a, text, to = out) => to.push({ id, tag, a, text });
    out.push({ id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: inside });
    if (seen.basins) basins(seen, scale, inside);
    const transform = contours.onto(grid, scale), line = { fill: "none", stroke: colour("muted"), "stroke-width": 0.9, "vector-effect": "non-scaling-stroke" };
    lines.forEach((d, i) => add(`c${i}`, "path", { d, ...line, transform }, undefined, inside));
    add("equal", "path", { d: path([scale.at([grid.x[0], grid.x[0]]), scale.at([grid.x[1], grid.x[1]])]), stroke: colour("muted"), "stroke-dasharray": "1 4" }, undefined, inside);
    tops.forEach(({ means }, k) => {
      const [x, y] = scale.at(means);
      add(`top${k}`, "path", { d: `M${x - 6} ${y}h12M${x} ${y - 6}v12`, stroke: colour("ink"), "stroke-width": 2 }, undefined, inside);
      add(`letter${k}`, "text", { x: x + 14, y: y - 6, "text-anchor": "middle", class: "lab-halo" }, letter(k), inside);
    });
    state.paths.forEach((means, i) => walked(`p${i}`, means.map(scale.at), state.shown[i], inside));
    add("n1", "text", { x: box.left + box.width - 4, y: bottom - 6, "text-anchor": "end", class: "lab-halo" }, `μ₁${unitOf(state, " ")}`);
    add("n2", "text", { x: box.left + 6, y: box.top + 13, class: "lab-halo" }, `μ₂${unitOf(state, " ")}`);
    seen.ends.forEach((end, i) => {
      const { k } = end, y = bottom + 36 + (0.034 * width + 6) * i;
      walked(`key${k}`, [[4, y - 4], [28, y - 4]], k, out);
      add(`said${k}`, "text", { x: 36, y }, `${SHORT[k]}: ${counted(end)}`);
    });
    out.push(...turned(state, seen, view, unit, surfaceLeft));
    add("track", "path", { d: `M${track.left} ${track.y}H${track.right}`, stroke: colour("muted"), "stroke-width": 2 });
    return out;
  }

  /** A path of method k: its line, and its mark at every step. */
  function walked(id, points, k, out) {
    const { colour: tone, sign, dash } = Lecture14.components[k], near = points.filter((p) => p.every((v) => Math.abs(v) < 1e5));
    out.push({ id, tag: "path", a: { d: path(near), fill: "none", stroke: colour(tone), "stroke-width": 1.5, "stroke-dasharray": dash || undefined } });
    out.push({ id: `${id}m`, tag: "path", a: { d: near.slice(1).map((p) => marker(sign, p, 3.2)).join(""), fill: colour(tone) } });
  }

  /** Cells by the top to which EM goes from their middles, a letter in every third. */
  function basins({ basins: found, tops }, scale, out) {
    const { left, top, width } = scale.box, n = twoMeans.CELLS, side = width / n, corner = (k) => [left + (k % n) * side, top + (n - 1 - Math.floor(k / n)) * side];
    for (const goal of tops.keys()) {
      const cells = [...found.keys()].filter((k) => found[k] === goal);
      const d = cells.map((k) => `M${corner(k).map((v) => +v.toFixed(1)).join(" ")}h${+side.toFixed(2)}v${+side.toFixed(2)}h${-side.toFixed(2)}z`).join("");
      out.push({ id: `basin${goal}`, tag: "path", a: { d, fill: colour(TOPS[goal % TOPS.length]), "fill-opacity": 0.3 } });
      for (const k of cells.filter((c) => (c % n) % 3 === 1 && Math.floor(c / n) % 3 === 1)) {
        const [x, y] = corner(k).map((v) => v + side / 2);
        // A top has a letter of its own.
        if (tops.some(({ means }) => Math.hypot(...scale.at(means).map((v, i) => v - [x, y][i])) < 30)) continue;
        out.push({ id: `in${k}`, tag: "text", a: { x, y: y + 4, "text-anchor": "middle", class: "lab-tick" }, text: letter(goal) });
      }
    }
  }

  const sliced = lately(surface.slices, (grid, view) => [grid, ...view.place([0, 0], 0), ...view.place([1, 0], 1)]);
  function turned(state, { grid, lines, ends }, view, unit, left) {
    const slices = sliced(grid, view), out = surface.floor(view, grid.x, ["μ₁", "μ₂"]), transform = surface.matrix(grid.n, view), inside = (means) => means.every((m) => Math.abs(unit(m)) <= 1);
    lines.forEach((d, i) => out.push({ id: `fc${i}`, tag: "path", a: { d, transform, fill: "none", stroke: colour("muted"), "stroke-width": 0.9, "vector-effect": "non-scaling-stroke" } }));
    state.paths.forEach((means, i) => walked(`fp${i}`, means.filter(inside).map((m) => view.floor(m.map(unit))), state.shown[i], out));
    const pins = ends.flatMap(({ means, k }) => {
      const { sign, colour: tone } = Lecture14.components[k];
      return inside(means) ? [{ at: means.map(unit), shape: (place) => ({
        id: `pin${k}`, tag: "path", a: { d: marker(sign, place, 5), fill: colour(tone), stroke: colour("paper"), "stroke-width": 1 } }) }] : [];
    });
    return [...out, ...surface.standing(slices, view, pins), ...surface.upright(view, slices.ends, "log-likelihood", left)];
  }

  const unitOf = ({ presets, data }, before) => (presets[data].unit ? `${before}${before === " " ? `(${presets[data].unit})` : presets[data].unit}` : "");
  const plural = (n) => `${n} step${n === 1 ? "" : "s"}`;
  function counted({ place, steps, arrived, height }) {
    if (arrived) return `${plural(steps)} to 0.01 nats of ${place}`;
    if (place === "away") return `far off the data after ${plural(steps)}`;
    return place.length > 1 ? `${place} after ${plural(steps)}, ${words(height, 5)}` : `${plural(steps)}, at ${words(height, 5)} nats${place ? ` near ${place}` : ""}`;
  }

  function handles(state, seen, width) {
    const { scale, track } = layout(state, width), { start: at, turn } = state, ends = (way) => seen.grid.x.map(scale[way]);
    return [
      { id: "turn", at: [track.left + ((track.right - track.left) * turn) / 360, track.y], colour: "muted", along: "x", x: [track.left, track.right], label: "Turn the surface", number: turn, text: `${Math.round(turn)} degrees` },
      { id: "start", at: scale.at(at), colour: "ink", sign: "D", label: "Start", number: at[0], text: `mean 1 ${words(at[0])}, mean 2 ${words(at[1])}`, x: ends("x"), y: ends("y") },
    ];
  }

  function move(state, id, place, width) {
    const { scale, track } = layout(state, width);
    if (id === "turn") return { ...state, turn: Math.min(Math.max((360 * (place[0] - track.left)) / (track.right - track.left), 0), 360) };
    const { limits: [low, high] } = state.presets[state.data];
    return begun({ ...state, start: scale.back(place).map((m) => Math.min(Math.max(round(m), low), high)) });
  }
  function tap(state, place, width) {
    const { box } = layout(state, width).scale, [x, y] = place;
    return x < box.left || x > box.left + box.width || y < box.top || y > box.top + box.height ? null : move(state, "start", place, width);
  }

  function controls(state, seen) {
    const { presets, data, sigma, step, steps } = state, [low, high] = presets[data].sigmas.map(Math.log);
    return [
      { id: "run", kind: "button", label: seen.over ? "Run again" : "Run" },
      { id: "one", kind: "button", label: "One step", off: seen.over },
      { id: "back", kind: "button", label: "Back to the start", off: steps === 0 },
      { id: "step", kind: "slider", label: "Step of the ascent", hidden: !state.shown.includes(1), value: step, min: STEP[0], max: STEP[1], step: 0.1, text: `${words(step)} σ²/n` },
      { id: "sigma", kind: "slider", label: "σ", value: round(Math.log(sigma)), min: low, max: high, step: (high - low) / 60, text: words(sigma) + unitOf(state, "\u202f") },
      { id: "basins", kind: "check", label: "where EM goes from each start", value: state.basins, hidden: !state.shown.includes(0) },
      { id: "data", kind: "choice", label: "Data", value: data, options: Object.entries(presets).map(([name, { label }]) => [name, label]) },
    ];
  }

  function act(state, id, value, seen) {
    // The first step answers the hand, the others follow.
    if (id === "run") return tick(seen.over ? begun(state) : state);
    if (id === "one") return seen.over ? state : stepped(state);
    if (id === "back") return state.steps ? begun(state) : state;
    if (id === "basins") return { ...state, basins: value };
    if (id === "step") return run(begun({ ...state, step: Math.min(Math.max(round(value), STEP[0]), STEP[1]) }), state.steps);
    const { presets } = state;
    if (id === "data") return begun({ ...state, data: value, sigma: presets[value].sigma, start: presets[value].start, basins: false });
    // The basins belong to one σ, and take a while.
    const [low, high] = presets[state.data].sigmas;
    return begun({ ...state, sigma: Math.min(Math.max(round(Math.exp(value)), low), high), basins: false });
  }

  const pair = (means) => `(${means.map((m) => words(m, 4)).join(", ")})`;
  const heading = ({ tops }) => (tops.length === 1 ? `one top, ${pair(tops[0].means)}` : tops.map(({ means, height }, k) => `top ${letter(k)} ${pair(means)} with ${words(height, 6)}`).join(" and "));
  const shares = ({ basins: found, tops }) => tops.map((_, k) => `${letter(k)} from ${found.filter((b) => b === k).length}`).join(", ") + `, neither from ${found.filter((b) => b < 0).length}`;
  const told = (seen) => seen.ends.map((end) => `${METHODS[end.k][1]}: ${counted(end)}`).join("; ");
  function alt(state, seen) {
    const { presets, data, sigma, start: from } = state;
    return `Log-likelihood over two means, of ${presets[data].label} with σ = ${words(sigma)}${unitOf(state, "\u202f")}, as contours and as a surface above its floor: ${heading(seen)}. From ${pair(from)}, ${told(seen)}.`
      + (seen.basins ? ` Of ${seen.basins.length} starts EM reaches ${shares(seen)}.` : "");
  }
  function say(state, seen, id) {
    if (id === "turn") return `The surface is turned by ${Math.round(state.turn)} degrees.`;
    if (id === "basins" && seen.basins) return `Of ${seen.basins.length} starts EM reaches ${shares(seen)}.`;
    if (id === "back") return `All three methods stand at the start, ${pair(state.start)}.`;
    if (id === "one" && seen.over) return "Nothing moves any more: drag the start, or run again.";
    if (id === "sigma" || id === "data") return `With σ = ${words(state.sigma)}${unitOf(state, "\u202f")} there is ${heading(seen)}.`;
    return state.steps ? `From ${pair(state.start)}, ${told(seen)}.` : `The start is ${pair(state.start)}; Run or One step releases ${state.shown.map((k) => METHODS[k][1]).join(", ")}.`;
  }

  function table(state, { ends, tops }) {
    const row = (name, means, height, more) => [name, means[0], means[1], words(height, 8), more], { start: from, step, sigma } = state, { n, measure } = model(state);
    return { caption: `Places and heights after ${plural(state.steps)}; the ascent's step is ${words((step * sigma ** 2) / n)}`, head: ["place", "mean 1", "mean 2", "log-likelihood", "steps"],
      rows: [row("start", from, measure(from).height, 0), ...ends.map(({ means, height, k }, i) => row(METHODS[k][1], means, height, state.paths[i].length - 1)),
        ...tops.map(({ means, height }, k) => row(`top ${letter(k)}`, means, height, ""))] };
  }

  const IMPORTS = [["from lecture14.clustering import GaussianMixture"], ["from lecture14 import grad"], ["from lecture14 import grad", "from lecture14 import hessian"]];
  const BODIES = [
    ["    mixture = GaussianMixture.from_parameters(weights, means[:, None], [sigma**2] * 2, \"spherical\")", "    r = mixture.predict_proba(x[:, None])", "    return r.T @ x / r.sum(axis=0)"],
    ["    return means + step * grad(log_likelihood)(means)"],
    ["    return means - np.linalg.solve(hessian(log_likelihood)(means), grad(log_likelihood)(means))"],
  ];
  function python(state) {
    const { presets, data, sigma, start: from, step, paths, shown } = state, { x, count, weights } = presets[data], name = (k) => METHODS[k][0];
    return [
      "import numpy as np", "from lecture14.autodiff import logsumexp", ...new Set(shown.flatMap((k) => IMPORTS[k])), "",
      `x = np.repeat([${x.join(", ")}], [${count.join(", ")}])`, `weights, sigma = np.array([${weights.join(", ")}]), ${sigma}`, `start, step = np.array([${from.join(", ")}]), ${step} * ${sigma}**2 / len(x)`, "",
      "def log_likelihood(means):", "    z = (x[:, None] - means) / sigma", "    return np.sum(logsumexp(np.log(weights) - 0.5 * z**2 - 0.5 * np.log(2 * np.pi * sigma**2), axis=1))", "",
      ...shown.flatMap((k) => [`def ${name(k)}(means):`, ...BODIES[k], ""]),
      "ends = {}", `for method, steps in (${shown.map((k, i) => `(${name(k)}, ${paths[i].length - 1}),`).join(" ")}):`, "    means = start",
      "    for _ in range(steps):", "        means = method(means)", "    ends[method.__name__] = means", "ends", "",
    ].join("\n");
  }

  const values = ({ data, sigma, start: from, step, steps, shown }) => ({ data, sigma, start: from, step, steps, methods: shown.map((k) => METHODS[k][0]) });
  const hint = "Drag the diamond, or tap where the start should go; drag the handle at the bottom to turn the surface.";

  Lecture14.lab("landscape", { start, look, size, shapes, handles, move, tap, tick, controls, act, alt, say, table, python, values, hint, pace: 300 });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
