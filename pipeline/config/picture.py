"""Pictures that the configuration names: the office's stamp (`tte: stempel`) and the emblem of its letterhead (`undangan: lambang`)."""

from pathlib import Path

from pipeline.adapters.tte.png import LEAST_SIDE, MOST_BYTES, MOST_SIDE, png_facts
from pipeline.config.section import Section
from pipeline.domain.notes import Message
from pipeline.domain.notes import seal_picture as say


def read_picture(section: Section, key: str) -> str:
    """The path of a PNG; empty where there is none."""
    path = section.private_file(key)
    if path is not None and section.look.checks_files and path.is_file():
        fault = _fault(path, key)
        if fault is not None:
            section.fault(key, fault)
    return str(path or "")


def _fault(path: Path, key: str) -> Message | None:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as exc:
        return say.CANNOT_BE_OPENED(path=path, key=key, reason=exc.strerror)
    if len(content) > MOST_BYTES:
        return say.TOO_MANY_BYTES(path=path, megabytes=MOST_BYTES >> 20)
    facts = png_facts(content)
    if facts is None:
        return say.NOT_A_PNG(key=key, path=path)
    if not LEAST_SIDE <= min(facts) <= max(facts) <= MOST_SIDE:
        return say.WRONG_SIZE(path=path, width=facts.width, height=facts.height, least=LEAST_SIDE, most=MOST_SIDE)
    return None
