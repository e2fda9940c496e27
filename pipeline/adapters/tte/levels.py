"""Raises a signed PDF to a higher PAdES level by what is put after the signature (ETSI EN 319 142-1): nothing that stands is touched.

Each step is one more revision: a document time stamp where nothing stamps the time yet (B-T), validation data for every certificate in the file (B-LT), and a
document time stamp over that (B-LTA). A step that fails is cut off again, so that the file always ends with a whole revision.
"""

import os
import zlib
from collections.abc import Awaitable, Callable, Iterator
from typing import IO, Any, Final

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from pipeline.adapters.tte import objects
from pipeline.adapters.tte.notary import DIGEST, Notary, RevokedCertificateError, SilentError
from pipeline.adapters.tte.revision import Revision
from pipeline.domain.signing import SignatureLevel

STAMP_ROOM_HEX: Final = 32_768
"""how many hexadecimal digits are kept free for a token, or for a signature with one"""
_NOTHING: Final = {"/Type": objects.name("/XObject"), "/Subtype": objects.name("/Form"), "/BBox": objects.numbers((0, 0, 0, 0))}
"""what shows of a document time stamp; PDF/A-1 wants even that drawn, and a certifying signature forbids it"""


def with_token(container: bytes, token: Any) -> bytes:  # noqa: ANN401 - asn1crypto's token
    """A CMS container with a timestamp token for its signature among what is not signed."""
    whole = cms.ContentInfo.load(container)
    attribute = cms.CMSAttribute({"type": cms.CMSAttributeType("signature_time_stamp_token"), "values": (token,)})
    whole["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])
    return bytes(whole.dump())


def signature_in(container: bytes) -> bytes:
    """The signature value in a CMS container, which its timestamp is about."""
    value: bytes = cms.ContentInfo.load(container)["content"]["signer_infos"][0]["signature"].native
    return value


async def raise_level(file: IO[bytes], level: SignatureLevel, wanted: SignatureLevel, notary: Notary) -> tuple[SignatureLevel, SilentError | None]:
    """Put after the last signature of an open PDF what leads from `level` to `wanted`; the level reached, and who did not answer where that is lower.

    Raises:
        RevokedCertificateError: a signer's certificate is revoked; the steps before it stay.
    """
    steps = ((SignatureLevel.TIMED, _stamp), (SignatureLevel.LONG_TERM, _add_evidence), (SignatureLevel.ARCHIVAL, _stamp))
    for next_level, step in steps:
        if wanted.reaches(next_level) and not level.reaches(next_level):
            try:
                await _whole_or_not(file, step, notary)
            except SilentError as silent:
                return level, silent
            level = next_level
    return level, None


async def _whole_or_not(file: IO[bytes], step: Callable[[IO[bytes], Notary], Awaitable[None]], notary: Notary) -> None:
    end = file.seek(0, os.SEEK_END)
    try:
        await step(file, notary)
    except BaseException:
        file.truncate(end)
        raise


async def _stamp(file: IO[bytes], notary: Notary) -> None:
    writer: Any = Revision(file, strict=True)
    taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
    name = next(free for number in range(1, len(taken) + 2) if (free := f"Waktu{number}") not in taken)
    append_signature_field(writer, SigFieldSpec(name, readable_field_name="Timestamp"))
    if "/Perms" not in writer.prev.root:
        widget = next(link.get_object() for found, _, link in enumerate_sig_fields(writer) if found == name)
        widget["/AP"] = objects.dictionary({"/N": writer.add_object(objects.stream(zlib.compress(b""), _NOTHING))})
    await PdfTimeStamper(notary.stamper, field_name=name).async_timestamp_pdf(writer, DIGEST, bytes_reserved=STAMP_ROOM_HEX, in_place=True)


async def _add_evidence(file: IO[bytes], notary: Notary) -> None:
    reader = PdfFileReader(file, strict=True)
    paths = []
    for signed, is_signers in _signed_data(reader):
        certificates = extract_certificate_info(signed)
        try:
            paths.append(await notary.prove(certificates.signer_cert, certificates.other_certs))
        except RevokedCertificateError as exc:
            if is_signers:
                raise
            raise SilentError(certificates.signer_cert.subject.human_friendly, str(exc)) from exc
    writer: Any = Revision(file, strict=True)
    store = DocumentSecurityStore.supply_dss_in_writer(writer, None, paths=paths, validation_context=notary.evidence, embed_roots=False)
    if store.modified:
        writer.write_in_place()


def _signed_data(reader: Any) -> Iterator[tuple[Any, bool]]:  # noqa: ANN401 - pyHanko's, asn1crypto's
    """Everything in the file that a certificate signed, and whether a person did: signatures, their tokens, document time stamps."""
    for signature in reader.embedded_regular_signatures:
        yield signature.signed_data, True
        for token in extract_tst_data_iter(signature.signer_info, signed=False):
            yield token, False
    for stamp in reader.embedded_timestamp_signatures:
        yield stamp.signed_data, False
