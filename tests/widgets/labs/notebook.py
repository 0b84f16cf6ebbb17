"""A lab in a live notebook: a kernel that runs its Python, and a page that stands for the notebook's output."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jupyter_client.manager import start_new_kernel
from playwright.sync_api import Browser

from tests.widgets.labs.page import LabPage

#: What anywidget gives a view; the kernel's side is a function that Playwright exposes.
HOST = """async ({ esm, css, state }) => {
  const listeners = new Set();
  document.head.appendChild(document.createElement("style")).textContent = css;
  const model = {
    get: (name) => state[name],
    set(name, value) {
      if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
      state[name] = value;
      for (const [event, listener] of [...listeners]) if (event === `change:${name}`) listener();
    },
    save_changes() { window.told = window.toKernel(state.values); },
    on: (event, f) => { f.entry = [event, f]; listeners.add(f.entry); },
    off: (event, f) => listeners.delete(f.entry),
  };
  window.values = () => state.values;
  window.fromKernel = (values) => model.set("values", values);
  const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const { default: view } = await import(url);
  window.view = () => {
    const el = document.querySelector("main").appendChild(document.createElement("div"));
    return view.render({ model, el });
  };
  window.close = window.view();
}"""


class Kernel:
    """A running kernel and what its widgets hold: `states` by the identity of a widget's model.

    It lives in a thread of its own, since Playwright has an event loop in this one.
    """

    def __init__(self) -> None:
        self.states: dict[str, dict[str, Any]] = {}
        self.thread = ThreadPoolExecutor(1)
        self.manager, self.client = self.thread.submit(start_new_kernel).result()

    def close(self) -> None:
        self.thread.submit(self.client.stop_channels).result()
        self.thread.submit(self.manager.shutdown_kernel, now=True).result()
        self.thread.shutdown()

    def run(self, code: str) -> dict[str, Any]:
        """What a cell shows, by its type; printed text is "stdout"."""
        shown: dict[str, Any] = {"stdout": ""}

        def hear(message: dict[str, Any]) -> None:
            kind, content = message["msg_type"], message["content"]
            if kind == "comm_open":
                self.states[content["comm_id"]] = dict(content["data"]["state"])
            elif kind == "comm_msg":
                self.states[content["comm_id"]].update(content["data"]["state"])
            elif kind == "stream":
                shown[content["name"]] = shown.get(content["name"], "") + content["text"]
            elif kind in ("execute_result", "display_data"):
                shown.update(content["data"])

        reply = self.thread.submit(
            self.client.execute_interactive, code, output_hook=hear, timeout=120
        ).result()
        assert reply["content"]["status"] == "ok", reply["content"]
        return shown

    def tell(self, model: str, state: dict[str, Any]) -> None:
        """A view's change reaches the kernel, before the next cell runs."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        message = self.client.session.msg("comm_msg", {"comm_id": model, "data": data})
        self.thread.submit(self.client.shell_channel.send, message).result()


class Notebook(LabPage):
    """A page with the view of one of the kernel's widgets."""

    def __init__(self, browser: Browser, kernel: Kernel, model: str) -> None:
        self.kernel, self.model, self.state_of_model = kernel, model, kernel.states[model]
        self._open(browser)
        self.page.set_content(
            '<!doctype html><html lang="en"><title>Notebook</title><main></main></html>',
        )
        self.page.expose_function("toKernel", lambda values: kernel.tell(model, {"values": values}))
        state = self.state_of_model
        self.page.evaluate(HOST, {"esm": state["_esm"], "css": state["_css"], "state": state})

    def run(self, code: str) -> str:
        """What a cell prints, run when Python has heard of the last gesture; the view has what it has set."""
        self.page.evaluate("window.told")
        before = self.state_of_model["values"]
        printed = self.kernel.run(code)["stdout"]
        if self.state_of_model["values"] != before:
            self.page.evaluate("(values) => window.fromKernel(values)", self.state_of_model["values"])
        return printed

    def seen(self) -> Any:
        """The values that the view's side of the model has."""
        return self.page.evaluate("window.values()")

    @property
    def alt(self) -> str:
        return self.figure.first.locator("svg").get_attribute("aria-label") or ""
