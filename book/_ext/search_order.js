// The order of what a search finds: see search_order.py.
var Scorer = {
  // Sphinx's own weights.
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,

  score([page, title, anchor, , score]) {
    const asked = new URLSearchParams(location.search).get("q") ?? "", stemmer = new Stemmer();
    const stems = (text) => splitQuery(text.toLowerCase()).map((word) => stemmer.stemWord(word));
    if (page.startsWith("api/pictures-")) return score - 200;
    // A name spelled as it is in the package was meant; other names come after all chapters.
    if (page.startsWith("api/")) return title.split(".").at(-1) === asked.trim() ? score : score - 100;
    const words = stems(asked), of = stems(title);
    if (anchor || !words.length || !words.every((word) => of.includes(word))) return score;
    return score + 100 + (stems(page).join(" ") === words.join(" ") ? 100 : 0);
  },
};
