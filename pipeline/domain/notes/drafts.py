"""What is wrong with a sidecar or any other file that staff wrote, and what to write instead."""

from typing import Final

from pipeline.domain.notes import Text

# The file as a whole and its lines: the strict reader.

UNREADABLE: Final = Text(
    id="Berkas ini belum dapat dibaca. Perbaiki semua yang disebut di bawah ini, lalu simpan.",
    en="This file cannot be read yet. Mend all that is told below, then save it.",
)
TOO_LARGE: Final = Text(
    id="Berkas ini {size} bita; paling besar {limit} bita. Tulis hanya `kunci: isi`; naskah lengkap ada di PDF.",
    en="This file has {size} bytes; {limit} are the most. Write `key: value` only; the letter itself is the PDF.",
)
TOO_DEEP: Final = Text(
    id="Terlalu banyak tingkat di dalam tingkat (paling banyak {limit}). Hapus kurung atau lekukan yang berlebih.",
    en="Too many levels within levels (at most {limit}). Take away the brackets or indents that are too many.",
)
TOO_MANY: Final = Text(
    id="Isi berkas ini lebih dari {limit} butir. Bagi menjadi beberapa berkas.",
    en="This file holds more than {limit} values. Divide it into several files.",
)
CONTROL_CHARACTER: Final = Text(
    id="Ada huruf yang tidak dapat dibaca ({code}). Ketik ulang baris ini.",
    en="There is a character that cannot be read ({code}). Type this line anew.",
)
OLD_ENCODING: Final = Text(
    id="Berkas ini tidak disimpan sebagai UTF-8; dibaca sebagai Windows-1252. Periksa huruf khusus seperti é dan “ ”.",
    en="This file was not saved as UTF-8 and was read as Windows-1252. Check special characters such as é and “ ”.",
)
NOT_KEY_AND_VALUE: Final = Text(
    id="Baris ini bukan `kunci: isi`. Tulis kunci, titik dua, spasi, lalu isinya; misalnya `hal: Undangan rapat`.",
    en="This line is not `key: value`. Write the key, a colon, a space, then the value; such as `hal: Undangan rapat`.",
)
WRONG_INDENT: Final = Text(
    id='Susunan baris ini tidak cocok dengan baris di atasnya. Luruskan awal barisnya, atau apit isinya dengan tanda kutip: "…".',
    en='This line does not fit the lines above. Align its beginning with them, or put its value in quotation marks: "…".',
)
LIST_AFTER_VALUE: Final = Text(
    id="Kunci di atas sudah berisi, maka daftar ini tidak punya tempat. Pindahkan isinya ke baris sendiri dengan `- ` di depan.",
    en="The key above has a value already, so this list has no place. Move that value to a line of its own, with `- ` in front.",
)
UNCLOSED_QUOTE: Final = Text(
    id="Tanda kutip {mark} dibuka tetapi tidak ditutup. Tambahkan {mark} di akhir isi, atau hapus yang di depan.",
    en="The quotation mark {mark} is opened and not closed. Add {mark} at the end of the value, or take away the first.",
)
UNCLOSED_BRACKET: Final = Text(
    id='Kurung {mark} dibuka tetapi tidak ditutup. Tutup kurungnya, atau apit isinya dengan tanda kutip: "…".',
    en='The bracket {mark} is opened and not closed. Close it, or put the value in quotation marks: "…".',
)
REFERENCE: Final = Text(
    id='Isi yang diawali {mark} tidak dipakai di sini. Tulis isinya lengkap, atau apit dengan tanda kutip: "…".',
    en='A value that begins with {mark} is not in use here. Write the value in full, or put it in quotation marks: "…".',
)
SECOND_DOCUMENT: Final = Text(
    id="Satu berkas hanya untuk satu naskah. Hapus baris `---` dan pindahkan yang di bawahnya ke berkas lain.",
    en="One file is for one letter only. Take away the line `---` and move what is below it to another file.",
)
DUPLICATE_KEY: Final = Text(
    id="Kunci ini ditulis dua kali (pertama di baris {line}). Hapus salah satu.",
    en="This key stands twice (first in line {line}). Take one away.",
)
KEY_IS_NO_TEXT: Final = Text(
    id="Kunci harus berupa kata. Tulis kunci, titik dua, spasi, lalu isinya.",
    en="A key must be a word. Write the key, a colon, a space, then the value.",
)

# Values: what a key may hold.

