"""The browser of the book's tests."""

from tests.book.conftest import browser

__all__ = ["browser"]
