/* A lab is a picture that computes: an object of pure functions, registered by name with Lecture14.lab(name, {...}).
   The build calls them in V8 for the first picture, a page and a live notebook for all that follow (live.js).

   `state` is plain JSON, all that a reader can change, and is never altered in place: a step returns a new one, which
   may share parts with the old. `seen` is what `look` derives from it. `width` and places are in CSS pixels.

     start(given)                       the first state, from the numbers of the Python class; checks them (see `check`)
     values(state, seen)                what Python reads, under the names of its traits. Python and links set values by
                                        start({...given, ...values, ...what they set})
     look(state)                        derived numbers, computed once a state
     size(width, state, seen)           height of the picture; in proportion to width, so that nothing jumps
     shapes(state, seen, width)         [{id, tag, a, text, parts}] of SVG, the later above the earlier (draw.js)
     handles(state, seen, width)        [{id, at: [x, y], label, text}]: what a reader drags. `text` says its value.
         optional: number (aria-valuenow), colour, sign (marker: o ^ s D v P), r,
                   x and y: [low, high] for Home and End; along: "x" or "y" where it moves on a line only,
                   group: many of one kind (points) are one stop of Tab; N and P go on and back; `shapes` draws them
     move(state, id, [x, y], width, seen)   a handle goes to a place
     controls(state, seen)              [{id, kind, label, value}], kind one of
         slider {min, max, step, text}, number {min, max, step}, choice {options: [[value, label]]}, check, button,
         text {rows, error, enter: the button that Enter presses}; optional: hidden, off (a button that can do nothing now)
     act(state, id, value, seen)        a control was used
     alt(state, seen)                   the picture's text alternative: what it shows, with its finding
     say(state, seen, id)               one sentence, announced when handle or control `id` is let go
     table(state, seen)                 {caption, head: [...], rows: [[...]]}
     python(state, seen)                the cell that reproduces it with lecture14, written from numbers and trees
   and, where a lab has them,
     tap(state, [x, y], width, seen)    a click beside all handles; null if it means nothing
     remove(state, id)                  Delete on a handle; null if it stays
     tick(state, seen)                  the next step while state.playing, every `pace` milliseconds (120)
     pack(state), unpack(data, given)   what a link holds, instead of `values`; unpack checks like start
     hint                               a sentence on its gestures
   What a reader or a link may get wrong is answered by throwing Lecture14.Refused with one sentence. */