NOT_INDENTED: Final = Text(
    id="`{key}` adalah isian undangan. Tulis di bawah baris `undangan:`, dengan dua spasi di depannya.",
    en="`{key}` belongs to an invitation's form. Write it below the line `undangan:`, with two blanks in front.",
)
UNKNOWN_KEY: Final = Text(
    id="Kunci `{key}` tidak dikenal{suggestion}. Perbaiki ejaannya atau hapus barisnya.",
    en="There is no key `{key}`{suggestion}. Mend its spelling or take the line away.",
)
UNKNOWN_HIDDEN_KEY: Final = Text(
    id="Ada kunci yang tidak dikenal di baris ini. Hapus barisnya; passphrase hanya ditulis di belakang `passphrase:`.",
    en="There is an unknown key in this line. Take it away; a passphrase is written behind `passphrase:` only.",
)
KEY_TWICE: Final = Text(
    id="`{key}` dan `{other}` (baris {line}) adalah kunci yang sama. Hapus salah satu.",
    en="`{key}` and `{other}` (line {line}) are the same key. Take one away.",
)
MISSING_KEY: Final = Text(
    id="`{key}` belum ada. Tambahkan baris `{key}: …`.",
    en="`{key}` is missing. Add a line `{key}: …`.",
)
MUST_BE_TEXT: Final = Text(
    id='`{key}` harus berisi teks. Tulis di belakang titik dua, diapit tanda kutip: `{key}: "…"`.',
    en='`{key}` must hold text. Write it behind the colon, in quotation marks: `{key}: "…"`.',
)
MUST_BE_GROUP: Final = Text(
    id="`{key}` harus berisi beberapa kunci. Tulis `{key}: {example}`.",
    en="`{key}` must hold several keys. Write `{key}: {example}`.",
)
MUST_BE_LIST: Final = Text(
    id="`{key}` harus berupa daftar. Tulis tiap butir di baris sendiri dengan `- ` di depan.",
    en="`{key}` must be a list. Write each item on a line of its own with `- ` in front.",
)
ONE_LINE_ONLY: Final = Text(
    id="`{key}` harus satu baris, tanpa ENTER dan TAB. Garis miring `\\` di dalam tanda kutip ganda ditulis dua kali: `\\\\`.",
    en="`{key}` must be one line, without ENTER and TAB. A backslash `\\` within double quotation marks is written twice: `\\\\`.",
)
TOO_LONG: Final = Text(
    id="`{key}` terlalu panjang: {length} huruf, paling banyak {limit}. Ringkas isinya.",
    en="`{key}` is too long: {length} characters, {limit} at most. Shorten it.",
)
NOT_A_CHOICE: Final = Text(
    id="`{key}` tidak dikenal isinya{suggestion}. Tulis salah satu: {choices}.",
    en="`{key}` holds an unknown word{suggestion}. Write one of: {choices}.",
)
NOT_A_DATE: Final = Text(
    id="`{key}` bukan tanggal. Tulis misalnya 30-01-2023, 30/01/2023, 2023-01-30 atau 30 Januari 2023.",
    en="`{key}` is no date. Write such as 30-01-2023, 30/01/2023, 2023-01-30 or 30 Januari 2023.",
)
NO_SUCH_DAY: Final = Text(
    id="`{key}`: tanggal itu tidak ada di kalender. Periksa hari dan bulannya.",
    en="`{key}`: the calendar has no such day. Check day and month.",
)
NOT_MILLIMETRES: Final = Text(
    id="`{key}` harus berupa milimeter dari tepi kertas, 0 sampai {limit}; misalnya `{key}: 25,5`.",
    en="`{key}` must be millimetres from the edge of the page, 0 to {limit}; such as `{key}: 25,5`.",
)
NOT_A_PAGE: Final = Text(
    id="`{key}` harus nomor halaman mulai dari 1; misalnya `{key}: 1`.",
    en="`{key}` must be a page number from 1; such as `{key}: 1`.",
)
NOT_A_LETTER_ID: Final = Text(
    id="`{key}` harus nomor berkas surat seperti 2026-000123 (lihat awal nama berkasnya).",
    en="`{key}` must be a letter's id such as 2026-000123 (see the beginning of its file's name).",
)

# The letter sidecar.

