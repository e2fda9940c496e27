"""`surat demo`: letters through every step in a new example office, told as it goes.

The story is played from outside, as staff would: files saved in folders, decisions by `surat decide`, and the real daemon in a process of its own. Every step
is checked; the first that is not as it should be ends the demo with exit code 70.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import yaml

from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.adapters.pdf.compose import can_compose
from pipeline.adapters.pdf.example import example_draft
from pipeline.cli.common import leaves_well, register_of
from pipeline.cli.facts import show_facts
from pipeline.cli.office import make_office
from pipeline.cli.words import helps
from pipeline.config import Settings
from pipeline.domain.notes import Message
from pipeline.domain.notes import demo as say
from pipeline.domain.notes.record import DELIVERIES
from pipeline.domain.signing import common_name
from pipeline.domain.states import DeliveryState
from pipeline.exits import Exit

Found = TypeVar("Found")

_PATIENCE_SECONDS: Final = 60.0
_GLANCE_SECONDS: Final = 0.1
_CODE: Final = "400.12.2.1"
_INVITATION: Final = {
    "pembuka": "Menindaklanjuti rencana kerja tahun ini, bersama surat ini kami mengundang Saudara pada:",
    "hari_tanggal": "Senin, 7 Desember 2026",
    "waktu": "Pukul 09.00 WIB sampai selesai",
    "tempat": "Ruang Rapat Lantai 2",
    "acara": "Koordinasi pelayanan administrasi kependudukan",
    "penutup": "Demikian, atas perhatian dan kehadiran Saudara kami ucapkan terima kasih.",
}
_CHAIN: Final = ("kabid-dafduk", "sekretaris", "kepala-dinas")
_COMMAND: Final = (sys.executable, "-c", "from pipeline.cli import main; main()")


class DemoFailedError(Exception):
    """A step was not as it should be."""

    def __init__(self, message: Message) -> None:
        """Keep the sentence."""
        super().__init__(str(message))
        self.message = message


@click.command(help=helps("demo"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@leaves_well
def demo(folder: Path | None) -> None:
    """Play the whole procedure; exit 0 only if every step was verified."""
    with tempfile.TemporaryDirectory(prefix="surat-demo-") as temporary:
        stage = Stage(settings=make_office(folder or Path(temporary) / "kantor", demo=True))
        try:
            with stage.daemon():
                play(stage)
        except DemoFailedError as failure:
            stage.tell(say.FAILED(what=failure.message.words(stage.settings.language)))
            click.echo((stage.settings.state / "daemon.log").read_text("utf-8")[-4000:], err=True)
            sys.exit(Exit.SOFTWARE)
        if folder:
            stage.tell(say.KEPT(folder=folder))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The example office as somebody outside the daemon sees it."""

    settings: Settings

    def tell(self, message: Message) -> None:
        """Tell the audience one sentence."""
        click.echo(message.words(self.settings.language))

    @contextmanager
    def daemon(self) -> Iterator[None]:
        """The real daemon, in a process of its own, until the play is over."""
        self.tell(say.BEGIN(folder=self.settings.root))
        with (self.settings.state / "daemon.log").open("wb") as log:
            process = subprocess.Popen([*_COMMAND, "run", "--config", str(self.settings.folder)], stderr=log, start_new_session=True)  # noqa: S603 -- ourselves
            try:
                yield
            finally:
                os.kill(process.pid, signal.SIGTERM)
                process.wait(30)

    def surat(self, *words: str) -> str:
        """Run a command of ours and give what it says."""
        done = subprocess.run([*_COMMAND, *words, "--config", str(self.settings.folder)], capture_output=True, text=True, check=False)  # noqa: S603 -- ourselves
        if done.returncode != 0:
            raise DemoFailedError(say.DIFFERS(what=" ".join(words), wanted=0, found=f"{done.returncode} {done.stderr.strip()}"))
        return done.stdout

    def facts(self, letter: str) -> dict[str, Any]:
        """What `surat show --json` would say of a letter."""
        with register_of(self.settings) as register:
            found = register.letter(letter)
            return show_facts(found, self.settings.office, register.events(found.id), register.deliveries(found.id))

    def wait(self, what: str, look: Callable[[], Found | None]) -> Found:
        """Look until something is there."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(_GLANCE_SECONDS)
        raise DemoFailedError(say.TOOK_TOO_LONG(seconds=round(_PATIENCE_SECONDS), what=what))

    def save(self, unit: str, stem: str, subject: str, sidecar: Mapping[str, object], *, with_pdf: bool = True) -> None:
        """Save a draft as a clerk does: the PDF, then the YAML."""
        folder = self.settings.inbox / "1-konsep" / unit
        if with_pdf:
            example_draft(folder / f"{stem}.pdf", subject)
        (folder / f"{stem}.yaml").write_text(yaml.safe_dump({"hal": subject, **sidecar}, allow_unicode=True), "utf-8")

    def receipt(self, unit: str, stem: str) -> str:
        """The id of the letter that a draft became."""
        note = self.settings.inbox / "1-konsep" / unit / f"{stem}.diterima.txt"
        text = self.wait(note.name, lambda: note.read_text("utf-8") if note.exists() else None)
        return next(word for word in text.split() if len(word) == len("2026-000001") and word[4] == "-")

    def decide(self, letter: str, official: str, verdict: str, **more: str) -> None:
        """Have an official decide, once the letter is in his folder."""
        self.tell(say.DECIDES(official=official, verdict=verdict, letter=letter))
        words = ["decide", letter, verdict, "--as", official]
        for option, value in more.items():
            words += [f"--{option.replace('_', '-')}", value]
        if official == "kepala-dinas" and verdict == "setuju":
            words += ["--passphrase-file", str(self._passphrase_file())]
        self.wait(f"{official}/{letter}", lambda: any(self.settings.inbox.glob(f"[2345]-*/**/{letter}_*.keputusan.yaml")) or verdict == "batal")
        self.surat(*words)

    def _passphrase_file(self) -> Path:
        file = self.settings.state / "demo" / "kepala-dinas.passphrase"
        secrets = yaml.safe_load((self.settings.state / "demo" / "passphrases.yaml").read_text("utf-8"))
        file.touch(0o600)
        file.write_text(secrets["kepala-dinas"] + "\n", "utf-8")
        return file

    def until(self, letter: str, *states: str, waiting_for: str = "") -> dict[str, Any]:
        """Wait until a letter stands in one of these states."""

        def look() -> dict[str, Any] | None:
            found = self.facts(letter)
            fits = found["state"] in states and waiting_for in {"", found["waiting_for"]}
            return found if fits else None

        return self.wait(f"{letter}: {', '.join(states)}", look)


def play(stage: Stage) -> None:
    """Every path of the procedure, one after the other."""
    numbers = [
        _with_reserved_number_over_all_channels(stage),
        _returned_at_each_level(stage),
        _cancelled(stage),
        _classified_by_the_registry_officer(stage),
    ]
    sequences = sorted(int(number.rpartition("/")[2]) for number in numbers)
    _must_be("register", list(range(1, len(numbers) + 1)), sequences)
    stage.surat("audit")
    stage.tell(say.ALL_WELL(letters=len(numbers), sequences=", ".join(map(str, sequences))))


def _with_reserved_number_over_all_channels(stage: Stage) -> str:
    stage.tell(say.REQUESTS_NUMBER())
    stage.save("dafduk", "minta-nomor", "Undangan Koordinasi", {"permintaan": "nomor", "klasifikasi": _CODE}, with_pdf=False)
    answer = stage.settings.inbox / "1-konsep" / "dafduk" / "minta-nomor.nomor.yaml"
    number = str(stage.wait(answer.name, lambda: yaml.safe_load(answer.read_text("utf-8")) if answer.exists() else None)["nomor"])
    stage.tell(say.GOT_NUMBER(number=number))
    sidecar = {
        "kepada": ["diskominfo", "dinkes", "kecamatan-sewon"],
        "klasifikasi": _CODE,
        "nomor": number,
        **({"undangan": _INVITATION} if can_compose() else {}),
    }
    letter = _submit(stage, "dafduk", "undangan", "Undangan Koordinasi", sidecar)
    for official in _CHAIN:
        stage.until(letter, "in_verification", "awaiting_signature", waiting_for=official)
        stage.decide(letter, official, "setuju")
    _hand_over(stage, letter)
    _check_delivered(stage, letter, ["esurat", "email", "cetak"])
    return number


def _returned_at_each_level(stage: Stage) -> str:
    sidecar: dict[str, object] = {"kepada": ["diskominfo"], "klasifikasi": _CODE}
    letter = _submit(stage, "dafduk", "permohonan-data", "Permohonan Data", sidecar)
    number = str(stage.facts(letter)["number"])
    for revision, returning in enumerate(_CHAIN, start=2):
        for official in _CHAIN[: _CHAIN.index(returning)]:
            stage.until(letter, "in_verification", waiting_for=official)
            stage.decide(letter, official, "setuju")
        stage.until(letter, "in_verification", "awaiting_signature", waiting_for=returning)
        stage.decide(letter, returning, "revisi", note=f"Perbaiki alinea {revision}.")
        stage.until(letter, "returned")
        stage.tell(say.RETURNED(number=number))
        stage.wait("catatan", lambda: any((stage.settings.inbox / "kembali" / "dafduk").glob(f"{letter}_*.catatan.txt")))
        stage.tell(say.RESUBMITS(revision=revision))
        stage.save("dafduk", f"permohonan-data-{revision}", f"Permohonan Data {revision}", {**sidecar, "surat": letter})
        found = stage.until(letter, "in_verification", waiting_for=_CHAIN[0])
        _must_be("revision, number", [revision, number], [found["revision"], found["number"]])
    for official in _CHAIN:
        stage.until(letter, "in_verification", "awaiting_signature", waiting_for=official)
        stage.decide(letter, official, "setuju")
    _check_delivered(stage, letter, ["esurat"])
    return number


def _cancelled(stage: Stage) -> str:
    letter = _submit(stage, "umum", "nota", "Nota yang Batal", {"kepada": ["dinkes"], "klasifikasi": _CODE})
    number = str(stage.until(letter, "in_verification")["number"])
    stage.decide(letter, "petugas-arsip", "batal", note="Kegiatan ditiadakan.")
    stage.until(letter, "cancelled")
    stage.tell(say.CANCELLED(number=number))
    return number


def _classified_by_the_registry_officer(stage: Stage) -> str:
    subject = "Laporan Kelahiran dan Kematian"
    stage.tell(say.SAVES(unit="umum", subject=subject))
    stage.save("umum", "laporan", subject, {"kepada": ["kecamatan-sewon"]})
    letter = stage.receipt("umum", "laporan")
    stage.until(letter, "received", waiting_for="petugas-arsip")
    stage.tell(say.WAITS_NUMBER(letter=letter))
    stage.decide(letter, "petugas-arsip", "setuju", code="400.12.3.1")
    for official in ("sekretaris", "kepala-dinas"):
        stage.until(letter, "in_verification", "awaiting_signature", waiting_for=official)
        stage.decide(letter, official, "setuju")
    _hand_over(stage, letter)
    _check_delivered(stage, letter, ["cetak"])
    return str(stage.facts(letter)["number"])


def _submit(stage: Stage, unit: str, stem: str, subject: str, sidecar: Mapping[str, object]) -> str:
    stage.tell(say.SAVES(unit=unit, subject=subject))
    stage.save(unit, stem, subject, sidecar, with_pdf="undangan" not in sidecar)
    letter = stage.receipt(unit, stem)
    found = stage.until(letter, "in_verification")
    stage.tell(say.RECEIVED(letter=letter, number=found["number"]))
    return letter


def _hand_over(stage: Stage, letter: str) -> None:
    stage.until(letter, "dispatching")
    stage.wait("cetak", lambda: any((stage.settings.inbox / "5-kirim" / "cetak").glob(f"{letter}_*.keputusan.yaml")))
    stage.decide(letter, "petugas-arsip", "terkirim", taken_by="Bu Tini", receipt="R-001")


def _check_delivered(stage: Stage, letter: str, channels: Sequence[str]) -> None:
    """The letter is sent, its signature judged, and each copy that left is the registered document."""
    stage.until(letter, "sent")
    found = json.loads(stage.surat("show", letter, "--json"))
    _must_be("channels", sorted(channels), sorted(one["channel"] for one in found["deliveries"]))
    copies = list((stage.settings.inbox / "6-terkirim").glob(f"*/*/{letter}_*.pdf")) or [
        stage.wait("6-terkirim", lambda: next((stage.settings.inbox / "6-terkirim").glob(f"*/*/{letter}_*.pdf"), None))
    ]
    verdict = json.loads(stage.surat("verify", str(copies[0]), "--json"))
    _must_be("verify", [True, True, letter], [verdict["valid"], verdict["registered"], verdict["letter"]])
    signature = verdict["signatures"][0]
    stage.tell(say.SIGNED(signer=common_name(signature["signer"]), level=signature["level"]))
    digests = {digest_of_file(copies[0])}
    digests |= {digest_of_file(one) for one in (stage.settings.state / "esurat").rglob(f"{letter}_*.pdf")}
    for mail in (stage.settings.state / "mail").glob(f"{letter}_*.eml"):
        attachment = next(message_from_bytes(mail.read_bytes(), policy=default).iter_attachments())
        digests.add(digest_of_bytes(attachment.get_content()))
    _must_be("digest", {found["document"]}, digests)
    for one in found["deliveries"]:
        state = DELIVERIES[DeliveryState(one["state"])]().words(stage.settings.language)
        stage.tell(say.DELIVERED(recipient=one["recipient"], channel=one["channel"], state=state))


def _must_be(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise DemoFailedError(say.DIFFERS(what=what, wanted=wanted, found=found))
