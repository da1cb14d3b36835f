"""The scalars beyond GraphQL's own, each strict on the way in."""

from __future__ import annotations

import re
from typing import Any, Final, NewType

import strawberry
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

BigInt = NewType("BigInt", int)
PartialDate = NewType("PartialDate", str)

_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LARGEST: Final = 2**63


def _integer(value: Any) -> BigInt:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _LARGEST:
        raise ValueError(f"not an integer of 64 bits: {str(value)[:40]!r}")
    return BigInt(value)


def _date(value: Any) -> PartialDate:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(f"not a date (YYYY, YYYY-MM or YYYY-MM-DD): {str(value)[:40]!r}")
    return PartialDate(value)


_SCALARS: Final[dict[object, ScalarDefinition]] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="An integer of up to 64 bits: parameter counts pass 2^31.",
        serialize=_integer,
        parse_value=_integer,
    ),
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="A date as precise as it is stated: `2024`, `2024-06` or `2024-06-16`.",
        serialize=str,
        parse_value=_date,
    ),
}


def config() -> StrawberryConfig:
    """Return the settings of the schema: our scalars, names in camel case."""
    return StrawberryConfig(scalar_map=_SCALARS)


__all__ = ["JSON", "BigInt", "PartialDate", "config"]
