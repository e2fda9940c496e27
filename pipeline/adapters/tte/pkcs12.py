"""Signs letters with a key of the office's own: PAdES signatures with a visible TTE, at the level the office wants (SOP 8).

This runs in a worker process that lives for one decision. The key is opened once, each letter is signed file to file, and each result is judged from its
own bytes before it counts: one more signature than before, the bottom line true, the whole document covered, the level reached, the approved bytes untouched
in front. What does not hold is removed. One broken letter delays no other; a key that does not open refuses them all.

While the time stamping authority or a certification centre gives no answer that can be used, a letter waits, or is signed at the level that can be reached
and says so, as the office has decided. A certificate that its centre calls revoked signs nothing.

Promises: a source is only read; a target that is reported as signed is complete and on the disk; nothing else is left behind.
"""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from pipeline.adapters.tte import objects
from pipeline.adapters.tte.appearance import draw
from pipeline.adapters.tte.judge import Finding, judge
from pipeline.adapters.tte.key import DIGEST, KeyRefusedError, OpenKey, open_key
from pipeline.adapters.tte.levels import STAMP_ROOM_HEX, raise_level, signature_in, with_token
from pipeline.adapters.tte.notary import Notary, RevokedCertificateError, SilentError, complaint, open_notary
from pipeline.adapters.tte.placement import place
from pipeline.adapters.tte.revision import Revision
from pipeline.adapters.tte.token import open_token
from pipeline.adapters.tte.trust import Trust, read_trust
from pipeline.adapters.tte.typeface import Typeface, typeface_for
from pipeline.domain.errors import AuthoritySilentError, HeldError, LaterError, SuratError
from pipeline.domain.notes import signing as notes
from pipeline.domain.office import KeyToken
from pipeline.domain.signing import SignatureLevel, SignedDocument, SigningOrder, SigningResult, SigningTerms

CHUNK_BYTES: Final = 1 << 20
KeySource = str | KeyToken
"""a PKCS#12 file's path, or a token"""
DEFAULT_TERMS: Final = SigningTerms()
"""B-B, asking nobody"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What a batch is signed with, made once."""

    key: OpenKey
    typeface: Typeface
    trust: Trust
    terms: SigningTerms
    notary: Notary
    runner: asyncio.Runner


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """A signature as it was put into a file."""

    before: int
    """how many signatures there were"""
    level: SignatureLevel
    silent: SilentError | None = None
    """who did not answer, where the level is lower than wanted"""


def sign_batch(
    orders: Sequence[SigningOrder], key: KeySource, passphrase: str, trust_roots: Sequence[str], terms: SigningTerms = DEFAULT_TERMS
) -> list[SigningResult]:
    """Sign all `orders` with one opening of the key; the results stand in the order of the orders.

    Args:
        orders: what to sign; sources are only read, targets are made.
        key: the signatory's PKCS#12 file, or token.
        passphrase: opens the key; kept nowhere.
        trust_roots: PEM files that the result must chain to.
        terms: the level wanted, and who is asked for what it needs.
    """
    return list(sign_each(orders, key, passphrase, trust_roots, terms))


def sign_each(
    orders: Sequence[SigningOrder], key: KeySource, passphrase: str, trust_roots: Sequence[str], terms: SigningTerms = DEFAULT_TERMS
) -> Iterator[SigningResult]:
    """The same as `sign_batch`, each result as soon as it is there."""
    with asyncio.Runner() as runner:
        try:
            trust = read_trust([Path(root) for root in trust_roots], [Path(root) for root in terms.state_roots])
            notary = open_notary(terms, trust)
            opened = runner.run(open_token(key, passphrase) if isinstance(key, KeyToken) else open_key(Path(key), passphrase))
            bench = _Bench(key=opened, typeface=typeface_for(_words(orders)), trust=trust, terms=terms, notary=notary, runner=runner)
        except KeyRefusedError as refusal:
            yield from (refusal.about(order.letter) for order in orders)
            return
        except HeldError as refusal:
            yield from (refusal for _ in orders)
            return
        try:
            yield from _deserved(orders, bench)
        finally:
            runner.run(notary.close())


