"""Documents on screen: the list, one document, those on a subject, and the way out."""

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from markupsafe import Markup

from documents import actions, policies, queries, uploading
from documents.file_types import ACCEPT, type_by_label
from documents.models import Document
from documents.presentation import SHORT_HASH, readers_of, section_of
from documents.scanning import LOOKED_FOR
from portal.kernel.db import Work
from portal.kernel.subjects import subject_type
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("documents", __name__, template_folder="templates")
blueprints = (blueprint, uploading.blueprint)

KINDS = (
    ("account", lazy_gettext("On accounts")),
    ("deal", lazy_gettext("On deals")),
    ("partner", lazy_gettext("On partners")),
)

register_page(
    Page(
        label=lazy_gettext("Documents"),
        icon="files",
        endpoint="documents.index",
        permission="documents:read",
        order=50,
        section="/documents",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "documents_on": documents_on,
        "document_type": type_by_label,
        "short_hash": lambda sha256: sha256[:SHORT_HASH],
    }


def documents_on(kind: str, subject: object) -> Markup:
    """Return the section of a record's own page, for templates.

    `{{ documents_on("deal", deal) if documents_on is defined }}`, outside of regions that refresh
    themselves: a refresh would drop uploads on their way.
    """
    work: Work | None = g.get("work")
    if work is None or not work.actor.has_permission("documents:read"):
        return Markup()
    section = section_of(work, kind, subject)
    return Markup(render_template("documents/_on_subject.html", **section))  # noqa: S704 - escaped


@blueprint.get("/documents")
@requires("documents:read")
def index(work: Work) -> ResponseReturnValue:
    search, kind = request.args.get("q", "").strip(), request.args.get("on", "")
    documents = queries.documents_page(
        work,
        search=search,
        kind=kind or None,
        after=asked_position("documents.index", moment_and_id),
        limit=PAGE_SIZE + 1,
    )
    shown, next_url = cut_page("documents.index", documents, _place)
    return render_template(
        "documents/index.html",
        documents=shown,
        subjects=queries.subjects_of(work, shown),
        search=search,
        kind=kind,
        chips=_chips(kind),
        next_url=next_url,
    )


@blueprint.get("/documents/<uuid:document_id>")
@requires("documents:read")
def show(work: Work, document_id: UUID) -> ResponseReturnValue:
    document = queries.get_document(work, document_id)
    kind = subject_type(document.subject_type)
    subject = queries.get_subject(work, kind.name, document.subject_id)
    return render_template(
        "documents/show.html",
        document=document,
        subject=queries.SubjectLink(kind.label(subject), kind.path(subject)),
        versions=queries.versions_of(work, document),
        readers=readers_of(work, document, subject),
        receipts=queries.receipts_of(work, document),
        sees_receipts=policies.sees_receipts(work.actor, document),
        can_download=policies.can_download(work.actor, document.latest),
        can_add_version=policies.can_add_version(work.actor, document, kind),
        accept=ACCEPT,
        looked_for=LOOKED_FOR,
    )


@blueprint.get("/documents/<uuid:document_id>/versions/<int:number>/file")
@requires("documents:download")
def download(work: Work, document_id: UUID, number: int) -> ResponseReturnValue:
    """Send the reader on to the store; the receipt is committed before this answer leaves."""
    version = queries.get_version(work, document_id, number)
    return redirect(actions.fetch_version(work, services().storage, version), 303)


@blueprint.get("/documents/on/<kind>/<uuid:subject_id>")
@requires("documents:read")
def on_subject(work: Work, kind: str, subject_id: UUID) -> ResponseReturnValue:
    """Show the documents of one record: a page, or to a script only their list."""
    subject = queries.get_subject(work, kind, subject_id)
    section = section_of(work, kind, subject)
    if request.headers.get("HX-Request") == "true":
        return render_template("documents/_list.html", **section)
    found = subject_type(kind)
    link = queries.SubjectLink(found.label(subject), found.path(subject))
    return render_template("documents/on_subject.html", subject=link, errors=[], **section)


def _place(document: Document) -> tuple[str, str]:
    return document.latest_at.isoformat(), str(document.id)


def _chips(kind: str) -> list[tuple[object, str, bool, None]]:
    everything = (lazy_gettext("All"), url_for("documents.index"), not kind, None)
    return [
        everything,
        *(
            (label, url_for("documents.index", on=name), kind == name, None)
            for name, label in KINDS
        ),
    ]
