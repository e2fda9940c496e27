"""A signing gateway for the tests, on loopback: it really signs, with keys made for the test, and can be told to lie, stall, break or refuse.

It speaks both versions of the "eSign Client Service". What it was asked is remembered, so that a test can count how often a passphrase was sent.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle

NIK = "3402011505710006"
USER, PASSWORD = "surat", "sandi-aplikasi-81"
PASSPHRASE, TOTP = "Kata-Rahasia-47!", "748392"
SPRING = {"timestamp": "2026-11-25T02:00:00.000+00:00", "status": 500, "error": "Internal Server Error", "path": "/api/v2/sign/pdf"}
NEW_WRONG = (400, {"error": "Passphrase anda salah", "status_code": 2031})
OLD_WRONG = (400, {"error": "Proses signing gagal : Passphrase anda salah 2031", "status_code": 400})


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    body: dict[str, Any]


@dataclass
class Gateway:
    """What the gateway is to do, and what it was asked."""

    key: Path
    passphrase: str
    """opens the key file"""
    asked: list[Asked] = field(default_factory=list)
    standing: tuple[int, object] = (200, {"status_code": 1111, "status": "ISSUE", "message": "User siap"})
    code: tuple[int, object] = (200, {"message": "Kode dikirim"})
    """answered to who asks for a one-time code"""
    refusal: tuple[int, object] | None = None
    """answered in place of a signature; text is sent as HTML"""
    lie: Callable[[bytes, bytes], list[bytes]] | None = None
    """what is given back, from what was sent and what was signed"""
    cuts: bool = False
    """the line is broken once the whole document is there"""
    stalls: float = 0.0
    """seconds before an answer"""
    meanwhile: Callable[[], None] | None = None
    """happens once, while the document is with the gateway"""
    by_number: bool = False
    """version 1 gives only a number"""
    kept: dict[str, bytes] = field(default_factory=dict)
    port: int = 0
    wrong: tuple[int, object] = NEW_WRONG

    def asked_to_show(self) -> dict[str, Any]:
        """What the newest request of version 2 wants to be seen, and where."""
        return _shown(self.signings[-1].body, is_new=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def codes(self) -> list[Asked]:
        return [one for one in self.asked if one.path == "/api/v2/sign/get/totp"]

    @property
    def signings(self) -> list[Asked]:
        return [one for one in self.asked if one.path.endswith("/sign/pdf")]

    def sign(self, document: bytes, shown: dict[str, Any]) -> bytes:
        """One more signature, as a gateway adds it: at the place it is told, with the picture it is given."""
        return signed_by(self.key, self.passphrase, document, shown)


def signed_by(key: Path, passphrase: str, document: bytes, shown: dict[str, Any], before: Callable[[Any], None] | None = None) -> bytes:
    signer = SimpleSigner.load_pkcs12(str(key), passphrase=passphrase.encode())
    writer = IncrementalPdfFileWriter(BytesIO(document), strict=True)
    if before is not None:
        before(writer)
    number = document.count(b"/ByteRange") + 1
    name = f"Signature{number}"
    style = None
    if shown.get("picture"):
        x, y, width, height = (float(shown[one]) for one in ("x", "y", "width", "height"))
        spec = SigFieldSpec(name, on_page=int(shown["page"]) - 1, box=(x, y, x + width, y + height))  # type: ignore[arg-type]  # it takes fractions of a point too
        style = StaticStampStyle(background=PdfImage(picture_of(shown["picture"])), border_width=0, background_opacity=1)
    else:
        spec = SigFieldSpec(name)
    append_signature_field(writer, spec)
    about = PdfSignatureMetadata(
        field_name=name, reason=str(shown.get("reason", "")), location=str(shown.get("location", "")), subfilter=SigSeedSubFilter.PADES
    )
    made = PdfSigner(about, signer, stamp_style=style).sign_pdf(writer)
    return bytes(made.getvalue())


def picture_of(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def unsigned(sent: bytes, _signed: bytes) -> list[bytes]:
    return [sent]


def two_files(_sent: bytes, signed: bytes) -> list[bytes]:
    return [signed, signed]


def no_pdf(_sent: bytes, _signed: bytes) -> list[bytes]:
    return [b"<html>masuk dahulu</html>"]


def loose_bytes(_sent: bytes, signed: bytes) -> list[bytes]:
    return [signed + b"\n% tambahan"]


def altered_page(key: Path, passphrase: str) -> Callable[[bytes, bytes], list[bytes]]:
    """The signature's own revision alters the page as well: nothing comes after the signature that could be found."""

    def alter(writer: IncrementalPdfFileWriter) -> None:
        reference, _ = writer.find_page_for_modification(0)
        page = reference.get_object()
        added = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 100 500 200 40 re f Q"))
        content = page.raw_get("/Contents")
        old = list(content) if isinstance(content, generic.ArrayObject) else [content]
        page["/Contents"] = generic.ArrayObject([*old, added])
        writer.update_container(page)

    return lambda sent, _signed: [signed_by(key, passphrase, sent, {}, alter)]


