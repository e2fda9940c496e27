"""What makes a letter's next version acceptable: it follows the stored one, by a move the procedure allows, with the number and the sidecar that stay."""

from pipeline.domain.errors import ConflictError, HeldError, UnknownLetterError
from pipeline.domain.letter import Letter
from pipeline.domain.notes import store as say
from pipeline.domain.states import State, may_move


def check(before: Letter | None, moved: Letter, *, stays: bool = False, is_open: bool = False) -> None:
    """Refuse what is not acceptable.

    Args:
        before: the letter as it is stored; None where it is not.
        moved: its next version.
        stays: whether it is to be in the same state with another document, instead.
        is_open: whether any of its deliveries has not reached its recipient.

    Raises:
        UnknownLetterError: it is not there.
        ConflictError: it moved meanwhile.
        HeldError: the procedure does not allow it.
    """
    if before is None:
        raise UnknownLetterError(say.LETTER_UNKNOWN(key=moved.id))
    if before.version != moved.version - 1:
        raise ConflictError(say.LETTER_MOVED(letter=moved.id))
    if not (before.state is moved.state and before.document if stays else may_move(before.state, moved.state)):
        raise HeldError(say.MOVE_NOT_ALLOWED(letter=moved.id, before=before.state.value, after=moved.state.value))
    if before.state is State.HELD:
        _check_release(before, moved)
    if moved.state is State.SENT and is_open and not stays:
        raise ConflictError(say.LETTER_MOVED(letter=moved.id))
    if before.number != moved.number:
        raise HeldError(say.NUMBER_STAYS(letter=moved.id, number=before.number.text if before.number else "-"))
    if moved.revision < before.revision or (moved.revision == before.revision and moved.sidecar != before.sidecar):
        raise HeldError(say.SIDECAR_STAYS(letter=moved.id, revision=before.revision))


def _check_release(before: Letter, moved: Letter) -> None:
    hold = before.hold
    if moved.hold is not None or moved.state not in {hold and hold.since, State.CANCELLED}:
        raise HeldError(say.HOLD_ENDS_WHERE_IT_BEGAN(letter=moved.id, since=hold.since.value if hold else "-", after=moved.state.value))
