/* A lab's state in the page's address, #ID={...}: read as data, checked by the lab, shown as text and never as HTML. */
(function (Lecture14) {
  "use strict";
  const LONGEST = 20000;

  const pack = (lab, state) => JSON.stringify(lab.pack ? lab.pack(state) : lab.values(state, lab.look(state)));

  /** The state that a link's text holds; whatever is wrong with it is refused in one sentence. */
  function unpack(lab, text, given) {
    try {
      if (text.length > LONGEST) throw new Lecture14.Refused("it is too long");
      const data = JSON.parse(decodeURIComponent(text));
      if (data === null || typeof data !== "object" || Array.isArray(data)) throw new Lecture14.Refused("it holds no values");
      const unknown = !lab.unpack && Object.keys(data).find((key) => !Object.hasOwn(given, key));
      if (unknown) throw new Lecture14.Refused(`it sets ${unknown.slice(0, 40)}, which is none of its values`);
      const state = lab.unpack ? lab.unpack(data, given) : lab.start({ ...given, ...data });
      // A state that cannot be drawn is none.
      lab.look(state);
      return state;
    } catch (error) {
      const why = error instanceof Lecture14.Refused ? error.message : "it cannot be read";
      throw new Lecture14.Refused(`The address does not fit this picture, which starts as usual: ${why}.`);
    }
  }

  class Address {
    constructor(live) {
      this.live = live;
      this.changed = () => this.read();
      globalThis.addEventListener("hashchange", this.changed);
      this.read();
    }
    read() {
      const { live } = this, start = `#${live.figure.id}=`;
      if (!location.hash.startsWith(start)) return;
      // Whoever sends a picture wants it seen: it does not wait for a prediction.
      for (const name of live.figure.dataset.waits?.split(" ") ?? []) document.documentElement.classList.add(`predicted-${name}`);
      live.begin();
      live.show(() => unpack(live.lab, location.hash.slice(start.length), live.given));
      live.end(null, live.refusal);
      live.figure.scrollIntoView({ block: "center" });
    }
    text() {
      const { live } = this;
      return `${location.href.split("#")[0]}#${live.figure.id}=${encodeURIComponent(pack(live.lab, live.state))}`;
    }
    destroy() { globalThis.removeEventListener("hashchange", this.changed); }
  }

  Object.assign(Lecture14, { Address, pack, unpack });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
