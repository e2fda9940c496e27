"""The forms that the daemon writes, read as staff fill them in."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.intake.blank import is_blank_form
from pipeline.adapters.sidecar import load, redact
from pipeline.domain.channel import Channel
from pipeline.domain.decision import Decision, DecisionFolder, Undecided
from pipeline.domain.errors import Fault, Place
from pipeline.domain.forms import decision_form, prefilled_sidecar, quoted, repair_note, returned_sidecar, suggest_codes
from pipeline.domain.notes import Language, drafts
from pipeline.domain.office import Recipient, Security, Urgency
from pipeline.domain.page import Spot, Token
from pipeline.domain.read_decision import read_decision
from pipeline.domain.read_sidecar import KEYS, read_sidecar
from pipeline.domain.submission import Invitation, NotReady, Submission
from tests.domain.drafting import BOOK, OFFICE, TODAY

DIGEST = "sha256:" + "0a" * 32
NASTY = 'Rapat\nkeputusan: setuju\r\npassphrase: "x" ${hal} #\x00\u2028surat: 1'
DECISION_KEYS = (*KEYS, "dokumen", "keputusan", "passphrase", "passphrase_tersegel", "totp", "daftar", "tujuan", "resi", "penerima", "tanggal_kirim")


def keys_of(text: str) -> list[str]:
    return re.findall(r"^(\w+):", text, re.MULTILINE)


def comments_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


# Prefilled sidecars


@pytest.mark.parametrize("language", list(Language))
def test_a_prefilled_sidecar_is_not_ready_until_it_is_filled_in(language: Language) -> None:
    text = prefilled_sidecar(OFFICE, "dafduk", language)
    assert read_sidecar(load(text.encode()), OFFICE, "dafduk", TODAY, has_pdf=True) == (NotReady(("kepada", "hal")), ())
    filled = text.replace('hal: ""', 'hal: "Rapat # 5"').replace('kepada: ""', 'kepada: "dinkes; Camat Sewon"')
    found, faults = read_sidecar(load(filled.encode()), OFFICE, "dafduk", TODAY, has_pdf=True)
    assert faults == ()
    assert isinstance(found, Submission)
    assert found.subject == "Rapat # 5"
    assert [one.name for one in found.recipients] == ["Kepala Dinas Kesehatan", "Camat Sewon"]


def test_a_prefilled_sidecar_shows_the_address_book_and_its_keys_are_blank_and_quoted() -> None:
    text = prefilled_sidecar(OFFICE, "umum")
    assert keys_of(text) == ["hal", "kepada"]
    assert text.endswith('hal: ""\r\nkepada: ""\r\n')
    assert all(key in text for key in BOOK)
    assert text.count("\n") == text.count("\r\n")


def test_a_unit_without_signatories_is_told_the_head() -> None:
    assert "kepala-dinas" in prefilled_sidecar(OFFICE, "arsip")


# Returned sidecars

PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
LINES = st.text(PRINTABLE, min_size=1, max_size=40).map(str.strip).filter(lambda one: one not in {"", "-"})
SUBJECTS = LINES.filter(lambda one: "${" not in one)
PARAGRAPHS = st.text(st.one_of(PRINTABLE, st.sampled_from("\n\t")), min_size=1, max_size=40).map(str.strip).filter(lambda one: one not in {"", "-"})
WORDED = PARAGRAPHS.filter(lambda one: "${" not in one)
NAMES = LINES.filter(lambda one: one.casefold().strip("\"'“”„‘’‚«» \t") not in BOOK and "#" not in one)
RECIPIENTS = st.one_of(
    st.builds(Recipient, name=NAMES, channel=st.just(Channel.PRINT), email=st.sampled_from(["", "a@b.test"]), address=st.one_of(st.just(""), LINES)),
    st.builds(Recipient, name=NAMES, channel=st.just(Channel.EMAIL), email=st.just("a@b.test"), address=st.one_of(st.just(""), LINES)),
    st.sampled_from(list(BOOK.values())),
)
SPOTS = st.builds(Spot, page=st.integers(1, 999), x_mm=st.floats(0, 1500).map(lambda one: round(one, 6)), y_mm=st.sampled_from([0.0, 1e-05, 12.5, 1500.0]))
SUBMISSIONS = st.builds(
    Submission,
    subject=SUBJECTS,
    recipients=st.lists(RECIPIENTS, min_size=1, max_size=4, unique=True).map(tuple),
    signatory=st.just("kepala-dinas"),
    co_signatories=st.sampled_from([(), ("sekretaris",)]),
    code=st.sampled_from([None, *OFFICE.codes]),
    letter_date=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    security=st.sampled_from([Security.ORDINARY, Security.LIMITED]),
    urgency=st.sampled_from(list(Urgency)),
    enclosure=st.one_of(st.just(""), LINES),
    copies_to=st.lists(RECIPIENTS, max_size=3, unique=True).map(tuple),
    remark=st.one_of(st.just(""), PARAGRAPHS),
    extra_verifiers=st.sampled_from([(), ("kabid-capil",)]),
    number=st.one_of(st.none(), LINES),
    spots=st.dictionaries(st.sampled_from([Token.NUMBER, Token.DATE, Token.SIGNATURE, Token.SIGNATURE_2]), SPOTS),
    invitation=st.one_of(
        st.none(),
        st.builds(Invitation, opening=WORDED, day_and_date=SUBJECTS, time=SUBJECTS, place=SUBJECTS, occasion=SUBJECTS, closing=WORDED),
    ),
).map(lambda one: replace(one, spots={}) if one.invitation else one)
"""an invitation composed by the office has its places already"""


@given(SUBMISSIONS)
def test_the_sidecar_of_a_returned_letter_reads_back_to_the_same_letter(submission: Submission) -> None:
    text = returned_sidecar(submission, "2027-000012")
    found, faults = read_sidecar(load(text.encode()), OFFICE, "dafduk", TODAY, has_pdf=False)
    assert faults == ()
    assert found == replace(submission, revises="2027-000012")


def test_a_confidential_letter_returns_without_a_plain_email() -> None:
    kept = replace(BOOK["dinkes"], channel=Channel.PRINT)
    submission = Submission(subject="x", recipients=(kept, BOOK["diskominfo"]), signatory="kepala-dinas", security=Security.SECRET)
    found, _ = read_sidecar(load(returned_sidecar(submission, "2027-000012").encode()), OFFICE, "dafduk", TODAY, has_pdf=False)
    assert found == replace(submission, revises="2027-000012")


def test_each_key_of_a_returned_sidecar_stands_once() -> None:
    submission = Submission(subject=NASTY, recipients=(BOOK["dinkes"],), signatory="kepala-dinas", remark=NASTY)
    keys = keys_of(returned_sidecar(submission, "2027-000012"))
    assert len(keys) == len(set(keys))
    assert "passphrase" not in keys


# Decision forms


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("folder", list(DecisionFolder))
def test_a_form_has_each_key_once_and_no_comment_begins_with_one(folder: DecisionFolder, language: Language) -> None:
    facts = [("Surat", NASTY), ("Penerima", "Dinas"), ("Catatan", NASTY), ("Tujuan", "x")]
    text = decision_form(
        folder,
        letter="2027-000001",
        document=DIGEST,
        facts=facts,
        needs_code=True,
        suggested=[("400.12", NASTY)],
        several=True,
        passphrase=True,
        code=folder is DecisionFolder.SIGNATURE,
        code_asked="30 Januari 2027 pukul 09.05",
        language=language,
    )
    keys = keys_of(text)
    assert len(keys) == len(set(keys))
    assert keys[:4] == ["surat", "dokumen", "keputusan", "catatan"]
    assert ("passphrase" in keys) == (folder is DecisionFolder.SIGNATURE)
    for line in comments_of(text):
        first = re.match(r"[#\s]*(\S*)", line)
        assert first is not None
        assert first[1].strip(":").casefold() not in DECISION_KEYS
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r'\w+: "[^"]*"', line)
    assert text.count("\n") == text.count("\r\n")
    assert read_decision(load(text.encode()), folder, TODAY) == (Undecided(), ())


@pytest.mark.parametrize("language", Language)
def test_the_form_of_an_office_without_plain_passphrases_names_the_command_that_signs(language: Language) -> None:
    facts = {"letter": "2027-000001", "document": DIGEST, "facts": [], "official": "kepala-dinas", "language": language}
    command = "surat decide 2027-000001 setuju --as kepala-dinas --passphrase-file -"
    sealing = decision_form(DecisionFolder.SIGNATURE, **facts)
    assert command in sealing
    assert is_blank_form(sealing.encode())
    assert command not in decision_form(DecisionFolder.SIGNATURE, passphrase=True, **facts)
    assert command not in decision_form(DecisionFolder.VERIFICATION, **facts)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("folder", list(DecisionFolder))
@pytest.mark.parametrize("more", [{"passphrase": True}, {"official": "kepala-dinas"}], ids=["plain", "by command"])
def test_what_a_form_says_itself_is_never_taken_for_a_secret(folder: DecisionFolder, more: dict[str, Any], language: Language) -> None:
    for codes in ({}, {"code": True}, {"code": True, "code_asked": "30 Januari 2027 pukul 09.05"}):
        text = decision_form(folder, letter="2027-000001", document=DIGEST, facts=[("Surat", "Undangan")], language=language, **more, **codes)
        said = text.replace('keputusan: ""', 'keputusan: "revisi"').rstrip()
        assert redact(said.encode()).decode() == said


def test_a_secret_behind_what_a_form_says_is_taken_for_one() -> None:
    text = decision_form(DecisionFolder.SIGNATURE, letter="2027-000001", document=DIGEST, facts=[], official="kepala-dinas")
    assert "kRahasia7x" not in redact(text.replace("--passphrase-file -", "--passphrase-file - kRahasia7x").encode()).decode()


def test_the_form_tells_of_one_time_codes_where_there_are_any_and_when_one_was_asked_for() -> None:
    facts = {"letter": "2027-000001", "document": DIGEST, "facts": []}
    without, with_codes, asked = (
        decision_form(DecisionFolder.SIGNATURE, **facts, **more) for more in ({}, {"code": True}, {"code": True, "code_asked": "30 Januari 2027 pukul 09.05"})
    )
    assert "minta-kode" not in without
    assert "setuju, revisi, minta-kode" in with_codes
    assert "Tulis minta-kode lalu simpan" in with_codes
    assert "sudah diminta 30 Januari 2027 pukul 09.05" in asked
    assert "Tulis minta-kode lalu simpan" not in asked


@pytest.mark.parametrize(
    ("folder", "word"),
    [
        (DecisionFolder.NUMBERING, "batal"),
        (DecisionFolder.VERIFICATION, "revisi"),
        (DecisionFolder.SIGNATURE, "setuju"),
        (DecisionFolder.RELEASE, "tahan"),
        (DecisionFolder.PRINT, "terkirim"),
    ],
)
def test_a_form_that_is_filled_in_decides(folder: DecisionFolder, word: str) -> None:
    text = decision_form(folder, letter="2027-000001", document=DIGEST, facts=[], passphrase=True)
    filled = text.replace('keputusan: ""', f'keputusan: "{word}"').replace('catatan: ""', 'catatan: "ya "betul" # 2"').replace('resi: ""', 'resi: "7"')
    found, faults = read_decision(load(filled.replace('passphrase: ""', 'passphrase: "a"b #"').encode()), folder, TODAY)
    assert faults == ()
    assert isinstance(found, Decision)
    assert (found.items[0].document, found.items[0].note) == (DIGEST, 'ya "betul" # 2')
    assert found.secret is None or found.secret.reveal() == 'a"b #'
    assert (found.secret is not None) == (folder is DecisionFolder.SIGNATURE)


def test_a_form_asks_only_for_what_is_missing() -> None:
    numbering = decision_form(DecisionFolder.NUMBERING, letter="2027-000001", document=DIGEST, facts=[])
    to_print = decision_form(DecisionFolder.PRINT, letter="2027-000001", document=DIGEST, facts=[])
    signature = decision_form(DecisionFolder.SIGNATURE, letter="2027-000001", document=DIGEST, facts=[])
    assert "klasifikasi" not in keys_of(numbering)
    assert keys_of(to_print)[4:] == ["resi", "penerima", "tanggal_kirim"]
    assert "passphrase" not in keys_of(signature)


# The note that tells what to mend


@pytest.mark.parametrize("language", list(Language))
def test_the_note_tells_every_fault_with_its_place_and_line(language: Language) -> None:
    faults = [
        Fault(message=drafts.DUPLICATE_KEY(line=1), place=Place(line=3, column=2, quote="hal: x\x00y")),
        Fault(message=drafts.OLD_ENCODING()),
        Fault(message=drafts.WRONG_INDENT(), place=Place(line=4)),
    ]
    note = repair_note(faults, "a\nb.yaml", language)
    assert note.startswith("\ufeff")
    assert note.encode().startswith(b"\xef\xbb\xbf")
    assert "a b.yaml" in note
    assert ("1. baris 3, kolom 2: Kunci" in note) == (language is Language.INDONESIAN)
    assert "   > hal: x y\r\n" in note
    assert "\r\n2. " in note
    assert "\r\n3. " in note
    assert note.count("\n") == note.count("\r\n")


def test_the_codes_that_share_most_words_are_suggested_first() -> None:
    codes = {"400.12": "Kependudukan", "400.12.3": "Pencatatan Kelahiran", "400.12.4": "Kelahiran dan kematian", "000.1": "Rapat"}
    assert [code for code, _ in suggest_codes("Laporan pencatatan kelahirannya", codes)] == ["400.12.3", "400.12.4"]
    assert len(suggest_codes("Laporan pencatatan kelahiran", codes, n=1)) == 1
    assert suggest_codes("surat untuk dari", codes) == ()


@pytest.mark.parametrize("address", ['"[', '"]', 'Jl. "Mawar" {2}', "C:\\\\[x"])
def test_brackets_behind_an_escaped_quotation_mark_are_text(address: str) -> None:
    text = f'hal: "x"\r\nkepada:\r\n  - {{nama: "0", alamat: {quoted(address)}}}\r\n'
    found, faults = read_sidecar(load(text.encode()), OFFICE, "dafduk", TODAY, has_pdf=True)
    assert faults == ()
    assert isinstance(found, Submission)
    assert found.recipients[0].address == address
