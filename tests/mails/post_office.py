"""A real mail server on loopback, which answers as a test tells it to."""

import ssl
from asyncio import Server
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """What arrived, and the reply to the next recipient or to the next text."""

    mails: list[EmailMessage] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    reply_to_recipient: str = "250 OK"
    reply_to_text: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's own protocol
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.reply_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.reply_to_recipient

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.reply_to_text.startswith("250"):
            return self.reply_to_text
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"

    def last(self) -> EmailMessage:
        return self.mails[-1]

    def text(self) -> str:
        """The plain form of the last mail."""
        body = self.last().get_body(("plain",))
        assert body is not None
        return str(body.get_content())


class Counter(Controller):
    """The server's thread, on a port that the system chooses."""

    def __init__(self, office: PostOffice, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(office, hostname="127.0.0.1", port=0, tls_context=tls)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
