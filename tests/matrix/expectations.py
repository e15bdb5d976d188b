"""The authorisation matrix as a security reviewer reads it. Written by hand, derived from nothing.

Four tables. WHO is there; which RECORDS there are and what each company is to them; which of them
everybody SEES; what each route ANSWERS. Whoever changes an answer of the portal changes it here
too, in the open. The records themselves are made in `world.py`, by the portal's own actions.

The story: Hansa is the host. Dana looks after Lübeck and Danzig, Emil after the others. Lübeck and
Danzig are rivals, and both hold a grant on one account of the host. Novgorod holds a grant without
documents on another; on the same one Riga's grant was revoked and Elbing's ran out. Stettin is
suspended. Novgorod opened its own deals on an account of its own to Lübeck. The host offered the
account "house" to Danzig, which has not answered; Lübeck and Danzig each asked for a customer.
"""

from typing import Final

from tests.matrix.rule import Door, Names, Rule


def names(text: str) -> Names:
    return frozenset(text.split())


# ---------------------------------------------------------------------------------------- WHO

LUEBECK = names("alice mara bob bea vera")  # admin, manager, seller, seller, viewer
DANZIG = names("charlie sam")  # admin, seller
OVERSEERS = names("dora audrey olga adam")  # deal desk, auditor, EDI operator, administrator
HOST = OVERSEERS | names("dana emil")  # and the two channel managers
PEOPLE = LUEBECK | DANZIG | names("nina rita elke") | HOST
MACHINES = names("luebeck-api danzig-api danzig-small-api hansa-api")
NOBODY = names("anonymous sven stefan stettin-api revoked-api expired-api")
# sven is suspended at Lübeck; stefan and stettin-api belong to a suspended company;
# revoked-api is a revoked client of Lübeck, expired-api one whose token ran out.
SIGNED_IN = PEOPLE | names("wilma")  # Wismar is only being onboarded
ACTORS = SIGNED_IN | MACHINES | NOBODY

# Machines that call the API: what their tokens are for.
SCOPES = {
    "luebeck-api": names("accounts:read companies:read deals:read deals:register deals:hand-off")
    | names("contacts:write interactions:write")
    | names("documents:read documents:download documents:upload edi:exchange orders:read")
    | names("people:read rooms:read leads:read leads:route leads:work"),
    "danzig-small-api": names("companies:read"),
}
SCOPES["danzig-api"] = SCOPES["luebeck-api"]
SCOPES["hansa-api"] = SCOPES["luebeck-api"] | names("disputes:decide questions:ask")
SCOPES["stettin-api"] = SCOPES["revoked-api"] = SCOPES["expired-api"] = SCOPES["luebeck-api"]

# Who looks after whom at the host.
AFTER_LUEBECK = AFTER_DANZIG = OVERSEERS | names("dana hansa-api")
AFTER_OTHERS = OVERSEERS | names("emil hansa-api")  # Novgorod, Riga, Elbing, Stettin, Wismar
ALL_LUEBECK = LUEBECK | names("luebeck-api")
ALL_DANZIG = DANZIG | names("danzig-api danzig-small-api")
ALL_HOST = HOST | names("hansa-api")

# ---------------------------------------------------------------------- RECORDS and who SEES them
#
# "absent" is an id that nobody ever had. `a/b` is a child under a parent's path.

SEES_BOBS_DEAL = names("alice mara bob vera luebeck-api") | AFTER_LUEBECK  # not Bea: not hers
SEES_ALICES_DEAL = names("alice mara vera luebeck-api") | AFTER_LUEBECK
SEES_NINAS_OPENED = names("nina alice mara vera luebeck-api") | AFTER_OTHERS  # not Bob, not Bea
SEES_CHARLIES_DEAL = names("charlie danzig-api danzig-small-api") | AFTER_DANZIG

