"""The registration form: what was typed, kept as typed until it is right."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from deals.evidence.consent import Consent
from deals.models import Deal, DealKind, Motion
from deals.registration.actions import NewDeal, NewLine
from deals.registration.models import CURRENCIES
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.accounts.parents.models import UNKNOWN, Parent
from portal.web.amounts import read_amount, write_amount

MAX_LINES = 12
OFFERED_LINES = 3
LARGEST_AMOUNT = Decimal(10) ** 14


@dataclass
class LineInput:
    family: str
    quantity: str
    amount: str

    @property
    def is_blank(self) -> bool:
        return not (self.quantity.strip() or self.amount.strip())


@dataclass
class DealForm:
    """Texts as typed. `errors()` says what to correct; then `new_deal()` is safe to call."""

    account: str
    motion: str
    kind: str
    territory: str
    currency: str
    expected_close: str
    progress: str
    crm_id: str
    is_named_in_writing: bool
    lines: list[LineInput]
    consent: str = Consent.NONE.value
    consent_on: str = ""
    parent_name: str = ""
    parent_country: str = ""
    parent_domain: str = ""
    parent_number: str = ""
    corrects: str = ""
    """The id of a closed deal that this registration puts right."""
    lead: str = ""
    """The id of the lead that this registration comes from."""
    draft_key: str = ""
    """Under which key the form is kept as a draft while it is typed."""
    draft_version: int = 0
    """Which version of that draft the form shows; 0 before it is saved."""

    @classmethod
    def of(cls, values: Any) -> "DealForm":
        """Read a submitted form or the query of a link to a new one."""
        lines = [
            LineInput(*line)
            for line in zip(
                values.getlist("family"),
                values.getlist("quantity"),
                values.getlist("amount"),
                strict=False,
            )
        ][:MAX_LINES]
        return cls(
            account=values.get("account", ""),
            motion=values.get("motion", Motion.RESELL.value),
            kind=values.get("kind", DealKind.NET_NEW.value),
            territory=values.get("territory", ""),
            currency=values.get("currency", "EUR"),
            expected_close=values.get("expected_close", ""),
            progress=values.get("progress", ""),
            crm_id=values.get("crm_id", ""),
            is_named_in_writing="named_in_writing" in values,
            lines=lines or [LineInput("", "", "")],
            consent=values.get("consent", Consent.NONE.value),
            consent_on=values.get("consent_on", ""),
            **{name: values.get(name, "") for name in PARENT_FIELDS},
            corrects=values.get("corrects", ""),
            lead=values.get("lead", ""),
            draft_key=values.get("draft_key", ""),
            draft_version=values.get("draft_version", 0, type=int),
        )

    def texts(self) -> dict[str, Any]:
        """Return what was typed, as a draft keeps it."""
        kept = asdict(self)
        del kept["draft_key"], kept["draft_version"]
        return kept

    @classmethod
    def from_texts(cls, texts: Mapping[str, Any]) -> "DealForm":
        """Read a draft; one kept before the form changed has what the form still has."""
        known = {each.name for each in fields(cls)} - {"lines"}
        lines = [LineInput(**line) for line in texts["lines"]]
        empty = cls.of(MultiDict())
        return replace(empty, lines=lines, **{name: texts[name] for name in known & texts.keys()})

    def find_account_id(self) -> UUID | None:
        """Return the customer that was chosen so far; what is no id is none."""
        return UUID(self.account) if _is_uuid(self.account) else None

    @classmethod
    def correcting(cls, deal: Deal) -> "DealForm":
        """Begin with what a closed deal says. Its lines have to be loaded."""
        parent: dict[str, Any] = {**(deal.parent or UNKNOWN).texts}
        return cls(
            account=str(deal.account_id),
            motion=deal.motion.value,
            kind=deal.kind.value,
            territory=deal.territory_code,
            currency=deal.currency,
            expected_close="",
            progress=deal.progress,
            crm_id=deal.crm_id or "",
            is_named_in_writing=deal.is_named_in_writing,
            lines=[
                LineInput(line.family_code, str(line.quantity), str(line.amount))
                for line in deal.lines
            ],
            **parent,
            corrects=str(deal.id),
        )

    @classmethod
    def amending(cls, deal: Deal) -> "DealForm":
        """Begin with all that a registration says. Its lines have to be loaded."""
        return replace(cls.correcting(deal), expected_close=str(deal.expected_close), corrects="")

    @property
    def account_id(self) -> UUID:
        return UUID(self.account)

    @property
    def corrects_id(self) -> UUID | None:
        """Return the closed deal named; what is no id names none."""
        return UUID(self.corrects) if _is_uuid(self.corrects) else None

    @property
    def lead_id(self) -> UUID | None:
        """Return the lead named; what is no id names none."""
        return UUID(self.lead) if _is_uuid(self.lead) else None

    def errors(self) -> dict[str, str]:
        """Return the sentence of each field that cannot be read."""
        found = {
            "account": _unless(_is_uuid(self.account), gettext("Choose the customer.")),
            "motion": _unless(self.motion in set(Motion), gettext("Choose how you sell it.")),
            "kind": _unless(self.kind in set(DealKind), gettext("Choose the kind of deal.")),
            "territory": _unless(bool(self.territory), gettext("Choose a territory.")),
            "currency": _unless(self.currency in CURRENCIES, gettext("Choose a currency.")),
            "expected_close": _unless(
                _date(self.expected_close) is not None, gettext("Enter the expected close date.")
            ),
            "consent": _unless(self.consent in set(Consent), gettext("Choose an answer.")),
            "consent_on": _unless(
                not self.consent_on or _date(self.consent_on) is not None,
                gettext("Enter a day, for example 2026-12-24."),
            ),
            "lines": self._line_error(),
        }
        return {name: sentence for name, sentence in found.items() if sentence}

    def amendment_errors(self) -> dict[str, str]:
        """Return the sentence of each field of an amendment that cannot be read."""
        asked = {"expected_close", "lines"}
        return {name: sentence for name, sentence in self.errors().items() if name in asked}

    def scope_errors(self) -> dict[str, str]:
        """Return the sentence of what has to be known to say who else is registered."""
        asked = {"account", "territory", "lines"}
        found = {name: said for name, said in self.errors().items() if name in asked}
        if not self.filled_lines and "lines" not in found:
            found["lines"] = gettext("Add at least one product family.")
        return found

    def new_deal(self, corrects: Deal | None = None) -> NewDeal:
        close = _date(self.expected_close)
        assert close is not None  # noqa: S101 - errors() came first
        return NewDeal(
            motion=Motion(self.motion),
            kind=DealKind(self.kind),
            territory_code=self.territory,
            currency=self.currency,
            expected_close=close,
            progress=self.progress,
            lines=tuple(
                NewLine(line.family, int(line.quantity), read_amount(line.amount) or Decimal(0))
                for line in self.filled_lines
            ),
            crm_id=self.crm_id.strip() or None,
            is_named_in_writing=self.is_named_in_writing,
            consent=Consent(self.consent),
            consent_on=_date(self.consent_on),
            parent=self.parent,
            corrects=corrects,
        )

    @property
    def parent(self) -> Parent:
        return Parent(*(getattr(self, name) for name in PARENT_FIELDS))

    @property
    def blank_lines(self) -> list[LineInput]:
        """Return the empty lines that stand below the filled ones, so that no script is needed."""
        return [LineInput("", "", "") for _ in range(max(OFFERED_LINES - len(self.lines), 1))]

    @property
    def filled_lines(self) -> list[LineInput]:
        return [line for line in self.lines if not line.is_blank]

    @property
    def total(self) -> Decimal:
        """Return what the lines come to, as far as their amounts can be read."""
        amounts = (read_amount(line.amount) for line in self.lines)
        return sum((each for each in amounts if each and each < LARGEST_AMOUNT), Decimal(0))

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(line.family for line in self.filled_lines)

    def _line_error(self) -> str | None:
        for line in self.filled_lines:
            if not line.family:
                return gettext("Choose a product family on each line.")
            if not line.quantity.strip().isdecimal() or not 0 < int(line.quantity) < 10**7:
                return gettext("Enter the quantity as a whole number, for example 240.")
            amount = read_amount(line.amount)
            if amount is None or amount < 0:
                example = write_amount(Decimal(184_000))
                return gettext(
                    "Enter the amount as a number, for example %(amount)s.", amount=example
                )
            if amount >= LARGEST_AMOUNT:
                return gettext("This amount is too large to be registered.")
        return None


def of_the_form(fields: dict[str, str]) -> dict[str, str]:
    """Return refused fields by their names in the form, where all lines are one field."""
    return {name.partition(".")[0]: sentence for name, sentence in fields.items()}


def _unless(valid: bool, sentence: str) -> str | None:
    return None if valid else sentence


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
