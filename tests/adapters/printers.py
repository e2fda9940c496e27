"""Printers for the tests, on loopback: `ippeveprinter` with a message bus and an mDNS responder of its own, and one that says whatever it is told to."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.adapters.delivery.printer import LARGEST_ANSWER_BYTES, IppPrinter, web_address
from pipeline.adapters.line import Line

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
AVAHI = "[server]\nallow-interfaces=lo\nuse-ipv4=yes\nuse-ipv6=no\n[wide-area]\nenable-wide-area=no\n"
CUPS = """Listen 127.0.0.1:{port}
Browsing Off
DefaultAuthType None
<Location />
Order allow,deny
Allow from 127.0.0.1
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
PATIENCE_S = 60.0


def printer_at(port: int, path: str = "/ipp/print", *, read: float = 10, begin: str = "ipp://127.0.0.1", ca_file: Path | None = None) -> IppPrinter:
    address = f"{begin}:{port}{path}"
    line = Line(address=web_address(address), ca_file=ca_file, connect=timedelta(seconds=5), read=timedelta(seconds=read), largest_bytes=LARGEST_ANSWER_BYTES)
    return IppPrinter(address=address, line=line)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def answers_at(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running(words: list[str], folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program of the test's own, ended by its process id."""
    with (folder / f"{Path(words[0]).name}.log").open("ab") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=os.environ | environment, cwd=folder)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


@contextmanager
def an_ipp_printer(folder: Path) -> Iterator[tuple[int, Path]]:
    """`ippeveprinter` on a free port, and the folder of what it was given."""
    spool, bus = folder / "spool", folder / "bus"
    spool.mkdir(parents=True)
    (folder / "bus.conf").write_text(BUS.format(socket=bus), "utf-8")
    (folder / "avahi.conf").write_text(AVAHI, "utf-8")
    told = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}", "HOME": str(folder)}
    with ExitStack() as stack:
        stack.enter_context(running(["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile"], folder, told))
        until(bus.exists, "the message bus")
        stack.enter_context(_responder(folder, told))
        port = free_port()
        words = ["ippeveprinter", "-r", "off", "-k", "-d", str(spool), "-K", str(folder), "-p", str(port), "-n", "localhost", "-f", "application/pdf"]
        stack.enter_context(running([*words, "-c", "/bin/true", "Uji"], folder, told))
        until(lambda: answers_at(port), (folder / "ippeveprinter.log").read_text("utf-8"))
        yield port, spool


@contextmanager
def _responder(folder: Path, told: dict[str, str]) -> Iterator[None]:
    """A machine has room for one mDNS responder; where another has it, its end is waited for."""
    words = ["avahi-daemon", "-f", str(folder / "avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits"]
    log = folder / "avahi-daemon.log"
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with running(words, folder, told) as process:
            while process.poll() is None and "startup complete" not in log.read_text("utf-8"):
                time.sleep(0.05)
            if process.poll() is None:
                yield
                return
        time.sleep(0.5)
    raise AssertionError(log.read_text("utf-8"))


def an_answer(status: int = 0, *, group: int = 2, **told: int | str | list[str]) -> bytes:
    """An answer with one group of attributes: about a job (2) or the printer (4)."""
    head = struct.pack(">2sHi", b"\x02\x00", status, 1) + b"\x01" + an_ipp_value(0x47, "attributes-charset", b"utf-8")
    body = b"".join(_ipp_attribute(name.replace("_", "-"), value) for name, value in told.items())
    return head + (bytes([group]) + body if told else b"") + b"\x03"


def _ipp_attribute(name: str, value: int | str | list[str]) -> bytes:
    if isinstance(value, bool):
        return an_ipp_value(0x22, name, bytes([value]))
    if isinstance(value, int):
        return an_ipp_value(0x21, name, struct.pack(">i", value))
    words = [value] if isinstance(value, str) else value
    return b"".join(an_ipp_value(0x42, "" if place else name, word.encode()) for place, word in enumerate(words))


def an_ipp_value(tag: int, name: str, value: bytes) -> bytes:
    return bytes([tag]) + struct.pack(">H", len(name)) + name.encode() + struct.pack(">H", len(value)) + value


@dataclass
class Told:
    """A printer that answers every request as it is told, byte for byte."""

    answers: list[tuple[int, bytes] | None] = field(default_factory=list)
    """HTTP status and body of the next answers; None = the line is cut once the whole request is there"""
    asked: list[bytes] = field(default_factory=list)
    given: list[tuple[int, bytes] | None] = field(default_factory=list)
    """the answer to each"""
    port: int = 0


@contextmanager
def a_told_printer() -> Iterator[Told]:
    """The printer on a free port of loopback, for the time of a test."""
    told = Told()

    class Handler(BaseHTTPRequestHandler):
        timeout = 20

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            told.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer = told.answers.pop(0)
            told.given.append(answer)
            if answer is None:
                self.close_connection = True
                return
            status, content = answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def a_cups_queue(device: str) -> Iterator[int]:
    """CUPS as an instance of the test's own, which has no rights of root's, with a queue `tu` to a device; its port."""
    folder = Path(tempfile.mkdtemp(prefix="surat-cups-"))
    port = free_port()
    try:
        for name in ("ServerRoot", "RequestRoot", "CacheDir", "StateDir", "TempDir", "Log"):
            (folder / name).mkdir()
        places = [f"{name} {folder / name}" for name in ("ServerRoot", "RequestRoot", "CacheDir", "StateDir", "TempDir")]
        logs = [f"{name}Log {folder / 'Log' / name}" for name in ("Access", "Error", "Page")]
        (folder / "files.conf").write_text("\n".join([*places, *logs]) + "\n", "utf-8")
        (folder / "cupsd.conf").write_text(CUPS.format(port=port), "utf-8")
        nobody: list[str] = []
        if os.geteuid() == 0:
            nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
            for one in (folder, *folder.rglob("*")):
                os.chown(one, 65534, 65534)
        words = [*nobody, "/usr/sbin/cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "files.conf")]
        with running(words, folder, {"HOME": str(folder)}):
            until(lambda: answers_at(port), "CUPS")
            subprocess.run(["lpadmin", "-h", f"127.0.0.1:{port}", "-p", "tu", "-E", "-v", device, "-m", "raw"], check=True, capture_output=True, timeout=60)
            yield port
    finally:
        shutil.rmtree(folder)
