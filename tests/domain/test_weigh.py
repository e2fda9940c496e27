"""Whether a decision counts: who, on which version, and when."""

from dataclasses import replace

import pytest

from pipeline.domain.decision import DecisionFolder, Handover, Item, Verdict
from pipeline.domain.letter import Letter, Post
from pipeline.domain.office import Capacity
from pipeline.domain.states import State
from pipeline.domain.weigh import Voice, Weight, contradict, weigh
from tests.letters import DOCUMENT, SOURCE, a_letter


def a_voice(folder: DecisionFolder, actor: str, verdict: Verdict = Verdict.APPROVE, document: str = DOCUMENT, account: str = "") -> Voice:
    item = Item(letter="2026-000001", document=document, verdict=verdict)
    return Voice(
        item=item, folder=folder, actor=actor, accounts=(account,) if account else (), counted_before=False, refused_before="", applicant_may_decide=False
    )


F, S = DecisionFolder, State

COUNTING = {
    "the verifier it waits for": (a_voice(F.VERIFICATION, "kabid-dafduk"), a_letter(S.IN_VERIFICATION)),
    "the second verifier at the second level": (a_voice(F.VERIFICATION, "sekretaris"), a_letter(S.IN_VERIFICATION, level=1)),
    "the signatory": (a_voice(F.SIGNATURE, "kepala-dinas"), a_letter(S.AWAITING_SIGNATURE)),
    "the registry officer's consent": (a_voice(F.NUMBERING, "petugas-arsip", document=SOURCE), a_letter(S.RECEIVED)),
    "the signatory's request for a code": (a_voice(F.SIGNATURE, "kepala-dinas", Verdict.ASK_CODE), a_letter(S.AWAITING_SIGNATURE)),
    "the release": (a_voice(F.RELEASE, "petugas-arsip", Verdict.RELEASE), a_letter(S.READY_TO_SEND)),
    "the hand-over": (a_voice(F.PRINT, "petugas-arsip", Verdict.DISPATCHED), a_letter(S.DISPATCHING)),
    "the registry officer's cancellation": (a_voice(F.NUMBERING, "petugas-arsip", Verdict.CANCEL, document=""), a_letter(S.DISPATCHING)),
    "the cancellation of a held letter": (a_voice(F.NUMBERING, "petugas-arsip", Verdict.CANCEL, document=""), a_letter(S.HELD)),
}


@pytest.mark.parametrize(("voice", "letter"), COUNTING.values(), ids=COUNTING.keys())
def test_a_decision_by_the_right_person_on_the_right_version_counts(voice: Voice, letter: Letter) -> None:
    assert weigh(voice, letter).weight is Weight.COUNTS


OTHER = "sha256:" + "c" * 64
REFUSED = {
    "another version at a verifier": (a_voice(F.VERIFICATION, "kabid-dafduk", document=OTHER), a_letter(S.IN_VERIFICATION)),
    "another version at the signatory": (a_voice(F.SIGNATURE, "kepala-dinas", document=OTHER), a_letter(S.AWAITING_SIGNATURE)),
    "another version at the registry officer": (a_voice(F.NUMBERING, "petugas-arsip", document=OTHER), a_letter(S.RECEIVED)),
    "a verifier whose turn is over": (a_voice(F.VERIFICATION, "kabid-dafduk"), a_letter(S.IN_VERIFICATION, level=1)),
    "a verifier after the last level": (a_voice(F.VERIFICATION, "sekretaris"), a_letter(S.AWAITING_SIGNATURE)),
    "an official outside the chain": (a_voice(F.VERIFICATION, "kabid-lain"), a_letter(S.IN_VERIFICATION)),
    "another signatory": (a_voice(F.SIGNATURE, "wakil"), a_letter(S.AWAITING_SIGNATURE)),
    "a letter that is returned": (a_voice(F.VERIFICATION, "kabid-dafduk"), a_letter(S.RETURNED)),
    "a letter whose signature is uncertain": (a_voice(F.SIGNATURE, "kepala-dinas"), a_letter(S.SIGNATURE_UNCERTAIN)),
    "a letter that is signed": (a_voice(F.SIGNATURE, "kepala-dinas"), a_letter(S.SIGNED)),
    "consent to a numbered letter": (a_voice(F.NUMBERING, "petugas-arsip", document=SOURCE), a_letter(S.NUMBERED)),
    "a request for a code before the letter is there": (a_voice(F.SIGNATURE, "kepala-dinas", Verdict.ASK_CODE), a_letter(S.IN_VERIFICATION)),
    "a request for a code while the letter is held": (a_voice(F.SIGNATURE, "kepala-dinas", Verdict.ASK_CODE), a_letter(S.HELD)),
    "a request for a code for another version": (a_voice(F.SIGNATURE, "kepala-dinas", Verdict.ASK_CODE, OTHER), a_letter(S.AWAITING_SIGNATURE)),
    "the cancellation of a sent letter": (a_voice(F.NUMBERING, "petugas-arsip", Verdict.CANCEL), a_letter(S.SENT)),
}


