"""The PDF work, done in worker processes: one kind reads and writes what people saved, one composes invitations.

The libraries that read and write PDFs are imported by the workers alone, so that the daemon, which lives for months, stays small.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import ParamSpec, Self, TypeVar

import structlog

from pipeline.adapters.pdf.compose import compose, warm_up
from pipeline.adapters.pdf.confined import is_confined
from pipeline.adapters.pdf.workers import Limits, Workers
from pipeline.domain.errors import DraftRefusedError, SuratError
from pipeline.domain.invitation import InvitationOrder
from pipeline.domain.notes import invitation as say_invitation
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Binding, Box, Examination, FooterOrder, Layout, StampOrder
from pipeline.domain.sheet import DispatchSheet

log = structlog.get_logger()

Args = ParamSpec("Args")
Result = TypeVar("Result")


class WorkerPress:
    """The PDF workers of one daemon.

    Args:
        workers: how many files are in hand at once, from 1.
        limits: what one file may cost.
        template: what invitations look like; None = none are composed.
    """

    def __init__(self, workers: int, limits: Limits | None = None, template: Path | None = None) -> None:
        """Start no process yet: the first file does."""
        self._limits = limits or Limits()
        self._template = template
        self._told = threading.Lock()
        self._readers = Workers(workers, self._limits)
        self._composers = Workers(1, self._limits, warm_up, say_invitation.TOO_MUCH())
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Use it in a `with`, so that its processes end."""
        self._stack.enter_context(self._readers)
        self._stack.enter_context(self._composers)
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self._stack.close()

    def compose(self, target: Path, order: InvitationOrder) -> None:
        """See `pdf.compose`; what a failure leaves of the target is removed."""
        if self._template is None:
            raise DraftRefusedError(say_invitation.NEEDS_PDF())
        with _whole(target):
            self._composers.run(compose, target, order, self._template)

    def examine(self, draft: Path, layout: Layout) -> Examination:
        """See `pdf.examine`; a file beyond the limit is refused unread."""
        if draft.stat().st_size > self._limits.largest_bytes:
            raise DraftRefusedError(say.TOO_LARGE(megabytes=self._limits.largest_bytes >> 20))
        return self._run(_examine, draft, layout)

    def stamp(self, source: Path, target: Path, order: StampOrder) -> tuple[Box, ...]:
        """See `pdf.stamp`; what a failure leaves of the target is removed."""
        with _whole(target):
            return self._run(_stamp, source, target, order)

    def prepare(self, approved: Path, target: Path, order: FooterOrder) -> None:
        """See `pdf.foot`; what a failure leaves of the target is removed."""
        with _whole(target):
            self._run(_prepare, approved, target, order)

    def sheet(self, target: Path, sheet: DispatchSheet) -> None:
        """See `pdf.sheet`; what a failure leaves of the target is removed."""
        with _whole(target):
            self._run(_sheet, target, sheet)

    def binding(self, document: Path) -> Binding | None:
        """See `pdf.stamp.read_binding`."""
        return self._run(_binding, document)

    def words(self, document: Path) -> tuple[str, ...]:
        """See `pdf.finished`."""
        return self._run(_words, document)

    def is_confined(self) -> bool:
        """Whether the workers are shut in: no network, no programs, no other processes. A worker finds out by trying.

        Raises:
            LaterError: no worker can be started.
        """
        return self._readers.run(is_confined)

    def _run(self, task: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
        self._tell_once()
        return self._readers.run(task, *args, **kwargs)

    def _tell_once(self) -> None:
        """Log, before the first file, that the workers are not shut in; the letters go on."""
        if not self._told.acquire(blocking=False):
            return
        try:
            if not self.is_confined():
                log.error("pdf_workers_not_confined")
        except SuratError:
            self._told.release()


@contextmanager
def _whole(target: Path) -> Iterator[None]:
    """Let a target be whole or not there: a full disk must not be filled further by every try."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _examine(draft: Path, layout: Layout) -> Examination:
    from pipeline.adapters.pdf.examine import examine

    return examine(draft, layout)


def _stamp(source: Path, target: Path, order: StampOrder) -> tuple[Box, ...]:
    from pipeline.adapters.pdf.stamp import stamp

    return stamp(source, target, order)


def _prepare(approved: Path, target: Path, order: FooterOrder) -> None:
    from pipeline.adapters.pdf.foot import add_footer

    add_footer(approved, target, order)


def _sheet(target: Path, sheet: DispatchSheet) -> None:
    from pipeline.adapters.pdf.sheet import dispatch_sheet

    dispatch_sheet(target, sheet)


def _binding(document: Path) -> Binding | None:
    from pipeline.adapters.pdf.stamp import read_binding

    return read_binding(document)


def _words(document: Path) -> tuple[str, ...]:
    from pipeline.adapters.pdf.finished import read_words

    return read_words(document)
