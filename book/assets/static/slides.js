// The tables of slides: a field that searches them, and a row that a link leads to opens its fold.
(() => {
  "use strict";
  const rows = [...document.querySelectorAll("table.slide-table tbody tr")];
  if (!rows.length) return;
  const folds = [...new Set(rows.map((row) => row.closest("details")).filter(Boolean))];
  const element = (name, attributes = {}) => Object.assign(document.createElement(name), attributes);

  const label = element("label", { className: "slide-search", textContent: "Search the slides " });
  const field = element("input", { type: "search", autocomplete: "off" });
  const said = element("span", { className: "slide-found" });
  said.setAttribute("role", "status");
  label.append(field);
  const line = element("p");
  line.append(label, " ", said);
  (folds[0] ?? rows[0].closest("table")).before(line);
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    const found = rows.filter((row) => !row.hidden).length;
    said.textContent = words.length ? `${found} of ${rows.length} slides` : "";
    for (const fold of folds) {
      const any = [...fold.querySelectorAll("tbody tr")].some((row) => !row.hidden);
      fold.open = Boolean(words.length) && any;
    }
  });

  // Some browsers open a fold for the link into it, some do not.
  const arrive = () => {
    const row = rows.find((each) => each.id && `#${each.id}` === location.hash);
    if (!row) return;
    row.closest("details")?.setAttribute("open", "");
    row.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", arrive);
  arrive();
})();
