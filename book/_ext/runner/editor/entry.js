// The editor of a code box: colours under the reader's own <textarea>, and keys that know Python.
//
// codeEditor(textarea, { onRun }) -> { value, focus(), mark(line) } leaves the element itself in its place, with its
// text, selection, focus, undo, label and listeners: a layer of coloured text lies over it and lets every press through.
import { languages, tokenizeText } from "prism-code-editor/prism";
import "prism-code-editor/prism/languages/python";
import { listen } from "./commands.js";
import { help, showFoot } from "./foot.js";

// Prism's names for tokens, as Pygments names them: the book's own sheet colours both.
const PYGMENTS = {
  comment: "c1", string: "s2", "triple-quoted-string": "s2", "string-interpolation": "s2", keyword: "k",
  boolean: "kc", builtin: "nb", number: "mf", function: "nf", "class-name": "nc", decorator: "nd", operator: "o",
  interpolation: "",
};
const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");

const tokens = (text) => tokenizeText(text, languages.python);

// The text as [piece, class] pairs; what stands in braces in an f-string has a class of its own.
function* pieces(tokens, outer = "") {
  for (const token of tokens) {
    if (typeof token === "string") yield [token, outer];
    else {
      // Prism still takes `print` for the statement of Python 2.
      const type = token.content === "print" ? "builtin" : token.type;
      yield* pieces([token.content].flat(), PYGMENTS[type] ?? outer);
    }
  }
}

// The lines of the text as elements. Nothing is parsed as HTML.
function lines(text) {
  const made = [line()];
  for (const [piece, name] of pieces(tokens(text)))
    piece.split("\n").forEach((part, i) => {
      if (i) made.push(line());
      if (!part) return;
      const span = document.createElement("span");
      span.className = name;
      span.textContent = part;
      made.at(-1).append(span);
    });
  // A line without text needs its height.
  for (const one of made) one.append("\n");
  return made;
}

function line() {
  const made = document.createElement("span");
  made.className = "run-line";
  return made;
}

// What of a text is code: strings and comments count as blanks.
function codeOf(text) {
  const skip = (name) => name === "s2" || name === "c1";
  return [...pieces(tokens(text))].map(([piece, name]) => (skip(name) ? piece.replace(/\S/g, " ") : piece)).join("");
}

globalThis.codeEditor = (box, { onRun } = {}) => {
  const frame = box.parentElement;
  if (!frame?.classList.contains("run-box"))
    throw new Error(`the code box ${box.id} lies in ${frame?.outerHTML.slice(0, 80)}; expected <div class="run-box"> around it`);
  const layer = document.createElement("div");
  layer.className = "run-paint highlight";
  layer.setAttribute("aria-hidden", "true");
  const pre = layer.appendChild(document.createElement("pre"));

  const mark = (number) => {
    const count = pre.children.length;
    if (number !== null && !(Number.isInteger(number) && number >= 1 && number <= count))
      throw new RangeError(`line is ${number}; expected a whole number from 1 to ${count}, or null`);
    for (const [i, one] of [...pre.children].entries()) one.classList.toggle("run-marked", i + 1 === number);
    box.title = number === null ? "" : `The error is in line ${number}.`;
    box.setAttribute("aria-invalid", String(number !== null));
  };
  // A line that was marked may be another one now.
  const paint = () => {
    pre.replaceChildren(...lines(box.value));
    mark(null);
  };

  for (const name of ["spellcheck", "autocorrect", "autocapitalize", "autocomplete"])
    box.setAttribute(name, name === "spellcheck" ? "false" : "off");
  box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), help(box)].filter(Boolean).join(" "));
  // Who writes to the element's `value`, as Reset does, writes to the picture too.
  Object.defineProperty(box, "value", {
    configurable: true,
    get: () => value.get.call(box),
    set: (text) => (value.set.call(box, text), paint()),
  });
  box.addEventListener("input", paint);
  listen(box, codeOf, onRun);
  showFoot(box);
  paint();
  frame.append(layer);
  frame.classList.add("run-painted");
  return {
    get value() { return box.value; },
    set value(text) { box.value = text; },
    focus: () => box.focus(),
    mark,
  };
};
