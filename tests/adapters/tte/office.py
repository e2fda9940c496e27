"""An office's signatory for the tests of signing: keys, letters to sign, and the words of the visible TTE."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pypdf import PdfWriter
from pypdf.generic import RectangleObject

from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.domain.page import MM, Box, SignatureBlock
from pipeline.domain.signing import SigningOrder, SigningResult

DRAFTS = Path(__file__).parents[2] / "data" / "konsep"
NOW = datetime.now(UTC).replace(microsecond=0)
QR = "https://surat.example.go.id/v/2026-000123-abcdef0123"
BOX = Box(page=1, x_pt=300, y_pt=90, width_pt=62 * MM, height_pt=22 * MM)
BLOCK = SignatureBlock(
    position="Plt. Kepala Dinas Kependudukan dan Pencatatan Sipil",
    name="Dr. Rina Wulandari, S.H., M.Si.",
    rank="Pembina Utama Muda, IV/c",
    nip="197501012000032001",
    words="Ditandatangani secara elektronik (tidak tersertifikasi)",
    qr=QR,
)


@dataclass(frozen=True)
class Office:
    """Where the keys stand and what opens them."""

    folder: Path
    passphrases: dict[str, str]

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def key(self, official: str = "kepala-dinas") -> Path:
        return self.folder / f"{official}.p12"

    def sign(self, *orders: SigningOrder, official: str = "kepala-dinas", passphrase: str | None = None) -> list[SigningResult]:
        return sign_batch(orders, str(self.key(official)), passphrase or self.passphrases[official], [str(self.ca)])


def order(source: Path, target: Path, *, letter: str = "2026-000123", box: Box = BOX, at: datetime = NOW) -> SigningOrder:
    return SigningOrder(letter=letter, source=str(source), target=str(target), box=box, block=BLOCK, reason="Persetujuan", location="Sewon", at=at)


def draft(name: str = "liberation") -> Path:
    return DRAFTS / f"{name}.pdf"


def blank(path: Path, *, rotate: int = 0, crop: tuple[float, float, float, float] | None = None, origin: tuple[float, float] = (0, 0)) -> Path:
    """An empty page that is seen as 595 by 842 points, however it is turned and cut."""
    width, height = (842, 595) if rotate % 180 else (595, 842)
    writer = PdfWriter()
    page = writer.add_blank_page(width, height)
    if crop is not None:
        left, bottom, right, top = crop
        page.mediabox = RectangleObject((origin[0] - left, origin[1] - bottom, origin[0] + width + right, origin[1] + height + top))
        page.cropbox = RectangleObject((origin[0], origin[1], origin[0] + width, origin[1] + height))
    page.rotate(rotate)
    writer.write(path)
    return path


def machine_certificate(name: str, *, stamps_time: bool) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A self-signed certificate of a machine: a time stamping authority, or a server that may encipher keys and nothing else."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=stamps_time,
        content_commitment=False,
        key_encipherment=not stamps_time,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING if stamps_time else ExtendedKeyUsageOID.SERVER_AUTH])
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
    timed = begun.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=1))
    return key, timed.add_extension(usage, critical=True).add_extension(purpose, critical=True).sign(key, hashes.SHA256())
