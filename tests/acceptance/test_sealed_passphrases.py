"""The daemon alone can never sign: a signatory's passphrase reaches it sealed, for one act, once."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.adapters.seal import jwe
from pipeline.adapters.store import SqlRegister
from pipeline.cli import surat
from pipeline.domain.decision import Item, Verdict
from pipeline.domain.letter import Event, Letter
from pipeline.domain.notes import sealing as say
from pipeline.domain.sealing import claims_of
from pipeline.domain.signing import Secret, SignatureLevel
from pipeline.domain.states import State
from pipeline.ports import Clock
from pipeline.stages import sign
from pipeline.wiring import open_seals
from tests.kantor import KONSEP, Kantor, a_sealing_key, open_kantor, reopen_kantor

HEAD = "kepala-dinas"
FOLDER = f"4-tte/{HEAD}"


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """An office that takes no plain passphrase."""
    with open_kantor(tmp_path / "kantor", passphrase_polos="tidak") as one:
        yield one


@dataclass(frozen=True)
class Later:
    """A clock that is ahead."""

    clock: Clock
    ahead: timedelta

    def now(self) -> datetime:
        return self.clock.now() + self.ahead

    def today(self) -> date:
        return self.now().date()

    def monotonic(self) -> float:
        return self.clock.monotonic()


def at_the_head(kantor: Kantor, stem: str = "undangan", **keys: object) -> Letter:
    """A letter that waits for its TTE."""
    letter = kantor.submit(stem, **keys)
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    assert letter.state is State.AWAITING_SIGNATURE
    return letter


def decide(kantor: Kantor, *letters: Letter, verdict: str = "setuju", secret: str | None = None, more: Sequence[str] = ()) -> Result:
    words = ["decide", *(one.id for one in letters), verdict, "--as", HEAD, "--passphrase-file", "-", *more, "--config", str(kantor.settings.folder)]
    return CliRunner().invoke(surat, words, input=(kantor.passphrase if secret is None else secret) + "\n")


def item(of: Letter, **changes: object) -> Item:
    return replace(Item(letter=of.id, document=of.document or "", verdict=Verdict.APPROVE), **changes)  # type: ignore[arg-type]  # replace checks the names


def seal(kantor: Kantor, *items: Item, minutes: float = 10, official: str = HEAD, jti: str = "segel-uji") -> str:
    ends = datetime.now(kantor.settings.zone) + timedelta(minutes=minutes)
    return open_seals(kantor.settings).seal(claims_of(items, official, Secret(kantor.passphrase), ends=ends, jti=jti))


def save(kantor: Kantor, letter: Letter, sealed: str, *, name: str = "tte.yaml", folder: str = FOLDER) -> Path:
    path = kantor.inbox / folder / name
    path.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: setuju\npassphrase_tersegel: "{sealed}"\n', "utf-8")
    return path


def answer(kantor: Kantor) -> str:
    (note,) = (text for name, text in kantor.notes().items() if name.startswith(FOLDER))
    return note


def assert_nowhere(kantor: Kantor, *sentinels: str) -> None:
    for sentinel in (kantor.passphrase, *sentinels):
        found = [name for name, content in kantor.tree().items() if sentinel.encode() in content and "passphrases.yaml" not in name]
        assert found == []


def test_a_letter_is_signed_by_command_with_a_sealed_passphrase(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    told = decide(kantor, letter)
    assert told.exit_code == 0, told.output
    saved = kantor.form(letter, FOLDER).read_text("utf-8")
    assert "passphrase_tersegel: " in saved
    assert_nowhere(kantor)
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    assert kantor.notes() == {}
    assert_nowhere(kantor, saved.split('passphrase_tersegel: "')[1][:60])


def test_a_seal_made_by_another_program_is_taken(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    save(kantor, letter, seal(kantor, item(letter)))
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


def test_many_letters_are_signed_under_one_seal_with_one_line_each(kantor: Kantor) -> None:
    letters = [at_the_head(kantor, f"surat-{place}", hal=f"Surat {place}") for place in range(3)]
    told = decide(kantor, *letters, more=["--note", 'Baik: "sekali", {ya}\n# kata saya '])
    assert told.exit_code == 0, told.output
    assert [line.split(":")[0] for line in told.output.splitlines()] == [one.id for one in letters]
    (saved,) = (kantor.inbox / FOLDER).glob("daftar_*.yaml")
    assert saved.read_text("utf-8").count("passphrase_tersegel") == 1
    kantor.work()
    assert [kantor.letter(one.id).state for one in letters] == [State.SENT] * 3, kantor.notes()
    assert list((kantor.inbox / FOLDER).glob("*.yaml")) == []
    assert_nowhere(kantor)


def test_the_form_of_an_office_without_plain_passphrases_says_how_to_sign(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    form = kantor.form(letter, FOLDER)
    text = form.read_text("utf-8")
    assert f"surat decide {letter.id} setuju --as {HEAD} --passphrase-file -" in text
    assert "passphrase:" not in text.replace("passphrase-file", "")
    kantor.fill(form, keputusan="setuju")
    kantor.work()
    assert "surat decide" in answer(kantor)


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        ({"letter": "2020-000001"}, "surat"),
        ({"document": "sha256:" + "0" * 64}, "dokumen"),
        ({"verdict": Verdict.REVISE}, "keputusan"),
    ],
    ids=["another letter", "another version", "another word"],
)
def test_a_seal_for_another_act_is_refused_taken_away_and_answered(kantor: Kantor, change: dict[str, object], claim: str) -> None:
    letter = at_the_head(kantor)
    sealed = seal(kantor, item(letter, **change))
    path = save(kantor, letter, sealed)
    kantor.work()
    assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
    assert not path.exists()
    assert f"`{claim}`" in answer(kantor)
    assert "passphrase_tersegel: ***" in answer(kantor)
    assert_nowhere(kantor, sealed, sealed[-40:])


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-1, say.EXPIRED()), (16, say.TOO_FAR_AHEAD(minutes=15))],
    ids=["expired", "valid for too long"],
)
def test_a_seal_out_of_its_time_is_refused(kantor: Kantor, minutes: float, said: object) -> None:
    letter = at_the_head(kantor)
    save(kantor, letter, seal(kantor, item(letter), minutes=minutes))
    kantor.work()
    assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
    assert str(said) in answer(kantor)


def test_a_seal_of_another_official_is_refused(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    save(kantor, letter, seal(kantor, item(letter), official="sekretaris"))
    kantor.work()
    assert str(say.OTHER_ACT(claim="pejabat")) in answer(kantor)


def test_a_seal_counts_once_though_its_file_was_copied(kantor: Kantor, tmp_path: Path) -> None:
    letter = at_the_head(kantor)
    path = save(kantor, letter, seal(kantor, item(letter)))
    shutil.copy2(path, tmp_path / "salinan.yaml")
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    other = at_the_head(kantor, "lain", hal="Surat Lain")
    save(kantor, other, seal(kantor, item(other)), name="ulang.yaml")
    kantor.work()
    assert kantor.letter(other.id).state is State.AWAITING_SIGNATURE
    assert str(say.SPENT()) in answer(kantor)


def test_a_refused_seal_is_used_up(kantor: Kantor) -> None:
    """What was taken away with a wrong passphrase cannot be put back by whoever copied it."""
    letter = at_the_head(kantor)
    decide(kantor, letter, secret="bukan-ini")
    copied = kantor.form(letter, FOLDER).read_bytes()
    kantor.work()
    assert "passphrase" in answer(kantor)
    (kantor.inbox / FOLDER / "lagi.yaml").write_bytes(copied)
    kantor.work()
    assert any(str(say.SPENT()) in text for text in kantor.notes().values())
    assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE


def test_a_daemon_killed_after_the_seal_was_used_signs_with_the_same_saving_and_with_no_copy(
    tmp_path: Path, kantor: Kantor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = at_the_head(kantor)
    path = save(kantor, letter, seal(kantor, item(letter)))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sign, "run_all", killed)
        with pytest.raises(KeyboardInterrupt):
            kantor.work()
    assert path.exists()
    shutil.copy2(path, tmp_path / "salinan.yaml")
    path.rename(tmp_path / "asli.yaml")
    shutil.copy2(tmp_path / "salinan.yaml", kantor.inbox / FOLDER / "salinan.yaml")
    with reopen_kantor(kantor.settings.root) as again:
        again.work()
        assert again.letter(letter.id).state is State.AWAITING_SIGNATURE
        assert str(say.SPENT()) in answer(again)


def test_a_daemon_killed_at_the_signature_goes_on_after_the_restart(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [at_the_head(kantor, f"surat-{place}", hal=f"Surat {place}") for place in range(3)]
    assert decide(kantor, *letters).exit_code == 0
    move = SqlRegister.move
    done: list[str] = []

    def killed(register: SqlRegister, letter: Letter, *events: Event, reached: SignatureLevel | None = None) -> Letter:
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(letter.id)
        return move(register, letter, *events, reached=reached)

    with monkeypatch.context() as patch:
        patch.setattr(SqlRegister, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            kantor.work()
    with reopen_kantor(kantor.settings.root) as again:
        again.work()
        assert [again.letter(one.id).state for one in letters] == [State.SENT] * 3, again.notes()
        assert all(again.actions(one).count("signed") == 1 for one in letters)
        assert list((again.inbox / FOLDER).glob("*.yaml")) == []
        assert_nowhere(again)


def test_a_decision_that_has_counted_is_taken_away_though_its_seal_has_expired(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = at_the_head(kantor)
    path = save(kantor, letter, seal(kantor, item(letter)))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(kantor.desk.tray), "settle", killed)
        with pytest.raises(KeyboardInterrupt):
            kantor.work()
    assert path.exists()
    with reopen_kantor(kantor.settings.root) as again:
        again.desk = replace(again.desk, clock=Later(again.desk.clock, timedelta(minutes=20)))
        again.work()
        assert again.letter(letter.id).state is State.SENT
        assert not path.exists()
        assert again.notes() == {}


@pytest.mark.parametrize(
    "text",
    [
        "passphrase_tersegel: >\n  {first}\n  {second}\n",
        "passphrase_tersegel:\n  {first}\n  {second}\n",
        'passphrase_tersegel: "{first}\n  {second}"\n',
        "passphrase_tersegel: {first}\n{second}\n",
        "passphrase_tersegel: [{first}, {second}]\n",
        "pasphrase_tersegel: {first}{second}\n",
    ],
    ids=["folded", "below", "in quotes over two lines", "broken off", "a list", "misspelt"],
)
def test_a_seal_that_was_folded_or_broken_is_refused_and_no_part_of_it_stays(kantor: Kantor, text: str) -> None:
    letter = at_the_head(kantor)
    sealed = seal(kantor, item(letter))
    first, second = sealed[:300], sealed[300:]
    path = save(kantor, letter, "x")
    head = path.read_text("utf-8").split("passphrase_tersegel")[0]
    path.write_text(head + text.format(first=first, second=second), "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
    assert not path.exists()
    assert_nowhere(kantor, first[-40:], second[:40], second[-40:])


def test_a_seal_for_a_retired_key_counts_for_a_day_and_one_for_a_strangers_key_never(kantor: Kantor) -> None:
    first, second = at_the_head(kantor), at_the_head(kantor, "lain", hal="Surat Lain")
    sealed = seal(kantor, item(first), jti="sebelum")
    rotated = CliRunner().invoke(surat, ["seal", "rotate", "--config", str(kantor.settings.folder)])
    assert rotated.exit_code == 0, rotated.output
    save(kantor, first, sealed)
    kantor.work()
    assert kantor.letter(first.id).state is State.SENT
    stranger = {**jwe.public_of(json.dumps(jwe.new_key()))}
    ends = datetime.now(kantor.settings.zone) + timedelta(minutes=5)
    save(kantor, second, jwe.close(claims_of([item(second)], HEAD, Secret(kantor.passphrase), ends=ends, jti="asing"), json.dumps(stranger)))
    kantor.work()
    assert str(say.FOREIGN_KEY()) in answer(kantor)
    assert decide(kantor, second).exit_code == 0
    kantor.work()
    assert kantor.letter(second.id).state is State.SENT


def test_an_office_without_its_sealing_key_refuses_and_says_what_to_do(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    assert decide(kantor, letter).exit_code == 0
    shutil.rmtree(kantor.settings.state / "segel")
    kantor.work()
    assert "surat seal rotate" in answer(kantor)
    doctor = CliRunner().invoke(surat, ["doctor", "--config", str(kantor.settings.folder)])
    assert doctor.exit_code == 78
    assert any(line.startswith("fault seal") and "surat seal rotate" in line for line in doctor.output.splitlines()), doctor.output
    assert CliRunner().invoke(surat, ["seal", "rotate", "--config", str(kantor.settings.folder)]).exit_code == 0
    assert decide(kantor, letter).exit_code == 0
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


def test_without_a_public_key_nothing_is_written_and_the_official_is_told(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    before = kantor.form(letter, FOLDER).read_bytes()
    (kantor.settings.folder / "segel.jwk").unlink()
    told = decide(kantor, letter)
    assert told.exit_code == 69
    assert "surat seal rotate" in told.output
    assert kantor.form(letter, FOLDER).read_bytes() == before


def test_the_daemon_destroys_a_retired_key_by_itself(kantor: Kantor) -> None:
    keys = open_seals(kantor.settings)
    secret = a_sealing_key()["d"].encode()
    keys.rotate(datetime.now(kantor.settings.zone) - timedelta(hours=25))
    assert [name for name, content in kantor.tree().items() if secret in content] != []
    kantor.work()
    assert [name for name, content in kantor.tree().items() if secret in content] == []
    assert [one.kid for one in keys.kept()] == [keys.present()]


@pytest.mark.parametrize("words", [["batal", "--note", "x"], ["terkirim", "--taken-by", "x"], ["setuju", "--code", "400"]], ids=lambda words: words[0])
def test_what_is_said_of_one_letter_alone_is_not_said_of_several(kantor: Kantor, words: list[str]) -> None:
    told = CliRunner().invoke(surat, ["decide", "2026-000001", "2026-000002", *words, "--as", HEAD, "--config", str(kantor.settings.folder)])
    assert told.exit_code == 65


def test_letters_of_different_folders_are_not_decided_together(kantor: Kantor) -> None:
    first, second = at_the_head(kantor), kantor.submit("lain", hal="Surat Lain", pdf=KONSEP / "carlito.pdf", penandatangan=HEAD)
    words = ["decide", first.id, second.id, "setuju", "--as", HEAD, "--config", str(kantor.settings.folder)]
    assert CliRunner().invoke(surat, words).exit_code == 65


def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(kantor: Kantor) -> None:
    letter = at_the_head(kantor)
    words = ["decide", letter.id, "setuju", "--as", HEAD, "--passphrase-file", "-", "--config", str(kantor.settings.folder)]
    terminal, theirs = os.openpty()
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *words]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as child:
        os.close(theirs)
        shown = read_until(terminal, b"Passphrase: ")
        os.write(terminal, kantor.passphrase.encode() + b"\n")
        shown += read_until(terminal, b"ditulis")
        assert child.wait(60) == 0, shown
    os.close(terminal)
    assert kantor.passphrase.encode() not in shown
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


def read_until(terminal: int, mark: bytes) -> bytes:
    """What a terminal shows, until this was there or it is closed."""
    shown = b""
    while mark not in shown:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the program ended
            break
    return shown
