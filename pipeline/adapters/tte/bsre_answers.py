"""What the gateway's answers mean (the table of its errors), whatever shape they come in.

A code stands in `status_code`, or as the last four digits of `error` or `message`; the HTTP status may say 400 or 500 for the same. Bodies may be HTML or
nothing at all. The codes speak before the HTTP status, so that a wrong passphrase is never taken for trouble that passes and tried again. Nothing of an answer
gets into a message but numbers: its words may name a person.
"""

import base64
import binascii
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pipeline.adapters.line import Answer
from pipeline.domain.errors import AwayError, CodeNotSentError, HeldError, RejectedDocumentError, SuratError, WrongSecretError
from pipeline.domain.notes import Text
from pipeline.domain.notes import gateway as say

PDF: Final = b"%PDF-"
MAY_SIGN: Final = frozenset({"ISSUE"})
MAY_SIGN_CODE: Final = 1111
UNKNOWN_CODES: Final = frozenset({1110, 2011})
_CODE: Final = re.compile(r"(?<!\d)(\d{4})\W*$")
_WHOLE_CODE: Final = re.compile(r"\d{4}")
_FIRST_ERROR: Final = 2000
"""its codes from here on tell of errors, those below of a signer's standing"""
_UNUSABLE: Final = ("REVOKE", "EXPIRE", "SUSPEND")
_MALFORMED: Final = ("invalidpdfexception", "rebuild failed")
_WRONG: Final = "passphrase anda salah"
_UNKNOWN: Final = "user tidak terdaftar"
_WORDS: Final = 4096
"""how much of a body that is no JSON is looked at, in bytes"""
_OK, _ACCOUNT, _BUSY, _TROUBLE = 200, frozenset({401, 403, 407}), frozenset({408, 429}), 500


class Cause(StrEnum):
    """Why the gateway did not do what was asked."""

    WRONG_SECRET = "wrong_secret"  # noqa: S105 -- a cause, not a secret
    """the passphrase or code"""
    UNKNOWN_SIGNER = "unknown_signer"
    """nobody with that NIK or address"""
    CERTIFICATE = "certificate"
    """revoked, ended or suspended"""
    MALFORMED = "malformed"
    """it cannot read the PDF"""
    ACCOUNT = "account"
    """the application's own account"""
    TROUBLE = "trouble"
    """unspecific; may pass"""
    STRANGE = "strange"
    """nothing that is known"""


_ERRORS: Final[Mapping[Cause, tuple[type[SuratError], Text]]] = MappingProxyType(
    {
        Cause.WRONG_SECRET: (WrongSecretError, say.WRONG_SECRET),
        Cause.UNKNOWN_SIGNER: (HeldError, say.UNKNOWN_SIGNER),
        Cause.CERTIFICATE: (HeldError, say.CERTIFICATE_UNUSABLE),
        Cause.MALFORMED: (RejectedDocumentError, say.MALFORMED_PDF),
        Cause.ACCOUNT: (HeldError, say.ACCOUNT_REFUSED),
        Cause.TROUBLE: (AwayError, say.AWAY),
        Cause.STRANGE: (HeldError, say.STRANGE_ANSWER),
    }
)


_CODE_ERRORS: Final[Mapping[Cause, Text]] = MappingProxyType(
    {
        Cause.UNKNOWN_SIGNER: say.CODE_UNKNOWN_SIGNER,
        Cause.CERTIFICATE: say.CODE_CERTIFICATE,
        Cause.ACCOUNT: say.CODE_ACCOUNT,
        Cause.TROUBLE: say.CODE_AWAY,
    }
)
"""what else there is means an answer that is not known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer's facts, read as far as they can be."""

    code: int = 0
    """0 = none"""
    standing: str = ""
    """`status`, in capitals, where it is one word"""
    words: str = ""
    """in small letters; looked at, never repeated"""


