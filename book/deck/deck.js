// Turns the slides; the keys of a control stay with it.
(() => {
  "use strict";
  const controls = "input, select, textarea, [role=slider], .math-scroll[tabindex], pre[tabindex], .output[tabindex], .lab-scroll";
  const presses = "button, summary, a[href], label";
  const said = document.querySelector(".deck-said");

  /** Whether a key is the deck's: an arrow on a slider moves the slider, Escape leaves it. */
  function isOurs({ target, key }) {
    if (!target.closest) return true;
    if (target.closest(controls)) {
      if (key === "Escape") target.blur();
      return false;
    }
    return !(target.closest(presses) && (key === " " || key === "Enter"));
  }

  const present = () => Reveal.getCurrentSlide();
  const scroll = (by) => () => present().scrollBy({ top: by * 0.4 * innerHeight });
  function change() {
    const { dataset } = document.documentElement;
    dataset.theme = dataset.mode = dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("mode", dataset.mode);
    } catch {
      // A browser that keeps nothing: the colours hold until the page is left.
    }
  }

  const isLong = (slide) => slide.scrollHeight > slide.clientHeight + 1;
  /** Words a little too many for the window are drawn smaller; what is longer still keeps its size, and scrolls. */
  function fit() {
    const slide = present(), sizes = slide.querySelector("figure, [data-kind=sketch]") ? [] : [1, 0.94, 0.88, 0.82];
    slide.style.removeProperty("--fit");
    for (const size of sizes) {
      slide.style.setProperty("--fit", size);
      if (!isLong(slide)) return;
    }
    slide.style.removeProperty("--fit");
  }

  /** A slide longer than the window can be reached by Tab, and then scrolled. */
  function measure() {
    for (const slide of document.querySelectorAll(".slides > section"))
      slide.toggleAttribute("tabindex", slide === present() && isLong(slide));
    if (present().hasAttribute("tabindex")) present().tabIndex = 0;
  }

  // Not when a fold opens: what one reads would change its size.
  function show() {
    fit();
    measure();
  }

  // A lab's link names the lab and its state; its slide is the one that has it.
  function follow() {
    const figure = document.getElementById(location.hash.slice(1).split("=")[0]);
    const slide = location.hash.includes("=") && figure?.closest(".slides > section");
    if (slide) Reveal.slide(Reveal.getIndices(slide).h);
  }
  const linked = location.hash;

  const served = location.protocol.startsWith("http");
  Reveal.initialize({
    hash: true,
    respondToHashChanges: true,
    center: false,
    transition: "none",
    backgroundTransition: "none",
    navigationMode: "linear",
    slideNumber: "c/t",
    // The page's own size: what is drawn is laid out as on a page, and a slide may scroll.
    width: "100%",
    height: "100%",
    margin: 0,
    minScale: 1,
    maxScale: 1,
    scrollActivationWidth: null,
    // A finger scrolls a long slide and drags in a picture; the arrows below turn.
    touch: false,
    keyboard: { 38: scroll(-1), 40: scroll(1) },
    keyboardCondition: isOurs,
    plugins: served ? [RevealNotes] : [],
  }).then(() => {
    if (linked.includes("=")) {
      history.replaceState(null, "", linked);
      follow();
    }
    addEventListener("hashchange", follow);
    Reveal.addKeyBinding({ keyCode: 84, key: "T", description: "Light or dark" }, change);
    if (!served)
      Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "Speaker notes" }, () =>
        (said.textContent = "The speaker's notes need a server, as a browser keeps two windows of files apart. In a terminal, " +
          "in the folder that holds this book's index.html, python3 -m http.server --bind 127.0.0.1 8000 (on Windows " +
          "py serve.py) starts one; then open http://127.0.0.1:8000/slides."));
    Reveal.on("slidechanged", ({ previousSlide, currentSlide }) => {
      // A control of the slide that has gone would keep the keys.
      if (previousSlide?.contains(document.activeElement)) document.activeElement.blur();
      // It stays that long: a command has to be read and typed.
      said.textContent = "";
      currentSlide.scrollTop = 0;
      show();
    });
    show();
  });
  addEventListener("resize", () => requestAnimationFrame(show));
  document.addEventListener("toggle", measure, true);
})();
