/* The mixture lab: points, means and ellipses that drag, the two steps of EM, and the way from soft to hard (slides 24-62).

   `held` is what the last E step saw: points (null for one that came later) and mixture. The responsibilities are computed
   from it, so whatever a reader changes afterwards leaves them as they were, until the next E step. */
(function (Lecture14) {
  "use strict";
  const { check, mixture, plane } = Lecture14, { axesOf, covarianceOf, layout, top } = Lecture14.mixtureDrawing, { lately } = Lecture14.draw;
  const MOST = 400, COMPONENTS = 6, KEPT = 400, LONGEST = 1000, FAR = 1e9, SOFTEST = 2, ARRIVED = 1e-7;
  const METHODS = [["em", "EM for Gaussian mixtures"], ["soft_kmeans", "k-means, soft to hard"]];
  const TYPES = [["full", "full"], ["tied", "tied"], ["diag", "diagonal"], ["spherical", "spherical"]];
  const between = (v, low, high) => Math.min(Math.max(v, low), high);
  const refuse = (sentence) => { throw new Lecture14.Refused(sentence); };
  const unassigned = { held: null, last: null, trace: [] };
  /** After a change by hand: a new trace begins, and the responsibilities are out of date. */
  const touched = { last: null, trace: [], playing: false };

  const pair = (p, name) => check.list(p, 2, 2, name).map((v) => check.number(v, -FAR, FAR, name));
  const pairs = (list, least, most, name) => check.list(list, least, most, name).map((p, i) => pair(p, `${name} ${i + 1}`));

  function checkedTheta({ weights, means, covariances }) {
    const m = pairs(means, 1, COMPONENTS, "means"), K = m.length;
    const w = check.list(weights, K, K, "weights").map((v, k) => check.number(v, 0, 1, `weight ${k + 1}`));
    const total = w.reduce((a, b) => a + b, 0);
    if (Math.abs(total - 1) > 1e-6) refuse(`weights sum to ${total}; expected 1`);
    const S = check.list(covariances, K, K, "covariances").map((matrix, k) => {
      const name = `covariance ${k + 1}`, [[a, b], [b2, c]] = check.list(matrix, 2, 2, name).map((row) => pair(row, name));
      // A fit's own matrices are symmetric up to rounding.
      if (!plane.positive([a, b, c]) || Math.abs(b - b2) > 1e-9 * Math.sqrt(a * c)) refuse(`${name} is not symmetric and positive definite`);
      return [a, (b + b2) / 2, c];
    });
    return { w: Math.abs(total - 1) < 1e-12 ? w : w.map((v) => v / total), m, S };
  }

  /** Axes that hold everything, with some room. */
  function around(points) {
    return [0, 1].map((j) => {
      const values = points.map((p) => p[j]), low = Math.min(...values), high = Math.max(...values), room = 0.06 * (high - low) || 1;
      return [low - room, high + room];
    });
  }
  function limitsOf(given, preset, X, means) {
    const [x0, x1, y0, y1] = given.limits ?? preset?.limits ?? (X.length ? around([...X, ...means]).flat() : [0, 10, 0, 10]);
    for (const v of [x0, x1, y0, y1]) check.number(v, -2 * FAR, 2 * FAR, "limits");
    if (!(x0 < x1 && y0 < y1)) refuse("limits are empty");
    const [x, y] = [[x0, x1], [y0, y1]], all = [...X, ...means];
    const inside = all.every(([u, v]) => u >= x[0] && u <= x[1] && v >= y[0] && v <= y[1]);
    const [wide, high] = inside ? [x, y] : around([[x0, y0], [x1, y1], ...all]);
    return { x: wide, y: high };
  }

  const same = (X, Y) => X.length === Y.length && X.every((p, i) => p[0] === Y[i][0] && p[1] === Y[i][1]);

  function start(given) {
    const X = pairs(given.points, 0, MOST, "points"), theta = checkedTheta(given), { presets } = given;
    const type = check.oneOf(given.covariance_type, TYPES.map(([t]) => t), "covariance_type");
    const method = check.oneOf(given.method, METHODS.map(([m]) => m), "method");
    const alike = presets.filter((p) => same(p.points, X)), preset = alike.find((p) => p.id === given.id) ?? alike[0], limits = limitsOf(given, preset, X, theta.m);
    const state = {
      presets, preset: preset?.id ?? "changed", X: preset?.points ?? X, type, method, limits, chosen: null, playing: false, turn: 0,
      names: check.list(given.feature_names, 2, 2, "feature_names").map((name, j) => check.text(name, 24, `feature name ${j + 1}`)),
      softness: check.number(given.softness, 0, SOFTEST, "softness"), sigma: check.number(given.sigma, 0, FAR, "sigma"),
      truth: checkedTruth(given.truth ?? [], X), view: check.oneOf(given.view ?? (X.length > 60 ? "blends" : "pies"), ["pies", "blends"], "view"), ...unassigned,
    };
    const began = withTheta(state, { ...theta, S: mixture.TYPES[type].narrow(theta.S, theta.w) });
    if (given.held === undefined) return X.length ? { ...began, held: seenNow(began), last: "E" } : began;
    return { ...began, held: checkedHeld(given.held, began), last: check.oneOf(given.last, [null, "E", "M"], "last") };
  }
  /** Which class each point comes from, where that is known: no step sees it. */
  function checkedTruth(truth, X) {
    if (check.list(truth, 0, X.length, "truth").length === 0) return [];
    return check.list(truth, X.length, X.length, "truth").map((c) => check.whole(c, -1, COMPONENTS - 1, "truth"));
  }
  function checkedHeld(held, { X, theta: { m } }) {
    if (held === null) return null;
    const points = check.list(held.X, X.length, X.length, "held points").map((p) => (p === null ? null : pair(p, "held point")));
    const theta = held.nearest ? mixture.round(pairs(held.means, m.length, m.length, "held means"), 0) : checkedTheta(held);
    if (theta.m.length !== m.length) refuse("held mixture has another number of components");
    return { X: points, theta, softness: check.number(held.softness, 0, SOFTEST, "softness"), nearest: Boolean(held.nearest) };
  }

  const withTheta = (state, theta) => ({ ...state, theta, axes: theta.S.map((S) => axesOf(S, state.type, state.limits)) });
  /** The mixture of the state's method; soft k-means has equal weights and one σ for all. */
  const model = ({ method, theta, sigma }) => (method === "em" ? theta : mixture.round(theta.m, sigma));
  const isNearest = ({ method, sigma }) => method === "soft_kmeans" && sigma === 0;
  const seenNow = (state) => ({ X: state.X, theta: model(state), softness: state.method === "em" ? state.softness : 1, nearest: isNearest(state) });

  const responsibilities = lately((held, X) => {
    if (!held) return X.map(() => null);
    const known = held.X.filter((p) => p), R = held.nearest ? mixture.nearest(known, held.theta.m) : mixture.eStep(known, held.theta, held.softness);
    let i = 0;
    return held.X.map((p) => (p ? R[i++] : null));
  });

  function look(state) {
    const { X, type, method } = state, n = X.length, theta = model(state), K = theta.w.length, hard = isNearest(state);
    const R = responsibilities(state.held, X), complete = n > 0 && R.every((r) => r), L = n && !hard ? mixture.logJoint(X, theta) : [];
    const level = n ? (hard ? mixture.inertia(X, theta.m, mixture.nearest(X, theta.m)) : mixture.likelihood(L)) : null;
    const bound = complete ? (hard ? mixture.inertia(X, theta.m, R) : mixture.bound(L, R)) : null;
    const reg = n ? floor(X) : null, em = method === "em";
    return {
      theta, R, complete, level, bound, reg, inertia: hard, stale: state.last !== "E", few: n < K, running: state.playing,
      bic: em && n ? mixture.bic(level, n, K, type) : null,
      marks: marks(state.truth, R, K),
      flat: em && n ? mixture.onFloor(theta, reg, type) : [],
      empty: complete ? theta.w.flatMap((_, k) => (R.every((r) => r[k] < 1e-200) ? [k] : [])) : [],
    };
  }
  const floor = lately(mixture.floor);

  /** Misassigned points, and the score: the mean log responsibility of the component that a point came from. */
  const marks = lately((truth, R, K) => {
    const known = truth.flatMap((c, i) => (c >= 0 && R[i] ? [i] : []));
    if (!known.length) return null;
    const labels = R.map((r) => (r ? top(r) : -1)), names = mixture.bestNames(labels, truth, K);
    const logs = known.map((i) => Math.log(R[i][names.indexOf(truth[i])] ?? 0));
    return { known: known.length, wrong: known.filter((i) => names[labels[i]] !== truth[i]), score: logs.reduce((a, b) => a + b, 0) / known.length };
  });

  const record = ({ trace }, { level, bound }) => [...trace, [level, bound]].slice(-KEPT);

  function expect(state, seen) {
    if (seen.few) refuse(fewer(seen));
    return { ...state, held: seenNow(state), last: "E", trace: record(state, seen) };
  }
  function maximise(state, seen) {
    if (seen.few) refuse(fewer(seen));
    if (!seen.complete) refuse(`${state.held ? "A new point has" : "The points have"} no responsibilities yet: the E step gives them`);
    const { X, type, theta } = state;
    const next = state.method === "em" ? mixture.mStep(X, seen.R, type, seen.reg, theta) : mixture.means(X, seen.R, theta);
    return { ...withTheta(state, next), last: "M", trace: record(state, seen) };
  }
  function fewer({ theta }) {
    return `${theta.w.length} components need at least as many points: add points, or take fewer components`;
  }

  /** One half step, an iteration once the run is long; the E step that follows an M step that gained nothing is the last. */
  function tick(state, seen) {
    let [next, now] = [state, seen];
    for (let half = 0; half < (state.turn < 6 ? 1 : 2); half++) {
      const arrived = next.last === "M" && (gain(next, now) <= ARRIVED * next.X.length || next.turn >= LONGEST);
      next = next.last === "E" ? { ...maximise(next, now), turn: next.turn + 1 } : expect(next, now);
      if (arrived) return { ...next, playing: false, arrived: next.turn < LONGEST };
      now = look(next);
    }
    return next;
  }
  const gain = ({ trace }, { level }) => (trace.length ? Math.abs(level - trace.at(-1)[0]) : Infinity);

  /** A component more starts at the point that the mixture explains least, round, and as heavy as the average. */
  function oneMore({ X, theta, limits: { x, y }, type, method, sigma }) {
    const K = theta.w.length + 1, middle = [(x[0] * (7 - K) + x[1] * K) / 7, (y[0] + y[1]) / 2];
    const spread = [((x[1] - x[0]) / 8) ** 2, 0, ((y[1] - y[0]) / 8) ** 2];
    const w = [...theta.w.map((v) => (v * (K - 1)) / K), 1 / K], m = [...theta.m, X.length ? X[worst(X, model({ theta, method, sigma }))] : middle];
    return { w, m, S: mixture.TYPES[type].narrow([...theta.S, type === "tied" ? theta.S[0] : spread], w) };
  }
  /** The number of the point of least density; where σ is 0, of the one farthest from its mean. */
  function worst(X, theta) {
    const fit = theta.S[0][0] ? mixture.logJoint(X, theta).map(mixture.logSumExp) : X.map((p) => -mixture.inertia([p], theta.m, mixture.nearest([p], theta.m)));
    return fit.indexOf(Math.min(...fit));
  }
  function components(state, K) {
    let { theta } = state;
    if (K < theta.w.length) {
      const left = theta.w.slice(0, K), total = left.reduce((a, b) => a + b, 0);
      theta = { w: left.map((v) => (total > 0 ? v / total : 1 / K)), m: theta.m.slice(0, K), S: theta.S.slice(0, K) };
    }
    const next = { ...state, ...unassigned, playing: false };
    while (theta.w.length < K) theta = oneMore({ ...next, theta });
    return withTheta(next, theta);
  }

  const inBox = ({ limits: { x, y } }, [u, v]) => [between(u, ...x), between(v, ...y)];
  const replaced = (list, i, value) => list.map((old, j) => (j === i ? value : old));

  function move(state, id, place, width) {
    const { scale } = layout(state.limits, width), point = inBox(state, scale.back(place));
    if (id[0] === "p") return { ...state, ...touched, preset: "changed", X: replaced(state.X, Number(id.slice(1)), point), chosen: Number(id.slice(1)) };
    if (id.startsWith("mean")) return { ...state, ...touched, theta: { ...state.theta, m: replaced(state.theta.m, Number(id.slice(4)), point) } };
    const [k, j] = id.slice(4).split(".").map(Number);
    return { ...state, ...touched, ...pulled(state, k, j, place, scale) };
  }

  /** The ellipses after the tip of one axis went to a place: of one component, or of all that share it. */
  function pulled({ theta, axes, type, limits }, k, j, place, scale) {
    const [x, y] = scale.at(theta.m[k]), [u, v] = [place[0] - x, place[1] - y], free = type === "full" || type === "tied";
    const long = free ? Math.hypot(u, v) : Math.abs(j ? v : u), sd = between(long / 2 / scale.box.width, 0.008, 0.6);
    const angle = free ? Math.atan2(v, u) + (j * Math.PI) / 2 : 0;
    let one = { angle, sd: replaced(axes[k].sd, j, sd) }, S = covarianceOf(one, limits);
    if (type === "spherical") {
      // A circle in the units of the data, which the picture may draw as an ellipse.
      S = [S[0], 0, S[0]];
      one = axesOf(S, type, limits);
    }
    const all = type === "tied";
    return { theta: { ...theta, S: theta.S.map((old, i) => (all || i === k ? S : old)) }, axes: axes.map((old, i) => (all || i === k ? one : old)) };
  }

  function add(state, point) {
    if (state.X.length >= MOST) refuse(`The picture holds at most ${MOST} points: remove one first`);
    const held = state.held && { ...state.held, X: [...state.held.X, null] };
    return { ...state, ...touched, preset: "changed", held, X: [...state.X, point], truth: state.truth.length ? [...state.truth, -1] : [], chosen: state.X.length };
  }
  function drop(state, i) {
    const without = (list) => list.filter((_, j) => j !== i);
    const held = state.held && { ...state.held, X: without(state.held.X) };
    return { ...state, ...touched, preset: "changed", held, X: without(state.X), truth: without(state.truth), chosen: null };
  }
  function tap(state, place, width) {
    const { scale: { box, back } } = layout(state.limits, width), [x, y] = place;
    const inside = x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
    return inside ? add(state, back(place)) : null;
  }
  const remove = (state, id) => (id[0] === "p" ? drop(state, Number(id.slice(1))) : null);

  const nice = (v) => { const power = 10 ** Math.floor(Math.log10(v)); return [1, 2, 5].filter((s) => s * power <= v).at(-1) * power; };
  function controls(state, seen) {
    const { method, softness, sigma, limits: { x, y } } = state, { words } = Lecture14.draw, em = method === "em";
    const step = nice(Math.hypot(x[1] - x[0], y[1] - y[0]) / 200), soft = words(1 / softness);
    const K = state.theta.w.length, choices = state.presets.map(({ id, label }) => [id, label]);
    return [
      { id: "e", kind: "button", label: "E step", off: !seen.stale },
      { id: "m", kind: "button", label: "M step", off: state.last === "M" || !seen.complete },
      { id: "run", kind: "button", label: state.playing ? "Stop" : "Run" },
      { id: "softness", kind: "slider", label: "Softness 1/β", value: softness, min: 0, max: SOFTEST, step: 0.05, hidden: !em, text: softness === 1 ? "1: EM" : softness ? `β = ${soft}` : "0: hard" },
      { id: "sigma", kind: "slider", label: "Standard deviation σ", value: sigma, min: 0, max: +(40 * step).toPrecision(6), step, hidden: em, text: sigma ? words(sigma) : "0: k-means" },
      { id: "k", kind: "choice", label: "Components", value: String(K), options: Array.from({ length: COMPONENTS }, (_, k) => [String(k + 1), String(k + 1)]) },
      { id: "type", kind: "choice", label: "Covariances", value: state.type, options: TYPES, hidden: !em },
      { id: "method", kind: "choice", label: "Method", value: method, options: METHODS },
      { id: "preset", kind: "choice", label: "Data", value: state.preset, options: state.preset === "changed" ? [...choices, ["changed", "your own points"]] : choices },
      { id: "view", kind: "choice", label: "Points as", value: state.view, options: [["blends", "blended colours"], ["pies", "pies"]] },
      { id: "add", kind: "button", label: "Add a point" },
      { id: "drop", kind: "button", label: "Remove the ringed point", off: state.chosen === null, hidden: state.chosen === null },
    ];
  }

  const acts = {
    e: (state, _, seen) => (seen.stale ? expect(state, seen) : state),
    m: (state, _, seen) => (state.last === "M" ? state : maximise(state, seen)),
    run(state, _, seen) {
      if (seen.running) return { ...state, playing: false };
      if (seen.few) refuse(fewer(seen));
      return { ...state, playing: true, turn: 0, arrived: false };
    },
    softness: (state, softness) => ({ ...state, ...touched, softness }),
    sigma: (state, sigma) => ({ ...state, ...touched, sigma }),
    k: (state, text) => components(state, Number(text)),
    type: (state, type) => withTheta({ ...state, ...touched, type }, { ...state.theta, S: mixture.TYPES[type].narrow(state.theta.S, state.theta.w) }),
    method: (state, method) => ({ ...state, ...touched, method }),
    preset(state, id) {
      const preset = state.presets.find((p) => p.id === id);
      return preset ? start({ ...preset, presets: state.presets }) : state;
    },
    view: (state, view) => ({ ...state, view }),
    add(state) {
      const { x, y } = state.limits, n = state.X.length;
      // Not one upon the other.
      return add(state, [x[0] + (x[1] - x[0]) * (0.5 + 0.04 * (n % 7)), y[0] + (y[1] - y[0]) * (0.5 + 0.04 * (n % 5))]);
    },
    drop: (state) => (state.chosen === null ? state : drop(state, state.chosen)),
  };
  const act = (state, id, value, seen) => acts[id](state, value, seen);

  const { alt, say, table, python } = Lecture14.mixtureWords, { size, shapes, handles } = Lecture14.mixtureDrawing;
  const { values, pack, unpack } = Lecture14.mixtureLink(start);
  Lecture14.lab("mixture", {
    start, look, size, shapes, handles, move, controls, act, alt, say, table, python, values, tap, remove, tick, pack, unpack,
    hint: "Drag points, means and the ends of ellipses (two standard deviations long); click beside them to add a point. Of the points one has the keyboard: N and P go on and back, Delete removes it.",
  });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
