"""What is said while an instance is checked and backed up."""

from collections.abc import Mapping
from typing import Final

from pipeline.domain.notes import Text

SCHEMA: Final = Text(id="Basis data berskema {found}, bukan {wanted}.", en="The database has the schema {found}, not {wanted}.")
INTEGRITY: Final = Text(id="Basis data rusak: {what}", en="The database is damaged: {what}")
UNREADABLE: Final = Text(id="Bagian {part} basis data tidak terbaca: {what}", en="The database's part {part} cannot be read: {what}")
FOREIGN: Final = Text(
    id="Baris tabel {table} merujuk baris {parent} yang tidak ada.", en="A row of table {table} refers to a row of {parent} that is not there."
)
GUARD_GONE: Final = Text(id="Pengaman catatan ({name}) tidak ada di basis data.", en="A guard of the record ({name}) is missing in the database.")
CHAIN: Final = Text(id="Catatan diubah: rantai putus pada catatan {event}.", en="The record was altered: the chain breaks at event {event}.")
DOCUMENT_MISSING: Final = Text(id="Dokumen hilang: {digest} (surat {letter}).", en="Document missing: {digest} (letter {letter}).")
DOCUMENT_ALTERED: Final = Text(id="Dokumen berubah: {name}", en="Document altered: {name}")
DOCUMENT_UNKNOWN: Final = Text(id="Bukan dokumen kita: {name}", en="No document of ours: {name}")
NUMBERS_MISSING: Final = Text(
    id="Nomor urut {first} s.d. {last} tahun {year} (deret {scope}) tidak ada di buku agenda.",
    en="Sequence {first} to {last} of {year} (series {scope}) is missing in the register.",
)
COUNTER_DIFFERS: Final = Text(
    id="Hitungan tahun {year} (deret {scope}) berhenti di {last}, padahal nomor urut {sequence} sudah ada.",
    en="The count of {year} (series {scope}) stands at {last}, but sequence {sequence} is there already.",
)
NUMBER_TWICE: Final = Text(id="Nomor {number} tahun {year} ada {count} kali.", en="Number {number} of {year} is there {count} times.")
LETTER_TWICE: Final = Text(id="Surat {letter} memiliki {count} nomor.", en="Letter {letter} has {count} numbers.")
NUMBER_ALTERED: Final = Text(
    id="Nomor surat {letter} di buku agenda {number}, tetapi catatan menyebut: {said}",
    en="The register gives letter {letter} the number {number}, but the record says: {said}",
)
RESERVED_ALTERED: Final = Text(
    id="Nomor cadangan {number} di buku agenda; catatan menyebut: {said}", en="The register has reserved {number}, but the record says: {said}"
)
NUMBER_LACKS: Final = Text(id="Surat {letter} berkeadaan {state} tetapi tidak bernomor.", en="Letter {letter} is {state} but has no number.")
NUMBER_EARLY: Final = Text(
    id="Surat {letter} belum dinomori tetapi memegang nomor {number}.", en="Letter {letter} is not numbered yet but holds number {number}."
)
NUMBER_STATUS: Final = Text(
    id="Nomor {number} berstatus {status}, tetapi suratnya ({letter}) {state}.", en="Number {number} is {status}, but its letter ({letter}) is {state}."
)
NUMBER_DATE: Final = Text(
    id="Nomor {number} bertanggal {day}, tetapi surat {letter} bertanggal {date}.", en="Number {number} is dated {day}, but letter {letter} is dated {date}."
)
STATE_DIFFERS: Final = Text(
    id="Surat {letter} berkeadaan {state}, tetapi catatan berakhir di {said}.", en="Letter {letter} is {state}, but its record ends at {said}."
)
DOCUMENT_DIFFERS: Final = Text(
    id="Surat {letter} menunjuk dokumen {document}, tetapi catatan menunjuk {said}.",
    en="Letter {letter} names document {document}, but its record names {said}.",
)
DELIVERY_EARLY: Final = Text(
    id="Pengiriman {delivery} ({delivery_state}) ada pada surat {letter} yang berkeadaan {state}.",
    en="Delivery {delivery} ({delivery_state}) belongs to letter {letter}, which is {state}.",
)
DELIVERY_LACKS: Final = Text(id="Surat {letter} berkeadaan {state} tanpa satu pun pengiriman.", en="Letter {letter} is {state} without a single delivery.")
SIDECAR_DIFFERS: Final = Text(id="Isian surat {letter} bukan isian yang diputuskan.", en="The sidecar of letter {letter} is not the one that was decided on.")
BINDING_DIFFERS: Final = Text(
    id="PDF surat {letter} terikat pada {found}, bukan pada suratnya.", en="The PDF of letter {letter} is bound to {found}, not to its letter."
)
ARRIVAL_MISSING: Final = Text(id="Surat masuk tidak lengkap, tidak ada: {files}", en="A letter that came in is not whole; missing: {files}")
ARRIVAL_ALTERED: Final = Text(
    id="Surat masuk berubah: {message} tidak lagi sama dengan pengantar dan tanda terimanya.",
    en="A letter that came in was altered: {message} is not what its covering note and receipt say.",
)
ARRIVALS_UNREADABLE: Final = Text(id="Folder surat masuk tidak terbaca: {reason}", en="The folder of the letters that came in cannot be read: {reason}")
LETTER_LOST: Final = Text(
    id="Catatan menyebut surat {letter}, tetapi surat itu tidak ada.", en="The record tells of letter {letter}, but there is no such letter."
)
LETTERS_LOST: Final = Text(
    id="Surat {first} s.d. {last} pernah diterima tetapi tidak ada.", en="Letters {first} to {last} were once received but are not there."
)
SHARE_MISSING: Final = Text(id="Tidak ada di folder bersama: {path} (surat {letter}).", en="Missing on the shares: {path} (letter {letter}).")
SHARE_ALTERED: Final = Text(id="Salinan di folder bersama berubah: {path} (surat {letter}).", en="A copy on the shares was altered: {path} (letter {letter}).")
SHARE_UNKNOWN: Final = Text(id="Berkas yang tidak dikenal buku agenda: {path}", en="A file the register does not know: {path}")
RECEIPT_UNKNOWN: Final = Text(
    id="Catatan {path} menyatakan surat {letter} aman, padahal surat itu tidak ada di buku.",
    en="The note {path} says that letter {letter} is safe, but the register does not know it.",
)
LEFTOVER: Final = Text(id="Sisa pekerjaan yang terputus: {path}", en="Left over from interrupted work: {path}")

