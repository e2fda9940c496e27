"""A signatory asks the gateway for a one-time code, by his form or by the command, and signs with what comes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.domain.decision import DecisionFolder, Item, Verdict
from pipeline.domain.errors import CodeNotSentError
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from pipeline.ports import Ruling
from pipeline.sop import obey
from tests.acceptance.test_the_signing_gateway import Scene, gateway_office, private_words_are_nowhere
from tests.adapters.tte import gateway as gateways
from tests.adapters.tte.gateway import NIK, PASSPHRASE, TOTP
from tests.kantor import ForwardClock, Kantor, open_kantor, reopen_kantor

FOLDER = "4-tte/kepala-dinas"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with gateway_office(tmp_path / "kantor") as (folder, gateway), reopen_kantor(folder) as kantor:
        yield Scene(kantor, gateway)


@pytest.fixture
def clock(scene: Scene) -> ForwardClock:
    """Put forward to the beginning of a minute, so that what is done at once is done within it."""
    clock = ForwardClock(scene.kantor)
    clock.ahead = timedelta(seconds=60 - clock.now().second)
    return clock


def answers(kantor: Kantor) -> str:
    return "\n".join(text for name, text in kantor.notes().items() if name.endswith("PERBAIKI.txt"))


def ask(scene: Scene, letter: Letter, name: str, word: str = "minta-kode") -> Path:
    """Save a decision of one's own beside the form."""
    file = scene.kantor.inbox / FOLDER / f"{name}.yaml"
    file.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: {word}\n', "utf-8")
    scene.kantor.work()
    return file


def test_a_signatory_asks_for_a_code_by_his_form_and_signs_with_it(scene: Scene, clock: ForwardClock) -> None:
    scene.kantor.desk = replace(scene.kantor.desk, plain_passphrases=False)
    letter = scene.awaiting()
    form = scene.kantor.form(letter, FOLDER)
    assert "minta-kode" in form.read_text("utf-8")
    scene.kantor.fill(form, keputusan="minta-kode")
    scene.kantor.work()
    assert [one.body for one in scene.gateway.codes] == [{"nik": NIK, "data": 1}]
    waits = scene.kantor.letter(letter.id)
    assert (waits.state, waits.version, waits.since, waits.due) == (State.AWAITING_SIGNATURE, letter.version, letter.since, letter.due)
    assert scene.kantor.actions(letter)[-1] == "code_requested"
    text = form.read_text("utf-8")
    assert f"sudah diminta {clock.now().day} " in text
    assert f"pukul {clock.now():%H.%M}" in text
    assert 'keputusan: ""' in text
    assert answers(scene.kantor) == ""
    assert scene.sign(letter, totp=TOTP).state is State.SENT
    assert private_words_are_nowhere(scene.kantor)


def test_a_signatory_asks_for_a_code_by_the_command(scene: Scene) -> None:
    letter = scene.awaiting()
    assert scene.command("decide", letter.id, "minta-kode", "--as", "kepala-dinas")[0] == 0
    scene.kantor.work()
    assert len(scene.gateway.codes) == 1
    assert "kode sekali pakai diminta" in scene.command("show", letter.id)[1]


def test_one_code_is_asked_for_a_list_of_letters(scene: Scene) -> None:
    letters = [scene.awaiting(f"surat-{number}") for number in range(3)]
    ids = [one.id for one in letters]
    assert scene.command("decide", *ids, "minta-kode", "--as", "kepala-dinas")[0] == 0
    scene.kantor.work()
    assert [one.body["data"] for one in scene.gateway.codes] == [3]
    for one in letters:
        assert scene.kantor.actions(one)[-1] == "code_requested"
    assert answers(scene.kantor) == ""
    assert [file.name for file in (scene.kantor.inbox / FOLDER).glob("daftar*")] == []


