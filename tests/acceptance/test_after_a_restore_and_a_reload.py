"""What must hold up nobody: showing everything anew after a restore, and an old configuration that does not let go."""

from dataclasses import replace

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from pipeline.cli import surat
from pipeline.daemon import Shift, _reloaded
from pipeline.domain.notes import Language
from pipeline.domain.numbering import Restoration
from pipeline.rounds import work
from pipeline.wiring import hints_for
from tests.kantor import Kantor


def test_a_round_after_a_restore_shows_so_many_letters_and_leaves_the_rest_to_the_next(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    for stem in ("a", "b", "c"):
        kantor.submit(stem, hal=f"Surat {stem}")
    now = kantor.desk.clock.now()
    kantor.desk.register.hold_numbering(Restoration(at=now, account="root", made_at=now))
    assert len(kantor.desk.register.unshown(now)) == 3
    monkeypatch.setattr("pipeline.rounds._SHOWN_IN_A_ROUND", 2)
    assert [work(kantor.desk, kantor.each).shown for _ in range(3)] == [2, 1, 0]


def test_an_old_shift_that_cannot_be_closed_does_not_end_the_daemon(kantor: Kantor) -> None:
    def fail() -> None:
        reason = "a worker hangs"
        raise RuntimeError(reason)

    with hints_for(kantor.settings) as hints:
        old = Shift(desk=kantor.desk, each=kantor.each, hints=hints, sweep_every=1.0, language=Language.INDONESIAN, close=fail)
        new = replace(old, close=lambda: None)
        with capture_logs() as logs:
            assert _reloaded(old, lambda: new) is new
    assert [one["event"] for one in logs if one["event"] in {"old_shift_not_closed", "daemon_reloaded"}] == ["old_shift_not_closed", "daemon_reloaded"]


def resume(kantor: Kantor, *words: str) -> str:
    done = CliRunner().invoke(surat, ["number", "resume", *words, "--config", str(kantor.settings.folder)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_registrar_is_not_shown_letters_that_are_cancelled_or_only_wait(kantor: Kantor) -> None:
    waiting, cancelled = kantor.submit("a", klasifikasi=None), kantor.submit("b", klasifikasi=None, hal="Surat b")
    (kantor.inbox / "2-penomoran" / "batal.yaml").write_text(f"surat: {cancelled.id}\nkeputusan: batal\ncatatan: Keliru.\n", "utf-8")
    kantor.work()
    final = kantor.inbox / "6-terkirim" / "2026" / "11"
    final.mkdir(parents=True)
    (final / f"{cancelled.name}.pdf").write_bytes(b"a copy sent since the backup, for which the administrator cancelled it")
    now = kantor.desk.clock.now()
    kantor.desk.register.hold_numbering(Restoration(at=now, account="root", made_at=now))
    told = resume(kantor)
    assert waiting.id not in told
    assert cancelled.id not in told
    assert "number resume --last N" in told


def test_once_this_years_numbers_go_on_nothing_says_that_they_are_held(kantor: Kantor) -> None:
    now = kantor.desk.clock.now()
    kantor.desk.register.hold_numbering(Restoration(at=now, account="root", made_at=now))
    resume(kantor, "--last", "0")
    told = resume(kantor)
    assert "--last N" not in told
    assert f"sejak {now.year} sudah berjalan lagi" in told
    assert "ditahan" not in CliRunner().invoke(surat, ["status", "--config", str(kantor.settings.folder)]).output
