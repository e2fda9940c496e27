"""What is said while a backup is restored, and until its numbering goes on."""

from typing import Final

from pipeline.domain.notes import Text

NO_BACKUP: Final = Text(id="Ini bukan cadangan yang utuh ({reason}). Tidak ada yang diubah.", en="This is no whole backup ({reason}). Nothing was changed.")
BACKUP_OF_ANOTHER: Final = Text(
    id="Cadangan ini dibuat oleh versi surat yang lebih baru ({version}). Pasang versi itu dahulu.",
    en="This backup was made by a newer version of surat ({version}). Install that version first.",
)
BACKUP_ALTERED: Final = Text(
    id="Cadangan ini rusak atau diubah: {members}. Tidak ada yang diubah; pakai cadangan lain.",
    en="This backup is damaged or was altered: {members}. Nothing was changed; use another backup.",
)
STRANGE_MEMBER: Final = Text(
    id="Cadangan ini memuat isi yang bukan milik cadangan: {name}. Tidak ada yang diubah.",
    en="This backup holds what no backup holds: {name}. Nothing was changed.",
)
INSTANCE_THERE: Final = Text(
    id="{folder} sudah ada isinya. Pulihkan ke folder baru; yang lama jangan dihapus dulu.",
    en="{folder} is not empty. Restore into a new folder; do not delete the old one yet.",
)
RESTORE_FAILED: Final = Text(id="Pemulihan gagal ({reason}). Tidak ada yang diubah.", en="The restore failed ({reason}). Nothing was changed.")
RESTORED: Final = Text(
    id="Dipulihkan ke {folder}: {letters} surat sampai {made_at}, sidik audit sama ({digest}).",
    en="Restored to {folder}: {letters} letters as of {made_at}, with the same audit digest ({digest}).",
)
RESTORE_NEXT: Final = Text(
    id=(
        "Penomoran DITAHAN. Berikutnya:\n1. Kembalikan berkas kunci dan sandi yang disebut pengaturan; cadangan tidak memuatnya.\n"
        "2. Bila folder bersama yang lama masih ada, salin sebelum yang lain: cp -a FOLDER_LAMA/inbox {folder}/\n"
        "3. Lihat nomor yang mungkin terpakai sesudah cadangan: surat number resume --config {folder}/config\n"
        "4. Petugas arsip menyebut nomor terakhir: surat number resume --last N --config {folder}/config\n"
        "5. Jalankan layanan: surat run --config {folder}/config, lalu surat audit --repair --config {folder}/config untuk folder bersama."
    ),
    en=(
        "Numbering is HELD. Next:\n1. Put back the key and password files the settings name; a backup does not hold them.\n"
        "2. If the old shared tree is still there, copy it before anything else: cp -a OLD_FOLDER/inbox {folder}/\n"
        "3. See which numbers may have been used since the backup: surat number resume --config {folder}/config\n"
        "4. The registry officer states the last number: surat number resume --last N --config {folder}/config\n"
        "5. Start the daemon: surat run --config {folder}/config, then surat audit --repair --config {folder}/config for the shares."
    ),
)
STATE_ELSEWHERE: Final = Text(
    id="Pengaturan menyebut state di {named}, sedangkan yang dipulihkan ada di {state}: ubah pipeline.yaml atau pindahkan foldernya.",
    en="The settings name {named} as state, but what was restored is in {state}: change pipeline.yaml or move the folder.",
)
SAVE_ONCE_MORE: Final = Text(
    id=(
        "Surat ini TIDAK tercatat lagi, walaupun dulu dinyatakan diterima: buku agenda dipulihkan dari cadangan yang lebih lama.\n\n"
        "ID surat     : {letter} (tidak berlaku lagi)\nNomor        : {number} (tanyakan petugas arsip sebelum memakainya)\n\n"
        "Simpan PDF dan isiannya (.yaml) sekali lagi di folder ini dengan nama yang sama.\n"
        "Catatan ini hilang sendiri setelah surat diterima lagi."
    ),
    en=(
        "This letter is NOT on record any more, though it was once received: the register was restored from an older backup.\n\n"
        "Letter id    : {letter} (no longer valid)\nNumber       : {number} (ask the registry officer before you use it)\n\n"
        "Save the PDF and its sidecar (.yaml) once more in this folder under the same name.\n"
        "This note goes away by itself once the letter is received again."
    ),
)
MAY_BE_SENT: Final = Text(
    id="Dipulihkan dari cadangan: mungkin sudah terkirim sesudah itu. Administrator: tanyakan kepada penerima, lalu {command} {letter}",
    en="Restored from a backup: it may have been sent since then. Administrator: ask the recipient, then {command} {letter}",
)
VOID_REASON: Final = Text(id="pemulihan cadangan {made_at}", en="restored from the backup of {made_at}")
RESUMED: Final = Text(
    id="Penomoran {year} (deret {scope}) berjalan lagi sesudah {last}; {count} nomor dicatat batal (pemulihan).",
    en="Numbering of {year} (series {scope}) goes on after {last}; {count} numbers are entered as void (restore).",
)
OTHERS_RESUMED: Final = Text(id="Semua deret lain berjalan lagi seperti di cadangan.", en="Every other series goes on as the backup has it.")
LARGE_GAP: Final = Text(
    id="{count} nomor ({first} s.d. {last}) akan batal untuk selamanya. Bila benar, ulangi dengan --sure.",
    en="{count} numbers ({first} to {last}) will be void for ever. If that is right, repeat it with --sure.",
)
SCOPE_NEEDED: Final = Text(id="Kantor ini menghitung per deret; tambahkan --scope: {scopes}", en="This office counts by series; add --scope: {scopes}")
HELD_SINCE: Final = Text(
    id="Penomoran ditahan sejak pemulihan {at}; cadangannya dibuat {made_at}.", en="Numbering is held since the restore of {at}; its backup was made {made_at}."
)
TRACE: Final = Text(id="{letter} · nomor {number} · di buku: {state} · {path}", en="{letter} · number {number} · in the register: {state} · {path}")
SERIES_HELD: Final = Text(
    id="Deret {scope} tahun {year}: buku agenda sampai {known}; tidak ditemukan nomor yang lebih besar.",
    en="Series {scope} of {year}: the register has reached {known}; no higher number was found.",
)
SERIES_SUGGESTED: Final = Text(
    id="Deret {scope} tahun {year}: buku agenda sampai {known}; di folder ditemukan sampai {highest}.",
    en="Series {scope} of {year}: the register has reached {known}; on the shares up to {highest} was found.",
)
ONLY_OLDER_HELD: Final = Text(
    id="Semua deret sejak {year} sudah berjalan lagi. Tahun yang lebih lama tetap ditahan: surat number resume --others melepasnya seperti di cadangan.",
    en="Every series since {year} goes on again. Older years are still held: surat number resume --others lets them go on as the backup has it.",
)
ASK_THE_BOOK: Final = Text(
    id=(
        "Yang ditemukan hanya petunjuk: surat yang dicetak, diantar atau dihapus tidak terlihat. Periksa buku ekspedisi dan tanyakan bidang-bidang, "
        "lalu: surat number resume --last N"
    ),
    en=(
        "What was found is a hint only: letters printed, handed over or deleted do not show. Look into the dispatch book and ask the units, "
        "then: surat number resume --last N"
    ),
)