def test_whoever_saves_ten_times_in_a_minute_gets_one_code(scene: Scene, clock: ForwardClock) -> None:
    letter, other = scene.awaiting(), scene.awaiting("lain")
    scene.kantor.fill(scene.kantor.form(letter, FOLDER), keputusan="minta-kode")
    scene.kantor.work()
    for number in range(9):
        ask(scene, other if number % 2 else letter, f"minta-{number}")
    assert len(scene.gateway.codes) == 1
    assert f"mulai {clock.now() + MINUTE:%H.%M}" in answers(scene.kantor)
    assert scene.kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
    assert "sudah diminta" in scene.kantor.form(letter, FOLDER).read_text("utf-8"), "that a second request is refused takes nothing from the first"
    with reopen_kantor(scene.kantor.settings.root) as again:
        again.desk = replace(again.desk, clock=clock)
        ask(Scene(again, scene.gateway), letter, "minta-setelah-mulai-lagi")
    assert len(scene.gateway.codes) == 1
    clock.ahead += MINUTE
    ask(scene, letter, "minta-lagi")
    assert len(scene.gateway.codes) == 2


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ((400, {"error": "User tidak terdaftar", "status_code": 2011}), "mendaftarkannya ke BSrE"),
        ((401, {}), "Beri tahu administrator"),
        ((500, gateways.SPRING), "Minta lagi beberapa menit kemudian"),
        ((200, "<html></html>"), "beri tahu administrator"),
    ],
    ids=["unknown signer", "account", "in trouble", "not JSON"],
)
def test_a_gateway_that_sends_no_code_is_told_and_stops_no_letter(scene: Scene, clock: ForwardClock, answer: tuple[int, object], word: str) -> None:
    scene.gateway.code = answer
    letter = scene.awaiting()
    form = scene.kantor.form(letter, FOLDER)
    scene.kantor.fill(form, keputusan="minta-kode")
    scene.kantor.work()
    assert word in answers(scene.kantor)
    scene.kantor.work()
    assert len(scene.gateway.codes) == 1, "it is not asked again by itself"
    with reopen_kantor(scene.kantor.settings.root) as again:
        again.work()
        assert word in answers(again), "why it failed is still told"
    assert len(scene.gateway.codes) == 1, "nor after a restart"
    after = scene.kantor.letter(letter.id)
    assert (after.state, after.since, after.due) == (State.AWAITING_SIGNATURE, letter.since, letter.due)
    assert scene.kantor.actions(letter)[-2:] == ["code_request_failed", "decision_refused"]
    form.unlink()
    scene.kantor.desk.register.show_anew(letter.id)
    scene.kantor.work()
    assert "sudah diminta" not in form.read_text("utf-8")
    assert private_words_are_nowhere(scene.kantor)
    scene.gateway.code = (200, {"message": "Kode dikirim"})
    clock.ahead += MINUTE
    scene.kantor.fill(form, keputusan="minta-kode")
    scene.kantor.work()
    assert len(scene.gateway.codes) == 2
    assert answers(scene.kantor) == ""
    assert "sudah diminta" in form.read_text("utf-8")


def test_a_code_that_is_not_sent_is_told_once_for_a_list_of_letters(scene: Scene) -> None:
    letters = [scene.awaiting(f"surat-{number}") for number in range(2)]
    scene.gateway.code = (503, "")
    assert scene.command("decide", *(one.id for one in letters), "minta-kode", "--as", "kepala-dinas")[0] == 0
    scene.kantor.work()
    assert answers(scene.kantor).count("Kode sekali pakai tidak dikirim") == 1
    assert [scene.kantor.letter(one.id) for one in letters] == letters


def test_a_letter_that_comes_to_its_signatory_anew_does_not_tell_of_an_old_code(scene: Scene) -> None:
    letter = scene.awaiting()
    form = scene.kantor.form(letter, FOLDER)
    scene.kantor.fill(form, keputusan="minta-kode")
    scene.kantor.work()
    assert "sudah diminta" in form.read_text("utf-8")
    for words in (("hold", letter.id, "--why", "periksa dulu"), ("release", letter.id)):
        assert scene.command(*words)[0] == 0
        scene.kantor.work()
    assert "sudah diminta" not in form.read_text("utf-8")
    assert "minta-kode" in form.read_text("utf-8")


