"""What may be claimed: values in their forms, and rules over claims, each with its reason."""

from modelgraph.validation.expressions import Expression, Member, Operator, expression
from modelgraph.validation.judge import Violation, asked_of_claims, judge
from modelgraph.validation.licenses import StatedLicense, is_license, license_term, near_licenses
from modelgraph.validation.rules import Rule, Severity, read_rules, rules
from modelgraph.validation.shape import SINGLE_VALUED, check
from modelgraph.validation.values import count, link, number, stated_date

__all__ = [
    "SINGLE_VALUED",
    "Expression",
    "Member",
    "Operator",
    "Rule",
    "Severity",
    "StatedLicense",
    "Violation",
    "asked_of_claims",
    "check",
    "count",
    "expression",
    "is_license",
    "judge",
    "license_term",
    "link",
    "near_licenses",
    "number",
    "read_rules",
    "rules",
    "stated_date",
]
