"""The boundaries between the office's steps: the moment before and after each call of a port.

What a port calls of another one (a claim puts documents) counts too, so that a boundary lies between any two lasting effects of different ports.
"""

from collections.abc import Callable
from dataclasses import replace

from pipeline.adapters.intake.drafts import DraftFolders
from pipeline.adapters.intake.shares import ShareTree
from pipeline.adapters.intake.tray import DecisionTray
from pipeline.ports import Desk

Meet = Callable[[str], None]
"""What happens at a boundary, which is called `port.method:before` or `:after`."""
PORTS = ("register", "documents", "press", "signer", "shares", "drafts", "tray")


class Watched:
    """A port whose every call has a boundary before and after it."""

    def __init__(self, port: object, name: str, meet: Meet) -> None:
        self._port, self._name, self._meet = port, name, meet

    def __getattr__(self, method: str) -> object:
        found = getattr(self._port, method)
        if not callable(found):
            return found

        def watched(*args: object, **kwargs: object) -> object:
            self._meet(f"{self._name}.{method}:before")
            result = found(*args, **kwargs)
            self._meet(f"{self._name}.{method}:after")
            return result

        return watched


def watch(desk: Desk, meet: Meet) -> Desk:
    """The same desk with boundaries."""
    documents = Watched(desk.documents, "documents", meet)
    drafts, tray, shares = desk.drafts, desk.tray, desk.shares
    assert isinstance(drafts, DraftFolders)
    assert isinstance(tray, DecisionTray)
    assert isinstance(shares, ShareTree)
    drafts.documents = tray.documents = documents  # type: ignore[assignment]  # it answers as the port does
    desk = replace(desk, shares=replace(shares, documents=documents))  # type: ignore[arg-type]  # the same
    ports = {name: documents if name == "documents" else Watched(getattr(desk, name), name, meet) for name in PORTS}
    carriers = {channel: Watched(carrier, f"carrier-{channel}", meet) for channel, carrier in desk.carriers.items()}
    return replace(desk, carriers=carriers, **ports)  # type: ignore[arg-type]  # the same
