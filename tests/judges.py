"""Other people's tools as judges of what we sign: poppler's pdfsig, OpenSSL, qpdf, MuPDF, zbar and PDFBox."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from xml.etree import ElementTree as ET

JARS: Final = ("preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "javax.activation", "jaxb-api")
"""PDFBox's judge of PDF/A-1b and what it needs, as Debian installs them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfsigFacts:
    """What pdfsig says about one signature."""

    signer: str
    kind: str
    valid: bool
    trusted: bool
    total_document: bool


def pdfsig(path: Path, ca: Path) -> tuple[PdfsigFacts, ...]:
    """Every signature of `path` as pdfsig sees it with `ca` trusted."""
    with TemporaryDirectory() as nss:
        _run("certutil", "-N", "-d", f"sql:{nss}", "--empty-password")
        _run("certutil", "-A", "-d", f"sql:{nss}", "-n", "ca", "-t", "CT,C,C", "-a", "-i", str(ca))
        told = subprocess.run(["pdfsig", "-nssdir", nss, str(path)], capture_output=True, text=True, check=False).stdout
    return tuple(
        PdfsigFacts(
            signer=_after("Signer Certificate Common Name: ", part),
            kind=_after("Signature Type: ", part),
            valid="Signature is Valid." in part,
            trusted="Certificate is Trusted." in part,
            total_document="Total document signed" in part and "Not total" not in part,
        )
        for part in re.split(r"^Signature #\d+:$", told, flags=re.MULTILINE)[1:]
    )


def openssl_cades(path: Path, ca: Path) -> list[bool]:
    """Whether OpenSSL verifies each signature as CAdES over the bytes that its /ByteRange names; in the order of the file."""
    content = path.read_bytes()
    return [_openssl_verifies(signed, cms, ca) for signed, cms in _signed_parts(content)]


def openssl_timestamp(path: Path, ca: Path) -> bool:
    """Whether OpenSSL verifies the last signature of the file as an RFC 3161 time stamp of the bytes that its /ByteRange names."""
    signed, token = _signed_parts(path.read_bytes())[-1]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "content").write_bytes(signed)
        (folder / "token").write_bytes(token)
        words = ["openssl", "ts", "-verify", "-token_in", "-in", str(folder / "token"), "-data", str(folder / "content"), "-CAfile", str(ca)]
        told = subprocess.run(words, capture_output=True, text=True, check=False)
    return told.returncode == 0 and "Verification: OK" in told.stdout + told.stderr


def qpdf_check(path: Path) -> str:
    """What qpdf complains of; empty when nothing."""
    told = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else told.stdout + told.stderr


def preflight(*paths: Path) -> list[frozenset[str]]:
    """What PDFBox finds in each file that PDF/A-1b (ISO 19005-1) forbids, as its codes; all of them by one Java machine.

    The first figure of a code says where: 1 the file's structure, 2 graphics, 3 fonts, 4 transparency, 5 annotations, 6 actions, 7 XMP.
    """
    with TemporaryDirectory() as name:
        told_in = Path(name) / "listed.txt"
        told_in.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        words = ["java", "-cp", ":".join(f"/usr/share/java/{jar}.jar" for jar in JARS), "org.apache.pdfbox.preflight.Validator_A1b"]
        _run(*words, "xml", "group", str(told_in))
        told = ET.parse(f"{told_in}.preflight.xml").getroot()  # noqa: S314 - our own tool wrote it
    found = [(one.findtext("isValid"), frozenset(code.text or "" for code in one.iter("code"))) for one in told.iter("preflight")]
    if len(found) != len(paths) or any((valid == "true") is not (not codes) for valid, codes in found):
        raise RuntimeError(ET.tostring(told, encoding="unicode"))
    return [codes for _, codes in found]


def mutool_sign(path: Path) -> str:
    """What MuPDF says about the signatures; it has no trust list of ours, so it speaks of digests and changes only."""
    return subprocess.run(["mutool", "sign", "-v", str(path)], capture_output=True, text=True, check=False).stdout


def qr_codes(path: Path, page: int = 1, dpi: int = 150, box_pt: tuple[float, float, float, float] | None = None) -> list[str]:
    """The QR codes on a page as seen, or in a box of it (left, top, width, height), as zbar reads them from its picture."""
    with TemporaryDirectory() as folder:
        image = Path(folder) / "page.pgm"
        image.write_bytes(picture(path, page, dpi, box_pt))
        told = subprocess.run(["zbarimg", "-q", "--raw", "--nodbus", str(image)], capture_output=True, text=True, check=False)
    return told.stdout.splitlines()


def picture(path: Path, page: int = 1, dpi: int = 150, box_pt: tuple[float, float, float, float] | None = None) -> bytes:
    """A page as seen, or a box of it (left, top, width, height), drawn by poppler as a grey PGM picture."""
    pixels = [round(length * dpi / 72) for length in box_pt or ()]
    crop = [word for option, length in zip(("-x", "-y", "-W", "-H"), pixels, strict=False) for word in (option, str(length))]
    words = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-cropbox", "-gray", *crop, str(path)]
    return subprocess.run(words, capture_output=True, check=True).stdout


def page_text(path: Path, page: int = 1) -> str:
    """The text of a page and its annotations as poppler reads it, white space folded."""
    told = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page), str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


def _signed_parts(content: bytes) -> list[tuple[bytes, bytes]]:
    parts = []
    for found in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content):
        start, length, again, rest = map(int, found.groups())
        padded = bytes.fromhex(content[start + length : again].strip(b"<>").decode("ascii"))
        parts.append((content[start : start + length] + content[again : again + rest], padded[: _der_length(padded)]))
    return parts


def _der_length(der: bytes) -> int:
    octets = der[1] & 0x7F if der[1] & 0x80 else 0
    return 2 + octets + (int.from_bytes(der[2 : 2 + octets]) if octets else der[1])


def _openssl_verifies(signed: bytes, cms: bytes, ca: Path) -> bool:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "content").write_bytes(signed)
        (folder / "cms").write_bytes(cms)
        words = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", str(folder / "cms"), "-content", str(folder / "content")]
        told = subprocess.run([*words, "-CAfile", str(ca), "-out", "/dev/null"], capture_output=True, text=True, check=False)
    return told.returncode == 0 and "CAdES Verification successful" in told.stderr


def _after(label: str, part: str) -> str:
    found = re.search(re.escape(label) + "(.*)", part)
    return found.group(1).strip() if found else ""


def _run(*words: str) -> None:
    subprocess.run(words, capture_output=True, check=True)
