"""A letter's values: its moves, its names, its canonical form."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.channel import Channel, choose_channel
from pipeline.domain.dates import in_words
from pipeline.domain.handover import DAEMON, Act, Hand, pass_on
from pipeline.domain.letter import slug_of
from pipeline.domain.notes import Language, Text
from pipeline.domain.office import Recipient, Security, Urgency
from pipeline.domain.page import Spot, Token
from pipeline.domain.retry import FIRST_PAUSE, LONGEST_PAUSE, PATIENCE, is_out_of_patience, next_try, pause_after
from pipeline.domain.signing import Secret
from pipeline.domain.states import State
from pipeline.domain.submission import Invitation, Submission, canonical, digest_of, restore
from tests.letters import NOON, a_letter, a_submission, an_office

words = st.text(min_size=1, max_size=60)
recipients = st.builds(Recipient, name=words, channel=st.sampled_from(Channel), email=words, address=words, folder=words)
submissions = st.builds(
    Submission,
    subject=words,
    recipients=st.lists(recipients, min_size=1, max_size=3).map(tuple),
    signatory=words,
    co_signatories=st.lists(words, max_size=3).map(tuple),
    code=st.none() | words,
    letter_date=st.none() | st.dates(),
    security=st.sampled_from(Security),
    urgency=st.sampled_from(Urgency),
    enclosure=words,
    copies_to=st.lists(recipients, max_size=2).map(tuple),
    remark=words,
    extra_verifiers=st.lists(words, max_size=2).map(tuple),
    number=st.none() | words,
    revises=st.none() | words,
    spots=st.dictionaries(st.sampled_from(Token), st.builds(Spot, page=st.integers(1, 9), x_mm=st.floats(0, 300), y_mm=st.floats(0, 300))),
    invitation=st.none() | st.builds(Invitation, opening=words, day_and_date=words, time=words, place=words, occasion=words, closing=words),
)


@given(submissions)
def test_a_submission_comes_back_from_its_canonical_form(submission: Submission) -> None:
    assert restore(canonical(submission)) == submission


@given(submissions, submissions)
def test_different_facts_have_different_digests(one: Submission, other: Submission) -> None:
    assert (digest_of(one) == digest_of(other)) == (canonical(one) == canonical(other))


def test_a_change_of_the_address_changes_what_is_bound() -> None:
    moved = Recipient(name="Kecamatan Sewon", channel=Channel.PRINT, address="Jl. Lain")
    assert digest_of(a_submission()) != digest_of(a_submission(recipients=(moved,)))


@given(words)
def test_a_file_name_holds_only_what_every_system_takes(subject: str) -> None:
    slug = slug_of(a_submission(subject=subject))
    assert slug
    assert len(slug) <= 40
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("security", [Security.SECRET, Security.TOP_SECRET])
def test_a_confidential_letters_file_name_says_nothing(security: Security) -> None:
    assert a_letter(submission=a_submission(subject="Mutasi Jabatan", security=security)).name == "2026-000001_rahasia"


def test_a_hand_over_is_recorded_with_who_what_when_and_which_version() -> None:
    letter = a_letter(State.IN_VERIFICATION)
    act = Act(action="verified", hand=Hand(actor="kabid-dafduk", account="budi", evidence="e1"), at=NOON, note="baik")
    after, event = pass_on(letter, State.AWAITING_SIGNATURE, act, an_office())
    assert (event.actor, event.account, event.at, event.document) == ("kabid-dafduk", "budi", NOON, letter.document)
    assert (event.before, event.after, event.note, event.evidence) == (State.IN_VERIFICATION, State.AWAITING_SIGNATURE, "baik", "e1")
    assert (after.state, after.version, after.due) == (State.AWAITING_SIGNATURE, letter.version + 1, NOON + timedelta(minutes=5))
    assert DAEMON.actor == "surat"


def test_a_letter_waits_for_its_post_only_while_an_official_has_it() -> None:
    assert a_letter(State.IN_VERIFICATION, level=1).post == a_letter().verifiers[1]
    assert a_letter(State.AWAITING_SIGNATURE).post == a_letter().signatory
    assert a_letter(State.SENT).post is None


def test_a_letter_is_bound_to_its_canonical_sidecar() -> None:
    assert a_letter().sidecar == digest_of(a_submission())


@given(st.integers(1, 500))
def test_pauses_grow_and_stay_within_an_hour(attempts: int) -> None:
    assert FIRST_PAUSE <= pause_after(attempts) <= pause_after(attempts + 1) <= LONGEST_PAUSE
    assert next_try(NOON, attempts) > NOON


def test_after_five_days_a_person_decides() -> None:
    tries = next(n for n in range(1, 500) if is_out_of_patience(n))
    assert sum((pause_after(n) for n in range(1, tries + 1)), timedelta()) >= PATIENCE
    assert not is_out_of_patience(tries - 1)


def test_a_confidential_letter_never_goes_by_plain_mail() -> None:
    assert choose_channel(folder="", email="a@example.test", confidential=True) is Channel.PRINT
    assert choose_channel(folder="", email="a@example.test", confidential=False) is Channel.EMAIL
    assert choose_channel(folder="drop", email="a@example.test", confidential=True) is Channel.ESURAT
    assert choose_channel(folder="", email="", confidential=False) is Channel.PRINT


def test_a_date_is_written_in_words() -> None:
    assert in_words(date(2026, 8, 17)) == "17 Agustus 2026"


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("sentinel-7f")
    assert "sentinel" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "sentinel-7f"
    assert secret
    assert not Secret("")


def test_a_message_speaks_both_languages() -> None:
    message = Text(id="Surat {n}", en="Letter {n}")(n=1)
    assert (message.words(Language.INDONESIAN), message.words(Language.ENGLISH), str(message)) == ("Surat 1", "Letter 1", "Surat 1")
