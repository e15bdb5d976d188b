"""The chapters of the demo world's story, in the order they are told."""

from portal.demo.chapters.accounts import share_accounts
from portal.demo.chapters.deals import register_deals

CHAPTERS = (share_accounts, register_deals)