SIGHT: dict[str, dict[str, Names]] = {
    "company": {
        "hansa": ACTORS,
        "luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),  # who share an account
        "danzig": ALL_DANZIG | AFTER_DANZIG,
        "novgorod": names("nina rita") | AFTER_OTHERS | ALL_LUEBECK,
        "riga": names("rita") | AFTER_OTHERS,
        "stettin": AFTER_OTHERS,
        "wismar": names("wilma") | AFTER_OTHERS,
        "absent": names(""),
    },
    "partner": {  # a company as the host's staff see it; the host is not its own partner
        "hansa": names(""),
        "luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "danzig": ALL_DANZIG | AFTER_DANZIG,
        "novgorod": names("nina") | AFTER_OTHERS,
        "riga": names("rita") | AFTER_OTHERS,
        "stettin": AFTER_OTHERS,
        "wismar": names("wilma") | AFTER_OTHERS,
        "absent": names(""),
    },
    "task": {  # of an onboarding: what the partner does, what the host confirms
        "wismars-profile": names("wilma") | AFTER_OTHERS,
        "wismars-checked": names("wilma") | AFTER_OTHERS,
        "absent": names(""),
    },
    "agreement": {
        "frame": SIGNED_IN,
        "for-suppliers": HOST,  # there is none
        "absent": names(""),
    },
    "named version": {  # in the body: only the host's own documents become agreements
        "hansas-guide": HOST,
        "absent": names(""),
    },
    "deal sheet": {  # whoever brought it, and nobody else
        "bobs": names("bob"),
        "charlies": names("charlie"),
        "absent": names(""),
    },
    "documented deal": {
        "bobs": SEES_BOBS_DEAL,
        "charlies": SEES_CHARLIES_DEAL,
        "absent": names(""),
    },
    "draft": {  # of a registration: its author's and the administrators', never the host's
        "bobs": names("bob alice"),
        "charlies": names("charlie"),
        "absent": names(""),
    },
    "receipt": {  # the two sides', whoever else reads the deal
        "bobs": SEES_BOBS_DEAL,
        "charlies": SEES_CHARLIES_DEAL,
        "ninas-to-luebeck": names("nina") | AFTER_OTHERS,
        "absent": names(""),
    },
    "lead": {  # held by nobody, all of the host; held, whoever looks after the holder, and it
        "fresh": ALL_HOST,
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "pushed-to-luebeck": ALL_HOST,
        "absent": names(""),
    },
    "lead sheet": {  # whoever brought it, and nobody else
        "danas": names("dana"),
        "emils": names("emil"),
        "absent": names(""),
    },
    "campaign": {"fair": ALL_HOST, "absent": names("")},
    "lead offer": {
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "pushed-to-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "pushed-to-novgorod": names("nina") | AFTER_OTHERS,
        "absent": names(""),
    },
    "held lead offer": {
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "absent": names(""),
    },
    "pushed lead offer": {
        "pushed-to-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "pushed-to-novgorod": names("nina") | AFTER_OTHERS,
        "absent": names(""),
    },
    "handoff": {  # who gives it; Lübeck reads deals of Nina's by a grant, and not what she does
        "bobs-offered": SEES_BOBS_DEAL,
        "bobs-proposed": SEES_BOBS_DEAL,  # and not Danzig, whom the host would ask
        "charlies-offered": SEES_CHARLIES_DEAL,
        "ninas-offered": names("nina") | AFTER_OTHERS,
        "ninas-taken": names("nina") | AFTER_OTHERS,
        "absent": names(""),
    },
    "handoff offer": {  # who is asked, and who chose it: that was the giver once
        "bobs-offered": ALL_DANZIG | AFTER_DANZIG,
        "charlies-offered": ALL_LUEBECK | AFTER_LUEBECK,
        "ninas-offered": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),
        "ninas-taken": names("rita") | AFTER_OTHERS,
        "absent": names(""),
    },
    "handoff task": {  # a step of a hand-over, read by both sides of it
        "ninas-first": names("nina rita") | AFTER_OTHERS,
        "absent": names(""),
    },
    "handoff receipt": {  # of a hand-off: there is one for each side once it is accepted
        "bobs-offered": names(""),
        "ninas-taken": names("nina rita") | AFTER_OTHERS,
        "absent": names(""),
    },
    "step": {  # partner/step: of the end of its relationship
        "luebeck/suspension": ALL_LUEBECK | AFTER_LUEBECK,
        "luebeck/offboarding": ALL_LUEBECK | AFTER_LUEBECK,
        "luebeck/termination": ALL_LUEBECK | AFTER_LUEBECK,
        "wismar/activation": names("wilma") | AFTER_OTHERS,
        "stettin/resumption": AFTER_OTHERS,
        "luebeck/nothing": names(""),
        "hansa/suspension": names(""),
        "absent/suspension": names(""),
    },
    "application": {  # only the host's people whose reach is every partner
        "rostock": OVERSEERS,
        "absent": names(""),
    },
    "application step": {
        "rostock/review": OVERSEERS,
        "rostock/question": OVERSEERS,
        "rostock/refusal": OVERSEERS,
        "rostock/acceptance": OVERSEERS,
        "rostock/nothing": names(""),
        "absent/review": names(""),
    },
    "closing": {  # the plans for a partner's open deals; that of a deal stands in the body
        "luebeck/bobs": ALL_LUEBECK | AFTER_LUEBECK,
        "danzig/charlies": ALL_DANZIG | AFTER_DANZIG,
        "luebeck/charlies": ALL_LUEBECK | AFTER_LUEBECK,
        "hansa/bobs": names(""),
        "absent/bobs": names(""),
    },
    "account": {
        "house": ALL_HOST,
        "shared": ALL_HOST | ALL_LUEBECK | names("nina"),  # not Riga, not Elbing: no longer
        "rivals": ALL_HOST | ALL_LUEBECK | ALL_DANZIG,
        "luebecks": ALL_LUEBECK,
        "luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,  # not Emil
        "danzigs": ALL_DANZIG,
        "novgorods-to-luebeck": names("nina") | ALL_LUEBECK,  # not the host
        "absent": names(""),
    },
    "contact": {
        "hansas-on-shared": ALL_HOST | ALL_LUEBECK,  # Novgorod's grant opens no contacts
        "hansas-own-on-shared": ALL_HOST,
        "luebecks-on-shared": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs-own-on-rivals": ALL_DANZIG,
        "luebecks-on-luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "rigas-on-shared": AFTER_OTHERS,  # Riga lost the account, and its contacts with it
        "absent": names(""),
    },
    "interaction": {
        "hansas-on-rivals": ALL_HOST | ALL_LUEBECK | ALL_DANZIG,
        "danzigs-on-rivals": ALL_DANZIG | AFTER_DANZIG,
        "luebecks-own-on-rivals": ALL_LUEBECK,
        "hansas-own-on-shared": ALL_HOST,
        "hansas-on-luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "rigas-on-shared": AFTER_OTHERS,
        "absent": names(""),
    },
    "entry": {  # account/audience: what is written on an account, and for whom
        "house/SHARED": ALL_HOST,
        "shared/SHARED": ALL_HOST | ALL_LUEBECK | names("nina"),
        "shared/INTERNAL": ALL_HOST | ALL_LUEBECK | names("nina"),
        "rivals/SHARED": ALL_HOST | ALL_LUEBECK | ALL_DANZIG,
        "luebecks-to-hansa/SHARED": ALL_LUEBECK | AFTER_LUEBECK,
        "luebecks/INTERNAL": ALL_LUEBECK,
        "novgorods-to-luebeck/SHARED": names("nina") | ALL_LUEBECK,
        "novgorods-to-luebeck/INTERNAL": names("nina") | ALL_LUEBECK,
        "absent/INTERNAL": names(""),
    },
    "grant": {  # account/grant: what a grant is to whom
        "shared/to-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "shared/to-novgorod": names("nina") | AFTER_OTHERS,
        "shared/to-riga": AFTER_OTHERS,  # revoked; Riga lost the account
        "shared/to-elbing": AFTER_OTHERS,  # expired
        "rivals/to-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "rivals/to-danzig": ALL_DANZIG | AFTER_DANZIG,
        "luebecks-to-hansa/to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "novgorods-to-luebeck/to-luebeck": names("nina") | ALL_LUEBECK,
        "house/to-danzig": AFTER_DANZIG,  # Danzig sees the offer, not the account
        # Children under a parent that is not theirs are absent to everyone.
        "luebecks/shared-to-luebeck": names(""),
        "rivals/shared-to-luebeck": names(""),
        "danzigs/rivals-to-danzig": names(""),
        "house/absent": names(""),
        "absent/to-luebeck": names(""),
    },
    "commission": {  # not for sellers
        "luebecks": names("alice mara vera luebeck-api") | AFTER_LUEBECK,
        "danzigs": names("charlie danzig-api danzig-small-api") | AFTER_DANZIG,
        "absent": names(""),
    },
    "share": {  # a grant by itself
        "shared/to-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "shared/to-riga": names("rita") | AFTER_OTHERS,  # revoked: both know that it was
        "shared/to-elbing": names("elke") | AFTER_OTHERS,
        "rivals/to-danzig": ALL_DANZIG | AFTER_DANZIG,
        "house/to-danzig": ALL_DANZIG | AFTER_DANZIG,  # offered
        "luebecks-to-hansa/to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "novgorods-to-luebeck/to-luebeck": names("nina") | ALL_LUEBECK,
        "absent": names(""),
    },
    "request": {
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "absent": names(""),
    },
    "deal": {
        "bobs": SEES_BOBS_DEAL,
        "alices": SEES_ALICES_DEAL,
        "alices-on-luebecks": SEES_ALICES_DEAL,
        "charlies": SEES_CHARLIES_DEAL,
        "ritas": names("rita") | AFTER_OTHERS,  # her own, though the account is gone
        "ninas": names("nina") | AFTER_OTHERS,
        "ninas-to-luebeck": SEES_NINAS_OPENED,
        "absent": names(""),
    },
    "asked deal": {
        "bobs-asked": SEES_BOBS_DEAL,
        "charlies-asked": SEES_CHARLIES_DEAL,
        "absent": names(""),
    },
    "protected deal": {
        "bobs-protected": SEES_BOBS_DEAL,
        "charlies-protected": SEES_CHARLIES_DEAL,  # sold together with the host
        "absent": names(""),
    },
    "extending deal": {
        "bobs-extending": SEES_BOBS_DEAL,
        "charlies-extending": SEES_CHARLIES_DEAL,
        "absent": names(""),
    },
    "rejected deal": {
        "bobs-rejected": SEES_BOBS_DEAL,
        "charlies-rejected": SEES_CHARLIES_DEAL,
        "absent": names(""),
    },
    "disputed deal": {
        "bobs-disputed": SEES_BOBS_DEAL,
        "charlies-disputed": SEES_CHARLIES_DEAL,
        "absent": names(""),
    },
    "document": {
        "on-bobs-deal": SEES_BOBS_DEAL,
        "on-alices-deal": SEES_ALICES_DEAL,
        "on-charlies-deal": SEES_CHARLIES_DEAL,
        "hansas-on-shared": ALL_HOST | ALL_LUEBECK,  # Novgorod's grant opens no documents
        "luebecks-on-rivals": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs-on-rivals": ALL_DANZIG | AFTER_DANZIG,
        "rigas-on-shared": AFTER_OTHERS,  # Riga lost the account, and its documents with it
        "on-partner-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "on-luebecks": ALL_LUEBECK,
        "on-luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "hansas-guide": ALL_HOST,
        "absent": names(""),
    },
    "version": {  # document/number
        "on-bobs-deal/1": SEES_BOBS_DEAL,
        "on-alices-deal/1": SEES_ALICES_DEAL,
        "on-charlies-deal/1": SEES_CHARLIES_DEAL,
        "hansas-on-shared/1": ALL_HOST | ALL_LUEBECK,
        "luebecks-on-rivals/1": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs-on-rivals/1": ALL_DANZIG | AFTER_DANZIG,
        "rigas-on-shared/1": AFTER_OTHERS,
        "on-partner-luebeck/1": ALL_LUEBECK | AFTER_LUEBECK,
        "on-luebecks/1": ALL_LUEBECK,
        "on-luebecks-to-hansa/1": ALL_LUEBECK | AFTER_LUEBECK,
        "on-bobs-deal/2": names(""),
        "absent/1": names(""),
    },
    "subject": {  # kind/record: what documents may be put on
        "account/shared": ALL_HOST | ALL_LUEBECK | names("nina"),
        "account/rivals": ALL_HOST | ALL_LUEBECK | ALL_DANZIG,
        "account/luebecks": ALL_LUEBECK,
        "account/luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "deal/bobs": SEES_BOBS_DEAL,
        "deal/charlies": SEES_CHARLIES_DEAL,
        "deal/ritas": names("rita") | AFTER_OTHERS,
        "deal/ninas-to-luebeck": SEES_NINAS_OPENED,
        "partner/hansa": ACTORS,
        "partner/luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),
        "partner/danzig": ALL_DANZIG | AFTER_DANZIG,
        "account/absent": names(""),
        "deal/absent": names(""),
        # A record of another kind is absent under this one, and so is a kind there is not.
        "deal/shared": names(""),
        "order/danzigs": names(""),
        "nothing/shared": names(""),
    },
    "announcement": {  # kind/record [+ document that gets a version]: both stand in the body
        "account/shared": ALL_HOST | ALL_LUEBECK | names("nina"),
        "account/luebecks": ALL_LUEBECK,
        "deal/bobs": SEES_BOBS_DEAL,
        "deal/charlies": SEES_CHARLIES_DEAL,
        "partner/hansa": ACTORS,
        "partner/danzig": ALL_DANZIG | AFTER_DANZIG,
        "account/absent": names(""),
        "deal/shared": names(""),
        "account/rivals + luebecks-on-rivals": ALL_LUEBECK | AFTER_LUEBECK,
        "account/rivals + absent": names(""),
    },
    "upload": {
        "bobs": names("bob"),
        "charlies": names("charlie"),
        "luebeck-apis": names("luebeck-api"),
        "absent": names(""),
    },
    "room": {
        "of-bobs-deal": SEES_BOBS_DEAL,
        "luebecks-of-rivals": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs-of-rivals": ALL_DANZIG | AFTER_DANZIG,
        "rigas-of-shared": AFTER_OTHERS,  # Riga lost the account, and its room with it
        "of-partner-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "of-three": names("nina rita") | AFTER_OTHERS,  # Riga sells Novgorod's deal along
        "absent": names(""),
    },
    "talk": {  # kind/record[?partner]: the way from a record to its room
        "deal/bobs": SEES_BOBS_DEAL,
        "deal/alices": SEES_ALICES_DEAL,
        "deal/charlies": SEES_CHARLIES_DEAL,
        "deal/ninas-to-luebeck": SEES_NINAS_OPENED,
        "deal/given-sold-along": names("nina rita") | AFTER_OTHERS,
        "account/shared": ALL_HOST | ALL_LUEBECK | names("nina"),
        "account/luebecks": ALL_LUEBECK,
        "account/shared?luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),
        "account/shared?novgorod": ALL_LUEBECK | AFTER_OTHERS | names("nina"),
        "account/shared?absent": ALL_LUEBECK | names("nina"),
        "partner/luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),
        "partner/danzig": ALL_DANZIG | AFTER_DANZIG,
        "deal/absent": names(""),
        "account/absent": names(""),
        "order/danzigs": names(""),
        "interchange/danzigs": names(""),
        "nothing/shared": names(""),
    },
    "notification": {
        "danas": names("dana"),
        "bobs": names("bob"),
        "charlies": names("charlie"),
        "absent": names(""),
    },
    "interchange": {
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "danzigs-put-aside": ALL_DANZIG | AFTER_DANZIG,
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "luebecks-put-aside": ALL_LUEBECK | AFTER_LUEBECK,
        "absent": names(""),
    },
    "answered interchange": {
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "absent": names(""),
    },
    "outgoing interchange": {
        "to-danzig": ALL_DANZIG | AFTER_DANZIG,
        "to-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
        "absent": names(""),
    },
    "order": {
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "absent": names(""),
    },
    "client": {
        "luebecks": LUEBECK,
        "danzigs": DANZIG,
        "hansas": HOST,
        "absent": names(""),
    },
    "staff": {  # a company, as those who manage its people ask for it
        "hansa": ACTORS,
        "luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),
        "danzig": ALL_DANZIG | AFTER_DANZIG,
        "novgorod": names("nina rita") | AFTER_OTHERS | ALL_LUEBECK,
        "absent": names(""),
    },
    "member": {
        "bobs": ALL_LUEBECK | AFTER_LUEBECK,
        "sams": ALL_DANZIG | AFTER_DANZIG,
        "danas": ALL_HOST,
        "absent": names(""),
    },
    "invitation": {
        "luebecks": ALL_LUEBECK | AFTER_LUEBECK,
        "danzigs": ALL_DANZIG | AFTER_DANZIG,
        "hansas": ALL_HOST,
        "absent": names(""),
    },
    "sharing": {  # account/with whom: the body of a new grant
        "house/with-luebeck": AFTER_LUEBECK,
        "house/with-novgorod": AFTER_OTHERS,
        "house/with-absent": names(""),
        "luebecks/with-hansa": ALL_LUEBECK,
        "luebecks/with-danzig": names(""),
        "luebecks/with-absent": names(""),
        "shared/with-hansa": ALL_HOST | ALL_LUEBECK | names("nina"),
        "danzigs/with-hansa": ALL_DANZIG,
        "absent/with-hansa": names(""),
    },
    "asking": {"customer": ACTORS},  # the same answer, whatever the host knows
    "pair": {  # account/account: two that may be one customer
        "shared/house": ALL_HOST,
        "rivals/shared": ALL_HOST | ALL_LUEBECK,
        "luebecks-to-hansa/luebecks": ALL_LUEBECK,
        "luebecks/danzigs": names(""),
        "house/absent": names(""),
    },
    "chosen": {  # accounts chosen in the list, by an id each in the address
        "house": ALL_HOST,
        "shared": ALL_HOST | ALL_LUEBECK | names("nina"),
        "luebecks": ALL_LUEBECK,
        "luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
        "absent": names(""),
    },
    "import": {
        "luebecks": ALL_LUEBECK,
        "hansas": ALL_HOST,
        "absent": names(""),
    },
    "saved view": {
        "alices": names("alice"),
        "danas": names("dana"),
        "absent": names(""),
    },
    "job": {"parked": ACTORS, "absent": ACTORS},  # ids only, for the operator alone
    "prefill": {  # an id in a link to an empty form: it is never looked up for the reader
        "shared": ACTORS,
        "luebecks": ACTORS,
        "absent": ACTORS,
    },
}
SIGHT["next step"] = SIGHT["interaction"]  # of which it is

