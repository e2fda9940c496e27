"""`surat masuk`: two offices with this product, one sending a letter, the other receiving it, by folder and by post; and what else lies in a drop folder."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import wiring
from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.adapters.pdf.confined import is_confined
from pipeline.adapters.tte.rooted import RootedJudge
from pipeline.cli import surat
from pipeline.cli.office import make_office
from pipeline.config import load_settings
from pipeline.domain.arrivals import Arrival, Fortune
from pipeline.domain.letter import Letter
from pipeline.domain.signing import Verification
from pipeline.wiring import open_arrivals
from tests.acceptance.test_esurat_by_post import an_office_with_a_partner
from tests.acceptance.test_the_daemon import surat as by_command
from tests.adapters.partner import partner_at_work
from tests.kantor import Kantor, make_example, reopen_kantor, settle_fast

FOLDER = "folder: state/esurat/diskominfo"
LATER = timedelta(minutes=11)
DEADLY = b"\n%maut\n"


@dataclass
class Receiver:
    """The office that receives."""

    root: Path
    drop: Path

    @property
    def filed(self) -> Path:
        return self.root / "state/masuk"

    def run(self, *words: str, code: int = 0) -> dict[str, object]:
        """Another command of the office; what it says as JSON, where that was asked for."""
        done = CliRunner().invoke(surat, [*words, "--config", str(self.root / "config")])
        assert done.exit_code == code, (done.exit_code, done.output, done.exception)
        found: dict[str, object] = json.loads(done.output) if "--json" in words else {}
        return found

    def command(self, *words: str) -> tuple[int, str]:
        done = CliRunner().invoke(surat, ["masuk", str(self.drop), *words, "--config", str(self.root / "config")])
        return done.exit_code, done.output

    def facts(self, code: int = 0) -> list[dict[str, object]]:
        exit_code, output = self.command("--json")
        assert exit_code == code, output
        found: list[dict[str, object]] = json.loads(output)["letters"]
        return found

    def later(self) -> list[Arrival]:
        """Take letters in after all that lies there has rested."""
        settings = load_settings(self.root / "config")
        self.filed.mkdir(exist_ok=True)
        with open_arrivals(settings, self.drop, self.filed) as arrivals:
            clock = arrivals.clock

            class Later:
                def now(self) -> datetime:
                    return clock.now() + LATER

                def today(self) -> date:
                    return clock.today()

                def monotonic(self) -> float:
                    return clock.monotonic()

            return list(replace(arrivals, clock=Later()).take())

    def left(self) -> list[str]:
        return sorted(one.name for one in self.drop.iterdir() if not one.name.endswith(".terima.json"))

    def aside(self) -> list[str]:
        return sorted(one.name for one in self.filed.glob("disisihkan/*/*"))


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kantor]:
    """The office that sends, with a letter of each kind sent; its folder is copied for each test."""
    folder = tmp_path_factory.mktemp("pengirim")
    make_example(folder)
    settle_fast(folder / "config")
    with reopen_kantor(folder) as kantor:
        for stem, keys in {"biasa": {}, "rahasia": {"hal": "Mutasi pejabat", "keamanan": "Rahasia"}}.items():
            kantor.approve_all(kantor.submit(stem, **keys))
            kantor.work()
        yield kantor


@pytest.fixture(scope="module")
def another_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new office with keys of its own, copied for each test."""
    folder = tmp_path_factory.mktemp("lain") / "penerima"
    make_office(folder, demo=True)
    return folder


@pytest.fixture
def receiver(sender: Kantor, another_office: Path, tmp_path: Path) -> Receiver:
    shutil.copytree(another_office, tmp_path / "penerima")
    settings = tmp_path / "penerima/config/pipeline.yaml"
    text = settings.read_text("utf-8").replace("id: dukcapil", "id: diskominfo").replace("Dinas Kependudukan dan Pencatatan Sipil", "Diskominfo")
    settings.write_text(text.replace("akar: [state/demo/ca.pem]", f"akar: [{sender.settings.state / 'demo/ca.pem'}]"), "utf-8")
    shutil.copytree(sender.settings.state / "esurat/diskominfo", tmp_path / "titipan")
    return Receiver(tmp_path / "penerima", tmp_path / "titipan")


def letters_of(sender: Kantor) -> dict[str, Letter]:
    return {one.stem: one for one in sender.desk.register.letters(everything=True)}


