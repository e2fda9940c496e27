"""What an official decides, and what does not count."""

from datetime import date

import pytest

from pipeline.domain.decision import Decision, DecisionFolder, Handover, Item, Undecided, Verdict
from pipeline.domain.notes import Text, drafts, verdicts
from tests.domain.drafting import decision, texts

F = DecisionFolder
DIGEST = "sha256:" + "0a" * 32
HEAD = f'surat: "2027-000001"\ndokumen: "{DIGEST}"\n'
SECRET = "kRahasia7x"


def accepted(text: str, folder: DecisionFolder) -> Decision:
    found, faults = decision(text, folder)
    assert faults == ()
    assert isinstance(found, Decision)
    return found


def told(text: str, folder: DecisionFolder) -> list[object]:
    found, faults = decision(text, folder)
    assert found is None
    return texts(faults)


@pytest.mark.parametrize(
    ("folder", "more", "item"),
    [
        (F.NUMBERING, "keputusan: setuju\nklasifikasi: 400.12", {"verdict": Verdict.APPROVE, "code": "400.12"}),
        (F.NUMBERING, "keputusan: batal\ncatatan: ganda", {"verdict": Verdict.CANCEL, "note": "ganda"}),
        (F.VERIFICATION, "keputusan: “Setuju”", {"verdict": Verdict.APPROVE}),
        (F.VERIFICATION, 'keputusan: revisi # ya\ncatatan: "salah # 2"', {"verdict": Verdict.REVISE, "note": "salah # 2"}),
        (F.SIGNATURE, "keputusan: revisi\ncatatan: salah", {"verdict": Verdict.REVISE, "note": "salah"}),
        (F.SIGNATURE, "keputusan: minta-kode\npassphrase: ''\ntotp: ''", {"verdict": Verdict.ASK_CODE}),
        (F.SIGNATURE, "keputusan: Minta Kode", {"verdict": Verdict.ASK_CODE}),
        (F.RELEASE, "keputusan: lepas", {"verdict": Verdict.RELEASE}),
        (F.RELEASE, "keputusan: tahan\ncatatan: tunggu", {"verdict": Verdict.KEEP, "note": "tunggu"}),
        (F.PRINT, "keputusan: terkirim\nresi: R-1", {"verdict": Verdict.DISPATCHED, "handover": Handover(receipt="R-1")}),
        (
            F.PRINT,
            "keputusan: terkirim\ntujuan: A\nresi: 007\npenerima: Ani\ntanggal_kirim: 1 Maret 2027",
            {"verdict": Verdict.DISPATCHED, "handover": Handover(recipient="A", receipt="007", taken_by="Ani", on=date(2027, 3, 1))},
        ),
    ],
)
def test_each_folder_has_its_words(folder: DecisionFolder, more: str, item: dict[str, object]) -> None:
    assert accepted(HEAD + more, folder).items == (Item(letter="2027-000001", document=DIGEST, **item),)  # type: ignore[arg-type]


def test_the_passphrase_is_kept_as_a_secret() -> None:
    found = accepted(HEAD + f'keputusan: setuju\npassphrase: "{SECRET} # x"\n', F.SIGNATURE)
    assert found.secret is not None
    assert found.secret.reveal() == f"{SECRET} # x"
    assert SECRET not in repr(found)


def test_sending_back_needs_no_passphrase() -> None:
    assert accepted(HEAD + 'keputusan: revisi\ncatatan: x\npassphrase: ""', F.SIGNATURE).secret is None


def test_a_passphrase_beside_revisi_is_a_secret_all_the_same() -> None:
    assert accepted(HEAD + f"keputusan: revisi\ncatatan: x\npassphrase: {SECRET}", F.SIGNATURE).secret


@pytest.mark.parametrize("text", ["", "# kosong", HEAD + 'keputusan: ""\ncatatan: ""', HEAD + "keputusan: -", HEAD + f"keputusan:\npassphrase: {SECRET}"])
def test_a_form_not_filled_in_is_no_decision(text: str) -> None:
    assert decision(text, F.SIGNATURE) == (Undecided(), ())