DO_RESTORE: Final = Text(
    id="Jangan diubah. Hentikan layanan, simpan salinan folder state, lalu pulihkan cadangan terakhir: surat restore",
    en="Change nothing. Stop the daemon, keep a copy of the state folder, then restore the last backup: surat restore",
)
DO_MIGRATE: Final = Text(
    id="Jalankan layanan sekali dengan versi surat ini (lebih lama: skemanya diperbarui), atau pakai versi surat yang membuatnya.",
    en="Run the daemon once with this version of surat (an older schema is brought up to date), or use the version that made it.",
)
DO_COMPARE: Final = Text(
    id="Ada yang mengubah buku di luar surat. Bandingkan dengan cadangan terakhir dan cari tahu siapa; putuskan dengan pimpinan.",
    en="Somebody changed the record from outside. Compare with the last backup and find out who; decide with the head.",
)
DO_FETCH: Final = Text(
    id="Ambil berkas itu dari cadangan (namanya sidik sha256-nya) dan letakkan kembali di state/documents.",
    en="Take that file from a backup (its name is its sha256) and put it back into state/documents.",
)
DO_FETCH_ARRIVAL: Final = Text(
    id="Ambil berkasnya dari cadangan (folder masuk/ di dalamnya). Bila tidak ada, keluarkan sisanya dari state/masuk dan minta pengirim mengirim ulang.",
    en="Take its files from a backup (masuk/ in it). If they are not there, move what is left out of state/masuk and ask the sender to send it again.",
)
DO_REMOVE: Final = Text(id="Pindahkan berkas itu dari state/documents setelah dilihat.", en="Look at that file, then move it out of state/documents.")
DO_LOOK: Final = Text(
    id="Lihat isinya, lalu pindahkan sendiri; surat tidak menghapus berkas orang.", en="Look at it and move it away yourself; surat deletes nobody's files."
)
DO_REPAIR: Final = Text(id="Dapat dibereskan dengan: surat audit --repair", en="To be mended with: surat audit --repair")

