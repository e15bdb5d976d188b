"""Which segment of ORDERS, ORDRSP, ORDCHG, DESADV and INVOIC fills what of a draft."""

from edi.canonical.parties import Party
from edi.canonical.terms import DeliveryTerms, Transport
from edi.messages.edifact import audits, codes, line_taking, moments, money_taking
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parties import PartyDraft
from edi.messages.edifact.parts import Dated, Referred, joined
from edi.messages.edifact.rules import Remark, Take

_TAKEN_NOTES = "AAI"
_TERMS_NOTE = "AAB"
_HOLDER = 35
_OF_REFERENCE = {"171", "4"}  # 2005: of the reference, of the order that it names
_DELIVERY = {None, "3", "6"}  # 4055: of price and despatch, of delivery


def bgm(draft: Draft, kind: str | None, number: str | None, function: str | None) -> Remark | None:
    draft.kind, draft.number, draft.function = kind or "", (number or "").rstrip(), function or ""
    if draft.number:
        return None
    return Remark(
        "1004",
        "The document number (BGM) is missing, and it is required. Add it and send the message "
        "again.",
        code="13",
    )


def dtm(draft: Draft, kind: str, value: str | None, form: str | None) -> Remark | None:
    if not value:
        return None
    said = moments.read(value, form)
    if isinstance(said, moments.When):
        draft.part.dates += (Dated(kind, said.day, said.time, said.until),)
        if not said.is_whole:
            draft.leave(f"DTM+{kind} 2379")
        return None
    if said is None:
        draft.leave(f"DTM+{kind}")
        return None
    return audits.date(kind, value, form)


def ftx(draft: Draft, subject: str, *texts: str | None) -> None:
    kept = [text for text in texts if text and text.strip()]
    if subject == _TERMS_NOTE and draft.part is draft.head:
        draft.terms_note += [text.strip() for text in kept]
        return
    if subject != _TAKEN_NOTES:
        draft.leave("FTX 4451")
    notes, goes_on = list(draft.part.notes), draft.note_goes_on
    for text in kept:
        if goes_on and notes:
            notes[-1] += text
        else:
            notes.append(text)
        goes_on = len(text) == draft.text_length
        if not goes_on:
            notes[-1] = notes[-1].rstrip()
    draft.part.notes = tuple(notes)
    draft.note_goes_on = goes_on and len(kept) == len(texts)


def rff(draft: Draft, kind: str, value: str | None, line: str | None) -> None:
    if value:
        draft.part.references += (Referred(kind, value.rstrip(), line or ""),)
    elif line:
        draft.leave(f"RFF+{kind} 1156")


def rff_dtm(draft: Draft, kind: str, value: str | None, form: str | None) -> Remark | None:
    if kind not in _OF_REFERENCE:
        draft.leave("RFF/DTM 2005")
    said = moments.read(value, form) if value else None
    if isinstance(said, str):
        return audits.date(kind, value, form)
    references = draft.part.references
    if isinstance(said, moments.When) and references and not references[-1].day:
        draft.part.references = (*references[:-1], references[-1]._replace(day=said.day))
        if said.time or said.until or not said.is_whole:
            draft.leave("RFF/DTM")
    else:
        draft.leave("RFF/DTM")
    return None


def nad(draft: Draft, *values: str | None) -> Remark | None:
    draft.part.parties += (PartyDraft(values),)
    return audits.location(values[1], values[2])


def _party(draft: Draft) -> PartyDraft:
    party = draft.part.parties[-1]
    if isinstance(party, Party):  # nothing of its group comes after one that was taken whole
        raise TypeError
    return party


def nad_rff(draft: Draft, kind: str, value: str | None, line: str | None) -> None:
    if value:
        _party(draft).add_reference(kind, value.rstrip())
    if line:
        draft.leave(f"NAD/RFF+{kind} 1156")


def cta(draft: Draft, role: str | None, name: str | None) -> None:
    _party(draft).add_contact(role, name)


def com(draft: Draft, value: str, kind: str) -> None:
    _party(draft).add_channel(value, kind)