# ------------------------------------------------------------------- what each route ANSWERS

WRITES_ACCOUNTS = names("alice mara bob bea charlie sam nina rita elke dana emil dora adam")
KEEPS = {  # the profile of an account and its numbers: its owner's people
    "house": HOST,
    "shared": HOST,
    "rivals": HOST,
    "luebecks": LUEBECK,
    "luebecks-to-hansa": LUEBECK,
    "danzigs": DANZIG,
    "novgorods-to-luebeck": names("nina"),
}
MERGES = names("alice mara charlie nina rita elke adam")  # sees all that is shared
CULTIVATES = WRITES_ACCOUNTS  # adds contacts, logs interactions
CHANGES_CONTACTS = {
    "hansas-on-shared": HOST,
    "luebecks-on-shared": LUEBECK,
    "luebecks-on-luebecks-to-hansa": LUEBECK,
    "rigas-on-shared": names(""),
}
CORRECTS = {  # who logged it, and the administrators of the same company
    "hansas-on-rivals": names("dana adam"),
    "danzigs-on-rivals": names("charlie"),
    "luebecks-own-on-rivals": names("alice"),
    "hansas-own-on-shared": names("emil adam"),
    "hansas-on-luebecks-to-hansa": names("dana adam"),
    "rigas-on-shared": names(""),
}
# For others than the own company, with a grant that opens such entries for more than reading.
WRITES_FOR_OTHERS = {
    "shared/SHARED": ALL_HOST | ALL_LUEBECK,  # Novgorod's grant opens no entries
    "novgorods-to-luebeck/SHARED": names("nina"),  # Lübeck's grant is for reading
}
SHARES = names("alice mara charlie nina rita elke dana emil adam")
# Whose a grant is, and whose to answer.
GIVES = {
    "shared/to-luebeck": HOST,
    "shared/to-riga": HOST,
    "shared/to-elbing": HOST,
    "rivals/to-danzig": HOST,
    "house/to-danzig": HOST,
    "luebecks-to-hansa/to-hansa": LUEBECK,
    "novgorods-to-luebeck/to-luebeck": names("nina"),
}
TAKES = {
    "shared/to-luebeck": LUEBECK,
    "shared/to-riga": names("rita"),
    "shared/to-elbing": names("elke"),
    "rivals/to-danzig": DANZIG,
    "house/to-danzig": DANZIG,
    "luebecks-to-hansa/to-hansa": HOST,
    "novgorods-to-luebeck/to-luebeck": LUEBECK,
}
IS_OVER = {"shared/to-riga": (409, HOST)}
REGISTERS = names("alice mara bob bea charlie sam nina rita elke")
DECIDES = names("dana emil dora adam")
ENDS = names("adam")
READS_COMMISSIONS = names("alice mara charlie nina rita elke dora audrey adam dana emil")
EXAMINES = names("adam dora audrey")
SIGNS = names("alice wilma")
DOWNLOADS = PEOPLE - names("vera")
UPLOADS = TALKS = PEOPLE - names("vera audrey")
RESPONDS = names("dana emil olga adam")
OPERATES_GATEWAY = names("olga adam")
MANAGES_CLIENTS = names("alice charlie nina rita elke adam")
MANAGES_PEOPLE = names("alice charlie nina rita elke wilma adam")
STAFF_OF = {  # nobody decides who works for another company, but the host for its partners
    "hansa": names("adam"),
    "luebeck": names("alice adam"),
    "danzig": names("charlie adam"),
    "novgorod": names("nina adam"),
}
MEMBERS_OF = {
    "bobs": STAFF_OF["luebeck"],
    "sams": STAFF_OF["danzig"],
    "danas": STAFF_OF["hansa"],
}
INVITED_BY = {
    "luebecks": STAFF_OF["luebeck"],
    "danzigs": STAFF_OF["danzig"],
    "hansas": STAFF_OF["hansa"],
}
FULL_MACHINES = names("luebeck-api danzig-api hansa-api")

# On a deal or a partner both sides add documents; on an account each company its own.
ADDS_VERSIONS = {
    "hansas-on-shared": HOST,
    "luebecks-on-rivals": LUEBECK,
    "danzigs-on-rivals": DANZIG,
    "rigas-on-shared": names("rita"),
    "on-luebecks-to-hansa": LUEBECK,
}
ADDS_DOCUMENTS = {
    "account/shared": HOST | LUEBECK,  # Novgorod's grant opens no documents
    "partner/hansa": HOST,
    "deal/ninas-to-luebeck": HOST | names("nina"),
    "partner/luebeck": HOST | LUEBECK,
}
OPENS_ROOMS = {  # a room that is not there yet is opened by whoever may write in it
    "deal/alices": TALKS,
    "deal/charlies": TALKS,
    "deal/ninas-to-luebeck": TALKS - LUEBECK,  # a grant is not a seat at the table
    "deal/given-sold-along": TALKS,
    "account/shared": PEOPLE - names("vera"),
    "account/luebecks": TALKS,
    "account/shared?luebeck": TALKS,
    "account/shared?novgorod": TALKS,
    "account/shared?absent": TALKS,
    "partner/danzig": TALKS,
    "partner/luebeck": PEOPLE - names("nina"),
}

_READ_BY_PARTNERS = dict.fromkeys(
    ("luebecks", "danzigs", "pushed-to-luebeck"), (409, HOST | names("hansa-api"))
)
"""Leads that partners read as they are: recalled first, corrected then."""

