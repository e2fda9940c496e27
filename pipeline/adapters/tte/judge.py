"""The judge: what the signatures of a PDF are worth.

One judge serves the worker, which throws away a result that does not hold, and `surat verify`. It believes pyHanko's `bottom_line`, not the single verdicts:
pyHanko calls an incremental stamp after signing intact, valid and trusted, and only the bottom line says no. Later revisions may hold nothing but further
signatures, time stamps and validation data; filled form fields are refused too. Nothing is fetched from the network.

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

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pipeline.domain.errors import DraftRefusedError, HeldError
from pipeline.domain.notes import signing as notes
from pipeline.domain.signing import SignatureFacts, Verification

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


def verify(path: Path, trust_roots: Sequence[Path]) -> Verification:
    """Judge every signature of the PDF at `path` as of now.

    Args:
        path: any file; it is opened for reading only.
        trust_roots: PEM files with the certificates that are trusted; each may hold several.

    Raises:
        DraftRefusedError: the file cannot be read or is not a PDF.
        HeldError: a trusted root certificate cannot be read.
    """
    context = trust_context(trust_roots)
    try:
        with path.open("rb") as file:
            is_pdf = b"%PDF-" in file.read(HEAD_BYTES)
            findings = asyncio.run(judge(file, context)) if is_pdf else ()
    except OSError as exc:
        raise DraftRefusedError(notes.NOT_A_PDF(file=path.name)) from exc
    except Exception:  # noqa: BLE001 - whatever a parser says about a hostile file, the file is not validly signed
        return Verification(valid=False, signatures=())
    if not is_pdf:
        raise DraftRefusedError(notes.NOT_A_PDF(file=path.name))
    return Verification(valid=bool(findings) and all(finding.holds for finding in findings), signatures=tuple(finding.facts for finding in findings))


def trust_context(trust_roots: Sequence[Path], moment: datetime | None = None) -> ValidationContext:
    """What is trusted, for one or many judgements; `moment` stands for now where given.

    Raises:
        HeldError: a file is missing or holds no PEM certificate.
    """
    roots: list[x509.Certificate] = []
    for path in trust_roots:
        try:
            roots += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as exc:
            raise HeldError(notes.ROOT_UNREADABLE(file=path.name, reason=type(exc).__name__)) from exc
    encoded = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return ValidationContext(trust_roots=encoded, allow_fetching=False, moment=moment)


async def judge(file: IO[bytes], context: ValidationContext) -> tuple[Finding, ...]:
    """Judge every signature of an open PDF; document time stamps count for the level and must hold too.

    Raises:
        Exception: whatever pyHanko and its parsers say about a file they cannot read.
    """
    reader = PdfFileReader(file, strict=True)
    filled = [name for name, _, _ in enumerate_sig_fields(reader, filled_status=True)]
    signatures = reader.embedded_regular_signatures
    stamps = reader.embedded_timestamp_signatures
    readable = len(filled) == len(signatures) + len(stamps)
    fields = frozenset(filled)
    sound = readable and all([await _stamp_holds(reader, stamp, context, fields) for stamp in stamps])
    return tuple([await _finding(reader, signature, context, fields, sound=sound) for signature in signatures])


async def _finding(reader: Any, signature: Any, context: ValidationContext, signature_fields: frozenset[str], *, sound: bool) -> Finding:  # noqa: ANN401 - pyHanko's
    usage = KeyUsageConstraints(key_usage=set(FOR_SIGNING), match_all_key_usages=False)
    status = await async_validate_pdf_signature(signature, context, key_usage_settings=usage)
    covers = _covers(reader, signature, status, signature_fields)
    stamp = status.timestamp_validity
    facts = SignatureFacts(
        signer=subject(signature.signer_cert),
        level=_level(reader, signature),
        intact=status.intact and status.valid,
        trusted=status.trusted,
        covers_whole_document=covers,
        time=status.signer_reported_dt if stamp is None else stamp.timestamp,
    )
    return Finding(facts=facts, holds=sound and status.bottom_line and covers)


async def _stamp_holds(reader: Any, stamp: Any, context: ValidationContext, signature_fields: frozenset[str]) -> bool:  # noqa: ANN401 - pyHanko's
    status = await async_validate_pdf_timestamp(stamp, context)
    return status.intact and status.valid and status.trusted and _covers(reader, stamp, status, signature_fields)


def subject(certificate: Any) -> str:  # noqa: ANN401 - asn1crypto's certificate
    """The certificate's subject as RFC 4514 writes it."""
    return x509.load_der_x509_certificate(certificate.dump()).subject.rfc4514_string()


def _covers(reader: Any, signature: Any, status: Any, signature_fields: frozenset[str]) -> bool:  # noqa: ANN401 - pyHanko's
    """Whether nothing but signatures, time stamps and validation data came after `signature`; loose bytes at the end are something."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    later = status.diff_result
    return (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and signature.signed_revision < reader.xrefs.total_revisions - 1
        and _ends_properly(reader.stream)
        and isinstance(later, DiffResult)
        and later.modification_level <= ModificationLevel.FORM_FILLING
        and set(later.changed_form_fields) <= signature_fields
    )


def _ends_properly(file: IO[bytes]) -> bool:
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - 16))
    return file.read().rstrip(b"\r\n").endswith(b"%%EOF")


def _level(reader: Any, signature: Any) -> str:  # noqa: ANN401 - pyHanko's
    """The PAdES baseline level (ETSI EN 319 142-1) by what the file holds; `CMS` for an older kind of signature."""
    if signature.sig_object["/SubFilter"] != SigSeedSubFilter.PADES.value:
        return "CMS"
    unsigned = {attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"]}
    later_stamps = [stamp for stamp in reader.embedded_timestamp_signatures if stamp.signed_revision > signature.signed_revision]
    if "signature_time_stamp_token" not in unsigned and not later_stamps:
        return "B-B"
    if "/DSS" not in reader.root:
        return "B-T"
    return "B-LTA" if later_stamps else "B-LT"
