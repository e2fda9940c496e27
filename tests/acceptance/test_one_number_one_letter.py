"""A number belongs to one letter, a decision to one saving, and one bad thing to itself: what a review of the first version broke."""

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from fpdf import FPDF

from pipeline.domain.errors import LaterError
from pipeline.domain.notes import letters as say
from pipeline.domain.retry import LONGEST_PAUSE
from pipeline.domain.states import DeliveryState, State
from pipeline.rounds import mend, work
from tests.acceptance.test_trouble import Failing, jump, spoilt
from tests.kantor import CODE, KONSEP, Kantor, open_kantor, reopen_kantor

GOOD = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'


def a_draft(*lines: str) -> bytes:
    page = FPDF(format="A4")
    page.add_page()
    page.set_font("Helvetica", size=12)
    for place, line in enumerate(lines):
        page.text(30, 40 + 20 * place, line)
    page.text(120, 200, "${ttd_pengirim}")
    return bytes(page.output())


def reserve(kantor: Kantor) -> str:
    kantor.save("minta", f'hal: Undangan\npermintaan: nomor\nklasifikasi: "{CODE}"\n', pdf=None)
    kantor.work()
    number = str(yaml.safe_load((kantor.konsep / "minta.nomor.yaml").read_text("utf-8"))["nomor"])
    (kantor.konsep / "minta.nomor.yaml").unlink()
    return number


def test_two_drafts_that_print_one_reserved_number_do_not_both_get_through(kantor: Kantor) -> None:
    number = reserve(kantor)
    for stem in ("satu", "dua"):
        kantor.save(stem, GOOD.replace("Undangan", stem) + f'nomor: "{number}"\n', pdf=a_draft(f"Nomor: {number}"))
    kantor.work()
    through = [one for one in kantor.desk.register.letters() if one.state is State.IN_VERIFICATION]
    waiting = [one for one in kantor.desk.register.letters() if one.state is State.RECEIVED]
    assert [one.number.text for one in through if one.number] == [number]
    (second,) = waiting
    kantor.fill(kantor.form(second, "2-penomoran"), keputusan="setuju")
    kantor.work()
    assert kantor.letter(second.id).state is State.RETURNED


def test_a_draft_that_prints_another_number_than_its_own_is_refused(kantor: Kantor) -> None:
    number = reserve(kantor)
    kantor.save("surat", GOOD + f'nomor: "{number}"\n', pdf=a_draft(f"Nomor: {number}2"))
    kantor.work()
    assert "1-konsep/dafduk/surat.PERBAIKI.txt" in kantor.notes()


def test_a_revision_prints_the_number_it_has(kantor: Kantor) -> None:
    number = reserve(kantor)
    letter = kantor.submit(nomor=number, pdf=a_draft(f"Nomor: {number}"))
    kantor.decide(letter, "revisi", catatan="Perbaiki.")
    kantor.save("lagi", GOOD + f'surat: "{letter.id}"\nnomor: "{CODE}/99"\n', pdf=a_draft(f"Nomor: {CODE}/99"))
    kantor.work()
    assert number in kantor.notes()["1-konsep/dafduk/lagi.PERBAIKI.txt"]
    kantor.save("lagi", GOOD + f'surat: "{letter.id}"\n', pdf=a_draft(f"Nomor: {number}", "Isi baru"))
    kantor.work()
    assert kantor.letter(letter.id).state is State.IN_VERIFICATION


@pytest.mark.parametrize("date", ["2020-01-02", "2040-01-02"])
def test_a_number_is_not_reserved_out_of_order(kantor: Kantor, date: str) -> None:
    kantor.save("minta", f'hal: Undangan\npermintaan: nomor\nklasifikasi: "{CODE}"\ntanggal: {date}\n', pdf=None)
    kantor.work()
    assert not (kantor.konsep / "minta.nomor.yaml").exists()
    assert "1-konsep/dafduk/minta.PERBAIKI.txt" in kantor.notes()


def test_a_number_reserved_for_one_code_is_not_used_under_another(kantor: Kantor) -> None:
    number = reserve(kantor)
    letter = kantor.submit(nomor=number, klasifikasi="400.12.3.1")
    assert letter.state is State.RECEIVED


def test_the_subject_of_a_confidential_request_is_not_in_the_register(kantor: Kantor) -> None:
    kantor.save("minta", f'hal: Mutasi\npermintaan: nomor\nklasifikasi: "{CODE}"\nkeamanan: Rahasia\n', pdf=None)
    kantor.work()
    (line,) = kantor.desk.register.lines(kantor.desk.clock.today().year)
    assert line.subject == "Rahasia"


