"""The judge: what the signatures of a PDF are worth.

One judge serves the worker, which throws away a result that does not hold, and `surat verify`. It believes pyHanko's `bottom_line`, not the single verdicts:
pyHanko calls an incremental stamp after signing intact, valid and trusted, and only the bottom line says no. Later revisions may hold nothing but further
signatures, time stamps and validation data; filled form fields are refused too. Nothing is fetched from the network.

A signature with a timestamp is judged as of that time, and a timestamp as of the one put over it, so that letters outlive their certificates. Validation data
in the file (the DSS) is heard, a revocation in it too. The level told is the one reached: B-LT is told only where that data proves, for the signer's
certificate and the timestamp's, that no certificate was revoked; B-LTA where a later timestamp covers that data.

A file whose structure cannot be read is not valid; only a file that is no PDF at all is an error. Hostile files may cost time and memory: a caller that
judges files from outside does so in a child process with limits.
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel

from pipeline.adapters.tte.trust import Trust, read_trust
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import signing as notes
from pipeline.domain.signing import SignatureFacts, SignatureLevel, Verification

HEAD_BYTES: Final = 1024
"""how far into a file its `%PDF-` may stand"""
FOR_SIGNING: Final = frozenset({"digital_signature", "non_repudiation"})
"""a certificate for signatures allows at least one of these"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One signature as judged."""

    facts: SignatureFacts
    holds: bool
    """the bottom line: intact, trusted and nothing but signatures after it"""

    @property
    def level(self) -> SignatureLevel | None:
        """The baseline level reached; None for an older kind of signature."""
        return SignatureLevel(self.facts.level) if self.facts.level in set(SignatureLevel) else None


