"""Whether a decision counts (SOP 5 and 8): by whom, on which version, and whether its time has come.

The order of the questions is the order of the answers a person needs: is it known already, is it allowed at all, is it this version, is it now.
"""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.decision import DecisionFolder, Item, Verdict
from pipeline.domain.letter import Letter
from pipeline.domain.notes import Message
from pipeline.domain.notes import decisions as say
from pipeline.domain.notes import gateway as say_gateway
from pipeline.domain.states import OPEN, State


class Weight(StrEnum):
    """What becomes of a decision."""

    COUNTS = "counts"
    """it is carried out now"""
    EARLY = "early"
    """its step has not come; it waits where it lies"""
    REFUSED = "refused"
    """it never will count; its writer is told why"""
    DONE = "done"
    """it has counted before; taken away without a word"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A decision's weight, with the reason where it does not count."""

    weight: Weight
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A decision with where it was found and who may have made it."""

    item: Item
    folder: DecisionFolder
    actor: str
    accounts: tuple[str, ...]
    counted_before: bool
    refused_before: str
    """why this very saving was refused already, perhaps before a restart; empty if it was not"""
    applicant_may_decide: bool


_COUNTS = Weighed(weight=Weight.COUNTS)


def weigh(voice: Voice, letter: Letter) -> Weighed:
    """Whether this decision counts for this letter now."""
    if voice.counted_before:
        return Weighed(weight=Weight.DONE)
    if voice.refused_before:
        return _refused(say.REFUSED_BEFORE(letter=letter.id, reason=voice.refused_before))
    if letter.account in voice.accounts and not voice.applicant_may_decide:
        return _refused(say.OWN_LETTER(letter=letter.id))
    if voice.item.verdict is Verdict.CANCEL:
        return _COUNTS if letter.state in OPEN else _refused(say.TOO_LATE_TO_CANCEL(letter=letter.id))
    if letter.state is State.HELD and not _lets_go(voice, letter):
        return _waits(voice, letter, say.LETTER_IS_HELD(letter=letter.id))
    return _weigh_for_folder(voice, letter)


def _weigh_for_folder(voice: Voice, letter: Letter) -> Weighed:
    match voice.folder:
        case DecisionFolder.NUMBERING:
            return _on_version(voice, letter, letter.source, State.RECEIVED)
        case DecisionFolder.VERIFICATION | DecisionFolder.SIGNATURE:
            return _weigh_official(voice, letter)
        case DecisionFolder.RELEASE:
            return _on_version(voice, letter, letter.document, State.HELD if _lets_go(voice, letter) else State.READY_TO_SEND)
        case DecisionFolder.PRINT:
            return _on_version(voice, letter, letter.document, State.DISPATCHING)


def _lets_go(voice: Voice, letter: Letter) -> bool:
    """Whether the registry officer lets a letter go that he kept back."""
    return voice.item.verdict is Verdict.RELEASE and letter.is_kept_back


def _on_version(voice: Voice, letter: Letter, version: str | None, state: State) -> Weighed:
    if letter.state is not state:
        return _refused(say.NOT_WAITING_HERE(letter=letter.id))
    if voice.item.document != version:
        return _refused(say.OTHER_VERSION(letter=letter.id))
    return _COUNTS


def _weigh_official(voice: Voice, letter: Letter) -> Weighed:
    if letter.state is State.SIGNATURE_UNCERTAIN:
        return _refused(say_gateway.DECIDED_ALREADY(letter=letter.id))
    if letter.state not in {State.IN_VERIFICATION, State.AWAITING_SIGNATURE}:
        return _refused(say.NOT_WAITING_HERE(letter=letter.id))
    if voice.item.document != letter.document:
        return _refused(say.OTHER_VERSION(letter=letter.id))
    post = letter.post
    signs = voice.folder is DecisionFolder.SIGNATURE
    if post is not None and post.acting == voice.actor and signs is (letter.state is State.AWAITING_SIGNATURE):
        return _COUNTS
    if letter.state is State.IN_VERIFICATION and _comes_later(voice.actor, letter, signs=signs):
        return _waits(voice, letter, say.TOO_EARLY(letter=letter.id))
    return _refused(say.NOT_WAITING_HERE(letter=letter.id))


def _comes_later(actor: str, letter: Letter, *, signs: bool) -> bool:
    if signs:
        return actor == letter.signatory.acting
    return actor in {post.acting for post in letter.verifiers[letter.level + 1 :]}


def contradict(voices: tuple[Voice, ...]) -> bool:
    """Whether decisions on one letter, found together, ask for different things.

    Several hand-overs of a printed letter (`terkirim`) do not contradict each other, and asking for a one-time code (`minta-kode`) contradicts nothing.
    """
    wishes = {(voice.item.verdict, voice.item.code) for voice in voices if voice.item.verdict not in {Verdict.DISPATCHED, Verdict.ASK_CODE}}
    return len(wishes) > 1


def _refused(reason: Message) -> Weighed:
    return Weighed(weight=Weight.REFUSED, reason=reason)


def _waits(voice: Voice, letter: Letter, reason: Message) -> Weighed:
    """A decision waits for its time; a request for a code does not, for the code would come when nobody looks for it."""
    if voice.item.verdict is Verdict.ASK_CODE:
        return _refused(say_gateway.CODE_NOT_NOW(letter=letter.id))
    return Weighed(weight=Weight.EARLY, reason=reason)
