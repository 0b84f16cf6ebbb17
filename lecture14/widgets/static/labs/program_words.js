/* The words of the program lab: its text alternative, its sentences, its table: Lecture14.programWords. */
(function (Lecture14) {
  "use strict";
  const { tape, statements } = Lecture14, { words } = Lecture14.draw;
  const VIEWS = [
    ["beside", "dual beside adjoint program"], ["original", "original program"], ["dual", "dual program"], ["adjoint", "adjoint program"],
  ];
  const hint = "Drag the diamond to move through both sweeps, and the dots below the graph to change the inputs. "
    + "A box holds value, tangent and adjoint, in this order.";

  /** What slider and field may set: [value, label]. */
  const choices = (names, outputs) => [...names.flatMap((n, i) => [[`inputs ${n}`, `input ${n}`], [`tangents ${n}`, `tangent seed ẋ${i + 1} of ${n}`]]),
    ...outputs.map((_, q) => [`cotangents ${q}`, outputs.length > 1 ? `cotangent seed ȳ${q + 1}` : "cotangent seed ȳ"])];

  const list = (names, numbers) => names.map((n, i) => `${n} = ${words(numbers[i])}`).join(", ");
  const counted = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const shown = (v) => words(v, 4), inBrackets = (row) => `(${row.map(shown).join(", ")})`;
  function results({ record: { outputs, values }, run, jacobian }) {
    const value = (o) => shown(tape.isNode(o) ? values[o] : o.c), tangent = (o) => shown(tape.isNode(o) ? run.tangents[o] : 0);
    if (outputs.length === 1) return `the value is ${value(outputs[0])}, its tangent ${tangent(outputs[0])}, its gradient ${inBrackets(jacobian().rows[0])}`;
    return `the values are ${outputs.map(value).join(", ")}, their tangents ${outputs.map(tangent).join(", ")}`;
  }
  const rows = ({ jacobian }) => `the rows of the Jacobian are ${jacobian().rows.map(inBrackets).join(", ")}`;
  const lineOf = ({ text, kind, to, result, before, terms }) => kind !== "adjoint" ? `${text} gives ${words(result)}`
    : `${text} adds ${words(terms[0].product ?? 0)} to ${words(before)}, so ${statements.bar(to)} is ${words(result)}`;

  function alt(state, seen) {
    const { names, at, record: { nodes }, done, total, secret, counts } = seen;
    const graph = `The computational graph of ${state.text.replaceAll("\n", "; ")} at ${list(names, at)}: ${counted(nodes.length, "node")}, inputs at the bottom. `;
    const jacobian = seen.record.outputs.length > 1 ? `; ${rows(seen)}` : "", ran = `${done} of ${total} statements have run`;
    const where = secret ? `${ran}; the next number is hidden. ` : done < total ? `${ran}. ` : `Both sweeps have run: ${results(seen)}${jacobian}. `;
    const products = counted(counts.multiplications, "multiplication");
    return `${graph}${where}The original program has ${counted(counts.operations, "operation")}; `
      + `a forward sweep adds ${products} and ${counted(counts.forwardAdditions, "addition")}, `
      + `a reverse sweep ${products} and ${counted(counts.reverseAdditions, "addition")}.`;
  }

  function say(state, seen, id) {
    const { done, total, run, part, next } = seen;
    if (id === "program" && state.error) return `${state.error} The picture shows the last program that could be read.`;
    if (id === "check" && state.verdict) return state.verdict.text;
    if (id === "answer" && seen.secret) return "Check compares this number with the lab's.";
    if (id === "which") return `Slider and field set the ${choices(seen.names, seen.record.outputs).find(([v]) => v === state.which)[1]}.`;
    if (id === "view") return `The listing shows the ${VIEWS.find(([v]) => v === state.view)[1]}.`;
    if (!total) return "No operation depends on an input, so there is nothing to sweep.";
    const asked = next?.kind === "adjoint" ? `${statements.bar(next.to)} is afterwards` : "it gives";
    if (seen.secret) return `Statement ${done + 1} of ${total} is ${next.text}: type what ${asked}.`;
    if (done === total) return `Both sweeps have run: ${results(seen)}.`;
    if (part) return `${run.steps[done].sweep === "forward" ? "Forward" : "Reverse"}: ${run.steps[done].text} is on its way.`;
    if (done === 0) return "Only inputs and seeds are known: step or run through the statements.";
    return `${run.steps[done - 1].sweep === "forward" ? "Forward" : "Reverse"}, statement ${done} of ${total}: ${lineOf(run.steps[done - 1])}.`;
  }

  const hidden = (v) => (v === null ? "" : v);
  function table(state, seen) {
    const { record: { nodes, outputs }, shown, names, counts, secret, jacobian } = seen;
    const rows = nodes.map((_, i) => [
      statements.original(nodes, i), hidden(shown.values[i]), statements.dual(nodes, i), hidden(shown.tangents[i]),
      statements.adjoint(nodes, i).join("; "), hidden(shown.adjoints[i]),
    ]);
    const add = (what, v) => rows.push([what, v, "", "", "", ""]), y = (q) => (outputs.length > 1 ? `y${q + 1}` : "y");
    if (!secret) jacobian().rows.forEach((row, q) => row.forEach((v, i) => add(`∂${y(q)}/∂${names[i]}`, v)));
    add("operations", counts.operations);
    add("multiplications of a sweep", counts.multiplications);
    add("additions of a forward sweep", counts.forwardAdditions);
    add("additions of a reverse sweep", counts.reverseAdditions);
    const head = ["original program", "value", "dual program", "tangent", "adjoint program (upwards)", "adjoint"];
    return { caption: "The three programs in numbers", head, rows };
  }

  Lecture14.programWords = { alt, say, table, hint, choices, VIEWS };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
