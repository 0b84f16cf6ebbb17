// Moves a drawn picture: native controls ask for a frame, and what corresponds in two frames glides from one to the
// other. A page has its frames ahead (page.py), in a live notebook the kernel draws them (live.py).
(function (Lecture14) {
  "use strict";
  const PACE = 700, GLIDE = 300; // milliseconds: a frame while playing, time to read the picture; a step
  const GEOMETRY = ["d", "x", "y", "width", "height", "points", "transform"];
  const NUMBER = /[-−]?\d*\.?\d+(?:e-?\d+)?/g;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  /* -- What corresponds ------------------------------------------------------------------------------------------ */

  const places = new RegExp(` (?:${GEOMETRY.join("|")})="[^"]*"`, "g");
  const place = (html) => html.slice(0, 4) + html.match(places);
  // Alike but for where it is. A label's numbers may change while it moves, "x = 1" to "x = 2"; a bare number is a
  // tick, and another number is another tick.
  const kind = (html) => html
    .replace(places, (text) => text.replace(NUMBER, "#"))
    .replace(/>([^<]+)</g, (_, words) => `>${/\p{L}/u.test(words) ? words.replace(NUMBER, "#") : words}<`);

  function grouped(elements, key) {
    const groups = new Map();
    for (const element of elements) {
      const name = key(element.outerHTML);
      if (groups.has(name)) groups.get(name).push(element);
      else groups.set(name, [element]);
    }
    return groups;
  }

  /** Both lists without what they share. */
  function rest([before, after], key) {
    const there = grouped(before, key);
    const left = [...after].filter((element) => !there.get(key(element.outerHTML))?.pop());
    return [[...there.values()].flat(), left];
  }

  /** Pairs of elements that move from frame to frame. What keeps its place changes at once, and so does a kind of
      which one frame has more: nobody knows which is new. */
  function pairs(before, after) {
    const changed = rest([before, after], (html) => html);
    const [old, now] = rest(changed, place).map((elements) => grouped(elements, kind));
    return [...now].flatMap(([kind, elements]) =>
      old.get(kind)?.length === elements.length ? elements.map((element, i) => [old.get(kind)[i], element]) : []);
  }

  /** Every attribute of a pair that changes: numbers at both ends, and the text between them. */
  function changes([old, now]) {
    const own = GEOMETRY.flatMap((name) => {
      const [from, to] = [old, now].map((element) => element.getAttribute(name));
      if (from === to) return [];
      const [start, end] = [from, to].map((text) => text.match(NUMBER).map(Number));
      return [{ element: now, name, to, start, end, between: to.split(NUMBER) }];
    });
    return own.concat(...[...now.children].map((child, i) => changes([old.children[i], child])));
  }

  function glide(all) {
    const begin = performance.now();
    let request;
    const set = (share) => {
      for (const { element, name, to, start, end, between } of all)
        element.setAttribute(name, share === 1 ? to : between.map((text, i) =>
          text + (i < end.length ? start[i] + share * (end[i] - start[i]) : "")).join(""));
    };
    const draw = (now) => {
      const time = Math.min(Math.max((now - begin) / GLIDE, 0), 1);
      set(time * time * (3 - 2 * time));
      if (time < 1) request = requestAnimationFrame(draw);
    };
    set(0);
    request = requestAnimationFrame(draw);
    return () => { cancelAnimationFrame(request); set(1); };
  }

  /* -- One picture ----------------------------------------------------------------------------------------------- */

  class Explorer {
    /** `ask(positions, explorer)` has the explorer `show` a frame, now or later. */
    constructor(figure, ask) {
      const find = (name) => figure.querySelector(`.explorer-${name}`);
      this.ask = ask;
      this.image = find("picture").querySelector("svg");
      this.frame = this.image.querySelector(".frame");
      this.reading = find("reading");
      this.inputs = [...figure.querySelectorAll(".explorer-control > input, .explorer-control > select")];
      this.finish = () => {};
      // Firefox restores a control's last value on reload; the picture in the page is the default one.
      for (const input of this.inputs) {
        if (input.type === "range") input.value = input.defaultValue;
        else input.selectedIndex = [...input.options].findIndex((option) => option.defaultSelected);
      }
      this.at = this.inputs.map((input) => Number(input.value));
      this.inputs.forEach((input, i) => {
        // A key is a step, and glides; a drag is followed at once.
        let key = false;
        input.addEventListener("keydown", () => { key = true; });
        input.addEventListener("pointerdown", () => { key = false; });
        input.addEventListener("input", () => this.move(i, Number(input.value), key));
      });
      this.players = [...figure.querySelectorAll(".explorer-play")].map((row) => new Player(this, row));
      const said = find("said");
      find("describe").addEventListener("click", () => {
        // The same sentence twice is no change, and would be silent.
        said.textContent = "";
        setTimeout(() => { said.textContent = this.image.getAttribute("aria-label"); }, 50);
      });
      this.reading.textContent = this.image.getAttribute("aria-label");
      find("controls").hidden = false;
    }

    move(i, position, glides) {
      this.at[i] = position;
      this.glides = glides && !still.matches;
      this.ask(this.at, this);
      for (const player of this.players) player.update();
    }

    destroy() {
      this.finish();
      for (const player of this.players) player.destroy();
    }

    /** Controls follow what was set elsewhere. */
    place(positions) {
      this.at = [...positions];
      this.inputs.forEach((input, i) => { input.value = positions[i]; });
      for (const player of this.players) player.update();
    }

    show({ html, alt, texts }) {
      this.finish();
      const before = this.glides ? [...this.frame.children] : [];
      this.frame.innerHTML = html;
      if (this.glides) this.finish = glide(pairs(before, this.frame.children).flatMap(changes));
      this.glides = false;
      this.image.setAttribute("aria-label", alt);
      this.reading.textContent = alt;
      this.inputs.forEach((input, i) => {
        if (input.type !== "range") return;
        input.setAttribute("aria-valuetext", texts[i]);
        input.nextElementSibling.textContent = texts[i];
      });
    }
  }

  /** Back, Play, Next and the speed of one slider. */
  class Player {
    constructor(explorer, row) {
      [this.back, this.play, this.next] = row.querySelectorAll("button");
      this.input = row.parentElement.querySelector("input");
      this.speed = row.querySelector("select");
      this.explorer = explorer;
      this.i = explorer.inputs.indexOf(this.input);
      this.name = this.play.getAttribute("aria-label").replace(/^Play/, "");
      this.back.addEventListener("click", () => this.step(-1));
      this.next.addEventListener("click", () => this.step(1));
      this.play.addEventListener("click", () => (this.timer ? this.stop() : this.run()));
      this.speed.addEventListener("change", () => { if (this.timer) this.pace(); });
      this.input.addEventListener("input", () => { this.touched = true; this.stop(); });
      this.calm = () => { row.classList.toggle("explorer-still", still.matches); this.stop(); };
      still.addEventListener("change", this.calm);
      this.calm();
    }
    destroy() {
      this.stop();
      still.removeEventListener("change", this.calm);
    }

    go(position, glides = true) {
      this.touched = true;
      this.input.value = position;
      this.explorer.move(this.i, position, glides);
    }
    step(by) {
      this.stop();
      const at = this.explorer.at[this.i], to = by > 0 ? Math.floor(at) + 1 : Math.ceil(at) - 1;
      if (to >= 0 && to <= Number(this.input.max)) this.go(to);
    }
    /** From the beginning, if the reader has not chosen another place or the end is reached. */
    run() {
      this.pace();
      this.label("Pause");
      if (!this.touched || this.explorer.at[this.i] >= Number(this.input.max)) this.go(0, false);
      else this.advance();
    }
    advance() {
      this.go(Math.floor(this.explorer.at[this.i]) + 1);
      if (this.explorer.at[this.i] >= Number(this.input.max)) this.stop();
    }
    pace() {
      clearInterval(this.timer);
      this.timer = setInterval(() => this.advance(), PACE / Number(this.speed.value));
    }
    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.label("Play");
      this.update();
    }
    label(word) {
      this.play.textContent = word;
      this.play.setAttribute("aria-label", word + this.name);
    }
    update() {
      const at = this.explorer.at[this.i];
      this.back.setAttribute("aria-disabled", String(at <= 0));
      this.next.setAttribute("aria-disabled", String(at >= Number(this.input.max)));
    }
  }

  /* -- A page ---------------------------------------------------------------------------------------------------- */

  /** Frames that were drawn ahead, read when the first is asked for: a page of five pictures is ready sooner. The book
      keeps those of a page in one file (book/_ext/pictures.py); elsewhere they lie in the figure. */
  function ahead(figure, number) {
    let data, pool;
    return (positions, explorer) => {
      if (!data) {
        const inside = figure.querySelector(".explorer-frames");
        data = JSON.parse(inside ? inside.textContent : window.explorerFrames[number]);
        pool = [...explorer.frame.children].map((element) => element.outerHTML).concat(data.elements);
      }
      const index = positions.reduce((sum, position, i) => sum * data.sizes[i] + position, 0);
      let html = "";
      for (const run of data.frames[index].split(",")) {
        const [first, last = first] = run.split("-").map(Number);
        for (let i = first; i <= last; i++) html += pool[i];
      }
      explorer.show({ html, alt: data.alts[index], texts: positions.map((position, i) => data.texts[i][position]) });
    };
  }

  function explorers() {
    document.querySelectorAll("figure.explorer").forEach((figure, i) => {
      figure.explorer = new Explorer(figure, ahead(figure, i));
    });
  }

  Object.assign(Lecture14, { Explorer, explorers });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
