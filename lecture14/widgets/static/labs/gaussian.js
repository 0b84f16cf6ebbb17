/* The Gaussian lab: one ellipse whose axes drag, its matrix, its marginals, and a bell to turn (slides 30-33). */
(function (Lecture14) {
  "use strict";
  const { axes: scales, frame, path, colour, words, fixed, marker } = Lecture14.draw, { plane, check } = Lecture14;
  const X = [-5, 5], Y = [-4, 4], LEAST = 0.2, MOST = 3, NEAR = 0.15, DRAWS = 500, RADII = [0.25, 3];
  const TYPES = [["full", "full: any ellipse"], ["diag", "diagonal: axes along x₁ and x₂"], ["spherical", "spherical: a circle"]];
  const between = (v, low, high) => Math.min(Math.max(v, low), high);
  const round = (v, digits = 4) => +v.toFixed(digits);

  function start(given) {
    const { mean, covariance: [[a, b], [b2, c]], covariance_type: type, draws = [], radius = 1, turn = 30, goal = null, shown = false } = given;
    check.list(mean, 2, 2, "mean").forEach((v, i) => check.number(v, ...(i ? [-3, 3] : [-4, 4]), `mean ${i + 1}`));
    check.list(draws, 0, DRAWS, "draws").forEach((z) => check.list(z, 2, 2, "draw").forEach((v) => check.number(v, -9, 9, "draw")));
    check.oneOf(type, TYPES.map(([t]) => t), "covariance_type");
    const S = [check.number(a, 0, 9, "variance of x₁"), check.number(b, -9, 9, "covariance"), check.number(c, 0, 9, "variance of x₂")];
    if (b !== b2) throw new Lecture14.Refused(`covariance has the entries ${words(b)} and ${words(b2)} off its diagonal; expected one number twice`);
    if (!plane.positive(S)) throw new Lecture14.Refused("covariance is not positive definite; expected b² below the product of the variances");
    if (goal !== null && !(check.list(goal, 3, 3, "goal").every(Number.isFinite) && plane.positive(goal)))
      throw new Lecture14.Refused("goal is not positive definite");
    const state = { mean: [...mean], type, draws, radius: check.number(radius, ...RADII, "radius"), ellipse: plane.axes(S), turn: check.number(turn, 0, 360, "turn"), goal, shown: Boolean(shown), seed: 7, contours: true, marginals: true };
    return { ...state, ellipse: constrained(state.ellipse, type, S) };
  }

  /** The nearest ellipse that the type allows: what its M step would keep of this covariance. */
  function constrained(ellipse, type, S = plane.covariance(ellipse)) {
    if (type === "full") return bounded(ellipse);
    const [a, , c] = S, mean = Math.sqrt((a + c) / 2);
    return bounded({ angle: 0, sd: type === "diag" ? [Math.sqrt(a), Math.sqrt(c)] : [mean, mean] });
  }
  const bounded = ({ angle, sd }) => ({ angle, sd: sd.map((s) => between(s, LEAST, MOST)) });

  const mahalanobis = ([u, v]) => Math.hypot(u, v);
  function look({ ellipse, goal, draws, radius }) {
    const S = plane.covariance(ellipse), [a, b, c] = S, [s, t] = ellipse.sd;
    const values = [s * s, t * t].sort((p, q) => q - p);
    return { S, correlation: b / Math.sqrt(a * c), values, peak: 1 / (2 * Math.PI * s * t),
      inside: draws.filter((z) => mahalanobis(z) <= radius).length,
      hit: goal ? Math.max(...S.map((v, i) => Math.abs(v - goal[i]))) <= NEAR : false };
  }

  const size = (width) => Math.round(1.38 * width);
  function layout(width) {
    const left = 30, wide = width - left - 6, box = { left, top: 8, width: wide, height: 0.8 * wide };
    const bell = { x: width / 2, y: box.top + box.height + 40 + 0.31 * width, unit: 0.085 * width, high: 0.27 * width };
    return { scale: scales(X, Y, box), bell, track: { left: 0.2 * width, right: 0.8 * width, y: 1.36 * width } };
  }

  const across = (mean, S, k) => {
    const sd = Math.sqrt(S[2 * k]), found = [];
    for (let v = -5; v <= 5.001; v += 0.1) found.push([v, Math.exp(-0.5 * ((v - mean[k]) / sd) ** 2)]);
    return found;
  };

  function shapes(state, seen, width) {
    const { scale, bell, track } = layout(width), { mean, goal } = state, { S } = seen, { box } = scale;
    const out = frame("f", scale), inside = [], bottom = box.top + box.height;
    const add = (id, tag, a, text, to = out) => to.push({ id, tag, a, text }), within = (id, tag, a) => add(id, tag, a, undefined, inside);
    // The clip is the group's: an ellipse that is turned would turn it too.
    out.push({ id: "inside", tag: "g", a: { "clip-path": "url(#f-clip)" }, parts: inside });
    add("x1", "text", { x: box.left + box.width, y: bottom - 6, "text-anchor": "end" }, "x₁");
    add("x2", "text", { x: box.left + 6, y: box.top + 12 }, "x₂");
    if (state.marginals) {
      const low = across(mean, S, 0).map(([v, z]) => [scale.x(v), bottom - 0.16 * box.height * z]);
      const side = across(mean, S, 1).map(([v, z]) => [box.left + 0.16 * box.height * z, scale.y(v)]);
      for (const [id, points] of [["m1", low], ["m2", side]])
        within(id, "path", { d: path(points), fill: colour("orange"), "fill-opacity": 0.18, stroke: colour("orange"), "stroke-width": 1.5 });
    }
    if (goal && state.shown) within("goal", "ellipse", { ...plane.ellipse(mean, goal, 2, scale), fill: "none", stroke: colour("vermilion"), "stroke-width": 2, "stroke-dasharray": "2 4" });
    if (state.draws.length) inside.push(...sample(state, scale));
    for (const r of state.draws.length ? [state.radius] : state.contours ? [3, 2, 1] : [2])
      within(`e${r}`, "ellipse", { ...plane.ellipse(mean, S, r, scale), fill: colour("blue"), "fill-opacity": 0.08, stroke: colour("blue"), "stroke-width": r === 2 ? 2 : 1 });
    [0, 1].forEach((j) => within(`axis${j}`, "path", { d: path([scale.at(mean), tip(state, scale, j)]), stroke: colour("blue"), "stroke-width": 1.5, "stroke-dasharray": j ? "5 3" : undefined, fill: "none" }));
    if (state.draws.length) add("held", "text", { x: box.left + box.width - 6, y: box.top + 14, "text-anchor": "end", stroke: colour("paper"), "stroke-width": 3, "paint-order": "stroke" }, held(state, seen));
    const y = bottom + 34;
    add("matrix", "text", { x: 4, y }, `Σ = [[${fixed(S[0])}, ${fixed(S[1])}], [${fixed(S[1])}, ${fixed(S[2])}]]`);
    add("rho", "text", { x: width - 4, y, "text-anchor": "end" }, `correlation ${fixed(seen.correlation)}`);
    add("values", "text", { x: 4, y: y + 18 }, `eigenvalues ${fixed(seen.values[0])}, ${fixed(seen.values[1])}`);
    if (goal) add("aim", "text", { x: width - 4, y: y + 18, "text-anchor": "end" }, `${seen.hit ? "hit" : "to hit"} [[${fixed(goal[0], 1)}, ${fixed(goal[1], 1)}], [${fixed(goal[1], 1)}, ${fixed(goal[2], 1)}]]`);
    out.push(...surface(state, seen, bell));
    add("track", "path", { d: `M${track.left} ${track.y}H${track.right}`, stroke: colour("muted"), "stroke-width": 2 });
    return out;
  }

  const held = ({ radius, draws }, { inside }) => `${fixed(radius)} σ holds ${inside} of ${draws.length}`;

  /** Standard normal draws, stretched along the axes and turned with them: dots within the radius, crosses beyond it. */
  function sample({ mean, draws, radius, ellipse: { angle, sd } }, scale) {
    const u = Math.cos(angle), v = Math.sin(angle), marks = { o: "", x: "" };
    for (const z of draws) {
      const [p, q] = [z[0] * sd[0], z[1] * sd[1]], [x, y] = scale.at([mean[0] + p * u - q * v, mean[1] + p * v + q * u]);
      if (mahalanobis(z) <= radius) marks.o += marker("o", [x, y], 2);
      else marks.x += `M${(x - 2.5).toFixed(1)} ${(y - 2.5).toFixed(1)}l5 5m0-5l-5 5`;
    }
    return [
      { id: "held-in", tag: "path", a: { d: marks.o, fill: colour("vermilion") } },
      { id: "held-out", tag: "path", a: { d: marks.x, fill: "none", stroke: colour("muted"), "stroke-width": 1.2 } },
    ];
  }

  /** The bell as slices across the line of sight, the farthest first: each hides what lies behind it. */
  function surface({ mean, turn }, { S: [a, b, c] }, { x, y, unit, high }) {
    const R = 4.6, SLICES = 30, angle = (turn * Math.PI) / 180, u = Math.cos(angle), v = Math.sin(angle), det = a * c - b * b, out = [];
    const flat = 0.42, floor = ([p, q]) => [x + unit * (p * u + q * v), y - flat * unit * (q * u - p * v)];
    [[[-R, 0], [R, 0], "x₁"], [[0, -R], [0, R], "x₂"]].forEach(([from, to, name], i) => {
      out.push({ id: `floor${i}`, tag: "path", a: { d: path([floor(from), floor(to)]), class: "lab-axis" } });
      const [px, py] = floor(to.map((w) => 1.08 * w));
      out.push({ id: `name${i}`, tag: "text", a: { x: px, y: py + 4, "text-anchor": "middle", class: "lab-tick" }, text: name });
    });
    for (let i = 0; i < SLICES; i++) {
      const depth = R * (1 - (2 * (i + 0.5)) / SLICES), half = Math.sqrt(R * R - depth * depth), points = [];
      for (let j = 0; j <= 40; j++) {
        const along = half * (j / 20 - 1), p = along * u - depth * v - mean[0], q = along * v + depth * u - mean[1];
        points.push([x + unit * along, y - flat * unit * depth - high * Math.exp((-0.5 * (c * p * p - 2 * b * p * q + a * q * q)) / det)]);
      }
      out.push({ id: `s${i}`, tag: "path", a: { d: path(points), fill: colour("paper"), stroke: colour("blue"), "stroke-width": 1 } });
    }
    return out;
  }

  const tip = ({ mean, ellipse: { angle, sd } }, scale, j) => {
    const at = angle + (j * Math.PI) / 2;
    return scale.at([mean[0] + 2 * sd[j] * Math.cos(at), mean[1] + 2 * sd[j] * Math.sin(at)]);
  };

  function handles(state, seen, width) {
    const { scale, track } = layout(width), { mean, ellipse: { angle, sd }, type } = state;
    const degrees = (j) => words(Math.round(((((angle * 180) / Math.PI + 90 * j + 90) % 180 + 180) % 180) - 90));
    const ends = (k) => [LEAST, MOST].map((s) => scale[k ? "y" : "x"](mean[k] + 2 * s));
    const tips = [0, 1].map((j) => ({
      id: `axis${j}`, at: tip(state, scale, j), colour: "blue", sign: j ? "D" : "s", number: sd[j], label: j ? "Second axis" : "First axis",
      text: `standard deviation ${fixed(sd[j])} at ${degrees(j)} degrees`, ...(type === "full" ? {} : { along: j ? "y" : "x", [j ? "y" : "x"]: ends(j) }),
    }));
    return [
      ...tips,
      { id: "mean", at: scale.at(mean), colour: "ink", label: "Mean", number: mean[0], text: `x₁ ${fixed(mean[0])}, x₂ ${fixed(mean[1])}`, x: [scale.x(-4), scale.x(4)], y: [scale.y(-3), scale.y(3)] },
      { id: "turn", at: [track.left + ((track.right - track.left) * state.turn) / 360, track.y], colour: "muted", along: "x", x: [track.left, track.right], label: "Turn the bell", number: state.turn, text: `${Math.round(state.turn)} degrees` },
    ];
  }

  function move(state, id, place, width) {
    const { scale, track } = layout(width), { mean, type } = state;
    if (id === "turn") return { ...state, turn: between((360 * (place[0] - track.left)) / (track.right - track.left), 0, 360) };
    const point = scale.back(place);
    if (id === "mean") return { ...state, mean: [between(point[0], -4, 4), between(point[1], -3, 3)] };
    const j = Number(id.at(-1)), [u, v] = [point[0] - mean[0], point[1] - mean[1]], sd = [...state.ellipse.sd];
    // Off the axes' own line only a full covariance can go.
    const long = type === "full" ? Math.hypot(u, v) : Math.max(j ? v : u, 0);
    sd[j] = long / 2;
    if (type === "spherical") sd[1 - j] = sd[j];
    const angle = type === "full" ? Math.atan2(v, u) - (j * Math.PI) / 2 : 0;
    return { ...state, ellipse: bounded({ angle, sd }) };
  }

  function controls({ type, draws, radius, goal, shown, contours, marginals }, { S: [a, b, c], correlation }) {
    return [
      { id: "radius", kind: "slider", label: "Radius in σ", value: radius, min: RADII[0], max: RADII[1], step: 0.05, text: fixed(radius), hidden: !draws.length },
      { id: "type", kind: "choice", label: "Covariance", value: type, options: TYPES },
      { id: "v1", kind: "slider", label: "Variance of x₁", value: round(a, 2), min: 0.05, max: 9, step: 0.05, text: fixed(a) },
      { id: "v2", kind: "slider", label: "Variance of x₂", value: round(c, 2), min: 0.05, max: 9, step: 0.05, text: fixed(c), hidden: type === "spherical" },
      { id: "rho", kind: "slider", label: "Correlation", value: round(correlation, 2), min: -0.98, max: 0.98, step: 0.01, text: fixed(correlation), hidden: type !== "full" },
      { id: "contours", kind: "check", label: "three contours", value: contours, hidden: draws.length > 0 },
      { id: "marginals", kind: "check", label: "marginals", value: marginals },
      { id: "goal", kind: "button", label: goal ? "Another matrix to hit" : "A matrix to hit" },
      { id: "shown", kind: "button", label: shown ? "Hide its ellipse" : "Show its ellipse", hidden: !goal },
    ];
  }

  function act(state, id, value, { S: [a, b, c], correlation }) {
    if (id === "radius") return { ...state, radius: value };
    if (id === "contours" || id === "marginals") return { ...state, [id]: value };
    if (id === "shown") return { ...state, shown: !state.shown };
    if (id === "goal") return aimed(state);
    if (id === "type") return { ...state, type: value, goal: null, shown: false, ellipse: constrained(state.ellipse, value) };
    const next = { v1: id === "v1" ? value : a, v2: id === "v2" ? value : c, rho: id === "rho" ? value : correlation };
    if (state.type === "spherical") next.v2 = next.v1;
    const S = [next.v1, state.type === "full" ? next.rho * Math.sqrt(next.v1 * next.v2) : 0, next.v2];
    // The axes keep their names and their side: a slider must not make two handles jump.
    return { ...state, ellipse: bounded(state.type === "full" ? following(S, state.ellipse.angle) : constrained(null, state.type, S)) };
  }

  /** The axes of S, numbered so that the first is nearest to the angle that it had. */
  function following(S, old) {
    const { angle, sd } = plane.axes(S), quarters = Math.round((old - angle) / (Math.PI / 2));
    return { angle: angle + (quarters * Math.PI) / 2, sd: quarters % 2 ? [sd[1], sd[0]] : sd };
  }

  /** The next matrix of a fixed sequence, in tenths, of the present type. */
  function aimed(state) {
    let { seed } = state;
    const draw = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31, tenth = (v) => Math.round(10 * v) / 10;
    const a = tenth(0.5 + 3.5 * draw()), c = state.type === "spherical" ? a : tenth(0.5 + 3 * draw());
    const b = state.type === "full" ? tenth((draw() < 0.5 ? -1 : 1) * (0.3 + 0.5 * draw()) * Math.sqrt(a * c)) : 0;
    return { ...state, seed, goal: [a, b, c], shown: false };
  }

  const lean = (rho) => (Math.abs(rho) < 0.005 ? "x₁ and x₂ are uncorrelated" : `x₁ and x₂ ${rho > 0 ? "grow together" : "go opposite ways"} with correlation ${fixed(rho)}`);
  function alt(state, seen) {
    const { mean, goal, draws } = state, { S, correlation, values } = seen;
    return `A Gaussian around (${fixed(mean[0])}, ${fixed(mean[1])}) as ${draws.length ? "an ellipse" : "three ellipses"}, its two marginals, and a bell beneath. `
      + `Variances ${fixed(S[0])} and ${fixed(S[2])}; ${lean(correlation)}. Along the ellipse's axes the variances are the eigenvalues, ${fixed(values[0])} and ${fixed(values[1])}.`
      + (draws.length ? ` Of points drawn from it, ${held(state, seen)}.` : "")
      + (goal ? ` The matrix to hit is [[${words(goal[0])}, ${words(goal[1])}], [${words(goal[1])}, ${words(goal[2])}]].` : "");
  }
  function say(state, seen, id) {
    const { S, values, correlation, hit } = seen, { goal } = state;
    if (id === "radius" || (state.draws.length && /^axis/.test(id ?? ""))) return `The ellipse of ${held(state, seen)} points, however it is turned and stretched.`;
    if (id === "turn") return `The bell is turned by ${Math.round(state.turn)} degrees.`;
    if (id === "goal" && !hit) return `Shape the ellipse until its matrix is [[${words(goal[0])}, ${words(goal[1])}], [${words(goal[1])}, ${words(goal[2])}]].`;
    if (goal && hit) return `Hit: every entry is within ${NEAR} of its goal.`;
    if (goal) return miss(S, goal);
    return `Σ = [[${fixed(S[0])}, ${fixed(S[1])}], [${fixed(S[1])}, ${fixed(S[2])}]], correlation ${fixed(correlation)}, eigenvalues ${fixed(values[0])} and ${fixed(values[1])}.`;
  }
  function miss(S, goal) {
    if (Math.abs(goal[1]) > NEAR && Math.sign(S[1]) !== Math.sign(goal[1]) && Math.abs(S[1]) > NEAR) return "The ellipse leans the other way: the covariance has the wrong sign.";
    const worst = [0, 1, 2].reduce((k, i) => (Math.abs(S[i] - goal[i]) > Math.abs(S[k] - goal[k]) ? i : k), 0);
    const name = ["The variance of x₁", "The covariance", "The variance of x₂"][worst];
    return `${name} is ${fixed(S[worst])}, too ${S[worst] > goal[worst] ? "large" : "small"}: it should be ${words(goal[worst])}.`;
  }

  const table = ({ mean, draws }, { S, correlation, values, peak, inside }) => ({
    caption: "The Gaussian in numbers", head: ["quantity", "value"],
    rows: [["mean of x₁", mean[0]], ["mean of x₂", mean[1]], ["variance of x₁", S[0]], ["covariance", S[1]], ["variance of x₂", S[2]], ["correlation", correlation],
      ["larger eigenvalue", values[0]], ["smaller eigenvalue", values[1]], ["determinant", values[0] * values[1]], ["density at the mean", peak],
      ...(draws.length ? [["points inside the radius", inside], ["points", draws.length]] : [])],
  });

  const python = ({ mean }, { S: [a, b, c] }) => {
    const [m0, m1, s0, s1, s2] = [...mean, a, b, c].map((v) => round(v));
    return `from lecture14.clustering import Gaussian\n\ng = Gaussian(mean=[${m0}, ${m1}], covariance=[[${s0}, ${s1}], [${s1}, ${s2}]])\ng.axes()`;
  };

  const values = ({ mean, type, draws, radius }, { S }) => ({ mean, covariance: plane.matrix(S), covariance_type: type, draws, radius });
  const pack = (state) => {
    const { mean, covariance, covariance_type } = values(state, look(state)), { goal, shown, turn, radius } = state;
    return { mean: mean.map((v) => round(v)), covariance: covariance.map((row) => row.map((v) => round(v, 6))), covariance_type, turn: Math.round(turn), radius, goal, shown };
  };
  const unpack = (data, given) => start({ ...given, ...data });

  Lecture14.lab("gaussian", { start, look, size, shapes, handles, move, controls, act, alt, say, table, python, values, pack, unpack });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
