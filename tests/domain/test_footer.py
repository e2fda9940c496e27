import pytest

from pipeline.domain.footer import BSRE, Footer, FooterUse, undrawable
from pipeline.domain.office import KeyToken, Official, Role
from tests.letters import an_official

OWN_WORDS = (
    "UU ITE No 11 Tahun 2008 Pasal 5 ayat 1: “Informasi Elektronik dan/atau Dokumen Elektronik dan/atau hasil cetaknya merupakan alat bukti hukum yang sah.”"
)
AT_GATEWAY = an_official("kepala-dinas", Role.SIGNATORY, nik="3402011505710006")
BY_MAIL = an_official("kepala-dinas", Role.SIGNATORY, gateway_email="kepala@example.test")
WITH_FILE = an_official("kepala-dinas", Role.SIGNATORY, key_file="kunci.p12")
WITH_TOKEN = an_official("kepala-dinas", Role.SIGNATORY, token=KeyToken(module="m", label="t", key="k", certificate="c"))


@pytest.mark.parametrize(
    "text",
    [
        BSRE,
        "Ditandatangani dengan sertifikat BSrE",
        "bssn",
        "Balai  Sertifikasi Elektronik",
        "Memakai sertifikat\nelektronik",
        "TTE tersertifikasi",
        "Tersertifikasi",
        "TTE tidak tersertifikasi, tersertifikasi",
    ],
)
def test_a_sentence_that_speaks_of_the_certificate_must_be_deserved(text: str) -> None:
    assert Footer(text=text).claims_certificate
    assert not Footer(text=text).can_be_deserved


@pytest.mark.parametrize("text", ["", OWN_WORDS, "TTE tidak tersertifikasi", "Belum tersertifikasi", "Dokumen ini ditandatangani secara elektronik."])
def test_any_other_sentence_may_stand_on_every_letter(text: str) -> None:
    assert not Footer(text=text).claims_certificate
    assert Footer(text=text).can_be_deserved


@pytest.mark.parametrize(
    ("footer", "official", "use"),
    [
        (Footer(), WITH_FILE, FooterUse.NEVER),
        (Footer(text=OWN_WORDS), WITH_FILE, FooterUse.ALWAYS),
        (Footer(text=OWN_WORDS), AT_GATEWAY, FooterUse.ALWAYS),
        (Footer(text=BSRE, gateway_is_certified=True), AT_GATEWAY, FooterUse.ALWAYS),
        (Footer(text=BSRE, gateway_is_certified=True), BY_MAIL, FooterUse.ALWAYS),
        (Footer(text=BSRE, has_state_roots=True), AT_GATEWAY, FooterUse.NEVER),
        (Footer(text=BSRE, gateway_is_certified=True), WITH_FILE, FooterUse.NEVER),
        (Footer(text=BSRE, gateway_is_certified=True), WITH_TOKEN, FooterUse.NEVER),
        (Footer(text=BSRE, has_state_roots=True), WITH_FILE, FooterUse.IF_CERTIFIED),
        (Footer(text=BSRE, has_state_roots=True), WITH_TOKEN, FooterUse.IF_CERTIFIED),
    ],
)
def test_the_footer_goes_with_the_certificates_that_deserve_it(footer: Footer, official: Official, use: FooterUse) -> None:
    assert footer.use_for([official]) is use
    assert footer.text_for([official]) == ("" if use is FooterUse.NEVER else footer.text)


@pytest.mark.parametrize(
    ("footer", "others", "use"),
    [
        (Footer(text=OWN_WORDS), (WITH_FILE, AT_GATEWAY), FooterUse.ALWAYS),
        (Footer(text=BSRE, gateway_is_certified=True), (AT_GATEWAY, BY_MAIL), FooterUse.ALWAYS),
        (Footer(text=BSRE, gateway_is_certified=True), (AT_GATEWAY, WITH_FILE), FooterUse.NEVER),
        (Footer(text=BSRE, gateway_is_certified=True, has_state_roots=True), (AT_GATEWAY, WITH_FILE), FooterUse.NEVER),
    ],
    ids=["own words", "all certified", "one is not", "one may be"],
)
def test_where_several_sign_the_footer_must_be_true_of_all(footer: Footer, others: tuple[Official, ...], use: FooterUse) -> None:
    assert footer.use_for(others) is use


def test_a_character_that_cannot_be_drawn_is_named() -> None:
    assert [undrawable(text) for text in (BSRE, OWN_WORDS, "Sah ✓ sekali", "a\tb", "漢")] == ["", "", "✓", "\t", "漢"]