@pytest.mark.parametrize("state", ["held", "in verification"])
def test_saving_a_revision_again_overrides_nothing(kantor: Kantor, state: str) -> None:
    letter = kantor.decide(kantor.submit(), "revisi", catatan="Perbaiki.")
    text = GOOD + f'surat: "{letter.id}"\n'
    kantor.save("lagi", text, pdf=KONSEP / "carlito.pdf")
    kantor.work()
    if state == "held":
        from pipeline.stages import hold

        hold.because(kantor.letter(letter.id), kantor.desk, "diperiksa")
    before = kantor.letter(letter.id)
    kantor.save("lagi", text, pdf=KONSEP / "splitruns.pdf")
    kantor.work()
    assert kantor.letter(letter.id) == before
    assert letter.id in kantor.notes()["1-konsep/dafduk/lagi.PERBAIKI.txt"]
    kantor.save("lagi", text, pdf=KONSEP / "carlito.pdf")
    kantor.work()
    assert kantor.letter(letter.id) == before
    assert not (kantor.konsep / "lagi.pdf").exists()


def test_another_unit_cannot_revise_a_letter_with_the_same_words(kantor: Kantor) -> None:
    letter = kantor.decide(kantor.submit(), "revisi", catatan="Perbaiki.")
    text = GOOD + f'surat: "{letter.id}"\n'
    kantor.save("lagi", text, pdf=KONSEP / "carlito.pdf")
    kantor.work()
    back = kantor.decide(kantor.letter(letter.id), "revisi", catatan="Lagi.")
    kantor.save("lagi", text, pdf=KONSEP / "splitruns.pdf", unit="umum")
    kantor.work()
    assert kantor.letter(letter.id) == back


def test_the_same_draft_of_another_unit_is_another_letter(kantor: Kantor) -> None:
    first = kantor.submit()
    second = kantor.submit(unit="umum")
    assert first.id != second.id


