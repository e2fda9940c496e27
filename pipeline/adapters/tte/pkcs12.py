"""Signs letters with a PKCS#12 key: PAdES B-B approval signatures with a visible TTE (SOP 8).

This runs in a worker process that lives for one decision. The key is opened once, each letter is signed file to file, and each result is judged from its
own bytes before it counts: one more signature than before, the bottom line true, the whole document covered, the approved bytes untouched in front. What
does not hold is removed. One broken letter delays no other; a key that does not open refuses them all.

Promises: a source is only read; a target that is reported as signed is complete and on the disk; nothing else is left behind.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator import ValidationContext

from pipeline.adapters.tte import objects
from pipeline.adapters.tte.appearance import draw
from pipeline.adapters.tte.judge import judge, trust_context
from pipeline.adapters.tte.key import DIGEST, KeyRefusedError, OpenKey, open_key
from pipeline.adapters.tte.placement import place
from pipeline.adapters.tte.typeface import Typeface, typeface_for
from pipeline.domain.errors import HeldError, LaterError, SuratError
from pipeline.domain.notes import signing as notes
from pipeline.domain.signing import SignedDocument, SigningOrder, SigningResult

CHUNK_BYTES: Final = 1 << 20
REASON_CHARACTERS: Final = 160
"""how much of a library's complaint goes into a message"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What a batch is signed with, made once."""

    key: OpenKey
    typeface: Typeface
    contexts: dict[datetime, ValidationContext]
    """what is trusted, at each time of signing in the batch"""
    runner: asyncio.Runner


def sign_batch(orders: Sequence[SigningOrder], key_file: str, passphrase: str, trust_roots: Sequence[str], *, certified: bool = False) -> list[SigningResult]:
    """Sign all `orders` with one opening of the key; the results stand in the order of the orders.

    Args:
        orders: what to sign; sources are only read, targets are made.
        key_file: the signatory's PKCS#12 file.
        passphrase: opens the key; kept nowhere.
        trust_roots: PEM files that the result must chain to.
        certified: whether the office holds these roots for a state certification centre's.
    """
    return list(sign_each(orders, key_file, passphrase, trust_roots, certified=certified))


def sign_each(
    orders: Sequence[SigningOrder], key_file: str, passphrase: str, trust_roots: Sequence[str], *, certified: bool = False
) -> Iterator[SigningResult]:
    """The same as `sign_batch`, each result as soon as it is there."""
    with asyncio.Runner() as runner:
        try:
            bench = _Bench(
                key=runner.run(open_key(Path(key_file), passphrase)),
                typeface=typeface_for(_words(orders)),
                contexts={at: trust_context([Path(root) for root in trust_roots], at) for at in {order.at for order in orders}},
                runner=runner,
            )
        except KeyRefusedError as refusal:
            yield from (refusal.about(order.letter) for order in orders)
            return
        except HeldError as refusal:
            yield from (refusal for _ in orders)
            return
        for order in orders:
            error = _failure(order, bench)
            yield error or SignedDocument(letter=order.letter, signer=bench.key.signer, at=order.at, certified=certified)


def _words(orders: Sequence[SigningOrder]) -> list[str]:
    blocks = (order.block for order in orders)
    return [words for block in blocks for words in (block.words, block.position, block.name, block.rank, block.nip)]


def _failure(order: SigningOrder, bench: _Bench) -> SuratError | None:
    """Sign one letter; whatever goes wrong is told, and its target is gone."""
    error: SuratError
    try:
        bench.key.check_at(order.at)
        with Path(order.source).open("rb") as source, Path(order.target).open("w+b") as target:
            before = _sign(order, source, target, bench)
            _prove(order, source, target, before, bench)
            os.fsync(target.fileno())
    except SuratError as exc:
        error = exc
    except KeyRefusedError as exc:
        error = exc.about(order.letter)
    except OSError as exc:
        is_lost = isinstance(exc, FileNotFoundError) and not Path(order.source).exists()
        lost, failing = HeldError(notes.DOCUMENT_MISSING(letter=order.letter)), LaterError(notes.DISK_FAILS(letter=order.letter, reason=type(exc).__name__))
        error = lost if is_lost else failing
    except Exception as exc:  # noqa: BLE001 - whatever a parser says about one document is that document's result; the others go on
        error = HeldError(notes.DOCUMENT_UNSIGNABLE(letter=order.letter, reason=_complaint(exc)))
    else:
        return None
    with suppress(OSError):  # a disk that fails here failed before; the error says so
        Path(order.target).unlink(missing_ok=True)
    return error


def _sign(order: SigningOrder, source: IO[bytes], target: IO[bytes], bench: _Bench) -> int:
    """Write `source` and one more revision, which holds the signature, to `target`; gives the number of signatures before."""
    writer = IncrementalPdfFileWriter(source, strict=True)
    names = [name for name, _, _ in enumerate_sig_fields(writer.prev)]
    before = len([name for name, _, _ in enumerate_sig_fields(writer.prev, filled_status=True)])
    name = next(free for number in range(1, len(names) + 2) if (free := f"TTE{number}") not in names)
    embedding = _embedding(writer, name, order, bench.typeface)
    writer.register_extension(ESIC_EXTENSION_1)
    signature = SignatureObject(
        timestamp=order.at,
        subfilter=SigSeedSubFilter.PADES,
        name=order.block.name,
        location=order.location,
        reason=order.reason,
        bytes_reserved=bench.key.room_hex,
    )
    embedding.send(SigObjSetup(sig_placeholder=signature))
    prepared, _ = embedding.send(SigIOSetup(md_algorithm=DIGEST, output=target, chunk_size=CHUNK_BYTES))
    embedding.send(bench.key.sign(prepared.document_digest))
    return before


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


def _prove(order: SigningOrder, source: IO[bytes], target: IO[bytes], before: int, bench: _Bench) -> None:
    """Judge the result from its bytes.

    Raises:
        HeldError: it does not hold.
    """
    if not _begins_with(target, source):
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason="prefix"))
    try:
        findings = bench.runner.run(judge(target, bench.contexts[order.at]))
    except Exception as exc:
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=_complaint(exc))) from exc
    if len(findings) != before + 1:
        raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=f"{len(findings)} / {before + 1}"))
    for finding in findings:
        if not finding.holds:
            facts = finding.facts
            reason = f"intact={facts.intact} trusted={facts.trusted} covers={facts.covers_whole_document}"
            raise HeldError(notes.RESULT_INVALID(letter=order.letter, reason=reason))


def _begins_with(whole: IO[bytes], part: IO[bytes]) -> bool:
    whole.seek(0)
    part.seek(0)
    while piece := part.read(CHUNK_BYTES):
        if whole.read(len(piece)) != piece:
            return False
    return True


def _complaint(exc: Exception) -> str:
    return f"{type(exc).__name__}: {exc}"[:REASON_CHARACTERS]
