"""What happens next when something goes wrong: returned, tried again, or held; and no other letter waits for it."""

import pickle
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from pipeline.adapters.clock import OfficeClock
from pipeline.domain.errors import (
    ConfigurationError,
    ConflictError,
    DraftRefusedError,
    HeldError,
    LaterError,
    NotAllowedError,
    UnavailableError,
    UnknownLetterError,
)
from pipeline.domain.handover import DAEMON, Act, record
from pipeline.domain.letter import Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.retry import FIRST_PAUSE, LONGEST_PAUSE, pause_after
from pipeline.domain.states import State
from pipeline.exits import Exit, exit_for
from pipeline.hearing import hear
from pipeline.rounds import go_on, take_in, work
from pipeline.stages import show
from tests.kantor import CODE, Kantor

SENTENCE = say.NOT_HELD(letter="2026-000001")
GOOD = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'


class Failing:
    """A port that fails in one method, as its neighbour would; all else is the real one's."""

    def __init__(self, real: object, method: str, error: Exception) -> None:
        self._real, self._method, self._error = real, method, error
        self.calls = 0

    def __getattr__(self, name: str) -> object:
        return self._fail if name == self._method else getattr(self._real, name)

    def _fail(self, *_: object, **__: object) -> None:
        self.calls += 1
        raise self._error


def spoilt(kantor: Kantor, port: str, method: str, error: Exception) -> Failing:
    """Make one port of the office fail; the failing twin."""
    failing = Failing(getattr(kantor.desk, port), method, error)
    kantor.desk = replace(kantor.desk, **{port: failing})
    return failing