(function (Lecture14) {
  "use strict";
  const { words } = Lecture14.draw;
  const labs = {}, NARROW = 360;

  class Refused extends Error {}

  const check = {
    number(value, low, high, name) {
      if (typeof value === "number" && value >= low && value <= high) return value;
      throw new Refused(`${name} is ${shown(value)}; expected a number from ${words(low)} to ${words(high)}`);
    },
    whole(value, low, high, name) {
      if (Number.isInteger(check.number(value, low, high, name))) return value;
      throw new Refused(`${name} is ${shown(value)}; expected a whole number`);
    },
    oneOf(value, options, name) {
      if (options.includes(value)) return value;
      throw new Refused(`${name} is ${shown(value)}; expected ${options.join(", ")}`);
    },
    list(value, least, most, name) {
      if (Array.isArray(value) && value.length >= least && value.length <= most) return value;
      throw new Refused(`${name} has ${Array.isArray(value) ? value.length : "no"} entries; expected ${least} to ${most}`);
    },
    text(value, longest, name) {
      if (typeof value === "string" && value.length <= longest) return value;
      throw new Refused(`${name} is ${shown(value)}; expected a text of at most ${longest} characters`);
    },
  };
  const shown = (value) => {
    const text = JSON.stringify(value) ?? "missing";
    return text.length > 40 ? text.slice(0, 40) + "…" : text;
  };

  /* The trees of what stands around the picture. All labels wrap their controls, so that none needs an id. */
  const span = (text) => ({ id: "label", tag: "span", text });

  function control({ id, kind, label, value, ...more }) {
    const name = { "data-control": id }, { min, max, step } = more;
    if (more.hidden) return [];
    if (kind === "button")
      return [{ id, tag: "button", a: { type: "button", ...name, "aria-disabled": more.off ? "true" : undefined }, text: label }];
    const field = {
      slider: () => ({ tag: "input", a: { type: "range", min, max, step, value, "aria-valuetext": more.text ?? words(value) } }),
      number: () => ({ tag: "input", a: { type: "number", min, max, step, value } }),
      check: () => ({ tag: "input", a: { type: "checkbox", checked: value } }),
      choice: () => ({ tag: "select", a: {}, parts: more.options?.map(([v, text]) => ({
        id: v, tag: "option", a: { value: v, selected: v === value }, text })) }),
      text: () => ({ tag: more.rows > 1 ? "textarea" : "input", text: more.rows > 1 ? value : undefined,
        a: { value: value, rows: more.rows > 1 ? more.rows : undefined, type: more.rows > 1 ? undefined : "text",
          "data-enter": more.enter, spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-invalid": more.error ? "true" : undefined } }),
    }[kind]();
    const parts = [span(label), { ...field, id: "field", a: { ...field.a, ...name } }];
    if (kind === "check") parts.reverse();
    if (kind === "slider") parts.push({ id: "out", tag: "span", a: { class: "lab-value" }, text: more.text ?? words(value) });
    const whole = [{ id, tag: "label", a: { class: `lab-control lab-${kind}` }, parts }];
    if (more.error) whole.push({ id: `${id}-error`, tag: "p", a: { class: "lab-error" }, text: more.error });
    return whole;
  }

  const cell = (tag, scope) => (text, i) => ({ id: i, tag, a: { scope }, text: typeof text === "number" ? words(text, 4) : text });
  const table = ({ caption, head, rows }) => [
    { id: "summary", tag: "summary", text: "Table of values" },
    { id: "box", tag: "div", a: { class: "lab-scroll", tabindex: 0, role: "group", "aria-label": caption }, parts: [{ id: "table", tag: "table", parts: [
      { id: "caption", tag: "caption", text: caption },
      { id: "head", tag: "thead", parts: [{ id: "row", tag: "tr", parts: head.map(cell("th", "col")) }] },
      { id: "body", tag: "tbody", parts: rows.map((row, r) => ({ id: r, tag: "tr",
        parts: row.map((text, i) => cell(i ? "td" : "th", i ? undefined : "row")(text, i)) })) },
    ] }] },
  ];
  const python = (text) => [
    { id: "summary", tag: "summary", text: "The same in Python" },
    { id: "box", tag: "pre", a: { class: "lab-scroll", tabindex: 0, role: "group", "aria-label": "The same in Python" }, parts: [{ id: "code", tag: "code", text }] },
  ];

  /** A handle's sign alone, as it stands on a page without script. */
  function sign({ id, at, colour = "ink", sign: mark = "o", r = 7 }) {
    return { id, tag: "path", a: { class: "lab-handle", d: Lecture14.draw.marker(mark, at, r), fill: `var(--l14-${colour})` } };
  }
  const tool = (id, label) => ({ id, tag: "button", a: { type: "button", "data-tool": id }, text: label });
  const TOOLS = [tool("undo", "Undo"), tool("redo", "Redo"), tool("reset", "Start over"), tool("python", "Copy as Python"), tool("link", "Copy link")];

  /** Everything inside a lab's figure as its build writes it, and the picture's text alternative. */
  function inside(kind, given, id, width = NARROW) {
    const lab = labs[kind], state = lab.start(given), seen = lab.look(state), alt = lab.alt(state, seen);
    const single = lab.handles(state, seen, width).filter((h) => !h.group);
    const part = (cls, tag, parts, a = {}) => ({ id: cls, tag, a: { class: cls, ...a }, parts });
    const tree = [
      part("lab-picture", "div", [{ id: "svg", tag: "svg", a: { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${lab.size(width, state, seen)}`, role: "img", "aria-label": alt },
        parts: [part("lab-shapes", "g", lab.shapes(state, seen, width)), part("lab-handles", "g", single.map(sign))] }]),
      part("lab-controls", "div", lab.controls(state, seen).flatMap(control), { role: "group", "aria-label": "Controls of the picture" }),
      { id: "say", tag: "p", a: { class: "lab-say", role: "status" }, text: lab.say(state, seen, null) },
      part("lab-tools", "div", TOOLS, { role: "group", "aria-label": "Undo and copy" }),
      ...(lab.hint ? [{ id: "hint", tag: "p", a: { class: "lab-hint" }, text: lab.hint }] : []),
      part("lab-table", "details", table(lab.table(state, seen))),
      part("lab-python", "details", python(lab.python(state, seen))),
    ];
    return { alt, html: tree.map((node) => Lecture14.draw.text(node, `${id}-`)).join("") };
  }

  Object.assign(Lecture14, { labs, lab: (name, parts) => (labs[name] = parts), Refused, check, trees: { control, table, python, sign }, inside });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
