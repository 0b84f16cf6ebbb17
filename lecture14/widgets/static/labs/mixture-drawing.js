/* How the mixture lab looks: points, ellipses, the trace of the log-likelihood, and what a reader can take hold of.

   An ellipse is kept by its axes on the screen, in widths of the axes' box: in the data's units, which differ, its axes
   would not be perpendicular. */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, fixed, ticks, blend, marker, lately } = Lecture14.draw, { plane } = Lecture14;
  const RATIO = 0.75, TRACE = 84, FEW = 60, GRIP = { x: 8, tip: 5 };
  const part = (k) => Lecture14.components[k];
  const top = (shares) => shares.indexOf(Math.max(...shares));

  function layout({ x, y }, width, scored = false) {
    const left = 36, box = { left, top: 24, width: width - left - 10 };
    box.height = Math.round(RATIO * box.width);
    const words = box.top + box.height + 56, trace = { left: 66, top: words + (scored ? 52 : 34), width: width - 76, height: TRACE };
    return { scale: scales(x, y, box), words, trace, high: trace.top + TRACE + 22 };
  }
  const size = (width, { limits, truth }) => layout(limits, width, truth.length > 0).high;

  /** Scales of a box that is one wide. */
  const unit = ({ x, y }) => ({ across: 1 / (x[1] - x[0]), up: RATIO / (y[1] - y[0]) });

  /** The axes of a covariance; those of a type without correlations keep to the picture's own. */
  function axesOf(S, type, limits) {
    const on = plane.onScreen(S, unit(limits));
    return type === "full" || type === "tied" ? plane.axes(on) : { angle: 0, sd: [Math.sqrt(on[0]), Math.sqrt(on[2])] };
  }
  const covarianceOf = (ellipse, limits) => plane.fromScreen(plane.covariance(ellipse), unit(limits));

  /** The end of an axis, two standard deviations from the mean: the first to the right and the second upwards, if it is in
      the picture there; else the opposite end, which says the same. */
  function tip(state, scale, k, j) {
    const { angle, sd } = state.axes[k], { box } = scale, [x, y] = scale.at(state.theta.m[k]), far = 2 * sd[j] * box.width;
    const [u, v] = j ? [far * Math.sin(angle), -far * Math.cos(angle)] : [far * Math.cos(angle), far * Math.sin(angle)];
    const seen = (p, q) => p >= box.left && p <= box.left + box.width && q >= box.top && q <= box.top + box.height;
    return !seen(x + u, y + v) && seen(x - u, y - v) ? [x - u, y - v] : [x + u, y + v];
  }

  /** All slices of one component in all pies, clockwise from the top in the order of the components. */
  function slices(places, R, k, r) {
    let d = "";
    R.forEach((shares, i) => {
      if (!shares || shares[k] < 0.005) return;
      const [x, y] = places[i], q = (v) => +v.toFixed(1);
      if (shares[k] > 0.995) {
        d += marker("o", [q(x), q(y)], r);
        return;
      }
      let from = 0;
      for (let j = 0; j < k; j++) from += shares[j];
      const at = (share) => `${q(x + r * Math.sin(2 * Math.PI * share))} ${q(y - r * Math.cos(2 * Math.PI * share))}`;
      d += `M${q(x)} ${q(y)}L${at(from)}A${r} ${r} 0 ${shares[k] > 0.5 ? 1 : 0} 1 ${at(from + shares[k])}Z`;
    });
    return d;
  }

  const points = lately((X, R, K, view, chosen, limits, width) => {
    const places = X.map(layout(limits, width).scale.at), few = X.length <= FEW, out = [];
    if (view === "pies") {
      const r = few ? 7 : 4.5;
      for (let k = 0; k < K; k++) out.push({ id: `s${k}`, tag: "path", a: { d: slices(places, R, k, r), fill: colour(part(k).colour) } });
      const rims = places.map((p, i) => (R[i] ? marker("o", p, r) : "")).join("");
      out.push({ id: "rims", tag: "path", a: { d: rims, fill: "none", stroke: colour("ink"), "stroke-width": 0.7 } });
    } else {
      const colours = Array.from({ length: K }, (_, k) => colour(part(k).colour)), r = few ? 5 : 3.2;
      places.forEach((p, i) => {
        if (R[i]) out.push({ id: i, tag: "path", a: { d: marker(part(top(R[i])).sign, p, r), fill: blend(R[i], colours) } });
      });
    }
    const bare = places.map((p, i) => (R[i] ? "" : marker("o", p, few ? 5 : 3.2))).join("");
    out.push({ id: "bare", tag: "path", a: { d: bare, fill: colour("paper"), stroke: colour("muted"), "stroke-width": 1.5 } });
    if (chosen !== null) out.push({ id: "chosen", tag: "path", a: { d: marker("o", places[chosen], 10), fill: "none", stroke: colour("ink"), "stroke-width": 1.5 } });
    return out;
  });

  /** Rings around points whose most probable component is not the one they came from. */
  function rings(X, wrong, scale) {
    const d = wrong.map((i) => marker("o", scale.at(X[i]), X.length <= FEW ? 9 : 6)).join("");
    return d ? [{ id: "wrong", tag: "path", a: { d, fill: "none", stroke: colour("ink"), "stroke-width": 1.2 } }] : [];
  }

  /** Ellipses of two standard deviations; thin and dotted those of the mixture that the colours belong to. */
  function ellipses({ m, S }, scale, name, old) {
    return m.flatMap((mean, k) => {
      const { colour: ink, dash } = part(k), id = `${name}${k}`;
      if (S[k][0] === 0) return old ? [{ id, tag: "path", a: { d: marker("o", scale.at(mean), 8), fill: "none", stroke: colour(ink), "stroke-dasharray": "1 3" } }] : [];
      const look = old ? { "stroke-width": 1, "stroke-dasharray": "1 3" } : { "stroke-width": 2, "stroke-dasharray": dash || undefined };
      const fill = old ? { fill: "none" } : { fill: colour(ink), "fill-opacity": 0.08 };
      return [{ id, tag: "ellipse", a: { ...plane.ellipse(mean, S[k], 2, scale), ...fill, stroke: colour(ink), ...look } }];
    });
  }

  function shapes(state, seen, width) {
    const { scale, words: line, trace } = layout(state.limits, width, state.truth.length > 0), { box } = scale, bottom = box.top + box.height;
    const text = (id, x, y, text, end) => ({ id, tag: "text", a: { x, y, "text-anchor": end ? "end" : undefined }, text });
    const older = seen.stale && state.held;
    const inside = [
      ...(older ? ellipses(state.held.theta, scale, "old", true) : []),
      ...ellipses(seen.theta, scale, "e", false),
      ...seen.theta.m.map((mean, k) => ({ id: `n${k}`, tag: "text", text: String(k + 1),
        a: { x: scale.x(mean[0]) + 10, y: scale.y(mean[1]) - 8, stroke: colour("paper"), "stroke-width": 3, "paint-order": "stroke" } })),
    ];
    const note = older ? "colours: the dotted mixture" : state.held ? "" : "no responsibilities yet";
    return [
      ...frame("f", scale, state.names[0], state.names[1]),
      { id: "points", tag: "g", parts: points(state.X, seen.R, seen.theta.w.length, state.view, state.chosen, state.limits, width) },
      ...(seen.marks ? rings(state.X, seen.marks.wrong, scale) : []),
      // The clip is the group's: an ellipse that is turned would turn it too.
      { id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: inside },
      text("note", 4, bottom + 32, note),
      ...(seen.level === null ? [text("none", 4, line, "Click to add points.")] : readings(seen, width, line)),
      ...(seen.level === null ? [] : traces(state, seen, trace)),
    ];
  }

  const misassigned = ({ wrong, known }) => `${wrong.length} of ${known} points misassigned`;
  const LINES = [["blue", undefined], ["vermilion", "5 4"]];
  function readings({ level, bound, bic, inertia, marks }, width, line) {
    const names = inertia ? ["inertia", "with the old labels"] : ["log-likelihood", "lower bound"];
    const values = [fixed(level), bound === null ? "none yet" : fixed(bound)];
    const left = names.flatMap((name, i) => [
      { id: `l${i}`, tag: "path", a: { d: `M4 ${line + 18 * i - 4}h20`, stroke: colour(LINES[i][0]), "stroke-width": 2, "stroke-dasharray": LINES[i][1] } },
      { id: `v${i}`, tag: "text", a: { x: 30, y: line + 18 * i }, text: `${name} ${values[i]}` },
    ]);
    const right = [bic === null ? "" : `BIC ${fixed(bic)}`, bound === null ? "" : `gap ${fixed(Math.abs(level - bound))}`];
    if (marks) left.push({ id: "wrong-count", tag: "text", a: { x: 30, y: line + 36 }, text: `ringed: ${misassigned(marks)}` });
    return [...left, ...right.map((text, i) => ({ id: `r${i}`, tag: "text", a: { x: width - 10, y: line + 18 * i, "text-anchor": "end" }, text }))];
  }

  /** What each half step made of the log-likelihood and of its lower bound. */
  function traces(state, { level, bound }, box) {
    const past = [...state.trace, [level, bound]], all = past.flat().filter(Number.isFinite);
    let low = Math.min(...all), high = Math.max(...all);
    const room = Math.max(0.08 * (high - low), 1e-3 * Math.abs(high), 1e-9);
    [low, high] = [low - room, high + room];
    const steps = Math.max(past.length - 1, 8), scale = scales([0, steps], [low, high], box);
    const whole = ticks(0, steps, box.width / 60).filter(Number.isInteger);
    const out = frame("t", scale, "", "", { xticks: whole, yticks: ticks(low, high, 3) }).filter(({ id }) => id !== "t-clip" && !id.startsWith("t-ty"));
    ticks(low, high, 3).forEach((v, i) => out.push({ id: `t-y${i}`, tag: "text", a: { x: box.left - 6, y: scale.y(v) + 4, "text-anchor": "end", class: "lab-tick" }, text: words(v, 6) }));
    [0, 1].forEach((i) => {
      const line = past.flatMap((entry, n) => (Number.isFinite(entry[i]) ? [[scale.x(n), scale.y(entry[i])]] : []));
      out.push({ id: `t-line${i}`, tag: "path", a: { d: path(line), fill: "none", stroke: colour(LINES[i][0]), "stroke-width": i ? 1.5 : 2, "stroke-dasharray": LINES[i][1] } });
      const dots = line.length > 80 ? line.slice(-1) : line;
      out.push({ id: `t-dots${i}`, tag: "path", a: { d: dots.map((p) => marker(i ? "D" : "o", p, i ? 2 : 3)).join(""), fill: colour(LINES[i][0]) } });
    });
    out.push({ id: "t-name", tag: "text", a: { x: box.left + box.width - 4, y: box.top + box.height - 6, "text-anchor": "end", class: "lab-tick" }, text: "half steps" });
    return out;
  }

  const ends = ({ limits: { x, y }, ...scale }) => ({ x: x.map(scale.x), y: y.map(scale.y) });
  const where = ([u, v], names) => `${names[0]} ${words(u, 4)}, ${names[1]} ${words(v, 4)}`;
  const crowd = lately((X, R, names, limits, width) => {
    const { scale } = layout(limits, width), both = ends(scale);
    return X.map((p, i) => ({
      id: `p${i}`, at: scale.at(p), group: "points", r: 9, number: i + 1, label: `Point ${i + 1}`, ...both,
      text: where(p, names) + (R[i] ? `; component ${top(R[i]) + 1} has ${fixed(Math.max(...R[i]))} of it` : "; no responsibilities yet"),
    }));
  });

  function handles(state, seen, width) {
    const { scale } = layout(state.limits, width), { X, theta, names, type, method } = state, both = ends(scale);
    const free = type === "full" || type === "tied";
    const tips = method === "em" ? theta.m.flatMap((_, k) => (type === "spherical" ? [0] : [0, 1]).map((j) => ({
      id: `axis${k}.${j}`, at: tip(state, scale, k, j), colour: part(k).colour, sign: "s", r: GRIP.tip, label: `Component ${k + 1}, ${j ? "second" : "first"} axis`,
      number: state.axes[k].sd[j], text: `variances ${words(theta.S[k][0])} and ${words(theta.S[k][2])}, covariance ${words(theta.S[k][1])}`,
      ...(free ? {} : { along: j ? "y" : "x" }), ...both,
    }))) : [];
    const means = theta.m.map((mean, k) => ({ id: `mean${k}`, at: scale.at(mean), colour: part(k).colour, sign: part(k).sign, r: GRIP.x, label: `Mean of component ${k + 1}`, number: mean[0], text: where(mean, names), ...both }));
    return [...crowd(X, seen.R, names, state.limits, width), ...tips, ...means];
  }

  Lecture14.mixtureDrawing = { layout, size, shapes, handles, axesOf, covarianceOf, top, misassigned };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
