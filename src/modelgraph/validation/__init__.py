"""What may be claimed: values in their forms, each refusal with its reason."""

from modelgraph.validation.licenses import StatedLicense, license_term
from modelgraph.validation.shape import SINGLE_VALUED, check
from modelgraph.validation.values import count, link, number, stated_date

__all__ = [
    "SINGLE_VALUED",
    "StatedLicense",
    "check",
    "count",
    "license_term",
    "link",
    "number",
    "stated_date",
]