PAGES = (
    Rule("GET /", Door.PAGE, SIGNED_IN),
    Rule("GET /rail", Door.PAGE, SIGNED_IN),
    Rule("GET /inbox", Door.PAGE, PEOPLE),
    Rule("POST /inbox/<uuid:notification_id>/reading", Door.PAGE, PEOPLE, "notification", ok=303),
    Rule("POST /inbox/readings", Door.PAGE, PEOPLE, ok=303),
    Rule("GET /settings/notifications", Door.PAGE, PEOPLE),
    Rule("POST /settings/notifications", Door.PAGE, PEOPLE, "notification", ok=303),
    Rule("GET /search", Door.PAGE, PEOPLE),
    Rule("GET /profile", Door.PAGE, SIGNED_IN),
    Rule("POST /profile", Door.PAGE, SIGNED_IN, ok=303),
    Rule("POST /profile/sign-outs", Door.PAGE, SIGNED_IN, ok=303),
    Rule("POST /profile/company", Door.PAGE, SIGNED_IN, ok=404),  # of a company not theirs
    Rule("GET /components", Door.PAGE, names("adam")),
    Rule("GET /jobs", Door.PAGE, names("adam")),
    Rule("POST /jobs/<int:job_id>/retry", Door.PAGE, names("adam"), "job", ok=303),
    Rule("GET /mails", Door.PAGE, names("adam")),
    # Partners, for the host's staff
    Rule("GET /partners", Door.PAGE, HOST, lists="partner"),
    Rule("GET /partners/<uuid:partner_id>", Door.PAGE, HOST, "partner"),
    # Onboarding
    Rule(
        "POST /onboarding/<uuid:task_id>/completion",
        Door.PAGE,
        names("alice mara charlie nina rita elke wilma dana emil adam"),
        "task",
        acts={"wismars-profile": names("wilma"), "wismars-checked": HOST},
        ok=303,
    ),
    Rule("GET /agreements", Door.PAGE, SIGNED_IN, lists="agreement"),
    Rule("POST /agreements", Door.PAGE, ENDS, "named version", unseen=422, ok=303),
    Rule("GET /agreements/<uuid:agreement_id>", Door.PAGE, SIGNS, "agreement"),
    Rule("POST /agreements/<uuid:agreement_id>", Door.PAGE, SIGNS, "agreement", ok=303),
    Rule("GET /agreements/<uuid:agreement_id>/file", Door.PAGE, SIGNED_IN, "agreement", ok=303),
    Rule("POST /agreements/<uuid:agreement_id>/retirement", Door.PAGE, ENDS, "agreement", ok=303),
    # Applications, for those who decide them
    Rule("GET /applications", Door.PAGE, ENDS, lists="application"),
    Rule("GET /applications/<uuid:application_id>", Door.PAGE, ENDS, "application"),
    Rule(
        "POST /applications/<uuid:application_id>/<step>",
        Door.PAGE,
        ENDS,
        "application step",
        ok=303,
    ),
    Rule(
        "GET /partners/<uuid:partner_id>/steps/<name>",
        Door.PAGE,
        ENDS,
        "step",
        elsewhere={"luebeck/termination": (409, HOST)},  # it is not being offboarded
    ),
    Rule(
        "POST /partners/<uuid:partner_id>/steps/<name>",
        Door.PAGE,
        ENDS,
        "step",
        # Not being offboarded; and tasks of its onboarding are open.
        elsewhere={"luebeck/termination": (409, HOST), "wismar/activation": (409, HOST)},
        ok=303,
    ),
    Rule("GET /partners/<uuid:partner_id>/closing", Door.PAGE, DECIDES, "closing"),
    Rule(
        "POST /partners/<uuid:partner_id>/closing",
        Door.PAGE,
        DECIDES,
        "closing",
        # Neither partner is about to leave: what is planned then stands in tests/partners.
        elsewhere=dict.fromkeys(
            ("luebeck/bobs", "danzig/charlies", "luebeck/charlies"), (409, HOST)
        ),
        ok=303,
    ),
    # Accounts
    Rule("GET /accounts", Door.PAGE, PEOPLE, lists="account"),
    Rule("GET /accounts/new", Door.PAGE, WRITES_ACCOUNTS),
    Rule("POST /accounts", Door.PAGE, WRITES_ACCOUNTS, ok=303),
    Rule("GET /accounts/<uuid:account_id>", Door.PAGE, PEOPLE, "account"),
    Rule("GET /accounts/<uuid:account_id>/edit", Door.PAGE, WRITES_ACCOUNTS, "account", acts=KEEPS),
    Rule(
        "POST /accounts/<uuid:account_id>/edit",
        Door.PAGE,
        WRITES_ACCOUNTS,
        "account",
        acts=KEEPS,
        ok=303,
    ),
    Rule("GET /accounts/duplicates", Door.PAGE, WRITES_ACCOUNTS),
    Rule(
        "GET /accounts/duplicates/<uuid:newer_id>/<uuid:older_id>",
        Door.PAGE,
        WRITES_ACCOUNTS,
        "pair",
        acts={"rivals/shared": HOST},
    ),
    Rule(
        "POST /accounts/duplicates/<uuid:newer_id>/<uuid:older_id>",
        Door.PAGE,
        WRITES_ACCOUNTS,
        "pair",
        # Lübeck sees both but owns neither. "shared" and "rivals" are open to different partners.
        acts={
            "rivals/shared": names("adam"),
            "shared/house": MERGES,
            "luebecks-to-hansa/luebecks": MERGES,
        },
        elsewhere={
            "rivals/shared": (409, names("adam")),
            "shared/house": (409, names("adam")),
            "luebecks-to-hansa/luebecks": (409, LUEBECK),  # the host would see its documents
        },
        ok=303,
    ),
    Rule(
        "POST /accounts/<uuid:account_id>/grants",
        Door.PAGE,
        SHARES,
        "sharing",
        acts={"shared/with-hansa": HOST},
        elsewhere={"shared/with-hansa": (422, HOST)},  # with oneself
        ok=303,
    ),
    Rule(
        "POST /accounts/<uuid:account_id>/grants/<uuid:grant_id>/revocation",
        Door.PAGE,
        SHARES,
        "grant",
        acts={
            "shared/to-luebeck": HOST,
            "shared/to-novgorod": HOST,
            "rivals/to-luebeck": HOST,
            "rivals/to-danzig": HOST,
            "luebecks-to-hansa/to-hansa": LUEBECK,
            "novgorods-to-luebeck/to-luebeck": names("nina"),
        },
        elsewhere={"shared/to-riga": (409, HOST)},  # it ended already
        ok=303,
    ),
    # Sharing
    Rule("GET /sharing", Door.PAGE, PEOPLE),
    Rule(
        "POST /sharing/changes",
        Door.PAGE,
        SHARES,
        "share",
        acts=GIVES,
        elsewhere=IS_OVER,
        ok=303,
    ),
    Rule("GET /sharing/grants/<uuid:grant_id>", Door.PAGE, PEOPLE, "share"),
    Rule(
        "POST /sharing/grants/<uuid:grant_id>/terms",
        Door.PAGE,
        SHARES,
        "share",
        acts=GIVES,
        elsewhere=IS_OVER,
        ok=303,
    ),
    Rule(
        "POST /sharing/grants/<uuid:grant_id>/answer",
        Door.PAGE,
        SHARES,
        "share",
        acts=TAKES,
        # Only an offer is answered.
        elsewhere={name: (409, who) for name, who in TAKES.items() if name != "house/to-danzig"},
        ok=303,
    ),
    Rule(
        "POST /sharing/requests",
        Door.PAGE,
        SHARES,
        "asking",
        acts={"customer": SHARES - HOST},
        ok=303,
    ),
    Rule("GET /sharing/requests/<uuid:request_id>", Door.PAGE, PEOPLE, "request"),
    Rule(
        "POST /sharing/requests/<uuid:request_id>/answer",
        Door.PAGE,
        SHARES,
        "request",
        acts={"luebecks": HOST, "danzigs": HOST},
        ok=303,
    ),
    # Contacts and interactions
    Rule("GET /accounts/<uuid:account_id>/contacts/new", Door.PAGE, CULTIVATES, "account"),
    Rule(
        "POST /accounts/<uuid:account_id>/contacts",
        Door.PAGE,
        CULTIVATES,
        "entry",
        acts=WRITES_FOR_OTHERS,
        ok=303,
    ),
    Rule("GET /contacts/<uuid:contact_id>", Door.PAGE, PEOPLE, "contact"),
    Rule(
        "POST /contacts/<uuid:contact_id>",
        Door.PAGE,
        CULTIVATES,
        "contact",
        acts=CHANGES_CONTACTS,
        ok=303,
    ),
    Rule(
        "POST /contacts/<uuid:contact_id>/removal",
        Door.PAGE,
        CULTIVATES,
        "contact",
        acts=CHANGES_CONTACTS,
        ok=303,
    ),
    Rule(
        "POST /accounts/<uuid:account_id>/interactions",
        Door.PAGE,
        CULTIVATES,
        "entry",
        acts=WRITES_FOR_OTHERS,
        ok=303,
    ),
    Rule("GET /interactions/<uuid:interaction_id>", Door.PAGE, PEOPLE, "interaction"),
    *(
        Rule(
            f"POST /interactions/<uuid:interaction_id>{act}",
            Door.PAGE,
            CULTIVATES,
            "interaction",
            acts=CORRECTS,
            ok=303,
        )
        for act in ("", "/withdrawal")
    ),
    Rule(
        "POST /next-steps/<uuid:step_id>/completion",
        Door.PAGE,
        CULTIVATES,
        "next step",
        acts={
            "hansas-on-rivals": HOST,
            "danzigs-on-rivals": DANZIG,
            "hansas-on-luebecks-to-hansa": HOST,
            "rigas-on-shared": names(""),
        },
        ok=303,
    ),
    Rule("GET /accounts/imports", Door.PAGE, WRITES_ACCOUNTS, lists="import"),
    Rule("POST /accounts/imports", Door.PAGE, WRITES_ACCOUNTS, ok=303),
    Rule("GET /accounts/imports/<uuid:import_id>", Door.PAGE, WRITES_ACCOUNTS, "import"),
    Rule("POST /accounts/imports/<uuid:import_id>", Door.PAGE, WRITES_ACCOUNTS, "import", ok=303),
    Rule("GET /accounts/export", Door.PAGE, PEOPLE, lists="account"),
    Rule("POST /accounts/views", Door.PAGE, PEOPLE, ok=303),
    Rule("POST /accounts/views/<uuid:view_id>", Door.PAGE, PEOPLE, "saved view", ok=303),
    Rule(
        "GET /accounts/sharing",
        Door.PAGE,
        SHARES,
        "chosen",
        acts={"shared": HOST, "luebecks-to-hansa": LUEBECK},
    ),
    Rule(
        "POST /accounts/sharing",
        Door.PAGE,
        SHARES,
        "sharing",
        acts={"shared/with-hansa": HOST},
        elsewhere={"shared/with-hansa": (422, HOST)},  # with oneself
        ok=201,
    ),
    # Deals
    Rule("GET /deals", Door.PAGE, PEOPLE, lists="deal"),
    Rule("GET /deals/export", Door.PAGE, PEOPLE, lists="deal"),
    Rule("GET /deals/pipeline", Door.PAGE, PEOPLE),
    Rule("GET /deals/new", Door.PAGE, REGISTERS, "prefill"),
    Rule("POST /deals", Door.PAGE, REGISTERS, "account", ok=303),
    Rule("POST /deals/overlap", Door.PAGE, REGISTERS, "account"),
    Rule("GET /deals/<uuid:deal_id>", Door.PAGE, PEOPLE, "deal"),
    Rule("POST /deals/<uuid:deal_id>/review", Door.PAGE, DECIDES, "deal", ok=303),
    Rule(
        "POST /deals/<uuid:deal_id>/approval",
        Door.PAGE,
        DECIDES,
        "deal",
        # Others registered the same customer, and whoever only sends the form has not seen that.
        elsewhere=dict.fromkeys(("bobs", "alices", "charlies", "ninas", "ritas"), (409, HOST)),
        ok=303,
    ),
    Rule("POST /deals/<uuid:deal_id>/hold", Door.PAGE, DECIDES, "deal", ok=303),
    Rule("GET /deals/conflict-settings", Door.PAGE, ENDS),
    Rule("POST /deals/conflict-settings", Door.PAGE, ENDS, ok=303),
    Rule("GET /deals/programme", Door.PAGE, ENDS),
    Rule("POST /deals/programme", Door.PAGE, ENDS, ok=303),
    Rule("POST /deals/<uuid:deal_id>/rejection", Door.PAGE, DECIDES, "deal", ok=303),
    Rule("POST /deals/<uuid:deal_id>/questions", Door.PAGE, DECIDES, "deal", ok=303),
    Rule("POST /deals/<uuid:deal_id>/answers", Door.PAGE, REGISTERS, "asked deal", ok=303),
    Rule(
        "POST /deals/<uuid:deal_id>/withdrawal",
        Door.PAGE,
        REGISTERS,
        "deal",
        acts={"ninas-to-luebeck": names("nina")},
        ok=303,
    ),
    Rule("POST /deals/<uuid:deal_id>/release", Door.PAGE, REGISTERS, "protected deal", ok=303),
    Rule("POST /deals/<uuid:deal_id>/extension", Door.PAGE, REGISTERS, "protected deal", ok=303),
    Rule(
        "POST /deals/<uuid:deal_id>/extension/answer",
        Door.PAGE,
        DECIDES,
        "extending deal",
        ok=303,
    ),
    Rule("POST /deals/<uuid:deal_id>/ending", Door.PAGE, DECIDES, "protected deal", ok=303),
    Rule("POST /deals/<uuid:deal_id>/dispute", Door.PAGE, REGISTERS, "rejected deal", ok=303),
    Rule(
        "POST /deals/<uuid:deal_id>/dispute/decision",
        Door.PAGE,
        DECIDES,
        "disputed deal",
        # Whose decision is disputed does not decide the dispute.
        elsewhere=dict.fromkeys(("bobs-disputed", "charlies-disputed"), (409, names("dora"))),
        ok=303,
    ),
    Rule(
        "POST /deals/<uuid:deal_id>/stage",
        Door.PAGE,
        PEOPLE,
        "protected deal",
        acts={"bobs-protected": REGISTERS, "charlies-protected": REGISTERS | DECIDES},
        ok=303,
    ),
    Rule(
        "POST /deals/<uuid:deal_id>/pulse",
        Door.PAGE,
        PEOPLE,
        "protected deal",
        acts={"bobs-protected": REGISTERS, "charlies-protected": REGISTERS | DECIDES},
        ok=303,
    ),
    Rule("GET /insights", Door.PAGE, PEOPLE),
    Rule("GET /insights/export", Door.PAGE, PEOPLE),
    # Amendments
    *(
        Rule(
            f"{method} /deals/<uuid:deal_id>/amendment",
            Door.PAGE,
            REGISTERS,
            "documented deal",
            ok=status,
        )
        for method, status in (("GET", 200), ("POST", 303))
    ),
    # Evidence
    Rule(
        "POST /deals/<uuid:deal_id>/evidence",
        Door.PAGE,
        REGISTERS,
        "documented deal",
        ok=303,
    ),
    # Sheets of deals
    Rule("GET /deals/sheets", Door.PAGE, REGISTERS),
    Rule("POST /deals/sheets", Door.PAGE, REGISTERS, ok=303),
    Rule("GET /deals/sheets/<uuid:sheet_id>", Door.PAGE, REGISTERS, "deal sheet"),
    Rule("POST /deals/sheets/<uuid:sheet_id>", Door.PAGE, REGISTERS, "deal sheet", ok=303),
    # Drafts
    Rule("POST /deals/drafts", Door.PAGE, REGISTERS, ok=303),
    Rule("GET /deals/drafts/<uuid:draft_id>", Door.PAGE, REGISTERS, "draft"),
    Rule("POST /deals/drafts/<uuid:draft_id>/discard", Door.PAGE, REGISTERS, "draft", ok=303),
    # Receipts
    Rule("GET /deals/receipts/<uuid:receipt_id>", Door.PAGE, PEOPLE, "receipt"),
    Rule("GET /deals/receipts/<uuid:receipt_id>/file", Door.PAGE, PEOPLE, "receipt"),
    Rule("GET /deals/receipts/verification", Door.PAGE, PEOPLE),
    Rule("POST /deals/receipts/verification", Door.PAGE, PEOPLE),
    Rule("GET /deals/receipts/chain", Door.PAGE, EXAMINES),
    Rule("POST /deals/receipts/chain", Door.PAGE, EXAMINES),
    Rule("GET /commissions", Door.PAGE, READS_COMMISSIONS, lists="commission"),
    Rule("GET /commissions/export", Door.PAGE, READS_COMMISSIONS),
    Rule("GET /commissions/<uuid:entry_id>", Door.PAGE, READS_COMMISSIONS, "commission"),
    Rule("POST /commissions/<uuid:entry_id>", Door.PAGE, ENDS, "commission", ok=303),
    Rule("GET /commissions/rates", Door.PAGE, ENDS),
    Rule("POST /commissions/rates", Door.PAGE, ENDS, ok=303),
    # Leads
    Rule("GET /campaigns", Door.PAGE, HOST),
    Rule("GET /campaigns/new", Door.PAGE, DECIDES),
    Rule("POST /campaigns", Door.PAGE, DECIDES, ok=303),
    Rule("GET /campaigns/<uuid:campaign_id>", Door.PAGE, HOST, "campaign"),
    Rule("POST /campaigns/<uuid:campaign_id>", Door.PAGE, DECIDES, "campaign", ok=303),
    Rule("GET /c/<slug>", Door.OPEN, answers={"*": 404}),  # no campaign is at "made-up"
    Rule("POST /c/<slug>", Door.OPEN, answers={"*": 404}),
    Rule("GET /leads", Door.PAGE, PEOPLE),
    Rule("GET /leads/new", Door.PAGE, DECIDES),
    Rule("POST /leads", Door.PAGE, DECIDES, ok=303),
    Rule("GET /leads/fairness", Door.PAGE, HOST),
    Rule("GET /leads/fairness/export", Door.PAGE, HOST),
    Rule("GET /leads/sheets", Door.PAGE, DECIDES),
    Rule("POST /leads/sheets", Door.PAGE, DECIDES, ok=303),
    Rule("GET /leads/sheets/<uuid:sheet_id>", Door.PAGE, DECIDES, "lead sheet"),
    Rule("POST /leads/sheets/<uuid:sheet_id>", Door.PAGE, DECIDES, "lead sheet", ok=303),
    Rule("GET /leads/<uuid:lead_id>", Door.PAGE, HOST, "lead"),
    Rule("POST /leads/<uuid:lead_id>", Door.PAGE, DECIDES, "lead", ok=303),
    Rule(
        "GET /leads/<uuid:lead_id>/correction",
        Door.PAGE,
        DECIDES,
        "lead",
        elsewhere=_READ_BY_PARTNERS,
    ),
    Rule(
        "POST /leads/<uuid:lead_id>/correction",
        Door.PAGE,
        DECIDES,
        "lead",
        ok=303,
        elsewhere=_READ_BY_PARTNERS,
    ),
    Rule("GET /leads/offers/<uuid:offer_id>", Door.PAGE, PEOPLE, "lead offer"),
    Rule("POST /leads/offers/<uuid:offer_id>", Door.PAGE, REGISTERS, "lead offer", ok=303),
    Rule(
        "POST /leads/offers/<uuid:offer_id>/registration",
        Door.PAGE,
        REGISTERS,
        "held lead offer",
        ok=303,
    ),
    # Hand-offs
    Rule("GET /handoffs", Door.PAGE, PEOPLE, lists="handoff"),
    Rule("GET /handoffs/offers", Door.PAGE, PEOPLE),
    Rule("GET /deals/<uuid:deal_id>/handoff", Door.PAGE, REGISTERS | DECIDES, "protected deal"),
    Rule(
        "POST /deals/<uuid:deal_id>/handoff",
        Door.PAGE,
        REGISTERS | DECIDES,
        "protected deal",
        ok=303,
    ),
    Rule("GET /handoffs/<uuid:handoff_id>", Door.PAGE, PEOPLE, "handoff"),
    Rule(
        "POST /handoffs/<uuid:handoff_id>",
        Door.PAGE,
        REGISTERS | DECIDES,
        "handoff",
        elsewhere={"ninas-taken": (409, names("nina") | DECIDES)},  # not recalled any more
        ok=303,
    ),
    Rule("GET /handoffs/<uuid:handoff_id>/receipt", Door.PAGE, PEOPLE, "handoff receipt"),
    Rule("GET /handoffs/offers/<uuid:offer_id>", Door.PAGE, PEOPLE, "handoff offer"),
    Rule(
        "POST /handoffs/offers/<uuid:offer_id>",
        Door.PAGE,
        REGISTERS | DECIDES,
        "handoff offer",
        acts={
            "bobs-offered": names("charlie sam"),
            "charlies-offered": names("alice mara bob bea"),
            "ninas-offered": names("alice mara bob bea"),
            "ninas-taken": names("rita"),
        },
        ok=303,
    ),
    # Documents
    Rule("GET /documents", Door.PAGE, PEOPLE, lists="document"),
    Rule("GET /documents/<uuid:document_id>", Door.PAGE, PEOPLE, "document"),
    Rule(
        "GET /documents/<uuid:document_id>/versions/<int:number>/file",
        Door.PAGE,
        DOWNLOADS,
        "version",
        ok=303,
    ),
    Rule(
        "POST /documents/<uuid:document_id>/uploads",
        Door.PAGE,
        UPLOADS,
        "document",
        acts=ADDS_VERSIONS,
    ),
    Rule(
        "POST /documents/<uuid:document_id>/versions",
        Door.PAGE,
        UPLOADS,
        "document",
        acts=ADDS_VERSIONS,
        ok=303,
    ),
    Rule("GET /documents/on/<kind>/<uuid:subject_id>", Door.PAGE, PEOPLE, "subject"),
    Rule(
        "POST /documents/on/<kind>/<uuid:subject_id>",
        Door.PAGE,
        UPLOADS,
        "subject",
        acts=ADDS_DOCUMENTS,
        ok=303,
    ),
    Rule(
        "POST /documents/on/<kind>/<uuid:subject_id>/uploads",
        Door.PAGE,
        UPLOADS,
        "subject",
        acts=ADDS_DOCUMENTS,
    ),
    Rule("POST /documents/uploads/<uuid:upload_id>/completion", Door.PAGE, UPLOADS, "upload"),
    Rule("POST /documents/uploads/<uuid:upload_id>/cancellation", Door.PAGE, UPLOADS, "upload"),
    # Rooms
    Rule("GET /rooms", Door.PAGE, PEOPLE, lists="room"),
    Rule("GET /rooms/<uuid:room_id>", Door.PAGE, PEOPLE, "room"),
    Rule("POST /rooms/<uuid:room_id>/messages", Door.PAGE, TALKS, "room", ok=303),
    Rule(
        "GET /rooms/of/<kind>/<uuid:subject_id>",
        Door.PAGE,
        PEOPLE,
        "talk",
        acts=OPENS_ROOMS,
        elsewhere={"account/shared": (200, HOST)},  # asked with which partner
        ok=303,
    ),
    # Orders and the gateway
    Rule("GET /orders", Door.PAGE, PEOPLE, lists="order"),
    Rule("GET /orders/<uuid:order_id>", Door.PAGE, PEOPLE, "order"),
    Rule("POST /orders/<uuid:order_id>/acceptance", Door.PAGE, RESPONDS, "order", ok=303),
    Rule("POST /orders/<uuid:order_id>/refusal", Door.PAGE, RESPONDS, "order", ok=303),
    Rule("GET /gateway", Door.PAGE, HOST, lists="interchange"),
    Rule("GET /gateway/<uuid:interchange_id>", Door.PAGE, HOST, "interchange"),
    Rule("GET /gateway/<uuid:interchange_id>/raw", Door.PAGE, HOST, "interchange"),
    Rule(
        "POST /gateway/<uuid:interchange_id>/replay",
        Door.PAGE,
        OPERATES_GATEWAY,
        "interchange",
        # Applied already: nothing to replay.
        elsewhere={"danzigs": (409, HOST), "luebecks": (409, HOST)},
        ok=303,
    ),
    Rule(
        "POST /gateway/<uuid:interchange_id>/resolution",
        Door.PAGE,
        OPERATES_GATEWAY,
        "interchange",
        ok=303,
    ),
    # People
    Rule("GET /people", Door.PAGE, MANAGES_PEOPLE, "staff", acts=STAFF_OF),
    Rule("POST /people", Door.PAGE, MANAGES_PEOPLE, "staff", acts=STAFF_OF, ok=303),
    Rule("GET /people/<uuid:membership_id>", Door.PAGE, MANAGES_PEOPLE, "member", acts=MEMBERS_OF),
    Rule(
        "POST /people/<uuid:membership_id>",
        Door.PAGE,
        MANAGES_PEOPLE,
        "member",
        acts=MEMBERS_OF,
        ok=303,
    ),
    Rule(
        "POST /people/invitations/<uuid:invitation_id>",
        Door.PAGE,
        MANAGES_PEOPLE,
        "invitation",
        acts=INVITED_BY,
        ok=303,
    ),
    # API clients
    Rule("GET /settings/clients", Door.PAGE, MANAGES_CLIENTS, lists="client"),
    Rule("GET /settings/clients/new", Door.PAGE, MANAGES_CLIENTS),
    Rule("POST /settings/clients", Door.PAGE, MANAGES_CLIENTS, ok=201),
    Rule("GET /settings/clients/<uuid:client_id>/revocation", Door.PAGE, MANAGES_CLIENTS, "client"),
    Rule(
        "POST /settings/clients/<uuid:client_id>/revocation",
        Door.PAGE,
        MANAGES_CLIENTS,
        "client",
        ok=303,
    ),
)

