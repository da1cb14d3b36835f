"""What is claimed: claims with their sources, and which of them holds."""

from modelgraph.provenance.claim import Claim, Kind, Rank, Source
from modelgraph.provenance.prefer import Verdict, prefer, values
from modelgraph.provenance.quads import claim_quads, claims_from, source_quads

__all__ = [
    "Claim",
    "Kind",
    "Rank",
    "Source",
    "Verdict",
    "claim_quads",
    "claims_from",
    "prefer",
    "source_quads",
    "values",
]
