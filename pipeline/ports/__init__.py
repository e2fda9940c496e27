"""What the stages need of the world, as protocols, and `Desk`: the frozen bundle of ports that a stage receives.

Each port hides one neighbour. `adapters/memory` holds in-memory twins of the register, the documents and the clock, run through the same contract tests.
"""

from pipeline.ports.desk import Desk
from pipeline.ports.each import Each, Lane, of_each, one_by_one
from pipeline.ports.folders import Claimed, Draft, Drafts, Ruling, Shares, Sheet, Shown, Tray
from pipeline.ports.mailbox import Bounces
from pipeline.ports.notices import Messenger, Notices
from pipeline.ports.outside import Board, Carrier, Clock, Documents, Judge, Press, Printer, Signer
from pipeline.ports.register import Mark, Register, RegisterLine, Reservation
from pipeline.ports.sealing import Opener, Sealer

__all__ = [
    "Board",
    "Bounces",
    "Carrier",
    "Claimed",
    "Clock",
    "Desk",
    "Documents",
    "Draft",
    "Drafts",
    "Each",
    "Judge",
    "Lane",
    "Mark",
    "Messenger",
    "Notices",
    "Opener",
    "Press",
    "Printer",
    "Register",
    "RegisterLine",
    "Reservation",
    "Ruling",
    "Sealer",
    "Shares",
    "Sheet",
    "Shown",
    "Signer",
    "Tray",
    "of_each",
    "one_by_one",
]
