"""What is said about signatures (SOP 8): keys, passphrases, results that do not hold."""

from typing import Final

from pipeline.domain.notes import Text

WRONG_PASSPHRASE: Final = Text(
    id="Surat {letter} belum ditandatangani: passphrase tidak membuka kunci {file}. Tulis keputusan sekali lagi dengan passphrase yang benar.",
    en="Letter {letter} is not signed: the passphrase does not open the key {file}. Write the decision once more with the right passphrase.",
)
KEY_UNREADABLE: Final = Text(
    id="Surat {letter} belum ditandatangani: berkas kunci {file} tidak dapat dibaca ({reason}). Administrator: pasang kembali berkas PKCS#12 pejabat ini.",
    en="Letter {letter} is not signed: the key file {file} cannot be read ({reason}). Administrator: put this official's PKCS#12 file back.",
)
KEY_BROKEN: Final = Text(
    id="Surat {letter} belum ditandatangani: {file} bukan berkas PKCS#12 yang utuh. Administrator: pasang kembali berkas aslinya.",
    en="Letter {letter} is not signed: {file} is not an intact PKCS#12 file. Administrator: put the original back.",
)
KEY_UNFIT: Final = Text(
    id="Surat {letter} belum ditandatangani: {file} tidak memuat kunci RSA beserta sertifikatnya. Administrator: pasang berkas PKCS#12 yang lengkap.",
    en="Letter {letter} is not signed: {file} does not hold an RSA key with its certificate. Administrator: put a complete PKCS#12 file in place.",
)
CERTIFICATE_EXPIRED: Final = Text(
    id="Surat {letter} belum ditandatangani: sertifikat {signer} berakhir pada {until}. Administrator: pasang sertifikat yang baru.",
    en="Letter {letter} is not signed: the certificate of {signer} ended at {until}. Administrator: put a new certificate in place.",
)
CERTIFICATE_NOT_YET_VALID: Final = Text(
    id="Surat {letter} belum ditandatangani: sertifikat {signer} baru berlaku mulai {since}. Administrator: periksa jam mesin atau tunggu.",
    en="Letter {letter} is not signed: the certificate of {signer} is valid only from {since}. Administrator: check the machine's clock, or wait.",
)
CERTIFICATE_USAGE: Final = Text(
    id="Surat {letter} belum ditandatangani: sertifikat {signer} bukan untuk tanda tangan. Administrator: pasang sertifikat tanda tangan.",
    en="Letter {letter} is not signed: the certificate of {signer} is not for signatures. Administrator: put a signing certificate in place.",
)
ROOT_UNREADABLE: Final = Text(
    id="Sertifikat akar tepercaya {file} tidak dapat dibaca ({reason}); tanda tangan tidak dapat diperiksa. Administrator: perbaiki daftar sertifikat akar.",
    en="The trusted root certificate {file} cannot be read ({reason}), so no signature can be judged. Administrator: mend the list of roots.",
)
DOCUMENT_MISSING: Final = Text(
    id="Surat {letter} belum ditandatangani: dokumen yang disetujui tidak ditemukan. Administrator: pulihkan dokumen dari cadangan.",
    en="Letter {letter} is not signed: the approved document is not there. Administrator: restore it from the backup.",
)
DOCUMENT_UNSIGNABLE: Final = Text(
    id="Surat {letter} belum ditandatangani: dokumennya tidak dapat diberi tanda tangan ({reason}). Administrator: periksa dokumennya.",
    en="Letter {letter} is not signed: its document cannot take a signature ({reason}). Administrator: look at the document.",
)
RESULT_INVALID: Final = Text(
    id="Surat {letter} belum ditandatangani: hasil tanda tangan tidak sah ({reason}) dan sudah dibuang. Administrator: periksa kunci dan sertifikat akar.",
    en="Letter {letter} is not signed: the result does not validate ({reason}) and was thrown away. Administrator: check the key and the trusted roots.",
)
DISK_FAILS: Final = Text(
    id="Surat {letter} belum ditandatangani: berkas tidak dapat dibaca atau ditulis ({reason}). Akan dicoba lagi.",
    en="Letter {letter} is not signed: a file cannot be read or written ({reason}). It will be tried again.",
)
WORKER_DIED: Final = Text(
    id="Surat {letter} belum ditandatangani: proses penanda tangan berhenti saat mengerjakannya. Administrator: periksa memori mesin dan dokumennya.",
    en="Letter {letter} is not signed: the signing process ended while at it. Administrator: look at the machine's memory and at the document.",
)
WORKER_LATE: Final = Text(
    id="Surat {letter} belum ditandatangani: belum selesai dalam {seconds} detik. Administrator: periksa beban mesin dan dokumennya.",
    en="Letter {letter} is not signed: not done within {seconds} seconds. Administrator: look at the machine's load and at the document.",
)
NOT_BEGUN: Final = Text(
    id="Surat {letter} belum ditandatangani: proses penanda tangan berhenti sebelum gilirannya. Akan dicoba lagi.",
    en="Letter {letter} is not signed: the signing process ended before its turn. It will be tried again.",
)
NOT_A_PDF: Final = Text(
    id="{file} bukan berkas PDF, jadi tidak ada tanda tangan yang dapat diperiksa. Pilih berkas PDF surat yang asli.",
    en="{file} is not a PDF, so there is no signature to check. Choose the letter's original PDF.",
)
NO_KEY: Final = Text(
    id="Surat {letter} ditahan: {official} belum punya kunci TTE di pejabat.yaml (kunci).",
    en="Letter {letter} is held: {official} has no signing key in pejabat.yaml (kunci).",
)
CERTIFICATE_REVOKED: Final = Text(
    id="Surat {letter} belum ditandatangani: sertifikat {signer} sudah dicabut ({reason}). Administrator: pasang sertifikat yang baru.",
    en="Letter {letter} is not signed: the certificate of {signer} is revoked ({reason}). Administrator: put a new certificate in place.",
)
AUTHORITY_SILENT: Final = Text(
    id="Surat {letter} belum ditandatangani: {who} tidak memberi jawaban yang sah ({reason}). Akan dicoba lagi; keputusannya tidak perlu ditulis ulang.",
    en="Letter {letter} is not signed: {who} gives no valid answer ({reason}). It will be tried again; the decision need not be written anew.",
)
LEVEL_LOWERED: Final = Text(
    id="Tingkat {level}, bukan {wanted}: {who} tidak memberi jawaban yang sah ({reason}). Administrator: jalankan surat upgrade-signatures kemudian.",
    en="Level {level} instead of {wanted}: {who} gives no valid answer ({reason}). Administrator: run surat upgrade-signatures later.",
)
PASSWORD_UNREADABLE: Final = Text(
    id="Kata sandi server cap waktu di {file} tidak dapat dibaca ({reason}). Administrator: perbaiki berkas yang disebut tsa: sandi_berkas.",
    en="The time stamping authority's password in {file} cannot be read ({reason}). Administrator: mend the file that tsa: sandi_berkas names.",
)
SIGNED_CERTIFIED: Final = Text(
    id="tingkat {level}, tersertifikasi",
    en="level {level}, certified",
)
SIGNED_UNCERTIFIED: Final = Text(
    id="tingkat {level}, tidak tersertifikasi",
    en="level {level}, not certified (tidak tersertifikasi)",
)
NOT_CERTIFIED: Final = Text(
    id="    Tidak tersertifikasi: sertifikatnya bukan dari PSrE negara yang tercantum di akar_negara.",
    en="    Not certified (tidak tersertifikasi): the certificate is not from a state certification centre named in akar_negara.",
)
UPGRADE_SIGNATURES: Final = Text(
    id="menaikkan TTE surat terkirim ke tingkat yang ditetapkan kantor",
    en="raise the signatures of sent letters to the office's level",
)
RAISED: Final = Text(
    id="{letter}: {before} → {after}",
    en="{letter}: {before} → {after}",
)
RAISED_COUNT: Final = Text(
    id="{count} surat dinaikkan, {left} tidak dapat dinaikkan sekarang.",
    en="{count} letters raised, {left} cannot be raised now.",
)
NOTHING_ABOVE: Final = Text(
    id="Tingkat kantor adalah B-B; tidak ada yang dapat dinaikkan. Atur tte: tingkat di pipeline.yaml lebih dulu.",
    en="The office's level is B-B, so nothing can be raised. Set tte: tingkat in pipeline.yaml first.",
)
NOT_RAISED: Final = Text(
    id="TTE surat {letter} tidak dinaikkan: {who} tidak memberi jawaban yang sah ({reason}). Ulangi nanti; TTE yang ada tetap sah.",
    en="The signature of letter {letter} is not raised: {who} gives no valid answer ({reason}). Do it again later; the signature stays valid.",
)
NOT_RAISABLE: Final = Text(
    id="TTE surat {letter} tidak dapat dinaikkan ({reason}). Administrator: periksa suratnya dengan surat verify.",
    en="The signature of letter {letter} cannot be raised ({reason}). Administrator: look at it with surat verify.",
)
WRONG_PIN: Final = Text(
    id="Surat {letter} belum ditandatangani: PIN tidak membuka token {token}. Tulis lagi keputusan dengan PIN yang benar; token terkunci bila sering salah.",
    en="Letter {letter} is not signed: the PIN does not open the token {token}. Decide once more with the right one; tokens lock after several wrong ones.",
)
TOKEN_LOCKED: Final = Text(
    id="Surat {letter} belum ditandatangani: token {token} terkunci. Administrator: buka kuncinya bersama pemiliknya.",
    en="Letter {letter} is not signed: the token {token} is locked. Administrator: unlock it together with its holder.",
)
TOKEN_UNUSABLE: Final = Text(
    id="Surat {letter} belum ditandatangani: token {token} tidak dapat dipakai ({reason}). Administrator: periksa token dan bagian pkcs11 di pejabat.yaml.",
    en="Letter {letter} is not signed: the token {token} cannot be used ({reason}). Administrator: check the token and pkcs11 in pejabat.yaml.",
)
TOKEN_UNSUPPORTED: Final = Text(
    id="Surat {letter} belum ditandatangani: token {token} memerlukan pustaka PKCS#11. Administrator: pasang surat[pkcs11].",
    en="Letter {letter} is not signed: the token {token} needs the PKCS#11 library. Administrator: install surat[pkcs11].",
)
