"""Letters signed at the gateway, from the signatory's form to the signed file, and what becomes of them when it refuses, breaks or lies."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pipeline.cli import surat
from pipeline.cli.doctor import gateway as gateway_findings
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from tests import judges
from tests.acceptance.test_the_daemon import a_daemon, wait
from tests.adapters.tte import gateway as gateways
from tests.adapters.tte.gateway import NIK, PASSPHRASE, PASSWORD, TOTP, USER, Gateway, gateway_at_work
from tests.kantor import CODE, KONSEP, ForwardClock, Kantor, make_example, reopen_kantor, settle_fast

WRONG = "keliru-sekali-99"
LONG = timedelta(hours=2)


def connect(folder: Path, gateway: Gateway) -> None:
    """Write the gateway into an office's configuration, and its head's NIK in place of his key."""
    settle_fast(folder / "config", alamat=gateway.address, pengguna=USER, sandi_berkas="state/gateway.sandi")
    (folder / "state/gateway.sandi").write_text(PASSWORD + "\n", "utf-8")
    people = folder / "config/pejabat.yaml"
    lines = [line for line in people.read_text("utf-8").splitlines() if "kunci:" not in line or line.startswith("#")]
    place = lines.index("kepala-dinas:")
    people.write_text("\n".join([*lines[: place + 1], f'  nik: "{NIK}"', *lines[place + 1 :]]) + "\n", "utf-8")


@contextmanager
def gateway_office(folder: Path) -> Iterator[tuple[Path, Gateway]]:
    make_example(folder)
    opens = yaml.safe_load((folder / "state/demo/passphrases.yaml").read_text("utf-8"))["kepala-dinas"]
    with gateway_at_work(folder / "state/demo/kepala-dinas.p12", str(opens)) as gateway:
        connect(folder, gateway)
        yield folder, gateway


@dataclass
class Scene:
    kantor: Kantor
    gateway: Gateway

    def awaiting(self, stem: str = "undangan") -> Letter:
        letter = self.kantor.submit(stem, hal=f"Rapat {stem}")
        while letter.state is State.IN_VERIFICATION:
            letter = self.kantor.decide(letter)
        return letter

    def sign(self, letter: Letter, **secret: str) -> Letter:
        self.kantor.fill(self.kantor.form(letter, "4-tte/kepala-dinas"), keputusan="setuju", **(secret or {"passphrase": PASSPHRASE}))
        self.kantor.work()
        return self.kantor.letter(letter.id)

    def command(self, *words: str) -> tuple[int, str]:
        done = CliRunner().invoke(surat, [*words, "--config", str(self.kantor.settings.folder)])
        return done.exit_code, done.output


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with gateway_office(tmp_path / "kantor") as (folder, gateway), reopen_kantor(folder) as kantor:
        yield Scene(kantor, gateway)


def ca(kantor: Kantor) -> Path:
    return kantor.settings.state / "demo/ca.pem"


def private_words_are_nowhere(kantor: Kantor, *more: str) -> bool:
    """No secret and no NIK in any file of the instance but those that are there to hold them."""
    allowed = ("passphrases.yaml", "config/pejabat.yaml", "gateway.sandi")
    for name, content in kantor.tree().items():
        for one in (PASSPHRASE, TOTP, PASSWORD, NIK, WRONG, *more):
            assert one.encode() not in content or name.endswith(allowed), (name, one)
    return True


def test_a_letter_is_signed_at_the_gateway_and_sent(scene: Scene) -> None:
    after = scene.sign(scene.awaiting())
    assert after.state is State.SENT
    actions = scene.kantor.actions(after)
    assert actions[actions.index("signing_started") + 1] == "signed"
    signed = scene.kantor.desk.documents.path(after.document or "")
    (facts,) = judges.pdfsig(signed, ca(scene.kantor))
    assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
    assert len(scene.gateway.signings) == 1
    assert private_words_are_nowhere(scene.kantor)


def test_a_one_time_code_is_taken_even_where_plain_passphrases_are_not(scene: Scene) -> None:
    scene.kantor.desk = replace(scene.kantor.desk, plain_passphrases=False)
    after = scene.sign(scene.awaiting(), totp=TOTP)
    assert after.state is State.SENT
    assert private_words_are_nowhere(scene.kantor)


@pytest.mark.parametrize("shape", [gateways.NEW_WRONG, gateways.OLD_WRONG], ids=["new", "old"])
def test_a_wrong_passphrase_goes_back_to_its_signer_and_is_never_sent_again(scene: Scene, shape: tuple[int, object]) -> None:
    scene.gateway.wrong = shape
    letter = scene.awaiting()
    due = letter.due
    after = scene.sign(letter, passphrase=WRONG)
    assert (after.state, after.since, after.due) == (State.AWAITING_SIGNATURE, letter.since, due)
    note = next(text for name, text in scene.kantor.notes().items() if name.startswith("4-tte/"))
    assert letter.id in note
    for _ in range(3):
        scene.kantor.work()
    assert len(scene.gateway.signings) == 1
    with reopen_kantor(scene.kantor.settings.root) as again:
        again.work()
    assert len(scene.gateway.signings) == 1
    assert private_words_are_nowhere(scene.kantor)
    assert scene.sign(letter).state is State.SENT


@pytest.mark.parametrize("outcome", ["done", "not-done"])
def test_a_broken_line_leaves_the_letter_uncertain_until_a_person_finds_out(scene: Scene, tmp_path: Path, outcome: str) -> None:
    scene.gateway.cuts = True
    letter = scene.awaiting()
    after = scene.sign(letter)
    assert after.state is State.SIGNATURE_UNCERTAIN
    for _ in range(2):
        scene.kantor.work()
    assert len(scene.gateway.signings) == 1
    assert any(name.startswith("4-tte/") and letter.id in text for name, text in scene.kantor.notes().items())
    assert not scene.kantor.form(letter, "4-tte/kepala-dinas").exists()
    assert private_words_are_nowhere(scene.kantor)
    scene.gateway.cuts = False
    if outcome == "not-done":
        assert scene.command("resolve", letter.id, "not-done", "--why", "gateway tidak menandatangani")[0] == 0
        scene.kantor.work()
        assert scene.sign(letter).state is State.SENT
        assert len(scene.gateway.signings) == 2
        return
    approved = scene.kantor.desk.documents.path(letter.document or "").read_bytes()
    found = tmp_path / "dari-gateway.pdf"
    for bad in (approved, gateways.altered_page(scene.gateway.key, scene.gateway.passphrase)(approved, b"")[0]):
        found.write_bytes(bad)
        assert scene.command("resolve", letter.id, "done", "--file", str(found), "--why", "diunduh")[0] == 65
        assert scene.kantor.letter(letter.id).state is State.SIGNATURE_UNCERTAIN
    found.write_bytes(scene.gateway.sign(approved, {}))
    assert scene.command("resolve", letter.id, "done", "--file", str(found), "--why", "diunduh")[0] == 0
    scene.kantor.work()
    assert scene.kantor.letter(letter.id).state is State.SENT
    assert len(scene.gateway.signings) == 1


def test_a_decision_that_comes_while_the_signature_is_uncertain_is_not_used(scene: Scene) -> None:
    scene.gateway.cuts = True
    letter = scene.awaiting()
    scene.sign(letter)
    again = scene.kantor.inbox / "4-tte/kepala-dinas/lagi.yaml"
    again.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: setuju\npassphrase: {PASSPHRASE}\n', "utf-8")
    scene.kantor.work()
    assert scene.kantor.letter(letter.id).state is State.SIGNATURE_UNCERTAIN
    assert len(scene.gateway.signings) == 1
    assert not again.exists()
    assert "belum pasti" in scene.kantor.notes()["4-tte/kepala-dinas/lagi.yaml.PERBAIKI.txt"]
    assert private_words_are_nowhere(scene.kantor)


def test_a_gateway_in_trouble_is_tried_a_few_times_and_then_the_decision_goes_back(scene: Scene) -> None:
    scene.gateway.refusal = (500, gateways.SPRING)
    letter = scene.awaiting()
    clock = ForwardClock(scene.kantor)
    assert scene.sign(letter).state is State.AWAITING_SIGNATURE
    scene.kantor.work()
    assert len(scene.gateway.signings) == 1
    for tries in range(2, 6):
        clock.ahead += LONG
        scene.kantor.work()
        scene.kantor.work()
        assert len(scene.gateway.signings) == tries
    assert scene.kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
    assert any(name.startswith("4-tte/") and "5 kali" in text for name, text in scene.kantor.notes().items())
    assert private_words_are_nowhere(scene.kantor)
    scene.gateway.refusal = None
    assert scene.sign(letter).state is State.SENT


def test_a_gateway_that_recovers_meanwhile_signs_by_the_same_decision(scene: Scene) -> None:
    scene.gateway.standing = (503, "")
    letter = scene.awaiting()
    clock = ForwardClock(scene.kantor)
    assert scene.sign(letter).state is State.AWAITING_SIGNATURE
    scene.gateway.standing = (200, {"status_code": 1111, "status": "ISSUE"})
    clock.ahead += LONG
    scene.kantor.work()
    assert scene.kantor.letter(letter.id).state is State.SENT


@pytest.mark.parametrize(
    ("refusal", "standing", "state"),
    [
        ((400, {"error": "InvalidPdfException: Rebuild failed", "status_code": 400}), None, State.RETURNED),
        ((401, {}), None, State.HELD),
        (None, (200, {"status_code": 1110, "status": "NOT_REGISTERED"}), State.HELD),
        (None, (200, {"status_code": 1112, "status": "REVOKED"}), State.HELD),
    ],
    ids=["malformed", "account", "unknown signer", "revoked"],
)
def test_what_the_gateway_refuses_goes_to_whom_can_mend_it(
    scene: Scene, refusal: tuple[int, object] | None, standing: tuple[int, object] | None, state: State
) -> None:
    scene.gateway.refusal, scene.gateway.standing = refusal, standing or scene.gateway.standing
    letter = scene.awaiting()
    assert scene.sign(letter).state is state
    assert private_words_are_nowhere(scene.kantor)
    if state is State.HELD:
        scene.gateway.refusal, scene.gateway.standing = None, (200, {"status_code": 1111, "status": "ISSUE"})
        assert scene.command("release", letter.id)[0] == 0
        scene.kantor.work()
        assert scene.sign(letter).state is State.SENT


def test_a_lie_of_the_gateway_holds_the_letter_and_is_kept(scene: Scene) -> None:
    lies: list[bytes] = []

    def lie(sent: bytes, _signed: bytes) -> list[bytes]:
        lies.extend(gateways.altered_page(scene.gateway.key, scene.gateway.passphrase)(sent, b""))
        return lies[-1:]

    scene.gateway.lie = lie
    after = scene.sign(scene.awaiting())
    assert after.state is State.HELD
    assert after.hold is not None
    kept = after.hold.reason.rstrip(".").rpartition(" ")[2]
    assert scene.kantor.desk.documents.path(kept).read_bytes() == lies[0]


@pytest.mark.parametrize("refusal", [None, (400, {"error": "baru"})], ids=["signed", "refused"])
def test_what_a_person_resolved_meanwhile_stands(scene: Scene, refusal: tuple[int, object] | None) -> None:
    letter = scene.awaiting()
    resolved: list[int] = []
    scene.gateway.refusal = refusal

    def meanwhile() -> None:
        resolved.append(scene.command("resolve", letter.id, "not-done", "--why", "terlalu lama")[0])
        scene.gateway.refusal = None

    scene.gateway.meanwhile = meanwhile
    after = scene.sign(letter)
    assert resolved == [0]
    assert "resolved" in scene.kantor.actions(letter)
    assert after.state in {State.AWAITING_SIGNATURE, State.SENT}
    scene.kantor.work()
    assert scene.kantor.letter(letter.id).state is State.SENT
    assert scene.kantor.actions(letter).count("signed") == 1


def test_letters_of_one_decision_are_signed_each_by_itself(scene: Scene) -> None:
    letters = [scene.awaiting(f"surat-{number}") for number in range(2)]
    items = "".join(f"  - surat: {one.id}\n    dokumen: {one.document}\n    keputusan: setuju\n" for one in letters)
    (scene.kantor.inbox / "4-tte/kepala-dinas/semua.yaml").write_text(f"daftar:\n{items}passphrase: {PASSPHRASE}\n", "utf-8")
    scene.kantor.work()
    assert [scene.kantor.letter(one.id).state for one in letters] == [State.SENT] * 2
    assert len(scene.gateway.signings) == 2


@pytest.mark.parametrize(
    ("standing", "word"),
    [
        ((200, {"status_code": 1111, "status": "ISSUE"}), "ok"),
        ((503, ""), "away"),
        ((401, {}), "fault"),
        ((200, {"status_code": 1110, "status": "NOT_REGISTERED"}), "fault"),
        ((200, {"status_code": 1112, "status": "REVOKED"}), "fault"),
        ((200, "<html></html>"), "fault"),
    ],
    ids=["ready", "in trouble", "account", "unknown", "revoked", "strange"],
)
def test_the_doctor_asks_the_gateway_whether_each_signatory_may_sign(scene: Scene, standing: tuple[int, object], word: str) -> None:
    scene.gateway.standing = standing
    found = list(gateway_findings(scene.kantor.settings))
    assert [(one.check, one.standing.value) for one in found] == [("gateway", word)]
    assert NIK not in found[0].message.words()
    assert scene.gateway.signings == []


def test_a_daemon_that_is_killed_while_the_document_is_out_leaves_it_uncertain(tmp_path: Path) -> None:
    with gateway_office(tmp_path / "kantor") as (folder, gateway):
        gateway.stalls = 4
        with reopen_kantor(folder) as kantor:
            letter = Scene(kantor, gateway).awaiting()
        with a_daemon(folder) as process:
            form = wait(lambda: next(iter(folder.glob("inbox/4-tte/kepala-dinas/*.keputusan.yaml")), None))
            form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"').replace('passphrase: ""', f'passphrase: "{PASSPHRASE}"'))
            wait(lambda: bool(gateway.signings))
            os.kill(process.pid, signal.SIGKILL)
            process.wait(30)
        assert _state(folder, letter.id) == State.SIGNATURE_UNCERTAIN
        gateway.stalls = 0
        with a_daemon(folder):
            wait(lambda: not form.exists() or PASSPHRASE not in form.read_text("utf-8"))
            assert _state(folder, letter.id) == State.SIGNATURE_UNCERTAIN
        assert len(gateway.signings) == 1
        with reopen_kantor(folder) as kantor:
            assert private_words_are_nowhere(kantor)


def _state(folder: Path, letter: str) -> str:
    with sqlite3.connect(folder / "state/surat.db") as register:
        return str(register.execute("select state from letter where id = ?", (letter,)).fetchone()[0])


def test_the_real_daemon_has_a_letter_signed_and_says_nothing_private(tmp_path: Path) -> None:
    with gateway_office(tmp_path / "kantor") as (folder, gateway), a_daemon(folder):
        (folder / "inbox/1-konsep/umum/surat.pdf").write_bytes((KONSEP / "liberation.pdf").read_bytes())
        (folder / "inbox/1-konsep/umum/surat.yaml").write_text(f'hal: Rapat\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n', "utf-8")
        for place in ("3-verifikasi/sekretaris", "4-tte/kepala-dinas"):
            form = wait(lambda place=place: next(iter(folder.glob(f"inbox/{place}/*.keputusan.yaml")), None))
            form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"').replace('passphrase: ""', f'passphrase: "{PASSPHRASE}"'))
        signed = wait(lambda: next(iter(folder.glob("inbox/6-terkirim/*/*/*.pdf")), None))
        (facts,) = judges.pdfsig(signed, folder / "state/demo/ca.pem")
        assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
        log = (folder / "state/daemon.log").read_text("utf-8")
        assert not any(one in log for one in (PASSPHRASE, PASSWORD, NIK, "passphrase"))
        assert len(gateway.signings) == 1
