"""What an official finds beside his decision: one thing to do, and nothing that takes it back."""

from dataclasses import replace

from structlog.testing import capture_logs

from pipeline.domain.notes import forms
from tests.kantor import Kantor


def at_the_signatory(kantor: Kantor) -> tuple[str, str]:
    """A letter that waits for the TTE; its name and its id."""
    letter = kantor.submit("surat")
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    return letter.name, letter.id


def test_a_wrong_passphrase_is_told_with_one_thing_to_do(kantor: Kantor) -> None:
    name, letter = at_the_signatory(kantor)
    form = kantor.inbox / "4-tte" / "kepala-dinas" / f"{name}.keputusan.yaml"
    kantor.fill(form, keputusan="setuju", passphrase="salah-sekali")
    with capture_logs() as logs:
        kantor.work()
    note = kantor.notes()[f"4-tte/kepala-dinas/{form.name}.PERBAIKI.txt"]
    assert "formulir kosong di folder ini" in note
    assert forms.REPAIR_END().words() not in note, "there is no file left to mend"
    assert "salah-sekali" not in note
    assert 'keputusan: "setuju"' in note, "what he had written"
    assert "# |" not in note, "the form's own lines are in the form"
    assert 'keputusan: ""' in form.read_text("utf-8")
    failed = [one["reason"] for one in logs if one["event"] == "decision_failed"]
    assert len(failed) == 1
    assert letter in failed[0]
    assert "{" not in failed[0]
    kantor.fill(form, keputusan="setuju", passphrase=kantor.passphrase)
    kantor.work()
    assert kantor.letter(letter).state.value == "sent"
    assert f"4-tte/kepala-dinas/{form.name}.PERBAIKI.txt" not in kantor.notes()


def test_a_form_without_a_secret_is_left_as_its_official_filled_it_in(kantor: Kantor) -> None:
    kantor.desk = replace(kantor.desk, plain_passphrases=False)
    name, _ = at_the_signatory(kantor)
    form = kantor.inbox / "4-tte" / "kepala-dinas" / f"{name}.keputusan.yaml"
    assert "--passphrase-file" in form.read_text("utf-8")
    kantor.fill(form, keputusan="revisi")
    kantor.work()
    note = kantor.notes()[f"4-tte/kepala-dinas/{form.name}.PERBAIKI.txt"]
    assert ("memerlukan alasan" in note, "passphrase" in note) == (True, False), note
    assert 'keputusan: "revisi"' in form.read_text("utf-8")
