"""The message catalogue: every sentence a user reads, in Indonesian and English.

A sentence is a `Text`, a constant of one of this package's modules. Calling it with its fields gives a `Message`, which travels through errors, faults and
events and becomes words only where somebody reads it. A text whose two languages name different fields cannot be built.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter


class Language(StrEnum):
    """The languages of the catalogue."""

    INDONESIAN = "id"
    """what staff read"""
    ENGLISH = "en"
    """what a maintainer may prefer"""


def _fields(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence with its values, not yet in a language.

    >>> HELLO = Text(id="Halo, {name}.", en="Hello, {name}.")
    >>> HELLO(name="Sewon").words(Language.INDONESIAN)
    'Halo, Sewon.'
    """

    text: "Text"
    values: tuple[tuple[str, str], ...] = ()

    def words(self, language: Language = Language.INDONESIAN) -> str:
        """The sentence in `language`."""
        template = self.text.id if language is Language.INDONESIAN else self.text.en
        return template.format_map(dict(self.values))

    def __str__(self) -> str:
        """The sentence in Indonesian, the office's language."""
        return self.words()


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of the catalogue in both languages; `{name}` marks a field.

    Raises:
        ValueError: the two languages name different fields.
    """

    id: str
    en: str
    names: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Hold both languages to the same fields."""
        if _fields(self.id) != _fields(self.en):
            reason = f"fields differ: {self.id!r} / {self.en!r}"
            raise ValueError(reason)
        object.__setattr__(self, "names", _fields(self.id))

    def __call__(self, **values: object) -> Message:
        """Fill the fields.

        Raises:
            ValueError: a field is missing or not one of this text's.
        """
        if values.keys() != self.names:
            reason = f"{self.id!r} takes {sorted(self.names)}, not {sorted(values)}"
            raise ValueError(reason)
        return Message(self, tuple((name, str(value)) for name, value in values.items()))
