"""The style sheet, the script and the icon, from inside the package."""

from __future__ import annotations

from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.errors import NotFoundError
from modelgraph.web.rendering import STATIC, asset
from modelgraph.web.site import Site

_TYPES: Final = {
    "style.css": "text/css",
    "pages.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


def static(_: Site, request: Request) -> Response:
    """Answer a static file; the address with the right version may be kept for a year."""
    name = request.path_params["name"]
    if name not in _TYPES:
        raise NotFoundError("file", name)
    current = f"?{request.url.query}" == asset(name).removeprefix(f"/static/{name}")
    kept = "public, max-age=31536000, immutable" if current else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(_content(name), headers=headers, media_type=_TYPES[name])


@cache
def _content(name: str) -> bytes:
    return (STATIC / name).read_bytes()
