"""What the address of a thing says of it: its kind, its id, the part it is of another thing."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from modelgraph.vocabulary.prefixes import BASE, PREFIXES

_SPDX: Final = PREFIXES["spdx"]
_KINDS: Final = frozenset(
    {"model", "variant", "family", "org", "license", "task", "feature", "modality", "source",
     "job", "run", "import"}
)  # fmt: skip


def kind(iri: str) -> str:
    """Return what an address names (``model``, ``org``, ``license`` …), or nothing.

    >>> kind("https://w3id.org/modelgraph/org/microsoft")
    'org'
    """
    if iri.startswith(BASE):
        name, slash, _ = iri[len(BASE) :].partition("/")
        return name if slash and name in _KINDS else ""
    return "license" if iri.startswith(_SPDX) else ""


@lru_cache(maxsize=65_536)
def local(iri: str) -> str:
    """Return the id of a thing: what follows its namespace.

    >>> local("https://w3id.org/modelgraph/model/microsoft/florence-2")
    'microsoft/florence-2'
    >>> local("https://spdx.org/licenses/MIT")
    'MIT'
    """
    if iri.startswith(_SPDX):
        return iri[len(_SPDX) :]
    if name := kind(iri):
        return iri[len(BASE) + len(name) + 1 :]
    return iri.rpartition("#")[2] if "#" in iri else iri


def part(subject: str, about: str) -> tuple[str, str]:
    """Return which part of a thing a node is; two empty texts for the thing itself.

    >>> part("https://x/model/a/b/component/weights", "https://x/model/a/b")
    ('component', 'weights')
    """
    if subject == about or not subject.startswith(about + "/"):
        return "", ""
    sort, _, name = subject[len(about) + 1 :].partition("/")
    return sort, name