def test_faults_are_told_before_the_word_is_written() -> None:
    found, faults = decision(HEAD + 'keputusan: ""\ncatatam: x', F.VERIFICATION)
    assert isinstance(found, Undecided)
    assert texts(faults) == [drafts.UNKNOWN_KEY]


@pytest.mark.parametrize(
    ("folder", "text", "said"),
    [
        (F.VERIFICATION, HEAD + "keputusan: lepas", [verdicts.VERDICT_NOT_HERE]),
        (F.VERIFICATION, HEAD + "keputusan: batal\ncatatan: x", [verdicts.VERDICT_NOT_HERE]),
        (F.PRINT, HEAD + "keputusan: setuju", [verdicts.VERDICT_NOT_HERE]),
        (F.VERIFICATION, HEAD + "keputusan: [setuju]", [drafts.MUST_BE_TEXT]),
        (F.VERIFICATION, HEAD, [drafts.MISSING_KEY]),
        (F.VERIFICATION, HEAD + "keputusan: revisi", [verdicts.NOTE_MISSING]),
        (F.SIGNATURE, HEAD + "keputusan: revisi\ncatatan: -", [verdicts.NOTE_MISSING]),
        (F.RELEASE, HEAD + "keputusan: tahan", [verdicts.NOTE_MISSING]),
        (F.NUMBERING, "surat: 2027-000001\nkeputusan: batal", [verdicts.NOTE_MISSING]),
        (F.NUMBERING, "surat: 2027-000001\nkeputusan: setuju", [verdicts.DOCUMENT_MISSING]),
        (F.VERIFICATION, "surat: 2027-000001\nkeputusan: setuju", [verdicts.DOCUMENT_MISSING]),
        (F.VERIFICATION, "surat: 2027-000001\ndokumen: sha256:12\nkeputusan: setuju", [verdicts.NOT_A_DOCUMENT]),
        (F.VERIFICATION, f"dokumen: {DIGEST}\nkeputusan: setuju", [drafts.MISSING_KEY]),
        (F.VERIFICATION, f'surat: ""\ndokumen: {DIGEST}\nkeputusan: setuju', [drafts.NOT_A_LETTER_ID]),
        (F.VERIFICATION, f"surat: satu\ndokumen: {DIGEST}\nkeputusan: setuju", [drafts.NOT_A_LETTER_ID]),
        (F.VERIFICATION, HEAD + "keputusan: setuju\nklasifikasi: 400.12", [verdicts.KEY_NOT_HERE]),
        (F.SIGNATURE, HEAD + f"keputusan: setuju\nresi: 1\npassphrase: {SECRET}", [verdicts.KEY_NOT_HERE]),
        (F.PRINT, HEAD + "keputusan: terkirim\nresi: R-1\ntanggal_kirim: 2027-03-02", [verdicts.DATE_TO_COME]),
        (F.PRINT, HEAD + "keputusan: terkirim", [verdicts.TAKER_MISSING]),
        (F.SIGNATURE, HEAD + "keputusan: setuju", [verdicts.PASSPHRASE_MISSING]),
        (F.SIGNATURE, HEAD + 'keputusan: setuju\npassphrase: ""', [verdicts.PASSPHRASE_MISSING]),
    ],
)
def test_a_decision_that_does_not_count_says_why(folder: DecisionFolder, text: str, said: list[Text]) -> None:
    assert told(text, folder) == said


def test_a_digest_is_read_in_capitals() -> None:
    assert accepted(HEAD.upper().replace("SURAT", "surat").replace("DOKUMEN", "dokumen") + "keputusan: setuju", F.VERIFICATION).items[0].document == DIGEST


def test_a_letter_is_cancelled_without_naming_its_version() -> None:
    assert accepted("surat: 2027-000001\nkeputusan: batal\ncatatan: x", F.NUMBERING).items[0].document == ""


