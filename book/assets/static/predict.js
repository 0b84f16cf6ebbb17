// Predict, commit, reveal: what the reader answers is compared and kept in this browser; nothing is sent.
// What waits is covered by rules in the head (book/_ext/predict.py) until the root has the class `predicted-NAME`.
(() => {
  "use strict";
  const root = document.documentElement;
  const { key, page, state } = window.predictions;
  state.answers ??= {};
  const boxes = [];

  function keep() {
    try {
      if (state.open || Object.keys(state.answers).length) localStorage.setItem(key, JSON.stringify(state));
      else localStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing: the answer holds until the page is left.
    }
  }

  const element = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });
  const written = (value) =>
    (Math.abs(value) < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(2)).replaceAll("-", "−");
  const read = (text) => (text.trim() ? Number(text.trim().replaceAll("−", "-").replace(",", ".")) : NaN);

  // Each kind: `answer()` of the controls (undefined if there is none), whether a kept one `fits`, and to `show` one
  // (undefined: as at the start); `compare` gives what the result says.
  const kinds = {
    choose(box) {
      const radios = [...box.querySelectorAll("input[type=radio]")];
      const reasons = [...box.querySelectorAll(".predict-why > li")];
      return {
        missing: "Choose one of the options, or skip.",
        first: radios[0],
        answer: () => radios.find((radio) => radio.checked)?.value,
        fits: (answer) => radios.some((radio) => radio.value === answer),
        show(answer) {
          radios.forEach((radio, i) => {
            radio.checked = radio.value === answer;
            radio.parentElement.classList.toggle("predict-right", answer !== undefined && "right" in reasons[i].dataset);
          });
        },
        compare(answer) {
          const told = element("p", "You chose: ");
          told.append(...reasons[answer].cloneNode(true).childNodes);
          return [told];
        },
        lock: (locked) => radios.forEach((radio) => (radio.disabled = locked)),
      };
    },

    estimate(box, truth) {
      const field = box.querySelector(".predict-estimate input");
      const unit = truth.unit && " " + truth.unit;
      return {
        missing: "Write a number, such as 0.5 or 2e-8, or skip.",
        first: field,
        answer: () => (Number.isFinite(read(field.value)) ? field.value : undefined),
        fits: (answer) => typeof answer === "string" && Number.isFinite(read(answer)),
        show: (answer) => (field.value = answer ?? ""),
        compare(answer) {
          const guess = read(answer), value = truth.value, ratio = guess / value;
          let error = `off by ${written(Math.abs(guess - value))}${unit}`;
          if (guess === value) error = "exact";
          else if (ratio > 0.5 && ratio < 2)
            error = `${written(100 * Math.abs(ratio - 1))} % too ${guess > value ? "high" : "low"}`;
          else if (ratio > 0)
            error = `too ${ratio > 1 ? "large" : "small"} by a factor of ${written(Math.max(ratio, 1 / ratio))}`;
          return [element("p", `You estimated ${answer}${unit}. It is ${truth.text}${unit}: your estimate is ${error}.`)];
        },
        lock: (locked) => (field.disabled = locked),
      };
    },

    sketch(box, truth) {
      const pad = box.querySelector(".predict-pad"), svg = pad.querySelector("svg");
      const sliders = [...pad.querySelectorAll("input")];
      const [left, top, width, height] = truth.box;
      const place = (x, y) => [left + x * width, top + (1 - y) * height];
      const value = (share) =>
        truth.log ? truth.low * (truth.high / truth.low) ** share : truth.low + share * (truth.high - truth.low);
      const draw = (name, attributes) => {
        const part = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [attribute, text] of Object.entries(attributes)) part.setAttribute(attribute, text);
        return svg.appendChild(part);
      };
      const line = (points) => "M" + points.map((point) => place(...point).map((v) => v.toFixed(1))).join("L");
      const computed = draw("path", { class: "predict-computed" });
      const drawn = draw("path", { class: "predict-drawn" });
      const knots = sliders.map(() => draw("circle", { class: "predict-knot", r: 7 }));
      const share = (slider) => slider.value / 100;
      const x = (i) => i / (sliders.length - 1);

      function follow() {
        drawn.setAttribute("d", line(sliders.map((slider, i) => [x(i), share(slider)])));
        sliders.forEach((slider, i) => {
          const [cx, cy] = place(x(i), share(slider));
          knots[i].setAttribute("cx", cx);
          knots[i].setAttribute("cy", cy);
          slider.setAttribute("aria-valuetext", written(value(share(slider))));
        });
      }
      sliders.forEach((slider, i) => {
        slider.addEventListener("input", follow);
        slider.addEventListener("focus", () => knots[i].classList.add("predict-focus"));
        slider.addEventListener("blur", () => knots[i].classList.remove("predict-focus"));
      });

      // A finger takes a knot or scrolls the page; a mouse draws anywhere on the axes.
      const seen = (event) => {
        const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        const i = Math.round(((point.x - left) / width) * (sliders.length - 1));
        const knot = Math.min(Math.max(i, 0), sliders.length - 1);
        return { knot, y: Math.min(Math.max(1 - (point.y - top) / height, 0), 1) };
      };
      const near = (event) => {
        const circle = knots[seen(event).knot].getBoundingClientRect();
        return (
          Math.abs(event.clientX - circle.x - circle.width / 2) <= 24 &&
          Math.abs(event.clientY - circle.y - circle.height / 2) <= 24
        );
      };
      let drawing = false;
      function move(event) {
        const { knot, y } = seen(event);
        sliders[knot].value = Math.round(100 * y);
        follow();
      }
      svg.addEventListener("touchstart", (event) => {
        if (!sliders[0].disabled && near(event.touches[0])) event.preventDefault();
      }, { passive: false });
      svg.addEventListener("pointerdown", (event) => {
        if (sliders[0].disabled || (event.pointerType === "touch" && !near(event))) return;
        drawing = true;
        svg.setPointerCapture(event.pointerId);
        event.preventDefault();
        sliders[seen(event).knot].focus({ preventScroll: true });
        move(event);
      });
      svg.addEventListener("pointermove", (event) => drawing && move(event));
      for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (drawing = false));

      return {
        first: sliders[0],
        answer: () => sliders.map((slider) => Number(slider.value)),
        fits: (answer) =>
          Array.isArray(answer) && answer.length === sliders.length && answer.every((v) => v >= 0 && v <= 100),
        show(answer) {
          sliders.forEach((slider, i) => (slider.value = answer?.[i] ?? 50));
          drawn.style.display = answer === null ? "none" : "";
          knots.forEach((knot) => (knot.style.display = drawn.style.display));
          computed.setAttribute("d", answer === undefined ? "" : line(truth.points));
          follow();
        },
        compare(answer) {
          const own = answer.map((v) => value(v / 100));
          const where = (v) => (truth.log ? Math.log(v / truth.low) / Math.log(truth.high / truth.low)
            : (v - truth.low) / (truth.high - truth.low));
          const gaps = truth.true.map((v, i) => Math.abs(where(v) - answer[i] / 100));
          const worst = gaps.indexOf(Math.max(...gaps));
          const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
          const text =
            `Your sketch (dashed) is off by ${Math.round(100 * mean)} % of the axis on average, most at ` +
            `${truth.xlabel} ${truth.at[worst]}: you drew ${written(own[worst])}, computed (solid) is ` +
            `${written(truth.true[worst])}.`;
          const table = element("table"), head = table.createTHead().insertRow(), body = table.createTBody();
          for (const name of [truth.xlabel, "yours", "computed"])
            head.append(Object.assign(element("th", name), { scope: "col" }));
          truth.at.forEach((at, i) => {
            const row = body.insertRow();
            [at, written(own[i]), written(truth.true[i])].forEach((cell) => (row.insertCell().textContent = cell));
          });
          const numbers = element("details");
          numbers.append(element("summary", "The numbers at the points"), table);
          return [element("p", text), numbers];
        },
        lock: (locked) => sliders.forEach((slider) => (slider.disabled = locked)),
      };
    },
  };

  function start(box) {
    const { name, kind } = box.dataset;
    const place = `${page}#${name}`;
    const own = kinds[kind](box, JSON.parse(box.dataset.truth));
    const result = box.querySelector(".predict-result"), details = box.querySelector(".predict-answer");
    const does = (action) => box.querySelector(`[data-does=${action}]`);
    const again = does("again"), open = does("open");

    function show() {
      const answer = state.answers[place], done = answer !== undefined;
      root.classList.toggle(`predicted-${name}`, done);
      box.classList.toggle("predict-done", done);
      own.show(answer);
      own.lock(done);
      again.hidden = !done;
      details.open = done && root.classList.contains("predict-asks");
      open.checked = Boolean(state.open);
      if (!done) result.replaceChildren();
      else result.replaceChildren(...(answer === null ? [element("p", "You skipped this one.")] : own.compare(answer)));
    }
    function settle(answer) {
      state.answers[place] = answer;
      keep();
      show();
      again.focus();
    }

    // A kept answer to a question that has changed since is none.
    const kept = state.answers[place];
    if (kept !== undefined && kept !== null && !own.fits(kept)) delete state.answers[place];
    box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = own.answer();
      if (answer !== undefined) return settle(answer);
      result.replaceChildren(element("p", own.missing));
      own.first.focus();
    });
    does("skip").addEventListener("click", () => settle(null));
    again.addEventListener("click", () => {
      delete state.answers[place];
      keep();
      show();
      own.first.focus();
    });
    open.addEventListener("change", () => {
      state.open = open.checked;
      keep();
      root.classList.toggle("predict-asks", !state.open);
      boxes.forEach((each) => each());
    });
    does("forget").addEventListener("click", () => {
      state.answers = {};
      state.open = false;
      keep();
      root.classList.add("predict-asks");
      boxes.forEach((each) => each());
    });
    boxes.push(show);
    show();
  }

  document.querySelectorAll(".predict").forEach(start);
})();
