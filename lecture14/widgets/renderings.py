"""One object, two renderings: HTML in the built book, a widget in a live notebook, and a text for everybody else."""

from __future__ import annotations

from typing import Any

import traitlets

from lecture14.figures.picture import building_book


class Renderings(traitlets.HasTraits):
    """What an Explorer and a lab have in common: `html` is the figure of a page, `live` makes the widget."""

    _widget: Any = None

    def html(self) -> str:
        raise NotImplementedError

    def live(self) -> Any:
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        if building_book():
            return {"text/plain": repr(self), "text/html": self.html()}
        if self._widget is None:
            self._widget = self.live()
        bundle = self._widget._repr_mimebundle_() or {}
        data, *metadata = bundle if isinstance(bundle, tuple) else (bundle,)
        data = {**data, "text/plain": repr(self)}
        return (data, *metadata) if metadata else data
