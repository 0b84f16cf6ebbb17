/* Gaussian mixtures in the plane: EM's two steps, the lower bound, BIC, and k-means as a limit (slides 43, 49-52, 61).

   The one place outside lecture14.clustering where these formulas stand; tests compare the two step by step to 1e-10.
   theta = {w: [K], m: [[x, y]], S: [[a, b, c]]} with Σ = [[a, b], [b, c]] for each component, whatever the type.
   X is [[x, y]], R the responsibilities [[K]] of its points. Nothing is changed in place. */
(function (Lecture14) {
  "use strict";
  const LOG_2PI = Math.log(2 * Math.PI);
  // As in lecture14.clustering: a share of all points too small to divide by, and an eigenvalue that is only rounding.
  const VANISHED = 1e-200, ROUNDING = 1e-13, REG_COVAR = 1e-6;
  const sum = (values) => values.reduce((total, v) => total + v, 0);
  const dot = (w, S, j) => S.reduce((total, s, k) => total + w[k] * s[j], 0);

  /** What the M step adds to both variances: reg_covar, or that share of the data's own variance if it is less. */
  function floor(X) {
    const variances = [0, 1].map((j) => {
      const column = X.map((p) => p[j]), mean = sum(column) / X.length;
      const constant = column.every((v) => v === column[0]);
      return constant ? null : sum(column.map((v) => (v - mean) ** 2)) / X.length;
    });
    // A constant feature has no variance to take a share of, and borrows the other's.
    const least = Math.min(1, ...variances.filter((v) => v !== null));
    return variances.map((v) => REG_COVAR * Math.min(1, v ?? least));
  }

  /** L = log πₖ N(xᵢ | μₖ, Σₖ), a row for each point, by the factor of Σ = F Fᵀ and z = F⁻¹(x - μ). */
  function logJoint(X, { w, m, S }) {
    const parts = S.map(([a, b, c], k) => {
      const l = Math.sqrt(a), q = b / l, r = Math.sqrt(c - q * q);
      return [l, q, r, Math.log(w[k]) - LOG_2PI - Math.log(l * r), ...m[k]];
    });
    return X.map(([x, y]) => parts.map(([l, q, r, scale, mx, my]) => {
      const u = (x - mx) / l, v = (y - my - q * u) / r;
      return scale - 0.5 * (u * u + v * v);
    }));
  }

  /** log Σₖ exp Lₖ. The largest term stands outside the sum, so that no exponential overflows or all vanish. */
  function logSumExp(L) {
    const top = Math.max(...L);
    return top + Math.log(sum(L.map((v) => Math.exp(v - top))));
  }

  /** The same shares in powers 1/softness: 1 keeps them, 0 gives all to the largest, the first of equals. */
  function shares(L, softness) {
    const top = Math.max(...L);
    if (softness === 0) return L.map((_, k) => (k === L.indexOf(top) ? 1 : 0));
    const powers = L.map((v) => Math.exp((v - top) / softness)), total = sum(powers);
    return powers.map((v) => v / total);
  }

  /** E step: the responsibilities. A softness other than 1 makes r^(1/softness) of them. */
  const eStep = (X, theta, softness = 1) => logJoint(X, theta).map((row) => shares(row, softness));

  /** The log-likelihood ℓ(θ) of rows of `logJoint`. */
  const likelihood = (L) => sum(L.map(logSumExp));

  /** The bound Σ q log(πₖ N(x | μₖ, Σₖ) / q) below it, for any shares q. */
  const bound = (L, q) => sum(L.map((row, i) => sum(row.map((l, k) => (q[i][k] > 0 ? q[i][k] * (l - Math.log(q[i][k])) : 0)))));

  /* Each type: which covariances it allows, as the nearest to given ones of weights w (which sum to 1), and its count of
     free numbers in them, of K components in the plane. */
  const TYPES = {
    full: { narrow: (S) => S, count: (K) => 3 * K },
    tied: { narrow: (S, w) => { const one = [0, 1, 2].map((j) => dot(w, S, j)); return S.map(() => one); }, count: () => 3 },
    diag: { narrow: (S) => S.map(([a, , c]) => [a, 0, c]), count: (K) => 2 * K },
    spherical: { narrow: (S) => S.map(([a, , c]) => [(a + c) / 2, 0, (a + c) / 2]), count: (K) => K },
  };

  /** Weighted counts, means, and covariances about those means; a component without any share has null for the last two. */
  function moments(X, R, K) {
    return Array.from({ length: K }, (_, k) => {
      let n = 0, mx = 0, my = 0, a = 0, b = 0, c = 0;
      X.forEach((p, i) => { n += R[i][k]; });
      if (n < VANISHED * X.length) return { n, mean: null, S: null };
      // About one of the points, so that a mean far from the origin costs no digits.
      const [ox, oy] = X[0];
      X.forEach(([x, y], i) => { mx += R[i][k] * (x - ox); my += R[i][k] * (y - oy); });
      const mean = [ox + mx / n, oy + my / n];
      X.forEach(([x, y], i) => {
        const r = R[i][k], u = x - mean[0], v = y - mean[1];
        a += r * u * u;
        b += r * u * v;
        c += r * v * v;
      });
      return { n, mean, S: [a / n, b / n, c / n] };
    });
  }

  /** M step: weights, means and covariances of the type; `reg` is added to the variances. A component that no point
      belongs to keeps its mean, and its covariance unless that is shared. */
  function mStep(X, R, type, reg, before) {
    const found = moments(X, R, before.w.length), total = sum(found.map(({ n }) => n)), w = found.map(({ n }) => n / total);
    const raw = TYPES[type].narrow(found.map(({ S }) => S ?? [0, 0, 0]), w);
    const add = type === "spherical" ? [(reg[0] + reg[1]) / 2, (reg[0] + reg[1]) / 2] : reg;
    const S = raw.map(([a, b, c], k) => (found[k].S || type === "tied" ? [a + add[0], b, c + add[1]] : before.S[k]));
    return { w, m: found.map(({ mean }, k) => mean ?? before.m[k]), S };
  }

  /** The means alone; weights and covariances stay as they were. */
  const means = (X, R, before) => ({ ...before, m: moments(X, R, before.w.length).map(({ mean }, k) => mean ?? before.m[k]) });

  const squares = ([x, y], m) => m.map(([u, v]) => (x - u) ** 2 + (y - v) ** 2);

  /** The mixture of soft k-means: equal weights and one fixed covariance σ²I. */
  const round = (m, sigma) => ({ w: m.map(() => 1 / m.length), m, S: m.map(() => [sigma ** 2, 0, sigma ** 2]) });

  /** k-means, first step, and the limit of soft k-means at σ = 0: each point to its nearest mean, the first of equals. */
  const nearest = (X, m) => X.map((x) => shares(squares(x, m).map((d) => -d), 0));

  /** Inertia: the squared distances of the points to their own means. */
  const inertia = (X, m, R) => sum(X.map((x, i) => sum(squares(x, m).map((d, k) => R[i][k] * d))));

  /** Free parameters: K means, K - 1 weights, and the covariances of the type. */
  const count = (K, type) => 2 * K + K - 1 + TYPES[type].count(K);
  const bic = (likelihood, n, K, type) => -2 * likelihood + count(K, type) * Math.log(n);

  /** Which components have a direction whose variance comes from `reg` more than from the points. */
  function onFloor({ S }, reg, type) {
    const [f, g] = type === "spherical" ? [(reg[0] + reg[1]) / 2, (reg[0] + reg[1]) / 2] : reg;
    const least = ([a, b, c], p, q) => {
      const u = a / p, v = c / q, middle = (u + v) / 2;
      return (u * v - (b * b) / (p * q)) / (middle + Math.hypot((u - v) / 2, b / Math.sqrt(p * q)));
    };
    return S.flatMap((s, k) => (least(s, s[0], s[2]) < ROUNDING || least(s, f, g) < 2 ? [k] : []));
  }

  /** Components have no names of their own: which class each is called so that most labels agree with the truth. Labels
      are numbers of components, the truth numbers of classes; -1 is unknown. */
  function bestNames(labels, truth, K) {
    const size = Math.max(K, ...truth.map((c) => c + 1)), agree = Array.from({ length: size }, () => Array(size).fill(0));
    labels.forEach((k, i) => { if (k >= 0 && truth[i] >= 0) agree[k][truth[i]] += 1; });
    let best = { hits: -1, names: [] };
    const extend = (names, hits) => {
      if (names.length === size) best = hits > best.hits ? { hits, names } : best;
      else for (let c = 0; c < size; c++) if (!names.includes(c)) extend([...names, c], hits + agree[names.length][c]);
    };
    extend([], 0);
    return best.names;
  }

  Lecture14.mixture = { floor, logJoint, logSumExp, eStep, likelihood, bound, mStep, means, round, nearest, inertia, count, bic, onFloor, bestNames, TYPES };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
