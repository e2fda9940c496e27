"""What must hold of an office whatever happened to its daemon: each letter once, each number once, each effect once, nothing left behind."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.adapters.store.documents import FileDocuments
from pipeline.domain.letter import Letter
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk

ONCE = ("received", "numbered", "signed", "sent", "cancelled", "ready_to_send", "dispatch_begun", "released")
NEVER = frozenset({"held", "deferred", "decision_refused"})
"""what no crash may bring about: it would trouble a person for nothing"""
SECRET_LIES_IN = "state/demo/passphrases.yaml"


def assert_whole(office: Path, desk: Desk, *, patient: bool = False) -> None:
    """Assert all that holds of any office at rest; a `patient` one may have had to try again."""
    letters = desk.register.letters(everything=True)
    _assert_numbers(desk, letters)
    for letter in letters:
        _assert_once(desk, letter, patient=patient)
    _assert_record_is_clean(office, desk)
    assert_nothing_left_behind(office)


def _assert_numbers(desk: Desk, letters: Iterable[Letter]) -> None:
    """One number a letter, one letter a number, and no gap."""
    given = [letter.number for letter in letters if letter.number is not None]
    assert len(set(given)) == len(given)
    years = {letter.since.year for letter in letters} | {number.year for number in given}
    for year in years:
        lines = list(desk.register.lines(year))
        for scope in {line.number.scope for line in lines}:
            sequences = [line.number.sequence for line in lines if line.number.scope == scope]
            assert sequences == list(range(1, len(sequences) + 1)), sequences
        for line in lines:
            if line.status is NumberStatus.USED:
                assert line.letter is not None
                assert desk.register.letter(line.letter).number == line.number
            assert line.letter is not None or line.status is NumberStatus.RESERVED


def _assert_once(desk: Desk, letter: Letter, *, patient: bool) -> None:
    """What happens once a letter happened once; nothing troubled anybody."""
    actions = Counter(event.action for event in desk.register.events(letter.id))
    assert not [action for action in ONCE if actions[action] > 1], actions
    never = NEVER - {"deferred"} if patient else NEVER
    assert not [action for action in never if actions[action]], [(one.action, one.note) for one in desk.register.events(letter.id)]
    evidences = Counter(event.evidence for event in desk.register.events(letter.id) if event.evidence)
    assert not [one for one, times in evidences.items() if times > 1], evidences
    if letter.state in {State.SIGNED, State.READY_TO_SEND, State.DISPATCHING, State.SENT}:
        signed = desk.judge.verify(desk.documents.path(letter.document or ""))
        assert signed.valid
        assert len(signed.signatures) == 1
        assert desk.texts.footer.text in next(event.note for event in desk.register.events(letter.id) if event.action == "signed")


def _assert_record_is_clean(office: Path, desk: Desk) -> None:
    """The chain is whole, every document is what it is called, and all that the register names are there."""
    assert desk.register.broken_link() is None
    assert list(FileDocuments(office / "state/documents").verify()) == []
    for _, digest in desk.register.documents():
        assert desk.documents.path(digest).is_file()


def assert_nothing_left_behind(office: Path) -> None:
    """No half-written file and no secret anywhere."""
    left = [*office.rglob(".surat-*"), *(office / "state/documents/.scratch").iterdir()]
    assert not left, left
    open_secrets = secrets_in(office)
    assert not open_secrets, open_secrets


def secrets_in(office: Path) -> list[str]:
    """The files that hold a passphrase of the office, but for the demonstration's own list of them."""
    lines = (office / SECRET_LIES_IN).read_text("utf-8").splitlines()
    passphrases = [line.partition(":")[2].strip().strip("'\"").encode() for line in lines if ":" in line]
    assert all(len(one) >= 8 for one in passphrases)
    files = [path for path in office.rglob("*") if path.is_file() and path != office / SECRET_LIES_IN]
    return [str(path.relative_to(office)) for path in files if any(one in path.read_bytes() for one in passphrases)]


def assert_reached_once(desk: Desk, letter: Letter, office: Path, tally: Path) -> None:
    """Every recipient has the letter, once, and as it was signed."""
    deliveries = desk.register.deliveries(letter.id)
    assert [one.state for one in deliveries] == [DeliveryState.SENT] * len(letter.submission.recipients)
    drops = sorted((office / "state/esurat/diskominfo").glob(f"{letter.id}_*"))
    assert [path.suffix for path in drops] == [".json", ".pdf"]
    assert digest_of_file(drops[1]) == letter.document
    mails = [line for line in (tally.read_text().splitlines() if tally.exists() else []) if line.startswith(letter.id)]
    by_mail = [one for one in letter.submission.recipients if one.email]
    assert len(mails) == len(by_mail), mails
    assert all(line.split()[-1] == letter.document for line in mails)
    copy = office / f"inbox/6-terkirim/{letter.since.year:04}/{letter.since.month:02}/{letter.name}.pdf"
    assert digest_of_file(copy) == letter.document


def assert_shares_are_empty(office: Path, *, but: Iterable[str] = ()) -> None:
    """Nobody has anything to do: no form, no note, no draft lies anywhere, but for these."""
    inbox = office / "inbox"
    lying = {str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file() and path.name != "BACA-SAYA.txt"}
    strange = {path for path in lying if not path.startswith("6-terkirim/")} ^ set(but)
    assert not strange, strange


def assert_kept(desk: Desk, saved: Iterable[bytes]) -> None:
    """Every draft that was ever saved is in the documents, byte for byte."""
    for one in saved:
        assert desk.documents.path(digest_of_bytes(one)).read_bytes() == one
