"""What a conflict is, as a programme's settings; and how conflicts look on a deal's page."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deals.conflicts import actions, queries
from deals.conflicts.models import ConflictSettings, PartnerAnswer
from deals.conflicts.policies import can_set
from deals.conflicts.precedence import Rule
from deals.conflicts.presentation import ANSWERS, BANDS, LEVELS, RULES, SIGNS, step_in_words
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said
from portal.web.access import requires

blueprint = Blueprint("conflicts", __name__, template_folder="templates")


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "conflict_bands": BANDS,
        "conflict_levels": LEVELS,
        "conflict_rules": [(each.value, f"{each}: {RULES[each]}") for each in Rule],
        "conflict_signs": SIGNS,
        "conflict_step": step_in_words,
    }


@blueprint.get("/deals/conflict-settings")
@requires("programme:write")
def settings(work: Work) -> ResponseReturnValue:
    return _page(work)


@blueprint.post("/deals/conflict-settings")
@requires("programme:write")
def create_settings(work: Work) -> ResponseReturnValue:
    ensure(can_set(work.actor))
    try:
        new = _read(request.form)
        actions.change_settings(work, new, request.form.get("version", 0, type=int))
        work.flush()
    except Invalid as error:
        return _page(work, request.form, errors=error.fields), error.status
    except Conflict as conflict:
        work.rollback()
        return _page(work, conflict=conflict), conflict.status
    return redirect(url_for("conflicts.settings"), 303)


def _read(form: Mapping[str, str]) -> actions.NewSettings:
    """Read what was typed.

    Raises:
        Invalid: a threshold is no number, or the answer is none of the two.
    """
    points, fields = {}, {}
    for name in ("conflict_from", "possible_from", "name_similarity"):
        text = form.get(name, "").strip()
        if text.isdecimal() and len(text) <= len("100"):
            points[name] = int(text)
        else:
            fields[name] = said("Enter a whole number.")
    answer = form.get("partner_answer", "")
    if answer not in set(PartnerAnswer):
        fields["partner_answer"] = said("Choose what partners are told.")
    if fields:
        raise Invalid(fields=fields)
    return actions.NewSettings(**points, partner_answer=PartnerAnswer(answer))


def _page(
    work: Work,
    typed: Mapping[str, str] | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    now = queries.find_settings(work) or ConflictSettings.by_default()
    return render_template(
        "conflicts/settings.html",
        typed=now if typed is None else typed,
        version=now.version or 0,
        answers=_answers(),
        errors=errors or {},
        conflict=conflict,
    )


def _answers() -> list[tuple[str, Any, Any, None, bool]]:
    return [(each.value, *ANSWERS[each], None, False) for each in PartnerAnswer]