SECRET_IN_SIDECAR: Final = Text(
    id="Passphrase atau kode TTE tidak boleh ditulis di sini. Hapus baris ini; passphrase hanya diisi pejabat di folder 4-tte. Anggap passphrase itu bocor.",
    en="No passphrase or code for the TTE may stand here. Take the line away; only the official writes it, in 4-tte. Take that passphrase for disclosed.",
)
DATE_FAR_AWAY: Final = Text(
    id="`{key}`: tahunnya jauh dari hari ini ({today}). Periksa tahunnya.",
    en="`{key}`: its year is far from today ({today}). Check the year.",
)
PLACEHOLDER_LEFT: Final = Text(
    id="`{key}` masih berisi tanda isian ${{…}}. Ganti dengan isi yang sebenarnya.",
    en="`{key}` still holds a placeholder ${{…}}. Put the real words in its place.",
)
UNKNOWN_CODE: Final = Text(
    id="Kode klasifikasi ini tidak ada di klasifikasi.yaml{suggestion}. Tulis kode yang ada, atau hapus baris ini agar petugas arsip memilihkannya.",
    en="klasifikasi.yaml has no such code{suggestion}. Write one that is there, or take the line away and the registry officer chooses.",
)
UNKNOWN_OFFICIAL: Final = Text(
    id="`{key}`: pejabat ini tidak dikenal{suggestion}. Tulis salah satu: {choices}.",
    en="`{key}`: there is no such official{suggestion}. Write one of: {choices}.",
)
NOT_A_VERIFIER: Final = Text(
    id="`{key}`: pejabat {official} bukan verifikator. Tulis salah satu: {choices}.",
    en="`{key}`: official {official} is no verifier. Write one of: {choices}.",
)
NOT_A_SIGNATORY: Final = Text(
    id="`{key}`: bidang ini tidak dapat meminta tanda tangan {official}. Tulis salah satu: {choices}.",
    en="`{key}`: this unit may not ask {official} to sign. Write one of: {choices}.",
)
SIGNATORY_TWICE: Final = Text(
    id="`{key}`: {official} tertulis dua kali. Setiap penanda tangan ditulis sekali; hapus yang satu.",
    en="`{key}`: {official} is written twice. Write each signatory once; take the other away.",
)
TOO_MANY_SIGNATORIES: Final = Text(
    id="`{key}`: sebuah surat ditandatangani paling banyak {most} pejabat. Hapus yang lain.",
    en="`{key}`: a letter is signed by {most} officials at most. Take the others away.",
)
ONE_SIGNATORY_ONLY: Final = Text(
    id="`{key}`: di kantor ini TTE mengunci surat (`kunci: ya`), jadi hanya satu pejabat yang dapat menandatangani. Sisakan satu nama dan hapus yang lain.",
    en="`{key}`: in this office a TTE locks the letter (`kunci: ya`), so that one official alone can sign. Leave one name and take the others away.",
)
TOP_SECRET_REFUSED: Final = Text(
    id="Surat Sangat Rahasia tidak diterima di sini. Urus surat ini di luar sistem, dan hapus berkasnya dari folder ini.",
    en="Top secret letters are not taken here. Handle this letter outside, and remove its files from this folder.",
)
CONFIDENTIAL_BY_EMAIL: Final = Text(
    id="Surat Rahasia tidak boleh dikirim lewat e-mail biasa. Ganti dengan `saluran: cetak`, atau `esurat` bila tujuan memakainya.",
    en="A confidential letter never goes by plain e-mail. Write `saluran: cetak` instead, or `esurat` where the other office uses it.",
)
NOT_AN_ADDRESS: Final = Text(
    id="Alamat e-mail ini tidak benar. Tulis satu alamat saja, seperti dinas@contoh.go.id.",
    en="This is no e-mail address. Write one address only, such as dinas@contoh.go.id.",
)
ADDRESS_AS_NAME: Final = Text(
    id='Alamat e-mail harus punya nama. Tulis `{{nama: "Dinas …", email: "dinas@contoh.go.id"}}`.',
    en='An e-mail address needs a name. Write `{{nama: "Dinas …", email: "dinas@contoh.go.id"}}`.',
)
EMAIL_WITHOUT_ADDRESS: Final = Text(
    id="`saluran: email` memerlukan alamat. Tambahkan `email: …`, atau tulis `saluran: cetak`.",
    en="`saluran: email` needs an address. Add `email: …`, or write `saluran: cetak`.",
)
ESURAT_WITHOUT_FOLDER: Final = Text(
    id="Tujuan ini tidak memakai e-surat menurut tujuan.yaml. Tulis kunci buku alamat ({choices}), atau `saluran: email` atau `cetak`.",
    en="tujuan.yaml has no e-surat for this one. Write a key of the address book ({choices}), or `saluran: email` or `cetak`.",
)
ALMOST_A_KEY: Final = Text(
    id='`{name}` mirip kunci buku alamat tetapi bukan{suggestion}. Tulis kuncinya; bila memang nama, tulis `{{nama: "{name}", saluran: cetak}}`.',
    en='`{name}` is nearly a key of the address book{suggestion}. Write the key; if it is a name, write `{{nama: "{name}", saluran: cetak}}`.',
)
NOT_A_RECIPIENT: Final = Text(
    id='`{key}`: tiap tujuan adalah kunci buku alamat, nama, atau `{{nama: "…", email: "…"}}`.',
    en='`{key}`: each recipient is a key of the address book, a name, or `{{nama: "…", email: "…"}}`.',
)
INVITATION_WITH_PDF: Final = Text(
    id="`undangan` dipakai tanpa PDF, tetapi PDF-nya ada. Hapus `undangan`, atau pindahkan PDF-nya dari folder ini.",
    en="`undangan` is for letters without a PDF, and there is one. Take `undangan` away, or the PDF out of this folder.",
)
INVITATION_HAS_PLACES: Final = Text(
    id="`posisi` tidak dipakai pada undangan dari isian: tempat nomor, tanggal dan TTE sudah ada di halamannya. Hapus `posisi`.",
    en="`posisi` has no use with an invitation's form: number, date and TTE have their places on its page. Take `posisi` away.",
)
REQUEST_WITH_PDF: Final = Text(
    id="`permintaan` dipakai tanpa PDF, tetapi PDF-nya ada. Hapus baris `permintaan`, atau pindahkan PDF-nya dari folder ini.",
    en="`permintaan` is for files without a PDF, and there is one. Take `permintaan` away, or the PDF out of this folder.",
)
