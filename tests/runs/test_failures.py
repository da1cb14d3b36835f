"""The codes of failed runs: each one is described, and none is described in vain."""

from __future__ import annotations

import re
from pathlib import Path

from modelgraph.runs import failures

SOURCE = Path(failures.__file__).parent
WORKERS_OWN = {"OUT_OF_MEMORY"}  # answered by the inference package


def test_every_code_of_a_failed_run_is_described() -> None:
    written = re.compile(r"""(?:Failure\(\s*|code, message = |failure_code = ')"?([A-Z_]{4,})""")

    found = {
        code
        for path in SOURCE.rglob("*.py")
        for code in written.findall(path.read_text(encoding="utf-8"))
    }

    assert found | WORKERS_OWN | {"CANCELLED"} == set(failures.CODES)
