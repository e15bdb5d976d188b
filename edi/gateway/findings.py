"""Faults as they are kept with an interchange or message, and read again by console and API."""

from edi.gateway.models import Finding
from edi.syntax.faults import Fault


def finding_of(fault: Fault) -> Finding:
    return {
        "level": fault.level.value,
        "code": fault.code,
        "severity": fault.severity.value,
        "sentence": fault.sentence,
        "segment": fault.segment_id,
        "element": fault.element,
        "component": fault.component,
        "data_element": fault.data_element,
        "loop": fault.loop,
        "place": fault.place(),
        "ordinal": fault.position.segment,
        "in_message": fault.position.in_message,
        "value": fault.value.replace("\0", ""),
    }


def plain_finding(code: str, sentence: str, *, is_error: bool = False) -> Finding:
    """Return a finding about the business or the exchange, at no place in the file."""
    return {
        "level": "business",
        "code": code,
        "severity": "error" if is_error else "warning",
        "sentence": sentence,
    }


def errors_in(findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each["severity"] == "error"]
