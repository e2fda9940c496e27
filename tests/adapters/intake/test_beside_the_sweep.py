"""Drafts are answered in threads of their own while the next sweep already looks at the folder."""

import errno
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest

from pipeline.adapters.intake.backoff import Backoff
from pipeline.adapters.intake.files import Troubles
from pipeline.adapters.intake.offer import Offer, Offers
from pipeline.adapters.intake.pairs import Group
from pipeline.adapters.intake.settle import File, Nature, SettleTable
from pipeline.adapters.intake.shelf import Shelf
from pipeline.ports import Draft
from tests.adapters.intake.conftest import PDF, QUIET, SIDECAR, FixedClock, Office

LASTS_S = 1.0
FOLDER = Path("1-konsep/dafduk")


@pytest.fixture(autouse=True)
def _hurried() -> Iterator[None]:
    """Threads take turns far more often than they would."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def beside(*acts: Callable[[], object]) -> list[BaseException]:
    """Do each again and again in its own thread for a while; what went wrong."""
    until = monotonic() + LASTS_S

    def repeat(act: Callable[[], object]) -> None:
        while monotonic() < until:
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        ends = [pool.submit(repeat, act).exception for act in acts]
    return [error for end in ends if (error := end()) is not None]


def group(number: int, saving: int = 1) -> Group:
    nature = Nature(0o100640, 1, 1000)
    pdf, sidecar = (File(f"surat-{number}{ending}", (1, number, saving, 1, 1), 8, nature, 0.0) for ending in (".pdf", ".yaml"))
    return Group(key=f"surat-{number}", stem=f"surat-{number}", pdfs=(pdf,), sidecars=(sidecar,), is_hindered=False)


def draft(number: int) -> Draft:
    return Draft(unit="dafduk", stem=f"surat-{number}", pdf=None, sidecar=None, account="a", identity=str(number))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A folder of fifty drafts, each with its PERBAIKI."""
    for number in range(50):
        for ending, content in ((".pdf", PDF), (".yaml", SIDECAR), (".PERBAIKI.txt", b"mohon diperbaiki")):
            (tmp_path / f"surat-{number}{ending}").write_bytes(content)
    shelf = Shelf()
    look(shelf, SettleTable(FixedClock(), QUIET), tmp_path)
    return shelf


def look(shelf: Shelf, table: SettleTable, folder: Path) -> None:
    """What a sweep does first."""
    changed = table.look(folder, lambda _: True)
    shelf.renew(table.files(folder), changed, 0.0)


def test_no_note_of_a_draft_that_lies_there_is_stale_because_another_was_answered(shelf: Shelf) -> None:
    groups = shelf.open()

    def answer() -> None:
        for one in groups:
            shelf.judge(one.key, one.files)

    def look() -> None:
        assert shelf.stale_notes() == ()

    assert beside(answer, look) == []


def test_a_folder_is_sorted_out_while_drafts_are_answered(shelf: Shelf, tmp_path: Path) -> None:
    groups = shelf.open()

    def answer() -> None:
        for one in groups:
            shelf.judge(one.key, one.files)
            shelf.expect(one)

    def judge_strangers() -> None:
        for number in range(1000, 1200):
            shelf.judge(f"surat-{number}", group(number).files)

    def sort_out() -> None:
        look(shelf, SettleTable(FixedClock(), QUIET), tmp_path)
        assert len(shelf.open()) <= len(groups)

    assert beside(answer, judge_strangers, sort_out) == []


def test_two_answers_to_one_draft_are_one(shelf: Shelf) -> None:
    (first, *_) = shelf.open()

    def answer() -> None:
        shelf.judge(first.key, first.files)
        shelf.expect(first)

    assert beside(answer, answer, answer) == []


def test_a_draft_saved_anew_meanwhile_does_not_wait_for_the_end_of_the_old_pdf(shelf: Shelf, tmp_path: Path) -> None:
    before = next(one for one in shelf.open() if one.stem == "surat-1")
    (tmp_path / "surat-1.pdf").write_bytes(PDF * 2)
    look(shelf, SettleTable(FixedClock(), QUIET), tmp_path)
    shelf.expect(before)
    (now,) = (one for one in shelf.open() if one.stem == "surat-1")
    assert now.files != before.files
    assert shelf.endless[now.key] == before.files


def test_drafts_that_wait_are_forgotten_by_the_sweep_and_by_their_answers_at_once() -> None:
    backoff = Backoff(FixedClock())

    def defer_and_answer(first: int) -> None:
        for number in range(first, first + 50):
            backoff.defer(FOLDER, f"surat-{number}", group(number).files)
        for number in range(first, first + 50):
            backoff.forget(FOLDER, f"surat-{number}")

    def look() -> None:
        backoff.keep_only(FOLDER, frozenset({"surat-1"}))

    assert beside(lambda: defer_and_answer(0), lambda: defer_and_answer(25), look, look) == []


def test_a_draft_taken_in_hand_keeps_its_files_while_the_last_sweep_is_forgotten() -> None:
    offers = Offers()
    drafts = [draft(number) for number in range(200)]

    def sweep() -> None:
        for number, one in enumerate(drafts):
            offers.add(one, Offer(folder=FOLDER, group=group(number)))
        offers.renew()

    def take_in() -> None:
        for one in drafts:
            with offers.in_hand(one):
                offer = offers.of(one)
                for _ in range(20):
                    assert offers.of(one) is offer, "it was taken out of our hands"

    assert beside(sweep, take_in) == []


def test_a_copy_that_cannot_be_removed_ends_no_sweep(office: Office) -> None:
    (office.konsep / "surat.pdf").write_bytes(PDF)
    (office.konsep / "surat.yaml").write_bytes(SIDECAR)
    office.drafts.sweep()
    office.clock.pass_s(1)
    (one,) = office.drafts.sweep()
    copy = office.drafts.copy(one)
    assert copy is not None
    copy.unlink()
    copy.mkdir()  # what no unlink removes, whoever asks
    assert len(office.drafts.sweep()) == 1
    assert copy.is_dir()


def test_a_trouble_that_many_threads_meet_at_once_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    troubles, together = Troubles(), threading.Barrier(20, timeout=10)

    def meet(where: str) -> None:
        with troubles.at(where):
            together.wait()
            raise OSError(errno.EIO, "Input/output error")

    with ThreadPoolExecutor(together.parties) as pool:
        for number in range(20):
            assert list(pool.map(meet, [f"1-konsep/{number}"] * together.parties)) == [None] * together.parties
    assert capsys.readouterr().out.count("share_unreadable") == 20
