"""Every class of system call fails in every way at every place, for a while, at each scene of a letter's life; then it succeeds again.

Run as `python -m tests.faults.cells FOLDER PLACE,… [each]` with the library preloaded; one JSON line a cell is printed. The daemon of a cell is never
restarted: it must go on by itself. Its clock jumps an hour where a person would wait for one.
"""

import errno
import io
import json
import os
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from pipeline.adapters.clock import OfficeClock
from pipeline.adapters.durable import digest_of_file
from pipeline.domain.errors import SuratError
from pipeline.domain.states import State
from pipeline.logs import set_up_logs
from pipeline.ports import Desk
from pipeline.rounds import work
from pipeline.wiring import prepare
from tests.faults import invariants
from tests.faults.crash import in_a_child
from tests.faults.injection import VARIABLE, Call, Faults
from tests.faults.staff import Act, Staff, deciding, saving
from tests.faults.workplace import RestlessError, Workshop, come_to_rest, each_in_turn, new_office, tally_of, workshop_of
from tests.kantor import CODE

PLACES = {
    "drafts": "inbox/1-konsep",
    "officials": "inbox/3-verifikasi",
    "signatory": "inbox/4-tte",
    "documents": "state/documents",
    "database": "state/surat.db",
    "partner": "state/esurat",
}
CALLS = (Call.OPEN, Call.WRITE, Call.FSYNC, Call.RENAME, Call.UNLINK)
ERRORS = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
SWEEPS_OF_TROUBLE = 3
AN_HOUR = 3700
LIFE: dict[str, Act] = {
    "saved": saving("dafduk", "surat", hal="Surat", kepada=["diskominfo", "dinkes", "kecamatan-sewon"], klasifikasi=CODE),
    "verified": deciding("surat", "3-verifikasi/kabid-dafduk", keputusan="setuju"),
    "verified again": deciding("surat", "3-verifikasi/sekretaris", keputusan="setuju"),
    "signed": deciding("surat", "4-tte/kepala-dinas", keputusan="setuju", passphrase=""),
    "handed over": deciding("surat", "5-kirim/cetak", keputusan="terkirim", penerima="Bu Tini"),
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One fault."""

    place: str
    call: Call
    error: int

    @property
    def name(self) -> str:
        return f"{self.place} {(self.call.name or '').lower()} {errno.errorcode[self.error]}"


NOT_MADE = {("database", Call.RENAME), ("database", Call.UNLINK), ("partner", Call.UNLINK)}
"""the database is neither renamed nor unlinked while it is open, and nothing is taken away from a partner"""


def cells_of(place: str, *, each: bool) -> list[Cell]:
    """The cells of a place: all, or two errors a call, so that every error and every call is among them."""
    rows = [(call, ERRORS if each else [ERRORS[row], ERRORS[(row + 1) % len(ERRORS)]]) for row, call in enumerate(CALLS)]
    return [Cell(place=place, call=call, error=error) for call, errors in rows if (place, call) not in NOT_MADE for error in errors]


def live(cell: Cell, shop: Workshop, faults: Faults, log: io.StringIO) -> dict[str, object]:
    """A letter's whole life with that fault at each scene; how often it struck, and what was logged more than once while it lasted."""
    office, staff, struck, repeated, hours = shop.settings.root, Staff(shop.settings.root), 0, Counter[str](), 0
    with shop.desk() as desk:
        while staff.play(LIFE):
            _assert_saved_is_safe(desk, staff)
            log.seek(0)
            log.truncate()
            faults.begin(cell.call, office / PLACES[cell.place], error=cell.error)
            for _ in range(SWEEPS_OF_TROUBLE):
                _sweep(desk)
            struck += faults.failed
            faults.end()
            repeated |= _alerts(log.getvalue())
            _assert_saved_is_safe(desk, staff)
            hours += 1
            faults.turn_clock(hours * AN_HOUR)
            come_to_rest(desk)
        faults.turn_clock(0)
        if cell.call is Call.UNLINK:
            prepare(shop.settings)  # what could not be removed goes at the next start
        _assert_lived(desk, office)
    return {"struck": struck, "told": sum(repeated.values()), "repeated": {event: times for event, times in repeated.items() if times > 1}}


def _sweep(desk: Desk) -> None:
    """A round as the daemon does it, again and again while there is something to do."""
    for _ in range(20):
        try:
            if work(desk, each_in_turn).is_idle:
                return
        except SuratError:
            return  # the register itself fails: the daemon waits for its next sweep
    raise RestlessError


def _alerts(lines: str) -> Counter[str]:
    """How often each warning was logged for the same reason about the same thing."""
    told = [json.loads(line) for line in lines.splitlines()]
    return Counter(
        " ".join(f"{key}={value}" for key, value in sorted(line.items()) if key != "timestamp") for line in told if line["level"] in {"warning", "error"}
    )


def _assert_saved_is_safe(desk: Desk, staff: Staff) -> None:
    """What the clerk saved is where he saved it, or in the documents and in the register."""
    if (staff.inbox / "1-konsep/dafduk/surat.pdf").exists():
        return
    (letter,) = desk.register.letters(everything=True)
    assert digest_of_file(desk.documents.path(letter.source)) == digest_of_file(staff.pdf)


def _assert_lived(desk: Desk, office: Path) -> None:
    (letter,) = desk.register.letters(everything=True)
    story = [(event.action, event.note) for event in desk.register.events(letter.id)]
    assert letter.state is State.SENT, (letter.state, story)
    invariants.assert_whole(office, desk, patient=True)
    invariants.assert_reached_once(desk, letter, office, tally_of(office))
    invariants.assert_shares_are_empty(office)


def tell(cell: Cell, shop: Workshop, faults: Faults) -> None:
    """Print what became of one cell; this process has logged nothing yet."""
    log = io.StringIO()
    sys.stderr = log
    set_up_logs(human=False)
    try:
        line = live(cell, shop, faults, log)
    except Exception:  # noqa: BLE001 -- whatever is wrong with a cell is that cell's finding
        line = {"wrong": traceback.format_exc() + log.getvalue()[-2000:]}
    sys.stdout.write(json.dumps({"cell": cell.name, **line}) + "\n")
    sys.stdout.flush()


def main(folder: Path, places: Sequence[str], *, each: bool) -> None:
    """Live through the cells of some places, each in a child of its own."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(io.StringIO()), cache_logger_on_first_use=False)
    OfficeClock.monotonic = lambda _: time.time()  # an hour turned on passes for the pauses too
    faults = Faults(Path(os.environ[VARIABLE]))
    stage = folder / "stage"
    new_office(stage / "kantor", kaki='"Cetakan surat ini sah."')
    shop = workshop_of(stage / "kantor")
    shutil.copytree(stage, folder / "template")
    live(Cell(place="drafts", call=Call.MKDIR, error=errno.EIO), shop, faults, io.StringIO())  # strikes nowhere; this process is warm then
    for cell in (one for place in places for one in cells_of(place, each=each)):
        shutil.rmtree(stage)
        shutil.copytree(folder / "template", stage)
        in_a_child(lambda cell=cell: tell(cell, shop, faults))  # type: ignore[misc]  # a default binds it
        faults.end()
        faults.turn_clock(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(","), each=sys.argv[3:] == ["each"])
