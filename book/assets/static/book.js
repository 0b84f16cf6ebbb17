// What the theme's script leaves out: keyboards reach what scrolls, and print shows what is folded.
(() => {
  const scrolls = ".math-scroll, pre, .cell_output > .output, .pst-scrollable-table-container";
  const mark = (box, long) => {
    box.toggleAttribute("tabindex", long);
    if (long) box.tabIndex = 0;
    if (!box.matches(".math-scroll")) return;
    if (long) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Long formula");
    } else {
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
    }
  };
  // The formula as well as its box: a font that arrives late makes it wider in a box that stays. All are measured before
  // the first is marked, and a box far away when it comes near: the browser then lays out nothing for this alone.
  const sizes = new ResizeObserver((entries) => {
    const boxes = [...new Set(entries.map(({ target }) => target.closest(scrolls)))];
    boxes
      .map((box) => [box, box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1])
      .forEach((measured) => mark(...measured));
  });
  const measure = (inside) => inside.querySelectorAll(`${scrolls}, .math-scroll .katex-html`).forEach((part) => sizes.observe(part));
  measure(document);
  // What a cell shows when its reader runs it.
  document.addEventListener("shown", ({ target }) => measure(target));

  let folded = [];
  let theme = "";
  addEventListener("beforeprint", () => {
    // Browsers leave the dark ground out, and light letters would stand on white.
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    // Solutions stay as the reader left them, and so do the labs' tables, of hundreds of rows.
    const left = ".exercise-fold > details, .lab-table, .lab-python";
    folded = [...document.querySelectorAll(`details:not([open], ${left})`)];
    folded.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => {
    folded.forEach((details) => (details.open = false));
    document.documentElement.dataset.theme = theme;
  });
})();
