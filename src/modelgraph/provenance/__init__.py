"""What is claimed: claims with their sources, and which of them holds."""

from modelgraph.provenance.agree import agree
from modelgraph.provenance.change import (
    IMPORTS,
    Change,
    Import,
    changes_of,
    claim_change,
    import_id,
    import_quads,
    is_import,
    link_change,
)
from modelgraph.provenance.claim import Claim, Kind, Rank, Source
from modelgraph.provenance.prefer import VARIANTS_DECIDE, Verdict, holds, prefer, values
from modelgraph.provenance.quads import claim_quads, claims_from, source_from, source_quads

__all__ = [
    "IMPORTS",
    "VARIANTS_DECIDE",
    "Change",
    "Claim",
    "Import",
    "Kind",
    "Rank",
    "Source",
    "Verdict",
    "agree",
    "changes_of",
    "claim_change",
    "claim_quads",
    "claims_from",
    "holds",
    "import_id",
    "import_quads",
    "is_import",
    "link_change",
    "prefer",
    "source_from",
    "source_quads",
    "values",
]
