"""The codes that only the server has: what goes wrong before any face is asked, or behind it.

They stand in ``error.code`` of a JSON answer; docs/reference/errors.md shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNKNOWN_HOST: Final = "UNKNOWN_HOST"
BODY_TOO_LARGE: Final = "BODY_TOO_LARGE"
BAD_REQUEST: Final = "BAD_REQUEST"
METHOD_NOT_ALLOWED: Final = "METHOD_NOT_ALLOWED"
UNSUPPORTED_MEDIA_TYPE: Final = "UNSUPPORTED_MEDIA_TYPE"
INTERNAL: Final = "INTERNAL"

CODES: Final[Mapping[str, str]] = {
    UNKNOWN_HOST: (
        "421: the request is addressed to a name that `MODELGRAPH_ALLOWED_HOSTS` doesn't hold."
    ),
    BODY_TOO_LARGE: "413: the body has more bytes than allowed; `details`: `limit`, `actual`.",
    BAD_REQUEST: "400 or 422: the form or the request can't be read.",
    METHOD_NOT_ALLOWED: "405: this address has no such method; `Allow` names those it has.",
    UNSUPPORTED_MEDIA_TYPE: "415: the body has a form that isn't read here.",
    INTERNAL: "500: a fault of modelgraph; the log has it under `requestId`.",
}