def test_a_sealed_passphrase_stays_sealed_and_unseen() -> None:
    found = accepted(HEAD + f'keputusan: setuju\npassphrase: ""\npassphrase_tersegel: "{SECRET}"', F.SIGNATURE)
    assert found.secret is None
    assert found.sealed is not None
    assert found.sealed.reveal() == SECRET
    assert SECRET not in repr(found)


# Secrets in the wrong place


@pytest.mark.parametrize("folder", [F.NUMBERING, F.VERIFICATION, F.RELEASE, F.PRINT])
def test_a_passphrase_in_another_folder_is_refused_unseen(folder: DecisionFolder) -> None:
    found, faults = decision(HEAD + f"keputusan: x\npassphrase: {SECRET}", folder)
    assert found is None
    assert verdicts.SECRET_NOT_HERE in texts(faults)
    assert SECRET not in repr(faults)


def test_a_blank_passphrase_in_another_folder_does_no_harm() -> None:
    accepted(HEAD + 'keputusan: setuju\npassphrase: ""', F.VERIFICATION)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"passphrase-tersegel-saya: {SECRET}", verdicts.SECRET_IS_MISSPELT),
        (f"passphrase_tersegel: {SECRET}\npassphrase: {SECRET}", verdicts.TWO_SECRETS),
        (f"passphrase: {SECRET}\npassphrase_tersegel: {SECRET}", verdicts.TWO_SECRETS),
        (f"totp: {SECRET}\npassphrase: {SECRET}", verdicts.TWO_SECRETS),
        (f"pasphrase: {SECRET}", verdicts.SECRET_IS_MISSPELT),
        (f"password: {SECRET}", verdicts.SECRET_IS_MISSPELT),
        (f"{SECRET}: x", drafts.UNKNOWN_HIDDEN_KEY),
        (f"passphrase: ''\n{SECRET}: x", drafts.UNKNOWN_HIDDEN_KEY),
    ],
)
def test_a_secret_written_wrongly_is_refused_unseen(line: str, said: Text) -> None:
    found, faults = decision(HEAD + f"keputusan: setuju\n{line}", F.SIGNATURE)
    assert found is None
    assert texts(faults) == [said]
    assert SECRET not in repr(faults)
    assert SECRET not in faults[0].message.words()


def test_a_one_time_code_stands_in_place_of_the_passphrase() -> None:
    found, faults = decision(HEAD + "keputusan: setuju\npassphrase: ''\ntotp: 012345", F.SIGNATURE)
    assert faults == ()
    assert isinstance(found, Decision)
    assert found.secret is not None
    assert (found.secret.reveal(), found.secret.is_one_time) == ("012345", True)


def test_a_passphrase_in_a_list_is_refused_unseen() -> None:
    _, faults = decision(f'{{surat: 2027-000001, dokumen: "{DIGEST}", keputusan: setuju, passphrase: [{SECRET}]}}', F.SIGNATURE)
    assert texts(faults) == [verdicts.SECRET_IS_MISSPELT]
    assert SECRET not in repr(faults)


def test_a_passphrase_typed_behind_another_key_is_not_quoted() -> None:
    _, faults = decision(HEAD + f'keputusan: "{SECRET}"\npassphrase: ""', F.SIGNATURE)
    assert texts(faults) == [verdicts.VERDICT_NOT_HERE]
    assert SECRET not in repr(faults)


# Many letters under one act


def entry(number: int, word: str = "setuju") -> str:
    return f"  - surat: 2027-{number:06}\n    dokumen: {DIGEST}\n    keputusan: {word}\n"


def test_one_act_decides_on_many_letters() -> None:
    found = accepted("daftar:\n" + entry(1) + entry(2, "revisi\n    catatan: x") + f"passphrase: {SECRET}", F.SIGNATURE)
    assert [(one.letter, one.verdict, one.note) for one in found.items] == [("2027-000001", Verdict.APPROVE, ""), ("2027-000002", Verdict.REVISE, "x")]
    assert found.secret


