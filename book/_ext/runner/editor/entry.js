// The editor of a code box: colours under the reader's own <textarea>, and keys that know Python.
//
// codeEditor(textarea, { onRun }) -> { value, focus(), mark(line) } leaves the element itself in its place, with its
// text, selection, focus, undo, label and listeners: a layer of coloured text lies over it and lets every press through.
import { lines } from "./colours.js";
import { listen } from "./commands.js";
import { help, showFoot } from "./foot.js";

const native = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");

// Soft keyboards and browsers mend prose; this is code.
const NO_PROSE = { spellcheck: "false", autocorrect: "off", autocapitalize: "off", autocomplete: "off" };

globalThis.codeEditor = (box, { onRun } = {}) => {
  const frame = box.parentElement;
  if (!frame?.classList.contains("run-box"))
    throw new Error(`the code box ${box.id} lies in <${frame?.localName}>; expected <div class="run-box"> around it`);
  if (frame.classList.contains("run-painted")) throw new Error(`the code box ${box.id} has its editor already`);
  const layer = document.createElement("div");
  layer.className = "run-paint highlight";
  layer.setAttribute("aria-hidden", "true");
  const pre = layer.appendChild(document.createElement("pre"));

  const mark = (line) => {
    const count = pre.children.length;
    if (line !== null && !(Number.isInteger(line) && line >= 1 && line <= count))
      throw new RangeError(`line is ${line}; expected a whole number from 1 to ${count}, or null`);
    for (const [i, one] of [...pre.children].entries()) one.classList.toggle("run-marked", i + 1 === line);
    box.title = line === null ? "" : `The error is in line ${line}.`;
    box.setAttribute("aria-invalid", String(line !== null));
  };
  const paint = () => {
    pre.replaceChildren(...lines(box.value));
    // The line that was marked may be another one now.
    mark(null);
  };

  for (const [name, setting] of Object.entries(NO_PROSE)) box.setAttribute(name, setting);
  box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), help(box)].filter(Boolean).join(" "));
  // Who writes to the element's `value`, as a reset does, changes what is seen, too.
  Object.defineProperty(box, "value", {
    get: () => native.get.call(box),
    set: (text) => {
      native.set.call(box, text);
      paint();
    },
  });
  box.addEventListener("input", paint);
  listen(box, onRun);
  showFoot(box);
  paint();
  frame.append(layer);
  frame.classList.add("run-painted");
  return {
    get value() {
      return box.value;
    },
    set value(text) {
      box.value = text;
    },
    focus: () => box.focus(),
    mark,
  };
};
