"""What a letter brings to the registry officer's desk (SOP 1-2), from the letter itself."""

from datetime import date

from pipeline.domain.letter import Letter
from pipeline.domain.notes import Message
from pipeline.domain.numbering import NumberClaim, NumberWish, needs_registrar
from pipeline.domain.office import Office


def claim_for(letter: Letter, office: Office, today: date) -> NumberClaim:
    """Everything about a letter's number but its sequence."""
    return NumberClaim(
        rule=office.numbering,
        code=letter.code or "",
        unit=letter.unit,
        day=letter.submission.letter_date or today,
        security=letter.submission.security,
        is_invitation=letter.submission.invitation is not None,
    )


def questions(letter: Letter, office: Office, today: date, *, is_reserved: bool, newest: date | None) -> tuple[Message, ...]:
    """Why a letter cannot be numbered without the registry officer; his consent answers everything but a missing or unknown code.

    Args:
        letter: the letter.
        office: its codes and number rule.
        today: the day in the office.
        is_reserved: whether the number it wishes is reserved for its unit.
        newest: the date of the newest letter numbered in its year and scope.
    """
    wish = NumberWish(code=letter.code, day=letter.submission.letter_date or today, number=letter.submission.number, is_reserved=is_reserved)
    lacks_code = letter.code is None or letter.code not in office.codes
    return needs_registrar(wish, office, today, newest) if lacks_code or not letter.consented else ()