def only(receiver: Receiver, letter: Letter) -> tuple[Path, Path]:
    """Leave one letter in the drop folder; its PDF and its note."""
    for one in receiver.drop.iterdir():
        if not one.name.startswith(letter.id):
            one.unlink()
    return receiver.drop / f"{letter.name}.pdf", receiver.drop / f"{letter.name}.json"


def rewrite(note: Path, **changes: object) -> None:
    note.write_text(json.dumps(json.loads(note.read_text("utf-8")) | changes), "utf-8")


def test_a_letter_of_one_office_is_received_by_another_with_a_receipt(sender: Kantor, receiver: Receiver) -> None:
    sent = letters_of(sender)["biasa"]
    found = {str(one["file"]): one for one in receiver.facts()}
    assert {one["outcome"] for one in found.values()} == {"diterima"}
    one = found[f"{sent.name}.json"]
    assert sent.number is not None
    assert (one["number"], one["subject"], one["document"]) == (sent.number.text, "Undangan Rapat", sent.document)
    assert one["signers"] == [sender.settings.office.officials["kepala-dinas"].name]
    message = str(one["message"])
    assert digest_of_file(receiver.filed / f"{message}.pdf") == sent.document
    receipt = json.loads((receiver.filed / f"{message}.terima.json").read_text("utf-8"))
    assert (receipt["tanda_terima"], receipt["dokumen"], receipt["oleh"]) == (one["receipt"], sent.document, "Diskominfo")
    assert json.loads((receiver.drop / f"{sent.name}.terima.json").read_text("utf-8")) == receipt
    assert receiver.left() == []


def test_a_confidential_letter_is_received_and_its_subject_stands_nowhere_but_in_the_pdf(sender: Kantor, receiver: Receiver) -> None:
    only(receiver, letters_of(sender)["rahasia"])
    code, told = receiver.command()
    assert code == 0, told
    texts = "".join(one.read_text("utf-8") for folder in (receiver.filed, receiver.drop) for one in folder.glob("*.json"))
    assert "Rahasia" in texts
    assert "Mutasi" not in told + texts


def test_another_signed_letter_under_a_note_is_not_taken_for_it(sender: Kantor, receiver: Receiver) -> None:
    letters = letters_of(sender)
    other = (receiver.drop / f"{letters['rahasia'].name}.pdf").read_bytes()
    pdf, note = only(receiver, letters["biasa"])
    pdf.write_bytes(other)
    rewrite(note, ukuran=len(other))
    (one,) = receiver.facts()
    assert one["outcome"] == "menunggu"
    assert list(receiver.filed.glob("*.pdf")) == []


def test_a_letter_that_comes_twice_is_told_and_filed_once(receiver: Receiver, tmp_path: Path) -> None:
    shutil.copytree(receiver.drop, tmp_path / "lagi")
    receiver.facts()
    before = {one.name: (one.stat().st_ino, one.read_bytes()) for one in receiver.filed.iterdir()}
    shutil.copytree(tmp_path / "lagi", receiver.drop, dirs_exist_ok=True)
    assert {one["outcome"] for one in receiver.facts()} == {"sudah_ada"}
    assert {one.name: (one.stat().st_ino, one.read_bytes()) for one in receiver.filed.iterdir()} == before
    assert receiver.left() == []
    assert receiver.facts() == []
    assert "Tidak ada surat" in receiver.command()[1]


