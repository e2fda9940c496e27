"""The words on the forms that the daemon writes for staff, and of the note that tells what to mend."""

from typing import Final

from pipeline.domain.notes import Text

SIDECAR_TITLE: Final = Text(
    id="Isian surat keluar, {unit}. Isi di antara tanda kutip, lalu simpan.",
    en="An outgoing letter of {unit}. Write between the quotation marks, then save.",
)
SIDECAR_SUBJECT: Final = Text(
    id='Perihal surat, misalnya "Undangan Rapat Koordinasi".',
    en='What the letter is about, such as "Undangan Rapat Koordinasi".',
)
SIDECAR_TO: Final = Text(
    id='Tujuan: kunci buku alamat atau nama; beberapa tujuan dipisah titik koma, misalnya "{example}".',
    en='Whom it is for: a key of the address book or a name; several are parted by semicolons, such as "{example}".',
)
SIDECAR_BOOK: Final = Text(id="Buku alamat:", en="Address book:")
SIDECAR_MORE: Final = Text(
    id="Bila perlu, tambahkan baris seperti contoh ini di bawah (tanpa tanda # | > di depan):",
    en="Where needed, add lines such as these below (without the # | > in front):",
)
SIDECAR_SIGNATORIES: Final = Text(id="Penanda tangan bidang ini: {names}.", en="Who may be asked to sign: {names}.")
SIDECAR_RETURNED: Final = Text(
    id="Surat {letter} dikembalikan. Salin berkas ini dan PDF yang sudah diperbaiki ke 1-konsep; baris surat: jangan diubah.",
    en="Letter {letter} was returned. Copy this file and the mended PDF to 1-konsep; leave the line surat: as it is.",
)
SIDECAR_RETURNED_INVITATION: Final = Text(
    id="Undangan {letter} dikembalikan. Perbaiki bagian undangan, lalu simpan berkas ini saja di 1-konsep (tanpa PDF); baris surat: jangan diubah.",
    en="Invitation {letter} was returned. Mend the part undangan, then save this file alone in 1-konsep (no PDF); leave the line surat: as it is.",
)
DECISION_TITLE: Final = Text(
    id="Formulir keputusan, surat {letter}. Baca PDF di sebelahnya, isi di antara tanda kutip, lalu simpan.",
    en="Decision on letter {letter}. Read the PDF beside it, write between the quotation marks, then save.",
)
DECISION_VERDICTS: Final = Text(
    id="Isi salah satu: {verdicts}.",
    en="Write one of: {verdicts}.",
)
DECISION_NOTE: Final = Text(
    id="Alasan wajib untuk {verdicts}.",
    en="A reason is needed for {verdicts}.",
)
DECISION_PASSPHRASE: Final = Text(
    id="Untuk TTE isi baris rahasianya di antara tanda kutip. Berkas ini dihapus segera setelah dibaca.",
    en="For the TTE fill in its secret between the quotation marks. This file is removed as soon as it is read.",
)
DECISION_CODE: Final = Text(
    id="Kode sekali pakai dari BSrE boleh diisi di baris paling bawah sebagai gantinya (gateway versi 2).",
    en="A one-time code of BSrE may be filled in at the last line instead (gateway version 2).",
)
DECISION_ASK_CODE: Final = Text(
    id="Belum punya kodenya? Tulis minta-kode lalu simpan: kode dikirim BSrE kepada Anda, dan formulir ini muncul lagi.",
    en="No code yet? Write minta-kode and save: BSrE sends you the code, and this form appears again.",
)
DECISION_CODE_ASKED: Final = Text(
    id="Kode sekali pakai sudah diminta {when}. Setelah kode datang, tulis setuju dan isi kode itu di baris paling bawah.",
    en="A one-time code was asked for on {when}. When it has come, write setuju and fill it in at the last line.",
)
DECISION_BY_COMMAND: Final = Text(
    id="Untuk TTE formulir ini tidak diisi. Jalankan perintah di bawah; yang rahasia ditanyakan di sana dan disegel. Untuk revisi, isi formulir ini.",
    en="For the TTE this form is not filled in. Run the command below; it asks for what is secret and seals it. To send the letter back, fill in this form.",
)
DECISION_CODES: Final = Text(id="Usul kode, dari kata-kata perihalnya:", en="Codes that share words with the subject:")
DECISION_SEVERAL: Final = Text(
    id="Bila beberapa yang dituju, sebutkan di bawah yang mana sudah menerima; yang lain menyusul pada formulir berikutnya.",
    en="Where there are several recipients, name below the one who has it; the next form is for the others.",
)
REPAIR_TITLE: Final = Text(
    id="{name} belum dapat diproses. Yang perlu diperbaiki ({count}):",
    en="{name} cannot be processed yet. To be mended ({count}):",
)
REPAIR_PLACE: Final = Text(id="baris {line}, kolom {column}", en="line {line}, column {column}")
REPAIR_END: Final = Text(
    id="Perbaiki lalu simpan berkasnya. Catatan ini hilang sendiri setelah semua benar.",
    en="Mend the file and save it. This note goes away by itself when all is well.",
)
