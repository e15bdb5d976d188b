"""The chapters of the demo world's story, in the order they are told."""

from portal.demo.chapters.accounts import bring_a_sheet, share_accounts
from portal.demo.chapters.deals import register_deals
from portal.demo.chapters.documents import put_documents
from portal.demo.chapters.gateway import trade_by_edi
from portal.demo.chapters.handoffs import hand_deals_over
from portal.demo.chapters.interactions import call_and_visit
from portal.demo.chapters.leads import find_leads
from portal.demo.chapters.newcomers import come_and_go
from portal.demo.chapters.people import invite_people
from portal.demo.chapters.registrations import amend_and_begin
from portal.demo.chapters.rooms import talk_in_rooms
from portal.demo.chapters.sharing import offer_and_ask

CHAPTERS = (
    share_accounts,
    register_deals,
    amend_and_begin,
    find_leads,
    hand_deals_over,
    talk_in_rooms,
    put_documents,
    call_and_visit,
    trade_by_edi,
    offer_and_ask,
    invite_people,
    bring_a_sheet,
    come_and_go,
)
