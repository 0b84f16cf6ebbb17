/* What the mixture lab says: its picture in a sentence, its table, the cell that computes the same, and its link. */
(function (Lecture14) {
  "use strict";
  const { words, fixed } = Lecture14.draw, { plane, check } = Lecture14, { top, misassigned } = Lecture14.mixtureDrawing;
  const list = (numbers) => (numbers.length > 1 ? `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}` : String(numbers[0]));
  const named = (ks) => `${ks.length > 1 ? "Components" : "Component"} ${list(ks.map((k) => k + 1))}`;
  const levels = ({ level, bound, inertia }) => `${inertia ? "inertia" : "log-likelihood"} ${fixed(level)}`
    + (bound === null ? "" : `, ${inertia ? "with the old labels" : "lower bound"} ${fixed(bound)}`);

  function alt({ X, names, method, last, held }, seen) {
    const { theta, level, bic, stale } = seen, K = theta.w.length;
    const parts = theta.m.map((m, k) => `${k + 1} at (${words(m[0])}, ${words(m[1])})${method === "em" ? ` with weight ${fixed(theta.w[k])}` : ""}`);
    const what = method === "em" ? `${K} Gaussian ${K > 1 ? "components as ellipses" : "component as an ellipse"} of two standard deviations` : `${K} means of ${seen.inertia ? "k-means" : "soft k-means"}`;
    const colours = !held ? "No point has responsibilities yet." : stale ? `The colours are older than the ${last === "M" ? "M step" : "last change"} and wait for an E step.` : "Each point is coloured by its responsibilities.";
    return `${X.length} points, ${names[0]} across and ${names[1]} upwards, and ${what}: ${parts.join("; ")}. ${colours}`
      + (level === null ? "" : ` The ${levels(seen)}${bic === null ? "" : `, BIC ${fixed(bic)}`}.`)
      + (seen.marks ? ` Rings mark ${misassigned(seen.marks)}.` : "");
  }

  /** What is wrong with this mixture, in one sentence. */
  function trouble({ method }, { flat, empty, few, theta }) {
    if (few) return `There are fewer points than components, ${theta.w.length}: no step can be done.`;
    if (flat.length) return `${named(flat)} ${flat.length > 1 ? "have" : "has"} collapsed: in some direction the variance is what the M step adds, not what the points have, and the log-likelihood says how little that is.`;
    if (empty.length) return `${named(empty)} ${empty.length > 1 ? "have" : "has"} no points and stays where it is${method === "em" ? "" : "; KMeans would move an empty cluster to the point that is farthest from its mean"}.`;
    return "";
  }

  function say(state, seen, id) {
    const now = seen.level === null ? "There are no points." : `The ${levels(seen)}.`, wrong = trouble(state, seen);
    return [said(state, seen, id) ?? now, wrong || scored(seen, id)].filter(Boolean).join(" ");
  }

  const finite = (v) => (Number.isFinite(v) ? fixed(v) : "−∞");
  function scored({ marks, stale }, id) {
    if (!marks || stale) return "";
    const score = id === "e" ? `; the mean log responsibility of the component that a point came from is ${finite(marks.score)}` : "";
    return `With these responsibilities ${misassigned(marks)}${score}.`;
  }
  function said(state, seen, id) {
    const { X, last, theta, chosen } = state, { level, bound } = seen;
    const K = theta.w.length, gap = bound === null ? 0 : Math.abs(level - bound), changes = Math.abs(gap) > 5e-3;
    if (state.playing) return "The steps run.";
    if (id === "e") return eSaid(state, seen, changes);
    if (id === "m" && last === "M") return `The M step moved ${seen.inertia ? "each mean to the middle of its points" : state.method === "em" ? "the mixture to where the bound is highest for these responsibilities" : "each mean to the middle of its shares of the points"}: ${levels(seen)}.`;
    if (id === "run") return runSaid(state, seen);
    if (id === "k") return `${K} ${K > 1 ? "components" : "component"}: an E step gives them their points.`;
    if (id === "add" || id === "tap") return `Point ${X.length} is added; there are ${X.length}. It has no responsibilities yet.`;
    if (id === "drop" || id === "remove") return `The point is removed; there are ${X.length}.`;
    if (id === "view") return state.view === "pies" ? "Each point is a pie of its responsibilities." : "Each point has a blend of the components' colours, and the marker of the largest.";
    if (id === "softness" || id === "sigma") return softSaid(state, id);
    if (/^p\d/.test(id ?? "") && seen.R[chosen]) return `Point ${chosen + 1} keeps its responsibilities, ${fixed(Math.max(...seen.R[chosen]))} of it with component ${top(seen.R[chosen]) + 1}, until the next E step: ${levels(seen)}.`;
    if (/^(mean|axis)/.test(id ?? "") && bound !== null && changes) return `The responsibilities are older than the mixture, so the bound lies ${fixed(gap)} ${seen.inertia ? "above the inertia" : "below the log-likelihood"}.`;
    return null;
  }
  function eSaid({ softness, method }, seen, changes) {
    if (seen.stale) return null;
    const soft = method === "em" && softness !== 1;
    if (changes && soft) return `The E step gives ${softness ? `responsibilities to the power ${words(1 / softness)}` : "each point whole to its most probable component"}, so the bound does not touch: ${levels(seen)}.`;
    return `The responsibilities belong to this mixture, and the bound touches: ${levels(seen)}.`;
  }
  function runSaid({ arrived, turn, preset, presets, type, theta, method, softness }, seen) {
    if (!turn) return null;
    const turns = `${turn} ${turn > 1 ? "iterations" : "iteration"}`;
    if (!arrived) return `Stopped after ${turns}: ${levels(seen)}.`;
    // What other starts reach is known of the preset's own model.
    const { means = [], best = {} } = presets.find((p) => p.id === preset) ?? {}, own = theta.w.length === means.length;
    const reached = own && (seen.inertia ? best.inertia : method === "em" && softness === 1 && type === "full" ? best.em : undefined);
    const lower = reached && Math.abs(seen.level - reached) > 0.05 ? ` Another start reaches ${fixed(reached)}: move the means and run again.` : "";
    return `The last of ${turns} gained less than 10⁻⁷ a point: ${levels(seen)}.${lower}`;
  }
  function softSaid({ softness, sigma }, id) {
    if (id === "sigma") return sigma ? "Every component has this σ and the same weight; only the means move." : "With σ = 0 each point goes whole to its nearest mean: k-means.";
    if (softness === 1) return "Softness 1 is EM.";
    return softness ? `The E step will raise responsibilities to the power β = ${words(1 / softness)}.` : "The E step will give each point whole to its most probable component: hard EM, not k-means, for weights and covariances still count.";
  }

  function table({ X, names, method }, seen) {
    const { theta, R, bic, level } = seen, shares = (r) => (r ? r.map((v) => fixed(v)).join(", ") : "none yet");
    const em = method === "em", covariance = (k) => theta.S[k].map((v) => words(v, 4)).join(", ");
    return {
      caption: level === null ? "No points yet" : `${levels(seen)}${bic === null ? "" : `, BIC ${fixed(bic)}`}`,
      head: ["part", ...names, em ? "weight or responsibilities" : "responsibilities", "variance, covariance, variance"],
      rows: [
        ...theta.m.map((m, k) => [`component ${k + 1}`, ...m, em ? fixed(theta.w[k], 4) : "", covariance(k)]),
        ...(seen.marks ? [["mean log responsibility of the true component", "", "", finite(seen.marks.score), ""], [misassigned(seen.marks), "", "", "", ""]] : []),
        ...X.map((p, i) => [`point ${i + 1}`, ...p, shares(R[i]), ""]),
      ],
    };
  }

  const number = (v) => String(+v.toPrecision(10));
  const row = (values) => `[${values.map(number).join(", ")}]`;
  /** A list of rows in lines that are not too long. */
  function rows(lists, indent) {
    const lines = [""];
    for (const text of lists) {
      if (lines.at(-1).length + text.length > 78 - indent) lines.push("");
      lines[lines.length - 1] += `${text}, `;
    }
    return lines.map((line) => " ".repeat(indent) + line.trimEnd()).join("\n");
  }
  /** Covariances in the shape that the type has in lecture14. */
  const COVARIANCES = {
    full: (S) => `[\n${rows(S.map((s) => `[${plane.matrix(s).map(row).join(", ")}]`), 8)}\n    ]`,
    tied: ([s]) => `[${plane.matrix(s).map(row).join(", ")}]`,
    diag: (S) => `[${S.map(([a, , c]) => row([a, c])).join(", ")}]`,
    spherical: (S) => row(S.map(([a]) => a)),
  };

  function python(state, seen) {
    const { X, preset, presets, method, type, softness, sigma } = state, { theta } = seen;
    const known = presets.find((p) => p.id === preset)?.python, [load, ...more] = known ?? [];
    const data = known ? `X = ${more[0]}` : `X = np.array([\n${rows(X.map(row), 4)}\n])`;
    const points = X.length ? data : "X = np.empty((0, 2))", means = `[\n${rows(theta.m.map(row), 8)}\n    ]`;
    const imports = (name) => ["import numpy as np\n", ...[name, load].filter(Boolean)].join("\n");
    if (!X.length) return `import numpy as np\n\n${points}`;
    if (method === "em") {
      const sharpen = softness === 1 ? "" : softness ? `R = R ** (1 / ${number(softness)})\nR /= R.sum(axis=1, keepdims=True)\n` : `R = np.eye(${theta.w.length})[R.argmax(axis=1)]\n`;
      return `${imports("from lecture14 import GaussianMixture")}\n\n${points}\nmixture = GaussianMixture.from_parameters(\n    ${row(theta.w)},\n    ${means},\n    ${COVARIANCES[type](theta.S)},\n    "${type}",\n)\n`
        + `R = mixture.predict_proba(X)\n${sharpen}print(mixture.score(X) * len(X), mixture.bic(X))`;
    }
    return `${imports("from lecture14.clustering import soft_kmeans")}\n\n${points}\nmeans = ${means.replaceAll("\n    ", "\n")}\nnow = soft_kmeans(X, means, sigma=${number(sigma)}, max_iter=0)\nend = soft_kmeans(X, means, sigma=${number(sigma)})\n`
      + "print(((X - now.means[now.labels]) ** 2).sum(), end.means)";
  }

  /** Values for Python, and what a link holds: points only where a reader changed them, as shares of the axes. */
  function mixtureLink(start) {
    const SHARES = 1e7, DIFFERENT = 100, FAR = 2e9;
    const parameters = ({ w, m, S }) => ({ weights: w, means: m, covariances: S.map(plane.matrix) });
    const rounded = (value) => (Array.isArray(value) ? value.map(rounded) : +value.toPrecision(10));
    const share = (v, [low, high]) => Math.round((SHARES * (v - low)) / (high - low));
    const packed = (X, { x, y }) => X.flatMap(([u, v]) => [share(u, x), share(v, y)]);
    function unpacked(numbers, limits) {
      if (check.list(numbers, 0, 800, "points").length % 2) throw new Lecture14.Refused("points has an odd number of entries; expected pairs");
      const [x0, x1, y0, y1] = check.list(limits, 4, 4, "limits").map((v) => check.number(v, -FAR, FAR, "limits"));
      return Array.from({ length: numbers.length / 2 }, (_, i) => [x0 + ((x1 - x0) * check.number(numbers[2 * i], 0, SHARES, "point")) / SHARES,
        y0 + ((y1 - y0) * check.number(numbers[2 * i + 1], 0, SHARES, "point")) / SHARES]);
    }

    function values({ X, truth, names, theta, type, method, softness, sigma }) {
      return { points: X, truth, feature_names: names, ...parameters(theta), covariance_type: type, method, softness, sigma };
    }

    /** What the last E step saw, points by their numbers where they have moved or come since. Of very many, nothing. */
    function packedHeld({ held, X, limits }) {
      const moved = held ? held.X.flatMap((p, i) => (p === X[i] || (p && p[0] === X[i][0] && p[1] === X[i][1]) ? [] : [[i, ...(p ? packed([p], limits) : [])]])) : [];
      if (!held || moved.length > DIFFERENT) return null;
      const { weights, means, covariances } = parameters(held.theta), { softness, nearest } = held;
      return { means: rounded(means), ...(nearest ? {} : { weights: rounded(weights), covariances: rounded(covariances) }), softness, nearest, moved };
    }
    function pack(state) {
      const { X, preset, limits, last, view } = state, { points, truth, weights, means, covariances, ...rest } = values(state), { x, y } = limits;
      const data = preset === "changed" ? { points: packed(X, limits), truth, limits: [...x, ...y] } : { preset }, held = packedHeld(state);
      return { ...data, ...rest, weights: rounded(weights), means: rounded(means), covariances: rounded(covariances), held, last: held && last, view };
    }
    function unpack(data, given) {
      const preset = given.presets.find((p) => p.id === data.preset), { presets } = given;
      const limits = preset ? preset.limits : data.limits ?? given.limits;
      const own = preset ? preset.points : data.points === undefined ? given.points : unpacked(data.points, limits);
      const known = own.length === given.points.length && own.every((p, i) => p[0] === given.points[i][0] && p[1] === given.points[i][1]);
      const truth = known ? given.truth : preset ? [] : data.truth ?? [];
      const all = { ...given, ...data, presets, id: data.preset, points: own, truth, limits };
      if (!all.held) return start(all);
      const before = [...own];
      for (const [i, ...place] of check.list(all.held.moved, 0, DIFFERENT, "moved points"))
        before[check.whole(i, 0, own.length - 1, "number of a point")] = place.length ? unpacked(place, limits)[0] : null;
      return start({ ...all, held: { ...all.held, X: before } });
    }
    return { values, pack, unpack };
  }

  Object.assign(Lecture14, { mixtureWords: { alt, say, table, python }, mixtureLink });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
