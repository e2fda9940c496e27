"""What the command `surat` says."""

from typing import Final

from pipeline.domain.notes import Text

SURAT: Final = Text(
    id="Membawa surat keluar kantor dari draf sampai terkirim, di folder bersama.",
    en="Carry an office's outgoing letters from draft to dispatch, on shared folders.",
)
RUN: Final = Text(
    id="Jalankan layanan. Dengan --once: kerjakan semua yang dapat dikerjakan sekarang, lalu selesai.",
    en="Run the daemon. With --once: do all that can be done now, then exit.",
)
DEMO: Final = Text(
    id="Bawa surat melalui setiap langkah di kantor contoh yang baru, sambil diceritakan.",
    en="Carry letters through every step in a new example office, told as it goes.",
)
INIT: Final = Text(
    id="Buat kantor baru di FOLDER: config, inbox dan state. Yang sudah ada tidak disentuh.",
    en="Make a new office in FOLDER: config, inbox and state. What is there already is not touched.",
)
CHECK_CONFIG: Final = Text(
    id="Periksa semua pengaturan; setiap kesalahan disebut dengan berkas dan barisnya.", en="Check the configuration; every fault with its file and line."
)
STATUS: Final = Text(id="Surat mana di mana, menunggu siapa, sejak kapan.", en="Which letter is where, waiting for whom, since when.")
SHOW: Final = Text(id="Riwayat satu surat menurut id atau nomornya.", en="The history of one letter, by its id or number.")
VERIFY: Final = Text(id="Periksa tanda tangan satu PDF dan apakah ia terdaftar.", en="Check the signatures of a PDF and whether it is registered.")
AUDIT: Final = Text(
    id="Periksa buku, dokumen, surat masuk dan folder bersama: utuh, lengkap, cocok? --repair membereskan folder bersama, --deep membaca setiap PDF.",
    en="Check register, documents, letters that came in and shares: whole, complete, in step? --repair mends the shares, --deep reads every PDF.",
)
BACKUP: Final = Text(
    id="Cadangkan buku, dokumen, surat masuk dan pengaturan ke satu BERKAS; layanan boleh berjalan. Tidak memuat kunci atau passphrase.",
    en="Back up register, documents, letters that came in and settings into one FILE; the daemon may run. It holds no key and no passphrase.",
)
RESTORE: Final = Text(
    id="Pulihkan cadangan IN menjadi kantor di folder DIR yang masih kosong; penomorannya ditahan.",
    en="Restore the backup IN as an office in a folder DIR that is still empty; its numbering is held.",
)
DECIDE: Final = Text(
    id="Tulis keputusan seorang pejabat atas surat ke foldernya (setuju, revisi, lepas, tahan, terkirim, batal); passphrase disegel.",
    en="Write an official's decision on letters into his folder (setuju, revisi, lepas, tahan, terkirim, batal); a passphrase is sealed.",
)
RETRY: Final = Text(id="Coba lagi sekarang apa yang sedang ditunda untuk satu surat.", en="Try again now what is deferred for a letter.")
HOLD: Final = Text(id="Tahan satu surat sampai dilepas.", en="Hold a letter until it is released.")
RELEASE: Final = Text(id="Lepas surat yang ditahan; ia jalan terus dari tempatnya.", en="End a hold; the letter goes on from where it stood.")
CANCEL: Final = Text(id="Batalkan satu surat; nomornya tetap di buku agenda, batal.", en="Cancel a letter; its number stays in the register, void.")
RESOLVE: Final = Text(
    id="Selesaikan yang tidak pasti: done bila sungguh terjadi, not-done bila tidak.",
    en="End an uncertainty: done if it did happen, not-done if it did not.",
)
NUMBER: Final = Text(id="Nomor surat.", en="Register numbers.")
NUMBER_RESERVE: Final = Text(id="Cadangkan nomor untuk satu bidang.", en="Reserve numbers for a unit.")
NUMBER_INSERT: Final = Text(
    id="Cadangkan nomor sisipan (mis. 287.a) untuk satu bidang, untuk surat yang bertanggal mundur.",
    en="Reserve an inserted number (such as 287.a) for a unit, for a letter of an earlier date.",
)
NUMBER_RECORD: Final = Text(
    id="Catat nomor yang diberikan dengan tangan, di luar surat: nomor urut berikutnya, atau yang sedang dicadangkan.",
    en="Enter a number that was given by hand, outside surat: the next sequence, or one that is reserved.",
)
NUMBER_VOID: Final = Text(id="Batalkan nomor cadangan yang tidak jadi dipakai.", en="Void a reserved number that will not be used.")
NUMBER_RESUME: Final = Text(
    id="Sesudah pemulihan: sebut nomor terakhir yang terpakai (--last N). Tanpa --last: lihat apa yang ditemukan di folder bersama.",
    en="After a restore: state the last number used (--last N). Without --last: see what is found on the shares.",
)
REGISTER: Final = Text(id="Buku agenda dan buku ekspedisi surat keluar.", en="The register and the dispatch book of outgoing letters.")
REGISTER_EXPORT: Final = Text(
    id="Tulis buku agenda satu tahun, atau buku ekspedisi, ke berkas CSV, XLSX atau PDF.",
    en="Write one year's register, or the dispatch book, to a CSV, XLSX or PDF file.",
)

