"""The engine's way of working, and what comes of it: one thing for each of many letters, drafts or decisions, several at once."""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Protocol, TypeVar

Result = TypeVar("Result")
Caught = TypeVar("Caught", bound=Exception)


class Lane(Enum):
    """What may go on beside the rounds that follow; neither keeps the other waiting."""

    DRAFTS = "konsep"
    """taking drafts in"""
    LETTERS = "surat"
    """carrying letters on"""
    NOTICES = "pemberitahuan"
    """telling people what waits"""


class Each(Protocol):
    """The engine's way of working."""

    def __call__(self, act: Callable[[str], bool], names: Iterable[str], *, lane: Lane | None = None) -> int:
        """Do `act` for each; how many times it succeeded. `act` keeps its errors to itself.

        Args:
            act: says whether it succeeded.
            names: whom it is done for; a name that is still in hand from before is not begun again.
            lane: None where every one must be done when this returns; else what is not done soon goes on beside what comes next, counted together as one,
                and what is left of `names` is not begun.
        """
        ...


def one_by_one(act: Callable[[str], bool], names: Iterable[str], *, lane: Lane | None = None) -> int:
    """The engine that does one after the other; what is in a lane too, since one at a time is always waited for."""
    del lane
    return sum(map(act, names))


def of_each(names: Iterable[str], act: Callable[[str], Result], each: Each, catching: type[Caught]) -> tuple[dict[str, Result], dict[str, Caught]]:
    """What an act gives for each name, and its errors; both in the order of the names, and one name's error hinders no other.

    Args:
        names: whom it is done for, each once.
        act: what is done; every one is done when this returns.
        each: how.
        catching: the errors that are told so; any other is raised.
    """
    wanted = tuple(names)
    results: dict[str, Result] = {}
    errors: dict[str, Caught] = {}

    def attempt(name: str) -> bool:
        try:
            results[name] = act(name)
        except catching as error:
            errors[name] = error
        return True

    each(attempt, wanted)
    return {one: results[one] for one in wanted if one in results}, {one: errors[one] for one in wanted if one in errors}
