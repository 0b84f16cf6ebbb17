"""A lab in a live notebook: the page's own script in an anywidget, and its values in the lab's traits."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from lecture14.widgets.labs.rendering.scripts import source, style

#: The figure is drawn by the script, as the build draws it, then brought to life. A notebook may show one lab twice.
_RENDER = """
let shown = 0;
export default {
  render({ model, el }) {
    const { Live, inside } = globalThis.Lecture14, kind = model.get("kind");
    const figure = document.createElement("figure");
    figure.className = "lab";
    figure.id = `${model.get("name")}-${++shown}`;
    const given = { ...model.get("constants"), ...model.get("values") };
    figure.innerHTML = inside(kind, given, figure.id).html;
    el.append(figure);
    let own = false;
    const live = new Live(figure, kind, given, { send(values) {
      own = true;
      // A copy: a value that Python holds must not change under it.
      model.set("values", JSON.parse(JSON.stringify(values)));
      model.save_changes();
      own = false;
    } });
    const outside = () => { if (!own) live.receive(model.get("values")); };
    model.on("change:values", outside);
    return () => { model.off("change:values", outside); live.destroy(); };
  },
};
"""


class LabWidget(anywidget.AnyWidget):
    """Carries a lab's values to its view and back."""

    # Of the class: anywidget takes a style from nowhere else.
    _css = style()
    kind = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    constants = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)


def live_widget(lab: Any) -> LabWidget:
    """The widget of a lab: what the reader drags is set on the lab, what is set on the lab moves the picture."""
    widget = LabWidget(
        _esm=source(lab.scripts) + _RENDER,
        kind=lab.kind,
        name=lab.name,
        constants=lab.constants(),
        values=lab.values(),
    )

    def from_view(change: Any) -> None:
        new = {name: value for name, value in change.new.items() if lab.values().get(name) != value}
        with lab.hold_trait_notifications():
            for name, value in new.items():
                setattr(lab, name, value)

    def from_python(change: Any) -> None:
        widget.values = lab.values()

    widget.observe(from_view, names="values")
    lab.observe(from_python, names=lab.trait_names(sync=True))
    return widget
