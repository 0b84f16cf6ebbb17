// What the theme's script leaves out: keyboards reach long formulas, and print shows what is folded.
(() => {
  const mark = (box) => {
    const long = box.scrollWidth > box.clientWidth;
    box.toggleAttribute("tabindex", long);
    if (long) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Long formula");
    } else {
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
    }
  };
  // The formula as well as its box: a font that arrives late makes it wider in a box that stays.
  const sizes = new ResizeObserver((entries) => {
    new Set(entries.map(({ target }) => target.closest(".math-scroll"))).forEach(mark);
  });
  document.querySelectorAll(".math-scroll, .math-scroll .katex-html").forEach((part) => sizes.observe(part));

  let folded = [];
  addEventListener("beforeprint", () => {
    // Solutions stay as the reader left them, and so do the labs' tables, of hundreds of rows.
    const left = ".exercise-fold > details, .lab-table, .lab-python";
    folded = [...document.querySelectorAll(`details:not([open], ${left})`)];
    folded.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((details) => (details.open = false)));
})();
