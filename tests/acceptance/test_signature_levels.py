"""An office that wants more than B-B: letters wait for the time stamping authority, or are signed lower, said so, and raised later."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.adapters.tte.judge import verify
from pipeline.cli import surat
from pipeline.domain.retry import FIRST_PAUSE
from pipeline.domain.states import State
from tests.centre import PASSPHRASE, Centre, open_centre
from tests.judges import pdfsig, qpdf_check
from tests.kantor import ForwardClock, Kantor, make_example, reopen_kantor, settle_fast


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with open_centre(tmp_path / "centre") as centre:
        yield centre


def office(folder: Path, centre: Centre, policy: str) -> Path:
    """An example office whose head has a key of that centre's."""
    make_example(folder)
    changes = {"tingkat": "B-LTA", "bila_tidak_menjawab": policy, "tsa": f"{{alamat: {centre.tsa}, batas_detik: 5}}"}
    settle_fast(folder / "config", **changes)
    demo = folder / "state" / "demo"
    shutil.copy(centre.key, demo / "kepala-dinas.p12")
    shutil.copy(centre.ca, demo / "ca.pem")
    (demo / "passphrases.yaml").write_text(f'kepala-dinas: "{PASSPHRASE}"\n', "utf-8")
    return folder


def run(kantor: Kantor, *words: str) -> Result:
    return CliRunner().invoke(surat, [*words, "--config", str(kantor.settings.folder)])


def facts(kantor: Kantor, file: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(kantor, "verify", str(file), "--json").output)
    return found


def test_a_letter_signed_low_is_raised_later_and_reaches_nobody_twice(centre: Centre, tmp_path: Path) -> None:
    centre.manners.tsa = "down"
    with reopen_kantor(office(tmp_path / "kantor", centre, "turunkan")) as kantor:
        sent = kantor.approve_all(kantor.submit())
        assert sent.state is State.SENT
        signing = next(one for one in kantor.desk.register.events(sent.id) if one.action == "signed")
        assert "tingkat B-B, tidak tersertifikasi" in signing.note
        assert "Tingkat B-B, bukan B-LTA" in signing.note
        assert "tidak tersertifikasi" in run(kantor, "show", sent.id).output
        (copy,) = (kantor.inbox / "6-terkirim").rglob("*.pdf")
        (theirs,) = (kantor.settings.state / "esurat" / "diskominfo").rglob("*.pdf")
        handed_out = tmp_path / "cetakan.pdf"
        shutil.copy(copy, handed_out)
        record = len(kantor.desk.register.events(sent.id))

        silent = run(kantor, "upgrade-signatures")
        assert (silent.exit_code, kantor.letter(sent.id)) == (75, sent), silent.output

        centre.manners.tsa = "works"
        raised = run(kantor, "upgrade-signatures", "--limit", "1")
        assert (raised.exit_code, f"{sent.id}: B-B → B-LTA" in raised.output) == (0, True), (raised.output, raised.exception)
        kantor.work()

        after = kantor.letter(sent.id)
        assert (after.state, after.since, after.number) == (State.SENT, sent.since, sent.number)
        assert copy.read_bytes().startswith(handed_out.read_bytes())
        assert len(copy.read_bytes()) > len(handed_out.read_bytes())
        assert verify(copy, [centre.ca]).signatures[0].level == "B-LTA"
        assert qpdf_check(copy) == ""
        assert (pdfsig(copy, centre.ca)[0].valid, pdfsig(copy, centre.ca)[0].trusted) == (True, True)
        for file in (copy, handed_out, theirs):
            told = facts(kantor, file)
            assert (told["valid"], told["registered"], told["letter"]) == (True, True, sent.id)
        assert theirs.read_bytes() == handed_out.read_bytes()
        assert [one.action for one in kantor.desk.register.events(sent.id)][record:] == ["signature_raised"]
        assert [one.attempts for one in kantor.desk.register.deliveries(sent.id)] == [1]
        assert "tidak tersertifikasi" in run(kantor, "verify", str(copy)).output.casefold()
        audit = run(kantor, "audit")
        assert audit.exit_code == 0, audit.output

        assert level_of(kantor, sent.id) == "B-LTA"
        again = run(kantor, "upgrade-signatures")
        assert (again.exit_code, kantor.letter(sent.id)) == (0, after), again.output


def level_of(kantor: Kantor, letter: str) -> object:
    with closing(sqlite3.connect(kantor.settings.state / "surat.db")) as register:
        return register.execute("SELECT signature_level FROM letter WHERE id = ?", (letter,)).fetchone()[0]


def test_a_letter_whose_level_is_known_is_not_judged_again_and_one_signed_before_that_once(centre: Centre, tmp_path: Path) -> None:
    with reopen_kantor(office(tmp_path / "kantor", centre, "turunkan")) as kantor:
        letter = kantor.approve_all(kantor.submit())
        assert level_of(kantor, letter.id) == "B-LTA"
        document = kantor.desk.documents.path(letter.document or "")
        aside = document.rename(tmp_path / "disisihkan.pdf")
        told = run(kantor, "upgrade-signatures")
        assert (told.exit_code, "0 surat dinaikkan" in told.output) == (0, True), told.output
        with closing(sqlite3.connect(kantor.settings.state / "surat.db")) as register, register:
            register.execute("UPDATE letter SET signature_level = ''")
        assert run(kantor, "upgrade-signatures").exit_code == 65, "it is asked for, and its document is gone"
        aside.rename(document)
        digest = json.loads(run(kantor, "audit", "--json").output)["digest"]
        assert run(kantor, "upgrade-signatures").exit_code == 0
        assert (level_of(kantor, letter.id), kantor.letter(letter.id)) == ("B-LTA", letter)
        assert json.loads(run(kantor, "audit", "--json").output)["digest"] == digest
        document.rename(aside)
        assert run(kantor, "upgrade-signatures").exit_code == 0


def test_a_letter_waits_for_the_authority_and_its_decision_need_not_be_written_again(centre: Centre, tmp_path: Path) -> None:
    with reopen_kantor(office(tmp_path / "kantor", centre, "tahan")) as kantor:
        letter = kantor.submit()
        for _ in range(2):
            letter = kantor.decide(letter)
        centre.manners.ocsp = centre.manners.crl = "rubbish"
        waiting = kantor.decide(letter)
        assert waiting.state is State.AWAITING_SIGNATURE
        assert kantor.form(letter, "4-tte/kepala-dinas").exists()
        asked = centre.manners.asked.total()
        kantor.work()
        assert centre.manners.asked.total() == asked, "it is left alone for a while"
        centre.manners.ocsp = "works"
        centre.manners.crl = "works"
        ForwardClock(kantor).ahead += FIRST_PAUSE
        kantor.work()
        assert kantor.letter(letter.id).state is State.SENT
        (copy,) = (kantor.inbox / "6-terkirim").rglob("*.pdf")
        assert verify(copy, [centre.ca]).signatures[0].level == "B-LTA"


def test_an_office_at_b_b_has_nothing_to_raise(kantor: Kantor) -> None:
    told = run(kantor, "upgrade-signatures")
    assert (told.exit_code, "B-B" in told.output) == (0, True)
