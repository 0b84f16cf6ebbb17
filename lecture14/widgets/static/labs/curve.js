/* A typed function of one variable: read once, its values and slopes on the tape, its curve with gaps where it has any. */
(function (Lecture14) {
  "use strict";
  const { tape, program: programs, Misread } = Lecture14;
  const LONGEST = 500, KEPT = 20, COARSE = 240, DEEP = 7, MOST = 2500, HALVINGS = 45;
  const { lately } = Lecture14.draw, between = (v, low, high) => Math.min(Math.max(v, low), high);

  /** The function that a text holds; throws Misread with place and remedy. */
  const read = lately(compiled, undefined, KEPT);
  function compiled(text) {
    if (text.length > LONGEST)
      throw new Misread(`the function has ${text.length} characters`, `write at most ${LONGEST}`, { line: 1, column: 1 });
    const program = programs.read(text), names = programs.inputs(program);
    const parts = program.body.flatMap((statement) => [...programs.walk(statement)]);
    if (names.length > 1)
      throw new Misread(`the function has the inputs ${names.join(" and ")}`, `write a number in place of ${names[1]}`,
        parts.find((node) => node.id === names[1])?.at ?? program.body[0].at);
    // A function with branches is recorded at each point anew: which operations it has depends on the point.
    const branches = parts.some(({ type, ops }) => ["IfExp", "BoolOp"].includes(type) || ops?.length > 1);
    const inputs = (x) => names.map(() => x), run = (x) => (branches ? recorded(record, x) : { ...first, values: tape.evaluate(first.nodes, inputs(x)) });
    const record = (x, round) => programs.record(program, inputs(x), round);
    const first = trial(record);
    if (first.outputs.length > 1)
      throw new Misread(`the function returns ${first.outputs.length} values`, "return one", program.body.at(-1).at);
    return {
      text, program,
      /** f(x), not a number where Python would raise. */
      value(x) {
        const { outputs: [o], values } = run(x);
        return tape.isNode(o) ? values[o] : o.c;
      },
      /** [f(x), f′(x)] */
      both(x) {
        const { nodes, outputs: [o], values } = run(x);
        if (!tape.isNode(o)) return [o.c, 0];
        return [values[o], names.length ? tape.forward(nodes, values, [1])[o] : 0];
      },
      /** f(x) in float32, {y, wide}: `wide` where NumPy's result is float64 all the same. */
      narrow(x) {
        const { nodes, outputs: [o], values } = recorded(record, x, Math.fround);
        return tape.isNode(o) ? { y: values[o], wide: nodes[o].wide } : { y: o.c, wide: o.wide };
      },
    };
  }

  /** A first recording: what Python refuses at every one of these points is a mistake of the text. */
  function trial(record) {
    let refused;
    for (const x of [0.5, -0.5, 3, -3, 20])
      try { return record(x); } catch (error) { refused ??= misread(error); }
    throw refused;
  }
  function recorded(record, x, round) {
    try { return record(x, round); } catch (error) {
      misread(error);
      return { nodes: [], values: [], outputs: [{ c: NaN }] };
    }
  }
  function misread(error) {
    if (!(error instanceof Misread)) throw error;
    return error;
  }

  /** The limits of y that show the curve: its range, unless it runs off to infinity; then what most points need. */
  function range(f, points, level) {
    const seen = points.filter(([, y]) => Number.isFinite(y));
    if (!seen.length) return [-1, 1];
    const sorted = seen.map(([, y]) => y).sort((a, b) => a - b), share = (q) => sorted[Math.round(q * (sorted.length - 1))];
    const usual = share(0.95) - share(0.05), step = points[1][0] - points[0][0];
    /** The end of the range above (sign 1) or below (-1), looked at more closely around the farthest point. */
    const end = (sign) => {
      const [x, y] = seen.reduce((far, p) => (sign * p[1] > sign * far[1] ? p : far));
      const close = Array.from({ length: 33 }, (_, i) => sign * f.value(between(x + ((i - 16) / 16) * step, points[0][0], points.at(-1)[0])));
      const most = Math.max(sign * y, ...close.filter((v) => !Number.isNaN(v))), typical = sign * share(sign > 0 ? 0.95 : 0.05);
      return sign * (most - sign * y > sign * y - typical + usual ? typical + 0.7 * usual : most);
    };
    const levels = level === undefined ? [] : [level], low = Math.min(end(-1), ...levels), high = Math.max(end(1), ...levels);
    const room = 0.06 * (high - low) || Math.abs(high) || 1;
    return [low - room, high + room];
  }

  /** The curve over [low, high]: {limits, pieces}, pieces of [x, y] without gaps. `level` is a y that must be in sight. */
  function sample(f, [low, high], level) {
    const points = Array.from({ length: COARSE + 1 }, (_, i) => { const x = low + ((high - low) * i) / COARSE; return [x, f.value(x)]; });
    const limits = range(f, points, level), fine = (limits[1] - limits[0]) / 500;
    const pieces = [];
    let piece = [], budget = MOST;
    const here = (x) => { budget--; return [x, f.value(x)]; };
    const is = ([, y]) => Number.isFinite(y);
    const end = () => { if (piece.length > 1) pieces.push(piece); piece = []; };
    const beyond = (...ys) => ys.every((y) => y > limits[1]) || ys.every((y) => y < limits[0]);

    /** Halves [a, b] while `left` says in which half to go on; the points that are left of it. */
    function halved(a, b, left) {
      for (let i = 0; i < HALVINGS; i++) {
        const m = here((a[0] + b[0]) / 2);
        if (left(m, a, b)) b = m; else a = m;
      }
      return [a, b];
    }
    function joined(a, b, depth) {
      if (is(a) !== is(b)) {
        // The edge of the domain, to the last digits.
        const [s, t] = halved(a, b, (m) => is(m) !== is(a));
        if (is(a)) { refine(a, s, depth); end(); } else { end(); piece.push(t); refine(t, b, depth); }
      } else if (is(a)) refine(a, b, depth);
      else end();
    }
    function refine(a, b, depth) {
      const m = here((a[0] + b[0]) / 2);
      if (!is(m) && depth < DEEP) { joined(a, m, depth + 1); joined(m, b, depth + 1); return; }
      const straight = is(m) && (Math.abs(m[1] - (a[1] + b[1]) / 2) < fine || beyond(a[1], m[1], b[1]));
      if (!straight && depth < DEEP && budget > 0) { refine(a, m, depth + 1); refine(m, b, depth + 1); return; }
      if (!straight && jumps(a, b)) end();
      piece.push(b);
    }
    /** Whether half of the rise from a to b, or more, happens within a rounding error. */
    function jumps(a, b) {
      if (budget < 0) return false;
      const [s, t] = halved(a, b, (m, p, q) => !(Math.abs(q[1] - m[1]) > Math.abs(m[1] - p[1])));
      return !(Math.abs(t[1] - s[1]) < Math.abs(b[1] - a[1]) / 2);
    }
    points.forEach((b, i) => {
      if (i === 0) { if (is(b)) piece.push(b); } else joined(points[i - 1], b, 0);
    });
    end();
    return { limits, pieces };
  }

  /** `sample`, kept while function and window stay: a drag changes neither. */
  const drawn = lately(sample, (f, window, level) => [f, ...window, level]);

  /** The curve's path in pixels; what lies far above or below is not worth its digits. */
  function path(pieces, scale) {
    const { top, height } = scale.box, within = (y) => between(y, top - 4 * height, top + 5 * height);
    return pieces.map((piece) => Lecture14.draw.path(piece.map(([x, y]) => [scale.x(x), within(scale.y(y))]))).join("");
  }

  const WIDEST = 1e6, NARROWEST = 1e-6;
  /** A window of the first axis, checked. */
  function window_([low, high]) {
    const { check, Refused } = Lecture14, { words } = Lecture14.draw;
    check.number(low, -WIDEST, WIDEST, "window's beginning");
    check.number(high, -WIDEST, WIDEST, "window's end");
    if (high - low < NARROWEST) throw new Refused(`window is [${words(low)}, ${words(high)}]; expected its end above its beginning`);
    return [low, high];
  }
  /** The window, so many times as wide, with `x` where it was; the same window where that would be too much. */
  function zoomed([low, high], factor, x) {
    const at = between(x, low, high), next = [at + factor * (low - at), at + factor * (high - at)];
    const fits = next[1] - next[0] >= NARROWEST * Math.max(1, Math.abs(at)) && Math.max(-next[0], next[1]) <= WIDEST;
    return fits ? next.map((v) => +v.toPrecision(12)) : [low, high];
  }
  /** The window, moved so that x lies in its middle, unless it is in sight. */
  const holding = ([low, high], x) => (x >= low && x <= high ? [low, high] : [x - (high - low) / 2, x + (high - low) / 2]);

  /** What a state holds of its typed function: the last that could be read, and what stands in the field. */
  function typed(text) {
    try {
      return { function: read(text).text, text, error: null };
    } catch (error) {
      return { text, error: misread(error).message };
    }
  }
  /** The same for a first state, where a mistake is refused. */
  function given(text) {
    const found = typed(Lecture14.check.text(text, LONGEST, "function"));
    if (found.error) throw new Lecture14.Refused(`function: ${found.error}`);
    return found;
  }
  const field = ({ text, error }) => ({ id: "function", kind: "text", label: "f(x) =", value: text, error, rows: text.includes("\n") ? 4 : 1 });

  Lecture14.curve = { read, sample, drawn, path, window: window_, zoomed, holding, typed, given, field };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
