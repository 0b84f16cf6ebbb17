"""The one setting: where the book is published and where its sources are, `site` in ``_config.yml``.

A variable of the environment stands above a line of the file, so that a workflow can say what its host knows and a fork
has nothing to change: `LECTURE14_SITE_ADDRESS`, `LECTURE14_SITE_REPOSITORY` and `LECTURE14_SITE_BRANCH`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

VARIABLE = "LECTURE14_SITE_"
#: What each line must look like, and one that does.
FORMS = {
    "address": (r"https://[\w.-]+(:\d+)?/([^\s?#\"'<>]*/)?", "https://name.github.io/lecture14/"),
    "repository": (r"https://[\w.-]+(/[\w.-]+){2,}(?<!\.git)", "https://github.com/name/lecture14"),
    "branch": (r"[\w][\w./-]*", "main"),
}
#: The branch of the copies that `book/cloud.py` writes.
COPIES = "notebooks"


@dataclass(frozen=True)
class Site:
    """What a published book says of itself. Where a line is empty, nothing that needs it appears.

    Attributes
    ----------
    address : str
        Of the front page, with a slash at the end.
    repository : str
        Of the sources, as a browser opens it.
    branch : str
        Of the sources that the book is built from.
    """

    address: str = ""
    repository: str = ""
    branch: str = "main"

    @classmethod
    def read(cls, values: object, environment: Mapping[str, str]) -> Site:
        """The setting as the file has it, below what the environment says.

        Raises
        ------
        ValueError
            If a line is unknown or has not the form that its use needs.

        Examples
        --------
        >>> Site.read({"address": "https://name.github.io"}, {})
        Traceback (most recent call last):
        ValueError: site: address is 'https://name.github.io'; expected one like https://name.github.io/lecture14/
        """
        if not isinstance(values, Mapping) or not set(values) <= set(FORMS):
            raise ValueError(f"site is {values!r}; expected the lines {', '.join(FORMS)}")
        said = {name: environment.get(VARIABLE + name.upper()) or values.get(name) or "" for name in FORMS}
        for name, (form, example) in FORMS.items():
            if said[name] and not re.fullmatch(form, str(said[name])):
                raise ValueError(f"site: {name} is {said[name]!r}; expected one like {example}")
        return cls(said["address"], said["repository"], said["branch"] or cls.branch)

    def page(self, name: str, root: str = "index") -> str:
        """The address of a page; the front page's is the book's own.

        >>> Site("https://name.github.io/book/").page("api/pages")
        'https://name.github.io/book/api/pages.html'
        """
        return self.address + ("" if name == root else quote(f"{name}.html"))

    @property
    def github(self) -> str:
        """Owner and name of a repository on GitHub, whose notebooks Colab and Binder open; else nothing.

        >>> Site(repository="https://github.com/name/lecture14").github
        'name/lecture14'
        """
        host, _, name = self.repository.removeprefix("https://").partition("/")
        return name if host == "github.com" else ""

    def sources(self, file: str) -> list[tuple[str, str]]:
        """Links, as (text, address), that concern a page's source file.

        GitLab's addresses have the form of GitHub's behind ``/-``; other hosts get the repository alone.

        >>> for text, address in Site(repository="https://github.com/name/lecture14").sources("book/em.ipynb"):
        ...     print(text, address)
        Edit this page https://github.com/name/lecture14/edit/main/book/em.ipynb
        Report a mistake https://github.com/name/lecture14/issues/new
        Repository https://github.com/name/lecture14
        """
        if not self.repository:
            return []
        links = [("Repository", self.repository)]
        host = self.repository.split("/")[2]
        if self.github or "gitlab" in host:
            base = self.repository + ("" if self.github else "/-")
            edit = f"{base}/edit/{self.branch}/{quote(file)}"
            links = [("Edit this page", edit), ("Report a mistake", f"{base}/issues/new"), *links]
        return links

    def notebooks(self, name: str) -> list[tuple[str, str]]:
        """Links, as (text, address), that open a notebook's copy on a machine of somebody else.

        >>> for text, address in Site(repository="https://github.com/name/lecture14").notebooks("em"):
        ...     print(text, address)
        Colab https://colab.research.google.com/github/name/lecture14/blob/notebooks/em.ipynb
        Binder https://mybinder.org/v2/gh/name/lecture14/notebooks?urlpath=lab/tree/em.ipynb
        """
        if not self.github:
            return []
        file = quote(f"{name}.ipynb")
        return [
            ("Colab", f"https://colab.research.google.com/github/{self.github}/blob/{COPIES}/{file}"),
            ("Binder", f"https://mybinder.org/v2/gh/{self.github}/{COPIES}?urlpath=lab/tree/{file}"),
        ]

    def requirement(self) -> str:
        """What pip installs in a notebook that has only itself: the package with what the chapters import.

        >>> Site(repository="https://github.com/name/lecture14").requirement()
        'lecture14[chapters] @ git+https://github.com/name/lecture14@main'
        """
        return f"lecture14[chapters] @ git+{self.repository}@{self.branch}"
