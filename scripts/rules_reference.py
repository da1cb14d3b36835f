"""Writes docs/reference/rules.md: every rule of ontology/shapes.ttl with its examples.

Called by ``scripts/reference.py``; ``docs/reference/faults.md`` says which fault each rule catches.
"""

from __future__ import annotations

from modelgraph.validation import Rule, Severity, rules

HEAD = """\
# Rules

What claims must keep, and what is odd about them. The rules stand in `ontology/shapes.ttl`, as
SHACL that any processor runs over what all sources say: plain triples, each claim with
`dcterms:source`, the vocabulary and the licence table. `modelgraph check data` runs them all.

* A **violation** refuses the import of its source whole.
* A **warning** is kept with the claim: in the graph `source:modelgraph-findings`, beside the value
  wherever it is shown, and in `Citation.warnings`.
* An **info** is kept in that graph only.

A finding there is a `sh:ValidationResult` with `sh:sourceShape` (the rule), `sh:resultMessage`,
`sh:resultSeverity`, `sh:focusNode`, `sh:resultPath`, `sh:value`, `mg:concerns` (the model or
variant) and `mg:onClaim` (the claims). Rules *across models* are run by `modelgraph check data`
alone. The examples below are run by the tests; addresses are relative to
`https://w3id.org/modelgraph/`. [Known faults](faults.md) says what each rule was made for.

| rule | severity | finds |
|---|---|---|
"""
TITLES = {
    Severity.VIOLATION: "Violations: what may stand in the graph",
    Severity.WARNING: "Warnings: what is odd about a claim",
    Severity.INFO: "Infos: what is worth a look",
}


def page() -> str:
    """Return the text of the page."""
    known = rules()
    rows = [
        f"| [`{rule.id}`](#{rule.id}) | {rule.severity}{_across(rule)} | {rule.name} |\n"
        for severity in Severity
        for rule in known
        if rule.severity is severity
    ]
    parts = [HEAD + "".join(rows)]
    for severity, title in TITLES.items():
        parts.append(f"## {title}\n")
        parts += [section(rule) for rule in known if rule.severity is severity]
    return "\n".join(parts)


def _across(rule: Rule) -> str:
    return ", across models" if rule.across else ""


def section(rule: Rule) -> str:
    """Return what the page says of one rule."""
    messages = [message for _, message in rule.selects] or [rule.message]
    told = " / ".join(f"“{message}”" for message in messages)
    return (
        f"### {rule.id}\n\n**{rule.name}.** {rule.description}\n\nMessage: {told}\n\n"
        f"Keeps the rule:\n\n```turtle\n{rule.passing}\n```\n\n"
        f"Breaks it:\n\n```turtle\n{_shortened(rule.failing)}\n```\n"
    )


def _shortened(example: str) -> str:
    """Return an example of many like lines by its first three."""
    lines = example.splitlines()
    if len(lines) <= 6:
        return example
    return "\n".join([*lines[:3], f"# … and {len(lines) - 3} more like these"])