NOTHING_WAITS: Final = Text(id="Tidak ada surat yang sedang berjalan.", en="No letter is on its way.")
STATUS_HEAD: Final = Text(
    id="ID           KEADAAN            NOMOR                     MENUNGGU        SEJAK             HAL",
    en="ID           STATE              NUMBER                    WAITS FOR       SINCE             SUBJECT",
)
LATE: Final = Text(id="TERLAMBAT", en="LATE")
COUNTS: Final = Text(id="Jumlah: {counts}", en="Counts: {counts}")
CONFIG_OK: Final = Text(
    id="Pengaturan benar: {units} bidang, {officials} pejabat, {codes} kode klasifikasi.",
    en="The configuration is right: {units} units, {officials} officials, {codes} classification codes.",
)
MADE: Final = Text(
    id="Kantor siap di {folder}. Jalankan: surat run --config {folder}/config", en="The office is ready in {folder}. Run: surat run --config {folder}/config"
)
DEMO_MADE: Final = Text(
    id="Kantor contoh. Simpan draf PDF dan YAML di {inbox}/1-konsep/dafduk/. Passphrase penandatangan: {passphrases}",
    en="Example office. Save a draft PDF and YAML in {inbox}/1-konsep/dafduk/. The signatory's passphrase: {passphrases}",
)
REFUSES_FOLDER: Final = Text(
    id="identitas: folder hanya untuk peragaan: siapa pun dapat memutuskan. Tulis identitas: pemilik di pipeline.yaml.",
    en="identitas: folder is for the demonstration only: anybody could decide. Write identitas: pemilik in pipeline.yaml.",
)
REFUSES_ROOT: Final = Text(
    id="Layanan tidak dijalankan sebagai root. Jalankan dengan akun layanan tersendiri (lihat systemd/).",
    en="The daemon does not run as root. Run it with an account of its own (see systemd/).",
)
NO_INSTANCE: Final = Text(
    id="Belum ada data di {folder}. Jalankan layanan sekali: surat run.",
    en="There is no data in {folder} yet. Run the daemon once: surat run.",
)
CLOSED: Final = Text(
    id="Surat {letter} sudah selesai ({state}); tidak dapat ditahan atau dibatalkan lagi.",
    en="Letter {letter} is closed ({state}); it can no longer be held or cancelled.",
)
RETRIED: Final = Text(id="Surat {letter} dicoba lagi pada putaran berikutnya.", en="Letter {letter} is tried again in the next round.")
HELD: Final = Text(id="Surat {letter} ditahan.", en="Letter {letter} is held.")
RELEASED: Final = Text(id="Surat {letter} dilepas; keadaannya {state}.", en="Letter {letter} is released; its state is {state}.")
CANCELLED: Final = Text(id="Surat {letter} dibatalkan.", en="Letter {letter} is cancelled.")
RESOLVED: Final = Text(id="Dicatat untuk surat {letter}.", en="Recorded for letter {letter}.")
NOTHING_UNCERTAIN: Final = Text(id="Tidak ada yang tidak pasti pada surat {letter}.", en="Nothing is uncertain about letter {letter}.")
WHICH_DELIVERY: Final = Text(
    id="Ada beberapa kiriman yang tidak pasti pada surat {letter}; pilih dengan --delivery: {deliveries}.",
    en="Several deliveries of letter {letter} are uncertain; choose with --delivery: {deliveries}.",
)
FILE_NEEDED: Final = Text(
    id="Surat {letter}: sertakan PDF yang sudah ditandatangani dengan --file, atau not-done bila tidak ada.",
    en="Letter {letter}: give the signed PDF with --file, or not-done if there is none.",
)
FILE_UNFIT: Final = Text(
    id="PDF itu bukan versi bertanda tangan sah dari dokumen surat {letter}.",
    en="That PDF is no validly signed version of letter {letter}'s document.",
)
RESERVED: Final = Text(id="Dicadangkan untuk {unit}: {numbers}", en="Reserved for {unit}: {numbers}")
INSERTED: Final = Text(
    id='Dicadangkan untuk {unit}. Pemohon menulis di berkas isiannya:\n  nomor: "{number}"\n  tanggal: "{date}"',
    en='Reserved for {unit}. The applicant writes into the sidecar:\n  nomor: "{number}"\n  tanggal: "{date}"',
)
NUMBER_ENTERED: Final = Text(id="{number} tanggal {date} dicatat di buku agenda.", en="{number} of {date} is now in the register.")
NUMBER_VOIDED: Final = Text(id="{number} batal; tidak pernah diberikan lagi.", en="{number} is void; it is never given again.")
NOT_A_SEQUENCE: Final = Text(
    id="{given} bukan nomor urut. Tulis urutnya saja, tanpa kode: 288, atau 287.a untuk sisipan.",
    en="{given} is no sequence. Write the sequence alone, without the code: 288, or 287.a for an inserted one.",
)
DAY_IN_THE_FUTURE: Final = Text(
    id="Tanggal {date} belum tiba; yang dicatat hanya surat yang sudah dibuat.", en="The date {date} is still to come; only letters that were made are entered."
)
UNKNOWN_UNIT: Final = Text(id="Tidak ada bidang {unit}. Yang ada: {units}.", en="There is no unit {unit}. There are: {units}.")
UNKNOWN_CODE: Final = Text(id="Kode klasifikasi {code} tidak ada. Yang mirip: {near}.", en="There is no classification code {code}. Similar: {near}.")
UNKNOWN_OFFICIAL: Final = Text(id="Tidak ada pejabat {official}. Yang ada: {officials}.", en="There is no official {official}. There are: {officials}.")
VALID: Final = Text(id="SAH: setiap tanda tangan utuh dan tepercaya.", en="VALID: every signature is intact and trusted.")
INVALID: Final = Text(
    id="TIDAK SAH: berkas berubah atau penandatangannya tidak tepercaya.", en="NOT VALID: the file was altered, or its signer is not trusted."
)
NOT_SIGNED: Final = Text(id="TIDAK SAH: berkas ini belum ditandatangani secara elektronik.", en="NOT VALID: this file carries no electronic signature.")
ADDED_TO: Final = Text(id="TIDAK SAH: ada tambahan pada berkas setelah ditandatangani.", en="NOT VALID: something was added to the file after it was signed.")
SIGNATURE_LINE: Final = Text(
    id="  {signer} · {level} · utuh: {intact} · tepercaya: {trusted} · mencakup seluruh dokumen: {whole}",
    en="  {signer} · {level} · intact: {intact} · trusted: {trusted} · covers the whole document: {whole}",
)
REGISTERED: Final = Text(
    id="Terdaftar sebagai surat {letter}, nomor {number}, keadaan {state}.", en="Registered as letter {letter}, number {number}, state {state}."
)
NOT_REGISTERED: Final = Text(id="Berkas ini tidak tercatat dalam buku kantor ini.", en="This file is not in this office's register.")
YES: Final = Text(id="ya", en="yes")
NO: Final = Text(id="tidak", en="no")
LOOK_THEM_UP: Final = Text(id="Semua surat: surat status --all", en="All letters: surat status --all")
NOT_WAITING: Final = Text(
    id="Tidak ada PDF surat {letter} di folder {official}. Periksa dengan surat status.",
    en="There is no PDF of letter {letter} in {official}'s folder. Look with surat status.",
)
DECIDED: Final = Text(id="{letter}: keputusan {verdict} ditulis: {file}", en="{letter}: decision {verdict} written: {file}")
ONE_BY_ONE: Final = Text(
    id="batal, terkirim, --code, --recipient, --receipt dan --taken-by hanya untuk satu surat. Jalankan perintah ini surat demi surat.",
    en="batal, terkirim, --code, --recipient, --receipt and --taken-by are for one letter. Call the command letter by letter.",
)
SEVERAL_FOLDERS: Final = Text(
    id="Surat-surat itu menunggu di folder yang berlainan. Jalankan perintah ini sekali untuk setiap folder.",
    en="Those letters wait in different folders. Call the command once for each folder.",
)
NOT_A_DECISION: Final = Text(
    id="Keputusan ini akan ditolak. Perbaiki yang disebut, lalu jalankan lagi.",
    en="This decision would be refused. Mend what is told, then call the command again.",
)
NOT_AN_ID: Final = Text(
    id="{letter} bukan ID surat. Tulis ID seperti 2026-000001 (lihat surat status).",
    en="{letter} is no letter id. Write an id such as 2026-000001 (see surat status).",
)
NOTE_NEEDED: Final = Text(
    id="Keputusan {verdict} memerlukan alasan. Tambahkan --note.",
    en="The verdict {verdict} needs a reason. Add --note.",
)
REGISTRAR_CANCELS: Final = Text(
    id="Hanya petugas arsip yang membatalkan surat, bukan {official}.",
    en="Only the registry officer cancels a letter, not {official}.",
)
NOT_YOUR_ROLE: Final = Text(
    id="Akun {account} bukan akun {official} (akun di pejabat.yaml).",
    en="Account {account} is not one of {official}'s (akun in pejabat.yaml).",
)
HEADER_STATE: Final = Text(id="{letter} · {number} · {state} · revisi ke-{revision}", en="{letter} · {number} · {state} · revision {revision}")
HEADER_SUBJECT: Final = Text(id="Hal: {subject} · bidang {unit} · menunggu: {waiting}", en="Subject: {subject} · unit {unit} · waits for: {waiting}")
EVENTS: Final = Text(id="Riwayat", en="History")
DELIVERIES: Final = Text(id="Pengiriman", en="Deliveries")
