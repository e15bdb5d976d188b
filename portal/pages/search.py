"""Search: accounts and deals by name, number or domain, as far as the reader may see them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from deals.queries import deals_page
from partners.accounts.listing import accounts_page
from portal.kernel.db import Work
from portal.web.access import requires

blueprint = Blueprint("search", __name__)
SHOWN = 20


@blueprint.get("/search")
@requires("search:read")
def show(work: Work) -> ResponseReturnValue:
    query = request.args.get("q", "").strip()[:100]
    return render_template(
        "pages/search.html",
        query=query,
        accounts=accounts_page(work, search=query, limit=SHOWN) if query else [],
        deals=deals_page(work, search=query, limit=SHOWN) if query else [],
    )