_GIVEN_BY_MACHINES: Final = dict.fromkeys(SIGHT["handoff"], names("luebeck-api danzig-api"))
_TOLD_WITH_A_DEAL: Final = {
    "bobs-offered": frozenset({"company luebeck", "account shared name"}),
    "charlies-offered": frozenset({"company danzig", "account rivals name"}),
}
"""Whose deal it was, and whom it is about: for whoever takes it over."""

API = (
    Rule("GET /api/v1/companies", Door.API, MACHINES, lists="company"),
    Rule("GET /api/v1/companies/<uuid:company_id>", Door.API, MACHINES, "company"),
    Rule("GET /api/v1/accounts", Door.API, FULL_MACHINES, lists="account"),
    Rule("GET /api/v1/accounts/<uuid:account_id>", Door.API, FULL_MACHINES, "account"),
    Rule("GET /api/v1/accounts/<uuid:account_id>/grants", Door.API, FULL_MACHINES, "account"),
    Rule("GET /api/v1/grants", Door.API, FULL_MACHINES),
    Rule("GET /api/v1/accounts/<uuid:account_id>/contacts", Door.API, FULL_MACHINES, "account"),
    Rule(
        "POST /api/v1/accounts/<uuid:account_id>/contacts",
        Door.API,
        FULL_MACHINES,
        "entry",
        acts=WRITES_FOR_OTHERS,
        ok=201,
    ),
    Rule("GET /api/v1/contacts/<uuid:contact_id>", Door.API, FULL_MACHINES, "contact"),
    Rule(
        "POST /api/v1/contacts/<uuid:contact_id>/removal",
        Door.API,
        FULL_MACHINES,
        "contact",
        acts={
            **CHANGES_CONTACTS,
            "hansas-on-shared": names("hansa-api"),
            "luebecks-on-shared": names("luebeck-api"),
            "luebecks-on-luebecks-to-hansa": names("luebeck-api"),
        },
    ),
    Rule("GET /api/v1/people", Door.API, FULL_MACHINES),
    Rule("GET /api/v1/accounts/<uuid:account_id>/interactions", Door.API, FULL_MACHINES, "account"),
    Rule(
        "POST /api/v1/accounts/<uuid:account_id>/interactions",
        Door.API,
        FULL_MACHINES,
        "entry",
        acts=WRITES_FOR_OTHERS,
        ok=201,
    ),
    Rule("GET /api/v1/interactions/<uuid:interaction_id>", Door.API, FULL_MACHINES, "interaction"),
    *(
        Rule(route, Door.API, FULL_MACHINES, "interaction", acts=dict.fromkeys(CORRECTS, names("")))
        for route in (
            "POST /api/v1/interactions/<uuid:interaction_id>/correction",
            "POST /api/v1/interactions/<uuid:interaction_id>/withdrawal",
        )
    ),
    Rule("GET /api/v1/deals", Door.API, FULL_MACHINES, lists="deal"),
    Rule("GET /api/v1/deals/<uuid:deal_id>", Door.API, FULL_MACHINES, "deal"),
    Rule("GET /api/v1/deals/<uuid:deal_id>/activity", Door.API, FULL_MACHINES, "deal"),
    Rule("GET /api/v1/deals/<uuid:deal_id>/receipts", Door.API, FULL_MACHINES, "deal"),
    Rule("GET /api/v1/deals/<uuid:deal_id>/amendments", Door.API, FULL_MACHINES, "deal"),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/amendments",
        Door.API,
        FULL_MACHINES,
        "documented deal",
        acts=dict.fromkeys(SIGHT["documented deal"], names("luebeck-api danzig-api")),
        ok=201,
    ),
    Rule("GET /api/v1/deals/<uuid:deal_id>/evidence", Door.API, FULL_MACHINES, "deal"),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/evidence",
        Door.API,
        FULL_MACHINES,
        "documented deal",
        acts=dict.fromkeys(SIGHT["documented deal"], names("luebeck-api danzig-api")),
        ok=201,
    ),
    Rule("POST /api/v1/receipts/verification", Door.API, FULL_MACHINES),
    # Disputes
    Rule("GET /api/v1/deals/<uuid:deal_id>/disputes", Door.API, FULL_MACHINES, "deal"),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/disputes",
        Door.API,
        FULL_MACHINES,
        "rejected deal",
        acts=dict.fromkeys(SIGHT["rejected deal"], names("luebeck-api danzig-api")),
        ok=201,
    ),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/disputes/appeal",
        Door.API,
        FULL_MACHINES,
        "disputed deal",
        acts=dict.fromkeys(SIGHT["disputed deal"], names("luebeck-api danzig-api")),
        ok=409,  # nobody decided them yet
    ),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/disputes/decision",
        Door.API,
        names("hansa-api"),
        "disputed deal",
    ),
    # Hand-offs: whom to ask, the host's people decide, and none of its machines
    Rule("GET /api/v1/handoffs", Door.API, FULL_MACHINES, lists="handoff"),
    Rule("GET /api/v1/handoffs/offers", Door.API, FULL_MACHINES),
    Rule("GET /api/v1/handoffs/<uuid:handoff_id>", Door.API, FULL_MACHINES, "handoff"),
    Rule("GET /api/v1/handoffs/offers/<uuid:offer_id>", Door.API, FULL_MACHINES, "handoff offer"),
    Rule(
        "GET /api/v1/handoffs/<uuid:handoff_id>/receipt",
        Door.API,
        FULL_MACHINES,
        "handoff receipt",
    ),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/handoffs",
        Door.API,
        FULL_MACHINES,
        "protected deal",
        acts=dict.fromkeys(SIGHT["protected deal"], names("luebeck-api danzig-api")),
        ok=201,
    ),
    Rule(
        "POST /api/v1/handoffs/<uuid:handoff_id>/recall",
        Door.API,
        FULL_MACHINES,
        "handoff",
        acts=_GIVEN_BY_MACHINES | {"bobs-proposed": names("")},  # the host's people take it back
    ),
    *(
        Rule(
            f"POST /api/v1/handoffs/<uuid:handoff_id>/{step}",
            Door.API,
            FULL_MACHINES,
            "handoff",
            acts=_GIVEN_BY_MACHINES,
            ok=409,  # there the owner is not asked, or not any more
            elsewhere={"bobs-proposed": (200, names("luebeck-api"))},
        )
        for step in ("agreement", "refusal")
    ),
    Rule(
        "POST /api/v1/handoffs/<uuid:handoff_id>/ending",
        Door.API,
        FULL_MACHINES,
        "handoff",
        acts=_GIVEN_BY_MACHINES | {"bobs-proposed": names("")},
        ok=409,  # nobody took them
    ),
    *(
        Rule(
            f"POST /api/v1/handoffs/offers/<uuid:offer_id>/{step}",
            Door.API,
            FULL_MACHINES,
            "handoff offer",
            acts=dict.fromkeys(SIGHT["handoff offer"], names("luebeck-api danzig-api")),
            ok=409 if step == "return" else 200,  # nobody took them
            tells=_TOLD_WITH_A_DEAL if step == "acceptance" else {},
        )
        for step in ("acceptance", "decline", "return")
    ),
    Rule(
        "POST /api/v1/handoffs/tasks/<uuid:task_id>/completion",
        Door.API,
        FULL_MACHINES,
        "handoff task",
        acts={"ninas-first": names("")},
    ),
    Rule(
        "POST /api/v1/deals",
        Door.API,
        FULL_MACHINES,
        "account",
        # The host registers no deals. An account one does not see is a wrong field.
        acts=dict.fromkeys(SIGHT["account"], names("luebeck-api danzig-api")),
        unseen=422,
        ok=201,
    ),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/withdrawal",
        Door.API,
        FULL_MACHINES,
        "deal",
        acts=dict.fromkeys(SIGHT["deal"], names("luebeck-api danzig-api"))
        | {"ninas-to-luebeck": names("")},
    ),
    *(
        Rule(
            f"POST /api/v1/deals/<uuid:deal_id>/{step}",
            Door.API,
            FULL_MACHINES,
            "protected deal",
            acts={
                "bobs-protected": names("luebeck-api"),
                "charlies-protected": names("danzig-api"),
            },
        )
        for step in ("release", "extension", "stage")  # no machine reviews, so none of the host's
    ),
    Rule("POST /api/v1/deals/<uuid:deal_id>/question", Door.API, names("hansa-api"), "deal"),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/question/withdrawal",
        Door.API,
        names("hansa-api"),
        "asked deal",
    ),
    Rule(
        "POST /api/v1/deals/<uuid:deal_id>/answer",
        Door.API,
        FULL_MACHINES,
        "asked deal",
        acts={
            "bobs-asked": names("luebeck-api"),
            "charlies-asked": names("danzig-api"),
        },
    ),
    Rule("GET /api/v1/leads", Door.API, FULL_MACHINES, lists="lead"),
    Rule("POST /api/v1/leads", Door.API, names("hansa-api"), ok=201),
    Rule("GET /api/v1/leads/<uuid:lead_id>", Door.API, FULL_MACHINES, "lead"),
    Rule(
        "POST /api/v1/leads/<uuid:lead_id>/correction",
        Door.API,
        names("hansa-api"),
        "lead",
        elsewhere=_READ_BY_PARTNERS,
    ),
    Rule("GET /api/v1/lead-offers", Door.API, FULL_MACHINES, lists="lead offer"),
    Rule("GET /api/v1/lead-offers/<uuid:offer_id>", Door.API, FULL_MACHINES, "lead offer"),
    *(
        Rule(
            f"POST /api/v1/lead-offers/<uuid:offer_id>/{step}",
            Door.API,
            FULL_MACHINES,
            "pushed lead offer",
            acts={
                "pushed-to-luebeck": names("luebeck-api"),
                "pushed-to-novgorod": names(""),
            },
            # Whom to call is told with the acceptance, and by no other answer.
            tells={"pushed-to-luebeck": frozenset({"lead pushed-to-luebeck"})}
            if step == "acceptance"
            else {},
        )
        for step in ("acceptance", "decline")
    ),
    *(
        Rule(
            f"POST /api/v1/lead-offers/<uuid:offer_id>/{step}",
            Door.API,
            FULL_MACHINES,
            "held lead offer",
            acts={"luebecks": names("luebeck-api"), "danzigs": names("danzig-api")},
        )
        for step in ("contact", "conversion")
    ),
    Rule("GET /api/v1/documents", Door.API, FULL_MACHINES, lists="document"),
    Rule("GET /api/v1/documents/<uuid:document_id>", Door.API, FULL_MACHINES, "document"),
    Rule("GET /api/v1/documents/<uuid:document_id>/versions", Door.API, FULL_MACHINES, "document"),
    Rule(
        "POST /api/v1/documents/<uuid:document_id>/versions/<int:number>/link",
        Door.API,
        FULL_MACHINES,
        "version",
        ok=201,
    ),
    Rule(
        "POST /api/v1/uploads",
        Door.API,
        FULL_MACHINES,
        "announcement",
        acts={
            "account/shared": names("luebeck-api hansa-api"),
            "partner/hansa": names("hansa-api"),
            "account/rivals + luebecks-on-rivals": names("luebeck-api"),
        },
        # The API knows three kinds of subjects; anything else is a wrong field.
        ok=201,
    ),
    Rule("GET /api/v1/uploads/<uuid:upload_id>", Door.API, FULL_MACHINES, "upload"),
    Rule("POST /api/v1/uploads/<uuid:upload_id>/completion", Door.API, FULL_MACHINES, "upload"),
    Rule("GET /api/v1/rooms", Door.API, FULL_MACHINES, lists="room"),
    Rule("GET /api/v1/rooms/<uuid:room_id>", Door.API, FULL_MACHINES, "room"),
    Rule("GET /api/v1/rooms/<uuid:room_id>/messages", Door.API, FULL_MACHINES, "room"),
    Rule("GET /api/v1/orders", Door.API, FULL_MACHINES, lists="order"),
    Rule("GET /api/v1/orders/<uuid:order_id>", Door.API, FULL_MACHINES, "order"),
    Rule("POST /api/v1/edi/interchanges", Door.API, names("luebeck-api danzig-api"), ok=202),
    Rule("GET /api/v1/edi/interchanges", Door.API, FULL_MACHINES, lists="interchange"),
    Rule(
        "GET /api/v1/edi/interchanges/<uuid:interchange_id>",
        Door.API,
        FULL_MACHINES,
        "interchange",
    ),
    Rule(
        "GET /api/v1/edi/interchanges/<uuid:interchange_id>/raw",
        Door.API,
        FULL_MACHINES,
        "interchange",
    ),
    Rule(
        "GET /api/v1/edi/interchanges/<uuid:interchange_id>/acknowledgement",
        Door.API,
        FULL_MACHINES,
        "answered interchange",
        # Fetching is the partner's: it takes the answer out of the outbox.
        acts=dict.fromkeys(SIGHT["answered interchange"], names("luebeck-api danzig-api")),
    ),
    Rule("GET /api/v1/edi/outbox", Door.API, FULL_MACHINES),
    Rule(
        "POST /api/v1/edi/outbox/<uuid:interchange_id>/confirmation",
        Door.API,
        FULL_MACHINES,
        "outgoing interchange",
        acts=dict.fromkeys(SIGHT["outgoing interchange"], names("luebeck-api danzig-api")),
    ),
)

