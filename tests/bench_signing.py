"""How long a visible TTE takes, beside stock pyHanko doing less (words without a QR): PAdES B-B, RSA-2048, judged afterwards.

Run as `python -m tests.bench_signing [letters]`.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle

from pipeline.adapters.tte.demo import make_demo_keys
from pipeline.adapters.tte.pool import Pkcs12Signer
from pipeline.adapters.tte.trust import trust_context
from pipeline.domain.signing import Secret, SignedDocument
from tests.adapters.tte.office import BLOCK, NOW, Office, draft, order


def main() -> None:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with TemporaryDirectory() as name:
        folder = Path(name)
        office = Office(folder, make_demo_keys(folder, {"kepala-dinas": (BLOCK.name, "Dinas Kependudukan")}, NOW))
        signer = Pkcs12Signer(trust_roots=(office.ca,))
        _ours(signer, office, folder, 1)
        alone = _took_ms(lambda: _ours(signer, office, folder, 1))
        inside = _took_ms(lambda: _here(office, folder, letters)) / letters
        batch = _took_ms(lambda: _ours(signer, office, folder, letters)) / letters
        stock = _took_ms(lambda: _stock(office, folder, 10)) / 10
    print(f"alone {alone:.0f} ms · one process {inside:.1f} ms · batch of {letters} {batch:.1f} ms · stock pyHanko {stock:.0f} ms")  # noqa: T201 - its purpose
    print(f"one process: {stock / inside:.1f} times stock · all cores: {stock / batch:.1f} times stock")  # noqa: T201 - its purpose


def _ours(signer: Pkcs12Signer, office: Office, folder: Path, letters: int) -> None:
    orders = [order(draft(), folder / f"{number}.pdf") for number in range(letters)]
    results = signer.sign(orders, office.key(), Secret(office.passphrases["kepala-dinas"]))
    assert all(isinstance(result, SignedDocument) for result in results)


def _here(office: Office, folder: Path, letters: int) -> None:
    results = office.sign(*(order(draft(), folder / f"{number}.pdf") for number in range(letters)))
    assert all(isinstance(result, SignedDocument) for result in results)


def _stock(office: Office, folder: Path, letters: int) -> None:
    signer = SimpleSigner.load_pkcs12(str(office.key()), passphrase=office.passphrases["kepala-dinas"].encode())
    for number in range(letters):
        meta = PdfSignatureMetadata(field_name="TTE1", subfilter=SigSeedSubFilter.PADES)
        spec = SigFieldSpec("TTE1", box=(300, 90, 475, 152))
        target = folder / f"stock{number}.pdf"
        with draft().open("rb") as source, target.open("w+b") as file:
            stamp = TextStampStyle(stamp_text=f"{BLOCK.words}\n{BLOCK.name}")
            PdfSigner(meta, signer, stamp_style=stamp, new_field_spec=spec).sign_pdf(IncrementalPdfFileWriter(source), output=file)
            assert validate_pdf_signature(PdfFileReader(file).embedded_signatures[0], trust_context([office.ca])).bottom_line


def _took_ms(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
