"""A store at an address, as the settings tell it."""

from __future__ import annotations

from modelgraph.errors import InvalidDataError
from modelgraph.server.settings import Settings
from modelgraph.store import IRI
from modelgraph.store.endpoint import Access, Address, Allowance, Endpoint
from modelgraph.store.remote import RemoteStore


def connect(settings: Settings) -> RemoteStore:
    """Open the store that the settings give an address of.

    Raises:
        InvalidDataError: an address is wrong.
        UnavailableError: the engine can't be reached, or doesn't answer as one.
    """
    return RemoteStore(
        Endpoint(
            Address(settings.store, settings.store_update, settings.store_graphs),
            Access(
                settings.store_user,
                settings.store_password.get_secret_value() if settings.store_password else "",
                settings.store_token.get_secret_value() if settings.store_token else "",
            ),
            Allowance(seconds=settings.store_seconds),
        ),
        preferred=_preferred(settings.store_preferred),
    )


def _preferred(name: str) -> IRI | None:
    try:
        return IRI(name) if name else None
    except ValueError:
        raise InvalidDataError(
            "The setting store_preferred is not an IRI.",
            hint="See MODELGRAPH_STORE_PREFERRED in docs/reference/settings.md.",
        ) from None