def test_the_same_id_with_another_document_is_put_aside(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    whole, words = pdf.read_bytes(), note.read_bytes()
    receiver.facts()
    pdf.write_bytes(whole + b"\n")
    note.write_bytes(words)
    rewrite(note, dokumen=digest_of_file(pdf), ukuran=len(whole) + 1)
    (one,) = receiver.facts(65)
    assert one["outcome"] == "disisihkan"
    assert digest_of_file(receiver.filed / f"{one['message']}.pdf") == letters_of(sender)["biasa"].document


def test_a_letter_that_is_still_on_its_way_is_waited_for_and_then_taken(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    whole, words = pdf.read_bytes(), note.read_bytes()
    note.write_bytes(words[:100])
    pdf.unlink()
    assert [one["outcome"] for one in receiver.facts()] == ["menunggu"]
    note.write_bytes(words)
    assert [one["outcome"] for one in receiver.facts()] == ["menunggu"]
    for part in (whole[:1_000], whole[:-1] + b"x"):
        pdf.write_bytes(part)
        assert [one["outcome"] for one in receiver.facts()] == ["menunggu"]
    pdf.write_bytes(whole)
    assert [one["outcome"] for one in receiver.facts()] == ["diterima"]


def test_a_pdf_without_a_note_and_files_of_others_are_left_alone(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    note.unlink()
    (receiver.drop / "lain.json").write_text('{"program": "lain"}', "utf-8")
    (receiver.drop / "catatan.txt").write_text("titip", "utf-8")
    (receiver.drop / "tautan.json").symlink_to(receiver.root / "config/pipeline.yaml")
    for found in (receiver.facts(), [{"outcome": one.fortune.value} for one in receiver.later()]):
        assert [one["outcome"] for one in found] == ["menunggu", "menunggu"]
    assert receiver.left() == sorted([pdf.name, "lain.json", "catatan.txt", "tautan.json"])


@pytest.mark.parametrize("damage", ["cut", "exchanged", "unsigned", "altered", "note cut", "note false", "no pdf at all"])
def test_a_damaged_letter_is_put_aside_with_the_reason_and_nothing_of_it_is_lost(sender: Kantor, receiver: Receiver, damage: str) -> None:
    letter = letters_of(sender)["biasa"]
    pdf, note = only(receiver, letter)
    whole = pdf.read_bytes()
    if damage == "note cut":
        note.write_bytes(note.read_bytes()[:100])
    elif damage == "note false":
        rewrite(note, versi=9)
    else:
        unsigned = sender.desk.documents.path(letter.source).read_bytes()
        parts = {
            "cut": whole[:-500],
            "exchanged": whole.replace(b"%PDF", b"%PDG"),
            "unsigned": unsigned,
            "altered": whole + b"\n%lagi\n",
            "no pdf at all": b"halo",
        }
        pdf.write_bytes(parts[damage])
    if damage in {"unsigned", "altered", "no pdf at all"}:
        rewrite(note, dokumen=digest_of_file(pdf), ukuran=pdf.stat().st_size)
    before = {one.suffix: one.read_bytes() for one in (pdf, note)}
    one, *lonely = receiver.later()
    assert one.fortune is Fortune.ASIDE
    assert [other.fortune for other in lonely] == ([Fortune.WAITING] if damage.startswith("note") else [])
    kept = {".json": f"{letter.name}.json", ".pdf": f"{letter.name}.pdf"}
    if damage.startswith("note"):
        assert pdf.read_bytes() == whole  # a note that cannot be read names no PDF; it waits for its own
        kept.pop(".pdf")
    assert receiver.aside() == sorted([*kept.values(), f"{letter.name}.ALASAN.txt"])
    for ending, name in kept.items():
        assert next(receiver.filed.glob(f"disisihkan/*/{name}")).read_bytes() == before[ending]
    assert one.reason is not None
    assert next(receiver.filed.glob("disisihkan/*/*.ALASAN.txt")).read_text("utf-8").strip() == one.reason.words()
    assert not list(receiver.filed.glob("*.pdf"))
    assert not note.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [("nomor", "7/\ud800"), ("berkas", "\udcff.pdf"), ("berkas", "é" * 150 + ".pdf"), ("id_pesan", "dukcapil.2026-000001.x.terima")],
    ids=["half a character", "half a character in a name", "a name no disk takes", "a name of ours"],
)
def test_a_note_that_no_office_writes_is_put_aside_and_the_letters_behind_it_are_taken(sender: Kantor, receiver: Receiver, key: str, value: str) -> None:
    false = receiver.drop / "0.json"
    false.write_bytes((receiver.drop / f"{letters_of(sender)['biasa'].name}.json").read_bytes())
    rewrite(false, **{key: value})
    found = {one.file: one.fortune for one in receiver.later()}
    assert found.pop("0.json") is Fortune.ASIDE
    assert list(found.values()) == [Fortune.TAKEN] * 2
    assert receiver.left() == []


@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "false"])
def test_a_note_with_the_longest_name_a_disk_takes_is_answered_too(sender: Kantor, receiver: Receiver, *, is_whole: bool) -> None:
    _, note = only(receiver, letters_of(sender)["biasa"])
    long = note.rename(receiver.drop / f"{'é' * 125}.json")
    if not is_whole:
        rewrite(long, versi=9)
    (one,) = [found for found in receiver.later() if found.file == long.name]
    assert one.fortune is (Fortune.TAKEN if is_whole else Fortune.ASIDE)
    assert not long.exists()
    assert len([*receiver.drop.glob("é*.terima.json")] if is_whole else receiver.aside()) == (1 if is_whole else 2)


