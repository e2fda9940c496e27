"""The catalogue keeps to whom it speaks: only administrators have a command line."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from pipeline.domain.notes import Text

OF_THE_STAFF = ("decisions", "delivery", "drafts", "forms", "intake", "letters", "pages", "shares", "signing", "verdicts")
"""the modules whose sentences clerks and officials read in their folders"""
COMMAND = re.compile(
    r"\bsurat (run|init|demo|check-config|status|show|decide|retry|hold|release|cancel|resolve|number|register|verify|doctor|audit|backup|restore)\b"
)


def texts(module: str) -> Iterator[tuple[str, Text]]:
    """Every sentence of a module of the catalogue by its name."""
    for name, found in vars(import_module(f"pipeline.domain.notes.{module}")).items():
        if isinstance(found, Text):
            yield name, found
        elif hasattr(found, "values") and not isinstance(found, type):
            yield from ((name, one) for one in found.values() if isinstance(one, Text))


@pytest.mark.parametrize("module", OF_THE_STAFF)
def test_no_clerk_and_no_official_is_told_to_type_a_command(module: str) -> None:
    spoken = [(name, words) for name, text in texts(module) for words in (text.id, text.en)]
    assert spoken
    for name, words in spoken:
        found = COMMAND.search(words.replace("`surat decide", ""))  # what seals a signatory's passphrase, his own and no administrator's
        assert found is None or "dministrator" in words[: found.start()], f"{name}: {words}"