OPEN = (
    Rule("GET /healthz", Door.OPEN, answers={"*": 200}),
    Rule("GET /readyz", Door.OPEN, answers={"*": 200}),
    Rule("GET /metrics", Door.OPEN, answers={"*": 200}),
    Rule("GET /static/<path:filename>", Door.OPEN, answers={"*": 404}),
    Rule("GET /api/v1/", Door.OPEN, answers={"*": 200}),
    Rule("GET /api/v1/openapi.json", Door.OPEN, answers={"*": 200}),
    Rule("GET /.well-known/oauth-authorization-server", Door.OPEN, answers={"*": 200}),
    Rule("POST /oauth/token", Door.OPEN, answers={"*": 401}),  # without a client's credentials
    Rule("POST /oauth/revoke", Door.OPEN, answers={"*": 401}),
    Rule("GET /sign-in", Door.OPEN, answers={**dict.fromkeys(SIGNED_IN, 302), "*": 200}),
    Rule("POST /sign-in", Door.OPEN, answers={"*": 422}),  # unknown account
    Rule("GET /unsubscribe", Door.OPEN, answers={"*": 200}),
    Rule("POST /unsubscribe", Door.OPEN, answers={"*": 200}),  # by a made up link: nothing happens
    Rule("GET /invitation", Door.OPEN, answers={"*": 404}),  # without a link, or a made up one
    Rule("POST /invitation", Door.OPEN, answers={"*": 404}),
    Rule("GET /password-reset", Door.OPEN, answers={"*": 200}),
    Rule("POST /password-reset", Door.OPEN, answers={"*": 303}),  # for an address without a login
    Rule("POST /sign-out", Door.OPEN, answers={**dict.fromkeys(SIGNED_IN, 303), "*": 400}),
    Rule("GET /farewell", Door.OPEN, answers={"*": 404}),  # without the link of a mail
    Rule("POST /farewell", Door.OPEN, answers={"*": 404}),
    Rule("GET /apply", Door.OPEN, answers={"*": 200}),
    Rule("POST /apply", Door.OPEN, answers={"*": 422}),  # with nothing filled in
    Rule("GET /apply/mine", Door.OPEN, answers={"*": 404}),  # without the link of a mail
    Rule("POST /apply/mine", Door.OPEN, answers={"*": 404}),
    Rule("POST /theme", Door.OPEN, answers={"*": 303}),
)

