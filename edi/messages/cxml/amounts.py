"""Money, dates, taxes, charges and terms: what lines and headers of all documents share."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Moment, Money
from edi.canonical.terms import DeliveryTerms, PaymentTerms
from edi.messages.cxml import codes
from edi.messages.cxml.nodes import Element
from edi.messages.cxml.parties import comments, described
from edi.messages.cxml.structure import moment_of
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_CENT = Decimal("0.01")


def money(holder: Element | None) -> Money | None:
    """Return the Money in an element such as UnitPrice; None if there is none."""
    inside = holder.first("Money") if holder else None
    if inside is None:
        return None
    value = inside.value()
    return Money(value, inside.get("currency")) if isinstance(value, Decimal) else None


def money_node(amount: Decimal, currency: str) -> Node:
    return Node("Money", write_decimal(amount), [("currency", currency)])


def amount_node(name: str, amount: Decimal, currency: str) -> Node:
    return Node(name, children=[money_node(amount, currency)])


def moments(element: Element, kinds: dict[str, str]) -> tuple[Moment, ...]:
    """Return the dates of attributes, `kinds` being what each means."""
    given = ((kind, element.when(attribute)) for attribute, kind in kinds.items())
    return tuple(Moment(kind, *when) for kind, when in given if when)


def moment_attributes(given: Iterable[Moment], kinds: dict[str, str]) -> list[tuple[str, str]]:
    """Return the attributes for dates, the first of each kind."""
    held = list(given)
    found = []
    for attribute, kind in kinds.items():
        moment = next((each for each in held if each.kind == kind), None)
        if moment:
            found.append((attribute, moment_of(moment.date, moment.time)))
    return found


def taxes(tax: Element | None, sign: int = 1) -> tuple[TaxAmount, ...]:
    """Return the TaxDetails of a Tax."""
    found = []
    for detail in tax.all("TaxDetail") if tax else ():
        amount, basis = money(detail.first("TaxAmount")), money(detail.first("TaxableAmount"))
        if amount:
            category = tax_category(detail)
            found.append(TaxAmount(category, _signed(amount, sign), basis and _signed(basis, sign)))
    return tuple(found)


def _signed(amount: Money, sign: int) -> Money:
    return amount if sign > 0 else Money(-amount.amount, amount.currency)


def tax_category(detail: Element) -> TaxCategory:
    """Return the category of a TaxDetail; cXML itself knows only zero rates and exemptions."""
    exempt = codes.EXEMPT.get(detail.get("exemptDetail"), "S")
    exemption = detail.first("TaxExemption")
    for extra in detail.all("Extrinsic"):
        if extra.attributes.get("name") == "taxCategory":
            extra.get("name")
            exempt = extra.text() or exempt
    return TaxCategory(
        codes.TAX_KINDS.name(detail.get("category")),
        exempt,
        detail.number("percentageRate"),
        exemption.text("ExemptReason") if exemption else "",
        exemption.get("exemptCode") if exemption else "",
    )


def tax_node(total: Decimal, given: Iterable[TaxAmount], currency: str, sign: int = 1) -> Node:
    details = [_tax_detail(each, currency, sign) for each in given]
    inside = [money_node(total * sign, currency), described("Tax"), *details]
    return Node("Tax", children=inside)


def _tax_detail(given: TaxAmount, currency: str, sign: int) -> Node:
    category = given.category
    attributes = [("category", codes.TAX_KINDS.code(category.kind) or "other")]
    if category.rate is not None:
        attributes.append(("percentageRate", write_decimal(category.rate)))
    detail = {meaning: name for name, meaning in codes.EXEMPT.items()}.get(category.category)
    if detail:
        attributes.append(("exemptDetail", detail))
    inside = []
    if given.basis:
        basis = given.basis
        inside.append(amount_node("TaxableAmount", basis.amount * sign, basis.currency or currency))
    amount = given.amount
    inside.append(amount_node("TaxAmount", amount.amount * sign, amount.currency or currency))
    if category.exemption or category.exemption_code:
        inside.append(_exemption(category))
    if not detail and category.category != "S":
        inside.append(Node("Extrinsic", category.category, [("name", "taxCategory")]))
    return Node("TaxDetail", "", attributes, inside)


def _exemption(category: TaxCategory) -> Node:
    reason = category.exemption
    inside = [Node("ExemptReason", reason, [("xml:lang", "en")])] if reason else []
    code = [("exemptCode", category.exemption_code)] if category.exemption_code else []
    return Node("TaxExemption", "", code, inside)


def tax_of(category: TaxCategory, basis: Money | None) -> TaxAmount | None:
    """Return the tax that a category makes of an amount, to the cent; None when unknown."""
    if basis is None or category.rate is None:
        return None
    amount = (basis.amount * category.rate / 100).quantize(_CENT, ROUND_HALF_UP)
    return TaxAmount(category, Money(amount, basis.currency))


def charges(modifications: Element | None) -> tuple[AllowanceCharge, ...]:
    """Return the Modifications of an amount: charges and allowances."""
    found = []
    for each in modifications.all("Modification") if modifications else ():
        cost, deduction = each.first("AdditionalCost"), each.first("AdditionalDeduction")
        detail = each.first("ModificationDetail")
        inside = cost or deduction
        if inside is None:
            continue
        amount = money(cost) if cost else money(inside.first("DeductionAmount"))
        percent = inside.first("Percentage") or inside.first("DeductionPercent")
        name = detail.get("name") if detail else ""
        found.append(
            AllowanceCharge(
                cost is not None,
                amount,
                percent.number("percent") if percent else None,
                money(each.first("OriginalPrice")),
                codes.CHARGE_CODES.name(name) if name else "",
                detail.text("Description") if detail else "",
            )
        )
    return tuple(found)


def modification_nodes(given: Iterable[AllowanceCharge], currency: str) -> list[Node]:
    return [_modification(each, currency) for each in given]


def _modification(given: AllowanceCharge, currency: str) -> Node:
    inside = []
    if given.base:
        inside.append(amount_node("OriginalPrice", given.base.amount, given.base.currency))
    value: list[Node] = []
    if given.amount:
        amount = money_node(given.amount.amount, given.amount.currency or currency)
        value = [amount if given.is_charge else Node("DeductionAmount", children=[amount])]
    if given.percent is not None and (not given.amount or given.is_charge):
        name = "Percentage" if given.is_charge else "DeductionPercent"
        value.append(Node(name, "", [("percent", write_decimal(given.percent))]))
    name = "AdditionalCost" if given.is_charge else "AdditionalDeduction"
    inside.append(Node(name, children=value))
    code = codes.CHARGE_CODES.code(given.code)
    if code or given.reason:
        reason = [described(given.reason)] if given.reason else []
        inside.append(Node("ModificationDetail", "", [("name", code)], reason))
    return Node("Modification", children=inside)


def freight(holder: Element | None) -> tuple[AllowanceCharge, ...]:
    """Return Shipping, ShippingAmount and the like as a charge; an amount of zero is none."""
    amount = money(holder)
    if amount is None or not amount.amount:
        return ()
    reason = holder.text("Description") if holder else ""
    return (AllowanceCharge(True, amount, code="freight", reason=reason),)  # noqa: FBT003


def payment_terms(terms: Iterable[Element]) -> PaymentTerms | None:
    """Return what PaymentTerm elements say: the net days and the first discount."""
    net = percent = discount_days = discount = None
    for term in terms:
        given = term.first("Discount")
        days = int(term.get("payInNumberOfDays") or 0)
        if given is None:
            net = days if net is None else net
        elif discount_days is None:
            part = given.first("DiscountPercent")
            percent = part.number("percent") if part else None
            discount, discount_days = money(given.first("DiscountAmount")), days
    found = PaymentTerms(
        net_days=net, discount_percent=percent, discount_days=discount_days, discount=discount
    )
    return found if found != PaymentTerms() else None


def payment_nodes(given: PaymentTerms | None) -> list[Node]:
    nodes = []
    if given and given.discount_days is not None and (given.discount or given.discount_percent):
        if given.discount:
            amount = given.discount
            inside = amount_node("DiscountAmount", amount.amount, amount.currency)
        else:
            percent = given.discount_percent or Decimal(0)
            inside = Node("DiscountPercent", "", [("percent", write_decimal(percent))])
        days = [("payInNumberOfDays", str(given.discount_days))]
        nodes.append(Node("PaymentTerm", "", days, [Node("Discount", children=[inside])]))
    if given and given.net_days is not None:
        nodes.append(Node("PaymentTerm", "", [("payInNumberOfDays", str(given.net_days))]))
    return nodes


def delivery_terms(terms: Element | None) -> DeliveryTerms | None:
    if terms is None:
        return None
    code, method = terms.first("TermsOfDeliveryCode"), terms.first("ShippingPaymentMethod")
    value = code.get("value") if code else ""
    paid_by = method.get("value") if method else ""
    found = DeliveryTerms(
        "" if value == "Other" else value,
        paid_by=codes.PAID_BY.name(paid_by) if paid_by else "",
        note="\n".join(terms.texts("Comments")),
    )
    return found if found != DeliveryTerms() else None


def delivery_nodes(given: DeliveryTerms | None) -> list[Node]:
    if given is None:
        return []
    code = given.code if ":" not in given.code else ""
    inside = [Node("TermsOfDeliveryCode", "", [("value", code or "Other")])]
    paid_by = codes.PAID_BY.code(given.paid_by)
    if paid_by:
        inside.append(Node("ShippingPaymentMethod", "", [("value", paid_by)]))
    inside += comments([given.note] if given.note else [])
    return [Node("TermsOfDelivery", children=inside)]
