"""Between the TTE and the sending: the registry officer lets a signed letter go, keeps it back, or withdraws it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import surat
from pipeline.domain.letter import Letter
from pipeline.domain.states import State
from tests.kantor import Kantor, open_kantor

SIAP = "5-kirim/siap"


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    with open_kantor(tmp_path / "kantor", gerbang="petugas") as kantor:
        yield kantor


def signed(kantor: Kantor, **keys: object) -> Letter:
    letter = kantor.approve_all(kantor.submit(**keys))  # type: ignore[arg-type]  # keys of the sidecar
    assert letter.state is State.READY_TO_SEND
    return letter


def decide(kantor: Kantor, letter: Letter, verdict: str, note: str = "", folder: str = SIAP) -> Letter:
    kantor.fill(kantor.form(letter, folder), keputusan=verdict, **({"catatan": note} if note else {}))
    kantor.work()
    return kantor.letter(letter.id)


def withdraw(kantor: Kantor, letter: Letter) -> Letter:
    (kantor.inbox / "2-penomoran/batal.yaml").write_text(f'surat: "{letter.id}"\nkeputusan: batal\ncatatan: salah alamat\n', "utf-8")
    kantor.work()
    return kantor.letter(letter.id)


def partner_has(kantor: Kantor) -> int:
    return len(list((kantor.settings.state / "esurat" / "diskominfo").glob("*.pdf")))


def test_nobody_has_a_letter_before_it_is_let_go_and_then_once(kantor: Kantor) -> None:
    letter = signed(kantor)
    kantor.work()
    assert partner_has(kantor) == 0
    assert decide(kantor, letter, "lepas").state is State.SENT
    assert partner_has(kantor) == 1
    assert "released" in kantor.actions(letter)
    assert not (kantor.inbox / SIAP / f"{letter.name}.pdf").exists()


def test_a_letter_that_was_kept_back_is_let_go_by_whoever_releases_letters(kantor: Kantor) -> None:
    letter = signed(kantor)
    held = decide(kantor, letter, "tahan", "menunggu cap basah")
    assert held.state is State.HELD
    form = kantor.form(letter, SIAP)
    assert "menunggu cap basah" in form.read_text("utf-8")
    assert (kantor.inbox / SIAP / f"{letter.name}.pdf").exists()
    assert partner_has(kantor) == 0
    status = CliRunner().invoke(surat, ["status", "--json", "--config", str(kantor.settings.folder)]).output
    assert '"waiting_for": "petugas-arsip"' in status
    sent = decide(kantor, letter, "lepas")
    assert (sent.state, sent.hold) == (State.SENT, None)
    assert partner_has(kantor) == 1
    assert kantor.actions(letter)[-4:] == ["hold_ended", "released", "delivery_sent", "sent"]


def test_keeping_a_letter_back_needs_a_reason(kantor: Kantor) -> None:
    letter = signed(kantor)
    assert decide(kantor, letter, "tahan").state is State.READY_TO_SEND
    assert any("catatan" in note for name, note in kantor.notes().items() if name.startswith(SIAP))


def test_what_the_administrator_holds_the_registry_officer_does_not_let_go(kantor: Kantor) -> None:
    letter = signed(kantor)
    held = CliRunner().invoke(surat, ["hold", letter.id, "--why", "diperiksa", "--config", str(kantor.settings.folder)])
    assert held.exit_code == 0, held.output
    (kantor.inbox / SIAP / "lepas.yaml").write_text(f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: lepas\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.HELD
    assert partner_has(kantor) == 0
    CliRunner().invoke(surat, ["release", letter.id, "--config", str(kantor.settings.folder)])
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


@pytest.mark.parametrize("first", ["", "tahan"], ids=["waiting for its release", "kept back"])
def test_a_signed_letter_is_withdrawn_before_anybody_has_it(kantor: Kantor, first: str) -> None:
    letter = signed(kantor)
    if first:
        decide(kantor, letter, first, "tunggu")
    assert withdraw(kantor, letter).state is State.CANCELLED
    assert partner_has(kantor) == 0
    assert list((kantor.inbox / SIAP).glob("*.pdf")) == []
    assert "salah alamat" in kantor.notes()[f"kembali/dafduk/{letter.name}.catatan.txt"]
    assert CliRunner().invoke(surat, ["audit", "--config", str(kantor.settings.folder)]).exit_code == 0


def test_a_letter_withdrawn_on_its_way_reaches_nobody_else_and_the_record_tells_who_has_it(kantor: Kantor) -> None:
    letter = decide(kantor, signed(kantor, kepada=["diskominfo", "kecamatan-sewon"]), "lepas")
    assert (letter.state, partner_has(kantor)) == (State.DISPATCHING, 1)
    assert (kantor.inbox / f"5-kirim/cetak/{letter.name}.pdf").exists()
    assert withdraw(kantor, letter).state is State.CANCELLED
    assert list((kantor.inbox / "5-kirim/cetak").glob("*.pdf")) == []
    last = next(one for one in reversed(kantor.desk.register.events(letter.id)) if one.action == "cancelled")
    has_it = next(one.recipient.name for one in kantor.desk.register.deliveries(letter.id) if one.recipient.folder)
    assert has_it in last.note
    assert CliRunner().invoke(surat, ["audit", "--config", str(kantor.settings.folder)]).exit_code == 0


def test_a_letter_everybody_has_cannot_be_withdrawn(kantor: Kantor) -> None:
    letter = decide(kantor, signed(kantor), "lepas")
    assert withdraw(kantor, letter).state is State.SENT
    assert any("terkirim" in note for name, note in kantor.notes().items() if name.startswith("2-penomoran"))


def test_a_release_of_another_version_is_refused(kantor: Kantor) -> None:
    letter = signed(kantor)
    (kantor.inbox / SIAP / "lepas.yaml").write_text(f'surat: "{letter.id}"\ndokumen: "{letter.source}"\nkeputusan: lepas\n', "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.READY_TO_SEND
    assert "lepas.yaml.PERBAIKI.txt" in " ".join(kantor.notes())


def test_a_release_and_a_hold_found_together_contradict_each_other(kantor: Kantor) -> None:
    letter = signed(kantor)
    for verdict in ("lepas", "tahan"):
        text = f'surat: "{letter.id}"\ndokumen: "{letter.document}"\nkeputusan: {verdict}\ncatatan: tunggu\n'
        (kantor.inbox / SIAP / f"{verdict}.yaml").write_text(text, "utf-8")
    kantor.work()
    assert kantor.letter(letter.id).state is State.HELD
    assert partner_has(kantor) == 0
