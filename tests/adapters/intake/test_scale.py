"""What thousands of files at rest cost. The measures are wide: they catch a sweep that reads or parses again, not a slow machine."""

import time
from collections.abc import Callable

from tests.adapters.intake.conftest import PDF, SIDECAR, Office, form

MANY = 2_000
IDLE_S = 0.5


def cost_s(act: Callable[[], object]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin


def test_thousands_of_blank_forms_are_read_once_and_then_only_looked_at(office: Office) -> None:
    text = form()
    for number in range(MANY):
        (office.tte / f"2027-{number:06}_rapat.keputusan.yaml").write_text(text, newline="")
    assert office.settled(office.tray.sweep) == ()
    assert cost_s(office.tray.sweep) < IDLE_S


def test_thousands_of_judged_drafts_are_only_looked_at(office: Office) -> None:
    for number in range(MANY):
        (office.konsep / f"surat {number}.pdf").write_bytes(PDF)
        (office.konsep / f"surat {number}.yaml").write_bytes(SIDECAR)
    office.drafts.sweep()
    office.clock.pass_s(1)
    answered = 0
    while drafts := office.drafts.sweep():
        for draft in drafts:
            office.drafts.wait(draft)
        answered += len(drafts)
    assert answered == MANY
    assert cost_s(office.drafts.sweep) < IDLE_S