def _deserved(orders: Sequence[SigningOrder], bench: _Bench) -> Iterator[SigningResult]:
    """Sign each letter; one whose footer the certificate turns out not to deserve is signed anew without it, and so are those behind it."""
    deserves = True
    for order in orders:
        plain = replace(order, source=order.plain, plain="") if order.plain else order
        result = _result(order if deserves else plain, bench)
        if order.plain and deserves and isinstance(result, SignedDocument) and not result.certified:
            deserves, result = False, _result(plain, bench)
        yield result


def _words(orders: Sequence[SigningOrder]) -> list[str]:
    blocks = (order.block for order in orders)
    return [words for block in blocks for words in (block.words, block.position, block.name, block.rank, block.nip)]


def _result(order: SigningOrder, bench: _Bench) -> SigningResult:
    """Sign one letter; whatever goes wrong is told, and its target is gone."""
    error: SuratError
    try:
        bench.key.check_at(order.at)
        with Path(order.source).open("rb") as source, Path(order.target).open("w+b") as target:
            signed = _sign(order, source, target, bench)
            finding = _prove(order, source, target, signed, bench)
            os.fsync(target.fileno())
    except SuratError as exc:
        error = exc
    except KeyRefusedError as exc:
        error = exc.about(order.letter)
    except RevokedCertificateError as exc:
        error = HeldError(notes.CERTIFICATE_REVOKED(letter=order.letter, signer=bench.key.signer, reason=str(exc)))
    except OSError as exc:
        is_lost = isinstance(exc, FileNotFoundError) and not Path(order.source).exists()
        lost, failing = HeldError(notes.DOCUMENT_MISSING(letter=order.letter)), LaterError(notes.DISK_FAILS(letter=order.letter, reason=type(exc).__name__))
        error = lost if is_lost else failing
    except Exception as exc:  # noqa: BLE001 - whatever a parser says about one document is that document's result; the others go on
        error = HeldError(notes.DOCUMENT_UNSIGNABLE(letter=order.letter, reason=complaint(exc)))
    else:
        return _document(order, signed, finding, bench)
    with suppress(OSError):  # a disk that fails here failed before; the error says so
        Path(order.target).unlink(missing_ok=True)
    return error


def _document(order: SigningOrder, signed: _Signed, finding: Finding, bench: _Bench) -> SignedDocument:
    silent, at = signed.silent, finding.facts.time or order.at
    return SignedDocument(
        letter=order.letter,
        signer=bench.key.signer,
        at=order.at if signed.level is SignatureLevel.BASIC else at.astimezone(order.at.tzinfo),
        certified=finding.facts.certified,
        level=finding.level or signed.level,
        lack=notes.LEVEL_LOWERED(level=signed.level.value, wanted=bench.terms.level.value, who=silent.who, reason=silent.reason) if silent else None,
    )


def _sign(order: SigningOrder, source: IO[bytes], target: IO[bytes], bench: _Bench) -> _Signed:
    """Write `source`, one more revision with the signature, and what its level needs after that, to `target`."""
    writer = Revision(source, strict=True)
    names = [name for name, _, _ in enumerate_sig_fields(writer.prev)]
    before = len(writer.prev.embedded_regular_signatures)
    name = next(free for number in range(1, len(names) + 2) if (free := f"TTE{number}") not in names)
    embedding = _embedding(writer, name, order, bench.typeface)
    writer.register_extension(ESIC_EXTENSION_1)
    wanted = bench.terms.level
    signature = SignatureObject(
        timestamp=order.at,
        subfilter=SigSeedSubFilter.PADES,
        name=order.block.name,
        location=order.location,
        reason=order.reason,
        bytes_reserved=bench.key.room_hex if wanted is SignatureLevel.BASIC else max(STAMP_ROOM_HEX, 2 * bench.key.room_hex),
    )
    certifies = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES) if bench.terms.certifies else None
    embedding.send(SigObjSetup(sig_placeholder=signature, mdp_setup=certifies))
    prepared, _ = embedding.send(SigIOSetup(md_algorithm=DIGEST, output=target, chunk_size=CHUNK_BYTES))
    container = bench.key.sign(prepared.document_digest)
    token, silent = _token(order, container, bench) if wanted is not SignatureLevel.BASIC else (None, None)
    embedding.send(container if token is None else with_token(container, token))
    if token is None:
        return _Signed(before=before, level=SignatureLevel.BASIC, silent=silent)
    return _raise(order, target, before, bench)


