"""What a sealed passphrase must say to count: for this act, of this official, now, and once (*passphrase tersegel*).

Under the seal lies not the passphrase alone but JSON that names the act it is for: `surat`, `dokumen` and `keputusan`, or `daftar_sha256` for a list; further
`pejabat`; `exp`, in seconds since 1970; and `jti`, which no two acts share. So a seal that was copied fits no other file, no other folder and no later day.
Names that are not ours are passed over, as RFC 7519 has it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from pipeline.domain.decision import Item
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Message
from pipeline.domain.notes import sealing as say
from pipeline.domain.signing import Secret

LONGEST: Final = timedelta(minutes=15)
"""How far ahead a seal may end at most."""
USUAL: Final = timedelta(minutes=10)
"""How far ahead the seals we make end, so that clocks may differ by five minutes."""
RETIRED_FOR: Final = timedelta(hours=24)
"""How long a key that was replaced still opens."""
_LONGEST_PASSPHRASE: Final = 1024
_JTI: Final = re.compile(r"[!-~]{1,128}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_OF_ONE: Final = ("surat", "dokumen", "keputusan")
_OF_LIST: Final = "daftar_sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What was found under a seal."""

    act: tuple[tuple[str, str], ...]
    """the names and values that say what it is for"""
    official: str
    secret: Secret
    expires: int
    """seconds since 1970"""
    jti: str
    """tells this seal from every other"""


def list_sha256(items: Sequence[Item]) -> str:
    """The digest of a list of decisions (`daftar`): sha256 of its canonical JSON, 64 hexadecimal digits.

    Canonical: one object an item, in the list's order, with the members catatan, dokumen, keputusan and surat in this order, no blanks, UTF-8.

    >>> list_sha256(())[:8]
    '4f53cda1'
    """
    facts = [{"catatan": one.note, "dokumen": one.document, "keputusan": one.verdict.value, "surat": one.letter} for one in items]
    return sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")).hexdigest()


def claims_of(items: Sequence[Item], official: str, secret: Secret, *, ends: datetime, jti: str) -> bytes:
    """The JSON to be sealed.

    Args:
        items: what is decided; more than one are a list.
        official: who decides.
        secret: his passphrase.
        ends: until when it counts; at most `LONGEST` ahead.
        jti: what no other seal has.
    """
    act = _act_of(items[0]) if len(items) == 1 else ((_OF_LIST, list_sha256(items)),)
    facts: dict[str, str | int] = {**dict(act), "pejabat": official, "passphrase": secret.reveal(), "exp": int(ends.timestamp()), "jti": jti}
    return json.dumps(facts, ensure_ascii=False).encode("utf-8")


def read_seal(raw: bytes) -> Seal:
    """What was found under a seal.

    Raises:
        DraftRefusedError: it is not what a seal holds. Nothing of it is quoted.
    """
    found = _members(raw)
    is_list = _OF_LIST in found
    act = tuple((name, _text(found, name)) for name in ((_OF_LIST,) if is_list else _OF_ONE))
    official, passphrase, jti = (_text(found, name) for name in ("pejabat", "passphrase", "jti"))
    expires = found.get("exp")
    is_right = {
        _OF_LIST: not is_list or (found.keys().isdisjoint(_OF_ONE) and _SHA256.fullmatch(act[0][1])),
        "passphrase": len(passphrase) <= _LONGEST_PASSPHRASE,
        "jti": _JTI.fullmatch(jti),
    }
    wrong = next((claim for claim, holds in is_right.items() if not holds), None)
    if wrong is not None:
        raise _wrong(wrong)
    if not isinstance(expires, int) or isinstance(expires, bool):
        raise _wrong(claim="exp")
    return Seal(act=act, official=official, secret=Secret(passphrase), expires=expires, jti=jti)


def mismatch(seal: Seal, items: Sequence[Item], official: str, now: datetime) -> Message | None:
    """Why a seal does not count for the decision that it was found in; None if it does. That it was used already is the register's to know.

    Args:
        seal: what was found under it.
        items: what the file decides.
        official: in whose folder it lies.
        now: the moment.
    """
    name, value = seal.act[0]
    if name == _OF_LIST:
        differing = None if value == list_sha256(items) else name
    elif len(items) != 1:
        differing = _OF_LIST
    else:
        differing = next((name for (name, value), (_, wanted) in zip(seal.act, _act_of(items[0]), strict=True) if value != wanted), None)
    if differing is None and seal.official != official:
        differing = "pejabat"
    if differing is not None:
        return say.OTHER_ACT(claim=differing)
    if seal.expires <= now.timestamp():
        return say.EXPIRED()
    if seal.expires > (now + LONGEST).timestamp():
        return say.TOO_FAR_AHEAD(minutes=LONGEST // timedelta(minutes=1))
    return None


def _act_of(item: Item) -> tuple[tuple[str, str], ...]:
    return tuple(zip(_OF_ONE, (item.letter, item.document, item.verdict.value), strict=True))


def _members(raw: bytes) -> dict[str, object]:
    """The JSON object, each of whose names stands once."""
    pairs = _pairs(raw)
    found = dict(pairs)
    if not found or len(found) != len(pairs):
        raise DraftRefusedError(say.NOT_A_SEAL())
    return found


def _pairs(raw: bytes) -> tuple[tuple[str, object], ...]:
    """The members of a JSON object in their order; none where it is not one. No error of the parser's gets out: it would hold the passphrase."""
    try:
        found: object = json.loads(raw.decode("utf-8"), object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return ()
    return found if isinstance(found, tuple) else ()


def _text(found: dict[str, object], name: str) -> str:
    """A member that is a text and not empty."""
    value = found.get(name)
    if not isinstance(value, str) or not value or any("\ud800" <= one <= "\udfff" for one in value):
        raise _wrong(name)
    return value


def _wrong(claim: str) -> DraftRefusedError:
    return DraftRefusedError(say.WRONG_CLAIM(claim=claim))
