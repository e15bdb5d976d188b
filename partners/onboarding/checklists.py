"""What a new partner does before it is activated: tasks as data, by kind of partner."""

from dataclasses import dataclass
from typing import Final

from partners.companies.models import RelationshipType
from partners.onboarding.models import TaskSide
from portal.kernel.words import Said, said


@dataclass(frozen=True, slots=True)
class Task:
    """A task in words; `key` is what a partner's own row remembers of it."""

    key: str
    side: TaskSide
    title: Said
    help: Said


_PROFILE = Task(
    "profile",
    TaskSide.PARTNER,
    said("Check your company's profile"),
    said("Legal name, website and VAT number are those on your invoices."),
)
_COLLEAGUE = Task(
    "colleague",
    TaskSide.PARTNER,
    said("Invite a second person"),
    said("So that nobody waits while one of you is away."),
)
_GUIDE = Task(
    "guide",
    TaskSide.PARTNER,
    said("Read the programme guide"),
    said("How deals are protected, and what is expected of both sides."),
)
_FINANCE = Task(
    "finance",
    TaskSide.PARTNER,
    said("Name a contact in finance"),
    said("Somebody with the role finance, who hears of settlements."),
)
_CHECKED = Task(
    "checked",
    TaskSide.HOST,
    said("Company checked"),
    said("Register, sanctions lists and credit."),
)
_TERRITORY = Task(
    "territory",
    TaskSide.HOST,
    said("Territory agreed"),
    said("Where the partner sells, and through whom."),
)
_EDI = Task(
    "edi",
    TaskSide.PARTNER,
    said("Say how you exchange orders"),
    said("By EDI, with which standard; or in the browser."),
)
_TEST = Task(
    "integration",
    TaskSide.PARTNER,
    said("Show the integration"),
    said("A test installation that both sides have seen."),
)

_EVERYBODY: Final = (_PROFILE, _COLLEAGUE, _GUIDE, _FINANCE, _CHECKED)
CHECKLISTS: Final[dict[RelationshipType, tuple[Task, ...]]] = {
    RelationshipType.RESELLER: _EVERYBODY,
    RelationshipType.REFERRAL: (_PROFILE, _GUIDE, _FINANCE, _CHECKED),
    RelationshipType.DISTRIBUTOR: (*_EVERYBODY, _TERRITORY, _EDI),
    RelationshipType.INTEGRATOR: (*_EVERYBODY, _TEST),
    RelationshipType.TECHNOLOGY: (_PROFILE, _COLLEAGUE, _GUIDE, _CHECKED, _TEST),
    RelationshipType.SUPPLIER: (*_EVERYBODY, _EDI),
}
TASKS: Final = {task.key: task for tasks in CHECKLISTS.values() for task in tasks}