def test_a_gateway_that_breaks_off_leaves_the_letter_where_it_is(scene: Scene) -> None:
    scene.gateway.cuts = True
    letter = scene.awaiting()
    ask(scene, letter, "minta")
    assert "Tidak diketahui apakah kode sekali pakai dikirim" in answers(scene.kantor)
    assert scene.kantor.letter(letter.id).state is State.AWAITING_SIGNATURE


def test_a_code_asked_for_beside_a_consent_contradicts_nothing(scene: Scene) -> None:
    letter = scene.awaiting()
    other = scene.kantor.inbox / FOLDER / "minta.yaml"
    other.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: minta-kode\n', "utf-8")
    assert scene.sign(letter).state is State.SENT
    assert "held" not in scene.kantor.actions(letter)


def test_a_passphrase_beside_a_request_is_taken_away_and_nothing_is_asked(scene: Scene) -> None:
    letter = scene.awaiting()
    scene.kantor.fill(scene.kantor.form(letter, FOLDER), keputusan="minta-kode", passphrase=PASSPHRASE)
    scene.kantor.work()
    assert scene.gateway.asked == []
    assert "hanya meminta kode" in answers(scene.kantor)
    assert private_words_are_nowhere(scene.kantor)


def test_a_daemon_killed_while_it_asks_asks_nobody_twice(scene: Scene) -> None:
    letter = scene.awaiting()

    class Killed(BaseException):
        pass

    signer = scene.kantor.desk.signer

    class Killing:
        takes_codes, sign = signer.takes_codes, signer.sign

        def request_code(self, *about: object) -> None:
            signer.request_code(*about)  # type: ignore[arg-type]
            raise Killed

    desk, scene.kantor.desk = scene.kantor.desk, replace(scene.kantor.desk, signer=Killing())
    form = scene.kantor.form(letter, FOLDER)
    scene.kantor.fill(form, keputusan="minta-kode")
    with pytest.raises(Killed):
        scene.kantor.work()
    scene.kantor.desk = desk
    with reopen_kantor(scene.kantor.settings.root) as again:
        again.work()
        assert len(scene.gateway.codes) == 1
        assert answers(again) == ""
        assert 'keputusan: ""' in form.read_text("utf-8")
        assert "sudah diminta" in form.read_text("utf-8")


def test_an_office_without_a_gateway_is_not_offered_codes_and_told_so_when_one_is_asked_for(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        letter = kantor.submit()
        for _ in letter.verifiers:
            letter = kantor.decide(letter)
        form = kantor.form(letter, FOLDER)
        text = form.read_text("utf-8")
        assert "minta-kode" not in text
        assert "totp" not in text
        kantor.fill(form, keputusan="minta-kode")
        kantor.work()
        assert "tidak menandatangani lewat gateway TTE versi 2" in answers(kantor)
        assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
        assert "code_requested" not in kantor.actions(letter)


def test_the_procedure_itself_asks_for_one_letters_code(scene: Scene, clock: ForwardClock) -> None:
    letter = scene.awaiting()
    item = Item(letter=letter.id, document=letter.document or "", verdict=Verdict.ASK_CODE)
    ruling = Ruling(item=item, folder=DecisionFolder.SIGNATURE, actor="kepala-dinas", accounts=(), evidence="e")
    assert obey(letter, scene.kantor.desk, ruling) == letter
    with pytest.raises(CodeNotSentError):
        obey(letter, scene.kantor.desk, replace(ruling, evidence="another saving"))
    clock.ahead += MINUTE
    assert obey(letter, scene.kantor.desk, ruling) == letter, "the same saving is asked for once"
    assert len(scene.gateway.codes) == 1