def test_a_draft_that_could_not_be_cleared_away_is_not_taken_in_again_even_when_its_letter_came_back(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = kantor.desk
    failing = spoilt(kantor, "drafts", "release", LaterError(say.NOT_HELD(letter="x")))
    kantor.save("surat", GOOD)
    while not failing.calls:
        work(kantor.desk, kantor.each)
    kantor.desk = replace(sound, drafts=Failing(sound.drafts, "release", LaterError(say.NOT_HELD(letter="x"))))  # type: ignore[arg-type]
    (letter,) = kantor.desk.register.letters()
    form = kantor.form(letter, "3-verifikasi/kabid-dafduk")
    while not form.exists():
        work(kantor.desk, kantor.each)
    kantor.fill(form, keputusan="revisi", catatan="Perbaiki.")
    while kantor.letter(letter.id).state is not State.RETURNED:
        work(kantor.desk, kantor.each)
    jump(monkeypatch, LONGEST_PAUSE)
    kantor.desk = sound
    kantor.work()
    assert [one.id for one in kantor.desk.register.letters(everything=True)] == [letter.id]
    assert not (kantor.konsep / "surat.pdf").exists()


@pytest.mark.parametrize("blocked", ["note", "quarantine"])
def test_a_file_that_cannot_be_answered_stops_no_other(kantor: Kantor, blocked: str) -> None:
    if blocked == "note":
        (kantor.konsep / "buruk.PERBAIKI.txt").mkdir()
        kantor.save("buruk", "hal: [\n")
    else:
        shutil.rmtree(kantor.inbox / "karantina")
        kantor.save("buruk", GOOD, pdf=b"PK docx")
    kantor.save("baik", GOOD)
    kantor.work()
    assert [one.stem for one in kantor.desk.register.letters()] == ["baik"]


def test_a_folder_that_is_away_costs_no_letter_its_patience(kantor: Kantor) -> None:
    letter = kantor.submit()
    folder = kantor.inbox / "3-verifikasi/sekretaris"
    folder.rename(folder.with_name("hilang"))
    kantor.decide(letter)
    for _ in range(20):
        assert work(kantor.desk, kantor.each).shown == 0
    assert kantor.letter(letter.id).state is State.IN_VERIFICATION
    assert "deferred" not in kantor.actions(letter)
    folder.with_name("hilang").rename(folder)
    kantor.desk.register.show_anew(letter.id)
    kantor.work()
    assert kantor.form(letter, "3-verifikasi/sekretaris").exists()


def test_one_official_on_two_seats_decides_twice_with_the_same_words(tmp_path: Path) -> None:
    folder = tmp_path / "kantor"
    with open_kantor(folder) as before:
        today = before.desk.clock.today()
    officials = folder / "config" / "pejabat.yaml"
    lines = f"kabid-dafduk:\n  pelaksana:\n    - {{oleh: sekretaris, sebagai: Plh, dari: {today}, sampai: {today}}}\n"
    officials.write_text(officials.read_text("utf-8").replace("kabid-dafduk:\n", lines, 1), "utf-8")
    with reopen_kantor(folder) as kantor:
        letter = kantor.submit()
        assert [post.acting for post in letter.verifiers] == ["sekretaris", "sekretaris"]
        assert kantor.decide(kantor.decide(letter)).state is State.AWAITING_SIGNATURE


def test_a_letter_is_held_again_with_the_same_words_after_its_release(tmp_path: Path) -> None:
    from pipeline.domain.handover import DAEMON
    from pipeline.stages import hold

    with open_kantor(tmp_path / "kantor", gerbang="petugas") as kantor:
        letter = kantor.approve_all(kantor.submit())
        for _ in range(2):
            kantor.fill(kantor.form(letter, "5-kirim/siap"), keputusan="tahan", catatan="tunggu")
            kantor.work()
            assert kantor.letter(letter.id).state is State.HELD
            hold.end(kantor.letter(letter.id), kantor.desk, DAEMON)
            kantor.work()


def test_a_refused_decision_does_not_count_by_itself_after_a_restart(tmp_path: Path) -> None:
    from pipeline.domain.handover import DAEMON
    from pipeline.stages import hold

    with open_kantor(tmp_path / "kantor") as kantor:
        letter = kantor.submit()
        kantor.fill(kantor.form(letter, "3-verifikasi/kabid-dafduk"), keputusan="revisi", catatan="keliru")
        other = kantor.inbox / "3-verifikasi/kabid-dafduk/lain.yaml"
        other.write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: setuju\n', "utf-8")
        kantor.work()
        hold.end(kantor.letter(letter.id), kantor.desk, DAEMON)
    with reopen_kantor(tmp_path / "kantor") as kantor:
        kantor.work()
        assert kantor.letter(letter.id).state is State.IN_VERIFICATION
        assert kantor.letter(letter.id).level == 0
        other.write_text(other.read_text("utf-8"), "utf-8")
        kantor.work()
        assert kantor.letter(letter.id).level == 1


def test_one_letter_whose_document_is_gone_stops_no_other_of_its_batch(kantor: Kantor) -> None:
    letters = [kantor.submit(f"surat-{place}", unit="umum", hal=f"Surat {place}") for place in range(3)]
    letters = [kantor.decide(one) for one in letters]
    kantor.desk.documents.path(letters[1].document or "").unlink()
    batch = {"daftar": [{"surat": one.id, "dokumen": one.document, "keputusan": "setuju"} for one in letters], "passphrase": kantor.passphrase}
    file = kantor.inbox / "4-tte/kepala-dinas/semua.yaml"
    file.write_text(yaml.safe_dump(batch, sort_keys=False, width=200), "utf-8")
    kantor.work()
    assert [kantor.letter(one.id).state for one in letters] == [State.SENT, State.HELD, State.SENT]
    assert not file.exists()
    assert not [name for name, content in kantor.tree().items() if kantor.passphrase.encode() in content and "passphrases" not in name]


def test_an_early_row_beside_a_refused_one_is_told_to_be_saved_again(kantor: Kantor) -> None:
    early = kantor.submit("awal", hal="Surat Awal")
    done = kantor.decide(kantor.submit("lain", hal="Surat Lain"))
    rows = [
        {"surat": early.id, "dokumen": early.document, "keputusan": "setuju"},
        {"surat": done.id, "dokumen": "sha256:" + "0" * 64, "keputusan": "setuju"},
    ]
    (kantor.inbox / "3-verifikasi/sekretaris/semua.yaml").write_text(yaml.safe_dump({"daftar": rows}, sort_keys=False, width=200), "utf-8")
    kantor.work()
    note = kantor.notes()["3-verifikasi/sekretaris/semua.yaml.PERBAIKI.txt"]
    assert early.id in note
    assert "lagi nanti" in note


def test_a_refusal_that_could_not_be_answered_at_once_is_answered_with_its_reason(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    sound = kantor.desk
    failing = spoilt(kantor, "tray", "refuse", LaterError(say.NOT_HELD(letter="x")))
    kantor.fill(kantor.form(letter, "4-tte/kepala-dinas"), keputusan="setuju", passphrase="bukan-ini")
    while not failing.calls:
        work(kantor.desk, kantor.each)
    kantor.desk = sound
    kantor.work()
    assert "assphrase" in next(text for name, text in kantor.notes().items() if name.startswith("4-tte"))
    assert kantor.actions(letter).count("decision_refused") == 1


def test_what_an_interrupted_command_left_on_the_share_is_cleared_away(kantor: Kantor) -> None:
    left, fresh = (kantor.inbox / f"4-tte/kepala-dinas/.surat-{name}.tmp" for name in ("lama", "baru"))
    left.write_text("passphrase: x", "utf-8")
    fresh.write_text("passphrase: y", "utf-8")
    os.utime(left, (0, 0))
    mend(kantor.desk)
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_delivery_that_turns_into_print_is_shown_even_after_a_crash(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon"]))
    form = kantor.form(letter, "5-kirim/cetak")
    (one,) = kantor.desk.register.deliveries(letter.id)
    form.unlink()
    kantor.desk.register.report(replace(one, state=DeliveryState.PRINTED))
    kantor.work()
    assert form.exists()


def test_what_somebody_deletes_from_a_folder_comes_back(kantor: Kantor) -> None:
    letter = kantor.submit()
    form = kantor.form(letter, "3-verifikasi/kabid-dafduk")
    form.unlink()
    form.with_name(f"{letter.name}.pdf").unlink()
    mend(kantor.desk)
    kantor.work()
    assert form.exists()
    assert form.with_name(f"{letter.name}.pdf").exists()


def test_a_form_that_was_emptied_to_nothing_is_renewed_but_not_while_it_is_being_saved(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = kantor.submit()
    form = kantor.form(letter, "3-verifikasi/kabid-dafduk")
    form.write_bytes(b"")
    mend(kantor.desk)
    kantor.work()
    assert form.read_bytes() == b"", "an editor may be between emptying and writing"
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 60)
    with form.open("ab"):
        mend(kantor.desk)
        kantor.work()
        assert form.read_bytes() == b""
    mend(kantor.desk)
    kantor.work()
    assert b'keputusan: ""' in form.read_bytes()
    assert kantor.decide(letter).level == 1


def test_a_letter_whose_draft_had_the_same_name_as_another_gets_its_receipt_back(kantor: Kantor) -> None:
    first = kantor.submit("undangan", unit="umum")
    second = kantor.submit("undangan", unit="umum", hal="Undangan Kedua")
    kantor.approve_all(first)
    mend(kantor.desk)
    kantor.work()
    assert second.id in kantor.notes()["1-konsep/umum/undangan.diterima.txt"]


def test_where_plain_passphrases_are_off_none_is_taken(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", passphrase_polos="tidak") as kantor:
        letter = kantor.submit()
        for _ in letter.verifiers:
            letter = kantor.decide(letter)
        form = kantor.form(letter, "4-tte/kepala-dinas")
        form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"') + f'passphrase: "{kantor.passphrase}"\r\n', "utf-8")
        kantor.work()
        assert kantor.letter(letter.id).state is State.AWAITING_SIGNATURE
        assert "passphrase_polos" in next(text for name, text in kantor.notes().items() if name.startswith("4-tte"))
        assert not [name for name, content in kantor.tree().items() if kantor.passphrase.encode() in content and "passphrases" not in name]


def test_workers_that_died_are_replaced(kantor: Kantor) -> None:
    from pipeline.adapters.pdf.press import WorkerPress

    letter = kantor.submit()
    press = kantor.desk.press
    assert isinstance(press, WorkerPress)
    press._readers._pool.stop()  # type: ignore[no-untyped-call]  # noqa: SLF001 -- as if the machine had
    with pytest.raises(LaterError):
        press.binding(kantor.desk.documents.path(letter.document or ""))
    assert press.binding(kantor.desk.documents.path(letter.document or "")) is not None


def test_a_sidecar_that_a_crash_left_behind_does_not_join_the_next_pdf_of_its_name(kantor: Kantor) -> None:
    kantor.save("undangan", f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n')
    released = spoilt(kantor, "drafts", "release", KeyboardInterrupt())  # type: ignore[arg-type]  # the process ends here
    with pytest.raises(KeyboardInterrupt):
        kantor.work()
    assert released.calls == 1
    (kantor.konsep / "undangan.pdf").unlink()  # as far as the crash let it come
    with reopen_kantor(kantor.settings.root) as again:
        again.work()
        assert not (again.konsep / "undangan.yaml").exists()
        assert len(again.desk.register.letters()) == 1
