"""The sentence at the foot of signed letters: on the signed file and nowhere before, and only with a certificate that deserves it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.adapters.tte.demo import make_demo_keys
from pipeline.cli import surat
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.footer import BSRE
from pipeline.domain.letter import Letter
from pipeline.domain.page import FooterOrder
from pipeline.domain.states import State
from tests import judges
from tests.acceptance.test_the_signing_gateway import Scene, ca, gateway_office
from tests.adapters.pdf.drafts import SIGNATURE_LINE, a_draft
from tests.adapters.tte.gateway import PASSPHRASE
from tests.adapters.tte.office import NOW
from tests.kantor import KONSEP, Kantor, open_kantor, reopen_kantor, settle_fast

SENTENCE = "Cetakan surat ini sah tanpa tanda tangan basah."
WRITTEN = f'"{SENTENCE}"'
A_FULL_FOOT = f"BT /F1 12 Tf 72 700 Td (Nomor: ${{nomor_naskah}}) Tj ET\n{SIGNATURE_LINE}\n0 0 595 95 re f"


def awaiting_signature(kantor: Kantor, **more: object) -> Letter:
    letter = kantor.submit(**more)  # type: ignore[arg-type]  # the keys of a sidecar
    while letter.state is State.IN_VERIFICATION:
        letter = kantor.decide(letter)
    assert letter.state is State.AWAITING_SIGNATURE
    return letter


def document(kantor: Kantor, letter: Letter) -> Path:
    return kantor.desk.documents.path(letter.document or "")


def shown_footers(path: Path) -> tuple[bool, bool]:
    text = judges.page_text(path)
    return SENTENCE in text, BSRE in text


def left_behind(kantor: Kantor) -> list[str]:
    return [path.name for path in kantor.settings.state.rglob("*kaki*")]


def test_the_signed_letter_has_the_footer_and_what_officials_read_has_not(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", kaki=WRITTEN) as kantor:
        letter = kantor.submit()
        read: list[Path] = []
        while letter.post is not None:
            read += [path for path in kantor.inbox.glob("[34]-*/*/*.pdf") if path.is_file()]
            form = next(kantor.inbox.glob("[34]-*/*/*.keputusan.yaml")).read_text("utf-8")
            assert f"TTE menambahkan: {SENTENCE}" in form
            assert [shown_footers(path) for path in kantor.inbox.glob("[34]-*/*/*.pdf")] == [(False, False)]
            approved = document(kantor, letter)
            letter = kantor.decide(letter)
        assert len(read) == 3
        assert letter.state is State.SENT
        signed = document(kantor, letter)
        assert shown_footers(approved) == (False, False)
        assert shown_footers(signed) == (True, False)
        (facts,) = judges.pdfsig(signed, ca(kantor))
        assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
        assert judges.qpdf_check(signed) == ""
        (final,) = kantor.inbox.glob("6-terkirim/*/*/*.pdf")
        assert final.read_bytes() == signed.read_bytes()
        told = next(event.note for event in kantor.desk.register.events(letter.id) if event.action == "signed")
        assert SENTENCE in told
        done = CliRunner().invoke(surat, ["verify", str(final), "--config", str(kantor.settings.folder), "--json"])
        assert (done.exit_code, f'"letter": "{letter.id}"' in done.output) == (0, True)
        assert left_behind(kantor) == []


def test_without_a_footer_configured_the_letter_is_signed_as_it_was_approved(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        letter = awaiting_signature(kantor)
        approved = document(kantor, letter).read_bytes()
        assert document(kantor, kantor.decide(letter)).read_bytes().startswith(approved)


def sign_all(kantor: Kantor, letters: list[Letter]) -> None:
    """One decision of the head's on all of them."""
    items = "".join(f"  - surat: {one.id}\n    dokumen: {one.document}\n    keputusan: setuju\n" for one in letters)
    (kantor.inbox / "4-tte/kepala-dinas/semua.yaml").write_text(f"daftar:\n{items}passphrase: {kantor.passphrase}\n", "utf-8")
    kantor.work()


def a_foreign_root(folder: Path) -> Path:
    make_demo_keys(folder, {"lain": ("Lain", "Lain")}, NOW)
    return folder / "ca.pem"


