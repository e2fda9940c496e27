"""What an invitation composed from form data says."""

from dataclasses import replace

from pipeline.domain.invitation import InvitationOrder, Signatory, examples, invitation_order
from pipeline.domain.letter import Post
from pipeline.domain.office import Capacity, Security, Urgency
from pipeline.domain.submission import Invitation, Submission
from tests.domain.drafting import BOOK, OFFICE

FORM = Invitation(opening="Dengan hormat", day_and_date="Senin, 1 Maret 2027", time="Pukul 09.00 WIB", place="Aula", occasion="Rapat", closing="Terima kasih")
ASKED = Submission(subject="Undangan", recipients=(BOOK["dinkes"],), signatory="kepala-dinas", invitation=FORM)
HEAD = Post(holder="kepala-dinas", acting="kepala-dinas")


def an_order(submission: Submission = ASKED, *posts: Post) -> InvitationOrder:
    return invitation_order(submission, FORM, posts or (HEAD,), OFFICE)


def test_the_recipients_are_named_once_each_whatever_way_they_are_reached() -> None:
    twice = replace(BOOK["dinkes"], email="lain@example.test")
    order = an_order(replace(ASKED, recipients=(BOOK["dinkes"], BOOK["diskominfo"], twice), copies_to=(twice,)))
    assert order.recipients == (BOOK["dinkes"].name, BOOK["diskominfo"].name)
    assert order.copies_to == (BOOK["dinkes"].name,)


def test_a_delegate_signs_for_the_seat_he_sits_on() -> None:
    acting = Post(holder="kepala-dinas", acting="sekretaris", capacity=Capacity.ACTING)
    assert an_order(ASKED, acting).signatories == (Signatory(position="Plt. Kepala Dinas", name="Budi Santosa, M.Si.", rank="", nip=""),)


def test_several_signatories_are_told_apart_by_their_turn() -> None:
    other = Post(holder="sekretaris", acting="sekretaris")
    assert [one.mark for one in an_order(ASKED, HEAD, other).signatories] == ["1", "2"]
    assert [one.mark for one in an_order().signatories] == [""]


def test_security_and_urgency_stand_in_one_line() -> None:
    assert an_order(replace(ASKED, security=Security.SECRET, urgency=Urgency.MOST_URGENT)).manner == "Rahasia, Sangat Segera"


def test_everything_that_is_drawn_is_looked_over() -> None:
    order = an_order(replace(ASKED, enclosure="1 berkas", copies_to=(BOOK["kecamatan-sewon"],)))
    people = {one.name for one in order.signatories} | {one.position for one in order.signatories} | {*order.recipients, *order.copies_to}
    form = {FORM.opening, FORM.day_and_date, FORM.time, FORM.place, FORM.occasion, FORM.closing}
    assert people | form | {order.place, order.subject, order.enclosure} <= set(order.texts())


def test_a_template_is_tried_with_little_and_with_much() -> None:
    little, much = examples(OFFICE)
    assert (len(little.recipients), len(little.copies_to), len(little.signatories)) == (1, 0, 1)
    assert (len(much.recipients), len(much.copies_to), len(much.signatories)) == (30, 2, 4)