def test_a_list_may_be_written_in_brackets() -> None:
    assert len(accepted(f"daftar: [{{surat: 2027-000001, dokumen: '{DIGEST}', keputusan: setuju}}]", F.VERIFICATION).items) == 1


def test_a_list_with_no_word_at_all_is_no_decision() -> None:
    assert decision("daftar:\n" + entry(1, '""') + entry(2, '""'), F.VERIFICATION) == (Undecided(), ())


def test_a_blank_list_is_not_there() -> None:
    accepted(HEAD + 'keputusan: setuju\ndaftar: ""', F.VERIFICATION)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("daftar: []", [verdicts.EMPTY_LIST]),
        ("daftar: semua", [drafts.MUST_BE_LIST]),
        ("daftar: [semua]", [drafts.MUST_BE_GROUP]),
        ("daftar:\n" + entry(1) + entry(1), [verdicts.LETTER_TWICE]),
        ("daftar:\n" + entry(1) + entry(2, '""'), [verdicts.ITEM_UNDECIDED]),
        ("daftar:\n" + entry(1, "lepas"), [verdicts.VERDICT_NOT_HERE]),
        ("daftar:\n" + entry(1, "setuju\n    resi: 1"), [verdicts.KEY_NOT_HERE]),
        ("keputusan: setuju\ndaftar:\n" + entry(1), [verdicts.LIST_AND_SINGLE]),
        ("keputusan: [setuju]\ndaftar:\n" + entry(1), [verdicts.LIST_AND_SINGLE]),
    ],
)
def test_a_list_that_does_not_count_says_why(text: str, said: list[Text]) -> None:
    assert told(text, F.VERIFICATION) == said


def test_blank_single_keys_beside_a_list_do_no_harm() -> None:
    accepted('surat: ""\nkeputusan: ""\ndaftar:\n' + entry(1), F.VERIFICATION)


def test_one_act_of_signing_needs_the_passphrase() -> None:
    assert told("daftar:\n" + entry(1), F.SIGNATURE) == [verdicts.PASSPHRASE_MISSING]


# Asking for a one-time code


@pytest.mark.parametrize("key", ["passphrase", "passphrase_tersegel", "totp"])
def test_who_asks_for_a_code_gives_no_secret(key: str) -> None:
    found, faults = decision(HEAD + f"keputusan: minta-kode\n{key}: {SECRET}", F.SIGNATURE)
    assert found is None
    assert texts(faults) == [verdicts.SECRET_WITH_REQUEST]
    assert SECRET not in repr(faults)


@pytest.mark.parametrize("folder", [F.NUMBERING, F.VERIFICATION, F.RELEASE, F.PRINT])
def test_a_code_is_asked_for_in_the_signatorys_folder_alone(folder: DecisionFolder) -> None:
    assert told(HEAD + "keputusan: minta-kode", folder) == [verdicts.VERDICT_NOT_HERE]


def test_a_misspelt_word_is_not_answered_with_a_word_that_the_form_may_not_list() -> None:
    _, faults = decision(HEAD + "keputusan: xyz", F.SIGNATURE)
    assert "minta-kode" not in faults[0].message.words()


def test_one_code_is_asked_for_many_letters_and_for_nothing_else_with_them() -> None:
    found = accepted("daftar:\n" + entry(1, "minta-kode") + entry(2, "minta-kode"), F.SIGNATURE)
    assert [(one.letter, one.verdict) for one in found.items] == [("2027-000001", Verdict.ASK_CODE), ("2027-000002", Verdict.ASK_CODE)]
    assert told("daftar:\n" + entry(1, "minta-kode") + entry(2, "revisi\n    catatan: x"), F.SIGNATURE) == [verdicts.REQUEST_AMONG_OTHERS]