def shown_elsewhere(key: Path, passphrase: str, asked: Callable[[], dict[str, Any]], **changes: float) -> Callable[[bytes, bytes], list[bytes]]:
    """A good signature whose picture lies elsewhere than was asked for; `changes` are added to what was asked for."""

    def sign(sent: bytes, _signed: bytes) -> list[bytes]:
        shown = asked()
        return [signed_by(key, passphrase, sent, shown | {name: float(shown[name]) + more for name, more in changes.items()})]

    return sign


@contextmanager
def gateway_at_work(key: Path, passphrase: str) -> Iterator[Gateway]:
    """The gateway on a free port of loopback, for the time of a test."""
    gateway = Gateway(key=key, passphrase=passphrase)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gateway": gateway}))
    server.daemon_threads = True
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway
    timeout = 20

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._note({})
        if not self._is_known():
            return
        if "/user/status/" in self.path:
            self._answer(*self.gateway.standing)
        elif "/sign/download/" in self.path:
            kept = self.gateway.kept.pop(self.path.rsplit("/", 1)[1], None)
            if kept is None:
                self._answer(404, {"error": "Dokumen tidak ditemukan"})
            else:
                self._raw(200, kept, "application/pdf")
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = _form(self.headers, raw) if self.headers.get_content_type() == "multipart/form-data" else json.loads(raw)
        self._note(body)
        if not self._is_known():
            return
        if self.path.endswith("/check/status"):
            self._answer(*self.gateway.standing)
        elif self.path == "/api/v2/sign/get/totp":
            self._send_code()
        elif self.path.endswith("/sign/pdf"):
            self._sign(body)
        else:
            self._answer(404, {})

    def _note(self, body: dict[str, Any]) -> None:
        self.gateway.asked.append(Asked(method=self.command, path=self.path, body=body))

    def _is_known(self) -> bool:
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == wanted:
            return True
        self._answer(401, {"error": "Unauthorized"})
        return False

    def _send_code(self) -> None:
        if self.gateway.cuts:
            self.close_connection = True
            return
        time.sleep(self.gateway.stalls)
        self._answer(*self.gateway.code)

    def _sign(self, body: dict[str, Any]) -> None:
        gateway = self.gateway
        if gateway.cuts:
            self.close_connection = True
            return
        time.sleep(gateway.stalls)
        happens, gateway.meanwhile, refusal = gateway.meanwhile, None, gateway.refusal
        if happens is not None:
            happens()
        if refusal is not None:
            self._answer(*refusal)
            return
        if body.get("passphrase") != PASSPHRASE and body.get("totp") != TOTP:
            self._answer(*gateway.wrong)
            return
        is_new = self.path.startswith("/api/v2/")
        sent = base64.b64decode(body["file"][0]) if is_new else body["file"]
        signed = gateway.sign(sent, _shown(body, is_new=is_new))
        given = gateway.lie(sent, signed) if gateway.lie else [signed]
        if is_new:
            self._answer(200, {"time": 12, "file": [base64.b64encode(one).decode() for one in given]})
        elif gateway.by_number:
            gateway.kept["dok-1"] = given[0]
            self._answer(200, {"id_dokumen": "dok-1"})
        elif body.get("jenis_response") == "BASE64":
            self._answer(200, {"base64_signed_file": base64.b64encode(given[0]).decode(), "id_dokumen": "dok-1"})
        else:
            self._raw(200, given[0], "application/pdf")

    def _answer(self, status: int, what: object) -> None:
        if isinstance(what, str):
            self._raw(status, what.encode(), "text/html")
        else:
            self._raw(status, json.dumps(what).encode(), "application/json")

    def _raw(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # nobody waits any more


def _shown(body: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
    if is_new:
        (one,) = body["signatureProperties"]
        names = {"x": "originX", "y": "originY", "width": "width", "height": "height", "page": "page", "reason": "reason", "location": "location"}
        shown = {ours: one[theirs] for ours, theirs in names.items() if theirs in one}
        return shown | ({"picture": base64.b64decode(one["imageBase64"])} if one["tampilan"] == "VISIBLE" else {})
    names = {"x": "xAxis", "y": "yAxis", "width": "width", "height": "height", "page": "page", "reason": "reason", "location": "location"}
    shown = {ours: body[theirs] for ours, theirs in names.items() if theirs in body}
    return shown | ({"picture": body["imageTTD"]} if body["tampilan"] == "visible" else {})


def _form(headers: Message, raw: bytes) -> dict[str, Any]:
    """A multipart form: text for fields, bytes for files."""
    whole = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + raw)
    found: dict[str, Any] = {}
    for part in whole.get_payload():
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="Content-Disposition"))
        found[name] = content if part.get_filename() else content.decode()
    return found
