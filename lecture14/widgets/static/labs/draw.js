/* What a page shows, as a tree of plain nodes, {id, tag, a, text, parts}: attributes `a`, and either a text or parts.
   `text` writes a tree as HTML for the build; `update` changes a page's elements as little as needed. Parts of one
   parent have different ids, by which the next tree finds their elements again. */
(function (Lecture14) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const EMPTY = ["input", "br"];

  const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  // A hundredth of a pixel is not seen; more digits would only make the page heavier.
  const written = (value) => (typeof value === "number" ? String(+value.toFixed(2)) : String(value));

  // Absent are attributes that are undefined, null or false; true is an attribute without a value.
  const present = (a = {}) => Object.entries(a).filter(([, v]) => v !== undefined && v !== null && v !== false);

  /** A tree as HTML. Ids and references to them, url(#clip), carry the prefix: a page may hold two labs of a kind. */
  function text(node, prefix = "") {
    const attributes = present(node.a).map(([k, v]) => (v === true ? ` ${k}` : ` ${k}="${escape(named(k, v, prefix))}"`));
    if (EMPTY.includes(node.tag)) return `<${node.tag}${attributes.join("")}>`;
    const inner = node.parts ? node.parts.map((part) => text(part, prefix)).join("") : escape(node.text ?? "");
    // A textarea's text is its value; elsewhere `value` is an attribute.
    return `<${node.tag}${attributes.join("")}>${inner}</${node.tag}>`;
  }

  function named(attribute, value, prefix) {
    if (attribute === "id") return prefix + value;
    return typeof value === "string" && value.includes("url(#") ? value.replace("url(#", `url(#${prefix}`) : written(value);
  }

  const before = new WeakMap();

  /** The parts of an element, brought to what `nodes` say. */
  function update(parent, nodes, prefix = "") {
    const known = before.get(parent) ?? new Map(), next = new Map();
    if (!before.has(parent)) parent.replaceChildren();
    let place = parent.firstChild;
    for (const node of nodes) {
      const key = `${node.tag} ${node.id}`;
      let element = known.get(key);
      if (!element) element = create(parent, node);
      known.delete(key);
      next.set(key, element);
      adjust(element, node, prefix);
      if (element === place) place = place.nextSibling;
      else parent.insertBefore(element, place);
    }
    for (const element of known.values()) element.remove();
    before.set(parent, next);
  }

  function create(parent, node) {
    const inside = node.tag === "svg" || parent.namespaceURI === SVG;
    const element = inside ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
    element.key = node.id;
    element.said = {};
    return element;
  }

  function adjust(element, node, prefix) {
    const said = element.said, a = node.a ?? {};
    for (const name in said) if (name !== "#text" && !(name in a)) set(element, name, undefined, prefix);
    for (const name in a) if (said[name] !== a[name]) set(element, name, a[name], prefix);
    if (node.parts) update(element, node.parts, prefix);
    else if (said["#text"] !== (node.text ?? "")) element.textContent = said["#text"] = node.text ?? "";
  }

  function set(element, name, value, prefix) {
    if (value === undefined) delete element.said[name];
    else element.said[name] = value;
    // What a reader has typed or moved lives in the property; the attribute is only where it began.
    if (name === "value" && "value" in element) {
      if (element.value !== String(value)) element.value = value;
    } else if (name === "checked") element.checked = Boolean(value);
    else if (name === "selected") element.selected = Boolean(value);
    else if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : named(name, value, prefix));
  }

  /** f with its last answers kept, by the parts of `key`, which are its arguments unless it says otherwise: a drag leaves
      most of a picture as it is, and a page may hold two labs of a kind. */
  function lately(f, key = (...given) => given, most = 4) {
    let known = [];
    return (...given) => {
      const asked = key(...given), same = ([parts]) => parts.length === asked.length && parts.every((v, i) => v === asked[i]);
      const entry = known.find(same) ?? [asked, f(...given)];
      known = [entry, ...known.filter((other) => other !== entry)].slice(0, most);
      return entry[1];
    };
  }

  Lecture14.draw = { text, update, escape, lately };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
