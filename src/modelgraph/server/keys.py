"""Who may run models and who may write, told by the key in ``Authorization: Bearer …``.

Keys are compared in constant time. Running is open where only this machine can reach the server and
no key for it is set; writing never is.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from pydantic import SecretStr

from modelgraph.errors import UnauthorizedError
from modelgraph.server.settings import Settings

_SCHEME: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one server; ``open_for_runs`` where running needs none."""

    run: SecretStr | None
    write: SecretStr | None
    open_for_runs: bool

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """Return the keys of these settings."""
        is_open = settings.loopback and settings.run_key is None
        return cls(settings.run_key, settings.write_key, is_open)

    def check_run(self, authorization: str) -> None:
        """Let models be run; the key for writing opens this door too.

        Raises:
            UnauthorizedError: a key is needed, or the given one is wrong.
        """
        if not self.open_for_runs and not self._fits(authorization, self.run, self.write):
            raise _refusal("run models", "MODELGRAPH_RUN_KEY", self.run is not None)

    def check_write(self, authorization: str) -> None:
        """Let the store be written.

        Raises:
            UnauthorizedError: a key is needed, or the given one is wrong.
        """
        if not self._fits(authorization, self.write):
            raise _refusal("write", "MODELGRAPH_WRITE_KEY", self.write is not None)

    def trusts(self, authorization: str) -> bool:
        """Say whether the key for writing is given, for whom limits are wider."""
        return self._fits(authorization, self.write)

    @staticmethod
    def _fits(authorization: str, *keys: SecretStr | None) -> bool:
        given = authorization[len(_SCHEME) :].strip() if _is_bearer(authorization) else ""
        # No early end: how long this takes says nothing about the keys.
        fits = [_same(given, key.get_secret_value()) for key in keys if key is not None]
        return bool(given) and any(fits)


def bearer(key: str) -> str:
    """Return the header's value for a bare key, as the form of a page sends it."""
    return f"Bearer {key}" if key else ""


def _is_bearer(authorization: str) -> bool:
    return authorization[: len(_SCHEME)].lower() == _SCHEME


def _same(given: str, key: str) -> bool:
    return compare_digest(sha256(given.encode()).digest(), sha256(key.encode()).digest())


def _refusal(what: str, setting: str, is_set: bool) -> UnauthorizedError:
    how = "Send it as Authorization: Bearer …" if is_set else f"Start the server with {setting}."
    return UnauthorizedError(f"A key is needed to {what}.", hint=how)
