"""Who serves a model."""

from __future__ import annotations

import strawberry

from modelgraph.graphql.fields import attribute
from modelgraph.graphql.models import Organization
from modelgraph.graphql.scalars import BigInt
from modelgraph.graphql.values import Source


@strawberry.type(
    description="What a host asks for a model, as a source noted it on its date; such prices move."
)
class Offer:
    iri: str = attribute("Its IRI.")
    subject: str = attribute("The id of the model or variant that is served.")
    host: Organization = attribute("Who serves it.")
    identifier: str = attribute("What requests to the host call it.")
    input_price: str | None = attribute(
        "US dollars for a million tokens in, as a decimal; null where none is stated."
    )
    output_price: str | None = attribute(
        "US dollars for a million tokens out, as a decimal; null where none is stated."
    )
    context: BigInt | None = attribute("The host's own limit in tokens, where it has one.")
    source: Source = attribute("Who says so.")
