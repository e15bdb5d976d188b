"""A lead as somebody typed it, read into what actions take."""

from collections.abc import Mapping
from typing import Final

from deals.leads.entry import LONGEST, NewLead, text_errors
from deals.leads.states import Size
from portal.kernel.errors import Invalid
from portal.kernel.words import said

TYPED_AS: Final = {"territory_code": "territory", "family_code": "family"}
"""What fields of a lead are called in a form, where that is something else."""


def read_lead(form: Mapping[str, str], source: str = "") -> NewLead:
    """Read a lead as typed.

    Raises:
        Invalid: no size was chosen; it names whatever else is wrong with the texts too.
    """
    try:
        size = Size(form.get("size", ""))
    except ValueError:
        texts = {name: form.get(name, "") for name in LONGEST}
        wrong = text_errors({**texts, "source": source or texts["source"]})
        missing = said("Choose how large the customer is.")
        raise Invalid(fields={**wrong, "size": missing}) from None
    return NewLead(
        industry=form.get("industry", ""),
        country=form.get("country", ""),
        territory_code=form.get("territory", ""),
        family_code=form.get("family", ""),
        size=size,
        customer_name=form.get("customer_name", ""),
        contact_name=form.get("contact_name", ""),
        email=form.get("email", ""),
        need=form.get("need", ""),
        source=source or form.get("source", ""),
        domain=form.get("domain", ""),
        phone=form.get("phone", ""),
    )
