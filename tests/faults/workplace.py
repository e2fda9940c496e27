"""An office whose daemon may die at any moment: the real adapters on real folders, worked in this very process.

PDF work and signing are done by the real functions, but in this process rather than in workers, so that one office costs milliseconds and a child that forks
can be killed at any call. The mail relay is a tally outside the office: what it was handed cannot be taken back and cannot be asked for, as with SMTP.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TypeVar, cast

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.parcel import Parcel
from pipeline.adapters.durable import digest_of_file
from pipeline.adapters.pdf.compose import compose
from pipeline.adapters.pdf.examine import examine
from pipeline.adapters.pdf.foot import add_footer
from pipeline.adapters.pdf.sheet import dispatch_sheet
from pipeline.adapters.pdf.stamp import read_binding, stamp
from pipeline.adapters.tte.pkcs12 import sign_batch
from pipeline.config import Settings, load_settings
from pipeline.domain.channel import Channel, DeliveryReport, Outcome
from pipeline.domain.errors import LaterError
from pipeline.domain.invitation import InvitationOrder
from pipeline.domain.notes import signing as say
from pipeline.domain.office import Official
from pipeline.domain.page import Binding, Box, Examination, FooterOrder, Layout, StampOrder
from pipeline.domain.sheet import DispatchSheet
from pipeline.domain.signing import Secret, SignedDocument, SigningOrder, SigningResult
from pipeline.ports import Desk, Lane
from pipeline.rounds import work
from pipeline.wiring import open_desk, prepare
from tests.kantor import at_rest_at_once, make_example, settle_fast

Result = TypeVar("Result")
TEMPLATE = Path(__file__).parents[2] / "config/templat/undangan.typ"
ROUNDS_AT_ONCE = 200
"""a round that still finds something to do after so many others never comes to rest"""
MEMORY = Path("/dev/shm")  # noqa: S108 -- a killed process loses nothing that it wrote here, and nothing is synced slowly


class RestlessError(AssertionError):
    """The office does not come to rest."""


@dataclass(frozen=True)
class OwnPress:
    """The PDF work, done here and now; the same work on the same bytes is done once."""

    done: dict[object, object] = field(default_factory=dict)

    def examine(self, draft: Path, layout: Layout) -> Examination:
        return self._once(("examine", digest_of_file(draft), repr(layout)), lambda: examine(draft, layout))

    def compose(self, target: Path, order: InvitationOrder) -> None:
        return self._made(("compose", repr(order)), target, lambda: compose(target, order, TEMPLATE))

    def stamp(self, source: Path, target: Path, order: StampOrder) -> tuple[Box, ...]:
        return self._made(("stamp", digest_of_file(source), repr(order)), target, lambda: stamp(source, target, order))

    def prepare(self, approved: Path, target: Path, order: FooterOrder) -> None:
        return self._made(("prepare", digest_of_file(approved), repr(order)), target, lambda: add_footer(approved, target, order))

    def sheet(self, target: Path, sheet: DispatchSheet) -> None:
        return self._made(("sheet", repr(sheet)), target, lambda: dispatch_sheet(target, sheet))

    def binding(self, document: Path) -> Binding | None:
        return self._once(("binding", digest_of_file(document)), lambda: read_binding(document))

    def _once(self, what: object, work_it: Callable[[], Result]) -> Result:
        if what not in self.done:
            self.done[what] = work_it()
        return cast("Result", self.done[what])

    def _made(self, what: object, target: Path, make: Callable[[], Result]) -> Result:
        try:
            result, content = self._once(what, lambda: (make(), target.read_bytes()))
            target.write_bytes(content)
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return result


@dataclass(frozen=True)
class OwnSigner:
    """The signing, done here and now; the same bytes are signed once, for a signature is as good a second later."""

    trust_roots: tuple[Path, ...]
    done: dict[str, bytes] = field(default_factory=dict)

    def takes_codes(self, official: Official) -> bool:
        del official
        return False

    def request_code(self, official: Official, count: int) -> None:
        raise AssertionError(official.id, count)

    def sign(self, orders: Sequence[SigningOrder], official: Official, secret: Secret, begin: Callable[[str], None]) -> tuple[SigningResult, ...]:
        del begin  # nothing leaves this machine
        return tuple(self._sign(one, official, secret) for one in orders)

    def _sign(self, order: SigningOrder, official: Official, secret: Secret) -> SigningResult:
        source = digest_of_file(Path(order.source))
        if source in self.done:
            try:
                Path(order.target).write_bytes(self.done[source])
            except OSError as failing:
                Path(order.target).unlink(missing_ok=True)
                return LaterError(say.DISK_FAILS(letter=order.letter, reason=type(failing).__name__))
            return SignedDocument(letter=order.letter, signer=official.name, at=order.at, certified=False)
        (result,) = sign_batch((order,), official.key_file, secret.reveal(), [str(one) for one in self.trust_roots])
        if isinstance(result, SignedDocument):
            self.done[source] = Path(order.target).read_bytes()
        return result


@dataclass(frozen=True)
class TallyRelay:
    """A mail relay that knows only what it was handed, one line a message."""

    tally: Path

    @property
    def is_repeatable(self) -> bool:
        return False

    def hand_over(self, parcel: Parcel) -> DeliveryReport:
        document = message_from_bytes(parcel.content, policy=default)["X-Surat-Document"]
        with self.tally.open("a") as sink:
            sink.write(f"{parcel.name} {parcel.message_id} {document}\n")
        return DeliveryReport(outcome=Outcome.SENT, proof=parcel.name)


def each_in_turn(act: Callable[[str], bool], names: Iterable[str], *, lane: Lane | None = None) -> int:
    """The engine of one thread, which always waits."""
    del lane
    return sum(act(name) for name in names)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for offices, in memory, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="surat-faults-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def new_office(folder: Path, **changes: str) -> Path:
    """A demonstration's office, its files at rest as soon as can be."""
    make_example(folder)
    settle_fast(folder / "config", **changes)
    return folder


def tally_of(office: Path) -> Path:
    """Where the relay of an office counts, outside the office."""
    return office.with_suffix(".mail")


@dataclass(frozen=True)
class Workshop:
    """What every daemon of one office works with; kept from one daemon to the next, so that it is warm."""

    settings: Settings
    press: OwnPress
    signer: OwnSigner

    @contextmanager
    def desk(self, change: Callable[[Desk], Desk] = lambda desk: desk) -> Iterator[Desk]:
        """The desk of a daemon that has just started."""
        with open_desk(self.settings) as (real, _):
            mail = real.carriers[Channel.EMAIL]
            assert isinstance(mail, MailCarrier)
            carriers = {**real.carriers, Channel.EMAIL: replace(mail, relay=TallyRelay(tally_of(self.settings.root)))}
            desk = change(replace(real, press=self.press, signer=self.signer, carriers=carriers))
            prepare(self.settings)
            yield desk


def workshop_of(office: Path) -> Workshop:
    """The workshop of an office."""
    settings = at_rest_at_once(load_settings(office / "config"))
    return Workshop(settings, OwnPress(), OwnSigner(settings.signing.trust_roots))


def come_to_rest(desk: Desk) -> None:
    """Do all that can be done now."""
    for _ in range(ROUNDS_AT_ONCE):
        if work(desk, each_in_turn).is_idle:
            return
    raise RestlessError
