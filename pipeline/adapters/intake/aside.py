"""Putting a file aside: moved to the day's folder in `karantina/`, its reason beside it, nothing written over.

The reason is written first. A crash between the two leaves a reason whose file comes with the next sweep, never a file without a reason.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.adapters.durable import rename_new, sync_folder
from pipeline.adapters.intake.files import Version, is_same, put_note
from pipeline.adapters.intake.names import REASON, beside, shown
from pipeline.domain.errors import Fault
from pipeline.domain.notes import Language
from pipeline.domain.notes import intake as say

_MARK: Final = "\ufeff"
_END: Final = "\r\n"


def put_aside(source: Path, version: Version, day: Path, reason: str) -> None:
    """Move a file, if it is still that version, into the folder of a day that exists.

    Raises:
        OSError: it cannot be moved; it is where it was.
    """
    number = 1
    while is_same(source, version):
        ending = source.suffix if number == 1 else f"-{number}{source.suffix}"
        target = day / beside(source.name.removesuffix(source.suffix), ending)
        number += 1
        if os.path.lexists(target):
            continue
        put_note(day / beside(target.name, REASON), reason)
        try:
            rename_new(source, target)
        except FileExistsError:
            continue  # its reason is that of whoever was faster, which only another process of ours can be
        sync_folder(day)
        sync_folder(source.parent)


def reason(name: str, day: str, folder: str, faults: Sequence[Fault], language: Language) -> str:
    """The text of an ALASAN: every fault, and what to do. It lies in two folders, so it names both.

    Args:
        name: the file's.
        day: of the folder in `karantina/` that it is moved to.
        folder: where its writer saves the next one.
        faults: why it cannot be a letter.
        language: the office's.
    """
    told = (f"- {fault.message.words(language)}" for fault in faults)
    lines = [say.PUT_ASIDE(name=shown(name), day=day).words(language), *told, say.SAVE_AGAIN(folder=folder).words(language)]
    return _MARK + "".join(line + _END for line in lines)
