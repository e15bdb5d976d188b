"""Business rules by their official ids, and which of them a document claims to follow.

Rules are rows of `*.rules` files (see `notation`) and `vat_categories`; what a row cannot say is a
function in `checks` or `identifiers`. docs list what is implemented and what is not.
"""

from functools import cache
from typing import NamedTuple

from edi.messages.ubl.findings import Finding, Findings
from edi.messages.ubl.moulds import NotPlainError
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.rules import checks, identifiers, processes, sums, vat_categories
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.headings import HeadingRules
from edi.messages.ubl.rules.lines import LineRules
from edi.messages.ubl.rules.notation import LINE, Rule, Step, read_rules, said, select
from edi.messages.ubl.rules.questions import LINES
from edi.syntax.faults import Level

_EN_16931 = "urn:cen.eu:en16931:2017"
_BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_POACC = "urn:fdc:peppol.eu:poacc:trns:"
# By name: the file, the ids in it and what they are here.
_PEPPOL: dict[str, tuple[str, str, str]] = {
    "order:3": ("peppol_order.rules", "", ""),
    "order_change:3": ("peppol_order.rules", "PEPPOL-T01-", "PEPPOL-T114-"),
    "order_response:3": ("peppol_order_response.rules", "", ""),
    "order_response_advanced:3": ("peppol_order_response.rules", "PEPPOL-T76-", "PEPPOL-T116-"),
    "despatch_advice:3": ("peppol_despatch_advice.rules", "", ""),
}
_MODULES = (checks, identifiers, processes, sums)  # importing them makes their checks known
_KEPT = "PEPPOL-T01-R028"  # T114 has this one under the id of T01
_DOCUMENTS = {
    "order:3": "Order",
    "order_change:3": "OrderChange",
    "order_response:3": "OrderResponse",
    "order_response_advanced:3": "OrderResponse",
    "despatch_advice:3": "DespatchAdvice",
}
_INVOICES = frozenset({"Invoice", "CreditNote"})


class RuleSet(NamedTuple):
    """Rules that go together, by the context they are asked in."""

    name: str
    by_context: dict[tuple[Step, ...], tuple[Rule, ...]]
    of_lines: LineRules
    of_heading: HeadingRules

    @property
    def rules(self) -> list[Rule]:
        return [rule for rules in self.by_context.values() for rule in rules]

    def run(self, root: Group, facts: Facts, findings: Findings) -> None:
        """Note each rule that does not hold, with the place it is broken at."""
        found: dict[tuple[Step, ...], list[Group]] = {(): [root]}
        present = {*root.items, LINE}
        if self.of_lines.hold(facts):
            present -= LINES
        elif facts.plain is not None:
            raise NotPlainError
        if facts.heading is not None and self.of_heading.hold(facts.heading, facts):
            return
        for context, rules in self.by_context.items():
            if context and context[0].key not in present:
                continue
            for group in _select(context, found):
                for rule in rules:
                    if not rule.test(group, facts):
                        findings.note(_finding(rule, group))


def _select(context: tuple[Step, ...], found: dict[tuple[Step, ...], list[Group]]) -> list[Group]:
    """Return the groups of a context; what leads there is looked up once.

    What a last step narrows is sorted once by what it asks for, since contexts that differ in no
    more than the code they ask for are many.
    """
    groups = found.get(context)
    if groups is not None:
        return groups
    last = context[-1]
    if not last.where:
        groups = found[context] = select(_select(context[:-1], found), context[-1:])
        return groups
    sorted_by = (*context[:-1], last._replace(equals=""))
    if sorted_by not in found:
        found[sorted_by] = []
        for group in _select((*context[:-1], Step(last.key)), found):
            kind = last._replace(equals=said(group, last.where))
            found.setdefault((*context[:-1], kind), []).append(group)
    return found.setdefault((*context[:-1], last._replace(equals=last.equals.upper())), [])


def _finding(rule: Rule, group: Group) -> Finding:
    level = Level.ELEMENT if rule.place else Level.SEGMENT
    return Finding(
        level if group.parent or rule.place else Level.MESSAGE,
        rule.id,
        group.path(*rule.place),
        rule.sentence,
        severity=rule.severity,
    )


def applicable(root: Group) -> tuple[RuleSet, ...]:
    """Return the rule sets a document claims to follow by its CustomizationID."""
    customization = root.text("CustomizationID")
    if root.table.name in _INVOICES and customization.startswith(_EN_16931):
        core = (rule_set("EN 16931"),)
        return (*core, rule_set("Peppol BIS Billing 3")) if _BILLING in customization else core
    for name in _PEPPOL:
        said = customization.removeprefix(_POACC)
        if said != customization and said.startswith(name) and root.table.name == _DOCUMENTS[name]:
            return rule_set("Peppol common"), rule_set(f"Peppol {name}")
    return ()


def counts_in_percent(customization: str) -> bool:
    """Say whether factors of allowances are in percent, as EN 16931 and Peppol have it."""
    return customization.startswith((_EN_16931, _POACC))


@cache
def rule_set(name: str) -> RuleSet:
    """Return a rule set by the name it has in results."""
    if name == "EN 16931":
        rules = [*read_rules("en16931.rules"), *vat_categories.rules()]
    elif name == "Peppol BIS Billing 3":
        rules = read_rules("peppol_billing.rules")
    elif name == "Peppol common":
        rules = read_rules("peppol_common.rules")
    else:
        file, theirs, ours = _PEPPOL[name.removeprefix("Peppol ")]
        rules = [_renamed(rule, theirs, ours) for rule in read_rules(file)]
    by_context: dict[tuple[Step, ...], tuple[Rule, ...]] = {}
    for rule in rules:
        by_context[rule.context] = (*by_context.get(rule.context, ()), rule)
    return RuleSet(name, by_context, LineRules(by_context), HeadingRules(by_context))


def _renamed(rule: Rule, theirs: str, ours: str) -> Rule:
    if not theirs or rule.id == _KEPT:
        return rule
    return rule._replace(id=rule.id.replace(theirs, ours))


RULE_SETS = (
    "EN 16931",
    "Peppol BIS Billing 3",
    "Peppol common",
    *(f"Peppol {name}" for name in _PEPPOL),
)
__all__ = ["RULE_SETS", "Facts", "RuleSet", "applicable", "counts_in_percent", "rule_set"]
