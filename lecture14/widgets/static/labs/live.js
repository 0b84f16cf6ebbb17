/* A lab in a page or a live notebook: what all labs share once a reader touches them. It keeps the state and the way
   back, brings the page to the state, announces a change once, and passes values to Python.

   One gesture is one step of Undo, whether a drag of a hundred moves or a key: `begin`, any number of `show`, `end`. */
(function (Lecture14) {
  "use strict";
  const { update } = Lecture14.draw, { control, table, python } = Lecture14.trees;
  const STEPS_BACK = 200, LONGEST_RUN = 2000, WIDEST = 640, NARROWEST = 260, NEAR = "400px";
  const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");
  /** Whether a reader sees no difference between two states but that one is on its way. */
  const same = (a, b) => Object.keys({ ...a, ...b }).every((key) => key === "playing" || Object.is(a[key], b[key]));

  class Live {
    /** `send(values)` is told of every change that ends; `link` says whether the page's address may hold the state. */
    constructor(figure, kind, given, { send = () => {}, link = false } = {}) {
      Object.assign(this, { figure, lab: Lecture14.labs[kind], given, send, past: [], future: [], before: null, untold: false });
      const find = (name) => figure.querySelector(`.lab-${name}`);
      for (const name of ["picture", "controls", "say", "tools", "table", "python"]) this[name] = find(name);
      this.svg = this.picture.querySelector("svg");
      this.tools.querySelector("[data-tool=link]").hidden = !link;
      // JupyterLab would take the arrow keys.
      figure.dataset.lmSuppressShortcuts = "true";
      this.first = this.state = this.lab.start(given);
      this.seen = this.lab.look(this.state);
      this.width = this.room();
      this.hands = new Lecture14.Hands(this);
      this.listen();
      if (link) this.address = new Lecture14.Address(this);
      this.draw();
      this.settle();
      this.resized = new ResizeObserver(() => {
        if (this.room() === this.width) return;
        this.width = this.room();
        this.draw();
      });
      this.resized.observe(this.picture);
    }

    room() {
      const room = Math.round(this.picture.clientWidth) || 360;
      return Math.min(Math.max(room, NARROWEST), WIDEST);
    }

    draw() {
      const { lab, state, seen, width, svg } = this, height = lab.size(width, state, seen);
      this.places = lab.handles(state, seen, width);
      const attributes = { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": lab.alt(state, seen) };
      for (const name in attributes)
        if (svg.getAttribute(name) !== attributes[name]) svg.setAttribute(name, attributes[name]);
      const parts = [
        { id: "shapes", tag: "g", a: { class: "lab-shapes", "aria-hidden": "true" }, parts: lab.shapes(state, seen, width) },
        { id: "handles", tag: "g", a: { class: "lab-handles" }, parts: this.hands.nodes() },
      ];
      update(svg, parts, `${this.figure.id}-`);
      update(this.controls, lab.controls(state, seen).flatMap(control));
      this.controls.hidden = !this.controls.childElementCount;
    }

    /** What follows a gesture, not each of its moves: the table, the cell, Undo. */
    settle() {
      const { lab, state, seen } = this;
      update(this.table, table(lab.table(state, seen)));
      update(this.python, python(lab.python(state, seen)));
      for (const [tool, steps] of [["undo", this.past], ["redo", this.future]])
        this.tools.querySelector(`[data-tool=${tool}]`).setAttribute("aria-disabled", String(!steps.length));
    }

    announce(sentence) { this.say.textContent = sentence; }

    begin() {
      this.stop();
      this.before ??= this.state;
    }

    /** A new state, unless computing it refuses; then the sentence says why, and the old one stays. */
    show(next) {
      this.refusal = null;
      try {
        const state = typeof next === "function" ? next() : next;
        if (!state || state === this.state) return false;
        const seen = this.lab.look(state);
        Object.assign(this, { state, seen });
      } catch (error) {
        if (!(error instanceof Lecture14.Refused)) throw error;
        this.refusal = error.message;
        return false;
      }
      this.draw();
      return true;
    }

    get changed() { return this.before && (this.state.playing || !same(this.before, this.state)); }

    /** Python hears what holds now. */
    tell() {
      this.untold = false;
      this.send(this.lab.values(this.state, this.seen));
    }

    end(id = null, sentence = null) {
      const { changed } = this;
      if (changed) {
        this.past = [...this.past.slice(1 - STEPS_BACK), this.before];
        this.future = [];
      }
      this.before = null;
      if (changed || this.refusal || sentence) this.announce(this.refusal ?? sentence ?? this.lab.say(this.state, this.seen, id));
      if (this.refusal) this.putBack(id);
      this.refusal = null;
      this.settle();
      if (changed || this.untold) this.tell();
      if (this.state.playing) this.play(id);
    }

    /** A control shows again what holds, not what was refused; a text stays, to be mended by who wrote it. */
    putBack(id) {
      const { value, kind } = this.lab.controls(this.state, this.seen).find((control) => control.id === id) ?? {};
      const field = this.controls.querySelector(`[data-control="${id}"]`);
      if (kind === "check") field.checked = value;
      else if (["choice", "slider", "number"].includes(kind)) field.value = value;
    }

    /** Undo, redo, start over: `from` and `to` are the ways back and forth. */
    travel(state, past, future, sentence) {
      this.stop();
      Object.assign(this, { past, future, before: null });
      this.show({ ...state, playing: false });
      this.untold = true;
      this.end(null, `${sentence} ${this.lab.say(this.state, this.seen, null)}`);
    }
    undo() {
      if (!this.past.length) return this.announce("There is nothing to undo.");
      this.travel(this.past.at(-1), this.past.slice(0, -1), [...this.future, this.state], "Undone.");
    }
    redo() {
      if (!this.future.length) return this.announce("There is nothing to redo.");
      this.travel(this.future.at(-1), [...this.past, this.state], this.future.slice(0, -1), "Done again.");
    }
    reset() { this.travel(this.first, [...this.past, this.state], [], "Started over."); }

    /** Steps until the lab has enough; all at once for a reader who wants no motion. */
    play(id) {
      const step = () => this.show(() => this.lab.tick(this.state, this.seen)) && this.state.playing;
      const done = () => {
        this.stop();
        this.settle();
        this.announce(this.refusal ?? this.lab.say(this.state, this.seen, id));
        this.refusal = null;
        this.tell();
      };
      let steps = 0;
      this.untold = true;
      if (still?.matches) {
        while (steps++ < LONGEST_RUN && step());
        return done();
      }
      this.timer = setInterval(() => { if (steps++ >= LONGEST_RUN || !step()) done(); }, this.lab.pace ?? 120);
    }

    /** The end of a run: what it has reached stays. */
    stop() {
      clearInterval(this.timer);
      if (!this.state.playing) return;
      this.state = { ...this.state, playing: false };
      this.seen = this.lab.look(this.state);
      this.draw();
    }

    /** A control was used; `act` sees what its reader saw, a run that this gesture stops. */
    use(id, value) {
      const { seen } = this;
      this.begin();
      this.show(() => this.lab.act(this.state, id, value, seen));
    }

    press(id) {
      this.use(id, "");
      // A button that can do nothing says so.
      if (!this.changed && !this.refusal) this.announce(this.lab.say(this.state, this.seen, id));
      this.end(id);
    }

    listen() {
      const value = (field) => (field.type === "checkbox" ? field.checked : ["range", "number"].includes(field.type) ? field.valueAsNumber : field.value);
      this.controls.addEventListener("input", ({ target }) => this.use(target.dataset.control, value(target)));
      this.controls.addEventListener("change", ({ target }) => this.end(target.dataset.control));
      this.controls.addEventListener("keydown", ({ key, isComposing, target }) => {
        if (key !== "Enter" || isComposing || target.tagName !== "INPUT") return;
        if (target.dataset.enter) this.press(target.dataset.enter);
        else this.end(target.dataset.control);
      });
      this.controls.addEventListener("click", ({ target }) => {
        const button = target.closest("button");
        if (button) this.press(button.dataset.control);
      });
      this.tools.addEventListener("click", (event) => {
        const tool = event.target.closest("button")?.dataset.tool;
        if (tool === "python") this.copy(this.lab.python(this.state, this.seen), "The cell is copied.");
        else if (tool === "link") this.copy(this.address.text(), "The link is copied: it opens this page with what you see.");
        else if (tool) this[tool]();
      });
    }

    async copy(text, sentence) {
      try {
        await navigator.clipboard.writeText(text);
        this.announce(sentence);
      } catch {
        // No clipboard in this frame or browser: the text stands in the page to be copied by hand.
        this.python.querySelector("code").textContent = text;
        this.python.open = true;
        this.announce("This browser does not let the page copy: the text is shown below.");
      }
    }

    /** Values set from outside, by Python or a link. */
    receive(values) {
      this.begin();
      const all = { ...this.given, ...this.lab.values(this.state, this.seen), ...values };
      this.show(() => this.lab.start(all));
      this.end();
    }

    destroy() {
      clearInterval(this.timer);
      this.resized.disconnect();
      this.address?.destroy();
    }
  }

  /** All labs of a page, their numbers in the figure: each comes to life when its reader is near, or its link is opened.
      A phone would else compute pictures before it shows the text. */
  function page() {
    const wake = (figure) => {
      near.unobserve(figure);
      if (figure.live) return;
      const given = JSON.parse(figure.querySelector(".lab-given").textContent);
      figure.live = new Live(figure, figure.dataset.lab, given, { link: true });
    };
    const near = new IntersectionObserver(
      (seen) => { for (const { isIntersecting, target } of seen) if (isIntersecting) wake(target); },
      { rootMargin: NEAR },
    );
    const figures = [...document.querySelectorAll("figure.lab")];
    const linked = () => figures.filter((figure) => location.hash.startsWith(`#${figure.id}=`)).forEach(wake);
    figures.forEach((figure) => near.observe(figure));
    globalThis.addEventListener("hashchange", linked);
    linked();
  }

  Object.assign(Lecture14, { Live, page });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
