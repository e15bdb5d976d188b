"""Trade documents as the portal knows them, whatever syntax they came in or go out in.

All are frozen; amounts and quantities are `Decimal`; absent text is empty, other absent values are
None.
"""
