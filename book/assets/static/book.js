// What the theme's script leaves out: keyboards reach long formulas, and print shows what is folded.
(() => {
  const boxes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const long = target.scrollWidth > target.clientWidth;
      target.toggleAttribute("tabindex", long);
      if (long) {
        target.tabIndex = 0;
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", "Long formula");
      } else {
        target.removeAttribute("role");
        target.removeAttribute("aria-label");
      }
    }
  });
  document.querySelectorAll(".math-scroll").forEach((box) => boxes.observe(box));

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((details) => (details.open = false)));
})();
