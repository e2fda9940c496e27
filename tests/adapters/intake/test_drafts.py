import errno
import os
import stat
from itertools import permutations
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from pipeline.adapters.durable import digest_of_bytes
from pipeline.adapters.intake.offer import Offer
from pipeline.adapters.intake.pairs import Group, sort_out
from pipeline.adapters.intake.settle import SettleTable
from pipeline.domain.errors import ConflictError, Fault, LaterError
from pipeline.domain.notes import intake as say
from pipeline.ports import Draft
from tests.adapters.intake.conftest import BLANK, FAULT, PDF, QUIET, SIDECAR, Office


def sweep(office: Office) -> tuple[Draft, ...]:
    found = office.settled(office.drafts.sweep)
    assert isinstance(found, tuple)
    return found


def put(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        folder.joinpath(name.replace("__", ".")).write_bytes(content)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("order", list(permutations(("surat.pdf", "surat.yaml"))), ids=" then ".join)
def test_a_pdf_and_its_sidecar_make_one_draft_in_any_order_of_arrival(office: Office, order: tuple[str, str]) -> None:
    content = {"surat.pdf": PDF, "surat.yaml": SIDECAR}
    for name in order:
        (office.konsep / name).write_bytes(content[name])
        office.drafts.sweep()
        office.clock.pass_s(1)
    (draft,) = office.drafts.sweep()
    assert (draft.unit, draft.stem, draft.account) == ("dafduk", "surat", "akun-sekretaris")
    assert draft.pdf == office.konsep / "surat.pdf"
    assert draft.sidecar == office.konsep / "surat.yaml"


@pytest.mark.parametrize("name", ["surat.yml", "surat.YAML", "SURAT.yaml", "surat.yaml.txt", "Surat.Yml"])
def test_a_sidecar_may_be_called_as_windows_calls_it(office: Office, name: str) -> None:
    put(office.konsep, surat__pdf=PDF, **{name: SIDECAR})
    (draft,) = sweep(office)
    assert draft.sidecar == office.konsep / name


def test_a_name_composed_otherwise_is_the_same_name(office: Office) -> None:
    (office.konsep / "kafe\u0301.pdf").write_bytes(PDF)
    (office.konsep / "kaf\u00e9.yaml").write_bytes(SIDECAR)
    (draft,) = sweep(office)
    assert (draft.stem, draft.pdf) == ("kaf\u00e9", office.konsep / "kafe\u0301.pdf")


def test_a_file_that_still_grows_is_left_alone(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    for _ in range(5):
        assert office.drafts.sweep() == ()
        office.clock.pass_s(0.4)
        with (office.konsep / "surat.pdf").open("ab") as sink:
            sink.write(b"more")
    assert sweep(office) != ()


def test_the_daemon_looks_again_soon_while_something_settles(office: Office) -> None:
    assert office.drafts.sweep() == ()
    assert not office.drafts.is_settling()
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    office.drafts.sweep()
    office.clock.pass_s(10)
    assert office.drafts.is_settling(), "nobody has looked since"
    assert len(office.drafts.sweep()) == 1
    assert not office.drafts.is_settling()


def test_the_times_in_a_file_are_not_believed(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    os.utime(office.konsep / "surat.pdf", (0, 0))
    os.utime(office.konsep / "surat.yaml", (4e9, 4e9))
    assert office.drafts.sweep() == ()
    assert len(sweep(office)) == 1


def test_a_draft_that_was_judged_is_not_judged_again_until_it_changes(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    office.drafts.refuse(draft, (FAULT,))
    assert sweep(office) == ()
    put(office.konsep, surat__yaml=SIDECAR + b"sifat: Biasa\n")
    assert len(sweep(office)) == 1


def test_drafts_come_in_the_order_of_their_arrival(office: Office) -> None:
    for stem in "zebra", "badak", "anoa":
        put(office.konsep, **{f"{stem}.pdf": PDF, f"{stem}.yaml": SIDECAR})
        office.drafts.sweep()
        office.clock.pass_s(0.1)
    assert [draft.stem for draft in sweep(office)] == ["zebra", "badak", "anoa"]


def test_a_pdf_alone_for_a_minute_gets_a_form_its_unit_can_write_in(office: Office) -> None:
    office.konsep.chmod(0o3770)
    put(office.konsep, surat__pdf=PDF)
    assert sweep(office) == ()
    office.clock.pass_s(57)
    assert sweep(office) == ()
    assert names(office.konsep) == {"surat.pdf"}
    office.clock.pass_s(2)
    assert office.drafts.sweep() == ()
    form = office.konsep / "surat.yaml"
    assert form.read_bytes() == BLANK.encode()
    assert stat.S_IMODE(form.stat().st_mode) == 0o660
    assert form.stat().st_gid == office.konsep.stat().st_gid


def test_an_untouched_form_makes_way_for_the_sidecar_its_writer_brings(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=BLANK.encode(), surat__yml=SIDECAR)
    (draft,) = sweep(office)
    assert (draft.sidecar, draft.rivals) == (office.konsep / "surat.yml", ())
    assert names(office.konsep) == {"surat.pdf", "surat.yml"}


def test_a_form_somebody_began_to_fill_in_stays_and_both_are_told(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=BLANK.encode() + b"catatan: x\n", surat__yml=SIDECAR)
    (draft,) = sweep(office)
    assert draft.sidecar == office.konsep / "surat.yaml"
    assert draft.rivals == ("surat.yml",)


def test_an_untouched_form_leaves_with_its_pdf(office: Office) -> None:
    put(office.konsep, surat__yaml=BLANK.encode())
    assert sweep(office) == ()
    assert names(office.konsep) == set()


def test_a_sidecar_alone_is_offered_once_and_again_when_its_pdf_comes(office: Office) -> None:
    put(office.konsep, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    assert draft.pdf is None
    office.drafts.wait(draft)
    assert sweep(office) == ()
    put(office.konsep, surat__pdf=PDF)
    (draft,) = sweep(office)
    assert draft.pdf is not None


def test_two_pdfs_that_differ_only_in_case_are_told_and_none_is_taken(office: Office) -> None:
    put(office.konsep, **{"Surat.pdf": PDF, "surat.pdf": PDF, "surat.yaml": SIDECAR})
    assert sweep(office) == ()
    assert "Surat.pdf, surat.pdf" in (office.konsep / "Surat.PERBAIKI.txt").read_text()


@pytest.mark.parametrize(
    "name",
    [".surat.yaml", "~$surat.yaml", "surat.yaml.tmp", "surat.part", ".~lock.surat.pdf#", "Thumbs.db", "desktop.ini", "._surat.pdf"],
)
def test_what_editors_and_systems_leave_is_neither_taken_nor_told(office: Office, name: str) -> None:
    (office.konsep / name).write_bytes(PDF)
    assert sweep(office) == ()
    office.clock.pass_s(3600)
    assert sweep(office) == ()
    assert names(office.konsep) == {name}


@pytest.mark.parametrize("ending", [".PERBAIKI.txt", ".diterima.txt", ".nomor.yaml", ".PETUNJUK.txt"])
def test_our_own_notes_are_never_drafts(office: Office, ending: str) -> None:
    (office.konsep / f"surat{ending}").write_bytes(SIDECAR)
    assert sweep(office) == ()


def test_a_letter_called_like_an_answer_of_ours_is_taken_all_the_same(office: Office) -> None:
    put(office.konsep, **{"surat.nomor.pdf": PDF, "surat.nomor.yaml": SIDECAR})
    (draft,) = sweep(office)
    assert draft.stem == "surat.nomor"


def test_perbaiki_is_written_once_and_gone_once_mended(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    office.drafts.refuse(draft, (FAULT,))
    note = office.konsep / "surat.PERBAIKI.txt"
    first = note.stat().st_ino
    office.drafts.refuse(draft, (FAULT,))
    assert note.stat().st_ino == first
    office.restart()
    (draft,) = sweep(office)
    assert note.exists()
    office.drafts.wait(draft)
    assert not note.exists()


def test_perbaiki_is_gone_once_its_draft_is_gone(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    office.drafts.refuse(draft, (FAULT,))
    (office.konsep / "surat.yaml").unlink()
    sweep(office)
    assert names(office.konsep) == {"surat.pdf"}


def test_a_claim_copies_and_takes_nothing_away(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    claimed = office.drafts.claim(draft)
    assert claimed is not None
    assert claimed.source is not None
    assert office.documents.path(claimed.source).read_bytes() == PDF
    assert office.documents.path(claimed.raw_sidecar).read_bytes() == SIDECAR
    assert names(office.konsep) == {"surat.pdf", "surat.yaml"}
    office.drafts.release(draft)
    assert names(office.konsep) == set()


@pytest.mark.parametrize("name", ["surat.pdf", "surat.yaml"])
def test_a_draft_that_changes_before_it_is_copied_is_not_claimed(office: Office, name: str) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    (office.konsep / name).write_bytes(b"other")
    assert office.drafts.claim(draft) is None
    assert len(sweep(office)) == 1


def test_what_is_saved_after_the_copy_is_not_taken_away(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    assert office.drafts.claim(draft) is not None
    (office.konsep / "surat.pdf").write_bytes(b"%PDF-1.7 another version")
    office.drafts.release(draft)
    assert names(office.konsep) == {"surat.pdf"}


def test_a_sidecar_that_changes_between_reading_and_copying_is_not_kept(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    office.drafts.read(draft)
    (office.konsep / "surat.yaml").write_bytes(b"passphrase: rahasia\n")
    assert office.drafts.claim(draft) is None
    with pytest.raises(ConflictError):
        office.drafts.read(draft)
    assert office.kept() == []


def test_a_draft_saved_again_while_its_documents_are_made_is_not_claimed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    adopt = office.documents.adopt

    def adopt_while_a_clerk_saves(scratch: Path) -> str:
        put(office.konsep, surat__pdf=PDF + b"revised")
        return adopt(scratch)

    monkeypatch.setattr(office.documents, "adopt", adopt_while_a_clerk_saves)
    assert office.drafts.claim(draft) is None
    monkeypatch.undo()
    (again,) = sweep(office)
    claimed = office.drafts.claim(again)
    assert claimed is not None
    assert claimed.source == digest_of_bytes(PDF + b"revised")


def test_a_sidecar_that_reads_otherwise_than_when_it_was_judged_is_not_kept_whatever_its_times_say(office: Office) -> None:
    put(office.konsep, surat__yaml=SIDECAR)
    offer = Offer(folder=office.konsep, group=_group(office))
    assert offer.sidecar() == SIDECAR
    put(office.konsep, surat__yaml=SIDECAR.replace(b"Undangan", b"undangan"))
    offer.group = _group(office)  # as where the clock of the disk is too coarse to tell the two savings apart
    assert offer.claim(office.documents) is None
    assert office.kept() == []


def _group(office: Office) -> Group:
    table = SettleTable(office.clock, QUIET)
    table.look(office.konsep, lambda _: True)
    group, _ = sort_out("surat", table.files(office.konsep).values())
    assert group is not None
    return group


@pytest.mark.parametrize("at", [1, 2])
def test_a_full_disk_takes_nothing_away_and_the_draft_comes_again(office: Office, at: int) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    office.documents.fails_at = at
    with pytest.raises(LaterError):
        office.drafts.claim(draft)
    assert names(office.konsep) == {"surat.pdf", "surat.yaml"}
    office.restart()
    (draft,) = sweep(office)
    assert office.drafts.claim(draft) is not None


def test_a_draft_that_cannot_be_cleared_away_is_one_trouble_however_often_it_is_tried(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Path, *, missing_ok: bool = False) -> None:
        del missing_ok
        raise OSError(errno.EIO, "input/output error")

    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    with capture_logs() as logs:
        for _ in range(3):
            (draft,) = sweep(office)
            with monkeypatch.context() as failing:
                failing.setattr(Path, "unlink", fail)
                with pytest.raises(LaterError):
                    office.drafts.release(draft)
            office.drafts.defer(draft)
            office.clock.pass_s(600)
        (draft,) = sweep(office)
        office.drafts.release(draft)
    assert [one["event"] for one in logs if one["event"].startswith("drafts_")] == ["drafts_deferred", "drafts_taken_again"]
    assert names(office.konsep) == set()


def test_a_claim_cut_off_anywhere_is_done_again_with_the_same_result(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    first = office.drafts.claim(draft)
    office.restart()
    (again,) = sweep(office)
    assert again == draft
    assert office.drafts.claim(again) == first
    office.drafts.release(again)
    office.drafts.release(again)
    assert names(office.konsep) == set()


def test_a_link_is_told_and_nothing_outside_is_read(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(PDF)
    put(office.konsep, surat__yaml=SIDECAR, keras__yaml=SIDECAR)
    (office.konsep / "surat.pdf").symlink_to(secret)
    os.link(secret, office.konsep / "keras.pdf")
    os.mkfifo(office.konsep / "pipa.pdf")
    assert sweep(office) == ()
    office.clock.pass_s(900)
    assert sweep(office) == ()
    assert {"surat.PERBAIKI.txt", "surat.pdf.PERBAIKI.txt", "keras.pdf.PERBAIKI.txt", "pipa.PERBAIKI.txt"} & names(office.konsep) == {
        "surat.pdf.PERBAIKI.txt",
        "keras.pdf.PERBAIKI.txt",
        "pipa.PERBAIKI.txt",
    }
    assert office.kept() == []


def test_a_name_swapped_for_a_link_after_the_sweep_is_not_followed(office: Office, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"not for you")
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    (office.konsep / "surat.pdf").unlink()
    (office.konsep / "surat.pdf").symlink_to(tmp_path / "secret")
    assert office.drafts.claim(draft) is None
    assert office.kept() == []


def test_other_files_and_folders_are_told_after_a_quarter_of_an_hour_and_stay(office: Office) -> None:
    put(office.konsep, surat__docx=b"PK", kosong__pdf=b"")
    (office.konsep / "berkas rapat").mkdir()
    put(office.konsep / "berkas rapat", dalam__pdf=PDF, dalam__yaml=SIDECAR)
    assert sweep(office) == ()
    office.clock.pass_s(897)
    sweep(office)
    assert names(office.konsep) == {"surat.docx", "kosong.pdf", "berkas rapat"}
    office.clock.pass_s(2)
    sweep(office)
    assert names(office.konsep) == {
        "surat.docx",
        "surat.PERBAIKI.txt",
        "kosong.pdf",
        "kosong.PERBAIKI.txt",
        "berkas rapat",
        "berkas rapat.PERBAIKI.txt",
    }
    assert "PDF" in (office.konsep / "surat.PERBAIKI.txt").read_text()
    (office.konsep / "surat.docx").unlink()
    sweep(office)
    assert "surat.PERBAIKI.txt" not in names(office.konsep)


def test_the_word_file_beside_a_draft_has_a_note_of_its_own(office: Office) -> None:
    put(office.konsep, surat__docx=b"PK", surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    office.drafts.refuse(draft, (FAULT,))
    office.clock.pass_s(900)
    sweep(office)
    assert {"surat.PERBAIKI.txt", "surat.docx.PERBAIKI.txt"} <= names(office.konsep)


def test_a_pdf_that_is_no_letter_goes_aside_with_its_reason_and_over_nothing(office: Office) -> None:
    for number in range(3):
        put(office.konsep, surat__pdf=PDF + bytes([65 + number]), surat__yaml=SIDECAR)
        (draft,) = sweep(office)
        office.drafts.quarantine(draft, (Fault(message=say.EMPTY_FILE(name=f"nomor-{number}")),))
        assert names(office.konsep) == {"surat.yaml", "surat.ALASAN.txt"}
    day = office.inbox / "karantina/2027-03-01"
    assert names(day) == {f"surat{suffix}.pdf{note}" for suffix in ("", "-2", "-3") for note in ("", ".ALASAN.txt")}
    for number, suffix in enumerate(("", "-2", "-3")):
        assert f"nomor-{number} kosong" in (day / f"surat{suffix}.pdf.ALASAN.txt").read_text(), "each with its own reason"


def test_a_file_put_aside_halfway_is_put_aside_when_tried_again(office: Office) -> None:
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    day = office.inbox / "karantina/2027-03-01"
    day.mkdir()
    (day / "surat.pdf.ALASAN.txt").write_text("cut off")
    office.drafts.quarantine(draft, (FAULT,))
    office.drafts.quarantine(draft, (FAULT,))
    assert names(day) == {"surat.pdf", "surat.pdf.ALASAN.txt"}


def test_one_unit_whose_folder_is_away_delays_no_other(office: Office) -> None:
    office.konsep.rmdir()
    put(office.inbox / "1-konsep/umum", surat__pdf=PDF, surat__yaml=SIDECAR)
    (draft,) = sweep(office)
    assert draft.unit == "umum"
    office.konsep.mkdir()
    put(office.konsep, surat__pdf=PDF, surat__yaml=SIDECAR)
    assert {one.unit for one in sweep(office)} == {"umum", "dafduk"}


@pytest.mark.parametrize(
    "stem", ["a" * 245, "\U0001f600" * 60, "baris\nbaru", "spasi  ", "a" * 250], ids=["245 bytes", "emoji", "newline", "blanks", "250 bytes"]
)
def test_odd_names_are_taken_and_answered(office: Office, stem: str) -> None:
    (office.konsep / f"{stem}.pdf").write_bytes(PDF)
    (office.konsep / f"{stem}.yml").write_bytes(SIDECAR)
    (draft,) = sweep(office)
    office.drafts.refuse(draft, (FAULT,))
    (note,) = [name for name in names(office.konsep) if name.endswith(".PERBAIKI.txt")]
    assert sweep(office) == ()
    assert note in names(office.konsep)
    office.drafts.answer(draft, ".nomor.yaml", "nomor: 1\n")
    office.drafts.wait(draft)


def test_a_name_that_is_no_text_is_told_and_disturbs_nobody(office: Office) -> None:
    (office.konsep / os.fsdecode(b"surat\xff.pdf")).write_bytes(PDF)
    put(office.konsep, lain__pdf=PDF, lain__yaml=SIDECAR)
    (draft,) = sweep(office)
    assert draft.stem == "lain"
    office.clock.pass_s(900)
    office.drafts.sweep()
    assert os.fsdecode(b"surat\xff.PERBAIKI.txt") in names(office.konsep)


def test_a_name_too_long_for_a_form_is_told(office: Office) -> None:
    (office.konsep / ("a" * 251 + ".pdf")).write_bytes(PDF)
    sweep(office)
    office.clock.pass_s(61)
    sweep(office)
    assert len(names(office.konsep)) == 2
    sweep(office)
    assert len(names(office.konsep)) == 2
