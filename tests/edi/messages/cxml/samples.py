"""Small cXML documents of our own, as partners send them."""

import io

from edi.messages.cxml import CxmlResult, read_documents

SECRET = "open-sesame-4711"
HEADER = f"""<Header>
<From><Credential domain="NetworkID"><Identity>AN01</Identity></Credential></From>
<To><Credential domain="DUNS"><Identity>123456789</Identity></Credential></To>
<Sender><Credential domain="NetworkID"><Identity>AN01</Identity>
<SharedSecret>{SECRET}</SharedSecret></Credential><UserAgent>Buying 1.0</UserAgent></Sender>
</Header>"""
ITEM = """<ItemOut quantity="5" lineNumber="1">
<ItemID><SupplierPartID>A-1</SupplierPartID></ItemID>
<ItemDetail><UnitPrice><Money currency="EUR">9.25</Money></UnitPrice>
<Description xml:lang="en">Crane hook</Description><UnitOfMeasure>EA</UnitOfMeasure>
<Classification domain="UNSPSC">24101600</Classification></ItemDetail>
</ItemOut>"""
ORDER_HEADER = """<OrderRequestHeader orderID="4711"
orderDate="2026-11-21T09:30:00+01:00" type="new">
<Total><Money currency="EUR">46.25</Money></Total>
<BillTo><Address><Name xml:lang="en">Danzig Trading</Name></Address></BillTo>
</OrderRequestHeader>"""
ORDER = f"<OrderRequest>{ORDER_HEADER}{ITEM}</OrderRequest>"
CONFIRMATION = """<ConfirmationRequest>
<ConfirmationHeader confirmID="C1" type="detail" noticeDate="2026-11-21T10:00:00+01:00"/>
<OrderReference orderID="4711"><DocumentReference payloadID="1@x"/></OrderReference>
<ConfirmationItem quantity="5" lineNumber="1"><UnitOfMeasure>EA</UnitOfMeasure>
<ConfirmationStatus quantity="3" type="accept">
<UnitOfMeasure>EA</UnitOfMeasure></ConfirmationStatus>
<ConfirmationStatus quantity="2" type="backordered" deliveryDate="2026-12-24">
<UnitOfMeasure>EA</UnitOfMeasure></ConfirmationStatus>
</ConfirmationItem></ConfirmationRequest>"""
SETUP = """<PunchOutSetupRequest operation="create"><BuyerCookie>x</BuyerCookie>
<BrowserFormPost><URL>https://danzig.example/cart</URL></BrowserFormPost></PunchOutSetupRequest>"""

CART = """<PunchOutOrderMessage><BuyerCookie>x</BuyerCookie>
<PunchOutOrderMessageHeader operationAllowed="edit"><Total><Money currency="EUR">1</Money></Total>
</PunchOutOrderMessageHeader></PunchOutOrderMessage>"""


def document(payload: str, kind: str = "Request", doctype: str = "") -> str:
    header = "" if kind == "Response" else HEADER
    inside = payload if kind == "Response" else f"<{kind}>{payload}</{kind}>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'
        '<cXML payloadID="1@danzig.example" timestamp="2026-11-21T09:30:00+01:00">'
        f"{header}{inside}</cXML>"
    )


def read(text: str | bytes) -> CxmlResult:
    data = text.encode() if isinstance(text, str) else text
    (result,) = read_documents(io.BytesIO(data))
    return result
