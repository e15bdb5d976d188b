"""What flask-login holds of the person signed in: their actor, and nothing to fall out of date."""

from flask import session
from flask_login import LoginManager, UserMixin

from portal.kernel.actor import Actor


class Visitor(UserMixin):  # type: ignore[misc]
    """An actor as flask-login wants to see one."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return str(self.actor.id)


def load_visitor(person_id: str) -> Visitor | None:
    """Return the visitor of this request; the server-side session has already looked them up."""
    actor: Actor | None = getattr(session, "actor", None)
    return Visitor(actor) if actor is not None and str(actor.id) == person_id else None


def new_login_manager() -> LoginManager:
    manager = LoginManager()
    manager.session_protection = None  # the token is bound in the database, not to an address
    manager.user_loader(load_visitor)
    return manager