def read(answer: Answer) -> Said:
    """What an answer says, be it JSON or not."""
    tree = tree_of(answer)
    if tree is None:
        return Said(words=answer.body[:_WORDS].decode("utf-8", "replace").casefold())
    texts = [text for key in ("error", "message") if isinstance(text := tree.get(key), str)]
    standing = tree.get("status")
    is_word = isinstance(standing, str) and standing.replace("_", "").isalpha()
    return Said(code=_code(tree.get("status_code"), texts), standing=str(standing).upper() if is_word else "", words=" ".join(texts).casefold())


def tree_of(answer: Answer) -> dict[str, object] | None:
    """The JSON object of a body, if it is one."""
    try:
        tree = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _code(stated: object, texts: Collection[str]) -> int:
    if isinstance(stated, int | str) and _WHOLE_CODE.fullmatch(str(stated)):
        return int(stated)
    found = (_CODE.search(text) for text in texts)
    return next((int(match[1]) for match in found if match), 0)


def standing_cause(answer: Answer) -> Cause | None:
    """Why a signer may not sign now; None where he may."""
    said = read(answer)
    if answer.status == _OK and (said.standing in MAY_SIGN or (said.code == MAY_SIGN_CODE and not said.standing)):
        return None
    if said.standing.startswith(_UNUSABLE):
        return Cause.CERTIFICATE
    if said.standing == "NOT_REGISTERED":
        return Cause.UNKNOWN_SIGNER
    return cause(answer, frozenset())


def cause(answer: Answer, wrong_secret: Collection[int]) -> Cause:
    """Why a request was not done.

    Args:
        answer: whole, and no success.
        wrong_secret: the codes that mean a wrong passphrase or one-time code.
    """
    said = read(answer)
    if said.code in wrong_secret or _WRONG in said.words:
        return Cause.WRONG_SECRET
    if said.code in UNKNOWN_CODES or _UNKNOWN in said.words:
        return Cause.UNKNOWN_SIGNER
    if any(word in said.words for word in _MALFORMED):
        return Cause.MALFORMED
    if said.standing.startswith(_UNUSABLE):
        return Cause.CERTIFICATE
    if answer.status in _ACCOUNT:
        return Cause.ACCOUNT
    return Cause.TROUBLE if answer.status >= _TROUBLE or answer.status in _BUSY else Cause.STRANGE


def code_cause(answer: Answer) -> Cause | None:
    """Why no one-time code was sent; None where the gateway says that one was."""
    tree, said, why = tree_of(answer), read(answer), cause(answer, frozenset())
    is_yes = answer.status == _OK and tree is not None and not tree.get("error") and tree.get("success") is not False
    return None if is_yes and why is Cause.STRANGE and said.code < _FIRST_ERROR else why


def as_code_error(why: Cause, answer: Answer, official: str) -> CodeNotSentError:
    """What the signatory is told whose code was not sent."""
    text = _CODE_ERRORS.get(why, say.CODE_STRANGE)
    facts = {"official": official, "status": answer.status, "code": read(answer).code or "-", "reason": f"HTTP {answer.status}"}
    return CodeNotSentError(text(**{name: facts[name] for name in text.names}))


def as_error(why: Cause, answer: Answer, letter: str, official: str) -> SuratError:
    """What becomes of the letter."""
    said = read(answer)
    kind, text = _ERRORS[why]
    facts = {"letter": letter, "official": official, "status": answer.status, "code": said.code or "-", "standing": _known(said.standing)}
    facts["reason"] = f"HTTP {answer.status}"
    return kind(text(**{name: facts[name] for name in text.names}))


def _known(standing: str) -> str:
    return next((word for word in _UNUSABLE if standing.startswith(word)), "-")


def only_file(answer: Answer, key: str) -> bytes | None:
    """The one file of a JSON answer, from base64; None where there is not exactly one."""
    tree = tree_of(answer)
    found = tree.get(key) if tree else None
    if isinstance(found, list):
        found = found[0] if len(found) == 1 else None
    if not isinstance(found, str):
        return None
    try:
        return base64.b64decode("".join(found.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
