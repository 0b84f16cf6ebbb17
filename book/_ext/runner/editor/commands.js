// What keys do in a code box: indentation, comments, running, and the way out. Undo stays the browser's own.
import { code } from "./colours.js";

const STEP = 4;

// Put text in the place of what lies between two positions, and select; the page hears `input` as from typing.
export function replace(box, start, end, text, selectStart = start + text.length, selectEnd = selectStart) {
  if (box.readOnly || box.disabled) return;
  box.focus();
  box.setSelectionRange(start, end);
  // The one way of writing into a box that undo knows of; deprecated, so it may fail one day.
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    box.setRangeText(text);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  box.setSelectionRange(selectStart, selectEnd);
}

const lineStart = (text, position) => text.lastIndexOf("\n", position - 1) + 1;
const indentation = (line) => line.match(/^ */)[0].length;
// How far a column lies beyond the stop before it: 0 in column 0, otherwise 1 to 4.
const beyondStop = (column) => column && ((column - 1) % STEP) + 1;

// Change each selected line; the selection keeps its text.
function eachLine(box, change) {
  const { value, selectionStart, selectionEnd } = box;
  const start = lineStart(value, selectionStart);
  // A selection that ends where a line begins does not hold that line.
  const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
  const end = (value.indexOf("\n", last) + 1 || value.length + 1) - 1;
  const before = value.slice(start, end).split("\n");
  const after = change(before);
  const text = after.join("\n");
  if (text === value.slice(start, end)) return;
  const from = Math.max(start, selectionStart + after[0].length - before[0].length);
  replace(box, start, end, text, from, Math.max(from, selectionEnd + text.length - (end - start)));
}

export function indent(box) {
  const { value, selectionStart: at, selectionEnd } = box;
  if (at === selectionEnd) replace(box, at, at, " ".repeat(STEP - ((at - lineStart(value, at)) % STEP)));
  else eachLine(box, (lines) => lines.map((line) => line && " ".repeat(STEP - (indentation(line) % STEP)) + line));
}

export function dedent(box) {
  eachLine(box, (lines) => lines.map((line) => line.slice(beyondStop(indentation(line)))));
}

function comment(box) {
  eachLine(box, (lines) => {
    const written = lines.filter((line) => line.trim());
    if (written.length && written.every((line) => /^\s*#/.test(line)))
      return lines.map((line) => line.replace(/^(\s*)# ?/, "$1"));
    const column = Math.min(...written.map(indentation));
    return lines.map((line) => (line.trim() ? `${line.slice(0, column)}# ${line.slice(column)}` : line));
  });
}

// What a new line starts with: the line before it, one step more after a colon or an open bracket, one less after
// a statement that ends its block.
function newLine(box) {
  const { value, selectionStart } = box;
  const before = value.slice(0, selectionStart);
  const start = lineStart(value, selectionStart);
  const line = code(before).slice(start);
  const column = indentation(before.slice(start));
  if (/[:([{]\s*$/.test(line)) return column + STEP;
  if (/^\s*(return|pass|break|continue|raise)\b/.test(line)) return Math.max(0, column - STEP);
  return column;
}

// In the blanks before a line Backspace takes back what Tab gave.
function backspace(box) {
  const { value, selectionStart: at, selectionEnd } = box;
  const column = at - lineStart(value, at);
  if (at !== selectionEnd || !column || value.slice(at - column, at).trim()) return false;
  replace(box, at - beyondStop(column), at, "");
  return true;
}

export function listen(box, onRun) {
  // After Escape the next Tab leaves the box: nobody is caught in it (WCAG 2.1.2).
  let leaving = false;
  box.addEventListener("blur", () => (leaving = false));
  box.addEventListener("keydown", (event) => {
    const { key, shiftKey, altKey } = event;
    const command = event.ctrlKey || event.metaKey;
    if (event.isComposing || altKey || ["Shift", "Control", "Meta"].includes(key)) return;
    const left = leaving && key === "Tab";
    leaving = key === "Escape";
    if (key === "Enter" && (command || shiftKey)) onRun?.();
    else if (key === "Tab" && !command && !left) (shiftKey ? dedent : indent)(box);
    else if (key === "/" && command) comment(box);
    else if (!(key === "Backspace" && !command && !shiftKey && backspace(box))) return;
    event.preventDefault();
  });
  // Soft keyboards name no keys, but say what they are about to write.
  box.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertLineBreak") return;
    const column = newLine(box);
    if (!column) return;
    event.preventDefault();
    replace(box, box.selectionStart, box.selectionEnd, `\n${" ".repeat(column)}`);
  });
}
