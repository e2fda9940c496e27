"""The states of a letter and of a delivery, and the moves between them that the procedure allows.

The values are stored in the database and never renamed.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a letter stands in the procedure."""

    RECEIVED = "received"
    """claimed from the applicant; has no number yet (SOP 1-2)"""
    NUMBERED = "numbered"
    """has its register number; not yet stamped and submitted (SOP 3-4)"""
    IN_VERIFICATION = "in_verification"
    """waits for a superior (SOP 5)"""
    AWAITING_SIGNATURE = "awaiting_signature"
    """waits for the signatory, or the next of several (SOP 8)"""
    SIGNED = "signed"
    """carries the TTE; deliveries not yet planned (SOP 9)"""
    READY_TO_SEND = "ready_to_send"
    """signed, waits for the registry officer's release"""
    DISPATCHING = "dispatching"
    """at least one delivery is still open (SOP 9)"""
    SENT = "sent"
    """every recipient has it"""
    RETURNED = "returned"
    """back with the applicant for revision (*dikembalikan*)"""
    HELD = "held"
    """stopped until the administrator lets it go on, or somebody cancels it"""
    CANCELLED = "cancelled"
    """withdrawn; its number stays in the register, marked *batal*"""
    SIGNATURE_UNCERTAIN = "signature_uncertain"
    """a signing gateway may or may not have signed; a person resolves"""


class DeliveryState(StrEnum):
    """Where one recipient's delivery stands."""

    PLANNED = "planned"
    """not begun"""
    SENDING = "sending"
    """begun; found so after a crash it is adopted or becomes uncertain"""
    SENT = "sent"
    """handed over, with proof"""
    DEFERRED = "deferred"
    """failed for now; tried again"""
    UNCERTAIN = "uncertain"
    """the outside cannot say; a person resolves"""
    TO_PRINT = "to_print"
    """lies in 5-kirim/cetak for printing and dispatch by hand"""
    PRINTED = "printed"
    """printed, not yet handed over"""
    FAILED = "failed"
    """refused for good; nobody has it by this way"""


_S = State
_ENDS: Final = frozenset({_S.SENT, _S.CANCELLED})
_STOPS: Final = frozenset({_S.HELD, _S.CANCELLED})

MOVES: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        _S.RECEIVED: _STOPS | {_S.NUMBERED, _S.RETURNED},
        _S.NUMBERED: _STOPS | {_S.IN_VERIFICATION, _S.AWAITING_SIGNATURE, _S.RETURNED},
        _S.IN_VERIFICATION: _STOPS | {_S.IN_VERIFICATION, _S.AWAITING_SIGNATURE, _S.RETURNED},
        _S.AWAITING_SIGNATURE: _STOPS | {_S.AWAITING_SIGNATURE, _S.SIGNED, _S.RETURNED, _S.SIGNATURE_UNCERTAIN},
        _S.SIGNATURE_UNCERTAIN: _STOPS | {_S.SIGNED, _S.AWAITING_SIGNATURE},
        _S.SIGNED: _STOPS | {_S.READY_TO_SEND, _S.DISPATCHING},
        _S.READY_TO_SEND: _STOPS | {_S.DISPATCHING},
        _S.DISPATCHING: _STOPS | {_S.SENT},
        _S.RETURNED: _STOPS | {_S.RECEIVED, _S.NUMBERED},
        _S.HELD: frozenset(_S) - {_S.HELD, _S.SENT},
        _S.SENT: frozenset({_S.DISPATCHING}),
        _S.CANCELLED: frozenset(),
    }
)
"""Every move the procedure allows. A held letter goes back to the state it was held in; a sent one is only opened again by an e-mail that came back."""

OPEN: Final = frozenset(State) - _ENDS
"""The states of a letter that is still on its way."""

_D = DeliveryState
DELIVERY_MOVES: Final[Mapping[DeliveryState, frozenset[DeliveryState]]] = MappingProxyType(
    {
        _D.PLANNED: frozenset({_D.SENDING, _D.TO_PRINT, _D.FAILED}),
        _D.SENDING: frozenset({_D.SENT, _D.DEFERRED, _D.UNCERTAIN, _D.FAILED, _D.TO_PRINT}),
        _D.DEFERRED: frozenset({_D.PLANNED, _D.SENDING, _D.TO_PRINT, _D.FAILED}),
        _D.UNCERTAIN: frozenset({_D.SENT, _D.PLANNED, _D.TO_PRINT, _D.FAILED}),
        _D.TO_PRINT: frozenset({_D.TO_PRINT, _D.PRINTED, _D.SENT, _D.FAILED}),
        _D.PRINTED: frozenset({_D.SENT, _D.FAILED}),
        _D.FAILED: frozenset({_D.PLANNED, _D.TO_PRINT, _D.SENT}),
        _D.SENT: frozenset({_D.TO_PRINT}),
    }
)


def may_move(before: State, after: State) -> bool:
    """Whether the procedure allows this move.

    >>> may_move(State.NUMBERED, State.IN_VERIFICATION), may_move(State.NUMBERED, State.SIGNED)
    (True, False)
    """
    return after in MOVES[before]
