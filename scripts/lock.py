"""Prints constraints.txt: what modelgraph[dev] needs, directly or not, as installed here.

Only what is needed, so that a package somebody tried does not stay in the lock; without the local
part of a version (``+cpu``), so that each machine takes the build that it can use.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = "modelgraph"
HEADER = """\
# Written by `make lock`: what modelgraph[dev] needs, at the versions it was tested with.
"""


def needed() -> dict[str, str]:
    """Return the versions of all that the root requires, by canonical name."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(ROOT, ""), (ROOT, "dev")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # wanted on other systems only
        versions[name] = found.version.partition("+")[0]
        for text in found.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                child = canonicalize_name(requirement.name)
                waiting.extend((child, each) for each in ("", *requirement.extras))
    del versions[ROOT]
    return versions


if __name__ == "__main__":
    print(HEADER, end="")
    for package, version in sorted(needed().items()):
        print(f"{package}=={version}")
