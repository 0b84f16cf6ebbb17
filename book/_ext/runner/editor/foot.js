// What stands at the window's foot while the reader writes in a code box: on a phone keys for what a soft keyboard
// hides, elsewhere the keys that the box knows. It lies over the page, so that nothing moves when it comes and goes.
import { dedent, indent, replace } from "./commands.js";

const HELP = "run-code-help";
const KEYS = [
  ["→", "Indent", indent],
  ["←", "Dedent", dedent],
  ...[..."()[]:=_'#"].map((sign) => [sign, null, (box) => replace(box, box.selectionStart, box.selectionEnd, sign)]),
];
const NAMES = {
  "(": "Opening parenthesis", ")": "Closing parenthesis", "[": "Opening bracket", "]": "Closing bracket",
  ":": "Colon", "=": "Equals sign", "_": "Underscore", "'": "Quotation mark", "#": "Number sign",
};

let writing = null;
let foot = null;

// One for the page, made with the first box; in its landmark, where a screen reader looks for it.
function made(box) {
  if (foot) return foot;
  foot = document.createElement("div");
  foot.className = "run-foot";
  foot.hidden = true;
  const hint = foot.appendChild(document.createElement("p"));
  hint.id = HELP;
  hint.textContent = "Tab indents. Escape, then Tab, leaves the box. Ctrl+Enter runs it.";
  if (/Mac|iP/.test(navigator.platform)) hint.textContent = hint.textContent.replace("Ctrl", "Cmd");
  const keys = foot.appendChild(document.createElement("div"));
  keys.setAttribute("role", "toolbar");
  keys.setAttribute("aria-label", "Keys");
  for (const [sign, name, press] of KEYS) {
    const key = keys.appendChild(document.createElement("button"));
    key.type = "button";
    // Tab goes on from the box to the page: who has a Tab key has these keys too.
    key.tabIndex = -1;
    key.textContent = sign;
    key.setAttribute("aria-label", name ?? NAMES[sign]);
    key.addEventListener("click", () => writing && press(writing));
  }
  // A press would take the focus, and with it the soft keyboard, from the box.
  for (const press of ["pointerdown", "mousedown"]) keys.addEventListener(press, (event) => event.preventDefault());
  (box.closest("main") ?? document.body).append(foot);
  // The soft keyboard covers the window's foot; what it leaves is the visual viewport.
  const view = window.visualViewport;
  const place = () => {
    const covered = Math.max(0, document.documentElement.clientHeight - view.offsetTop - view.height);
    foot.style.transform = `translateY(${-covered}px)`;
  };
  for (const change of ["resize", "scroll"]) view.addEventListener(change, place);
  return foot;
}

// The id of the words on the box's keys, for its description.
export const help = (box) => made(box).querySelector("p").id;

export function showFoot(box) {
  const show = () => {
    writing = box;
    made(box).hidden = false;
    // What the browser brings into view stays clear of it.
    document.documentElement.style.setProperty("scroll-padding-bottom", `${foot.offsetHeight + 8}px`);
  };
  box.addEventListener("focus", show);
  box.addEventListener("blur", () => {
    made(box).hidden = true;
    document.documentElement.style.removeProperty("scroll-padding-bottom");
  });
  if (document.activeElement === box) show();
}
