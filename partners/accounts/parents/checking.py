"""Whether what is said of a parent company can be right."""

from partners.accounts.domains import DOMAIN, LONGEST_DOMAIN
from partners.accounts.duplicates.identities import is_duns, is_lei, normalised
from partners.accounts.parents.models import COUNTRY_CODE_LENGTH, LONGEST_NAME, Parent
from portal.kernel.errors import Invalid
from portal.kernel.words import Said, said


def checked_parent(given: Parent) -> Parent | None:
    """Return a parent company as it is compared; None where nothing says which one it is.

    Raises:
        Invalid: a part of it cannot be right; its field says what to do.
    """
    name = " ".join((given.name or "").split())
    nation = (given.country or "").strip().upper()
    domain = (given.domain or "").strip().lower()
    number = normalised(given.number or "")
    fields: dict[str, Said] = {}
    if len(name) > LONGEST_NAME:
        fields["parent_name"] = said("Shorten this to %(most)s letters.", most=LONGEST_NAME)
    if nation and not (len(nation) == COUNTRY_CODE_LENGTH and nation.isalpha()):
        fields["parent_country"] = said("Enter the country as two letters, for example NO.")
    if domain and (len(domain) > LONGEST_DOMAIN or not DOMAIN.fullmatch(domain)):
        fields["parent_domain"] = said(
            "Enter the web domain alone, for example halden-logistics.example."
        )
    if number and not (is_duns(number) or is_lei(number)):
        fields["parent_number"] = said(
            "Enter a D-U-N-S number of nine digits or an LEI of 20 characters. Check it."
        )
    if fields:
        raise Invalid(fields=fields)
    if not (name or domain or number):
        return None
    return Parent(name or None, nation or None, domain or None, number or None)
