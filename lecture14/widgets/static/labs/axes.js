/* Scales and axes, numbers as text, colours of the palette: what drawings of labs have in common. */
(function (Lecture14) {
  "use strict";

  /** Round numbers from low to high, about `count` of them. */
  function ticks(low, high, count = 5) {
    const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((s) => s * power >= rough) * power;
    const found = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) found.push(+(i * step).toPrecision(12));
    return found;
  }

  /** A number as prose has it: so many significant digits, a true minus sign. */
  function words(value, digits = 3) {
    if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞").replace("NaN", "undefined");
    const size = Math.abs(value);
    const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(Math.max(digits - 1, 0)) : String(+value.toPrecision(digits));
    return text.replace("e+", "e").replaceAll("-", "−");
  }
  /** A number with so many decimals and a true minus sign. */
  const fixed = (value, decimals = 2) => {
    const text = value.toFixed(decimals);
    return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
  };

  /** The scales of one pair of axes: x and y map numbers to pixels, `at` points, `back` pixels to a point.
      `x` and `y` are [low, high]; `box` is {left, top, width, height} in pixels. */
  function axes(x, y, box) {
    const across = box.width / (x[1] - x[0]), up = box.height / (y[1] - y[0]);
    const scale = {
      box, across, up, limits: { x, y },
      x: (v) => box.left + (v - x[0]) * across,
      y: (v) => box.top + box.height - (v - y[0]) * up,
      at: ([u, v]) => [scale.x(u), scale.y(v)],
      back: ([px, py]) => [x[0] + (px - box.left) / across, y[0] + (box.top + box.height - py) / up],
      /** A place in pixels, brought inside the axes. */
      inside: ([px, py]) => [
        Math.min(Math.max(px, box.left), box.left + box.width),
        Math.min(Math.max(py, box.top), box.top + box.height),
      ],
    };
    return scale;
  }

  /** The frame of the axes with ticks and names, and the clip `id`-clip for what must not leave it. */
  function frame(id, scale, xlabel = "", ylabel = "", { xticks, yticks } = {}) {
    const { left, top, width, height } = scale.box, bottom = top + height, right = left + width, shapes = [];
    const add = (name, tag, a, text) => shapes.push({ id: `${id}-${name}`, tag, a, text });
    shapes.push({ id: `${id}-clip`, tag: "clipPath", a: { id: `${id}-clip` },
      parts: [{ id: "box", tag: "rect", a: { x: left, y: top, width, height } }] });
    (xticks ?? ticks(...scale.limits.x, width / 70)).forEach((v, i) => {
      add(`gx${i}`, "path", { d: `M${line(scale.x(v), top)}V${+bottom.toFixed(2)}`, class: "lab-grid" });
      add(`tx${i}`, "text", { x: scale.x(v), y: bottom + 16, "text-anchor": "middle", class: "lab-tick" }, words(v));
    });
    (yticks ?? ticks(...scale.limits.y, height / 50)).forEach((v, i) => {
      add(`gy${i}`, "path", { d: `M${line(left, scale.y(v))}H${+right.toFixed(2)}`, class: "lab-grid" });
      add(`ty${i}`, "text", { x: left - 6, y: scale.y(v) + 4, "text-anchor": "end", class: "lab-tick" }, words(v));
    });
    add("axis", "path", { d: `M${line(left, top)}V${+bottom.toFixed(2)}H${+right.toFixed(2)}`, class: "lab-axis" });
    if (xlabel) add("xl", "text", { x: right, y: bottom + 32, "text-anchor": "end" }, xlabel);
    if (ylabel) add("yl", "text", { x: left - 2, y: top - 8 }, ylabel);
    return shapes;
  }

  const line = (x, y) => `${+x.toFixed(2)} ${+y.toFixed(2)}`;
  /** A path through points in pixels. */
  const path = (points, closed = false) => (points.length ? `M${points.map((p) => line(...p)).join("L")}${closed ? "Z" : ""}` : "");

  const colour = (name) => `var(--l14-${name})`;
  /** A mixture of colours by shares that sum to one, as CSS mixes: two at a time. */
  function blend(shares, colours) {
    let total = 0, text = "";
    shares.forEach((share, k) => {
      // A hundredth of a share is not seen, and a short text is quickly compared.
      if (share < 0.005) return;
      total += share;
      const percent = Math.round((100 * share) / total);
      if (percent > 0) text = text && percent < 100 ? `color-mix(in srgb,${colours[k]} ${percent}%,${text})` : colours[k];
    });
    return text;
  }

  /** The outline of a marker of the palette's components (o ^ s D v P) around [x, y], of radius r. */
  function marker(sign, [x, y], r) {
    const corners = {
      "^": [[0, -1.25], [1.15, 0.8], [-1.15, 0.8]], v: [[0, 1.25], [1.15, -0.8], [-1.15, -0.8]],
      s: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]], D: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
      P: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
    }[sign];
    if (corners) return path(corners.map(([u, v]) => [x + r * u, y + r * v]), true);
    return `M${line(x - r, y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }

  Object.assign(Lecture14.draw, { ticks, words, fixed, axes, frame, path, colour, blend, marker });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
