"""Letters a second through the whole procedure, beside a plain script of stock pypdf and pyHanko doing the same work: `make bench`.

Ours: the real rounds on real folders, durable, from draft to the partner's folder: claim, number, stamp, two verifications, TTE in one batch, delivery.
The peer: for each letter, read the draft, draw the number over it, write, sign with a text block, validate, copy to a folder and sync; no register, no
verification. Both in the same run; only the ratio is worth anything. `python -m tests.bench [letters]`.
"""

import io
import logging
import os
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import yaml
from fpdf import FPDF
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pypdf import PdfReader, PdfWriter

from pipeline.adapters.tte.trust import trust_context
from tests import bench_daemon, bench_signing
from tests.kantor import CHAIN, CODE, KONSEP, Kantor, open_kantor

PEER_LETTERS = 10


def main() -> None:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with TemporaryDirectory() as name, open_kantor(Path(name) / "kantor") as kantor:
        kantor.approve_all(kantor.submit("pemanasan", hal="Pemanasan"))
        steps = ours(kantor, letters)
        peer = stock(kantor, Path(name))
    total = sum(steps.values())
    rate, peer_rate = letters / total, PEER_LETTERS / peer
    print("whole procedure, durable:")  # noqa: T201 -- its purpose
    for step, seconds in steps.items():
        print(f"  {step:<12} {seconds * 1000 / letters:6.1f} ms a letter")  # noqa: T201 -- its purpose
    print(f"  ours {rate:.1f} letters/s · stock script {peer_rate:.1f} letters/s · ratio {rate / peer_rate:.1f}")  # noqa: T201 -- its purpose
    print("signing:")  # noqa: T201 -- its purpose
    bench_signing.main()
    bench_daemon.main()


def ours(kantor: Kantor, letters: int) -> dict[str, float]:
    """Seconds of each step for so many letters; the time files take to settle is part of it."""
    draft = (KONSEP / "liberation.pdf").read_bytes()
    for place in range(letters):
        kantor.save(f"surat-{place}", f"hal: Surat {place}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", pdf=draft)
    steps = {"intake": timed(kantor)}
    for official in CHAIN:
        waiting = [one for one in kantor.desk.register.letters() if one.post is not None and one.post.acting == official]
        assert len(waiting) == letters, (official, len(waiting))
        stage = "4-tte" if official == CHAIN[-1] else "3-verifikasi"
        batch: dict[str, object] = {"daftar": [{"surat": one.id, "dokumen": one.document, "keputusan": "setuju"} for one in waiting]}
        if stage == "4-tte":
            batch["passphrase"] = kantor.passphrase
        (kantor.inbox / stage / official / "semua.yaml").write_text(yaml.safe_dump(batch, sort_keys=False, width=200), "utf-8")
        steps["tte, send" if stage == "4-tte" else official] = timed(kantor)
    assert kantor.desk.register.counts() == {"sent": letters + 1}
    return steps


def timed(kantor: Kantor) -> float:
    begun = time.perf_counter()
    kantor.work()
    return time.perf_counter() - begun


def stock(kantor: Kantor, folder: Path) -> float:
    """Seconds the plain script takes for PEER_LETTERS letters."""
    signer = SimpleSigner.load_pkcs12(str(kantor.settings.state / "demo/kepala-dinas.p12"), passphrase=kantor.passphrase.encode())
    roots = [kantor.settings.state / "demo/ca.pem"]
    (folder / "partner").mkdir()
    begun = time.perf_counter()
    for place in range(PEER_LETTERS):
        stamped = stock_stamp(f"{CODE}/{place}")
        target = folder / f"stock-{place}.pdf"
        meta = PdfSignatureMetadata(field_name="TTE", subfilter=SigSeedSubFilter.PADES)
        style = TextStampStyle(stamp_text="Ditandatangani secara elektronik")
        with target.open("w+b") as sink:
            spec = SigFieldSpec("TTE", box=(300, 390, 475, 440))
            PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec).sign_pdf(IncrementalPdfFileWriter(stamped), output=sink)
            assert validate_pdf_signature(PdfFileReader(sink).embedded_signatures[0], trust_context(roots)).bottom_line
            os.fsync(sink.fileno())
        shutil.copyfile(target, folder / "partner" / target.name)
    return time.perf_counter() - begun


def stock_stamp(number: str) -> io.BytesIO:
    page = FPDF(format="A4")
    page.add_page()
    page.set_font("Times", size=12)
    page.text(110, 36, number)
    over = PdfReader(io.BytesIO(bytes(page.output())))
    writer = PdfWriter(clone_from=KONSEP / "liberation.pdf")
    writer.pages[0].merge_page(over.pages[0])
    result = io.BytesIO()
    writer.write(result)
    result.seek(0)
    return result
