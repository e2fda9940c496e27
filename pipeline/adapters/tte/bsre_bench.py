"""The PDF work around a gateway's signing, in one process that lives for one decision: it draws the visible TTE and proves what came back.

The daemon itself imports no PDF library. The process comes from the fork server, sees no secret, and is ended when a piece of work takes too long; the next
piece then starts another.
"""

import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeVar, cast

from pipeline.adapters.forkserver import fork_server
from pipeline.domain.errors import HeldError, SuratError
from pipeline.domain.notes import gateway as say
from pipeline.domain.notes import signing as say_signing
from pipeline.domain.signing import SigningOrder

if TYPE_CHECKING:
    from pipeline.adapters.tte.picture import Picture
    from pipeline.adapters.tte.proof import Proof

GOODBYE_SECONDS: Final = 2.0
Result = TypeVar("Result")


@dataclass(slots=True, kw_only=True)
class Bench:
    """One process at a time, used in a `with` block.

    Attributes:
        trust_roots: PEM files that every signature must chain to.
        patience: the time one piece of work may take.
    """

    trust_roots: tuple[Path, ...]
    patience: timedelta = timedelta(seconds=60)
    _process: ForkServerProcess | None = field(default=None, init=False)
    _line: Connection | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        """Begin; the process starts with the first piece of work."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Make sure that the process is gone."""
        self._end()

    def draw(self, order: SigningOrder) -> "Picture":
        """The order's visible TTE.

        Raises:
            HeldError: it cannot be drawn, or the process died of it.
        """
        return cast("Picture", self._ask(("draw", order, ()), order.letter))

    def prove(self, order: SigningOrder, *, is_visible: bool) -> "Proof":
        """What the order's target is worth.

        Raises:
            HeldError: the process died of it, or a trusted root cannot be read.
            DoubtfulResultError: the TTE is not seen where it was asked for.
        """
        kind = "prove" if is_visible else "prove_unseen"
        return cast("Proof", self._ask((kind, order, tuple(map(str, self.trust_roots))), order.letter))

    def _ask(self, task: tuple[str, SigningOrder, tuple[str, ...]], letter: str) -> object:
        seconds = self.patience.total_seconds()
        try:
            line = self._line or self._start()
            line.send(task)
            if not line.poll(seconds):
                self._end()
                raise HeldError(say_signing.WORKER_LATE(letter=letter, seconds=round(seconds)))
            answer = line.recv()
        except (OSError, EOFError) as exc:
            self._end()
            raise HeldError(say_signing.WORKER_DIED(letter=letter)) from exc
        if isinstance(answer, SuratError):
            raise answer
        return answer

    def _start(self) -> Connection:
        context = fork_server()
        self._line, theirs = context.Pipe()
        with theirs:
            self._process = context.Process(target=_work, args=(theirs,), name="surat-gateway", daemon=True)
            self._process.start()
        return self._line

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.join(0 if self._process.exitcode is None else GOODBYE_SECONDS)
            if self._process.is_alive():
                self._process.kill()
            self._process.join()
            self._process.close()
        self._line = self._process = None


def _work(line: Connection) -> None:
    """The process: one piece of work after the other, until the line closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with line, suppress(EOFError, BrokenPipeError):
        while True:
            kind, order, roots = line.recv()
            line.send(_done(_ACTS[kind], order, roots))


def _done(act: Callable[[SigningOrder, tuple[str, ...]], Result], order: SigningOrder, roots: tuple[str, ...]) -> Result | SuratError:
    try:
        return act(order, roots)
    except SuratError as error:
        return error
    except Exception as exc:  # noqa: BLE001 - whatever a parser says about one document is that document's result
        return HeldError(say.CANNOT_DRAW(letter=order.letter, reason=type(exc).__name__))


def _draw(order: SigningOrder, _: tuple[str, ...]) -> "Picture":
    from pipeline.adapters.tte.picture import picture

    return picture(Path(order.source), order.box, order.block)


def _prove(order: SigningOrder, roots: tuple[str, ...], *, is_visible: bool) -> "Proof":
    from pipeline.adapters.tte.proof import prove
    from pipeline.adapters.tte.seen import seen_as_asked

    proof = prove(Path(order.source), Path(order.target), [Path(root) for root in roots])
    if not proof.fault:
        seen_as_asked(order, is_visible=is_visible)
    return proof


_ACTS: Final[Mapping[str, Callable[[SigningOrder, tuple[str, ...]], object]]] = MappingProxyType(
    {"draw": _draw, "prove": partial(_prove, is_visible=True), "prove_unseen": partial(_prove, is_visible=False)}
)
