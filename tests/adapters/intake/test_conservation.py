"""Nothing anybody saved is ever lost: whatever happens in whatever order, its bytes are in the tree or in the documents."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipeline.domain.errors import LaterError
from tests.adapters.intake.conftest import FAULT, Office

STEMS = st.sampled_from(["undangan", "Undangan", "surat.nomor", "rapat"])
ENDINGS = st.sampled_from([".pdf", ".yaml", ".yml", ".docx"])


class Conservation(RuleBasedStateMachine):
    """A clerk who saves, renames and deletes, a daemon that is cut off anywhere, and a disk that fills up."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.office = Office(self.place / "kantor")
        self.saved: set[bytes] = set()
        self.drafts = self.office.drafts.sweep()
        self.count = 0

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    @rule(stem=STEMS, ending=ENDINGS)
    def save(self, stem: str, ending: str) -> None:
        path = self.office.konsep / f"{stem}{ending}"
        if path.exists():
            self.saved.discard(path.read_bytes())  # he writes over it himself
        self.count += 1
        content = f"%PDF-1.7 {self.count}\n".encode() if ending == ".pdf" else f'hal: "{self.count}"\n'.encode()
        path.write_bytes(content)
        self.saved.add(content)

    @rule(stem=STEMS, ending=ENDINGS)
    def delete(self, stem: str, ending: str) -> None:
        path = self.office.konsep / f"{stem}{ending}"
        if path.exists():
            self.saved.discard(path.read_bytes())
            path.unlink()

    @rule(seconds=st.sampled_from([0.1, 1, 61, 1000]))
    def look(self, seconds: float) -> None:
        self.office.drafts.sweep()
        self.office.clock.pass_s(seconds)
        self.drafts = self.office.drafts.sweep()

    @precondition(lambda self: self.drafts)
    @rule(is_released=st.booleans(), is_full=st.booleans())
    def take(self, *, is_released: bool, is_full: bool) -> None:
        """Claim a draft; the disk may be full, and the power may go before anything is taken away."""
        draft, *rest = self.drafts
        self.drafts = tuple(rest)
        self.office.documents.fails_at = self.office.documents.writes + is_full
        try:
            claimed = self.office.drafts.claim(draft)
        except LaterError:
            self.office.drafts.defer(draft)
            return
        if claimed is not None and is_released:
            self.office.drafts.release(draft)

    @precondition(lambda self: self.drafts)
    @rule(what=st.sampled_from(["copy", "wait", "expect", "defer", "refuse", "quarantine"]))
    def answer(self, what: str) -> None:
        draft, *rest = self.drafts
        self.drafts = tuple(rest)
        faults = ((FAULT,),) if what in {"refuse", "quarantine"} else ()
        getattr(self.office.drafts, what)(draft, *faults)

    @rule()
    def crash(self) -> None:
        self.drafts = ()
        self.office.restart()

    @invariant()
    def nothing_is_lost(self) -> None:
        there = {path.read_bytes() for path in self.place.rglob("*") if path.is_file() and ".scratch" not in path.parts}
        assert self.saved <= there


TestConservation = Conservation.TestCase
TestConservation.settings = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
