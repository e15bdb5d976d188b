"""Whatever a document says, in any syntax it is refused, or equal but for what is reported."""

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from edi.canonical.documents import Document
from edi.messages.formats import NotWritableError, Target, writable_kinds, write
from tests.edi.examples import examples
from tests.edi.messages.cxml import documents as cxml
from tests.edi.messages.edifact import catalogues, receipts
from tests.edi.messages.edifact import documents as edifact
from tests.edi.messages.formats.test_conversions import (
    TARGETS,
    changed,
    is_reported,
    read_back,
    skeleton,
)
from tests.edi.messages.sheets import sheets
from tests.edi.messages.ubl import strategies as ubl
from tests.edi.messages.x12 import despatches, invoices, orders

DOCUMENTS: list[st.SearchStrategy[Document]] = [
    orders.orders(), orders.changes(), orders.responses(),
    despatches.despatch_advices(), invoices.invoices(),
    edifact.orders, edifact.changes, edifact.responses, edifact.advices, edifact.invoices,
    edifact.application_responses,
    catalogues.catalogues(is_first=True), receipts.advices(with_notes=True),
    ubl.orders(), ubl.changes(), ubl.responses(), ubl.advices(), ubl.invoices(),
    ubl.application_responses,
    cxml.orders(), cxml.order_changes(), cxml.responses(), cxml.advices(), cxml.invoices(),
    sheets.orders(), sheets.responses(), sheets.advices(), sheets.invoices(),
]  # fmt: skip


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.sampled_from(DOCUMENTS).flatmap(lambda each: each), st.sampled_from(TARGETS))
def test_a_document_of_any_syntax_is_converted_without_a_silent_loss(
    document: Document, target: Target
) -> None:
    assume(type(document) in writable_kinds(target.syntax))
    try:
        made = write(document, target)
    except NotWritableError as refusal:
        assert all(fault.sentence for fault in refusal.faults)  # noqa: PT017
        return
    after = read_back.__wrapped__(made.data, target, document).document
    assert after is not None
    reported = {skeleton(path) for path in made.left_out}
    lost = {path for path in changed(document, after) if not is_reported(path, reported)}
    assert lost == set()
