"""What is said about sealed passphrases and the office's sealing key."""

from typing import Final

from pipeline.domain.notes import Text

NOT_A_SEAL: Final = Text(
    id="`passphrase_tersegel` ini bukan segel yang utuh. Buat keputusan sekali lagi dengan `surat decide … --passphrase-file`.",
    en="This `passphrase_tersegel` is no whole seal. Make the decision once more with `surat decide … --passphrase-file`.",
)
OTHER_ALGORITHM: Final = Text(
    id="Cara segel ini dibuat tidak diterima: harus RSA-OAEP-256 dan A256GCM, tanpa zip. Buat sekali lagi dengan `surat decide … --passphrase-file`.",
    en="This seal is not of the kind we take: RSA-OAEP-256 and A256GCM, without zip. Make it once more with `surat decide … --passphrase-file`.",
)
FOREIGN_KEY: Final = Text(
    id="Segel ini dibuat untuk kunci lain: kunci kantor lain, atau yang sudah diganti. Ulangi keputusan dengan `surat decide`, yang memakai kunci sekarang. "
    "Bila tetap ditolak, minta administrator menjalankan `surat doctor`.",
    en="This seal is for another key: another office's, or one that was replaced. Make the decision again with `surat decide`, which takes the present key. "
    "If it is refused again, ask the administrator to run `surat doctor`.",
)
NO_KEY: Final = Text(
    id="Kantor ini tidak punya kunci pembuka segel, misalnya sesudah pemulihan. Minta administrator menjalankan `surat seal rotate`, "
    "lalu ulangi keputusan dengan `surat decide`.",
    en="This office has no key that opens seals, as after a restore. Ask the administrator to run `surat seal rotate`, "
    "then make the decision again with `surat decide`.",
)
NOT_OPENED: Final = Text(
    id="Segel ini tidak dapat dibuka: isinya rusak atau diubah. Buat keputusan sekali lagi dengan `surat decide … --passphrase-file`.",
    en="This seal cannot be opened: it is damaged or altered. Make the decision once more with `surat decide … --passphrase-file`.",
)
WRONG_CLAIM: Final = Text(
    id="Isi segel ini salah: `{claim}` tidak ada atau keliru bentuknya. Buat keputusan sekali lagi dengan `surat decide … --passphrase-file`.",
    en="What is in this seal is wrong: `{claim}` is missing or not as it must be. Make the decision once more with `surat decide … --passphrase-file`.",
)
OTHER_ACT: Final = Text(
    id="Segel ini dibuat untuk keputusan lain: `{claim}` di dalamnya tidak sama dengan berkas ini. "
    "Buat keputusan sekali lagi dengan `surat decide … --passphrase-file`.",
    en="This seal was made for another decision: `{claim}` in it is not what this file says. "
    "Make the decision once more with `surat decide … --passphrase-file`.",
)
EXPIRED: Final = Text(
    id="Masa berlaku segel ini sudah habis. Buat keputusan sekali lagi dengan `surat decide … --passphrase-file`; bila berulang, cocokkan jam komputer.",
    en="This seal has expired. Make the decision once more with `surat decide … --passphrase-file`; if it comes again, set the computer's clock right.",
)
TOO_FAR_AHEAD: Final = Text(
    id="Segel ini berlaku terlalu lama: paling lama {minutes} menit. Cocokkan jam komputer, lalu buat keputusan sekali lagi dengan `surat decide`.",
    en="This seal is valid for too long: {minutes} minutes at most. Set the computer's clock right, then make the decision once more with `surat decide`.",
)
SPENT: Final = Text(
    id="Segel ini sudah pernah dipakai, jadi tidak berlaku lagi. Bila Anda tidak menyimpannya dua kali, beri tahu administrator. "
    "Bila keputusan ini masih dikehendaki, buat sekali lagi dengan `surat decide`.",
    en="This seal was used already, so it does not count again. If you did not save it twice, tell the administrator. "
    "If the decision is still wanted, make it once more with `surat decide`.",
)
SEAL: Final = Text(id="Kunci segel, yang menutup passphrase para penanda tangan.", en="The sealing key, which the signatories' passphrases are closed with.")
SEAL_ROTATE: Final = Text(
    id="Ganti kunci segel; yang lama masih membuka selama 24 jam. --credential BERKAS: taruh kunci pribadi di BERKAS untuk LoadCredential systemd.",
    en="Replace the sealing key; the old one opens for 24 hours more. --credential FILE: put the private key into FILE, for systemd's LoadCredential.",
)
ROTATED: Final = Text(
    id="Kunci segel yang baru: {kid}. Kunci publik: {public}; kunci pribadi: {private}. Kunci lama membuka sampai 24 jam lagi, lalu dimusnahkan layanan.",
    en="The new sealing key is {kid}. Public key: {public}; private key: {private}. An old key opens for 24 hours more, then the daemon destroys it.",
)
RESTART: Final = Text(
    id="Mulai ulang layanan supaya kunci itu terbaca: systemctl restart surat",
    en="Restart the service, so that it reads that key: systemctl restart surat",
)
PROMPT: Final = Text(id="Passphrase: ", en="Passphrase: ")
NO_PUBLIC_KEY: Final = Text(
    id="Kunci publik segel tidak ada atau rusak: {file}. Minta administrator menjalankan `surat seal rotate`.",
    en="The public sealing key is missing or broken: {file}. Ask the administrator to run `surat seal rotate`.",
)
KEY_FAILS: Final = Text(
    id="Kunci segel tidak dapat dibaca atau ditulis: {file} ({reason}). Administrator: perbaiki folder itu; pemiliknya akun layanan, mode 0700.",
    en="The sealing key cannot be read or written: {file} ({reason}). Administrator: mend that folder; the service's account owns it, mode 0700.",
)
SEAL_OK: Final = Text(id="Kunci segel {kid} terbaca.", en="The sealing key {kid} can be read.")
SEAL_RETIRED: Final = Text(
    id="{count} kunci segel lama masih membuka; layanan memusnahkannya 24 jam setelah diganti.",
    en="{count} retired sealing keys still open; the daemon destroys each 24 hours after it was replaced.",
)
SEAL_PUBLIC_MISSING: Final = Text(
    id="Kantor ini belum punya kunci segel, atau {file} rusak: penanda tangan tidak dapat menyegel passphrase. Jalankan: surat seal rotate",
    en="This office has no sealing key yet, or {file} is broken: signatories cannot seal a passphrase. Run: surat seal rotate",
)
SEAL_PRIVATE_MISSING: Final = Text(
    id="Kunci pribadi untuk segel {kid} tidak terbaca layanan, misalnya sesudah pemulihan; keputusan tersegel ditolak. Jalankan: surat seal rotate "
    "(bila kunci itu kredensial systemd, jalankan dulu layanannya).",
    en="The service cannot read the private key for seals of {kid}, as after a restore; sealed decisions are refused. Run: surat seal rotate "
    "(where that key is a systemd credential, start the service first).",
)
SEAL_OPEN: Final = Text(
    id="Kunci segel terbaca orang lain. Perbaiki dengan: chmod 600 {file}", en="A sealing key can be read by others. Mend it: chmod 600 {file}"
)
