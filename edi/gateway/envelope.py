"""What is to be said of an envelope as a whole: its faults, and what looks odd about it."""

from edi.gateway import queries
from edi.gateway.findings import finding_of, plain_finding
from edi.gateway.models import Finding, Interchange, TradingAgreement
from edi.gateway.verdict import Verdict
from portal.kernel.db import Work

TEST_IN_PRODUCTION = (
    "The interchange is marked as a test (ISA15 is T), and the agreement is in production: it was"
    " checked and acknowledged, and no order was made."
)


def envelope_findings(
    work: Work, interchange: Interchange, agreement: TradingAgreement, verdict: Verdict
) -> list[Finding]:
    """Collect what is to be said of the envelope: its faults, and what looks odd about it."""
    found = [finding_of(fault) for fault in verdict.interchange.faults]
    found += [finding_of(fault) for group in verdict.groups for fault in group.faults]
    versions = {group.header.version for group in verdict.groups if not group.is_acknowledgement}
    if any(not version.startswith(agreement.syntax_version) for version in versions):
        found.append(
            plain_finding(
                "other-version",
                f"It is written in {', '.join(sorted(versions))}; {agreement.syntax_version} is"
                " agreed. It was read all the same.",
            )
        )
    if is_test_in_production(interchange, agreement):
        found.append(plain_finding("test-in-production", TEST_IN_PRODUCTION))
    earlier = queries.find_same_content(work, interchange)
    if earlier is not None:
        found.append(
            plain_finding(
                "same-content",
                f"It has the same content as interchange {earlier.control_number}, under another"
                " control number.",
            )
        )
    return found[:100]


def is_test_in_production(interchange: Interchange, agreement: TradingAgreement) -> bool:
    return interchange.is_test and not agreement.is_test
