"""The configuration: what the example office's files say, and that every mistake in them is told with its file and line, all at once."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from pipeline.adapters.instance import copy_templates
from pipeline.config import Engine, Identity, MailSecurity, MailWay, Settings, Showing, config_folder, load_settings
from pipeline.domain.channel import Channel
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.notes import Language
from pipeline.domain.notes import settings as say
from pipeline.domain.office import Capacity, Delegation, Letterhead, NumberScope, Paper, Role
from pipeline.domain.page import Spot, Token
from pipeline.domain.signing import SignatureLevel


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A fresh copy of the example office's configuration."""
    copy_templates(tmp_path, demo=False)
    return tmp_path / "config"


def change(config: Path, file: str, old: str, new: str) -> None:
    """Edit a file as an administrator would; `old` must stand in it once. An empty `old` adds at the end."""
    path = config / file
    text = path.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def faults_of(config: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(config)
    return caught.value.faults


def with_change(config: Path, file: str, old: str, new: str) -> Settings:
    change(config, file, old, new)
    return load_settings(config)


DELEGATION = """  kunci: ""
  pelaksana:
    - oleh: {by}
      sebagai: {capacity}
      dari: {since}
      sampai: {until}
"""


def delegation(by: str = "sekretaris", capacity: str = "Plh.", since: str = "2027-03-01", until: str = "5 Maret 2027") -> str:
    return DELEGATION.format(by=by, capacity=capacity, since=since, until=until)


# --- what the example says ---


def test_the_level_of_a_tte_and_what_becomes_of_letters_without_it_are_configured(config: Path) -> None:
    usual = load_settings(config).signing.terms
    assert (usual.level, usual.lowers, usual.certifies, usual.authority.timeout) == (SignatureLevel.BASIC, False, False, timedelta(seconds=10))
    change(config, MAIN, "  tingkat: B-B", "  tingkat: B-LTA")
    change(config, MAIN, "  tsa:\n", "  tsa:\n    alamat: http://127.0.0.1:3161/tsa\n    batas_detik: 2,5\n")
    change(config, MAIN, "  kunci: tidak", "  kunci: ya")
    terms = with_change(config, MAIN, "bila_tidak_menjawab: tahan", "bila_tidak_menjawab: turunkan").signing.terms
    assert (terms.level, terms.lowers, terms.certifies) == (SignatureLevel.ARCHIVAL, True, True)
    assert (terms.authority.address, terms.authority.timeout) == ("http://127.0.0.1:3161/tsa", timedelta(seconds=2.5))


def test_the_example_office_is_without_fault_and_asks_for_no_demonstration(config: Path, tmp_path: Path) -> None:
    settings = load_settings(config)
    assert settings.identity is Identity.OWNER
    assert not settings.plain_passphrases
    assert not settings.demo
    assert settings.engine is Engine.LOCAL
    assert (settings.folder, settings.root) == (config, tmp_path)
    assert (settings.inbox, settings.state) == (tmp_path / "inbox", tmp_path / "state")
    assert settings.language is Language.INDONESIAN
    assert settings.zone == ZoneInfo("Asia/Jakarta")


def test_the_example_units_have_the_chains_of_the_procedure(config: Path) -> None:
    office = load_settings(config).office
    assert {unit.id: unit.chain for unit in office.units.values()} == {"umum": ("sekretaris",), "dafduk": ("kabid-dafduk", "sekretaris")}
    assert {unit.signatories for unit in office.units.values()} == {("kepala-dinas",)}
    assert office.head == "kepala-dinas"
    assert office.registrars == ("petugas-arsip",)
    assert office.officials["kepala-dinas"].nip == "19710506 199603 1 003"
    assert office.officials["kepala-dinas"].roles == {Role.SIGNATORY}


def test_each_recipient_of_the_example_is_reached_the_first_way_that_is_open(config: Path) -> None:
    book = load_settings(config).office.address_book
    assert {key: one.channel for key, one in book.items()} == {"diskominfo": Channel.ESURAT, "dinkes": Channel.EMAIL, "kecamatan-sewon": Channel.PRINT}
    assert book["diskominfo"].folder == "state/esurat/diskominfo"


def test_a_partner_whose_e_surat_is_posted_has_an_address_in_place_of_a_folder(config: Path) -> None:
    folder = "folder: state/esurat/diskominfo"
    for name in ("mitra.token", "mitra.pem"):
        (config.parent / name).write_text("x", "utf-8")
    change(config, BOOK, folder, "esurat: https://mitra.test/surat\n  token_berkas: mitra.token\n  ca_berkas: mitra.pem\n  kenal_kunci: ya")
    settings = load_settings(config)
    (partner,) = settings.partners
    assert (partner.id, partner.address, partner.recognises) == ("diskominfo", "https://mitra.test/surat", True)
    assert (partner.token_file, partner.ca_file) == (config.parent / "mitra.token", config.parent / "mitra.pem")
    known = settings.office.address_book["diskominfo"]
    assert (known.channel, known.folder, known.is_posted) == (Channel.ESURAT, "https://mitra.test/surat", True)
    assert settings.partner_folders == ()
    change(config, BOOK, "  token_berkas: mitra.token\n  ca_berkas: mitra.pem\n  kenal_kunci: ya", "  saluran: esurat")
    (partner,) = load_settings(config).partners
    assert (partner.token_file, partner.ca_file, partner.recognises) == (None, None, False)


def test_a_classification_code_stays_text(config: Path) -> None:
    codes = load_settings(config).office.codes
    assert codes["000.1.10"] == "Ketertiban dan Keamanan"
    assert codes["000.1"] == "Ketatausahaan dan Kerumahtanggaan"


def test_the_standard_times_are_those_of_the_procedure(config: Path) -> None:
    settings = load_settings(config)
    assert {one.step: one.allowed / timedelta(minutes=1) for one in settings.office.standard_times} == {1: 1, 2: 3, 3: 3, 4: 3, 5: 3, 8: 5, 9: 2}
    assert settings.standard_total == timedelta(minutes=54)


def test_a_file_with_the_office_alone_means_what_the_example_spells_out(config: Path) -> None:
    spelt_out = load_settings(config)
    text = (config / "pipeline.yaml").read_text(encoding="utf-8")
    office = text[text.index("kantor:") : text.index("# Zona waktu")] + text[text.index("undangan:\n") : text.index("# --- Surel")]
    (config / "pipeline.yaml").write_text(f"{office}surel:\n  pengirim: surat@example.test\n  server: mail.example.test\n", encoding="utf-8")
    assert load_settings(config) == spelt_out


def test_the_demonstration_counts_decisions_by_folder_and_keeps_mail_in_a_folder(tmp_path: Path) -> None:
    copy_templates(tmp_path, demo=True)
    keys = tmp_path / "state/demo"
    keys.mkdir(parents=True)
    for name in ("ca.pem", "kepala-dinas.p12"):
        (keys / name).touch()
    settings = load_settings(tmp_path / "config")
    assert settings.identity is Identity.FOLDER
    assert settings.plain_passphrases
    assert settings.demo
    assert settings.mail.way is MailWay.FOLDER
    assert settings.mail.folder == tmp_path / "state/mail"
    assert settings.signing.trust_roots == (keys / "ca.pem",)
    assert settings.office.officials["kepala-dinas"].key_file == str(keys / "kepala-dinas.p12")


def test_the_settings_can_be_read_before_the_demonstration_has_its_keys(tmp_path: Path) -> None:
    copy_templates(tmp_path, demo=True)
    assert not load_settings(tmp_path / "config", check_files=False).demo
    assert len(faults_of(tmp_path / "config")) == 2


# --- what an office may choose ---


def test_a_packaged_set_up_names_its_folders_in_full(config: Path) -> None:
    change(config, "pipeline.yaml", "inbox: inbox", "inbox: /srv/surat")
    settings = with_change(config, "pipeline.yaml", "state: state", "state: /var/lib/surat")
    assert (settings.inbox, settings.state) == (Path("/srv/surat"), Path("/var/lib/surat"))
    assert settings.mail.folder == Path("/var/lib/surat/mail")


def test_the_registry_officer_may_number_and_release_every_letter(config: Path) -> None:
    change(config, "pipeline.yaml", "penomoran: otomatis", "penomoran: Petugas  # tiap surat")
    office = with_change(config, "pipeline.yaml", "gerbang: otomatis", "gerbang: petugas").office
    assert office.numbering.by_registrar
    assert office.release_by_registrar


def test_a_number_may_have_parts_and_a_series_for_each_code(config: Path) -> None:
    change(config, "pipeline.yaml", 'format_nomor: "{klasifikasi}/{urut}"', "format_nomor: '{keamanan}/{urut:03}/{klasifikasi}/{bulan_romawi}/{tahun}'")
    rule = with_change(config, "pipeline.yaml", "lingkup_nomor: semua", "lingkup_nomor: klasifikasi").office.numbering
    assert rule.pattern == "{keamanan}/{urut:03}/{klasifikasi}/{bulan_romawi}/{tahun}"
    assert rule.scope is NumberScope.CODE


def test_series_that_would_write_the_same_numbers_are_a_fault(config: Path) -> None:
    change(config, "pipeline.yaml", "lingkup_nomor: semua", "lingkup_nomor: klasifikasi")
    change(config, "pipeline.yaml", 'format_nomor: "{klasifikasi}/{urut}"', 'format_nomor: "{urut}/{tahun}"')
    (told,) = faults_of(config)
    assert say.SERIES_ALIKE().words(Language.INDONESIAN) in told


def test_the_letterhead_names_the_office_where_nothing_else_is_said(config: Path) -> None:
    text = (config / "pipeline.yaml").read_text("utf-8")
    (config / "pipeline.yaml").write_text(text[: text.index("undangan:\n")] + text[text.index("# --- Surel") :], "utf-8")
    office = load_settings(config).office
    assert office.letterhead == Letterhead(lines=(office.name,), paper=Paper.F4)


def test_an_acting_official_gets_a_folder_for_what_he_decides(config: Path) -> None:
    settings = with_change(config, "pejabat.yaml", '  kunci: ""\n', delegation())
    assert settings.office.officials["kepala-dinas"].delegations == (
        Delegation(by="sekretaris", capacity=Capacity.DAILY, since=date(2027, 3, 1), until=date(2027, 3, 5)),
    )
    assert settings.signatory_folders == ("kepala-dinas", "sekretaris")
    assert settings.verifier_folders == ("kabid-dafduk", "sekretaris")


def test_the_office_may_fix_where_number_and_tte_stand(config: Path) -> None:
    office = with_change(config, "pipeline.yaml", "  # tte: {", "  tte: {").office
    assert office.spots == {Token.SIGNATURE: Spot(page=1, x_mm=120, y_mm=230)}


def test_the_port_follows_from_how_the_line_is_kept_private(config: Path) -> None:
    change(config, "pipeline.yaml", "  port: 587\n", "")
    mail = with_change(config, "pipeline.yaml", "keamanan: starttls", "keamanan: tls").mail
    assert (mail.security, mail.port) == (MailSecurity.TLS, 465)


def test_a_unit_that_names_no_signatory_asks_the_head(config: Path) -> None:
    settings = with_change(config, "bidang.yaml", "", '\ncapil:\n  nama: "Bidang Pencatatan Sipil"\n  rantai: []\n')
    assert settings.office.units["capil"].chain == ()
    assert settings.office.units["capil"].signatories == ("kepala-dinas",)


def test_decimals_may_be_written_with_a_comma(config: Path) -> None:
    assert with_change(config, "pipeline.yaml", "tenang_detik: 0.5", "tenang_detik: 1,5").watch.settle == timedelta(seconds=1.5)


def test_faults_are_told_in_the_language_of_the_office(config: Path) -> None:
    change(config, "pipeline.yaml", "bahasa: id", "bahasa: en")
    change(config, "pipeline.yaml", "pekerja: 2", "pekerja: dua")
    assert faults_of(config)[0].endswith("pekerja says dua. Write a whole number from 1 to 64.")


# --- where the configuration lies ---


def test_the_configuration_lies_where_the_command_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURAT_CONFIG", "/opt/surat")
    assert config_folder(Path("/here")) == Path("/here")
    assert config_folder(None) == Path("/opt/surat")


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_without_a_word_it_lies_in_etc(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("SURAT_CONFIG", raising=False)
    if value is not None:
        monkeypatch.setenv("SURAT_CONFIG", value)
    assert config_folder(None) == Path("/etc/surat")


def test_the_gateway_has_the_time_limits_of_the_example_and_takes_plain_http_on_this_machine_only(config: Path) -> None:
    assert load_settings(config).gateway is None
    change(config, PEOPLE, '  kunci: ""\n', '  nik: "3402 0115 0571 0006"\n')
    gateway = with_change(config, MAIN, NO_GATEWAY, "alamat: http://127.0.0.1:8443/").gateway
    assert gateway is not None
    assert (gateway.address, gateway.version, gateway.connect, gateway.read) == ("http://127.0.0.1:8443", 2, timedelta(seconds=10), timedelta(seconds=60))
    assert (gateway.certified, gateway.wrong_secret, gateway.showing, gateway.ca_file) == (True, frozenset({2031}), Showing.VISIBLE, None)
    change(config, MAIN, "http_polos: tidak", "http_polos: ya")
    assert with_change(config, MAIN, "http://127.0.0.1:8443/", "http://esign.kantor.test").office.officials["kepala-dinas"].nik == "3402011505710006"
    gateway = with_change(config, MAIN, "http://esign.kantor.test", "http://localhost").gateway
    assert gateway is not None
    assert gateway.address == "http://localhost"


def test_a_gateway_of_version_1_does_not_know_people_by_address(config: Path) -> None:
    change(config, PEOPLE, '  kunci: ""\n', "  email: kepala@kantor.test\n")
    change(config, MAIN, NO_GATEWAY, "alamat: https://esign.kantor.test")
    assert load_settings(config).office.officials["kepala-dinas"].gateway_email == "kepala@kantor.test"
    change(config, MAIN, "  versi: 2", "  versi: 1")
    assert ["nik" in one for one in faults_of(config)] == [True]


# --- what can be wrong ---


class Mistake(NamedTuple):
    """An edit, the line that must be named (where that text stands first), and a part of the sentence."""

    file: str
    old: str
    new: str
    line_with: str
    sentence: str


MAIN, UNITS, PEOPLE, BOOK, CODES = "pipeline.yaml", "bidang.yaml", "pejabat.yaml", "tujuan.yaml", "klasifikasi.yaml"
NO_GATEWAY = 'alamat: ""'
NO_USER = 'masuk. Bawaan: kosong.\n  pengguna: ""'
NO_PASSWORD = 'kata sandi pengguna itu; hanya boleh terbaca oleh layanan. Bawaan: kosong.\n  sandi_berkas: ""'
MISTAKES = {
    "unknown key": Mistake(MAIN, "pekerja: 2", "pekerja: 2\nwarna: merah", "warna:", "Kunci warna tidak dikenal. Yang tersedia di sini: "),
    "hours the wrong way round": Mistake(MAIN, 'jam: "07.00-16.00"', 'jam: "16.00-07.00"', "  jam:", 'Tulis seperti "07.00-16.00"'),
    "hours that are none": Mistake(MAIN, 'jam: "07.00-16.00"', 'jam: "07.00-25.00"', "  jam:", 'Tulis seperti "07.00-16.00"'),
    "hours in words": Mistake(MAIN, 'jam: "07.00-16.00"', "jam: pagi", "  jam:", 'Tulis seperti "07.00-16.00"'),
    "unknown working day": Mistake(MAIN, "hari: [senin, selasa", "hari: [senin, selassa", "  hari:", "senin, selasa, rabu"),
    "holiday that is no day": Mistake(MAIN, "libur: []", "libur: [2027-02-30]", "  libur:", "Tulis seperti 2027-01-01"),
    "administrator without an address": Mistake(MAIN, "administrator: []", "administrator: [admin@kantor.test, admin]", "  administrator:", "admin"),
    "interval of nothing": Mistake(MAIN, "selang_menit: 60", "selang_menit: 0", "  selang_menit:", "1"),
    "notices to no address": Mistake(UNITS, "rantai: [sekretaris]", "rantai: [sekretaris]\n  surel: umum", "surel: umum", "bukan satu alamat surel"),
    "an official's notices to no address": Mistake(
        PEOPLE, '  jabatan: "Arsiparis"', '  jabatan: "Arsiparis"\n  surel: arsip@', "surel: arsip@", "bukan satu alamat surel"
    ),
    "misspelt key": Mistake(MAIN, "\npenomoran: otomatis", "\npenomeran: otomatis", "penomeran:", "Mungkin maksudnya penomoran"),
    "misspelt key in a section": Mistake(MAIN, "  tingkat: B-B", "  tinkat: B-B", "tinkat:", "Mungkin maksudnya tingkat"),
    "misspelt key of a unit": Mistake(UNITS, "rantai: [sekretaris]", "rantai: [sekretaris]\n  namma: x", "namma:", "Mungkin maksudnya nama"),
    "password in the open": Mistake(MAIN, NO_USER, NO_USER + "\n  sandi: s3cret", "  sandi:", "Kunci sandi tidak dikenal"),
    "no office": Mistake(MAIN, "kantor:", "kanntor:", "# surat:", "kantor belum diisi"),
    "no name": Mistake(MAIN, 'nama: "Dinas Kependudukan dan Pencatatan Sipil"', 'nama: ""', '  nama: ""', "nama belum diisi"),
    "text where a section belongs": Mistake(MAIN, "\npengawasan:\n", "\npengawasan: sering\nx:\n", "pengawasan:", "kelompok kunci"),
    "list where a text belongs": Mistake(MAIN, "bahasa: id", "bahasa: [id, en]", "bahasa:", "bahasa harus berisi satu teks"),
    "unknown channel": Mistake(BOOK, "saluran: cetak", "saluran: merpati", "saluran: merpati", "Tulis salah satu dari: esurat, email, cetak"),
    "neither yes nor no": Mistake(MAIN, "passphrase_polos: tidak", "passphrase_polos: nggak", "passphrase_polos:", "Tulis salah satu dari: ya, tidak"),
    "unknown way of numbering": Mistake(MAIN, "penomoran: otomatis", "penomoran: manual", "penomoran:", "Tulis salah satu dari: otomatis, petugas"),
    "not a number": Mistake(MAIN, "tenang_detik: 0.5", "tenang_detik: sebentar", "tenang_detik:", "tenang_detik berisi sebentar. Tulis bilangan dari"),
    "number out of range": Mistake(MAIN, "pekerja: 2", "pekerja: 0", "pekerja:", "Tulis bilangan bulat dari 1 sampai 64"),
    "half a worker": Mistake(MAIN, "pekerja: 2", "pekerja: 1.5", "pekerja:", "Tulis bilangan bulat"),
    "unknown step": Mistake(MAIN, "  5: 3\n", "  5: 3\n  6: 4\n", "  6: 4", "Kunci 6 tidak dikenal"),
    "total below the steps": Mistake(MAIN, "  jumlah: 54", "  jumlah: 19", "  jumlah:", "langkah-langkahnya saja 20 menit"),
    "unknown time zone": Mistake(MAIN, "zona_waktu: Asia/Jakarta", "zona_waktu: WIB", "zona_waktu:", "Zona waktu WIB tidak dikenal"),
    "half a time zone": Mistake(MAIN, "zona_waktu: Asia/Jakarta", "zona_waktu: Asia", "zona_waktu:", "Zona waktu Asia tidak dikenal"),
    "number without sequence": Mistake(MAIN, '{klasifikasi}/{urut}"\n', '{klasifikasi}/{tahun}"\n', "format_nomor:", "Tambahkan {urut}"),
    "unknown part of the number": Mistake(MAIN, '{klasifikasi}/{urut}"\n', '{kode}/{urut}"\n', "format_nomor:", "memuat {kode}, yang tidak dikenal"),
    "number with an open brace": Mistake(MAIN, '{klasifikasi}/{urut}"\n', '{klasifikasi/{urut"\n', "format_nomor:", "kurung kurawal"),
    "number padded with nonsense": Mistake(MAIN, '{klasifikasi}/{urut}"\n', '{klasifikasi}/{urut:nol}"\n', "format_nomor:", "kurung kurawal"),
    "state within the shared tree": Mistake(MAIN, "state: state", "state: inbox/state", "state:", "terjangkau lewat folder bersama"),
    "shared tree within the state": Mistake(MAIN, "inbox: inbox", "inbox: state/inbox", "inbox:", "tertutup bagi pegawai"),
    "a level without its authority": Mistake(MAIN, "  tingkat: B-B", "  tingkat: B-T", "  tingkat:", "Isi tsa: alamat"),
    "an authority that is no address": Mistake(MAIN, "  tsa:\n", "  tsa:\n    alamat: tsa.example.test\n", "alamat: tsa", "alamat"),
    "a TSA password over an open line": Mistake(
        MAIN,
        "  tsa:\n",
        "  tsa:\n    alamat: http://tsa.example.test\n    pengguna: surat\n    sandi_berkas: config/pipeline.yaml\n",
        "alamat: http",
        "https://",
    ),
    "a TSA login without a password": Mistake(MAIN, "  tsa:\n", "  tsa:\n    pengguna: surat\n", "pengguna: surat", "sandi_berkas"),
    "no time to answer": Mistake(MAIN, "  tsa:\n", "  tsa:\n    batas_detik: 0\n", "batas_detik: 0", "0.1"),
    "a state root that is missing": Mistake(MAIN, "akar_negara: []", "akar_negara: [state/negara.pem]", "akar_negara:", "negara.pem"),
    "a policy nobody knows": Mistake(MAIN, "bila_tidak_menjawab: tahan", "bila_tidak_menjawab: diam", "bila_tidak_menjawab:", "tahan, turunkan"),
    "address that is none": Mistake(MAIN, 'alamat_verifikasi: ""', "alamat_verifikasi: periksa", "alamat_verifikasi:", "http:// atau https://"),
    "least box wider than the box": Mistake(MAIN, "lebar_terkecil_mm: 38", "lebar_terkecil_mm: 90", "lebar_terkecil_mm:", "Perkecil lebar_terkecil_mm"),
    "least box higher than the box": Mistake(MAIN, "tinggi_terkecil_mm: 14", "tinggi_terkecil_mm: 30", "tinggi_terkecil_mm:", "Perkecil tinggi_terkecil_mm"),
    "trust root that is not there": Mistake(MAIN, "akar: []", "akar: [akar.pem]", "akar:", "akar.pem, yang tidak ada"),
    "place without a page": Mistake(MAIN, "  # tte: {halaman: 1, ", "  tte: {", "  tte: {", "halaman belum diisi"),
    "sender that is no address": Mistake(MAIN, "pengirim: surat@example.test", "pengirim: surat", "pengirim:", "bukan satu alamat surel"),
    "mail without a server": Mistake(MAIN, "server: mail.example.test", "server:", "  server:", "server belum diisi"),
    "login over an open line": Mistake(
        MAIN,
        'starttls\n  # Nama pengguna di server; kosong = tanpa masuk. Bawaan: kosong.\n  pengguna: ""',
        "tanpa\n  pengguna: surat",
        "keamanan: tanpa",
        "sambungan terbuka",
    ),
    "an open line to another machine": Mistake(MAIN, "keamanan: starttls", "keamanan: tanpa", "keamanan: tanpa", "sambungan terbuka ke mesin lain"),
    "a mail credential without a login": Mistake(MAIN, "sandi_kredensial: tidak", "sandi_kredensial: ya", "sandi_kredensial: ya", "pengguna kosong"),
    "two mail passwords": Mistake(
        MAIN,
        'sandi_berkas: ""\n  # Sebagai gantinya: apakah systemd menyerahkan kata sandinya (/etc/credstore/surat.surel)? ya atau tidak. Bawaan: tidak.\n'
        "  sandi_kredensial: tidak",
        "sandi_berkas: config/pipeline.yaml\n  sandi_kredensial: ya",
        "sandi_kredensial: ya",
        "disebut dua kali",
    ),
    "bounces where staff read": Mistake(MAIN, 'pantulan: ""', "pantulan: inbox/papan", "pantulan: inbox", "terjangkau lewat folder bersama"),
    "no connection at all": Mistake(MAIN, "sambungan: 4", "sambungan: 0", "sambungan: 0", "1"),
    "login without a password": Mistake(MAIN, NO_USER, "masuk.\n  pengguna: surat", "pengguna: surat", "sandi_berkas kosong"),
    "password file that is not there": Mistake(MAIN, NO_PASSWORD, "kata sandi\n  sandi_berkas: sandi.txt", "sandi_berkas: sandi", "sandi.txt, yang tidak ada"),
    "engine of the future": Mistake(MAIN, "engine: local", "engine: procrastinate", "engine:", "Tulis salah satu dari: local"),
    "head who does not sign": Mistake(MAIN, "pimpinan: kepala-dinas", "pimpinan: sekretaris", "  pimpinan:", "tidak berperan penandatangan"),
    "head nobody knows": Mistake(MAIN, "pimpinan: kepala-dinas", "pimpinan: bupati", "  pimpinan:", "bupati, yang tidak ada di pejabat.yaml"),
    "office id with a slash": Mistake(MAIN, "  id: dukcapil", "  id: ../dukcapil", "  id:", "hanya boleh huruf kecil"),
    "unit that is no folder name": Mistake(UNITS, "\numum:", "\nBagian Umum:", "Bagian Umum:", "hanya boleh huruf kecil"),
    "unit that climbs out": Mistake(UNITS, "\numum:", "\n../umum:", "../umum:", "hanya boleh huruf kecil"),
    "unit without a name": Mistake(UNITS, '  nama: "Subbagian Umum"\n', "", "umum:", "nama belum diisi"),
    "unit without a chain": Mistake(UNITS, "  rantai: [sekretaris]\n", "", "umum:", "rantai belum diisi"),
    "unit without anything": Mistake(UNITS, "", "\ncapil:\n", "capil:", "nama belum diisi"),
    "chain of nobody": Mistake(UNITS, "rantai: [sekretaris]", "rantai: [sekertaris]", "rantai: [sekertaris]", "Mungkin maksudnya sekretaris"),
    "chain with one who does not verify": Mistake(
        UNITS, "[kabid-dafduk, sekretaris]", "[kepala-dinas, sekretaris]", "[kepala-dinas, s", "tidak berperan verifikator"
    ),
    "chain member on a line of its own": Mistake(
        UNITS, "[kabid-dafduk, sekretaris]", "\n    - sekretaris\n    - siapa", "    - siapa", "siapa, yang tidak ada"
    ),
    "chain that is a section": Mistake(UNITS, "rantai: [sekretaris]", "rantai: {satu: sekretaris}", "rantai: {satu", "daftar teks"),
    "signatory who does not sign": Mistake(
        UNITS,
        "rantai: [sekretaris]\n  penandatangan: [kepala-dinas]",
        "rantai: []\n  penandatangan: [sekretaris]",
        "penandatangan: [sek",
        "tidak berperan penandatangan",
    ),
    "official without a position": Mistake(PEOPLE, '  jabatan: "Arsiparis"\n', "", "petugas-arsip:", "jabatan belum diisi"),
    "official without a role": Mistake(PEOPLE, "peran: petugas_arsip", "peran:", "  peran:\n", "peran belum diisi"),
    "unknown role": Mistake(
        PEOPLE, "peran: penandatangan\n", "peran: [penandatangan, raja]\n", "raja", "Tulis salah satu dari: verifikator, penandatangan, petugas_arsip"
    ),
    "nobody for the registry": Mistake(PEOPLE, "peran: petugas_arsip", "peran: verifikator", "# Pejabat", "Tidak ada pejabat yang berperan petugas_arsip"),
    "official that is no folder name": Mistake(PEOPLE, "\npetugas-arsip:", "\npetugas_arsip:", "petugas_arsip:\n", "hanya boleh huruf kecil"),
    "a token whose library is not there": Mistake(
        PEOPLE, 'kunci: ""', "pkcs11: {modul: /tidak/ada.so, token: a, kunci: b}", "pkcs11: {", "ada.so, yang tidak ada"
    ),
    "a token without a key's label": Mistake(PEOPLE, 'kunci: ""', "pkcs11: {modul: config/bidang.yaml, token: a}", "pkcs11: {", "kunci belum diisi"),
    "a key in a file and in a token": Mistake(
        PEOPLE, 'kunci: ""', "kunci: config/bidang.yaml\n  pkcs11: {modul: config/bidang.yaml, token: a, kunci: b}", "pkcs11: {", "Hapus salah satu"
    ),
    "key that is not there": Mistake(PEOPLE, 'kunci: ""', "kunci: kunci.p12", "kunci: kunci.p12", "kunci.p12, yang tidak ada"),
    "key on the shared tree": Mistake(PEOPLE, 'kunci: ""', "kunci: inbox/kunci.p12", "kunci: inbox", "terjangkau lewat folder bersama"),
    "delegate nobody knows": Mistake(PEOPLE, '  kunci: ""\n', delegation(by="wakil"), "oleh: wakil", "wakil, yang tidak ada di pejabat.yaml"),
    "delegate of oneself": Mistake(PEOPLE, '  kunci: ""\n', delegation(by="kepala-dinas"), "oleh: kepala-dinas", "dirinya sendiri"),
    "unknown capacity": Mistake(PEOPLE, '  kunci: ""\n', delegation(capacity="u.b."), "sebagai: u.b.", "Plh."),
    "time that runs backwards": Mistake(PEOPLE, '  kunci: ""\n', delegation(until="2027-02-01"), "sampai: 2027-02-01", "sebelum dimulai (2027-03-01)"),
    "day that does not exist": Mistake(PEOPLE, '  kunci: ""\n', delegation(until="2027-02-30"), "sampai: 2027-02-30", "sampai"),
    "delegation without an end": Mistake(PEOPLE, '  kunci: ""\n', delegation(until=""), "sampai: \n", "sampai belum diisi"),
    "delegation that is no list": Mistake(PEOPLE, '  kunci: ""\n', "  pelaksana: sekretaris\n", "pelaksana: sekretaris", "harus berisi daftar"),
    "e-mail that is no address": Mistake(BOOK, "email: dinkes@example.test", "email: dinkes@", "email: dinkes@", "bukan satu alamat surel"),
    "two e-mail addresses in one": Mistake(BOOK, "email: dinkes@example.test", "email: a@b.test, c@d.test", "email: a@b", "bukan satu alamat surel"),
    "e-mail channel without an address": Mistake(BOOK, "saluran: cetak", "saluran: email", "saluran: email", "saluran email memerlukan email"),
    "e-surat channel without a folder": Mistake(BOOK, "saluran: cetak", "saluran: esurat", "saluran: esurat", "saluran esurat memerlukan folder"),
    "printer that is no printer": Mistake(MAIN, '  printer: ""', "  printer: http://printer.test/", "printer: http", "ipp:// atau ipps://"),
    "printer without a name": Mistake(MAIN, '  printer: ""', "  printer: ipp://[", "printer: ipp://[", "ipp:// atau ipps://"),
    "printer at a port that does not exist": Mistake(MAIN, '  printer: ""', "  printer: ipp://p.test:65536/", "printer: ipp://p", "ipp:// atau ipps://"),
    "e-surat at a port that does not exist": Mistake(BOOK, "saluran: cetak", "esurat: https://mitra.test:65536", "esurat: https", "Tulis alamat yang diawali"),
    "e-surat in the open": Mistake(BOOK, "saluran: cetak", "esurat: http://mitra.test/surat", "esurat: http", "harus diawali https://"),
    "e-surat that is no address": Mistake(BOOK, "saluran: cetak", "esurat: mitra.test", "esurat: mitra", "Tulis alamat yang diawali"),
    "e-surat by folder and by post": Mistake(
        BOOK, "folder: state/esurat/diskominfo", "folder: state/esurat/diskominfo\n  esurat: https://mitra.test", "esurat: https", "Sisakan satu"
    ),
    "one e-surat address known in two ways": Mistake(
        BOOK,
        "saluran: cetak",
        "esurat: https://a.test\n\nkedua:\n  nama: Kedua\n  esurat: https://a.test\n  kenal_kunci: ya",
        "kenal_kunci: ya",
        "kecamatan-sewon sudah memakai alamat e-surat itu",
    ),
    "token without an address": Mistake(BOOK, "saluran: cetak", "token_berkas: mitra.token", "token_berkas: mitra", "hanya berlaku bersama esurat"),
    "token that is missing": Mistake(BOOK, "saluran: cetak", "esurat: https://a.test\n  token_berkas: tiada", "token_berkas: tiada", "tiada"),
    "misspelt key of a partner": Mistake(BOOK, "saluran: cetak", "esurat: https://a.test\n  kenal_kuncy: ya", "kenal_kuncy:", "kenal_kunci"),
    "recipient without a name": Mistake(BOOK, '  nama: "Kepala Dinas Kesehatan"\n', "", "dinkes:", "nama belum diisi"),
    "code with a part of three digits": Mistake(CODES, '"000.1.10"', '"000.1.100"', '"000.1.100"', "000.1.100 tidak berbentuk kode klasifikasi"),
    "code with six parts": Mistake(CODES, '"000.1.10"', '"000.1.1.1.1.1"', '"000.1.1.1.1.1"', "tidak berbentuk kode klasifikasi"),
    "code without a meaning": Mistake(CODES, '"Persandian"', '""', '"000.6": ', "000.6 belum diisi"),
    "gateway in the open": Mistake(MAIN, NO_GATEWAY, "alamat: http://esign.kantor.test", "alamat: http", "Pakai https"),
    "gateway that is no address": Mistake(MAIN, NO_GATEWAY, "alamat: esign.kantor.test", "alamat: esign", "Tulis alamat yang diawali"),
    "gateway's account without a password": Mistake(
        MAIN, 'tanpa akun. Bawaan: kosong.\n  pengguna: ""', "-\n  pengguna: surat", "pengguna: surat", "sandi_berkas"
    ),
    "gateway of version 3": Mistake(MAIN, "  versi: 2", "  versi: 3", "versi: 3", "salah satu dari: 1, 2"),
    "code of three digits": Mistake(MAIN, "kode_rahasia_salah: [2031]", "kode_rahasia_salah: [203]", "kode_rahasia_salah: [203]", "kode empat angka"),
    "signer at no gateway": Mistake(PEOPLE, '  kunci: ""\n', '  nik: "3402011505710006"\n', 'nik: "34', "nik memerlukan gateway"),
    "address at no gateway": Mistake(PEOPLE, '  kunci: ""\n', "  email: kepala@kantor.test\n", "email: kepala", "email memerlukan gateway"),
    "number that is no NIK": Mistake(PEOPLE, '  kunci: ""\n', '  nik: "34020"\n', 'nik: "34', "16 angka"),
    "key file and gateway": Mistake(PEOPLE, '  kunci: ""\n', '  kunci: x.p12\n  nik: "3402011505710006"\n', 'nik: "34', "Pilih gateway"),
    "no codes": Mistake(CODES, "\nkode:", "\nkodde:", "# Kode", "kode belum diisi"),
    "same code twice": Mistake(CODES, '"000.1.12": "Pakaian Dinas"', '"000.1.10": "Pakaian Dinas"', '"000.1.10": "Pakaian', ""),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_file_and_line(config: Path, mistake: Mistake) -> None:
    change(config, mistake.file, mistake.old, mistake.new)
    text = (config / mistake.file).read_text(encoding="utf-8")
    line = text[: text.index(mistake.line_with)].count("\n") + 1
    told = [fault for fault in faults_of(config) if fault.startswith(f"{config / mistake.file}:{line}: ") and mistake.sentence in fault]
    assert told, faults_of(config)


def test_a_file_this_account_may_not_look_for_is_not_called_missing(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError

    change(config, "pejabat.yaml", 'kunci: ""', "kunci: state/kunci.p12")
    monkeypatch.setattr(Path, "is_file", refuse)
    monkeypatch.setattr(Path, "is_dir", refuse)
    assert not load_settings(config).demo


def test_a_delegation_must_be_a_group_of_keys(config: Path) -> None:
    change(config, "pejabat.yaml", '  kunci: ""', "  pelaksana:\n    - sekretaris")
    assert "pelaksana harus berisi kelompok kunci" in faults_of(config)[0]


@pytest.mark.parametrize("file", ["pipeline.yaml", "bidang.yaml", "pejabat.yaml", "tujuan.yaml", "klasifikasi.yaml", "templat/surel.txt.j2"])
def test_a_file_that_is_missing_is_the_only_fault(config: Path, file: str) -> None:
    (config / file).unlink()
    (fault,) = faults_of(config)
    assert fault.startswith(f"{config / file}:1: Berkas ini tidak ada")


def test_a_folder_in_the_place_of_a_file_cannot_be_read(config: Path) -> None:
    (config / "tujuan.yaml").unlink()
    (config / "tujuan.yaml").mkdir()
    assert faults_of(config)[0].startswith(f"{config}/tujuan.yaml:1: Berkas ini tidak dapat dibaca")


def test_a_file_that_is_no_yaml_names_the_line_and_hides_nothing_else(config: Path) -> None:
    change(config, "bidang.yaml", "  rantai: [sekretaris]", "  rantai: [sekretaris")
    change(config, "pipeline.yaml", "pekerja: 2", "pekerja: dua")
    faults = faults_of(config)
    assert [fault for fault in faults if fault.startswith(f"{config}/bidang.yaml:1")]
    assert [fault for fault in faults if "pekerja" in fault]


def test_officials_are_not_called_unknown_while_their_file_cannot_be_read(config: Path) -> None:
    change(config, "pejabat.yaml", "", "\nini bukan kunci\n")
    assert not [fault for fault in faults_of(config) if "pejabat.yaml:" not in fault]


def test_an_office_without_units_is_told_so(config: Path) -> None:
    (config / "bidang.yaml").write_text("# kosong\n", encoding="utf-8")
    assert faults_of(config) == (f"{config}/bidang.yaml:1: Berkas ini belum memuat apa pun. Isi sedikitnya satu bidang.",)


def test_on_one_day_only_one_person_acts_for_another(config: Path) -> None:
    second = "    - oleh: kabid-dafduk\n      sebagai: Plt\n      dari: 05-03-2027\n      sampai: 2027-04-01\n"
    change(config, "pejabat.yaml", '  kunci: ""\n', delegation() + second)
    lines = (config / "pejabat.yaml").read_text(encoding="utf-8").splitlines()
    (fault,) = faults_of(config)
    assert fault.startswith(f"{config}/pejabat.yaml:{lines.index('    - oleh: kabid-dafduk') + 1}: ")
    assert "Pada satu hari hanya boleh ada satu pelaksana" in fault


def test_one_may_act_the_day_after_another(config: Path) -> None:
    second = "    - oleh: kabid-dafduk\n      sebagai: Plt\n      dari: 06-03-2027\n      sampai: 2027-04-01\n"
    settings = with_change(config, "pejabat.yaml", '  kunci: ""\n', delegation() + second)
    assert [one.capacity for one in settings.office.officials["kepala-dinas"].delegations] == [Capacity.DAILY, Capacity.ACTING]


def test_whom_the_address_book_has_in_english_is_written_to_in_english(config: Path) -> None:
    assert load_settings(config).mail.english == frozenset()
    change(config, BOOK, "email: dinkes@example.test", "email: dinkes@example.test\n  bahasa: en")
    mail = load_settings(config).mail
    assert mail.english == {"dinkes@example.test"}
    assert {language: file.name for language, file in mail.templates.items()} == {
        Language.INDONESIAN: "surel.txt.j2",
        Language.ENGLISH: "surel.en.txt.j2",
    }
    (config / "templat/surel.en.txt.j2").unlink()
    (fault,) = faults_of(config)
    assert "surel.en.txt.j2" in fault


def test_a_language_there_is_no_template_for_is_told_once(config: Path) -> None:
    change(config, BOOK, "email: dinkes@example.test", "email: dinkes@example.test\n  bahasa: jv")
    (fault,) = faults_of(config)
    assert "Tulis salah satu dari: id, en" in fault


def test_a_certificate_for_an_open_line_is_told(config: Path) -> None:
    change(config, MAIN, "keamanan: starttls", "keamanan: tanpa")
    change(config, MAIN, "server: mail.example.test", "server: localhost")
    change(config, MAIN, 'ca_berkas: ""\n  # Berapa sambungan', "ca_berkas: config/pipeline.yaml\n  # Berapa sambungan")
    (fault,) = faults_of(config)
    assert "tidak memakai sertifikat" in fault


def test_all_mistakes_are_told_at_once_in_the_order_of_the_files(config: Path) -> None:
    change(config, "tujuan.yaml", "email: dinkes@example.test", "email: dinkes")
    change(config, "pipeline.yaml", "pekerja: 2", "pekerja: dua")
    change(config, "pipeline.yaml", "zona_waktu: Asia/Jakarta", "zona_waktu: WIB")
    change(config, "bidang.yaml", "rantai: [sekretaris]", "rantai: [siapa]")
    faults = faults_of(config)
    assert [Path(fault.split(":")[0]).name for fault in faults] == ["bidang.yaml", "pipeline.yaml", "pipeline.yaml", "tujuan.yaml"]
    assert "zona" in faults[1].casefold()
    assert "pekerja" in faults[2]


def test_the_summary_counts_the_mistakes(config: Path) -> None:
    change(config, "pipeline.yaml", "pekerja: 2", "pekerja: dua")
    with pytest.raises(ConfigurationError, match="is wrong: 1 faults"):
        load_settings(config)
