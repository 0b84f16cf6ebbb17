// Moves the pictures of a built page: puts the frame together that the native controls ask for.
// The first frame's elements are read from the page; the others come as data beside it (lecture14/widgets/page.py).
(() => {
  "use strict";
  const STEP = 700; // milliseconds a frame while playing: time to read the picture

  function start(figure, number) {
    const image = figure.querySelector(".explorer-picture svg");
    const frame = image.querySelector(".frame");
    const reading = figure.querySelector(".explorer-reading");
    const inputs = [...figure.querySelectorAll(".explorer-control input, .explorer-control select")];
    let data, pool;

    // The book keeps the frames of a page in one file (book/_ext/pictures.py); elsewhere they lie in the figure. They
    // are read when first asked for: a page of five pictures is ready sooner.
    function read() {
      const inside = figure.querySelector(".explorer-frames");
      data = JSON.parse(inside ? inside.textContent : window.explorerFrames[number]);
      pool = [...frame.children].map((element) => element.outerHTML).concat(data.elements);
    }

    function show() {
      if (!data) read();
      const index = inputs.reduce((sum, input, i) => sum * data.sizes[i] + Number(input.value), 0);
      let html = "";
      for (const run of data.frames[index].split(",")) {
        const [first, last = first] = run.split("-").map(Number);
        for (let i = first; i <= last; i++) html += pool[i];
      }
      frame.innerHTML = html;
      image.setAttribute("aria-label", data.alts[index]);
      reading.textContent = data.alts[index];
      inputs.forEach((input, i) => {
        if (input.type !== "range") return;
        const text = data.texts[i][input.value];
        input.setAttribute("aria-valuetext", text);
        input.parentElement.querySelector("output").textContent = text;
      });
    }

    figure.querySelectorAll(".explorer-play").forEach((button) => {
      const input = document.getElementById(button.dataset.plays);
      const name = button.getAttribute("aria-label").replace(/^Play/, "");
      let timer = null;
      function stop() {
        clearInterval(timer);
        timer = null;
        button.textContent = "Play";
        button.setAttribute("aria-label", "Play" + name);
      }
      function advance() {
        if (Number(input.value) >= Number(input.max)) return stop();
        input.value = Number(input.value) + 1;
        show();
      }
      button.addEventListener("click", () => {
        if (timer) return stop();
        if (input.value === input.max) input.value = 0, show();
        else advance();
        timer = setInterval(advance, STEP);
        button.textContent = "Pause";
        button.setAttribute("aria-label", "Pause" + name);
      });
      input.addEventListener("input", stop);
    });

    // Firefox restores a control's last value on reload; the picture in the page is the default one.
    inputs.forEach((input) => {
      input.addEventListener("input", show);
      if (input.type === "range") input.value = input.defaultValue;
      else input.selectedIndex = [...input.options].findIndex((option) => option.defaultSelected);
    });
    reading.textContent = image.getAttribute("aria-label");
    figure.querySelector(".explorer-controls").hidden = false;
  }

  const ready = () => document.querySelectorAll("figure.explorer").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
