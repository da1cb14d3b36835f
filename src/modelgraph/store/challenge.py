"""How we show who we are to an engine: by a token, or as it asks, Basic or Digest (RFC 7616)."""

from __future__ import annotations

from collections.abc import Generator

import httpx


class Challenged(httpx.Auth):
    """A user with a password, sent only after the engine has asked, and the way it asked.

    A password would travel readable where it is sent before: to an engine that wants Digest, too.
    """

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._chosen: httpx.Auth | None = None

    @classmethod
    def of(cls, user: str, password: str, token: str) -> httpx.Auth | None:
        """Return how to show these, ``None`` where there is nothing to show."""
        if token:
            return Bearer(token)
        return cls(user, password) if user else None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            self._chosen = self._digest if asked.startswith("digest") else self._basic
        yield from self._chosen.auth_flow(request)


class Bearer(httpx.Auth):
    """A token (RFC 6750)."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._header
        yield request
