/* How a result grows when a real step stands in place of d: a product as a rectangle, all others as a curve with its
   tangent line. Dashed is what d² = 0 drops. */
(function (Lecture14) {
  "use strict";
  const { axes, frame, path, colour, words, ticks } = Lecture14.draw, { tape } = Lecture14;
  const TWO = ["add", "subtract", "multiply", "divide", "power"], n = (v) => words(v, 4);
  // A side has the length 5 at most and moves by 3; its frame opens to the side where it is.
  const SIDE = (x) => (x < 0 ? [-8.2, 3.2] : [-3.2, 8.2]);

  /** The axes of the lower picture. A curve's are made by `shapes`, which knows the result. */
  function scale(operation, a, b, box) {
    if (operation === "multiply") return axes(SIDE(a[0]), SIDE(b[0]), box);
    return axes(TWO.includes(operation) ? [-1, 1] : [-5.5, 5.5], [-4, 4], box);
  }

  const shapes = (lower, state, seen) => (state.operation === "multiply" ? rectangle(lower, state, seen)
    : TWO.includes(state.operation) ? overStep(lower, state, seen) : overPrimal(lower, state, seen));

  const zeros = ({ x, y, box }) => ({ id: "g-zero", tag: "path", a: { class: "lab-axis",
    d: `M${box.left} ${fix(y(0))}H${box.left + box.width}M${fix(x(0))} ${box.top}V${box.top + box.height}` } });
  const fix = (v) => +v.toFixed(2);

  function rectangle(lower, { a: [x, dx], b: [z, dz], step }, { linear, dropped, terms, result }) {
    const { box } = lower, out = [...frame("g", lower, "side a", "side b"), zeros(lower)], [u, v] = [x + step * dx, z + step * dz];
    const add = (id, [x0, x1], [y0, y1], look) => {
      const [l, r] = [lower.x(x0), lower.x(x1)].sort((p, q) => p - q), [t, b] = [lower.y(y0), lower.y(y1)].sort((p, q) => p - q);
      out.push({ id, tag: "path", a: { d: `M${fix(l)} ${fix(t)}H${fix(r)}V${fix(b)}H${fix(l)}Z`, ...look } });
    };
    out.push(hatch());
    add("area", [0, x], [0, z], { fill: colour("blue"), "fill-opacity": 0.2, stroke: colour("blue"), "stroke-width": 1.5 });
    const strip = (term) => ({ fill: "url(#g-hatch)", stroke: colour(term < 0 ? "vermilion" : "green"), "stroke-width": 1.5, "stroke-dasharray": term < 0 ? "7 3" : undefined });
    add("strip-a", [x, u], [0, z], strip(terms[0]));
    add("strip-b", [0, x], [z, v], strip(terms[1]));
    add("corner", [x, u], [z, v], { fill: colour("orange"), "fill-opacity": 0.25, stroke: colour("orange"), "stroke-width": 2, "stroke-dasharray": "3 3" });
    // The words stand on what strips leave free, and beyond everything.
    const free = (side, grown) => (side * grown <= 0 ? side : Math.sign(side) * Math.min(Math.abs(side), Math.abs(grown)));
    const text = (id, at, anchor, words_) => out.push({ id, tag: "text", a: { x: at[0], y: at[1], "text-anchor": anchor, ...HALO }, text: words_ });
    const clear = [free(x, u), free(z, v)];
    if (Math.abs(clear[0] * lower.across) > 80 && Math.abs(clear[1] * lower.up) > 24)
      text("area-name", [lower.x(clear[0] / 2), lower.y(clear[1] / 2) + 4], "middle", `${n(x)}·${bracketed(z)} = ${n(result[0])}`);
    const end = z < 0 ? Math.min(z, v) : Math.max(z, v), label = `dropped: ${words(dropped)}`, right = lower.x(u) + 7.5 * label.length < box.left + box.width;
    if (dropped) text("corner-name", [lower.x(u), lower.y(end) + (z < 0 ? 25 : -14)], right ? "start" : "end", label);
    return [...out, ...legend(box, `strips ${terms.map((t) => bracketed(step * t)).join(" + ")} = ${n(linear)}`,
      `dropped ${bracketed(step * dx)}·${bracketed(step * dz)} = ${words(dropped)}`, "hatch")];
  }
  const HALO = { stroke: colour("paper"), "stroke-width": 3, "paint-order": "stroke" };
  const bracketed = (v) => (v < 0 ? `(${words(v)})` : words(v));
  const hatch = () => ({ id: "g-hatch", tag: "pattern", a: { id: "g-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    parts: [{ id: "line", tag: "path", a: { d: "M0 0V7", stroke: colour("green"), "stroke-width": 2 } }] });

  /** What the two patterns mean, with their numbers. */
  function legend(box, linear, dropped, filled) {
    const y = box.top + box.height + 50;
    const row = (id, dy, text, look) => [
      { id: `${id}-key`, tag: "path", a: { d: filled ? `M4 ${fix(y + dy - 10)}h22v11h-22Z` : `M4 ${fix(y + dy - 4)}h22`, fill: "none", ...look } },
      { id: `${id}-text`, tag: "text", a: { x: 32, y: y + dy }, text }];
    return [
      ...row("linear", 0, linear, filled ? { fill: "url(#g-hatch)", stroke: colour("green") } : { stroke: colour("vermilion"), "stroke-width": 2, "stroke-dasharray": "9 4" }),
      ...row("dropped", 19, dropped, { stroke: colour("orange"), "stroke-width": filled ? 2 : 3, "stroke-dasharray": "3 3", ...(filled ? { fill: colour("orange"), "fill-opacity": 0.25 } : {}) }),
    ];
  }

  /** The pieces of a curve: it is not joined across a pole or where it has no value. */
  function pieces(f, [low, high], count, { limits, at }, broken) {
    const [bottom, top] = limits.y, margin = top - bottom, found = [[]];
    for (let i = 0; i <= count; i++) {
      // Round points: the end of a domain is one of them.
      const x = low + ((high - low) * i) / count, y = f(x);
      if (!(y > bottom - margin && y < top + margin) || broken(x, low + ((high - low) * (i - 1)) / count)) found.push([]);
      if (y > bottom - margin && y < top + margin) found.at(-1).push(at([x, y]));
    }
    return found.map((points) => path(points)).join("");
  }

  /** A curve, its tangent line at `from`, and the gap that is dropped at `to`. */
  function drawn(scale_, curve, from, to, { result: [y], trouble, linear, value, dropped }) {
    const inside = [], out = [{ id: "g-inside", tag: "g", a: { "clip-path": "url(#g-clip)" }, parts: inside }];
    const add = (id, a) => inside.push({ id, tag: "path", a: { fill: "none", "stroke-width": 2, ...a } });
    add("curve", { d: curve, stroke: colour("blue") });
    if (trouble) return out;
    const [start, end] = [[from, y], [to, y + linear]].map(scale_.at), slope = (end[1] - start[1]) / (end[0] - start[0]);
    // A tangent of 0 has no step along the curve, and no line.
    if (to !== from) add("line", { d: path([-999, 999].map((px) => [start[0] + px, start[1] + slope * px])), stroke: colour("vermilion"), "stroke-dasharray": "9 4" });
    if (Number.isFinite(value) && dropped) add("gap", { d: path([end, scale_.at([to, value])]), stroke: colour("orange"), "stroke-width": 4, "stroke-dasharray": "3 3" });
    inside.push({ id: "from", tag: "circle", a: { cx: start[0], cy: start[1], r: 4.5, fill: colour("vermilion") } });
    if (to !== from) inside.push({ id: "to", tag: "path", a: { d: Lecture14.draw.marker("D", end, 4), fill: colour("vermilion") } });
    return out;
  }
  const numbers = (box, { result: [y], linear, value, dropped, trouble }) => trouble ? []
    : legend(box, `line ${n(y)} ${linear < 0 ? "−" : "+"} ${n(Math.abs(linear))} = ${n(y + linear)}`,
      Number.isFinite(value) ? `curve ${n(value)}; d² = 0 drops ${words(dropped)}` : "curve without a value at this step", "");

  const nice = (v) => { const power = 10 ** Math.floor(Math.log10(v)); return [1, 2, 5, 10].find((s) => s * power >= v) * power; };

  function overStep({ box }, state, seen) {
    const { a: [x, dx], b: [z, dz], operation, step } = state, [y, dy] = seen.result;
    const half = seen.trouble ? 5 : nice(Math.max(1.5 * Math.abs(dy), 0.5)), middle = seen.trouble ? 0 : Math.round(y / (half / 2)) * (half / 2);
    const scale_ = axes([-1, 1], [middle - half, middle + half], box);
    // Where a divisor, or a base, passes 0 the curve may be torn.
    const [p, dp] = operation === "divide" ? [z, dz] : [x, dx], torn = operation === "divide" || (operation === "power" && z - Math.abs(dz) < 0);
    const curve = pieces(seen.at, [-1, 1], 160, scale_, (t, before) => torn && (p + t * dp) * (p + before * dp) <= 0);
    // Beside the axis is room for four signs; the equation has the number.
    const yticks = ticks(...scale_.limits.y, box.height / 50).filter((v) => words(v).replace(".", "").length < 5);
    return [...frame("g", scale_, "real number in place of d", seen.shown, { yticks }), ...drawn(scale_, curve, 0, step, seen), ...numbers(box, seen)];
  }

  function overPrimal(lower, state, seen) {
    const { a: [x, dx], operation, step } = state, f = (v) => +tape.table.lines[operation].f(v);
    const curve = pieces(f, lower.limits.x, 440, lower, () => false), [y] = seen.result, [bottom, top] = lower.limits.y;
    const out = [...frame("g", lower, "primal of a", seen.shown), zeros(lower), ...drawn(lower, curve, x, x + step * dx, seen)];
    if (!seen.trouble) out.push({ id: "drop", tag: "path", a: { d: path([[x, 0], [x, y]].map(lower.at)), "clip-path": "url(#g-clip)", stroke: colour("muted"), "stroke-dasharray": "2 4" } });
    if (!seen.trouble && (y < bottom || y > top)) {
      const up = y > top, side = x > 0 ? "end" : "start";
      out.push({ id: "beyond", tag: "text", a: { x: lower.x(x) + (x > 0 ? -12 : 12), y: up ? lower.box.top + 16 : lower.box.top + lower.box.height - 8, "text-anchor": side, ...HALO }, text: `${n(y)}: ${up ? "above" : "below"} the frame` });
    }
    return [...out, ...numbers(lower.box, seen)];
  }

  function handles(lower, { a: [x, dx], b: [z, dz], operation, step }) {
    const at = lower.at(operation === "multiply" ? [x + step * dx, z + step * dz] : [x, 0]);
    if (operation === "multiply") return [{ id: "corner", at, label: "Outer corner", colour: "green", sign: "D", number: dx, text: `tangents ${n(dx)} and ${n(dz)}`,
      x: [-3, 3].map((t) => lower.x(x + step * t)), y: [-3, 3].map((t) => lower.y(z + step * t)) }];
    if (TWO.includes(operation)) return [];
    return [{ id: "point", at, label: "Primal of a", colour: "blue", along: "x", number: x, text: n(x), x: [-5, 5].map(lower.x) }];
  }

  Lecture14.growth = { scale, shapes, handles, HALO };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
