"""What a resolver may reach: the catalog, the runs, and who asks. Made anew for every request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import strawberry

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import UnavailableError

if TYPE_CHECKING:
    from modelgraph.runs.runs import Runs


@dataclass(frozen=True, slots=True)
class Context:
    """``client`` is a name for the fair share; ``admit`` raises ``UnauthorizedError`` where a key
    is needed to run models and was not given."""

    catalog: Catalog
    runner: Runs | None
    client: str
    admit: Callable[[], None]

    @property
    def runs(self) -> Runs:
        """The runs of this server.

        Raises:
            UnavailableError: this server runs no models.
        """
        if self.runner is None:
            raise UnavailableError(
                "This server runs no models.", hint="Start it with a runner: modelgraph serve"
            )
        return self.runner


Info: TypeAlias = strawberry.Info[Context, None]