def test_nobody_writes_another_letters_receipt(sender: Kantor, receiver: Receiver) -> None:
    _, note = only(receiver, letters_of(sender)["biasa"])
    false = receiver.drop / "0.json"
    false.write_bytes(note.read_bytes())
    message = json.loads(note.read_text("utf-8"))["id_pesan"]
    rewrite(false, id_pesan=f"{message}.terima")
    assert {one.fortune for one in receiver.later() if one.file == note.name} == {Fortune.TAKEN}
    assert json.loads((receiver.filed / f"{message}.terima.json").read_text("utf-8"))["oleh"] == "Diskominfo"


def test_a_note_whose_name_is_no_text_is_told_and_hinders_no_other(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    (receiver.drop / os.fsdecode(b"\xff\x1b[2J.json")).write_bytes(note.read_bytes())
    code, told = receiver.command()
    assert code == 0, told
    assert "??[2J.json: sudah ada" in told
    assert not pdf.exists()


def test_two_damaged_letters_of_one_name_are_both_kept(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    words, whole = note.read_bytes(), pdf.read_bytes()
    for part in (whole[:500], whole[:600]):
        pdf.write_bytes(part)
        note.write_bytes(words)
        receiver.later()
    assert len(receiver.aside()) == 6


def test_a_letter_under_an_unknown_root_stays_until_the_root_is_trusted(sender: Kantor, receiver: Receiver) -> None:
    settings = receiver.root / "config/pipeline.yaml"
    known = settings.read_text("utf-8")
    settings.write_text(known.replace(str(sender.settings.state / "demo/ca.pem"), "state/demo/ca.pem"), "utf-8")
    before = receiver.left()
    found = receiver.facts(65)
    assert {one["outcome"] for one in found} == {"belum_dipercaya"}
    assert "akar" in str(found[0]["reason"])
    assert receiver.left() == before
    settings.write_text(known, "utf-8")
    assert {one["outcome"] for one in receiver.facts()} == {"diterima"}


def test_a_receiver_that_died_before_the_letter_was_taken_out_files_it_once(sender: Kantor, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    only(receiver, letters_of(sender)["biasa"])
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.adapters.intake.arrivals.unlink_same", _dies)
        assert isinstance(
            CliRunner().invoke(surat, ["masuk", str(receiver.drop), "--config", str(receiver.root / "config")]).exception, KeyboardInterrupt | SystemExit
        )
    assert len(receiver.left()) == 2
    (one,) = receiver.facts()
    assert one["outcome"] == "sudah_ada"
    assert receiver.left() == []
    assert len(list(receiver.filed.glob("*.pdf"))) == 1


def _dies(*_: object) -> bool:
    raise KeyboardInterrupt


def test_two_recipients_who_share_a_folder_both_get_their_letter(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    second = note.with_suffix(".9.json")
    second.write_bytes(note.read_bytes())
    rewrite(second, id_pesan="dukcapil.2026-000001.lain", kepada="Bupati")
    assert [one["outcome"] for one in receiver.facts()] == ["diterima", "diterima"]
    assert receiver.left() == []
    assert len(list(receiver.filed.glob("*.pdf"))) == 2
    assert not pdf.exists()


def test_a_folder_that_vanished_a_full_disk_and_a_second_taker_lose_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    before = receiver.left()
    code, told = Receiver(receiver.root, receiver.drop / "tiada").command()
    assert code == 69
    assert "tidak terjangkau" in told
    with monkeypatch.context() as patched:

        def full(*_: object) -> None:
            raise OSError(28, os.strerror(28))

        patched.setattr("pipeline.adapters.intake.dropped.os.fsync", full)
        assert {one["outcome"] for one in receiver.facts(75)} == {"gagal"}
    assert receiver.left() == before
    assert not list(receiver.filed.glob("*.pdf"))
    with (receiver.filed / ".surat-kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert receiver.command()[0] == 75
    assert {one["outcome"] for one in receiver.facts()} == {"diterima"}


@pytest.mark.root
@pytest.mark.tmpfs
def test_a_disk_that_is_full_at_any_page_of_a_letter_keeps_it_in_the_drop_folder_until_there_is_room(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    before, page = {one.name: one.read_bytes() for one in (pdf, note)}, os.sysconf("SC_PAGE_SIZE")
    pages = -(-len(before[pdf.name]) // page)
    with a_disk(receiver.filed) as ballast:
        for free in (0, 1, pages - 1, pages, pages + 1):  # the last two have room for the PDF, and for its note, but for nothing after
            for earlier in receiver.filed.iterdir():
                earlier.unlink()
            ballast(free * page)
            assert [one["outcome"] for one in receiver.facts(75)] == ["gagal"], free
            assert {one.name: one.read_bytes() for one in receiver.drop.iterdir()} == before
            assert not [one for one in receiver.filed.iterdir() if one.name.endswith((".tmp", ".terima.json"))]
        ballast(1 << 17)
        (one,) = receiver.facts()
        assert one["outcome"] == "diterima"
        assert digest_of_file(receiver.filed / f"{one['message']}.pdf") == digest_of_bytes(before[pdf.name])
    assert receiver.left() == []


@pytest.mark.root
@pytest.mark.tmpfs
def test_a_drop_folder_that_is_full_gets_its_receipt_when_there_is_room_and_the_letter_is_filed_once(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    files = {one.name: one.read_bytes() for one in (pdf, note)}
    with a_disk(receiver.drop) as ballast:
        for name, content in files.items():
            (receiver.drop / name).write_bytes(content)
        ballast(0)
        assert [one["outcome"] for one in receiver.facts(75)] == ["gagal"]
        assert files.items() <= {one.name: one.read_bytes() for one in receiver.drop.iterdir()}.items()
        ballast(1 << 16)
        assert [one["outcome"] for one in receiver.facts()] == ["sudah_ada"]
        assert [one.name for one in receiver.drop.glob("2*")] == [f"{note.stem}.terima.json"]
    assert len(list(receiver.filed.glob("*.pdf"))) == 1


@contextmanager
def a_disk(folder: Path) -> Iterator[Callable[[int], None]]:
    """A small disk of its own at a folder, and what leaves so many bytes of it free."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "surat-uji", str(folder)], check=True, timeout=60)
    ballast = folder / ".beban"

    def leave(free_bytes: int) -> None:
        ballast.write_bytes(b"")
        space = os.statvfs(folder)
        ballast.write_bytes(bytes(space.f_bavail * space.f_frsize - free_bytes))

    try:
        yield leave
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=60)


def test_a_letter_that_is_exchanged_while_it_is_looked_at_is_not_taken_away(sender: Kantor, receiver: Receiver) -> None:
    pdf, _ = only(receiver, letters_of(sender)["biasa"])
    settings = load_settings(receiver.root / "config")
    receiver.filed.mkdir()
    with open_arrivals(settings, receiver.drop, receiver.filed) as arrivals:
        judge = arrivals.judge

        def exchanging(copy: Path) -> Verification:
            pdf.write_bytes(b"surat lain yang baru datang")
            return judge(copy)

        assert [one.fortune for one in replace(arrivals, judge=exchanging).take()] == [Fortune.TAKEN]
    assert pdf.read_bytes() == b"surat lain yang baru datang"


class ShutIn(RootedJudge):
    """Finds good whatever it sees where it is shut in."""

    def verify(self, document: Path) -> Verification:
        return Verification(valid=document.exists() and is_confined(), signatures=())


class Mortal(RootedJudge):
    """Dies of one letter."""

    def verify(self, document: Path) -> Verification:
        if document.read_bytes().endswith(DEADLY):
            os._exit(3)
        return super().verify(document)


def test_a_partners_pdf_is_read_by_a_process_that_is_shut_in(sender: Kantor, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    only(receiver, letters_of(sender)["biasa"])
    monkeypatch.setattr(wiring, "RootedJudge", ShutIn)
    assert [one["outcome"] for one in receiver.facts()] == ["diterima"]


def test_a_pdf_that_ends_whoever_reads_it_is_put_aside_and_the_next_letter_taken(sender: Kantor, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    name = letters_of(sender)["biasa"].name
    pdf, note = receiver.drop / f"{name}.pdf", receiver.drop / f"{name}.json"
    pdf.write_bytes(pdf.read_bytes() + DEADLY)
    rewrite(note, dokumen=digest_of_file(pdf), ukuran=pdf.stat().st_size)
    monkeypatch.setattr(wiring, "RootedJudge", Mortal)
    found = {one["file"]: one for one in receiver.facts(code=65)}
    assert sorted(str(one["outcome"]) for one in found.values()) == ["disisihkan", "diterima"]
    assert "bukan PDF yang dapat diperiksa" in str(found[note.name]["reason"])


@pytest.mark.parametrize("what", ["letter", "letter that is known", "note"])
def test_what_is_larger_than_the_office_takes_is_copied_nowhere_and_waits(sender: Kantor, receiver: Receiver, what: str) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    if what == "letter that is known":
        whole, words = pdf.read_bytes(), note.read_bytes()
        receiver.facts()
        pdf.write_bytes(whole)
        note.write_bytes(words)
    size = load_settings(receiver.root / "config").reading.largest_bytes
    os.truncate(note if what == "note" else pdf, size + 1)  # on the partner's disk it takes no room
    before, filed = receiver.left(), sorted(receiver.filed.rglob("*"))
    code, told = receiver.command()
    assert code == 65
    assert "terlalu besar" in told
    assert "lebih besar daripada batas" in told or what == "note"
    assert receiver.left() == before
    assert [one for one in receiver.filed.rglob("*") if one not in filed and one.name != ".surat-kunci"] == []


def test_what_grew_while_a_damaged_letter_is_put_aside_is_left_where_it_is(sender: Kantor, receiver: Receiver) -> None:
    pdf, note = only(receiver, letters_of(sender)["biasa"])
    settings = load_settings(receiver.root / "config")
    receiver.filed.mkdir()
    with open_arrivals(settings, receiver.drop, receiver.filed) as arrivals:

        def growing(_: Path) -> Verification:
            os.truncate(pdf, arrivals.largest_bytes + 1)
            return Verification(valid=False, signatures=())

        assert [one.fortune for one in replace(arrivals, judge=growing).take()] == [Fortune.ASIDE]
        assert pdf.stat().st_size > arrivals.largest_bytes
    assert receiver.aside() == [f"{note.stem}.ALASAN.txt", note.name]


def test_what_is_posted_to_a_partner_can_be_dropped_and_received_as_it_is(tmp_path: Path, receiver: Receiver) -> None:
    with partner_at_work(tmp_path / "mitra") as partner, an_office_with_a_partner(tmp_path / "lain", partner) as kantor:
        kantor.approve_all(kantor.submit("pos", kepada=["diskominfo"]))
        kantor.work()
        (posted,) = partner.posted
        root = kantor.settings.state / "demo/ca.pem"
        for one in receiver.drop.iterdir():
            one.unlink()
        (receiver.drop / str(posted.cover["berkas"])).write_bytes(posted.document)
        (receiver.drop / "pos.json").write_text(json.dumps(posted.cover), "utf-8")
        settings = receiver.root / "config/pipeline.yaml"
        lines = ["  akar: [" + str(root) + "]" if one.strip().startswith("akar: [") else one for one in settings.read_text("utf-8").splitlines()]
        settings.write_text("\n".join(lines) + "\n", "utf-8")
        (one,) = receiver.facts()
        assert (one["outcome"], one["document"]) == ("diterima", posted.cover["dokumen"])


@pytest.fixture
def keeper(receiver: Receiver) -> Receiver:
    """The office that received both letters, and put a damaged one aside."""
    assert by_command(receiver.root, "run", "--once").returncode == 0
    receiver.facts()
    (receiver.drop / "lain surat.json").write_text('{"format": "surat-esurat", "versi": 9}', "utf-8")
    receiver.later()
    return receiver


def audited(receiver: Receiver, code: int) -> list[tuple[object, object]]:
    facts = receiver.run("audit", "--json", code=code)
    assert facts["arrivals"] == 2
    return [(one["kind"], one["severity"]) for one in facts["findings"]]  # type: ignore[attr-defined]  # JSON


def one_filed(receiver: Receiver) -> Path:
    """The PDF of a letter that is filed, with its other files beside it."""
    return min(receiver.filed.glob("*.pdf"))


def last_word(pdf: Path, ending: str, content: bytes) -> None:
    """Alter one of a letter's three files."""
    file = pdf.with_suffix(ending)
    assert file.read_bytes() != content
    file.write_bytes(content)


def test_letters_that_came_in_are_counted_and_found_whole(keeper: Receiver) -> None:
    before = {one: one.read_bytes() for one in keeper.filed.rglob("*") if one.is_file()}
    for one in keeper.filed.rglob("*"):
        os.utime(one, (1, 1))  # the lock is no left-over either, however old
    assert audited(keeper, 0) == []
    told = CliRunner().invoke(surat, ["audit", "--repair", "--config", str(keeper.root / "config")])
    assert "Surat masuk: 2." in told.output
    assert {one: one.read_bytes() for one in keeper.filed.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize("ending", [".pdf", ".json", ".terima.json"])
def test_a_file_of_a_letter_that_came_in_is_missed_and_named(keeper: Receiver, ending: str) -> None:
    gone = one_filed(keeper).with_suffix(ending)
    gone.unlink()
    for one in keeper.filed.glob("*"):
        os.utime(one, (1, 1))
    assert audited(keeper, 65) == [("arrival_missing", "grave")]
    (finding,) = keeper.run("audit", "--json", code=65)["findings"]  # type: ignore[misc]  # JSON
    assert gone.name in finding["what"]
    assert "cadangan" in finding["advice"]
    gone.symlink_to(keeper.root / "config/pipeline.yaml")
    assert audited(keeper, 65) == [("arrival_missing", "grave")]


ALTERED = {
    "one byte of the PDF": (".pdf", lambda old: old[:-1] + bytes([old[-1] ^ 1])),
    "a byte more": (".pdf", lambda old: old + b"\n"),
    "the note's digest": (".json", lambda old: json.dumps(json.loads(old) | {"dokumen": "sha256:" + "0" * 64}).encode()),
    "the note's size": (".json", lambda old: json.dumps(json.loads(old) | {"ukuran": 7}).encode()),
    "the note's id": (".json", lambda old: json.dumps(json.loads(old) | {"id_pesan": "kantor.lain-000001"}).encode()),
    "a note that is none": (".json", lambda _: b"{}"),
    "the receipt's document": (".terima.json", lambda old: json.dumps(json.loads(old) | {"dokumen": "sha256:" + "0" * 64}).encode()),
    "another letter's receipt": (".terima.json", lambda old: json.dumps(json.loads(old) | {"id_pesan": "kantor.lain-000001"}).encode()),
    "a receipt that is none": (".terima.json", lambda _: b"[]"),
}


@pytest.mark.parametrize("damage", ALTERED)
def test_a_letter_that_came_in_and_was_altered_since_is_told(keeper: Receiver, damage: str) -> None:
    ending, change = ALTERED[damage]
    pdf = one_filed(keeper)
    last_word(pdf, ending, change(pdf.with_suffix(ending).read_bytes()))
    assert audited(keeper, 65) == [("arrival_altered", "grave")]


def test_pdf_and_note_exchanged_together_are_told_by_the_receipt(keeper: Receiver) -> None:
    first, second = sorted(keeper.filed.glob("*.pdf"))
    first.write_bytes(second.read_bytes())
    words = json.loads(second.with_suffix(".json").read_text("utf-8")) | {"id_pesan": first.stem}
    first.with_suffix(".json").write_text(json.dumps(words), "utf-8")
    assert audited(keeper, 65) == [("arrival_altered", "grave")]


def test_a_letter_that_is_just_being_filed_is_no_finding(keeper: Receiver) -> None:
    for one in sorted(keeper.filed.glob("*.pdf")):
        shutil.copy(one, one.with_name(f"{one.stem[:-3]}abc.pdf"))
    assert audited(keeper, 0) == []


def test_a_letter_that_is_moved_away_while_it_is_read_is_no_finding(keeper: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def moving(pdf: Path) -> str:
        pdf.rename(tmp_path / pdf.name)
        raise FileNotFoundError

    monkeypatch.setattr("pipeline.adapters.intake.filed.digest_of_file", moving)
    assert keeper.run("audit", "--json")["arrivals"] == 0


def test_letters_that_came_in_stand_in_the_backup_and_come_back_with_a_restore(keeper: Receiver, tmp_path: Path) -> None:
    (keeper.filed / "catatan.txt").write_text("bukan surat")
    (keeper.filed / os.fsdecode(b"nama\xff.txt")).write_text("bukan surat")
    made = keeper.run("backup", str(tmp_path / "cadangan"), "--json")
    assert (made["arrivals"], made["arrivals_amiss"]) == (2, [])
    told = CliRunner().invoke(surat, ["backup", str(tmp_path / "lagi"), "--config", str(keeper.root / "config")])
    assert told.exit_code == 0
    assert "Surat masuk di dalamnya: 2." in told.output
    assert "masuk/catatan.txt" in told.output
    again = Receiver(tmp_path / "baru", keeper.drop)
    done = CliRunner().invoke(surat, ["restore", str(tmp_path / "cadangan"), str(again.root), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["arrivals"] == 2

    def kept(one: Receiver) -> dict[str, tuple[bytes, int]]:
        files = (path for path in one.filed.rglob("*") if path.is_file() and not path.name.startswith(".") and path.suffix != ".txt")
        return {str(path.relative_to(one.filed)): (path.read_bytes(), path.stat().st_mode) for path in files}

    assert kept(again) == kept(keeper)
    assert len(kept(again)) == 7
    assert again.aside() == keeper.aside() == ["lain surat.ALASAN.txt", "lain surat.json"]
    assert not (again.filed / "catatan.txt").exists()
    assert audited(again, 0) == []


def test_a_backup_takes_what_is_left_of_a_damaged_letter_and_says_so(keeper: Receiver, tmp_path: Path) -> None:
    pdf, other = sorted(keeper.filed.glob("*.pdf"))
    pdf.unlink()
    other.write_bytes(b"lain")
    made = keeper.run("backup", str(tmp_path / "cadangan"), "--json", code=65)
    assert made["arrivals_amiss"] == [pdf.stem, other.stem]
    told = CliRunner().invoke(surat, ["backup", str(tmp_path / "lagi"), "--config", str(keeper.root / "config")])
    assert told.exit_code == 65
    assert other.stem in told.output
    back = CliRunner().invoke(surat, ["restore", str(tmp_path / "cadangan"), str(tmp_path / "baru"), "--json"])
    assert back.exit_code == 65
    assert {one["kind"] for one in json.loads(back.output)["findings"]} == {"arrival_missing", "arrival_altered"}
    assert (tmp_path / "baru/state/masuk" / other.name).read_bytes() == b"lain"


def test_what_no_backup_can_hold_of_a_partners_names_is_left_out_and_told(keeper: Receiver, tmp_path: Path) -> None:
    day = next(keeper.filed.glob("disisihkan/*"))
    (day / os.fsdecode(b"surat\xff.json")).write_text("{}")
    told = CliRunner().invoke(surat, ["backup", str(tmp_path / "cadangan"), "--config", str(keeper.root / "config")])
    assert told.exit_code == 0, told.exception
    assert f"{day}/surat\ufffd.json" in told.output
    assert CliRunner().invoke(surat, ["restore", str(tmp_path / "cadangan"), str(tmp_path / "baru")]).exit_code == 0


def test_a_folder_of_letters_that_cannot_be_read_is_told_and_not_backed_up(keeper: Receiver, tmp_path: Path) -> None:
    keeper.filed.rename(tmp_path / "disk")
    keeper.filed.symlink_to(tmp_path / "cakram yang dilepas")
    facts = keeper.run("audit", "--json", code=65)
    assert [one["kind"] for one in facts["findings"]] == ["arrival_missing"]  # type: ignore[attr-defined]  # JSON
    assert CliRunner().invoke(surat, ["backup", str(tmp_path / "cadangan"), "--config", str(keeper.root / "config")]).exit_code == 69
    assert not (tmp_path / "cadangan").exists()


def test_no_note_is_filed_in_the_place_of_another_letters_receipt(sender: Kantor, receiver: Receiver) -> None:
    _, note = only(receiver, letters_of(sender)["biasa"])
    message = json.loads(note.read_text("utf-8"))["id_pesan"]
    rewrite(note, id_pesan=f"{message}.terima")
    assert {one["outcome"] for one in receiver.facts()} == {"menunggu"}
    assert not (receiver.filed / f"{message}.terima.json").exists()
