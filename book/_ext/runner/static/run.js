// Python in the page: Run, Edit, Reset and Stop on each cell, answers that are kept, pictures that take any value.
// The buttons stand in the page (__init__.py); Python itself comes at the first press, into a worker (worker.js).
(() => {
  "use strict";
  const TOO_LONG = 60, TELL = 100; // seconds that a cell may run; milliseconds between two words on what has arrived
  const script = new URL(".", document.currentScript.src), here = window.pythonHere;
  const bars = [...document.querySelectorAll(".run-bar")];
  const page = document.documentElement.classList;
  if (!bars.length) return;
  // From a server or from a file: what is not there, no server would bring.
  if (!here) for (const state of ["runs", "runs-file"]) page.replace(state, "runs-none");
  if (!page.contains("runs")) return;

  const megabytes = (bytes) => (bytes / 1e6).toFixed(0);
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const button = (text, press, attributes = {}) => {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", press);
    return made;
  };

  /* -- What is kept in this browser: one entry a page; a host may hold several books --------------------------- */

  // One host may hold several books: keys begin with the version of what is kept and the book's own path.
  const book = `lecture14/1${new URL("../../", script).pathname}`;
  /** The browser's storage, or nothing where a frame or a reader's settings forbid it. */
  const storage = (() => {
    try { return localStorage; } catch { return null; }
  })();
  const write = (key, value) => {
    try {
      storage?.setItem(key, value);
    } catch { /* full: what stands on the page stays on the page */ }
  };

  const kept = {
    key: `lecture14/1${location.pathname}`,
    read() {
      let found = {};
      try { found = JSON.parse(storage?.getItem(this.key)) ?? {}; } catch { /* spoilt: begun anew */ }
      const table = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
      return { answers: table(found.answers), progress: table(found.progress) };
    },
    set(part, id, value) {
      if (value === undefined) delete this.all[part][id];
      else this.all[part][id] = value;
      write(this.key, JSON.stringify(this.all));
    },
    forget() {
      this.all = { answers: {}, progress: {} };
      storage?.removeItem(this.key);
    },
  };
  kept.all = kept.read();
  const plain = {
    get wanted() { return storage?.getItem(`${book}plain`) === "yes"; },
    set wanted(yes) { write(`${book}plain`, yes ? "yes" : "no"); },
  };

  /* -- The worker ------------------------------------------------------------------------------------------------ */

  const thrifty = matchMedia("(pointer: coarse)").matches || navigator.connection?.saveData === true;
  const firstLoad = here.first.reduce((sum, name) => sum + here.sizes[name][1], 0);

  const python = {
    worker: null, last: 0, waiting: new Map(), told: 0, ready: false, draws: false, alive: new Set(),
    /** An answer of the worker; `hear` gets what it says meanwhile. */
    ask(message, hear) {
      if (!this.worker) this.start();
      return new Promise((resolve) => {
        const id = ++this.last;
        this.waiting.set(id, { resolve, hear });
        this.worker.postMessage({ id, ...message });
      });
    },
    start() {
      this.worker = new Worker(new URL("worker.js", script));
      this.worker.onmessage = ({ data }) => {
        if (data.id !== undefined) {
          this.ready = true;
          this.waiting.get(data.id)?.resolve(data);
          this.waiting.delete(data.id);
          if (data.dead !== undefined) this.end(data);
        } else if (data.total === undefined || Date.now() - this.told > TELL) {
          if (data.total !== undefined) this.told = Date.now();
          const heard = data.begun ? [this.waiting.get(data.begun)] : this.waiting.values();
          for (const waiting of heard) waiting?.hear?.(data);
        }
      };
      this.worker.onerror = (event) => {
        event.preventDefault();
        this.end({ dead: event.message || "its files did not arrive" });
      };
      this.worker.postMessage({ type: "start", here, careful: thrifty });
    },
    grant(yes) { this.worker?.postMessage({ type: "grant", yes }); },
    /** Python ends at once, whatever it does; everybody who waits hears why, and pictures go back to their frames. */
    end(answer) {
      this.worker?.terminate();
      this.worker = null;
      this.ready = this.draws = false;
      for (const rest of this.alive) rest();
      this.alive.clear();
      for (const { resolve } of this.waiting.values()) resolve(answer);
      this.waiting.clear();
    },
  };

  /* -- A cell ---------------------------------------------------------------------------------------------------- */

  class Cell {
    constructor(bar) {
      this.bar = bar;
      this.box = bar.closest(".cell");
      this.pre = bar.parentElement.querySelector("pre");
      this.source = this.pre.textContent.replace(/\n+$/, "");
      this.exercise = bar.dataset.exercise;
      this.name = this.box.id.replace(/^cell-/, "cell ");
      this.solution = this.box.classList.contains("tag_solution");
      this.said = bar.querySelector(".run-said");
      this.stored = [...this.box.children].filter((part) => part.matches(".cell_output"));
      this.buttons = Object.fromEntries([...bar.querySelectorAll("button")].map((each) => [each.dataset.does, each]));
      for (const does in this.buttons) this.buttons[does].addEventListener("click", () => this[does]());
      if (this.exercise) this.restore();
    }

    get text() { return this.area?.value ?? this.source; }

    /** The code as a box to write in, at the place and of the size of the code. */
    open() {
      if (this.area) return;
      const name = this.exercise ? `Your answer to ${this.exercise}` : `Code of ${this.buttons.run.getAttribute("aria-label").replace(/^\w+ /, "")}`;
      this.area = element("textarea", {
        class: "run-code", id: `${this.box.id}-code`, "aria-label": name, rows: this.source.split("\n").length,
        spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      });
      this.area.value = this.source;
      const code = this.bar.parentElement.querySelector("[class^=highlight]");
      code.hidden = true;
      code.after(element("div", { class: "run-box" }, this.area));
      this.area.addEventListener("input", () => this.changed());
      this.area.addEventListener("keydown", (event) => {
        // Once it has its colours the editor hears this itself.
        if (!this.editor && event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey)) {
          event.preventDefault();
          this.run();
        }
      });
      this.area.addEventListener("focus", () => this.colour(), { once: true });
      this.buttons.edit.hidden = true;
    }

    /** Highlighting, when the reader begins to write. */
    async colour() {
      if (plain.wanted) return;
      try {
        const codeEditor = await editor();
        this.editor = codeEditor(this.area, { onRun: () => this.run() });
      } catch { /* the box itself is enough to write in */ }
    }

    edit() {
      this.open();
      this.area.focus();
    }

    changed() {
      this.area.rows = this.text.split("\n").length;
      this.buttons.reset.hidden = this.text === this.source && !this.shown;
      if (this.exercise) kept.set("answers", this.exercise, this.text === this.source ? undefined : { text: this.text, stub: this.source });
    }

    write(text) {
      this.area.value = text;
      this.changed();
    }

    /** A stub is open from the start, with what was written here before. */
    restore() {
      this.open();
      const answer = kept.all.answers[this.exercise];
      if (typeof answer?.text !== "string") return;
      if (answer.stub === this.source) return this.write(answer.text);
      const note = element("p", { class: "run-note" }, "The book has changed this exercise since you answered it. ");
      note.append(
        button("Use my earlier answer", () => { this.write(answer.text); note.remove(); }), " ",
        button("Begin anew", () => { kept.set("answers", this.exercise, undefined); note.remove(); }),
      );
      this.bar.before(note);
    }

    reset() {
      if (this.area) this.write(this.source);
      this.shown?.remove();
      this.shown = null;
      for (const part of this.stored) part.hidden = false;
      this.buttons.reset.hidden = true;
      this.say("As it was.");
      this.buttons.run.focus();
    }

    say(sentence) { this.said.textContent = sentence; }

    stop() { python.end({ stopped: "Stopped. Python starts afresh at the next Run." }); }

    busy(yes) {
      this.buttons.stop.hidden = !yes;
      this.bar.setAttribute("aria-busy", yes);
      this.buttons.run.setAttribute("aria-disabled", yes);
    }

    /** Whether the reader wants so much over the line; asked on phones only. */
    agree(bytes, what) {
      return new Promise((resolve) => {
        const note = element("p", { class: "run-note" }, `${what} comes once, ${megabytes(bytes)} MB, and stays in this browser. `);
        const answer = (yes) => () => { note.remove(); resolve(yes); };
        const yes = button("Load it", answer(true));
        note.append(yes, " ", button("Not now", answer(false)));
        this.bar.after(note);
        yes.focus();
      });
    }

    hear(message) {
      if (message.total) this.progress.textContent = `Python ${megabytes(message.loaded)} of ${megabytes(Math.max(message.total, python.ready ? 0 : firstLoad))} MB`;
      if (message.wants) this.agree(message.bytes, message.wants).then((yes) => python.grant(yes));
      if (message.begun) this.progress.textContent = "Running";
      // While files arrive, no loop runs.
      if (message.begun || this.clock) {
        clearTimeout(this.clock);
        this.clock = setTimeout(() => {
          python.end({ stopped: `Stopped after ${TOO_LONG} seconds: does a loop never end? Python starts afresh at the next Run.` });
        }, TOO_LONG * 1000);
      }
    }

    async run() {
      if (this.buttons.run.getAttribute("aria-disabled") === "true") return null;
      if (thrifty && !python.worker && !(await this.agree(firstLoad, "Python"))) return null;
      this.busy(true);
      this.say(python.ready ? "" : "Python is loading.");
      this.progress = element("span", { class: "run-progress", "aria-hidden": "true" }, python.ready ? "Running" : "Python");
      this.bar.append(this.progress);
      this.editor?.mark(null);
      // A solution is no part of what the reader writes, unless it is what runs.
      const code = standing().filter((cell) => this.solution || !cell.solution);
      const message = {
        type: "run", cell: this.name, progress: kept.all.progress,
        cells: Object.fromEntries(code.map((cell) => [cell.name, cell.text])),
      };
      const begin = performance.now();
      const answer = await python.ask(message, (said) => this.hear(said));
      clearTimeout(this.clock);
      this.clock = null;
      this.progress.remove();
      this.busy(false);
      if (answer.stopped) this.say(answer.stopped);
      else if (answer.dead !== undefined) this.say((await mistyped()) ?? `Python could not go on (${answer.dead}). It starts afresh at the next Run; a smaller computation may fit into this browser's memory.`);
      else this.show(answer, (performance.now() - begin) / 1000);
      return answer;
    }

    show({ outputs, first, line, progress }, seconds) {
      this.shown?.remove();
      const figures = outputs.map((output) => this.figureOf(output));
      python.draws ||= outputs.some(({ kind }) => kind === "explorer" || kind === "picture");
      // A picture of the page that is still what it was stays where it is, and comes alive.
      const counts = [this, ...standing().filter(({ name }) => first.some(([cell]) => cell === name))];
      const stays = figures.length === 1 && figures[0] && counts.every((cell) => cell.text === cell.source);
      for (const part of this.stored) part.hidden = !stays;
      this.shown = element("div", { class: "cell_output docutils container run-output" });
      if (first.length) this.shown.append(before(first));
      outputs.forEach((output, i) => {
        if (stays) display[output.kind].adopt(figures[i], output);
        else this.shown.append(display[output.kind].make?.(output) ?? display[output.kind](output));
      });
      this.box.append(this.shown);
      this.shown.dispatchEvent(new Event("shown", { bubbles: true }));
      if (line && this.editor) this.editor.mark(line);
      this.buttons.reset.hidden = false;
      const failed = outputs.some(({ kind }) => kind === "error");
      const verdict = outputs.map(({ text }) => text ?? "").join("").match(/^[✓✗○].*/m);
      this.say(failed ? `An error${line ? ` in line ${line}` : ""}.` : verdict ? verdict[0] : `Ran in ${seconds.toFixed(1)} s.`);
      // The book's own answer is none of the reader's.
      if (!this.solution) for (const id in progress) kept.set("progress", id, progress[id]);
      table?.update();
    }

    figureOf({ kind, name }) {
      if (kind !== "explorer" && kind !== "lab") return null;
      return this.stored.map((part) => part.querySelector(`figure.${kind}[id="${CSS.escape(name)}"]`)).find(Boolean) ?? null;
    }
  }

  /** The page's cells in the order in which they stand. */
  const standing = () => [...document.querySelectorAll(".run-bar")].map((bar) => cells.get(bar));

  /** The earlier statements that ran before a cell, named as such. */
  function before(first) {
    const names = [...new Set(first.map(([cell]) => cell))];
    const list = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
    const count = first.length === 1 ? "one statement" : `${first.length} statements`;
    return element("details", { class: "run-first" },
      element("summary", {}, `Ran first: ${count} of ${list}`),
      element("pre", {}, first.map(([, source]) => source).join("\n")));
  }

  /** What to say where the server has another type for scripts, as Python's own can on Windows: no worker starts then. */
  async function mistyped() {
    const response = await fetch(new URL("../../python/pyodide.js", script), { method: "HEAD" }).catch(() => null);
    const type = response?.ok && response.headers.get("content-type");
    if (!type || type.includes("javascript")) return null;
    return `This server calls scripts ${type}, and a browser starts no Python from such. In the book's folder, py serve.py starts a server that does not.`;
  }

  let editing;
  /** The editor's script, fetched once. */
  function editor() {
    editing ??= new Promise((resolve, reject) => {
      const tag = element("script", { src: new URL("editor.js", script) });
      tag.onload = () => resolve(window.codeEditor);
      tag.onerror = reject;
      document.head.append(tag);
    });
    return editing;
  }

  /* -- What a cell shows ----------------------------------------------------------------------------------------- */

  const printed = (text, cls) => element("div", { class: `output text_plain highlight-myst-ansi notranslate ${cls}` },
    element("div", { class: "highlight" }, element("pre", {}, text)));
  const elsewhere = () => printed("This page lacks the script of this picture: run the cell in a chapter that has such a one.\n", "stream");
  const framed = (html, cls = "") => {
    const made = element("div", { class: `output text_html ${cls}` });
    made.innerHTML = html;
    return made;
  };
  const display = {
    text: ({ text }) => printed(text, "stream"),
    error: ({ text }) => printed(text, "run-error"),
    html: ({ html }) => framed(html),
    picture({ html, caption }) {
      const made = framed(`<figure class="picture">${html}</figure>`);
      if (caption) made.firstChild.prepend(element("figcaption", {}, caption));
      return made;
    },
    explorer: {
      make({ key, html }) {
        if (!window.Lecture14?.Explorer) return elsewhere();
        const made = framed(`<figure class="explorer">${html}</figure>`), figure = made.firstChild;
        figure.explorer = new window.Lecture14.Explorer(figure, asker(key, key));
        python.alive.add(() => {
          figure.querySelector(".explorer-controls").inert = true;
          figure.explorer.reading.textContent = "Python has ended: Run draws this picture again.";
        });
        return made;
      },
      adopt(figure, output) { enliven(figure, output); },
    },
    lab: {
      make({ lab, name, given }) {
        if (!window.Lecture14?.labs?.[lab]) return elsewhere();
        const values = JSON.parse(given), id = `run-${name}-${Date.now()}`;
        const made = framed(`<figure class="lab">${window.Lecture14.inside(lab, values, id).html}</figure>`), figure = made.firstChild;
        figure.id = id;
        requestAnimationFrame(() => { figure.live = new window.Lecture14.Live(figure, lab, values); });
        return made;
      },
      adopt(figure, { given }) { figure.live?.receive(JSON.parse(given)); },
    },
  };

  /* -- Explorers come alive -------------------------------------------------------------------------------------- */

  /** What an Explorer asks for its frames: Python draws the newest positions, and none that are past. */
  function asker(key, identity) {
    let wanted, busy = false;
    return async (positions, explorer) => {
      wanted = [...positions];
      if (busy) return;
      busy = true;
      while (wanted) {
        const now = wanted;
        wanted = null;
        const drawn = await python.ask({ type: "draw", key, prefix: `${identity}-`, positions: now });
        if (drawn.error) explorer.reading.textContent = `Python could not draw this: ${drawn.error}`;
        if (drawn.html === undefined) break; // or Python has ended, and the frames of the page are asked again
        const definitions = explorer.image.querySelector("defs");
        for (const id in drawn.parts)
          if (!definitions.querySelector(`[id="${CSS.escape(id)}"]`)) definitions.insertAdjacentHTML("beforeend", drawn.parts[id]);
        explorer.image.setAttribute("viewBox", `0 0 ${drawn.size[0]} ${drawn.size[1]}`);
        if (!wanted) explorer.show(drawn);
      }
      busy = false;
    };
  }

  function enliven(figure, { name, key, steps }) {
    const { explorer } = figure, frames = explorer.ask, alive = figure.classList.contains("run-alive");
    explorer.ask = asker(key, name);
    explorer.ask(explorer.at, explorer);
    if (alive) return;
    const step = (i, by) => { if (explorer.inputs[i].type === "range") explorer.inputs[i].step = by; };
    steps.forEach((by, i) => step(i, by));
    figure.classList.add("run-alive");
    python.alive.add(() => {
      explorer.ask = frames;
      steps.forEach((by, i) => step(i, 1));
      explorer.at = explorer.inputs.map(({ value }) => Number(value));
      figure.classList.remove("run-alive");
    });
  }

  function addLiveButtons() {
    for (const figure of document.querySelectorAll("figure.explorer")) {
      const bar = figure.closest(".cell")?.querySelector(".run-bar");
      if (!bar || !figure.querySelector("input[type=range]")) continue;
      const press = async () => {
        if (made.getAttribute("aria-disabled") === "true") return;
        made.setAttribute("aria-disabled", "true");
        made.textContent = "Python is loading";
        await cells.get(bar).run();
        made.removeAttribute("aria-disabled");
        made.textContent = "Every value";
        if (document.activeElement === made) figure.explorer.inputs[0].focus();
      };
      const made = button("Every value", press, { class: "run-live", title: "Python draws what lies between the frames" });
      figure.querySelector(".explorer-describe").before(made);
      // Once Python draws, a slider that is let go takes every value by itself.
      figure.addEventListener("change", () => { if (python.draws && !figure.classList.contains("run-alive")) press(); });
    }
  }

  /* -- A lab's state in Python ----------------------------------------------------------------------------------- */

  function addLabButtons() {
    for (const figure of document.querySelectorAll("figure.lab")) {
      const tools = figure.querySelector(".lab-tools");
      tools?.append(button("Use in Python", () => {
        if (!figure.live) return;
        const { lab, state, seen } = figure.live;
        scratch(figure, lab.python(state, seen)).edit();
      }));
    }
  }

  /** A cell that the notebook does not have, below a lab: the next press writes it anew. */
  function scratch(figure, code) {
    const below = figure.closest(".cell");
    let cell = figure.scratch;
    if (!cell) {
      const name = `cell-beside-${figure.id}`;
      const bar = element("div", { class: "run-bar" },
        ...[["run", "Run"], ["edit", "Edit"], ["reset", "Reset"], ["stop", "Stop"]].map(([does, word]) =>
          element("button", { type: "button", "data-does": does, "aria-label": `${word} the cell beside ${figure.id}`, ...(does === "run" ? {} : { hidden: "" }) }, word)),
        element("span", { class: "run-said", role: "status" }));
      const box = element("div", { class: "cell docutils container run-scratch", id: name },
        element("div", { class: "cell_input docutils container" },
          element("div", { class: "highlight-ipython3 notranslate" }, element("div", { class: "highlight" }, element("pre", {}, code))), bar));
      below.after(box);
      cell = figure.scratch = new Cell(bar);
      cells.set(bar, cell);
    }
    cell.source = code;
    cell.open();
    cell.write(code);
    return cell;
  }

  /* -- The chapter's table --------------------------------------------------------------------------------------- */

  /** What is solved on this page, the way to take it along, and the way to delete it. */
  function chapterTable() {
    const stubs = [...cells.values()].filter(({ exercise }) => exercise);
    if (!stubs.length) return null;
    const body = element("tbody"), said = element("span", { role: "status" });
    const mark = ({ passed, tries } = {}) => passed ? "✓ solved" : tries ? `✗ ${tries} wrong ${tries === 1 ? "try" : "tries"}` : "○ open";
    const update = () => body.replaceChildren(...stubs.map(({ exercise, bar }) =>
      element("tr", {}, element("th", { scope: "row" }, element("a", { href: `#${bar.closest(".cell").id}` }, exercise)),
        element("td", {}, mark(kept.all.progress[exercise])))));
    const choice = element("input", { type: "checkbox" });
    choice.checked = plain.wanted;
    choice.addEventListener("change", () => { plain.wanted = choice.checked; said.textContent = "From the next box on."; });
    const section = element("section", { class: "run-table", "aria-label": "Your answers" },
      element("h2", {}, "Your answers"),
      element("p", {}, `${storage ? "They are kept in this browser alone." : "This browser keeps nothing: download the notebook before you leave."} Pyodide ${here.pyodide}, lecture14 ${here.version}.`),
      element("table", { class: "table" }, element("thead", {}, element("tr", {},
        element("th", { scope: "col" }, "Exercise"), element("th", { scope: "col" }, "State"))), body),
      element("p", { class: "run-settings" },
        button("Download as a notebook", () => download().then(() => { said.textContent = "The notebook is downloaded."; },
          () => { said.textContent = "The notebook could not be read from this host."; })), " ",
        button("Delete my answers", () => {
          kept.forget();
          for (const cell of stubs) cell.reset();
          update();
          said.textContent = "Your answers are deleted.";
        }), " ", element("label", {}, choice, " Plain boxes, without colours"), " ", said));
    const article = document.querySelector("article");
    article.append(section);
    update();
    return { update };
  }

  /** The page's notebook with what the reader has written in it. */
  async function download() {
    const name = location.pathname.split("/").pop().replace(/\.html$/, "");
    const response = await fetch(new URL(`../../_sources/${name}.ipynb`, script));
    if (!response.ok) throw new Error(response.status);
    const notebook = await response.json();
    const code = notebook.cells.filter(({ cell_type: kind }) => kind === "code");
    for (const cell of cells.values()) {
      const number = cell.box.id.match(/^cell-(\d+)$/);
      if (!number || cell.text === cell.source) continue;
      Object.assign(code[number[1] - 1], { source: cell.text, outputs: [], execution_count: null });
    }
    const link = element("a", { download: `${name}.ipynb` });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** The way to the same page in Jupyter's own notebook, where the book has it beside itself. */
  function addNotebookLink() {
    const beside = document.querySelector(".article-header-buttons a[download]");
    if (!here.lite || !beside) return;
    const name = location.pathname.split("/").pop().replace(/\.html$/, "");
    const text = "Open this page as a notebook";
    beside.after(element("a", { class: "btn btn-sm pst-navbar-icon", title: text, href: new URL(`../../lite/notebooks/index.html?path=${name}.ipynb`, script) },
      element("span", { class: "run-notebook", "aria-hidden": "true" }, "▸_"), element("span", { class: "visually-hidden" }, text)));
  }

  const cells = new Map(bars.map((bar) => [bar, new Cell(bar)]));
  const table = chapterTable();
  addLiveButtons();
  addLabButtons();
  addNotebookLink();
})();
