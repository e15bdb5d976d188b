"""What reading a cXML document gives."""

from edi.canonical.parties import Identifier
from edi.messages import results


class CxmlResult(results.MessageResult, kw_only=True):
    """One document: `message` is the request, message or response in it, such as `OrderRequest`.

    `control_number` is its payloadID. `sender` and `receiver` are who From and To say; shared
    secrets and signatures are never read. `deployment` is `test` for a test.
    """

    sender: tuple[Identifier, ...] = ()
    receiver: tuple[Identifier, ...] = ()
    deployment: str = "production"
