"""What written messages share: dates, references, parties, charges, taxes, terms, products."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.messages.edifact import codes, moments
from edi.messages.edifact.composing import Composer, number, pieces, rows, unsayable

_MOST_IN_PIA = 5
_TEXTS = 5
_TAX_CODES = {"VAT": "VA", "TAX": "FC"}
_TERMS_NOTE = 70


def date(to: Composer, kind: str, when: tuple[str, str]) -> None:
    to.add("DTM", "2005", kind, "2380", when[0], "2379", when[1])


def dates(to: Composer, given: Iterable[Moment], kinds: codes.CodeList = codes.DATE_KINDS) -> None:
    for moment in given:
        code = kinds.code(moment.kind)
        if code:
            date(to, code, moments.write(moment.date, moment.time))


def notes(to: Composer, given: Iterable[str]) -> None:
    """Write each note as a free text; one that fills its places goes on in the next."""
    length = 70 if to.version == "D96A" else 512
    is_open = False
    for line in [line for note in given for line in note.splitlines() if line]:
        if is_open:
            to.add("FTX", "4451", "AAI")  # else this note would go on with the one before
        for texts in rows(pieces(line, length), _TEXTS):
            values = [text for each in texts for text in ("4440", each)]
            to.add("FTX", "4451", "AAI", *values)
        is_open = len(line) % (_TEXTS * length) == 0


def reference(to: Composer, kind: str, value: str, line: str = "") -> None:
    if value:
        to.add("RFF", "1153", kind, "1154", value, "1156", line)


def references(to: Composer, given: Iterable[Reference]) -> None:
    for each in given:
        code = codes.REFERENCE_KINDS.code(each.kind)
        if code:
            reference(to, code, each.value)


def parties(
    to: Composer, given: Iterable[Party], *, account: tuple[str, str, str] | None = None
) -> None:
    """Write the parties; `account` is the number, holder and bank of the account of each."""
    for party in given:
        role = codes.PARTY_ROLES.code(party.role)
        if role:
            _party(to, role, party, account)


def _party(to: Composer, role: str, party: Party, account: tuple[str, str, str] | None) -> None:
    known = next(
        (each for each in party.identifiers if codes.PARTY_SCHEMES.code(each.scheme)), None
    ) or next((each for each in party.identifiers if not each.scheme), None)
    place = party.address
    names = [party.name, *party.more_names] if party.name else []
    named = _fill("3036", names, 5) if names else ()
    streets = _fill("3042", place.street, 4) if place.street else ()
    to.add(
        "NAD", "3035", role, "3039", known.value if known else "",
        "3055", codes.PARTY_SCHEMES.code(known.scheme) if known else "",
        *named, *streets, "3164", place.city, "3229", place.region, "3251", place.postal_code,
        "3207", place.country,
    )  # fmt: skip
    if account:
        number_of, holder, bank = account
        held_by = [text for part in pieces(holder, 35) for text in ("3192", part)]
        to.add("FII", "3035", "RB", "3194", number_of, *held_by, "3433", bank)
    _party_references(to, party)
    _contacts(to, party.contacts)


def _fill(element: str, values: Sequence[str], most: int) -> list[str]:
    if len(values) > most:
        sentence = (
            f"“{values[most][:40]}” is more than the {most} lines NAD has place for. Shorten the "
            "name or address."
        )
        raise unsayable(sentence, "NAD", values[most])
    return [text for value in values for text in (element, value)]


def _party_references(to: Composer, party: Party) -> None:
    for tax_id in party.tax_ids:
        if tax_id.scheme in _TAX_CODES:
            reference(to, _TAX_CODES[tax_id.scheme], tax_id.value)
    if party.registration:
        reference(to, "XA", party.registration.value)
    references(to, party.references)


def _contacts(to: Composer, given: Iterable[Contact]) -> None:
    for contact in given:
        to.add("CTA", "3139", codes.CONTACT_ROLES.code(contact.role), "3412", contact.name)
        for channel in contact.channels:
            code = codes.CHANNELS.code(channel.kind)
            if code:
                to.add("COM", "3148", channel.value, "3155", code)


def currency(to: Composer, code: str, use: str) -> None:
    if code:
        to.add("CUX", "6347", "2", "6345", code, "6343", use)


def amount(to: Composer, kind: str, money: Money | None, of_document: str) -> None:
    if money:
        other = money.currency if money.currency != of_document else ""
        to.add("MOA", "5025", kind, "5004", number(money.amount), "6345", other)


def terms_note(to: Composer, terms: PaymentTerms | None) -> None:
    if terms and terms.note:
        texts = pieces(terms.note, _TERMS_NOTE)
        to.add("FTX", "4451", "AAB", *[text for each in texts for text in ("4440", each)])


def payment_terms(to: Composer, terms: PaymentTerms | None, of_document: str) -> None:
    if terms is None:
        return
    discount = (terms.discount_percent, terms.discount_days, terms.discount_due, terms.discount)
    has_discount = any(each is not None for each in discount)
    plain = terms.kind or terms.due or terms.net_days is not None
    if plain or not (has_discount or terms.note):
        _pat(to, codes.PAYMENT_TERMS.code(terms.kind) or "1", terms.net_days)
        if terms.due:
            date(to, "13", moments.write(terms.due))
    if has_discount:
        _pat(to, "22", terms.discount_days)
        if terms.discount_due:
            date(to, "12", moments.write(terms.discount_due))
        if terms.discount_percent is not None:
            to.add("PCD", "5245", "12", "5482", number(terms.discount_percent))
        amount(to, "52", terms.discount, of_document)


def _pat(to: Composer, kind: str, days: int | None) -> None:
    if days is None:
        to.add("PAT", "4279", kind)
    else:
        to.add("PAT", "4279", kind, "2475", "5", "2009", "3", "2151", "D", "2152", str(days))


def transport(to: Composer, given: Transport | None) -> None:
    if given is None:
        return
    to.add(
        "TDT", "8051", "20", "8028", given.tracking, "8067", codes.MODES.code(given.mode),
        "3127", given.carrier, "3128", given.name, "8212", given.vehicle,
    )  # fmt: skip


def delivery_terms(to: Composer, terms: DeliveryTerms | None) -> None:
    if terms is None:
        return
    known = terms.code if ":" not in terms.code else codes.INCOTERMS.code(terms.code)
    to.add(
        "TOD", "4055", "3", "4215", codes.PAYERS.code(terms.paid_by), "4053", known,
        *[text for each in pieces(terms.note, 70) for text in ("4052", each)],
    )  # fmt: skip
    if terms.place:
        to.add("LOC", "3227", "1", "3224", terms.place)


def charges(to: Composer, given: Iterable[AllowanceCharge], of_document: str) -> None:
    for each in given:
        special = codes.CHARGES.code(each.code)
        listed = each.code.removeprefix("uncl5189:") if each.code.startswith("uncl5189:") else ""
        reason = [text for part in pieces(each.reason, 35) for text in ("7160", part)]
        mark = "C" if each.is_charge else "A"
        to.add("ALC", "5463", mark, "5189", listed, "7161", special, *reason)
        if each.percent is not None:
            to.add("PCD", "5245", "2" if each.is_charge else "1", "5482", number(each.percent))
        amount(to, "23" if each.is_charge else "204", each.amount, of_document)
        amount(to, "25", each.base, of_document)
        if each.tax:
            tax(to, each.tax)


def tax(to: Composer, category: TaxCategory) -> None:
    to.add(
        "TAX", "5283", "7", "5153", codes.TAXES.code(category.kind),
        "5278", number(category.rate), "5305", category.category,
    )  # fmt: skip


def taxes(to: Composer, given: Iterable[TaxAmount], of_document: str, *, with_basis: bool) -> None:
    for each in given:
        tax(to, each.category)
        if with_basis:
            amount(to, "125", each.basis, of_document)
        amount(to, "124", each.amount, of_document)


def totals(to: Composer, given: Totals | None, *, payable: str) -> None:
    """Write the sums; `payable` is the code for what is due, another in orders."""
    if given is None:
        return
    for name, code in codes.TOTAL_CODES.items():
        sum_of_parts: Decimal | None = getattr(given, name)
        if sum_of_parts is not None:
            kind = payable if name == "payable" else code
            to.add("MOA", "5025", kind, "5004", number(sum_of_parts))


def products(to: Composer, line: str, action: str, given: Sequence[Identifier]) -> None:
    """Write LIN and the PIA after it: the first product stands in LIN, the others follow."""
    known = [
        (each.value, codes.product_code(each.scheme, to.version))
        for each in given
        if not each.scheme or codes.product_code(each.scheme, to.version)
    ]
    first = known[0] if known else ("", "")
    to.add("LIN", "1082", line, "1229", action, "7140", first[0], "7143", first[1])
    pia(to, "1", known[1:])


def pia(to: Composer, function: str, pairs: Sequence[tuple[str, str]]) -> None:
    for at in range(0, len(pairs), _MOST_IN_PIA):
        values = [
            text
            for value, kind in pairs[at : at + _MOST_IN_PIA]
            for text in ("7140", value, "7143", kind)
        ]
        to.add("PIA", "4347", function, *values)


def descriptions(to: Composer, given: Iterable[str]) -> None:
    """Write each description in as many IMD as it fills, two places in each.

    One that fills its last IMD would go on in the next description, so an empty IMD ends it; the
    last needs none, for INVOIC D96A has place for ten IMD only.
    """
    length = 35 if to.version == "D96A" else 256
    is_open = False
    for text in filter(None, given):
        if is_open:
            to.add("IMD", "7077", "F")
        for parts in rows(pieces(text, length), 2):
            to.add("IMD", "7077", "F", *[each for part in parts for each in ("7008", part)])
        is_open = len(text) % (2 * length) == 0


def quantity(to: Composer, kind: str, value: Decimal | None, unit: Unit | None) -> None:
    if value is None:
        return
    code = codes.unit_code(unit) if unit else ""
    if unit and not code:
        sentence = (
            f"EDIFACT has no code for the unit “{unit.code}”. Use another unit for this partner."
        )
        raise unsayable(sentence, "QTY", unit.code, 1)
    to.add("QTY", "6063", kind, "6060", number(value), "6411", code)


def price(
    to: Composer,
    money: Money | None,
    basis: str,
    per: Decimal,
    unit: Unit | None,
    of_document: str,
) -> None:
    if money is None:
        return
    kind = codes.PRICE_TYPES.code(basis) if not basis.startswith("edifact:") else ""
    qualifier = "AAA" if kind else codes.PRICE_BASES.code(basis) or "AAA"
    to.add(
        "PRI", "5125", qualifier, "5118", number(money.amount), "5375", kind,
        "5284", number(per) if per != 1 or unit else "",
        "6411", codes.unit_code(unit) if unit else "",
    )  # fmt: skip
    if money.currency != of_document and money.currency:
        to.add("CUX", "6347", "2", "6345", money.currency)
