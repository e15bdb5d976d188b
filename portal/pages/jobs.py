"""Parked jobs, for the operator: what was tried to its end, and trying it again."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from portal.kernel.db import Work
from portal.kernel.jobs import parked_jobs, queue_health, retry_parked
from portal.web.access import requires
from portal.web.navigation import Page, register_page

blueprint = Blueprint("jobs", __name__)

register_page(
    Page(
        label=lazy_gettext("Jobs"),
        icon="list-checks",
        endpoint="jobs.index",
        permission="jobs:operate",
        order=90,
        staff=True,
    )
)


@blueprint.get("/jobs")
@requires("jobs:operate")
def index(work: Work) -> ResponseReturnValue:
    return render_template("pages/jobs.html", parked=parked_jobs(work), health=queue_health(work))


@blueprint.post("/jobs/<int:job_id>/retry")
@requires("jobs:operate")
def create_retry(work: Work, job_id: int) -> ResponseReturnValue:
    retry_parked(work, job_id)
    return redirect(url_for("jobs.index"), 303)
