"""Whether somebody else's result is what was to be signed, and nothing more (SOP 8).

What a gateway gives back counts only if the bytes sent stand unchanged in front, exactly one signature more is there than was, the judge finds every signature
good and none of the earlier ones at a lower level, and the revisions behind those bytes hold nothing but a signature, time stamps and validation data. The last
is asked of the signature's own revision too: a judge of signatures looks only at what came after one, and a page altered in the same breath as the signature
would pass it.

A file that cannot be read does not hold; hostile ones may cost time and memory, so the daemon asks in a process of its own.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.adapters.tte.additions import only_signs
from pipeline.adapters.tte.judge import Finding, judge
from pipeline.adapters.tte.trust import Trust, read_trust
from pipeline.domain.errors import HeldError
from pipeline.domain.signing import SignatureLevel

CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a result is worth."""

    fault: str
    """a word for the log and the administrator; empty where it holds"""
    signer: str = ""
    """the subject of the newest signature's certificate"""
    level: SignatureLevel = SignatureLevel.BASIC
    """what the newest signature reaches"""
    at: datetime | None = None
    """its timestamp's time, or what its signer's clock said"""


def prove(approved: Path, signed: Path, trust_roots: Sequence[Path]) -> Proof:
    """Compare a signed file with what was approved, as of now.

    Args:
        approved: the bytes that were to be signed.
        signed: what came back.
        trust_roots: PEM files that every signature must chain to.

    Raises:
        HeldError: a trusted root certificate cannot be read.
        OSError: a file cannot be opened.
    """
    trust = read_trust(trust_roots)
    with approved.open("rb") as before, signed.open("rb") as after:
        if not _begins_with(after, before):
            return Proof(fault="prefix")
        try:
            return _judged(before, after, trust)
        except HeldError:
            raise
        except Exception as exc:  # noqa: BLE001 - whatever a parser says about the result, it does not hold
            return Proof(fault=type(exc).__name__)


def _judged(before: IO[bytes], after: IO[bytes], trust: Trust) -> Proof:
    old, new = PdfFileReader(before, strict=True), PdfFileReader(after, strict=True)
    there, findings = asyncio.run(judge(before, trust)), asyncio.run(judge(after, trust))
    if len(findings) != len(there) + 1:
        return Proof(fault=f"signatures {len(findings)} / {len(there) + 1}")
    for finding in findings:
        if not finding.holds:
            facts = finding.facts
            return Proof(fault=f"intact={facts.intact} trusted={facts.trusted} covers={facts.covers_whole_document}")
    if not only_signs(old, new):
        return Proof(fault="altered")
    for was, now in zip(there, findings, strict=False):
        if not _level(now).reaches(_level(was)):
            return Proof(fault=f"level {now.facts.level} / {was.facts.level}")
    newest = findings[-1]
    return Proof(fault="", signer=newest.facts.signer, level=_level(newest), at=newest.facts.time)


def _level(finding: Finding) -> SignatureLevel:
    """The level reached; an older kind of signature counts as the lowest."""
    return finding.level or SignatureLevel.BASIC


def _begins_with(whole: IO[bytes], part: IO[bytes]) -> bool:
    while piece := part.read(CHUNK_BYTES):
        if whole.read(len(piece)) != piece:
            return False
    return True
