"""The ways a letter reaches its recipient (SOP 9): e-surat, else e-mail, else print and dispatch by hand or post."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from pipeline.domain.notes import Message
from pipeline.domain.states import DELIVERY_MOVES, DeliveryState


class Channel(StrEnum):
    """A way to a recipient; the values are what a sidecar's `saluran` says."""

    ESURAT = "esurat"
    """the partner office's e-surat"""
    EMAIL = "email"
    """e-mail to one address"""
    PRINT = "cetak"
    """printed, and carried by hand or post"""


def choose_channel(*, folder: str, email: str, confidential: bool) -> Channel:
    """The first way that is open to a recipient, in the procedure's order.

    Confidential letters never travel by plain e-mail.

    >>> choose_channel(folder="", email="a@b.test", confidential=False).value
    'email'
    >>> choose_channel(folder="", email="a@b.test", confidential=True).value
    'cetak'
    """
    if folder:
        return Channel.ESURAT
    if email and not confidential:
        return Channel.EMAIL
    return Channel.PRINT


def may_become(before: tuple[DeliveryState, Channel], after: tuple[DeliveryState, Channel]) -> bool:
    """Whether a delivery may move so, each time its state and its way.

    What has become paper stays paper, whatever is told afterwards of an attempt on another way. Of what reached its recipient only an e-mail comes back: paper
    that somebody took is not to be printed again.

    >>> by_mail, by_hand, again = [(DeliveryState.SENT, one) for one in (Channel.EMAIL, Channel.PRINT)] + [(DeliveryState.TO_PRINT, Channel.PRINT)]
    >>> may_become(by_mail, again), may_become(by_hand, again), may_become(again, by_mail)
    (True, False, False)
    """
    (stood, by), (stands, way) = before, after
    comes_back = stood is DeliveryState.SENT
    return stands in DELIVERY_MOVES[stood] and way in {by, Channel.PRINT} and (by is Channel.EMAIL or not comes_back)


IN_DOUBT: Final = "?"
"""In place of a delivery's proof: an earlier try may have arrived. It is tried again by the same way, and goes no other way by itself."""


class Outcome(StrEnum):
    """What one attempt at a delivery came to."""

    SENT = "sent"
    """taken by the other side, with proof"""
    DEFERRED = "deferred"
    """not now; try again"""
    REFUSED = "refused"
    """never by this way; print instead"""
    UNCERTAIN = "uncertain"
    """cut after the other side may have taken it"""
    TO_PRINT = "to_print"
    """lies in the print folder; a person carries it and confirms"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What one attempt came to, and what proves it."""

    outcome: Outcome
    proof: str = ""
    """the other side's words: an SMTP reply, a file name, a receipt"""
    note: Message | None = None
    wait: timedelta = timedelta()
    """the other side asks not to be tried again before"""
    in_doubt: bool = False
    """with DEFERRED: the other side may have it already, and takes it once"""
    not_before: timedelta | None = None
    """with DEFERRED: nothing was tried, and this is how long the delivery is to wait for its turn"""
