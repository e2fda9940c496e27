"""Signs a blank page with keys made for it, once, when the fork server imports this; nothing else does.

The libraries prepare much of their work at its first use: a worker that started cold spent more time on that than on its letter, and each lives for one
decision only. The workers come from the fork server as copies and find everything prepared. What was made for the rehearsal is gone when it ends, the fork
server never has a signatory's key, and a rehearsal that fails changes nothing but the time.
"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF

from pipeline.adapters.tte.demo import make_demo_keys
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.domain.page import Box, SignatureBlock
from pipeline.domain.signing import SigningOrder, SigningResult

_WHO = "latihan"


def rehearse() -> SigningResult:
    """Sign a blank page and judge it, in a folder that is removed."""
    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="surat-") as name:
        folder = Path(name)
        passphrases = make_demo_keys(folder, {_WHO: (_WHO, _WHO)}, now)
        page = FPDF()
        page.add_page()
        source = folder / "source.pdf"
        source.write_bytes(bytes(page.output()))
        order = SigningOrder(
            letter=_WHO,
            source=str(source),
            target=str(folder / "target.pdf"),
            box=Box(page=1, x_pt=100, y_pt=100, width_pt=180, height_pt=60),
            block=SignatureBlock(position=_WHO, name=_WHO, rank="", nip="", words=_WHO, qr=_WHO),
            reason="",
            location="",
            at=now,
        )
        return sign_batch([order], str(folder / f"{_WHO}.p12"), passphrases[_WHO], [str(folder / "ca.pem")])[0]


with suppress(Exception):
    rehearse()
