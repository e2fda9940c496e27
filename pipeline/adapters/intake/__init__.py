"""The shared tree: drafts and decisions are found here once they are at rest, and letters are shown here.

Read `settle.py` for when a file is at rest, `lookout.py` for how drafts are found, then `drafts.py`, `tray.py` and `shares.py` for the three ports, `watch.py`
for what wakes their sweeps, and `mode.py` and `lease.py` for how far the kernel helps.
"""

from pipeline.adapters.intake.drafts import DraftFolders
from pipeline.adapters.intake.files import drop_temporaries
from pipeline.adapters.intake.mode import LeaseMode, WatchMode, lease_mode
from pipeline.adapters.intake.seats import Seat, seats
from pipeline.adapters.intake.shares import ShareTree
from pipeline.adapters.intake.tray import DecisionTray
from pipeline.adapters.intake.watch import Watcher, watch_mode

__all__ = [
    "DecisionTray",
    "DraftFolders",
    "LeaseMode",
    "Seat",
    "ShareTree",
    "WatchMode",
    "Watcher",
    "drop_temporaries",
    "lease_mode",
    "seats",
    "watch_mode",
]