@pytest.mark.parametrize(("voice", "letter"), REFUSED.values(), ids=REFUSED.keys())
def test_any_other_decision_is_refused_with_a_reason(voice: Voice, letter: Letter) -> None:
    weighed = weigh(voice, letter)
    assert weighed.weight is Weight.REFUSED
    assert weighed.reason is not None
    assert letter.id in str(weighed.reason)


EARLY = {
    "the signatory before the verification": (a_voice(F.SIGNATURE, "kepala-dinas"), a_letter(S.IN_VERIFICATION)),
    "the second verifier before the first": (a_voice(F.VERIFICATION, "sekretaris"), a_letter(S.IN_VERIFICATION)),
    "a decision on a held letter": (a_voice(F.VERIFICATION, "kabid-dafduk"), a_letter(S.HELD)),
}


@pytest.mark.parametrize(("voice", "letter"), EARLY.values(), ids=EARLY.keys())
def test_an_early_decision_waits_and_its_writer_is_told(voice: Voice, letter: Letter) -> None:
    weighed = weigh(voice, letter)
    assert weighed.weight is Weight.EARLY
    assert weighed.reason is not None


def test_nobody_decides_on_a_letter_of_his_own() -> None:
    letter, voice = a_letter(S.IN_VERIFICATION), a_voice(F.VERIFICATION, "kabid-dafduk", account="ani")
    assert weigh(voice, letter).weight is Weight.REFUSED
    assert weigh(replace(voice, applicant_may_decide=True), letter).weight is Weight.COUNTS
    assert weigh(replace(voice, accounts=("budi",)), letter).weight is Weight.COUNTS


def test_a_decision_that_has_counted_is_not_counted_again() -> None:
    voice = replace(a_voice(F.VERIFICATION, "kabid-dafduk"), counted_before=True)
    assert weigh(voice, a_letter(S.AWAITING_SIGNATURE)).weight is Weight.DONE


def test_a_decision_that_was_refused_stays_refused_until_it_is_saved_anew() -> None:
    voice = replace(a_voice(F.VERIFICATION, "kabid-dafduk"), refused_before="Passphrase salah.")
    weighed = weigh(voice, a_letter(S.IN_VERIFICATION))
    assert weighed.weight is Weight.REFUSED
    assert "Passphrase salah." in str(weighed.reason)


def test_a_form_saved_in_place_may_be_the_applicants_where_he_shares_the_role() -> None:
    voice = replace(a_voice(F.VERIFICATION, "kabid-dafduk"), accounts=("kabid-dafduk", "ani"))
    assert weigh(voice, a_letter(S.IN_VERIFICATION)).weight is Weight.REFUSED


def test_a_delegate_decides_and_the_absent_head_does_not() -> None:
    post = Post(holder="kepala-dinas", acting="sekretaris", capacity=Capacity.DAILY)
    letter = a_letter(S.AWAITING_SIGNATURE, signatories=(post,))
    assert weigh(a_voice(F.SIGNATURE, "sekretaris"), letter).weight is Weight.COUNTS
    assert weigh(a_voice(F.SIGNATURE, "kepala-dinas"), letter).weight is Weight.REFUSED


def test_of_several_signatories_the_one_whose_turn_it_is_decides() -> None:
    seats = tuple(Post(holder=one, acting=one) for one in ("kepala-dinas", "sekretaris"))
    first, second = (a_letter(S.AWAITING_SIGNATURE, signatories=seats, level=level) for level in (2, 3))
    assert weigh(a_voice(F.SIGNATURE, "kepala-dinas"), first).weight is Weight.COUNTS
    assert weigh(a_voice(F.SIGNATURE, "sekretaris"), first).weight is Weight.REFUSED
    assert weigh(a_voice(F.SIGNATURE, "sekretaris"), second).weight is Weight.COUNTS
    assert weigh(a_voice(F.SIGNATURE, "kepala-dinas"), second).weight is Weight.REFUSED


def test_the_second_signatory_cannot_decide_ahead_on_bytes_that_the_first_will_change() -> None:
    seats = tuple(Post(holder=one, acting=one) for one in ("kepala-dinas", "wakil"))
    letter = a_letter(S.IN_VERIFICATION, signatories=seats)
    assert weigh(a_voice(F.SIGNATURE, "kepala-dinas"), letter).weight is Weight.EARLY
    assert weigh(a_voice(F.SIGNATURE, "wakil"), letter).weight is Weight.REFUSED


def test_consent_and_revision_of_one_letter_contradict_each_other() -> None:
    approve, revise = a_voice(F.VERIFICATION, "kabid-dafduk"), a_voice(F.VERIFICATION, "kabid-dafduk", Verdict.REVISE)
    assert contradict((approve, revise))
    assert not contradict((approve, approve))


def test_several_hand_overs_of_one_letter_do_not_contradict_each_other() -> None:
    first = a_voice(F.PRINT, "petugas-arsip", Verdict.DISPATCHED)
    second = replace(first, item=replace(first.item, handover=Handover(recipient="Kecamatan Sewon")))
    assert not contradict((first, second))


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REVISE, Verdict.ASK_CODE])
def test_asking_for_a_code_contradicts_nothing(verdict: Verdict) -> None:
    assert not contradict((a_voice(F.SIGNATURE, "kepala-dinas", Verdict.ASK_CODE), a_voice(F.SIGNATURE, "kepala-dinas", verdict)))
