"""The browser of the book's tests."""

from __future__ import annotations

from tests.book.conftest import browser

__all__ = ["browser"]
