/* The program lab: type f, see its graph and its three programs, run both sweeps, or compute them yourself (slides 7-18). */
(function (Lecture14) {
  "use strict";
  const { check, examples, program, tape, statements, practice, Misread, Refused } = Lecture14, { words, lately } = Lecture14.draw;
  const { size, shapes, handles, move } = Lecture14.programPicture, { alt, say, table, hint, choices, VIEWS } = Lecture14.programWords;
  const MOST_NODES = 40, MOST_INPUTS = 8, MOST_OUTPUTS = 6, LARGEST = 1e6, LONGEST = 600, END = 1000, SECONDS = 12, PACE = 40;
  const AT = { line: 1, column: 1, length: 1 };

  /** The program of a text, with what labs have room for. */
  const read = lately((text) => {
    const found = program.read(text), names = program.inputs(found);
    if (!names.length) throw new Misread("the program has no input", "write a name, such as x1, for a number that can change", AT);
    if (names.length > MOST_INPUTS) throw new Misread(`the program has ${names.length} inputs`, `write at most ${MOST_INPUTS}`, AT);
    return found;
  });
  function record(found, at) {
    const made = program.record(found, at);
    if (made.nodes.length > MOST_NODES) throw new Misread(`the program has ${made.nodes.length} nodes`, `write one with at most ${MOST_NODES}`, AT);
    if (made.outputs.length > MOST_OUTPUTS) throw new Misread(`the program returns ${made.outputs.length} numbers`, `return at most ${MOST_OUTPUTS}`, AT);
    return made;
  }

  const named = (given, label) => {
    if (!given || typeof given !== "object" || Array.isArray(given)) throw new Refused(`${label} is no object of names and numbers`);
    const entries = Object.entries(given);
    check.list(entries, 0, 50, label);
    return Object.fromEntries(entries.map(([name, v]) => [name, check.number(v, -LARGEST, LARGEST, `${label} of ${name.slice(0, 20)}`)]));
  };

  function start(given) {
    const { program: text, inputs, tangents, cotangents, view = "beside", time = END, practice: secret = false } = given;
    check.text(text, LONGEST, "program");
    const example = Object.keys(examples).find((key) => sized(key).includes(text)) ?? "own";
    check.list(cotangents, 0, MOST_OUTPUTS, "cotangents").forEach((v) => check.number(v, -LARGEST, LARGEST, "cotangent"));
    const state = {
      example, size: sized(example).indexOf(text) + (examples[example].size?.[2] ?? 0), own: example === "own" ? text : examples.own.text(),
      text, draft: text, error: "", inputs: named(inputs, "inputs"), tangents: named(tangents, "tangents"), cotangents: [...cotangents],
      reach: {}, which: "", view: check.oneOf(view, VIEWS.map(([v]) => v), "view"), practice: Boolean(secret), answer: "", verdict: null,
      time: check.number(time, 0, END, "time"), playing: false, until: END,
    };
    try {
      return fitted(state, text);
    } catch (error) {
      throw error instanceof Misread ? new Refused(`program cannot be read: ${error.message}`) : error;
    }
  }

  /** Every text that an example may have, the least size first. */
  const sized = (key) => {
    const { text, size: range } = examples[key];
    return range ? Array.from({ length: range[3] - range[2] + 1 }, (_, i) => text(range[2] + i)) : [text()];
  };

  /** A state with this program and a number for each of its inputs; numbers of inputs that keep their names stay. */
  function fitted(state, text) {
    const found = read(text), names = program.inputs(found), preset = examples[state.example];
    const inputs = Object.fromEntries(names.map((n) => [n, state.inputs[n] ?? preset.inputs[n] ?? 1]));
    let tangents = Object.fromEntries(names.map((n) => [n, state.tangents[n] ?? 0]));
    if (!names.some((n) => n in state.tangents)) tangents = { ...tangents, ...(preset.tangents ?? { [names[0]]: 1 }) };
    const { outputs } = record(found, names.map((n) => inputs[n])), given = state.cotangents.length ? state.cotangents : [1];
    const reach = Object.fromEntries(names.map((n) => [n, reached(inputs[n], state.reach[n])]));
    return { ...state, text, draft: text, error: "", inputs, tangents, cotangents: outputs.map((_, q) => given[q] ?? 0), reach,
      which: choices(names, outputs).some(([v]) => v === state.which) ? state.which : `inputs ${names[0]}`, verdict: null, answer: "" };
  }
  /** How far a slider goes: at least to 5, and to a round number beyond what was typed. */
  const reached = (value, before = 5) => (Math.abs(value) <= before ? before : 10 ** Math.ceil(Math.log10(Math.abs(value))));

  function look(state) {
    const found = read(state.text), names = program.inputs(found), at = names.map((n) => state.inputs[n]), tangents = names.map((n) => state.tangents[n]);
    const made = recorded(found, at), { cotangents } = state, run = statements.steps(made, tangents, cotangents), total = run.steps.length;
    const time = Math.min(state.time, total), done = Math.floor(time + 1e-9), part = time - done < 1e-6 ? 0 : time - done;
    const secret = state.practice && done < total;
    /** The statement that is marked: that which is on its way or asked, else the last one. */
    const active = done < total && (part || secret) ? run.steps[done] : done < total || state.playing ? run.steps[done - 1] : undefined;
    return {
      found, names, at, tangents, cotangents, record: made, run, total, time, done, part, secret, active, next: run.steps[done],
      counts: tape.counts(made.nodes), depth: deepest(made.nodes), shown: statements.known(made, run, done),
      jacobian: () => tape.jacobian(made.nodes, made.values, made.outputs),
    };
  }
  function recorded(found, at) {
    try {
      return record(found, at);
    } catch (error) {
      throw error instanceof Misread ? new Refused(`At these inputs ${error.message}.`) : error;
    }
  }
  const deepest = (nodes) => {
    const depth = [];
    for (const { args } of nodes) depth.push(1 + Math.max(-1, ...args.filter(tape.isNode).map((a) => depth[a])));
    return Math.max(...depth) + 1;
  };

  function controls(state, seen) {
    const { example, draft, error, view, answer, verdict } = state, [list, key] = state.which.split(" "), value = state[list][key], reach = state.reach[key] ?? 5;
    const range = examples[example].size, { next, secret, total } = seen, asks = state.practice && secret;
    const name = asks && statements[{ value: "w", tangent: "dot", adjoint: "bar" }[next.kind]](next.to);
    return [
      { id: "step", kind: "button", label: asks ? "Show this number" : "Step", off: !total },
      { id: "run", kind: "button", label: "Run", hidden: state.practice, off: !total },
      { id: "again", kind: "button", label: "Start again", off: !total },
      { id: "practice", kind: "check", label: "Practice: compute the next number yourself", value: state.practice },
      { id: "answer", kind: "text", label: asks ? `${next.text}${next.kind === "adjoint" ? ", and then" : ";"} ${name} is` : "",
        value: answer, rows: 1, enter: "check", error: verdict && !verdict.right ? verdict.text : "", hidden: !asks },
      { id: "check", kind: "button", label: "Check", hidden: !asks },
      { id: "example", kind: "choice", label: "Example", value: example,
        options: Object.entries(examples).map(([k, { label }]) => [k, label]) },
      { id: "size", kind: "slider", label: range?.[0] ?? "Steps", value: state.size,
        min: range?.[2] ?? 1, max: range?.[3] ?? 1, step: 1, hidden: !range },
      { id: "program", kind: "text", label: "Program, in Python's syntax", value: draft,
        rows: Math.min(Math.max(draft.split("\n").length, 2), 8), error },
      { id: "view", kind: "choice", label: "Listing", value: view, options: VIEWS },
      { id: "which", kind: "choice", label: "Number to set", value: state.which, options: choices(seen.names, seen.record.outputs) },
      { id: "slide", kind: "slider", label: "by slider", value, min: -reach, max: reach, step: reach / 500, text: words(value, 4) },
      { id: "type", kind: "number", label: "by typing", value, min: -LARGEST, max: LARGEST, step: "any" },
    ];
  }

  function act(state, id, value, seen) {
    if (id === "program") return typed(state, value);
    if (id === "example") return chosen({ ...state, own: state.example === "own" ? state.text : state.own }, value, examples[value].size?.[1] ?? 0);
    if (id === "size") return chosen(state, state.example, value);
    if (id === "which" || id === "view") return { ...state, [id]: value };
    if (id === "slide" || id === "type") return Number.isFinite(value) ? set(state, value) : state;
    if (id === "practice") return { ...state, practice: value, time: value ? 0 : END, answer: "", verdict: null };
    if (id === "answer") return { ...state, answer: value.slice(0, 60), verdict: null };
    if (id === "check") return checked(state, seen);
    return sweeping(state, id, seen);
  }

  function sweeping(state, id, { done, total }) {
    const rest = { ...state, answer: "", verdict: null };
    if (!total || (id === "again" && state.time === 0)) return state;
    if (id === "again") return { ...rest, time: 0 };
    const from = done === total ? 0 : done;
    if (id === "run") return { ...rest, time: from, playing: true, until: total };
    return state.practice ? { ...rest, time: from + 1 } : { ...rest, time: from, playing: true, until: from + 1 };
  }
  /** A second for two statements; less where there are many. */
  function tick(state, { total, time }) {
    const next = Math.min(time + Math.max(PACE / 500, (total * PACE) / (1000 * SECONDS)), state.until);
    return { ...state, time: next, playing: next < state.until };
  }

  /** What a Misread says, as a sentence. */
  const told = ({ message }) => `${message[0].toUpperCase()}${message.slice(1)}.`;

  function typed(state, draft) {
    try {
      if (draft.length > LONGEST) throw new Misread(`the program has ${draft.length} characters`, `write at most ${LONGEST}`, AT);
      return { ...fitted({ ...state, example: "own" }, draft), time: state.practice ? 0 : END };
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      return { ...state, draft, error: told(error) };
    }
  }
  function chosen(state, example, count) {
    const text = example === "own" ? state.own : examples[example].text(count), fresh = example !== state.example;
    const numbers = fresh ? { inputs: {}, tangents: {}, cotangents: [], reach: {} } : {};
    return { ...fitted({ ...state, example, size: count, ...numbers }, text), time: state.practice ? 0 : END };
  }
  function set(state, value) {
    const [list, key] = state.which.split(" "), number = check.number(value, -LARGEST, LARGEST, list === "cotangents" ? "the seed" : key);
    const values = list === "cotangents" ? state.cotangents.map((v, q) => (q === Number(key) ? number : v)) : { ...state[list], [key]: number };
    const reach = { ...state.reach, [key]: reached(number, state.reach[key]) };
    return { ...state, [list]: values, reach, verdict: null };
  }
  function checked(state, { next, record: made, run, shown, done }) {
    if (!next) return state;
    try {
      const found = practice.judge(next, made, run, shown.adjoints, practice.read(state.answer));
      const verdict = { right: found.right, text: practice.sentence(found, next) };
      return found.right ? { ...state, answer: "", verdict, time: done + 1 } : { ...state, verdict };
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      return { ...state, verdict: { right: false, text: told(error) } };
    }
  }

  const python = (state, { found, at, tangents, cotangents }) => program.asPython(found, at, tangents, cotangents);
  const values = ({ text, inputs, tangents, cotangents, view }) => ({ program: text, inputs, tangents, cotangents, view });
  const pack = (state) => ({ ...values(state), time: +state.time.toFixed(2), practice: state.practice });
  const KEYS = ["program", "inputs", "tangents", "cotangents", "view", "time", "practice"];
  const unpack = (data, given) => {
    for (const key of Object.keys(data)) check.oneOf(key, KEYS, "a name in it");
    return start({ ...given, ...data });
  };

  Lecture14.lab("program", {
    start, look, size, shapes, handles, move, controls, act, alt, say, table, python, values, pack, unpack, tick, pace: PACE, hint,
  });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
