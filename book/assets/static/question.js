// Self-tests: answered in the page as often as the reader likes; the answers stay in this browser.
// Options and lines are lists in the page, which become controls here; what is said to each stands in the folded answer.
(() => {
  "use strict";
  const key = "question:" + location.pathname;
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    // Nothing is kept, or nothing that can be read.
  }
  const keep = (name, answer) => {
    kept[name] = answer;
    try {
      // An answer that is undefined is not written.
      const text = JSON.stringify(kept);
      if (text === "{}") localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      // A browser that keeps nothing: the answer holds until the page is left.
    }
  };
  const element = (name, attributes = {}) => Object.assign(document.createElement(name), attributes);
  const read = (text) => (text.trim() ? Number(text.trim().replaceAll("−", "-").replace(",", ".")) : NaN);
  const copy = (node) => [...node.cloneNode(true).childNodes];
  const words = (node) => {
    const plain = node.cloneNode(true);
    plain.querySelectorAll(".katex").forEach((formula) => formula.remove());
    return plain.textContent.trim();
  };
  // A formula is there twice, for the eye and for the ear, and once more as TeX.
  const spoken = (node) => {
    const once = node.cloneNode(true);
    once.querySelectorAll(".katex-html, annotation").forEach((part) => part.remove());
    return once.textContent.replaceAll("\u00a0", " ").trim();
  };

  // Each kind: the `answer()` that the controls hold (undefined: none yet), `show(answer)` for a kept one, and what the
  // page says to an answer: whether it is `right`, and the nodes that say more. `empty` is what it shows at first.
  const kinds = {
    choose(box, truth, reasons, form, name) {
      const list = box.querySelector(".question-items"), set = element("fieldset");
      set.append(element("legend", { className: "question-hidden", textContent: "Your answer" }));
      const radios = [...list.children].map((item, i) => {
        const label = element("label"), radio = element("input", { type: "radio", name, value: i });
        label.append(radio, ...item.childNodes);
        // A label of formulas alone is no name for every reader: their TeX is one.
        const formulas = [...label.querySelectorAll("annotation")].map((tex) => tex.textContent);
        if (!/[\p{L}\d]/u.test(words(label))) radio.ariaLabel = formulas.join(" ");
        set.append(label);
        return radio;
      });
      list.remove();
      form.prepend(set);
      return {
        missing: "Choose one of the options.",
        first: radios[0],
        empty: undefined,
        answer: () => radios.find((radio) => radio.checked)?.value,
        show: (answer) => radios.forEach((radio) => (radio.checked = radio.value === answer)),
        say: (answer) => ({ right: Number(answer) === truth.right, more: copy(reasons[answer].lastElementChild) }),
      };
    },

    number(box, truth, reasons, form, name) {
      const label = element("label", { textContent: `Your answer${truth.unit && ", in " + truth.unit} ` });
      const field = element("input", { type: "text", name, autocomplete: "off", inputMode: "text" });
      label.append(field);
      form.prepend(label);
      return {
        missing: "Write a number, such as 0.5 or 2e-8.",
        first: field,
        empty: "",
        answer: () => (Number.isFinite(read(field.value)) ? field.value : undefined),
        show: (answer) => (field.value = answer),
        say(answer) {
          // Decimal fractions are no binary ones: the bound itself is within.
          const near = (value) => Math.abs(read(answer) - value) <= truth.within * (1 + 1e-9);
          const wrong = truth.wrong.findIndex(near), right = near(truth.value);
          if (right || wrong < 0) return { right, more: right ? [] : [hint(read(answer), truth.value)] };
          return { right, more: copy(reasons[wrong].lastElementChild) };
        },
      };
    },

    order(box, truth, reasons, form) {
      const list = box.querySelector(".question-items"), lines = [...list.children];
      lines.forEach((line, i) => (line.dataset.line = truth.order[i]));
      const said = form.querySelector(".question-said");
      const place = (line) => [...list.children].indexOf(line);
      const buttons = lines.flatMap((line) => {
        const name = spoken(line.firstElementChild);
        return [["↑", -1, "up"], ["↓", 1, "down"]].map(([sign, by, way]) => {
          const button = element("button", { type: "button", textContent: sign });
          button.setAttribute("aria-label", `Move ${way}: ${name}`);
          button.addEventListener("click", () => {
            const other = list.children[place(line) + by];
            if (!other) return;
            by < 0 ? other.before(line) : other.after(line);
            ends();
            (button.disabled ? line.querySelector("button:not(:disabled)") : button).focus();
            said.replaceChildren(`Line ${place(line) + 1} of ${lines.length}: ${name}`);
          });
          line.append(button);
          return button;
        });
      });
      const ends = () => {
        for (const line of lines) {
          const [up, down] = line.querySelectorAll("button");
          up.disabled = !line.previousElementSibling;
          down.disabled = !line.nextElementSibling;
        }
      };
      ends();
      return {
        missing: "",
        first: list.querySelector("button:not(:disabled)"),
        empty: truth.order,
        answer: () => [...list.children].map((line) => Number(line.dataset.line)),
        show(answer) {
          list.append(...answer.map((i) => lines.find((line) => Number(line.dataset.line) === i)));
          ends();
        },
        say(answer) {
          const first = answer.findIndex((line, i) => line !== i);
          if (first < 0) return { right: true, more: [] };
          const said = ["The first belongs elsewhere.", "The first is right, the second belongs elsewhere."];
          return { right: false, more: [said[first] ?? `The first ${first} are right, the next belongs elsewhere.`] };
        },
      };
    },
  };
  const hint = (answer, value) => {
    if (answer === -value) return "The size is right, the sign is not.";
    if (Math.abs(answer - value) <= 0.1 * Math.abs(value)) return "This is close, but not within the digits asked for.";
    return answer > value ? "This is too large." : "This is too small.";
  };

  // A kept answer to a question that has changed since is none.
  const fits = (kind, answer, count) =>
    kind === "number" ? typeof answer === "string" && Number.isFinite(read(answer))
    : kind === "choose" ? /^\d$/.test(answer) && Number(answer) < count
    : Array.isArray(answer) && answer.length === count && [...answer].sort().every((line, i) => line === i);

  for (const box of document.querySelectorAll(".question")) {
    const { kind } = box.dataset, details = box.querySelector(".question-answer");
    const reasons = [...details.querySelectorAll(".question-why > li")];
    const form = element("form", { className: "question-form", noValidate: true });
    const said = element("div", { className: "question-said" });
    said.setAttribute("role", "status");
    const foot = element("p");
    const clear = element("button", { type: "button", textContent: "Clear", hidden: true });
    foot.append(element("button", { type: "submit", textContent: "Check" }), " ", clear);
    form.append(foot, said);
    details.before(form);
    const own = kinds[kind](box, JSON.parse(box.dataset.truth), reasons, form, box.id);
    const tell = (answer) => {
      const { right, more } = own.say(answer);
      const verdict = element("strong", { textContent: right ? "✓ Right. " : "✗ Not yet. " });
      said.replaceChildren(verdict, ...more);
      box.classList.toggle("question-right", right);
      clear.hidden = false;
    };
    clear.addEventListener("click", () => {
      keep(box.id, undefined);
      own.show(own.empty);
      said.replaceChildren();
      box.classList.remove("question-right");
      clear.hidden = true;
      own.first.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = own.answer();
      if (answer === undefined) {
        said.replaceChildren(own.missing);
        own.first.focus();
        return;
      }
      keep(box.id, answer);
      tell(answer);
    });
    if (fits(kind, kept[box.id], kind === "number" ? 0 : reasons.length)) {
      own.show(kept[box.id]);
      tell(kept[box.id]);
    }
  }
})();
