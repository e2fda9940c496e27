"""What an invitation composed from form data says (*undangan*, SOP 3): letterhead, those invited, the form, those who sign.

Number, date and the place of the TTE stay placeholders, as in a draft that a clerk wrote: from here on a composed invitation goes the way of every letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.domain.channel import Channel
from pipeline.domain.letter import Post
from pipeline.domain.office import Letterhead, Office, Recipient, Security, Urgency
from pipeline.domain.page import SIGNERS, SignatureSize
from pipeline.domain.submission import Invitation, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One who signs, as the page names him."""

    position: str
    """the seat he signs for (*jabatan*), with `a.n.`, `Plt.` or `Plh.` in front where that is so"""
    name: str
    rank: str
    nip: str
    mark: str = ""
    """what tells his placeholders from the others' where several sign"""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOrder:
    """Everything a page is composed of."""

    letterhead: Letterhead
    place: str
    """where the office writes its letters"""
    manner: str
    """security and urgency (*sifat*)"""
    subject: str
    enclosure: str
    recipients: tuple[str, ...]
    copies_to: tuple[str, ...]
    form: Invitation
    signatories: tuple[Signatory, ...]
    signature_size: SignatureSize = field(default_factory=SignatureSize)

    def texts(self) -> Iterator[str]:
        """Whatever people wrote that is drawn."""
        yield from (*self.letterhead.lines, self.letterhead.address, self.place, self.subject, self.enclosure, *self.recipients)
        yield from (self.form.opening, self.form.day_and_date, self.form.time, self.form.place, self.form.occasion, self.form.closing)
        for one in self.signatories:
            yield from (one.position, one.name, one.rank, one.nip)
        yield from self.copies_to


def invitation_order(submission: Submission, form: Invitation, posts: Sequence[Post], office: Office) -> InvitationOrder:
    """What an invitation is composed of.

    Args:
        submission: what its applicant wants.
        form: its form.
        posts: the signatories' seats, in turn.
        office: its letterhead and officials.
    """
    return InvitationOrder(
        letterhead=office.letterhead,
        place=office.place,
        manner=manner(submission.security, submission.urgency),
        subject=submission.subject,
        enclosure=submission.enclosure,
        recipients=_names(submission.recipients),
        copies_to=_names(submission.copies_to),
        form=form,
        signatories=tuple(_signatory(post, office, str(turn) if len(posts) > 1 else "") for turn, post in enumerate(posts, start=1)),
        signature_size=office.signature_size,
    )


def examples(office: Office) -> tuple[InvitationOrder, InvitationOrder]:
    """Invitations to try a template with: as little as there can be in one, and as much."""
    plain = Invitation(opening="A", day_and_date="B", time="C", place="D", occasion="E", closing="F")
    head = Post(holder=office.head, acting=office.head)
    submission = Submission(subject="H", recipients=(_somebody("P1"),), signatory=office.head)
    full = Submission(
        subject="H " * 40,
        recipients=tuple(_somebody(f"P{place}") for place in range(1, 31)),
        signatory=office.head,
        enclosure="1 berkas",
        copies_to=(_somebody("T1"), _somebody("T2")),
    )
    spoken = replace(plain, opening="A\nA\n\nA", closing="F " * 400)
    return invitation_order(submission, plain, (head,), office), invitation_order(full, spoken, (head,) * len(SIGNERS), office)


def _somebody(name: str) -> Recipient:
    return Recipient(name=name, channel=Channel.PRINT)


def manner(security: Security, urgency: Urgency) -> str:
    """What stands behind *Sifat*: what is out of the ordinary, else that nothing is.

    >>> manner(Security.ORDINARY, Urgency.ORDINARY), manner(Security.ORDINARY, Urgency.URGENT), manner(Security.LIMITED, Urgency.URGENT)
    ('Biasa', 'Segera', 'Terbatas, Segera')
    """
    special = [one.value for one, usual in ((security, Security.ORDINARY), (urgency, Urgency.ORDINARY)) if one is not usual]
    return ", ".join(special) or Security.ORDINARY.value


def _names(recipients: Sequence[Recipient]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in recipients))


def _signatory(post: Post, office: Office, mark: str) -> Signatory:
    holder, acting = office.officials[post.holder], office.officials[post.acting]
    return Signatory(position=f"{post.capacity} {holder.position}".strip(), name=acting.name, rank=acting.rank, nip=acting.nip, mark=mark)
