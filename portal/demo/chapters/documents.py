"""Contracts and evidence, put on deals and accounts by those who would."""

import io

import sqlalchemy as sa

from deals.evidence.actions import name_evidence
from deals.evidence.models import EvidenceKind
from deals.models import Deal
from documents.actions import NewUpload, add_document, fetch_version
from documents.queries import documents_of, get_version
from partners.accounts.models import Account
from portal.demo.chapters.deals import brightwater_deal
from portal.demo.pdf import one_page_pdf
from portal.demo.world import World
from portal.kernel.db import Work


def put_documents(world: World) -> None:
    """Alice adds a survey and a frame contract; Dana fetches one, which leaves a receipt."""
    world.at(1, 16, 40)
    with world.work("alice") as work:
        deal = brightwater_deal(work)
        _add(world, work, deal, "Survey Brightwater hall 2.pdf", "Survey of hall 2, 4 November")
        survey = documents_of(work, "deal", deal.id)[0]
        name_evidence(work, deal, survey, EvidenceKind.OTHER)
    world.at(1, 17, 20)
    with world.work("dana") as work:
        deal = brightwater_deal(work)
        document = documents_of(work, "deal", deal.id)[0]
        version = get_version(work, document.id, document.latest_number)
        fetch_version(work, world.services.storage, version)
    world.at(12, 9, 30)
    with world.work("dana") as work:
        account = work.one(sa.select(Account).where(Account.name == "Orchid Biotech"))
        _add(world, work, account, "Price agreement 2027.pdf", "Price agreement 2027, draft")


def _add(world: World, work: Work, subject: Account | Deal, name: str, text: str) -> None:
    content = one_page_pdf(text)
    new = NewUpload(name, len(content), "application/pdf")
    add_document(work, world.services.storage, subject, new, io.BytesIO(content))