@pytest.mark.parametrize("is_states", [True, False], ids=["a state centre's key", "another key"])
def test_the_words_of_the_state_centre_stand_only_with_its_certificates(is_states: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    folder = tmp_path / "kantor"
    root = "state/demo/ca.pem" if is_states else a_foreign_root(tmp_path / "negara")
    with open_kantor(folder, kaki="bsre", akar_negara=f"[{root}]") as kantor:
        letters = [awaiting_signature(kantor, stem=f"surat-{number}", hal=f"Rapat {number}") for number in range(3)]
        assert f"TTE menambahkan: {BSRE} (hanya bila TTE-nya tersertifikasi)" in kantor.form(letters[0], "4-tte/kepala-dinas").read_text("utf-8")
        sign_all(kantor, letters)
        for before in letters:
            after = kantor.letter(before.id)
            assert after.state is State.SENT
            assert shown_footers(document(kantor, after)) == (False, is_states)
            note = next(event.note for event in kantor.desk.register.events(after.id) if event.action == "signed")
            assert (BSRE in note, "tidak tersertifikasi" in note) == (is_states, not is_states)
            assert document(kantor, after).read_bytes().startswith(document(kantor, before).read_bytes()) is not is_states
        assert left_behind(kantor) == []


def test_a_full_foot_is_told_to_the_applicant_when_the_draft_comes_in(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", kaki=WRITTEN) as kantor:
        full = a_draft(tmp_path / "penuh.pdf", A_FULL_FOOT)
        kantor.save("penuh", 'hal: Rapat\nkepada: [diskominfo]\nklasifikasi: "400.12.2.1"\n', pdf=full)
        kantor.work()
        (note,) = kantor.notes().values()
        assert SENTENCE in note
        assert kantor.desk.register.letters(everything=True) == ()


def test_a_letter_with_a_full_foot_that_was_on_its_way_is_held_until_the_office_decides(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        letter = awaiting_signature(kantor, pdf=a_draft(tmp_path / "penuh.pdf", A_FULL_FOOT))
    settle_fast(kantor.settings.folder, kaki=WRITTEN)
    with reopen_kantor(tmp_path / "kantor") as kantor:
        held = kantor.decide(letter)
        assert held.state is State.HELD
        assert held.hold is not None
        assert (SENTENCE in held.hold.reason, "kosongkan `tte: kaki`" in held.hold.reason) == (True, True)
        assert "signed" not in kantor.actions(letter)
        assert left_behind(kantor) == []
    settle_fast(kantor.settings.folder, kaki='""')
    with reopen_kantor(tmp_path / "kantor") as kantor:
        assert CliRunner().invoke(surat, ["release", letter.id, "--config", str(kantor.settings.folder)]).exit_code == 0
        kantor.work()
        assert kantor.decide(letter).state is State.SENT


def test_a_disk_that_fails_while_a_footer_is_printed_delays_that_letter_alone(tmp_path: Path) -> None:
    class FullDisk:
        def prepare(self, approved: Path, target: Path, order: FooterOrder) -> None:
            if approved == document(kantor, letters[0]):
                raise OSError(ENOSPC, "penuh")
            whole.press.prepare(approved, target, order)

    with open_kantor(tmp_path / "kantor", kaki=WRITTEN) as kantor:
        letters = [awaiting_signature(kantor, stem=f"surat-{number}", hal=f"Rapat {number}") for number in range(2)]
        whole = kantor.desk
        kantor.desk = replace(whole, press=FullDisk())  # type: ignore[arg-type]  # it is asked for nothing else
        sign_all(kantor, letters)
        assert [kantor.letter(letter.id).state for letter in letters] == [State.AWAITING_SIGNATURE, State.SENT]
        assert left_behind(kantor) == []
        kantor.desk = whole
        kantor.work()
        assert [kantor.letter(letter.id).state for letter in letters] == [State.SENT] * 2


class Killed(BaseException):
    """The daemon dies here."""


def test_a_daemon_that_dies_between_the_footer_and_the_signature_signs_once_when_it_comes_back(tmp_path: Path) -> None:
    class DyingSigner:
        def sign(self, orders: object, *_: object) -> object:
            assert orders
            raise Killed

    with open_kantor(tmp_path / "kantor", kaki=WRITTEN) as kantor:
        letter = awaiting_signature(kantor)
        kantor.desk = replace(kantor.desk, signer=DyingSigner())  # type: ignore[arg-type]  # it never answers
        with pytest.raises(Killed):
            kantor.decide(letter)
    with reopen_kantor(tmp_path / "kantor") as kantor:
        assert left_behind(kantor) == []
        kantor.work()
        after = kantor.letter(letter.id)
        assert (after.state, kantor.actions(letter).count("signed")) == (State.SENT, 1)
        assert shown_footers(document(kantor, after)) == (True, False)


@contextmanager
def gateway_scene(folder: Path, **changes: str) -> Iterator[Scene]:
    with gateway_office(folder) as (place, gateway):
        settle_fast(place / "config", **changes)
        with reopen_kantor(place) as kantor:
            yield Scene(kantor, gateway)


def test_at_the_gateway_the_letter_with_its_footer_is_what_is_sent_and_kept(tmp_path: Path) -> None:
    with gateway_scene(tmp_path / "kantor", kaki="bsre") as scene:
        after = scene.sign(scene.awaiting())
        assert after.state is State.SENT
        signed = document(scene.kantor, after)
        assert shown_footers(signed) == (False, True)
        (facts,) = judges.pdfsig(signed, ca(scene.kantor))
        assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
        actions = scene.kantor.actions(after)
        place = actions.index("footer_added")
        assert actions[place : place + 3] == ["footer_added", "signing_started", "signed"]
        event = scene.kantor.desk.register.events(after.id)[place]
        assert event.note == BSRE
        assert signed.read_bytes().startswith(scene.kantor.desk.documents.path(event.document or "").read_bytes())
        done = scene.command("audit")
        assert done[0] == 0, done


@pytest.mark.parametrize("later", ['""', WRITTEN], ids=["no footer", "another footer"])
def test_an_uncertain_signature_is_judged_by_what_was_sent_whatever_the_configuration_says_now(later: str, tmp_path: Path) -> None:
    with gateway_scene(tmp_path / "kantor", kaki="bsre") as scene:
        scene.gateway.cuts = True
        letter = scene.awaiting()
        assert scene.sign(letter).state is State.SIGNATURE_UNCERTAIN
        scene.gateway.cuts = False
        settle_fast(scene.kantor.settings.folder, kaki=later)
        with reopen_kantor(scene.kantor.settings.root) as kantor:
            now = Scene(kantor, scene.gateway)
            approved = document(kantor, letter)
            sent = next(event for event in kantor.desk.register.events(letter.id) if event.action == "footer_added").document or ""
            found = tmp_path / "dari-gateway.pdf"
            found.write_bytes(scene.gateway.sign(approved.read_bytes(), {}))
            assert now.command("resolve", letter.id, "done", "--file", str(found), "--why", "diunduh")[0] == 65
            found.write_bytes(scene.gateway.sign(kantor.desk.documents.path(sent).read_bytes(), {}))
            assert now.command("resolve", letter.id, "done", "--file", str(found), "--why", "diunduh")[0] == 0
            kantor.work()
            assert kantor.letter(letter.id).state is State.SENT
            assert shown_footers(document(kantor, kantor.letter(letter.id))) == (False, True)


def test_a_letter_that_goes_out_again_without_its_footer_is_judged_without_it(tmp_path: Path) -> None:
    with gateway_scene(tmp_path / "kantor", kaki="bsre") as scene:
        scene.gateway.cuts = True
        letter = scene.awaiting()
        scene.sign(letter)
        assert scene.command("resolve", letter.id, "not-done", "--why", "tidak ditandatangani")[0] == 0
        settle_fast(scene.kantor.settings.folder, kaki='""')
        with reopen_kantor(scene.kantor.settings.root) as kantor:
            again = Scene(kantor, scene.gateway)
            kantor.work()
            assert again.sign(letter).state is State.SIGNATURE_UNCERTAIN
            found = tmp_path / "dari-gateway.pdf"
            found.write_bytes(scene.gateway.sign(document(kantor, letter).read_bytes(), {}))
            assert again.command("resolve", letter.id, "done", "--file", str(found), "--why", "diunduh")[0] == 0


def test_a_gateway_that_is_not_certified_never_gets_the_state_centres_words(tmp_path: Path) -> None:
    with gateway_scene(tmp_path / "kantor", tersertifikasi="tidak", kaki="bsre", akar_negara=f"[{a_foreign_root(tmp_path / 'negara')}]") as scene:
        after = scene.sign(scene.awaiting(), passphrase=PASSPHRASE)
        assert after.state is State.SENT
        assert shown_footers(document(scene.kantor, after)) == (False, False)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        act()
    return "\n".join(caught.value.faults)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [("bsre", "akar_negara"), ('"Memakai sertifikat BSrE."', "akar_negara"), ('"Sah ✓"', "✓"), (f'"{"sah " * 200}"', "600")],
    ids=["bsre", "own words for it", "undrawable", "long"],
)
def test_a_footer_that_cannot_be_is_told_by_check_config(written: str, complaint: str, tmp_path: Path) -> None:
    told = refused(lambda: open_kantor(tmp_path / "kantor", kaki=written).__enter__())
    assert complaint in told
    assert "pipeline.yaml:" in told
    done = CliRunner().invoke(surat, ["check-config", "--config", str(tmp_path / "kantor/config")])
    assert (done.exit_code, complaint in done.output) == (78, True)


def test_every_example_draft_has_room_for_the_usual_footer(tmp_path: Path) -> None:
    with gateway_scene(tmp_path / "kantor", kaki="bsre") as scene:
        for draft in sorted(KONSEP.glob("*.pdf")):
            assert scene.kantor.submit(draft.stem, pdf=draft, hal=f"Rapat {draft.stem}").state is State.IN_VERIFICATION