def jump(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let time pass on the daemon's own clock."""
    before = OfficeClock.monotonic
    monkeypatch.setattr(OfficeClock, "monotonic", lambda self: before(self) + by.total_seconds())


def one_letter(kantor: Kantor) -> Letter:
    (letter,) = kantor.desk.register.letters()
    return letter


@pytest.mark.parametrize("error", [LaterError(SENTENCE), OSError(28, "No space left on device")], ids=["neighbour away", "disk full"])
def test_what_fails_for_now_is_tried_again_after_a_pause(kantor: Kantor, error: Exception) -> None:
    sound = kantor.desk
    spoilt(kantor, "press", "stamp", error)
    kantor.save("surat", GOOD)
    kantor.work()
    letter = one_letter(kantor)
    assert letter.state is State.NUMBERED
    assert kantor.actions(letter)[-1] == "deferred"
    kantor.desk = sound
    assert kantor.desk.register.due(kantor.desk.clock.now()) == ()
    assert kantor.desk.register.due(kantor.desk.clock.now() + FIRST_PAUSE + timedelta(seconds=1)) == (letter.id,)
    go_on(letter.id, kantor.desk)
    assert kantor.letter(letter.id).state is State.IN_VERIFICATION


def test_a_pause_set_while_the_clock_was_wrong_is_not_waited_for(kantor: Kantor) -> None:
    spoilt(kantor, "press", "stamp", LaterError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    letter, now = one_letter(kantor), kantor.desk.clock.now()
    act = Act(action="deferred", hand=DAEMON, at=now)
    kantor.desk.register.defer(letter, now + timedelta(days=30), record(letter, act))
    assert kantor.desk.register.due(now) == (letter.id,)
    kantor.desk.register.defer(letter, now + LONGEST_PAUSE, record(letter, act))
    assert kantor.desk.register.due(now) == ()


def test_a_fault_of_ours_holds_that_letter_and_no_other(kantor: Kantor) -> None:
    sound = kantor.desk
    spoilt(kantor, "press", "stamp", ZeroDivisionError("ours"))
    kantor.save("satu", GOOD)
    kantor.work()
    held = one_letter(kantor)
    assert held.state is State.HELD
    assert held.hold is not None
    assert "ZeroDivisionError" in held.hold.reason
    kantor.desk = sound
    assert kantor.submit("dua", hal="Surat Dua").state is State.IN_VERIFICATION


def test_a_number_that_does_not_fit_returns_the_letter_with_the_reason(kantor: Kantor) -> None:
    spoilt(kantor, "press", "stamp", DraftRefusedError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    letter = one_letter(kantor)
    assert letter.state is State.RETURNED
    assert letter.number is not None
    assert letter.remark == str(SENTENCE)


def test_what_only_the_administrator_can_mend_is_held(kantor: Kantor) -> None:
    spoilt(kantor, "documents", "adopt", HeldError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    assert one_letter(kantor).state is State.HELD


def test_after_five_days_of_trying_the_administrator_decides(kantor: Kantor) -> None:
    spoilt(kantor, "press", "stamp", LaterError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    letter = one_letter(kantor)

    class Tired:
        def __getattr__(self, name: str) -> object:
            return getattr(register, name)

        def attempts(self, _letter: str) -> int:
            return 500

    register = kantor.desk.register
    go_on(letter.id, replace(kantor.desk, register=Tired()))  # type: ignore[arg-type]  # the rest is the real one's
    assert kantor.letter(letter.id).state is State.HELD


def test_a_letter_that_moved_meanwhile_is_left_to_whoever_moved_it(kantor: Kantor) -> None:
    spoilt(kantor, "register", "move", ConflictError(SENTENCE))
    kantor.save("surat", GOOD)
    while not kantor.desk.register.counts().get("numbered"):
        work(kantor.desk, kantor.each)
    work(kantor.desk, kantor.each)
    assert one_letter(kantor).state is State.NUMBERED
    assert "deferred" not in kantor.actions(one_letter(kantor))


@pytest.mark.parametrize("error", [LaterError(SENTENCE), OSError(5, "Input/output error"), KeyError("ours")], ids=["later", "disk", "ours"])
def test_a_draft_that_cannot_be_taken_now_stays_and_is_taken_later(kantor: Kantor, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = kantor.desk
    failing = spoilt(kantor, "register", "enter", error)
    kantor.save("surat", GOOD)
    while not failing.calls:
        work(kantor.desk, kantor.each)
    assert (kantor.konsep / "surat.pdf").exists()
    kantor.desk = sound
    if isinstance(error, KeyError):
        while "1-konsep/dafduk/surat.PERBAIKI.txt" not in kantor.notes():  # it may still be in hand
            work(kantor.desk, kantor.each)
        assert "administrator" in kantor.notes()["1-konsep/dafduk/surat.PERBAIKI.txt"]
        kantor.save("surat", GOOD)
    else:
        kantor.work()
        assert kantor.desk.register.letters() == (), "it is not tried again at once"
        jump(monkeypatch, FIRST_PAUSE)
    kantor.work()
    assert one_letter(kantor).number is not None


def test_a_draft_that_waits_for_a_full_disk_delays_no_other_and_is_tried_ever_less_often(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = kantor.desk
    failing = spoilt(kantor, "register", "enter", OSError(28, "No space left on device"))
    kantor.save("surat", GOOD)
    with capture_logs() as logs:
        for tries in range(1, 9):
            kantor.work()
            assert failing.calls == tries
            jump(monkeypatch, pause_after(tries) - timedelta(seconds=5))
            kantor.work()
            assert failing.calls == tries
            jump(monkeypatch, timedelta(seconds=6))
        kantor.work()
    assert [one["event"] for one in logs if one["log_level"] == "error"] == ["drafts_deferred", "drafts_still_deferred"]
    kantor.desk = sound
    assert kantor.submit("lain", hal="Surat Lain").number is not None
    jump(monkeypatch, LONGEST_PAUSE)
    kantor.work()
    assert len(kantor.desk.register.letters()) == 2


def test_a_draft_saved_anew_does_not_wait_for_the_pause_of_the_old_one(kantor: Kantor) -> None:
    sound = kantor.desk
    spoilt(kantor, "register", "enter", LaterError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    kantor.desk = sound
    kantor.save("surat", GOOD)
    kantor.work()
    assert one_letter(kantor).number is not None


@pytest.mark.parametrize("error", [LaterError(SENTENCE), KeyError("ours")], ids=["later", "ours"])
def test_a_decision_that_cannot_be_carried_out_now_stays_and_counts_later(kantor: Kantor, error: Exception) -> None:
    letter = kantor.submit()
    sound = kantor.desk
    failing = spoilt(kantor, "register", "move", error)
    kantor.fill(kantor.form(letter, "3-verifikasi/kabid-dafduk"), keputusan="setuju")
    while not failing.calls:
        work(kantor.desk, kantor.each)
    assert kantor.letter(letter.id).level == 0
    assert kantor.form(letter, "3-verifikasi/kabid-dafduk").exists()
    kantor.desk = sound
    kantor.work()
    assert kantor.letter(letter.id).level == 1


def test_a_decision_that_a_stopping_daemon_does_not_hear_any_more_stays_and_counts_later(kantor: Kantor) -> None:
    letter = kantor.submit()
    kantor.fill(kantor.form(letter, "3-verifikasi/kabid-dafduk"), keputusan="setuju")
    sheets = kantor.desk.tray.sweep()
    while not sheets:
        sheets = kantor.desk.tray.sweep()
    assert hear(sheets, kantor.desk, kantor.each, lambda: False) == 0
    assert 'keputusan: "setuju"' in kantor.form(letter, "3-verifikasi/kabid-dafduk").read_text("utf-8")
    kantor.work()
    assert kantor.letter(letter.id).level == 1


def test_a_missing_key_holds_the_letter_and_tells_the_signatory(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    (kantor.settings.state / "demo/kepala-dinas.p12").rename(kantor.settings.state / "demo/hilang.p12")
    assert kantor.decide(letter).state is State.HELD
    assert any(name.startswith("4-tte") for name in kantor.notes())


def test_a_folder_that_cannot_be_written_keeps_no_other_letter_from_being_shown(kantor: Kantor) -> None:
    folder = kantor.inbox / "3-verifikasi/sekretaris"
    away = folder.rename(folder.with_name("dipindahkan"))
    kantor.save("satu", GOOD, unit="umum")
    kantor.save("dua", GOOD)
    kantor.work()
    hidden, shown = sorted(kantor.desk.register.letters(), key=lambda letter: letter.unit == "dafduk")
    assert kantor.form(shown, "3-verifikasi/kabid-dafduk").exists()
    later = kantor.desk.clock.now() + FIRST_PAUSE
    assert (kantor.desk.register.unshown(kantor.desk.clock.now()), kantor.desk.register.unshown(later)) == ((), (hidden.id,))
    away.rename(folder)
    assert show.run([hidden.id], kantor.desk, kantor.each) == {}
    assert kantor.form(hidden, "3-verifikasi/sekretaris").exists()
    assert kantor.desk.register.unshown(later) == ()


@pytest.mark.parametrize("method", ["sync", "show"])
def test_a_letter_is_marked_as_shown_only_when_its_folders_are_on_the_disk(kantor: Kantor, method: str) -> None:
    sound = kantor.desk
    spoilt(kantor, "shares", method, LaterError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    letter = one_letter(kantor)
    later = kantor.desk.clock.now() + FIRST_PAUSE
    assert kantor.desk.register.unshown(later) == (letter.id,)
    assert f"3-verifikasi/kabid-dafduk/{letter.name}.pdf" in kantor.desk.register.shown(letter.id), "a crash must find what may lie there"
    assert show.run([letter.id], sound, kantor.each) == {}
    assert sound.register.unshown(later) == ()


def test_a_register_that_fails_while_letters_are_shown_puts_them_off(kantor: Kantor) -> None:
    failing = spoilt(kantor, "register", "mark_all", LaterError(SENTENCE))
    kantor.save("surat", GOOD)
    kantor.work()
    assert failing.calls, "it was tried"
    assert kantor.desk.register.unshown(kantor.desk.clock.now()) == ()
    assert kantor.desk.register.unshown(kantor.desk.clock.now() + FIRST_PAUSE) == (one_letter(kantor).id,)


def test_a_decision_on_a_letter_nobody_knows_is_told(kantor: Kantor) -> None:
    file = kantor.inbox / "3-verifikasi/kabid-dafduk/lain.yaml"
    file.write_text(f'surat: "2020-000001"\ndokumen: "sha256:{"0" * 64}"\nkeputusan: setuju\n', "utf-8")
    other = kantor.inbox / "3-verifikasi/kabid-dafduk/lagi.yaml"
    other.write_text(f'surat: "2020-000001"\ndokumen: "sha256:{"0" * 64}"\nkeputusan: revisi\ncatatan: x\n', "utf-8")
    kantor.work()
    assert "2020-000001" in kantor.notes()["3-verifikasi/kabid-dafduk/lain.yaml.PERBAIKI.txt"]


def test_nothing_to_hear_is_nothing_done(kantor: Kantor) -> None:
    assert hear((), kantor.desk, kantor.each) == 0
    assert work(kantor.desk, kantor.each).is_idle


def test_a_draft_that_vanishes_is_not_missed(kantor: Kantor) -> None:
    kantor.save("surat", GOOD)
    drafts: tuple[object, ...] = ()
    while not drafts:
        drafts = kantor.desk.drafts.sweep()
    (kantor.konsep / "surat.pdf").unlink()
    (kantor.konsep / "surat.yaml").unlink()
    take_in(drafts[0], kantor.desk)  # type: ignore[arg-type]  # a draft
    kantor.work()
    assert kantor.desk.register.letters() == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError(SENTENCE), Exit.CONFIGURATION),
        (DraftRefusedError(SENTENCE), Exit.DATA),
        (UnknownLetterError(SENTENCE), Exit.DATA),
        (NotAllowedError(SENTENCE), Exit.PERMISSION),
        (LaterError(SENTENCE), Exit.LATER),
        (ConflictError(SENTENCE), Exit.LATER),
        (UnavailableError(SENTENCE), Exit.UNAVAILABLE),
        (HeldError(SENTENCE), Exit.UNAVAILABLE),
    ],
    ids=lambda one: type(one).__name__,
)
def test_every_error_has_its_exit_code(error: Exception, code: Exit) -> None:
    assert exit_for(error) is code  # type: ignore[arg-type]  # one of ours
    assert "2026-000001" in str(error)


def test_a_refusal_travels_whole_from_a_worker_process() -> None:
    refusal = DraftRefusedError(SENTENCE)
    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301 -- our own bytes
    assert (again.message, again.faults) == (refusal.message, refusal.faults)
