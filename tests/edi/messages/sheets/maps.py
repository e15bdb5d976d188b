"""Column maps that tests share, one for each kind of document."""

from edi.messages.sheets import read_column_map

ORDERS = read_column_map("""
document = "order"
name = "Danzig Trading, orders"
decimal = ","
thousands = "."
dates = ["DD.MM.YYYY", "DD.MM.YYYY hh:mm"]

[columns]
number = "Order no."
issued = "Date"
currency = { column = "Currency", optional = true, default = "EUR" }
kind = { column = "Kind", optional = true }
"parties.buyer.identifiers.GLN" = { column = "Buyer GLN", optional = true }
"parties.buyer.name" = { column = "Buyer", optional = true }
"parties.ship-to.address.street" = { column = "Street", optional = true }
"parties.ship-to.address.city" = { column = "City", optional = true }
"dates.delivery" = { column = ["Wanted", "Delivery date"], optional = true }
"references.contract" = { column = "Contract", optional = true }
notes = { column = "Remark", optional = true }
"totals.payable" = { column = "Total", optional = true }
"lines.number" = { column = "Pos", optional = true }
"lines.products.SELLER" = "Article"
"lines.products.GTIN-13" = { column = "EAN", optional = true }
"lines.descriptions" = { column = "Description", optional = true }
"lines.quantity" = { column = "Qty", required = true }
"lines.unit" = { column = "Unit", codes = { Stk = "H87", kg = "KGM", m = "MTR" } }
"lines.price" = "Price"
"lines.dates.delivery" = { column = "Line wanted", optional = true }
"lines.tax.rate" = { column = "VAT", optional = true }
""")
RESPONSES = read_column_map("""
document = "order response"
[columns]
order_number = "Order"
order_issued = "Ordered on"
issued = "Date"
number = "Confirmation"
answer = { column = "Answer", codes = { yes = "accepted", no = "rejected", changed = "accepted with changes", seen = "received" } }
currency = "Currency"
"lines.number" = "Line"
"lines.answer" = "Line answer"
"lines.quantity" = "Confirmed"
"lines.ordered" = "Ordered"
"lines.unit" = "Unit"
"lines.price" = "Price"
"lines.products.BUYER" = "Your article"
"lines.dates.ship" = "Ships on"
""")  # noqa: E501
ADVICES = read_column_map("""
document = "despatch advice"
delimiter = ","
[columns]
number = "Advice"
issued = "Date"
time = "Time"
"orders.number" = "Order"
"parties.seller.name" = "Seller"
"transport.tracking" = "Tracking"
"measures.gross-weight" = "Weight"
"measures.gross-weight.unit" = "Weight unit"
"lines.number" = "Line"
"lines.quantity" = "Shipped"
"lines.unit" = "Unit"
"lines.products.GTIN-13" = "EAN"
"lines.batches.lot" = "Lot"
"lines.batches.best_before" = "Best before"
""")
INVOICES = read_column_map("""
document = "invoice"
encoding = "cp1252"
[columns]
number = "Invoice"
issued = "Date"
due = "Due"
kind = "Kind"
currency = "Currency"
"orders.number" = "Order"
"parties.seller.tax_ids.VAT" = "VAT number"
"totals.payable" = "Total"
"taxes.amount" = "Tax"
"taxes.category.rate" = "Tax rate"
"charges.freight" = "Freight"
"allowances.discount" = "Discount"
"payment_terms.net_days" = "Days"
"lines.number" = "Line"
"lines.quantity" = "Quantity"
"lines.price" = "Price"
"lines.price_per" = "per"
"lines.stated_amount" = "Amount"
"lines.products.SELLER" = "Article"
""")
