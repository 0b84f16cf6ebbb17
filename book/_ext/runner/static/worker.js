// Holds Python, away from the page, which stays quick. Messages in: {type: "start"}, then {id, type: "run" | "draw"};
// out: {id, …} as an answer, {loaded, total} while files arrive, {dead} when Python cannot go on.
"use strict";
const python = new URL("../../python/", self.location.href).href;
const load = self.fetch.bind(self);
const ASKED_FROM = 1e6; // bytes
const ahead = new Map();
let sizes = {}, loaded = 0, total = 0, page;

/** Count what arrives. A host that compresses sends less than the file holds; what is told is what is sent. */
self.fetch = (address, options) => {
  const early = ahead.get(String(address));
  ahead.delete(String(address));
  return early ?? counted(address, options);
};

async function counted(address, options) {
  const response = await load(address, options);
  const size = sizes[new URL(address, python).pathname.split("/").pop()];
  if (!size || !response.ok || !response.body) return response;
  const share = (response.headers.get("content-encoding") ? size[1] : size[0]) / size[0];
  total += size[0] * share;
  const body = response.body.pipeThrough(new TransformStream({
    transform(piece, controller) {
      loaded += piece.byteLength * share;
      postMessage({ loaded, total });
      controller.enqueue(piece);
    },
  }));
  return new Response(body, { status: response.status, headers: response.headers });
}

/** Python with NumPy and the book's package, and the page's own code in it. */
async function start({ here, careful }) {
  sizes = here.sizes;
  const bring = async (name) => {
    if (careful && here.adds[name] > ASKED_FROM && !(await permission(name, here.adds[name])))
      throw new Error(`${name} was not loaded: you chose "Not now"`);
    await pyodide.loadPackage(name, { messageCallback() {} });
  };
  // What is surely needed comes at once, not after the core has been compiled.
  for (const name of here.first.filter((each) => each.endsWith(".whl"))) ahead.set(python + name, counted(python + name));
  importScripts(`${python}pyodide.js`);
  const [pyodide, home, modules] = await Promise.all([
    loadPyodide({
      indexURL: python, lockFileURL: `${python}pyodide-lock.json`, packages: here.packages,
      env: { HOME: "/home/pyodide", MPLBACKEND: "agg" },
    }),
    self.fetch(`${python}home.zip`).then((response) => response.arrayBuffer()),
    load(new URL("modules.json", self.location.href)).then((response) => response.json()),
  ]);
  pyodide.unpackArchive(home, "zip", { extractDir: "/home/pyodide" });
  for (const name in modules) pyodide.FS.writeFile(`/home/pyodide/${name}`, modules[name]);
  const missing = Object.fromEntries(Object.entries(here.imports).filter(([, name]) => !here.packages.includes(name)));
  pyodide.runPython('import sys; sys.path.insert(0, "/home/pyodide")');
  return pyodide.pyimport("bridge").Bridge(JSON.stringify(missing), bring);
}

/** A reader on a phone is asked before more comes over the line. */
let granted;
function permission(name, bytes) {
  postMessage({ wants: name, bytes });
  return new Promise((resolve) => { granted = resolve; });
}

const answers = {
  run: async ({ cells, cell, progress }) => JSON.parse(await (await page).run(JSON.stringify(cells), cell, JSON.stringify(progress))),
  draw: async ({ key, prefix, positions }) => JSON.parse((await page).draw(key, prefix, JSON.stringify(positions))),
};

let queue = Promise.resolve();
self.onmessage = ({ data }) => {
  if (data.type === "start") {
    page = start(data);
    // Whoever asks first is told.
    page.catch(() => {});
  } else if (data.type === "grant") granted(data.yes);
  else queue = queue.then(async () => {
    try {
      await page;
      postMessage({ begun: data.id });
      postMessage({ id: data.id, ...await answers[data.type](data) });
    } catch (error) {
      // Python catches its readers' errors itself: what comes here is memory that ran out, or a file that did not come.
      postMessage({ id: data.id, dead: String(error.message ?? error) });
    }
  });
};
