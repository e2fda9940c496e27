"""What is wrong with a decision that an official wrote, and what to write instead."""

from typing import Final

from pipeline.domain.notes import Text

VERDICT_NOT_HERE: Final = Text(
    id="`keputusan` ini tidak berlaku di folder {folder}{suggestion}. Tulis salah satu: {choices}.",
    en="This `keputusan` does not count in the folder {folder}{suggestion}. Write one of: {choices}.",
)
NOTE_MISSING: Final = Text(
    id='`keputusan: {verdict}` memerlukan alasan. Isi `catatan: "…"`.',
    en='`keputusan: {verdict}` needs a reason. Fill in `catatan: "…"`.',
)
DOCUMENT_MISSING: Final = Text(
    id="`dokumen` belum ada: keputusan harus menyebut naskah yang dibaca. Pakai formulir .keputusan.yaml di folder ini, yang sudah menyebutnya.",
    en="`dokumen` is missing: a decision names the version that was read. Use the form .keputusan.yaml in this folder, which names it.",
)
NOT_A_DOCUMENT: Final = Text(
    id="`dokumen` harus `sha256:` dan 64 angka heksadesimal. Salin utuh dari formulir .keputusan.yaml di folder ini.",
    en="`dokumen` must be `sha256:` and 64 hexadecimal digits. Copy it whole from the form .keputusan.yaml in this folder.",
)
KEY_NOT_HERE: Final = Text(
    id="`{key}` tidak dipakai di sini. Hapus barisnya.",
    en="`{key}` is not in use here. Take the line away.",
)
SECRET_NOT_HERE: Final = Text(
    id="Passphrase tidak dipakai di folder {folder}. Hapus baris itu; passphrase hanya untuk TTE di 4-tte. Anggap passphrase itu bocor.",
    en="No passphrase is in use in the folder {folder}. Take the line away; it is for the TTE in 4-tte only. Take that passphrase for disclosed.",
)
SECRET_IS_MISSPELT: Final = Text(
    id="Kunci baris ini salah eja. Tulis persis `passphrase:` lalu passphrase-nya.",
    en="This line's key is misspelt. Write exactly `passphrase:` and then the passphrase.",
)
PASSPHRASE_MISSING: Final = Text(
    id="TTE memerlukan passphrase. Bila formulirnya punya baris `passphrase:`, isi di antara tanda kutipnya lalu simpan lagi; "
    "bila tidak, tanda tangani dengan perintah `surat decide` yang tertulis di atas formulir.",
    en="The TTE needs the passphrase. Where the form has a line `passphrase:`, write it between the quotation marks and save again; "
    "where it has none, sign with the command `surat decide` that stands at the top of the form.",
)
TWO_SECRETS: Final = Text(
    id="Isi hanya satu: `passphrase`, `passphrase_tersegel`, atau `totp`. Kosongkan atau hapus yang lain.",
    en="Fill in only one of `passphrase`, `passphrase_tersegel` and `totp`. Leave the others blank, or take them away.",
)
SECRET_WITH_REQUEST: Final = Text(
    id="`keputusan: minta-kode` hanya meminta kode. Kosongkan baris ini dan simpan; kode yang datang diisi di `totp` dengan `keputusan: setuju`.",
    en="`keputusan: minta-kode` only asks for the code. Leave this line blank and save; the code that comes goes into `totp` with `keputusan: setuju`.",
)
REQUEST_AMONG_OTHERS: Final = Text(
    id="`minta-kode` tidak dicampur dengan keputusan lain dalam satu `daftar`. Simpan dulu daftar yang isinya minta-kode semua, lalu keputusan yang lain.",
    en="`minta-kode` is not mixed with other decisions in one `daftar`. Save a list of nothing but minta-kode first, then the other decisions.",
)
DATE_TO_COME: Final = Text(
    id="`{key}` belum terjadi: hari ini {today}. Tulis tanggal surat itu diserahkan.",
    en="`{key}` is still to come: today is {today}. Write the day on which the letter was handed over.",
)
EMPTY_LIST: Final = Text(
    id="`daftar` kosong. Tulis tiap surat sebagai `- {{surat: …, dokumen: …, keputusan: …}}`.",
    en="`daftar` is empty. Write each letter as `- {{surat: …, dokumen: …, keputusan: …}}`.",
)
LIST_AND_SINGLE: Final = Text(
    id="Ada `daftar`, maka `{key}` ditulis di dalam tiap butirnya. Hapus baris ini.",
    en="There is a `daftar`, so `{key}` is written in each of its items. Take this line away.",
)
LETTER_TWICE: Final = Text(
    id="Surat {letter} disebut dua kali di `daftar`. Hapus salah satu.",
    en="Letter {letter} stands twice in `daftar`. Take one away.",
)
ITEM_UNDECIDED: Final = Text(
    id="`keputusan` butir ini masih kosong. Isi, atau hapus butirnya dari `daftar`.",
    en="This item's `keputusan` is blank. Fill it in, or take the item out of `daftar`.",
)
TAKER_MISSING: Final = Text(
    id="`penerima` dan `resi` masih kosong. Isi siapa yang menerima surat (penerima), atau nomor resi pos (resi).",
    en="`penerima` and `resi` are still blank. Write who took the letter (penerima), or the carrier's receipt number (resi).",
)
