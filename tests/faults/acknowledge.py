"""Works one letter through an office and says each time it is safe: `STATE DOCUMENT` on a line; goes on when a line comes back.

Run as `python -m tests.faults.acknowledge OFFICE` by the tests that cut the power.
"""

import sys
from pathlib import Path

from tests.faults.cells import LIFE
from tests.faults.staff import Staff
from tests.faults.workplace import come_to_rest, workshop_of


def main(office: Path) -> None:
    """The letter's life."""
    staff = Staff(office)
    with workshop_of(office).desk() as desk:
        while staff.play(LIFE):
            come_to_rest(desk)
            (letter,) = desk.register.letters(everything=True)
            sys.stdout.write(f"{letter.state} {letter.document or letter.source}\n")
            sys.stdout.flush()
            sys.stdin.readline()


if __name__ == "__main__":
    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    main(Path(sys.argv[1]))