def fii(draft: Draft, _role: str, *values: str | None) -> None:
    account, name, more, bank = [(value or "").rstrip() for value in values]
    if any(draft.account):
        draft.leave("NAD/FII")
    else:
        draft.account = account, joined([name, more], _HOLDER), bank


def cux(draft: Draft, use: str, currency: str | None, kind: str | None) -> None:
    if use == "2" and currency and not draft.currency:
        draft.currency = currency
    elif currency != draft.currency:
        draft.leave("CUX")
    if kind not in {None, "4", "9"}:
        draft.leave("CUX 6343")


def tdt(draft: Draft, _stage: str, *values: str | None) -> None:
    if draft.transport:
        draft.leave("TDT")
        return
    tracking, mode, carrier, name, vehicle = [(value or "").rstrip() for value in values]
    draft.transport = Transport(
        mode=codes.MODES.name(mode) if mode else "",
        carrier=carrier,
        name=name,
        vehicle=vehicle,
        tracking=tracking,
    )


def tod(draft: Draft, function: str | None, *values: str | None) -> None:
    if draft.delivery:
        draft.leave("TOD")
        return
    if function not in _DELIVERY:
        draft.leave("TOD 4055")
    payer, code, *words = values
    note = " ".join(word.strip() for word in words if word and word.strip())
    paid_by = codes.PAYERS.name(payer) if payer else ""
    draft.delivery = DeliveryTerms(code or "", "", paid_by, note)


def tod_loc(draft: Draft, kind: str, code: str | None, name: str | None) -> None:
    place = (name or code or "").rstrip()
    known = draft.delivery
    if known and kind == "1" and not known.place and not (name and code):
        draft.delivery = DeliveryTerms(known.code, place, known.paid_by, known.note)
    else:
        draft.leave("TOD/LOC")


def uns(draft: Draft, section: str) -> None:
    if section == "S":
        draft.part = draft.summary


def cnt(draft: Draft, kind: str, value: str) -> Remark | None:
    draft.counts[kind] = decimal(value)
    if kind == "2" and draft.counts[kind] != len(draft.lines):
        sentence = (
            f"The message says it has {value} lines (CNT), but {len(draft.lines)} came. Check "
            "whether lines were lost, correct the count and send the message again."
        )
        return Remark("6066", sentence, value)
    return None


def pai(draft: Draft, code: str | None) -> None:
    draft.means_code = code or ""


_SHARED: dict[str, Take] = {
    "DTM": dtm,
    "FTX": ftx,
    "RFF": rff,
    "RFF/DTM": rff_dtm,
    "NAD": nad,
    "NAD/RFF": nad_rff,
    "NAD/CTA": cta,
    "NAD/CTA/COM": com,
    "TAX": money_taking.tax,
    "TAX/MOA": money_taking.tax_moa,
    "ALC": money_taking.alc,
    "ALC/PCD": money_taking.alc_pcd,
    "ALC/MOA": money_taking.alc_moa,
    "ALC/TAX": money_taking.alc_tax,
    "MOA": money_taking.moa,
}
TAKERS: dict[str, Take] = {
    **_SHARED,
    **{f"LIN/{path}": take for path, take in _SHARED.items()},
    "BGM": bgm,
    "NAD/FII": fii,
    "CUX": cux,
    "PAI": pai,
    "PAT": money_taking.pat,
    "PAT/DTM": money_taking.pat_dtm,
    "PAT/PCD": money_taking.pat_pcd,
    "PAT/MOA": money_taking.pat_moa,
    "TDT": tdt,
    "TOD": tod,
    "TOD/LOC": tod_loc,
    "LIN": line_taking.lin,
    "LIN/PIA": line_taking.pia,
    "LIN/IMD": line_taking.imd,
    "LIN/QTY": line_taking.qty,
    "LIN/PRI": line_taking.pri,
    "LIN/PRI/CUX": line_taking.line_cux,
    "LIN/QVR": line_taking.qvr,
    "UNS": uns,
    "UNS:MOA": money_taking.moa,
    "UNS:TAX": money_taking.tax,
    "UNS:TAX/MOA": money_taking.tax_moa,
    "CNT": cnt,
}
