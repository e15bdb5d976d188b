"""What the DTD of cXML 1.2 says: what must be there, and which attributes are of what type."""

# What the DTD requires, by parent.
MANDATORY = {
    "Header": ["From", "To", "Sender"],
    "Credential": ["Identity"],
    "Sender": ["UserAgent"],
    "OrderRequest": ["OrderRequestHeader"],
    "OrderRequestHeader": ["Total", "BillTo"],
    "Total": ["Money"],
    "ItemOut": ["ItemID"],
    "ItemID": ["SupplierPartID"],
    "ItemDetail": ["UnitPrice", "Description", "UnitOfMeasure"],
    "UnitPrice": ["Money"],
    "PostalAddress": ["City", "Country"],
    "Address": ["Name"],
    "Tax": ["Money", "Description"],
    "TaxDetail": ["TaxAmount"],
    "ConfirmationRequest": ["ConfirmationHeader"],
    "ConfirmationItem": ["UnitOfMeasure", "ConfirmationStatus"],
    "ShipNoticeRequest": ["ShipNoticeHeader"],
    "ShipControl": ["CarrierIdentifier", "ShipmentIdentifier"],
    "ShipNoticePortion": ["OrderReference"],
    "ShipNoticeItem": ["UnitOfMeasure"],
    "InvoiceDetailRequest": ["InvoiceDetailRequestHeader", "InvoiceDetailSummary"],
    "InvoiceDetailItem": ["UnitOfMeasure", "UnitPrice", "InvoiceDetailItemReference"],
    "InvoiceDetailSummary": ["SubtotalAmount", "Tax", "NetAmount"],
    "PunchOutSetupRequest": ["BuyerCookie"],
}
REQUIRED = {
    "cXML": ["payloadID", "timestamp"],
    "Credential": ["domain"],
    "OrderRequestHeader": ["orderID", "orderDate"],
    "ItemOut": ["quantity"],
    "Money": ["currency"],
    "Country": ["isoCountryCode"],
    "ConfirmationHeader": ["type", "noticeDate"],
    "ConfirmationItem": ["quantity", "lineNumber"],
    "ConfirmationStatus": ["quantity", "type"],
    "ShipNoticeHeader": ["shipmentID", "noticeDate"],
    "ShipNoticeItem": ["quantity", "lineNumber"],
    "InvoiceDetailRequestHeader": ["invoiceID", "invoiceDate"],
    "InvoiceDetailItem": ["invoiceLineNumber", "quantity"],
    "InvoiceDetailItemReference": ["lineNumber"],
    "TaxDetail": ["category"],
    "PaymentTerm": ["payInNumberOfDays"],
    "DocumentReference": ["payloadID"],
    "Classification": ["domain"],
    "IdReference": ["identifier", "domain"],
    "Extrinsic": ["name"],
    "PunchOutSetupRequest": ["operation"],
}
SINGLE = ["Header", "Total", "BillTo", "ItemID", "ItemDetail", "UnitPrice", "SupplierPartID",
          "City", "Country", "ConfirmationHeader", "ShipNoticeHeader", "InvoiceDetailSummary",
          "InvoiceDetailItemReference", "UserAgent", "Identity"]  # fmt: skip
FIRST = ["Header", "OrderRequestHeader", "ItemID", "ConfirmationHeader", "ShipNoticeHeader",
         "InvoiceDetailRequestHeader", "SubtotalAmount", "From"]  # fmt: skip
CODED = [("OrderRequestHeader", "type"), ("OrderRequestHeader", "orderType"),
         ("ConfirmationHeader", "type"), ("ConfirmationStatus", "type"),
         ("Request", "deploymentMode"), ("InvoiceDetailRequestHeader", "purpose"),
         ("ShipNoticeHeader", "operation"), ("PunchOutSetupRequest", "operation")]  # fmt: skip
DATED = ["timestamp", "orderDate", "noticeDate", "shipmentDate", "deliveryDate", "invoiceDate",
         "requestedDeliveryDate", "startDate", "endDate"]  # fmt: skip
WHOLE = ["lineNumber", "invoiceLineNumber", "payInNumberOfDays"]
AMOUNTS = "//UnitPrice/Money | //Total/Money | //Tax/Money | //SubtotalAmount/Money"
TEXTS = ["City", "SupplierPartID", "UnitOfMeasure", "Name", "UserAgent", "Street"]
