"""What is claimed: claims with their sources, and which of them holds."""

from modelgraph.provenance.agree import agree
from modelgraph.provenance.claim import Claim, Kind, Rank, Source
from modelgraph.provenance.prefer import VARIANTS_DECIDE, Verdict, prefer, values
from modelgraph.provenance.quads import claim_quads, claims_from, source_from, source_quads

__all__ = [
    "VARIANTS_DECIDE",
    "Claim",
    "Kind",
    "Rank",
    "Source",
    "Verdict",
    "agree",
    "claim_quads",
    "claims_from",
    "prefer",
    "source_from",
    "source_quads",
    "values",
]
