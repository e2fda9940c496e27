"""What is said about a letter: its way, its number, why it waits, where it is."""

from typing import Final

from pipeline.domain.notes import Text

NEEDS_CODE: Final = Text(
    id="Kode klasifikasi belum ada. Isi klasifikasi pada formulir ini.",
    en="There is no classification code yet. Fill in klasifikasi on this form.",
)
CODE_UNKNOWN: Final = Text(
    id="Kode klasifikasi {code} tidak ada dalam klasifikasi.yaml. Isi kode yang benar.",
    en="Classification code {code} is not in klasifikasi.yaml. Fill in the right code.",
)
NUMBER_NOT_RESERVED: Final = Text(
    id="Pemohon meminta nomor {number}, yang tidak dicadangkan untuk bidangnya. Dengan setuju surat mendapat nomor berikutnya.",
    en="The applicant asks for number {number}, which is not reserved for that unit. With setuju the letter gets the next number.",
)
DATE_AHEAD: Final = Text(
    id="Tanggal surat {date} masih di depan. Dengan setuju surat dinomori dengan tanggal itu.",
    en="The letter's date {date} is in the future. With setuju it is numbered with that date.",
)
DATE_BEFORE_NEWEST: Final = Text(
    id="Tanggal surat {date} lebih tua daripada surat terakhir yang dinomori ({newest}). Dengan setuju surat dinomori dengan tanggal itu.",
    en="The letter's date {date} is before that of the newest numbered letter ({newest}). With setuju it is numbered with that date.",
)
DATE_OF_ANOTHER_YEAR: Final = Text(
    id="Tanggal surat {date} dari tahun yang lalu. Dengan setuju surat dinomori di buku agenda tahun itu.",
    en="The letter's date {date} is of a past year. With setuju it is numbered in that year's register.",
)
RESERVE_ONLY_TODAY: Final = Text(
    id="Nomor hanya dapat dicadangkan untuk hari ini atau sesudah surat terakhir, bukan untuk {date}. Hapus baris tanggal, atau minta petugas arsip.",
    en="A number is reserved for today or after the newest letter only, not for {date}. Delete the line tanggal, or ask the registry officer.",
)
REVISION_KEEPS_NUMBER: Final = Text(
    id="Surat ini sudah bernomor {number}. Hapus baris nomor, atau tulis nomor itu.",
    en="This letter has number {number}. Delete the line nomor, or write that number.",
)
RECIPIENTS_HAVE_IT: Final = Text(
    id="sudah diterima: {names}",
    en="already received by: {names}",
)
REGISTRAR_NUMBERS: Final = Text(
    id="Setiap surat di kantor ini dinomori oleh petugas arsip.",
    en="In this office the registry officer numbers every letter.",
)
NO_NUMBER: Final = Text(
    id="Surat {letter} belum bernomor atau belum distempel. Administrator: periksa dengan surat show {letter}.",
    en="Letter {letter} has no number or is not stamped yet. Administrator: look with surat show {letter}.",
)
NOT_HELD: Final = Text(
    id="Surat {letter} tidak sedang ditahan.",
    en="Letter {letter} is not on hold.",
)
NOBODY_TO_SEND_TO: Final = Text(
    id="Surat {letter} tidak punya penerima; batalkan atau kembalikan.",
    en="Letter {letter} has no recipient; cancel or return it.",
)
CUT_WHILE_SENDING: Final = Text(
    id="Layanan berhenti saat mengirim. Administrator: tanyakan penerima, lalu catat dengan surat resolve {letter}",
    en="The service stopped while sending. Administrator: ask the recipient, then record the answer with surat resolve {letter}",
)
ALREADY_TAKEN: Final = Text(
    id="Surat yang sama sudah diterima sebelumnya: {letter}, nomor {number}. Tidak ada surat baru yang dibuat.",
    en="The same letter was taken in before: {letter}, number {number}. No new letter was made.",
)
RIVAL_SIDECARS: Final = Text(
    id="Ada beberapa berkas isian untuk satu surat: {names}. Simpan satu saja, hapus yang lain.",
    en="There are several sidecars for one letter: {names}. Keep one, delete the others.",
)
REVISION_OF_OTHER_UNIT: Final = Text(
    id="Surat {letter} milik bidang lain. Simpan perbaikannya di folder bidang itu, atau hapus baris surat.",
    en="Letter {letter} belongs to another unit. Save its revision in that unit's folder, or delete the line surat.",
)
REVISION_NOT_RETURNED: Final = Text(
    id="Surat {letter} tidak sedang dikembalikan, jadi belum dapat diganti. Hapus baris surat bila ini surat baru.",
    en="Letter {letter} is not returned, so it cannot be replaced. Delete the line surat if this is a new letter.",
)
REVISION_KEEPS_CODE: Final = Text(
    id="Surat ini sudah bernomor {number}; klasifikasi tetap {code}. Tulis kode itu, atau minta pembatalan dan ajukan surat baru.",
    en="This letter has number {number}; its classification stays {code}. Write that code, or have it cancelled and submit a new letter.",
)
REVISION_KEEPS_DATE: Final = Text(
    id="Surat ini sudah bernomor dengan tanggal {date}; tanggal tetap. Tulis tanggal itu atau hapus baris tanggal.",
    en="This letter is numbered with the date {date}, which stays. Write that date or delete the line tanggal.",
)
NAMES_THE_OTHER: Final = Text(
    id="Draf menyebut {holder}, padahal surat ini akan ditandatangani {acting} ({capacity}). Ganti nama dan NIP di draf, atau pakai penanda nama_pengirim.",
    en="The draft names {holder}, but {acting} ({capacity}) will sign. Change name and NIP in the draft, or use the placeholder nama_pengirim.",
)
REGISTRAR_RESERVES: Final = Text(
    id="Di kantor ini nomor hanya diberikan petugas arsip. Minta nomor langsung kepadanya.",
    en="In this office only the registry officer gives numbers. Ask there.",
)
_RESERVED_LINES: Final = 'nomor: "{number}"\r\nklasifikasi: "{code}"\r\ntanggal: "{date}"\r\nhal: "{subject}"\r\n'
NUMBER_RESERVED: Final = Text(
    id="# Nomor ini dicadangkan untuk bidang Anda.\r\n# Salin baris berikut ke berkas isian surat Anda.\r\n" + _RESERVED_LINES,
    en="# This number is reserved for your unit.\r\n# Copy these lines into your letter's sidecar.\r\n" + _RESERVED_LINES,
)
WITHDRAWN: Final = Text(
    id="Surat {letter} dibatalkan atas permintaan Anda. Nomor {number} tetap di buku agenda, batal.",
    en="Letter {letter} was cancelled as you asked. Number {number} stays in the register, void.",
)
WITHDRAWN_UNNUMBERED: Final = Text(
    id="Surat {letter} dibatalkan atas permintaan Anda, sebelum bernomor.",
    en="Letter {letter} was cancelled as you asked, before it had a number.",
)
NOT_YOUR_LETTER: Final = Text(
    id="Surat {letter} bukan surat Anda atau bidang Anda. Minta petugas arsip membatalkannya.",
    en="Letter {letter} is not yours or your unit's. Ask the registry officer to cancel it.",
)
TOO_LATE_TO_WITHDRAW: Final = Text(
    id="Surat {letter} sudah ditandatangani, ditahan atau selesai. Hanya petugas arsip yang dapat membatalkannya.",
    en="Letter {letter} is signed, held or closed. Only the registry officer can cancel it.",
)
DRAFT_FAULT_OF_OURS: Final = Text(
    id="Layanan menemui kesalahan yang tidak dikenal saat membaca berkas ini. Beri tahu administrator; simpan lagi setelah ia selesai.",
    en="The service met an unknown fault while reading this file. Tell the administrator; save it again once that is mended.",
)
FAULT_OF_OURS: Final = Text(
    id="Layanan menemui kesalahan yang tidak dikenal ({error}). Administrator: lihat catatan layanan, perbaiki, lalu surat release {letter}",
    en="The service met an unknown fault ({error}). Administrator: look at the service's log; once mended, go on with surat release {letter}",
)
SIGNING_RESTS: Final = Text(
    id="Surat {letter} menunggu sebelum penandatanganannya dicoba lagi. Tidak ada yang perlu dilakukan.",
    en="Letter {letter} waits before its signing is tried again. There is nothing to do.",
)
