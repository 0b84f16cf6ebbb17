/* Programs to begin with: Lecture14.examples, {key: {label, text(size), inputs(name, i), size: [label, first, least, most]}}. */
(function (Lecture14) {
  "use strict";
  const upTo = (n, write) => Array.from({ length: n }, (_, i) => write(i + 1));

  Lecture14.examples = {
    lecture: { label: "the lecture's f", text: () => "x1*x2 + sin(x1)", inputs: { x1: 1.5, x2: 2 } },
    speelpenning: { label: "Speelpenning's product", size: ["Factors", 5, 2, 8],
      text: (n) => upTo(n, (i) => `x${i}`).join("*"), inputs: Object.fromEntries(upTo(8, (i) => [`x${i}`, [2, 1.5, 3, 0.5, -1, 2.5, 1.2, -2][i - 1]])) },
    heron: { label: "Heron's iteration for √a", size: ["Steps", 2, 1, 6],
      text: (n) => ["x = a", ...upTo(n, () => "x = 0.5*(x + a/x)")].join("\n"), inputs: { a: 2 } },
    logistic: { label: "a logistic map", size: ["Steps", 2, 1, 6],
      text: (n) => upTo(n, () => "x = r*x*(1 - x)").join("\n"), inputs: { r: 3.2, x: 0.3 }, tangents: { x: 1 } },
    softmax: { label: "a softmax", inputs: { x1: 0.5, x2: -1, x3: 2 },
      text: () => "e1 = exp(x1)\ne2 = exp(x2)\ne3 = exp(x3)\ns = e1 + e2 + e3\nreturn e1/s, e2/s, e3/s" },
    own: { label: "your own program", text: () => "w = x1/x2\nreturn w*(w - exp(x2))", inputs: { x1: 1.5, x2: 0.5 } },
  };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
