"""What is said when the register or the documents refuse: the letter moved, the number stays, the disk fails."""

from typing import Final

from pipeline.domain.notes import Text

LETTER_MOVED: Final = Text(
    id="Surat {letter} sudah berubah sejak dibaca. Tidak ada yang dicatat; surat dibaca ulang.",
    en="Letter {letter} has moved since it was read. Nothing was recorded; it is read afresh.",
)
LETTER_UNKNOWN: Final = Text(
    id="Tidak ada surat dengan ID atau nomor {key}. ID-nya tertulis di catatan .diterima.txt dan di awal nama berkas surat itu.",
    en="There is no letter with the id or number {key}. Its id stands in the note .diterima.txt and at the beginning of its files' names.",
)
MOVE_NOT_ALLOWED: Final = Text(
    id="Surat {letter} tidak boleh berpindah dari {before} ke {after}. Tidak ada yang dicatat; hubungi administrator.",
    en="Letter {letter} may not move from {before} to {after}. Nothing was recorded; the administrator decides.",
)
HOLD_ENDS_WHERE_IT_BEGAN: Final = Text(
    id="Surat {letter} ditahan dari {since}: hanya dapat dilepas kembali ke sana atau dibatalkan, bukan ke {after}. Tidak ada yang dicatat.",
    en="Letter {letter} is held since {since}: it can only be released back to there or be cancelled, not go to {after}. Nothing was recorded.",
)
NUMBER_STAYS: Final = Text(
    id="Nomor surat {letter} tetap {number}; nomor tidak pernah diganti. Tidak ada yang dicatat; hubungi administrator.",
    en="The number of letter {letter} stays {number}; it is never changed. Nothing was recorded; the administrator decides.",
)
NOTHING_TO_INSERT_BEHIND: Final = Text(
    id="Nomor urut {sequence} belum ada dalam buku agenda tahun {year}; yang terakhir {last}. Nomor sisipan hanya di belakang nomor yang sudah ada.",
    en="There is no sequence {sequence} in the register of {year} yet; the last is {last}. An inserted number goes behind one that is there.",
)
INSERTED_OUT_OF_ORDER: Final = Text(
    id="Tanggal {date} tidak cocok untuk sisipan di sana: nomor di depannya bertanggal {since}, yang di belakangnya {until}. Pilih nomor lain untuk --after.",
    en="The date {date} does not fit there: the number before it is of {since}, the one behind it of {until}. Choose another number for --after.",
)
NO_INSERTION_LEFT: Final = Text(
    id="Di belakang nomor urut {sequence} sudah ada dua puluh enam sisipan. Pilih nomor lain untuk --after.",
    en="There are twenty-six inserted numbers behind sequence {sequence} already. Choose another number for --after.",
)
NUMBER_IS_ANOTHERS: Final = Text(
    id="Nomor {number} tahun {year} sudah terpakai atau batal; tidak dicatat lagi. Lihat buku agenda: surat register export.",
    en="Number {number} of {year} is used or void already; it is not entered again. See the register: surat register export.",
)
NUMBERS_WOULD_BE_MISSING: Final = Text(
    id="{number} bukan nomor berikutnya: yang berikutnya {next}. Catat dahulu nomor di antaranya, satu per satu, supaya buku agenda tetap lengkap.",
    en="{number} is not the next number: that is {next}. Enter the numbers between first, one by one, so that none is missing from the register.",
)
NOT_RESERVED: Final = Text(
    id="Nomor {number} tahun {year} tidak sedang dicadangkan, jadi tidak dapat dilepas. Nomor sebuah surat batal bersama suratnya: surat cancel.",
    en="Number {number} of {year} is not reserved, so it cannot be given up. A letter's number becomes void with its letter: surat cancel.",
)
NUMBER_TAKEN: Final = Text(
    id="Nomor {number} sudah ada dalam buku agenda tahun {year}. Periksa pola nomor dalam pipeline.yaml: tiap deret harus menulis nomor yang berbeda.",
    en="Number {number} stands in the register of {year} already. Check the pattern of numbers in pipeline.yaml: each series must write its own.",
)
NUMBER_NOT_KEPT: Final = Text(
    id="Nomor {number} tidak dipesan untuk surat {letter}. Tidak ada yang dicatat; petugas arsip perlu menyetujui nomor lain.",
    en="Number {number} is not reserved for letter {letter}. Nothing was recorded; the registry officer must agree to another one.",
)
SIDECAR_STAYS: Final = Text(
    id="Isian surat {letter} revisi {revision} tidak dapat diubah lagi; perubahan memerlukan revisi baru. Tidak ada yang dicatat.",
    en="The sidecar of letter {letter}, revision {revision}, cannot be changed any more; a change needs a new revision. Nothing was recorded.",
)
DELIVERY_MOVED: Final = Text(
    id="Pengiriman {delivery} surat {letter} sudah {before} dan tidak dapat menjadi {after}. Tidak ada yang dicatat; surat dibaca ulang.",
    en="Delivery {delivery} of letter {letter} is {before} by now and cannot become {after}. Nothing was recorded; it is read afresh.",
)
DISPATCH_STOPPED: Final = Text(
    id="Surat {letter} sedang {state}, tidak sedang dikirim; pengiriman {delivery} tidak dimulai. Tidak ada yang dicatat; surat dibaca ulang.",
    en="Letter {letter} is {state}, not being sent; delivery {delivery} is not begun. Nothing was recorded; it is read afresh.",
)
DOCUMENT_GONE: Final = Text(
    id="Dokumen {digest} tidak ada di penyimpanan. Pulihkan dari cadangan, lalu jalankan: surat audit",
    en="Document {digest} is not in the store. Restore it from a backup, then run: surat audit",
)
DISK_FAILED: Final = Text(
    id="Penyimpanan dokumen gagal ({reason}). Dicoba lagi; periksa ruang dan kesehatan disk.",
    en="Storing a document failed ({reason}). It is tried again; check the disk's space and health.",
)
DATABASE_BUSY: Final = Text(
    id="Basis data sedang tidak dapat dipakai ({reason}). Dicoba lagi; periksa ruang dan kesehatan disk.",
    en="The database cannot be used just now ({reason}). It is tried again; check the disk's space and health.",
)
DATABASE_BROKEN: Final = Text(
    id="Basis data rusak atau menolak catatan ini ({reason}). Jangan diubah; jalankan surat audit dan pulihkan dari cadangan bila perlu.",
    en="The database is broken or refused this record ({reason}). Change nothing; run surat audit, and restore a backup if need be.",
)
DATABASE_UNKNOWN: Final = Text(
    id="Basis data berasal dari versi surat yang lain (skema {revision}). Pakai versi surat yang membuatnya atau yang lebih baru.",
    en="The database was made by another version of surat (schema {revision}). Use the version that made it, or a newer one.",
)
NUMBERS_WAIT: Final = Text(
    id="Nomor belum dapat diberikan: buku agenda baru dipulihkan dari cadangan. Tunggu kabar petugas arsip, lalu simpan berkas ini sekali lagi.",
    en="No number can be given yet: the register was restored from a backup. Wait for word from the registry officer, then save this file once more.",
)
NUMBERS_WAIT_FOR_YOU: Final = Text(
    id="Penomoran ditahan sejak pemulihan cadangan. Sampaikan nomor terakhir yang terpakai kepada administrator (surat number resume); surat menyusul sendiri.",
    en="Numbering is held since a backup was restored. Tell the administrator the last number used (surat number resume); the letter then goes on by itself.",
)
NUMBERING_HELD: Final = Text(
    id="Penomoran ditahan sejak pemulihan cadangan. Petugas arsip menyebut nomor terakhir yang terpakai dengan: surat number resume --last N",
    en="Numbering is held since a backup was restored. The registry officer states the last number used with: surat number resume --last N",
)
SERIES_NOT_HELD: Final = Text(
    id="Penomoran tahun {year} (deret {scope}) tidak ditahan. Tidak ada yang dicatat.",
    en="Numbering of {year} (series {scope}) is not held. Nothing was recorded.",
)
NOTHING_HELD: Final = Text(id="Penomoran tidak ditahan. Tidak ada yang dicatat.", en="Numbering is not held. Nothing was recorded.")
LAST_TOO_SMALL: Final = Text(
    id="Nomor terakhir tidak mungkin {last}: buku agenda {year} (deret {scope}) sudah sampai {known}. Sebut {known} atau lebih.",
    en="The last number cannot be {last}: the register of {year} (series {scope}) has reached {known}. State {known} or more.",
)