TABLE: tuple[Rule, ...] = (*PAGES, *API, *OPEN)

# ------------------------------------------------------------------------------- CANARIES
#
# A random word stands in every name and text of the world. Whose answers may ever hold it? The
# name of a customer goes further than the account: it stands in the deals registered on it, and
# on the timeline of whoever the account was shared with while it was. The rest of it does not.

KNEW_SHARED = ALL_HOST | ALL_LUEBECK | names("nina rita elke")

CANARIES: dict[str, Names] = {
    "company luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),
    "company danzig": ALL_DANZIG | AFTER_DANZIG,
    # Two companies that handed a deal over know each other; who looks after the one that was asked
    # (Dana) reads who asks.
    "company novgorod": names("nina rita dana") | AFTER_OTHERS | ALL_LUEBECK,
    "company riga": names("rita nina") | AFTER_OTHERS,
    "company elbing": names("elke") | AFTER_OTHERS,
    "company stettin": AFTER_OTHERS,
    "company wismar": names("wilma") | AFTER_OTHERS,
    "people wismar": names("wilma") | AFTER_OTHERS,
    "people luebeck": ALL_LUEBECK | AFTER_LUEBECK | names("nina"),  # "Alice accepted …"
    "people danzig": ALL_DANZIG | AFTER_DANZIG,
    "people novgorod": names("rita")
    | names("nina dana")
    | AFTER_OTHERS
    | ALL_LUEBECK,  # "Nina shared …"
    "people riga": names("rita nina") | AFTER_OTHERS,
    "people elbing": names("elke") | AFTER_OTHERS,
    "people stettin": AFTER_OTHERS,
    "account house name": ALL_HOST | ALL_DANZIG,  # it stands in the offer
    "account house place": ALL_HOST,
    "account shared name": KNEW_SHARED,
    "account shared place": SIGHT["account"]["shared"],
    "account rivals name": ALL_HOST | ALL_LUEBECK | ALL_DANZIG,
    "account rivals place": ALL_HOST | ALL_LUEBECK | ALL_DANZIG,
    "account luebecks name": ALL_LUEBECK | AFTER_LUEBECK,  # Alice registered a deal on it
    "account luebecks place": ALL_LUEBECK,
    "account luebecks-to-hansa name": ALL_LUEBECK | AFTER_LUEBECK,
    "account luebecks-to-hansa place": ALL_LUEBECK | AFTER_LUEBECK,
    "account novgorods-to-luebeck name": names("nina") | AFTER_OTHERS | ALL_LUEBECK,
    "account novgorods-to-luebeck place": names("nina") | ALL_LUEBECK,
    "account danzigs name": ALL_DANZIG,  # also not as "Charlie opened …" on the host's timeline
    "account danzigs place": ALL_DANZIG,
    "view alices": names("alice"),
    "import luebecks": ALL_LUEBECK,
    "import hansas": ALL_HOST,
    "view danas": names("dana"),
    "grant shared luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    "grant shared novgorod": names("nina") | AFTER_OTHERS,
    "grant shared riga": names("rita") | AFTER_OTHERS,
    "grant shared elbing": names("elke") | AFTER_OTHERS,
    "grant rivals luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    "grant rivals danzig": ALL_DANZIG | AFTER_DANZIG,
    "grant luebecks-to-hansa hansa": ALL_LUEBECK | AFTER_LUEBECK,
    "grant novgorods-to-luebeck luebeck": names("nina") | ALL_LUEBECK,
    "grant house danzig": ALL_DANZIG | AFTER_DANZIG,
    "request luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    "request danzig": ALL_DANZIG | AFTER_DANZIG,
    "deal ninas-to-luebeck": SEES_NINAS_OPENED,
    **{f"contact {name}": readers for name, readers in SIGHT["contact"].items() if readers},
    **{f"interaction {name}": readers for name, readers in SIGHT["interaction"].items() if readers},
    "deal bobs": SEES_BOBS_DEAL,
    "deal bobs-asked": SEES_BOBS_DEAL,
    "question bobs-asked": SEES_BOBS_DEAL,
    "deal alices": SEES_ALICES_DEAL,
    "deal alices-on-luebecks": SEES_ALICES_DEAL,
    "deal charlies": SEES_CHARLIES_DEAL,
    "deal charlies-asked": SEES_CHARLIES_DEAL,
    "deal bobs-protected": SEES_BOBS_DEAL,
    "deal bobs-extending": SEES_BOBS_DEAL,
    "deal charlies-protected": SEES_CHARLIES_DEAL,
    "deal charlies-extending": SEES_CHARLIES_DEAL,
    "deal bobs-rejected": SEES_BOBS_DEAL,
    "deal bobs-disputed": SEES_BOBS_DEAL,
    "deal charlies-rejected": SEES_CHARLIES_DEAL,
    "deal charlies-disputed": SEES_CHARLIES_DEAL,
    "claim bobs-disputed": SEES_BOBS_DEAL,
    "claim charlies-disputed": SEES_CHARLIES_DEAL,
    "evidence bobs-extending": SEES_BOBS_DEAL,
    "evidence charlies-extending": SEES_CHARLIES_DEAL,
    "question charlies-asked": SEES_CHARLIES_DEAL,
    "deal sheet bobs": names("bob"),
    "deal sheet charlies": names("charlie"),
    "lead sheet danas": names("dana"),
    "lead sheet emils": names("emil"),
    "draft bobs": names("bob alice"),
    "draft charlies": names("charlie"),
    "deal ritas": names("rita") | AFTER_OTHERS,
    "deal ninas": names("nina") | AFTER_OTHERS,
    "deal given-bobs-offered": SEES_BOBS_DEAL,  # and not Danzig, to which it is offered
    "deal given-bobs-proposed": SEES_BOBS_DEAL,  # nor here Danzig, before Lübeck agrees
    "deal given-charlies-offered": SEES_CHARLIES_DEAL,
    "deal given-ninas-offered": SEES_NINAS_OPENED,
    "deal given-ninas-taken": names("nina rita") | AFTER_OTHERS,
    "deal given-sold-along": names("nina rita") | AFTER_OTHERS,  # Riga sells this one along
    # Who the customer is: the host's own until a partner accepts, not in what a partner is offered.
    "lead fresh": ALL_HOST,
    "campaign fair": ALL_HOST,  # its name; visitors read its title and text
    "lead luebecks": ALL_LUEBECK | AFTER_LUEBECK,
    "lead danzigs": ALL_DANZIG | AFTER_DANZIG,
    "lead pushed-to-luebeck": ALL_HOST,
    "lead pushed-to-danzig": ALL_HOST,
    "lead pushed-to-novgorod": ALL_HOST,
    "document on-bobs-deal": SEES_BOBS_DEAL,
    "document on-alices-deal": SEES_ALICES_DEAL,
    "document on-charlies-deal": SEES_CHARLIES_DEAL,
    "document hansas-on-shared": ALL_HOST | ALL_LUEBECK,
    "document luebecks-on-rivals": ALL_LUEBECK | AFTER_LUEBECK,
    "document danzigs-on-rivals": ALL_DANZIG | AFTER_DANZIG,
    "document rigas-on-shared": AFTER_OTHERS | names("rita"),  # "Rita added …", her own timeline
    "document on-partner-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    "document hansas-guide": ALL_HOST | SIGNED_IN,  # it is an agreement for all partners
    "document on-luebecks": ALL_LUEBECK,
    "document on-luebecks-to-hansa": ALL_LUEBECK | AFTER_LUEBECK,
    "upload bobs": names("bob"),
    "upload charlies": names("charlie"),
    "upload luebeck-apis": names("luebeck-api"),
    "room of-bobs-deal": SEES_BOBS_DEAL,
    "room luebecks-of-rivals": ALL_LUEBECK | AFTER_LUEBECK,
    "room danzigs-of-rivals": ALL_DANZIG | AFTER_DANZIG,
    "room rigas-of-shared": AFTER_OTHERS,
    "room of-partner-luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    "room of-three": names("nina rita") | AFTER_OTHERS,
    "note of luebeck": names(
        "alice mara bob vera luebeck-api"
    ),  # internal, in the room of Bob's deal
    "note of hansa": AFTER_LUEBECK,
    "application rostock": OVERSEERS,
    # Its name stands in what the host did with it; the company then is a partner like others.
    "application rostock name": HOST,
    "invitation luebeck": STAFF_OF["luebeck"],
    "invitation danzig": STAFF_OF["danzig"],
    "order danzigs": ALL_DANZIG | AFTER_DANZIG,
    "order luebecks": ALL_LUEBECK | AFTER_LUEBECK,
    "interchange danzigs-put-aside": ALL_DANZIG | AFTER_DANZIG,
    "interchange luebecks-put-aside": ALL_LUEBECK | AFTER_LUEBECK,
    "agreement danzig": ALL_DANZIG | AFTER_DANZIG,
    "agreement luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    # A machine that did something is named with it; that a machine exists is its company's affair.
    "client luebeck": ALL_LUEBECK | AFTER_LUEBECK,
    "client danzig": ALL_DANZIG | AFTER_DANZIG,
    "idle client luebeck": ALL_LUEBECK,
    "idle client danzig": ALL_DANZIG,
    "idle client stettin": names(""),
    "client hansa": ALL_HOST,
}
