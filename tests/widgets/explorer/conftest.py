"""The system's Chromium for pages of Explorers."""

from __future__ import annotations

from tests.book.conftest import browser

__all__ = ["browser"]
