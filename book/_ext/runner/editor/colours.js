// A Python text as lines of coloured words, in Pygments' names for tokens: the book's own sheet colours both.
import { languages, tokenizeText } from "prism-code-editor/prism";
import "prism-code-editor/prism/languages/python";

const PYGMENTS = {
  comment: "c1", string: "s2", "triple-quoted-string": "s2", "string-interpolation": "s2", interpolation: "",
  keyword: "k", boolean: "kc", builtin: "nb", number: "mf", function: "nf", "class-name": "nc", decorator: "nd",
  operator: "o",
};

// The text in order, as [piece, class] pairs.
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

const piecesOf = (text) => pieces(tokenizeText(text, languages.python));

function element(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

// One element a line. Nothing is parsed as HTML.
export function lines(text) {
  const made = [element("run-line", "")];
  for (const [piece, name] of piecesOf(text))
    piece.split("\n").forEach((part, i) => {
      if (i) made.push(element("run-line", ""));
      if (part) made.at(-1).append(name ? element(name, part) : part);
    });
  // A line without text needs its height.
  for (const line of made) line.append("\n");
  return made;
}

// The text with blanks for what is no code: strings and comments.
export function code(text) {
  const blank = ([piece, name]) => (name === "s2" || name === "c1" ? piece.replace(/\S/g, " ") : piece);
  return [...piecesOf(text)].map(blank).join("");
}