def verify(path: Path, trust_roots: Sequence[Path], state_roots: Sequence[Path] = ()) -> Verification:
    """Judge every signature of the PDF at `path` as of now.

    Args:
        path: any file; it is opened for reading only.
        trust_roots: PEM files with the certificates that are trusted; each may hold several.
        state_roots: those of them that are a state certification centre's.

    Raises:
        DraftRefusedError: the file cannot be read or is not a PDF.
        HeldError: a trusted root certificate cannot be read.
    """
    trust = read_trust(trust_roots, state_roots)
    try:
        with path.open("rb") as file:
            is_pdf = b"%PDF-" in file.read(HEAD_BYTES)
            findings = asyncio.run(judge(file, trust)) if is_pdf else ()
    except OSError as exc:
        raise DraftRefusedError(notes.NOT_A_PDF(file=path.name)) from exc
    except Exception:  # noqa: BLE001 - whatever a parser says about a hostile file, the file is not validly signed
        return Verification(valid=False, signatures=())
    if not is_pdf:
        raise DraftRefusedError(notes.NOT_A_PDF(file=path.name))
    return Verification(valid=bool(findings) and all(finding.holds for finding in findings), signatures=tuple(finding.facts for finding in findings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One file under judgement."""

    reader: Any
    """pyHanko's"""
    trust: Trust
    store: Any
    """the file's validation data, pyHanko's DSS; None where it has none"""
    fields: frozenset[str]
    """the names of the filled signature fields"""
    stamps: tuple[Any, ...]
    """the document time stamps, oldest first"""

    def after(self, signature: Any) -> tuple[Any, ...]:  # noqa: ANN401 - pyHanko's
        """The document time stamps put over a signature or time stamp."""
        return tuple(stamp for stamp in self.stamps if stamp.signed_revision > signature.signed_revision)

    def moment_after(self, signature: Any) -> datetime | None:  # noqa: ANN401 - pyHanko's
        """When a signature or time stamp is proven to have been there; None where only now can say."""
        later = self.after(signature)
        return stamp_time(later[0].signed_data) if later else None


async def judge(file: IO[bytes], trust: Trust) -> tuple[Finding, ...]:
    """Judge every signature of an open PDF; document time stamps count for the level and must hold too.

    Raises:
        Exception: whatever pyHanko and its parsers say about a file they cannot read.
    """
    reader = PdfFileReader(file, strict=True)
    filled = [name for name, _, _ in enumerate_sig_fields(reader, filled_status=True)]
    signatures, stamps = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
    store = DocumentSecurityStore.read_dss(reader) if "/DSS" in reader.root else None
    case = _Case(reader=reader, trust=trust, store=store, fields=frozenset(filled), stamps=tuple(stamps))
    sound = len(filled) == len(signatures) + len(stamps) and all([await _stamp_holds(case, stamp) for stamp in stamps])
    return tuple([await _finding(case, signature, sound=sound) for signature in signatures])


async def _finding(case: _Case, signature: Any, *, sound: bool) -> Finding:  # noqa: ANN401 - pyHanko's
    tokens = list(extract_tst_data_iter(signature.signer_info, signed=False))
    later = case.moment_after(signature) if sound else None
    at = stamp_time(tokens[0]) if len(tokens) == 1 else None if tokens else later  # nobody signs the list of tokens: of several, one may be a forger's
    usage = KeyUsageConstraints(key_usage=set(FOR_SIGNING), match_all_key_usages=False)
    contexts = case.trust.context(case.store, at), case.trust.context(case.store, later)
    status = await async_validate_pdf_signature(signature, *contexts, key_usage_settings=usage)
    covers = _covers(case, signature, status)
    stamp = status.timestamp_validity
    trusted = status.trusted and (stamp is None or (stamp.intact and stamp.valid and stamp.trusted))
    facts = SignatureFacts(
        signer=subject(signature.signer_cert),
        level=await _level(case, signature, at),
        intact=status.intact and status.valid,
        trusted=trusted,
        covers_whole_document=covers,
        time=at or status.signer_reported_dt,
        certified=trusted and status.validation_path is not None and case.trust.is_states(status.validation_path.first),
    )
    return Finding(facts=facts, holds=sound and status.bottom_line and covers)


async def _stamp_holds(case: _Case, stamp: Any) -> bool:  # noqa: ANN401 - pyHanko's
    status = await async_validate_pdf_timestamp(stamp, case.trust.context(case.store, case.moment_after(stamp)))
    return status.intact and status.valid and status.trusted and _covers(case, stamp, status)


def stamp_time(token: Any) -> datetime:  # noqa: ANN401 - asn1crypto's signed data
    """What a timestamp token says the time was."""
    time: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return time


def subject(certificate: Any) -> str:  # noqa: ANN401 - asn1crypto's certificate
    """The certificate's subject as RFC 4514 writes it."""
    return x509.load_der_x509_certificate(certificate.dump()).subject.rfc4514_string()


def _covers(case: _Case, signature: Any, status: Any) -> bool:  # noqa: ANN401 - pyHanko's
    """Whether nothing but signatures, time stamps and validation data came after `signature`; loose bytes at the end are something."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    later = status.diff_result
    return (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and signature.signed_revision < case.reader.xrefs.total_revisions - 1
        and _ends_properly(case.reader.stream)
        and isinstance(later, DiffResult)
        and later.modification_level <= ModificationLevel.FORM_FILLING
        and set(later.changed_form_fields) <= case.fields
    )


def _ends_properly(file: IO[bytes]) -> bool:
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - 16))
    return file.read().rstrip(b"\r\n").endswith(b"%%EOF")


async def _level(case: _Case, signature: Any, at: datetime | None) -> str:  # noqa: ANN401 - pyHanko's
    """The PAdES baseline level (ETSI EN 319 142-1) that is reached; `CMS` for an older kind of signature."""
    if signature.sig_object["/SubFilter"] != SigSeedSubFilter.PADES.value:
        return "CMS"
    if at is None:
        return SignatureLevel.BASIC.value
    if case.store is None or not await _is_proven(case, signature, at):
        return SignatureLevel.TIMED.value
    covered = any("/DSS" in case.reader.get_historical_root(stamp.signed_revision) for stamp in case.after(signature))
    return (SignatureLevel.ARCHIVAL if covered else SignatureLevel.LONG_TERM).value


async def _is_proven(case: _Case, signature: Any, at: datetime) -> bool:  # noqa: ANN401 - pyHanko's
    """Whether the file's own data proves that neither the signer's certificates nor the timestamp's were revoked at that time."""
    status = await async_validate_pdf_signature(signature, case.trust.context(case.store, at, strict=True), skip_diff=True)
    if status.timestamp_validity is not None:
        return status.trusted and status.timestamp_validity.trusted
    stamp = await async_validate_pdf_timestamp(case.after(signature)[0], case.trust.context(case.store, at, strict=True), skip_diff=True)
    return status.trusted and stamp.trusted
