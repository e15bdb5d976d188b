"""Handing a mail over to the mail server, through the egress gate."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any, Final

from portal.kernel.egress import AllowedTarget, connect, cut_after
from portal.kernel.errors import KontorError
from portal.kernel.settings import SmtpServer, Tls

READ_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 60.0
"""How long handing over one mail may take in all."""
PERMANENT: Final = 500
"""SMTP's reply codes from here on say: never (RFC 5321, 4.2.1)."""


class MailRefused(KontorError):
    """The server will never take this mail: no such mailbox, or it does not like the content."""

    code = "mail-refused"


class MailServerFailed(KontorError):
    """The server did not take the mail this time, or is not set up so that it could."""

    code = "mail-server-failed"


class _Client(smtplib.SMTP):
    """Python's own client, whose connection comes from the egress gate."""

    def __init__(self, server: SmtpServer, allowed: Sequence[AllowedTarget], name: str) -> None:
        self._server = server
        self._allowed = allowed
        super().__init__(server.host, server.port, local_hostname=name, timeout=READ_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = connect(host, port, self._allowed, timeout=timeout)
        if self._server.tls is not Tls.FROM_THE_START:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def hand_over(
    message: EmailMessage, server: SmtpServer, allowed: Sequence[AllowedTarget], *, name: str
) -> None:
    """Give a mail with one recipient to the server; `name` is how the portal introduces itself.

    Raises:
        MailRefused: trying again cannot help this mail.
        MailServerFailed: it may help.
        EgressRefused: the server's address is not one the portal may connect to.
    """
    try:
        _talk(message, server, allowed, name)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, reply),) = error.recipients.values()
        raise _refusal(code, reply) from error
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailServerFailed(f"{type(error).__name__}: {error}") from error


def _talk(
    message: EmailMessage, server: SmtpServer, allowed: Sequence[AllowedTarget], name: str
) -> None:
    with _Client(server, allowed, name) as client, cut_after(WHOLE_SECONDS, lambda: client.sock):
        if server.tls is Tls.AFTER_STARTTLS:
            client.starttls(context=ssl.create_default_context())
        if server.user is not None and server.password is not None:
            client.login(server.user, server.password)
        client.send_message(message)


def _refusal(code: int, reply: Any) -> KontorError:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    kind = MailRefused if code >= PERMANENT else MailServerFailed
    return kind(f"{code} {words}"[:500])
