/* Practice: is a typed number the result of a statement, and if not, which mistakes would give it? Lecture14.practice. */
(function (Lecture14) {
  "use strict";
  const { tape, statements: { w, dot, bar } } = Lecture14, { lines } = tape.table;
  const CLOSE = 0.005, NEARLY = 0.05, LONGEST = 60;
  const VERBS = { add: "added", subtract: "subtracted", multiply: "multiplied", divide: "divided" };

  const near = (typed, number, share = CLOSE) => Object.is(typed, number) || Math.abs(typed - number) <= share * Math.abs(number);
  const sum = (list) => list.reduce((total, v) => total + v, 0);

  /** The number that a reader typed, as a number or as an expression of numbers. */
  function read(text) {
    const { body, def } = Lecture14.parse(text.slice(0, LONGEST).replaceAll("−", "-")), at = { line: 1, column: 1, length: 1 };
    if (def || body.length > 1 || body[0].type !== "Expr" || body[0].value.type === "Tuple")
      throw new Lecture14.Misread("this is no single number", "write one number such as 0.25", at);
    const [output] = Lecture14.program.record({ def, body }, []).outputs;
    return output.c;
  }

  /** What someone who evaluates a node may do: [[kind, number, sentence], ...]. */
  function ofValue({ node: i, result }, { nodes, values }) {
    const { op } = nodes[i], operands = tape.operands(nodes[i], values), found = [["sign", -result, "the sign is the other one"]];
    const [a, b] = operands;
    if (operands.length === 2) {
      found.push(["order", +lines[op].f(b, a), "the two operands have changed places"]);
      for (const other in VERBS) if (other !== op && VERBS[op]) found.push(["operation", +lines[other].f(a, b), `the operands are ${VERBS[other]}, and this line has them ${VERBS[op]}`]);
    } else {
      found.push(["forgotten", a, `${op} has not been applied`]);
      if (["sin", "cos", "tan"].includes(op)) found.push(["degrees", +lines[op].f(lines.deg2rad.f(a)), "the calculator is set to degrees, and the lecture's angles are in radians"]);
    }
    return found;
  }

  function ofTangent({ node: i, terms, edges, result }, { nodes, values }) {
    const products = terms.map((t) => t.product ?? 0), but = (k, number) => sum(products.map((p, j) => (j === k ? number : p))), found = [];
    const factors = terms.map((t) => t.factor), slopes = terms.map((t) => t.slope);
    terms.forEach(({ slope, factor }, k) => {
      const from = dot(edges[k][0]);
      found.push(["factor", but(k, factor), `the factor ${number(slope)} of ${from} is forgotten`], ["factor", but(k, slope), `the factor ${from} is forgotten`]);
    });
    if (nodes[i].op === "multiply" && terms.length === 2) found.push(
      ["operand", slopes[1] * factors[0] + slopes[0] * factors[1], "each tangent is multiplied by its own operand, not by the other one"],
      ["both", factors[0] * factors[1], "the two tangents are multiplied by each other"]);
    if (terms.length > 1) terms.forEach((_, k) => found.push(["term", but(k, 0), `the term with ${dot(edges[k][0])} is missing`]));
    if (terms.length > 1) terms.forEach((_, k) => found.push(["sign", but(k, -products[k]), `the sign of the term with ${dot(edges[k][0])} is the other one`]));
    return [...found, ["sign", -result, "the sign is the other one"], ["value", values[i], `that is ${w(i)}, the value, not its tangent`]];
  }

  function ofAdjoint({ node: i, to, terms: [{ slope, factor, product }], edges: [[, k]], before, result }, { nodes, values }) {
    const added = product ?? 0, found = [["overwritten", added, `${bar(to)} is overwritten: what arrives must be added to the ${number(before)} that it had`]];
    found.push(["factor", before + factor, `the factor ${number(slope)} is forgotten`], ["factor", before + slope, `the factor ${bar(i)} is forgotten`]);
    if (nodes[i].op === "multiply") {
      const own = tape.operands(nodes[i], values)[k];
      found.push(["operand", before + own * factor, `${bar(i)} is multiplied by the operand itself, not by the other one`]);
    }
    found.push(["sign", before - added, "the sign of what arrives is the other one"], ["term", before, "nothing has been added yet"], ["sign", -result, "the sign is the other one"]);
    return [...found, ["value", values[to], `that is ${w(to)}, the value, not its adjoint`]];
  }

  /** Numbers of other nodes that are known before this statement. */
  function neighbours({ kind, to, node }, { nodes, values }, { tangents }, adjoints) {
    const list = { value: values.slice(0, node), tangent: tangents.slice(0, node), adjoint: adjoints }[kind];
    const name = { value: w, tangent: dot, adjoint: bar }[kind];
    return list.flatMap((v, i) => (i === to || v === null ? [] : [["neighbour", v, `that is ${name(i)}, the number of another node`]]));
  }

  const number = (v) => Lecture14.draw.words(v);

  /** {right, mistakes: [{kind, number, text}], nearly}; a mistake is named only if it gives the typed number. */
  function judge(step, record, run, adjoints, typed) {
    if (near(typed, step.result)) return { right: true, mistakes: [], nearly: false };
    const of = { value: ofValue, tangent: ofTangent, adjoint: ofAdjoint }[step.kind];
    const mistakes = [...of(step, record), ...neighbours(step, record, run, adjoints)].map(([kind, value, text]) => ({ kind, number: value, text }))
      .filter((m) => Number.isFinite(m.number) && near(typed, m.number) && !near(m.number, step.result));
    return { right: false, mistakes, nearly: near(typed, step.result, NEARLY) };
  }

  /** The answer in a sentence. */
  function sentence({ right, mistakes, nearly }, { text, result }) {
    if (right) return `Right: ${text} gives ${number(result)}.`;
    const looks = [...new Set(mistakes.map((m) => m.text))].slice(0, 2);
    if (looks.length) return `Not yet. It looks as if ${looks.join("; or ")}.`;
    return nearly ? "Nearly: type three significant digits, or an expression." : `Not yet, and it is no mistake that this page knows: compute ${text} once more.`;
  }

  Lecture14.practice = { read, judge, sentence };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
