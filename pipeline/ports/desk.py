"""`Desk`: the frozen bundle of ports that a stage receives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.channel import Channel
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import store as say_store
from pipeline.domain.office import Office
from pipeline.domain.registry import claim_for, questions
from pipeline.domain.signing import SignatureTexts
from pipeline.ports.folders import Drafts, Shares, Tray
from pipeline.ports.mailbox import Bounces
from pipeline.ports.notices import Notices
from pipeline.ports.outside import Board, Carrier, Clock, Documents, Judge, Press, Printer, Signer
from pipeline.ports.register import Register
from pipeline.ports.sealing import Opener


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a stage may touch."""

    office: Office
    language: Language
    clock: Clock
    register: Register
    documents: Documents
    press: Press
    signer: Signer
    seals: Opener
    judge: Judge
    board: Board
    carriers: dict[Channel, Carrier]
    bounces: Bounces
    shares: Shares
    drafts: Drafts
    tray: Tray
    plain_passphrases: bool
    applicant_may_decide: bool
    """false with `identitas: pemilik`: nobody decides on his own letter"""
    texts: SignatureTexts
    notices: Notices | None = None
    """None where nobody has an address for them"""
    partners: Mapping[str, Carrier] = field(default_factory=dict)
    """the way to each partner whose e-surat is posted, by his address"""
    printer: Printer | None = None
    """what prints letters that go by hand; None = people do"""

    def way_to(self, delivery: Delivery) -> Carrier:
        """What carries a delivery."""
        return self.partners.get(delivery.recipient.folder) or self.carriers[delivery.channel]

    def questions(self, letter: Letter) -> tuple[Message, ...]:
        """What the registry officer must look at before this letter gets its number."""
        today, wished = self.clock.today(), letter.submission.number
        claim = claim_for(letter, self.office, today)
        held = (say_store.NUMBERS_WAIT_FOR_YOU(),) if self.register.is_held(claim.year, claim.scope) else ()
        return held + questions(
            letter,
            self.office,
            today,
            is_reserved=wished is not None and self.register.is_reserved(wished, claim),
            newest=self.register.newest_day(claim.year, claim.scope),
        )
