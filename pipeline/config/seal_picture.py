"""What the configuration says about the picture of the office's stamp (`tte: stempel`)."""

from pathlib import Path
from typing import Final

from pipeline.adapters.tte.png import LEAST_SIDE, MOST_BYTES, MOST_SIDE, png_facts
from pipeline.config.section import Section
from pipeline.domain.notes import Message
from pipeline.domain.notes import seal_picture as say

_KEY: Final = "stempel"


def read_seal_picture(tte: Section) -> str:
    """The path of the picture; empty where there is none."""
    path = tte.private_file(_KEY)
    if path is not None and tte.look.checks_files and path.is_file():
        fault = _fault(path)
        if fault is not None:
            tte.fault(_KEY, fault)
    return str(path or "")


def _fault(path: Path) -> Message | None:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as exc:
        return say.CANNOT_BE_OPENED(path=path, key=_KEY, reason=exc.strerror)
    if len(content) > MOST_BYTES:
        return say.TOO_MANY_BYTES(path=path, megabytes=MOST_BYTES >> 20)
    facts = png_facts(content)
    if facts is None:
        return say.NOT_A_PNG(key=_KEY, path=path)
    if not LEAST_SIDE <= min(facts) <= max(facts) <= MOST_SIDE:
        return say.WRONG_SIZE(path=path, width=facts.width, height=facts.height, least=LEAST_SIDE, most=MOST_SIDE)
    return None
