/* Hands on a lab's handles: mouse, pen, finger and keyboard do the same. */
(function (Lecture14) {
  "use strict";
  // A finger's width: the nearest handle within half of it is meant.
  const REACH = 22, STEP = 2, STRIDE = 20;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -1], PageDown: [0, 1] };

  class Hands {
    constructor(live) {
      Object.assign(this, { live, drag: null, dragged: false, current: {} });
      const { svg } = live;
      // `touch-action` on parts of a drawing is not heeded: without this the page scrolls and takes the drag away. It asks
      // for a handle first, so that beside all handles a finger scrolls the page as ever.
      svg.addEventListener("touchstart", (event) => {
        if (event.touches.length === 1 && this.near(event.touches[0])) event.preventDefault();
      }, { passive: false });
      svg.addEventListener("pointerdown", (event) => this.take(event));
      svg.addEventListener("pointermove", (event) => this.carry(event));
      for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => this.release());
      svg.addEventListener("click", (event) => this.tap(event));
      svg.addEventListener("keydown", (event) => this.key(event));
      svg.addEventListener("keyup", (event) => this.keyUp(event));
    }

    /** Handles as focusable elements; of a group only one, at which its reader is. */
    nodes() {
      const shown = [], groups = {};
      for (const handle of this.live.places) {
        if (!handle.group) shown.push(handle);
        else (groups[handle.group] ??= []).push(handle);
      }
      for (const [name, members] of Object.entries(groups))
        shown.unshift({ ...(members.find((h) => h.id === this.current[name]) ?? members[0]), alone: name });
      return shown.map((handle) => {
        const { tag, a } = Lecture14.trees.sign(handle);
        const number = handle.number ?? (handle.along === "y" ? -handle.at[1] : handle.at[0]);
        const [low, high] = handle.along === "y" ? [] : handle.x ?? [];
        return { id: handle.alone ? `group-${handle.alone}` : handle.id, tag, a: { ...a, tabindex: 0, role: "slider", "data-handle": handle.id,
          class: handle.alone ? "lab-handle lab-one" : "lab-handle", "aria-label": handle.label, "aria-valuetext": handle.text,
          "aria-valuenow": number, "aria-valuemin": handle.number === undefined ? low : undefined, "aria-valuemax": handle.number === undefined ? high : undefined } };
      });
    }

    where(event) {
      const matrix = this.live.svg.getScreenCTM();
      return [(event.clientX - matrix.e) / matrix.a, (event.clientY - matrix.f) / matrix.d];
    }

    near(event) {
      const [x, y] = this.where(event);
      let best = null, least = REACH;
      for (const handle of this.live.places) {
        // The last drawn lies on top; members of a crowd are met more exactly, since clicks between them mean something.
        const distance = Math.hypot(handle.at[0] - x, handle.at[1] - y);
        if (distance <= Math.min(least, handle.group ? REACH / 2 : REACH)) [best, least] = [handle, distance];
      }
      return best;
    }

    find(id) { return this.live.places.find((handle) => handle.id === id); }

    element(id) { return this.live.svg.querySelector(`[data-handle="${CSS.escape(id)}"]`); }

    focus(handle) {
      if (handle.group && this.current[handle.group] !== handle.id) {
        this.current[handle.group] = handle.id;
        this.live.draw();
      }
      this.element(handle.id)?.focus({ preventScroll: true });
    }

    take(event) {
      this.dragged = false;
      if (this.drag || event.button !== 0) return;
      const handle = this.near(event);
      if (!handle) return;
      const [x, y] = this.where(event);
      this.drag = { id: handle.id, grip: [handle.at[0] - x, handle.at[1] - y], from: [x, y], pointer: event.pointerId };
      this.live.svg.setPointerCapture(event.pointerId);
      this.live.begin();
      this.focus(handle);
      event.preventDefault();
    }

    carry(event) {
      if (!this.drag || event.pointerId !== this.drag.pointer) return;
      const [x, y] = this.where(event), { id, grip, from } = this.drag;
      // The tremble of a click is no drag.
      if (!this.dragged && Math.hypot(x - from[0], y - from[1]) < 2) return;
      this.dragged = true;
      this.go(id, [x + grip[0], y + grip[1]]);
    }

    go(id, place) {
      const { live } = this;
      live.show(() => live.lab.move(live.state, id, place, live.width, live.seen));
    }

    release() {
      if (!this.drag) return;
      const { id } = this.drag;
      this.drag = null;
      this.live.end(id);
    }

    tap(event) {
      const { live } = this;
      if (this.dragged || !live.lab.tap || this.near(event)) return;
      live.begin();
      live.show(() => live.lab.tap(live.state, this.where(event), live.width, live.seen));
      live.end("tap");
    }

    key(event) {
      const element = event.target.closest(".lab-handle");
      if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
      const handle = this.find(element.dataset.handle);
      if (!handle) return;
      if (event.key === "Delete" || event.key === "Backspace") return this.remove(event, handle);
      if (handle.group && /^[np]$/i.test(event.key)) return this.next(event, handle);
      const place = this.target(handle, event);
      if (!place) return;
      // Jupyter and the book's pages listen for arrows too.
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) this.live.begin();
      this.go(handle.id, place);
    }

    /** Where a key sends a handle, or null. */
    target({ at: [x, y], along, x: across, y: down }, { key, shiftKey }) {
      if (key === "Home" || key === "End") {
        const end = key === "Home" ? 0 : 1;
        if (along === "y") return down ? [x, down[end]] : null;
        return across ? [across[end], y] : null;
      }
      if (!ARROWS[key]) return null;
      const size = shiftKey || key.startsWith("Page") ? STRIDE : STEP;
      let [dx, dy] = ARROWS[key];
      // On a line, up is on and down is back, as on every slider.
      if (along === "x") [dx, dy] = [dx - dy, 0];
      if (along === "y") [dx, dy] = [0, dy - dx];
      return [x + size * dx, y + size * dy];
    }

    keyUp(event) {
      const element = event.target.closest(".lab-handle");
      if (element && (event.key in ARROWS || ["Home", "End"].includes(event.key))) this.live.end(element.dataset.handle);
    }

    next(event, handle) {
      event.preventDefault();
      event.stopPropagation();
      const group = this.live.places.filter((h) => h.group === handle.group);
      const on = /^n$/i.test(event.key) ? 1 : group.length - 1;
      this.focus(group[(group.findIndex((h) => h.id === handle.id) + on) % group.length]);
    }

    remove(event, handle) {
      const { live } = this;
      const next = live.lab.remove?.(live.state, handle.id);
      if (!next) return;
      event.preventDefault();
      event.stopPropagation();
      live.begin();
      live.show(next);
      live.end("remove");
      const first = live.places.find((h) => h.group === handle.group);
      if (first && !live.svg.contains(document.activeElement)) this.focus(first);
    }
  }

  Lecture14.Hands = Hands;
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
