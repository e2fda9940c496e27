"""The message as it goes out: headers and text by the standard library, the PDF behind them in base64.

The standard library would take three times as long over the whole, most of it for the PDF's lines, which need no thought.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

_POLICY: Final = SMTP.clone(cte_type="7bit")
_PARTS: Final = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="%(edge)s"\r\n\r\n'
    b"--%(edge)s\r\n%(text)s\r\n"
    b'--%(edge)s\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="%(name)s"\r\n\r\n'
    b"%(pdf)s"
    b"--%(edge)s--\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """The PDF: what it is called, in ASCII, and its bytes."""

    name: str
    content: bytes


def message_bytes(headers: Mapping[str, str | Address | Group], text: str, enclosure: Enclosure, *, edge: str) -> bytes:
    """The whole message, its lines ended by CRLF, all of it ASCII.

    Args:
        headers: its headers but those of MIME.
        text: what stands in it.
        enclosure: the PDF, which arrives byte for byte.
        edge: what parts its parts; nobody who writes the text can know it.
    """
    head, body = EmailMessage(policy=_POLICY), EmailMessage(policy=_POLICY)
    for name, value in headers.items():
        head[name] = value
    body.set_content(text)
    del body["MIME-Version"]
    facts = {
        b"edge": f"=_{edge}".encode("ascii"),
        b"text": body.as_bytes(),
        b"name": enclosure.name.encode("ascii"),
        b"pdf": base64.encodebytes(enclosure.content).replace(b"\n", b"\r\n"),
    }
    return head.as_bytes().removesuffix(b"\r\n") + _PARTS % facts


def one_line(text: str) -> str:
    r"""A text as one line of a header: whatever would end the line, or is no character of a text, becomes a space.

    >>> one_line("Kepala\r\nBcc: x@y.test")
    'Kepala Bcc: x@y.test'
    """
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
