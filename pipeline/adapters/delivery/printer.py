"""A printer that speaks IPP, by itself or through CUPS (RFC 8011): letters are handed to it as jobs with names by which they are found again.

For what goes wrong one thing matters: whether the printer may have the job. A spooler's "completed" is no proof that paper came out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipeline.adapters.delivery.ipp import IppAnswer, Operation, Tag, Told, Values, read_answer, request
from pipeline.adapters.line import CutError, Line, NotSentError, Request
from pipeline.domain.errors import HeldError, LaterError, UncertainError
from pipeline.domain.notes import delivery as say_delivery
from pipeline.domain.notes import printing as say
from pipeline.domain.printing import JobStanding

LARGEST_ANSWER_BYTES: Final = 1 << 22
"""No list of jobs is longer."""
MEDIA_TYPE: Final = "application/ipp"
"""What a request is."""
_OK: Final = 200
_FAILS: Final = range(500, 600)
_GOOD: Final = range(0x0100)
_REFUSED: Final = range(0x0400, 0x0500)
_NOT_FOUND: Final = frozenset({0x0406, 0x0407})
_DONE: Final = 9
_LOST: Final = frozenset({7, 8})
_USER: Final = "surat"
_SCHEMES: Final = {"ipp": ("http", 631), "ipps": ("https", 631)}


def web_address(printer: str) -> str:
    """Where an `ipp:` address is reached.

    >>> web_address("ipp://printer.kantor.test/ipp/print"), web_address("ipps://127.0.0.1:8631/printers/tu")
    ('http://printer.kantor.test:631/ipp/print', 'https://127.0.0.1:8631/printers/tu')
    """
    parts = urlsplit(printer)
    scheme, port = _SCHEMES[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{scheme}://{host}:{parts.port or port}{parts.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IppPrinter:
    """The printer.

    Attributes:
        address: its `ipp:` or `ipps:` address.
        line: how that is reached.
    """

    address: str
    line: Line

    def start(self, name: str, document: Path) -> int:
        """Hand a PDF over; the job's number."""
        told = {
            "requesting-user-name": (Tag.NAME, _USER),
            "job-name": (Tag.NAME, name),
            "document-format": (Tag.MEDIA_TYPE, "application/pdf"),
        }
        try:
            content = document.read_bytes()
        except OSError as problem:
            raise LaterError(say_delivery.DOCUMENT_UNREADABLE(reason=problem.strerror or str(problem))) from problem
        answer = self._ask(request(Operation.PRINT_JOB, self.address, told) + content)
        number = _number(answer.jobs[0], "job-id") if answer.jobs else None
        if answer.status in _REFUSED:
            raise HeldError(say.PRINTER_REFUSES(code=f"{answer.status:#06x}"))
        if answer.status not in _GOOD:
            raise LaterError(say.PRINTER_BUSY(code=f"{answer.status:#06x}"))
        if number is None:
            raise UncertainError(say.PRINTER_UNCLEAR(reason="job-id"))
        return number

    def find(self, name: str) -> int | None:
        """The newest job of that name that the printer knows."""
        found = [number for which in ("not-completed", "completed") for number in self._named(name, which)]
        return max(found, default=None)

    def _named(self, name: str, which: str) -> list[int]:
        wanted = ("job-id", "job-name")
        told = {"requesting-user-name": (Tag.NAME, _USER), "which-jobs": (Tag.KEYWORD, which), "requested-attributes": (Tag.KEYWORD, wanted)}
        answer = self._asked_again(request(Operation.GET_JOBS, self.address, told))
        if answer.status not in _GOOD:
            raise LaterError(say.PRINTER_BUSY(code=f"{answer.status:#06x}"))
        return [number for job in answer.jobs if job.get("job-name") == [name] and (number := _number(job, "job-id")) is not None]

    def standing(self, job: int) -> JobStanding:
        """Where a job stands."""
        told: Told = {
            "job-id": (Tag.INTEGER, job),
            "requesting-user-name": (Tag.NAME, _USER),
            "requested-attributes": (Tag.KEYWORD, ("job-state",)),
        }
        answer = self._asked_again(request(Operation.GET_JOB, self.address, told))
        if answer.status in _NOT_FOUND:
            return JobStanding.LOST
        state = _number(answer.jobs[0], "job-state") if answer.jobs and answer.status in _GOOD else None
        if state is None:
            raise LaterError(say.PRINTER_BUSY(code=f"{answer.status:#06x}"))
        return JobStanding.DONE if state == _DONE else JobStanding.LOST if state in _LOST else JobStanding.WAITING

    def _asked_again(self, body: bytes) -> IppAnswer:
        """A question that changes nothing: whatever goes wrong, it is asked again later."""
        try:
            return self._ask(body)
        except UncertainError as problem:
            raise LaterError(problem.message) from problem

    def _ask(self, body: bytes) -> IppAnswer:
        try:
            answer = self.line.ask(Request(method="POST", path="", headers={"Content-Type": MEDIA_TYPE}, body=body))
        except NotSentError as problem:
            raise LaterError(say.PRINTER_AWAY(reason=problem)) from problem
        except CutError as problem:
            raise UncertainError(say.PRINTER_UNCLEAR(reason=problem)) from problem
        if answer.status in _FAILS:
            raise UncertainError(say.PRINTER_UNCLEAR(reason=f"HTTP {answer.status}"))
        if answer.status != _OK:
            raise LaterError(say.PRINTER_AWAY(reason=f"HTTP {answer.status}"))
        try:
            return read_answer(answer.body)
        except ValueError as problem:
            raise UncertainError(say.PRINTER_UNCLEAR(reason=problem)) from problem


def _number(job: Values, name: str) -> int | None:
    value = job.get(name, [None])[0]
    return value if isinstance(value, int) else None