AUDIT_WHOLE: Final = Text(id="Utuh: catatan {letters} surat dan {documents} dokumen.", en="Whole: the record of {letters} letters and {documents} documents.")
AUDIT_ARRIVALS: Final = Text(id="Surat masuk: {count}.", en="Letters that came in: {count}.")
AUDIT_FILES: Final = Text(id="Berkas di folder bersama: {counts}.", en="Files of the shared tree: {counts}.")
ACCOUNTS: Final[Mapping[str, Text]] = {
    "waiting": Text(id="menunggu", en="waiting"),
    "in_work": Text(id="dalam proses", en="in work"),
    "done": Text(id="selesai", en="done"),
    "withdrawn": Text(id="dibatalkan", en="withdrawn"),
    "quarantined": Text(id="dikarantina", en="put aside"),
    "note": Text(id="catatan", en="notes"),
    "passed_over": Text(id="dilewati", en="passed over"),
    "unknown": Text(id="tidak dikenal", en="unknown"),
}
"""What becomes of a file of the shared tree, by the name programs know it by."""
AUDIT_DIGEST: Final = Text(id="Sidik audit: {digest}", en="Audit digest: {digest}")
AUDIT_FOUND: Final = Text(id="{count} temuan.", en="{count} findings.")
TAKEN_BACK: Final = Text(
    id="Diganti dengan catatan agar pemohon menyimpan ulang: {path}", en="Replaced by a note that asks the applicant to save again: {path}"
)
SHOWN_AGAIN: Final = Text(id="Ditampilkan lagi di folder bersama: surat {letter}.", en="Shown again on the shares: letter {letter}.")
DROPPED: Final = Text(id="Dibuang: {path}", en="Removed: {path}")

BACKUP_EXISTS: Final = Text(id="{file} sudah ada dan tidak ditimpa. Beri nama lain.", en="{file} is there already and is not written over. Give another name.")
BACKUP_IN_SHARED: Final = Text(
    id="{file} terletak di folder bersama; cadangan memuat semua surat. Simpan di tempat lain.",
    en="{file} lies on the shares; a backup holds every letter. Keep it elsewhere.",
)
BACKUP_FAILED: Final = Text(
    id="Cadangan gagal: {file} ({reason}). Periksa ruang disk, lalu ulangi.", en="The backup failed: {file} ({reason}). Check the disk, then try again."
)
DATABASE_NOT_COPIED: Final = Text(
    id="Basis data terlalu rusak untuk dicadangkan ({reason}). Jangan hapus cadangan lama; jalankan surat audit.",
    en="The database is too damaged to be backed up ({reason}). Keep the older backups; run surat audit.",
)
BACKUP_MADE: Final = Text(
    id="Cadangan {file}: {letters} surat, {documents} dokumen. Sidik audit: {digest}",
    en="Backup {file}: {letters} letters, {documents} documents. Audit digest: {digest}",
)
BACKUP_ARRIVALS: Final = Text(id="Surat masuk di dalamnya: {count}.", en="Letters that came in, in it: {count}.")
BACKUP_DOUBTS: Final = Text(
    id="Surat masuk ini tidak lagi seperti ketika datang, dan begitu pula di cadangan: {message}. Jalankan surat audit.",
    en="This letter that came in is not as it came, and neither in the backup: {message}. Run surat audit.",
)
BACKUP_LACKS: Final = Text(
    id="Dokumen ini hilang atau rusak dan tidak ada di cadangan: {digest}. Jalankan surat audit.",
    en="This document is missing or damaged and not in the backup: {digest}. Run surat audit.",
)
BACKUP_LEAVES: Final = Text(id="Tidak ikut dicadangkan (simpan sendiri bila perlu): {file}", en="Not in the backup (keep it yourself if you need it): {file}")
