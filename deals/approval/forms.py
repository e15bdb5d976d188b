"""What an approval gives, as the page of a deal asks for it."""

from werkzeug.datastructures import MultiDict

from deals.approval.award import ALONE, BESIDE_OTHERS, Award
from deals.approval.models import Outcome


def read_award(form: MultiDict[str, str]) -> Award:
    """Read the chosen outcome; product families only count where a part was chosen."""
    match form.get("outcome"):
        case Outcome.SPLIT:
            return Award.part(form.getlist("families"))
        case Outcome.NON_EXCLUSIVE:
            return BESIDE_OTHERS
    return ALONE