def _token(order: SigningOrder, container: bytes, bench: _Bench) -> tuple[Any, SilentError | None]:
    """A timestamp for the signature in a container, or who did not give one.

    Raises:
        AuthoritySilentError: nobody gave one, and the letter waits for it.
    """
    try:
        return bench.runner.run(bench.notary.stamp(hashlib.sha256(signature_in(container)).digest())), None
    except SilentError as silent:
        return None, _lowered(order, silent, bench)


def _raise(order: SigningOrder, target: IO[bytes], before: int, bench: _Bench) -> _Signed:
    """Put what the level needs after a signature with a timestamp.

    Raises:
        AuthoritySilentError: the letter waits for one that is silent.
    """
    level, silent = bench.runner.run(raise_level(target, SignatureLevel.TIMED, bench.terms.level, bench.notary))
    return _Signed(before=before, level=level, silent=_lowered(order, silent, bench) if silent else None)


def _lowered(order: SigningOrder, silent: SilentError, bench: _Bench) -> SilentError:
    if not bench.terms.lowers:
        raise AuthoritySilentError(notes.AUTHORITY_SILENT(letter=order.letter, who=silent.who, reason=silent.reason)) from silent
    return silent


def _embedding(writer: Any, name: str, order: SigningOrder, typeface: Typeface) -> Any:  # noqa: ANN401 - pyHanko's writer and protocol
    """Begin pyHanko's embedding protocol: the signature field exists, with its appearance."""
    if order.box.page < 1:
        reason = f"page {order.box.page}"
        raise ValueError(reason)
    page = writer.find_page_for_modification(order.box.page - 1)[0].get_object()
    placement = place(page, order.box)
    spec = SigFieldSpec(name, on_page=order.box.page - 1, box=placement.rect_pt)  # type: ignore[arg-type]  # it takes fractions of a point too
    embedding = PdfCMSEmbedder(spec).write_cms(name, writer)
    widget = next(embedding).get_object()
    widget["/TU"] = objects.text(f"{order.block.words}: {order.block.name}")
    widget["/AP"] = objects.dictionary({"/N": draw(writer, order.box, placement, order.block, typeface)})
    if placement.rotation:
        widget["/MK"] = objects.dictionary({"/R": objects.number(placement.rotation)})
    return embedding


def _prove(order: SigningOrder, source: IO[bytes], target: IO[bytes], signed: _Signed, bench: _Bench) -> Finding:
    """Judge the result from its bytes; what is found of the new signature.

    Raises:
        HeldError: it does not hold, or is not what was wanted.
    """
    if not begins_with(target, source):
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason="prefix"))
    moment = order.at if signed.level is SignatureLevel.BASIC else None
    try:
        findings = bench.runner.run(judge(target, bench.trust.at(moment)))
    except Exception as exc:
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=complaint(exc))) from exc
    if len(findings) != signed.before + 1:
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=f"{len(findings)} / {signed.before + 1}"))
    for finding in findings:
        if not finding.holds:
            facts = finding.facts
            reason = f"intact={facts.intact} trusted={facts.trusted} covers={facts.covers_whole_document}"
            raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=reason))
    found = findings[-1].level
    if found is None or not found.reaches(signed.level):  # what an earlier signature brought along may raise this one too
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=f"{findings[-1].facts.level} / {signed.level.value}"))
    return findings[-1]


def begins_with(whole: IO[bytes], part: IO[bytes]) -> bool:
    """Whether the one file begins with all of the other."""
    whole.seek(0)
    part.seek(0)
    while piece := part.read(CHUNK_BYTES):
        if whole.read(len(piece)) != piece:
            return False
    return True
