"""What is said about the signing gateway (SOP 8): what it answered, what is uncertain, what its settings lack. Its own words are never repeated."""

from typing import Final

from pipeline.domain.notes import Text

WRONG_SECRET: Final = Text(
    id="Surat {letter} belum ditandatangani: gateway TTE menolak passphrase atau kode sekali pakai. Tulis keputusan sekali lagi dengan yang benar.",
    en="Letter {letter} is not signed: the gateway refused the passphrase or one-time code. Write the decision once more with the right one.",
)
NOT_SENT_AFTER_WRONG_SECRET: Final = Text(
    id="Surat {letter} belum dikirim ke gateway TTE, karena passphrase atau kode ditolak untuk surat sebelumnya. Tulis keputusan sekali lagi.",
    en="Letter {letter} was not sent to the gateway, because the passphrase or code was refused for the letter before it. Write the decision once more.",
)
UNKNOWN_SIGNER: Final = Text(
    id="Surat {letter} ditahan: gateway TTE tidak mengenal {official}. Petugas arsip: daftarkan pejabat ini ke BSrE atau perbaiki nik di pejabat.yaml.",
    en="Letter {letter} is held: the gateway does not know {official}. Registry officer: enrol the official with BSrE or mend nik in pejabat.yaml.",
)
CERTIFICATE_UNUSABLE: Final = Text(
    id="Surat {letter} ditahan: sertifikat {official} tidak dapat dipakai ({standing}). Perbarui sertifikatnya di BSrE, lalu lepaskan surat.",
    en="Letter {letter} is held: the certificate of {official} cannot be used ({standing}). Have it renewed at BSrE, then release the letter.",
)
MALFORMED_PDF: Final = Text(
    id="PDF surat {letter} ditolak gateway TTE karena susunannya rusak. Ekspor ulang PDF dari pengolah kata, lalu ajukan lagi.",
    en="The gateway refused the PDF of letter {letter} because its structure is broken. Export the PDF anew and submit it again.",
)
ACCOUNT_REFUSED: Final = Text(
    id="Surat {letter} ditahan: gateway TTE menolak akun aplikasi (HTTP {status}). Administrator: periksa pengguna dan sandi_berkas bagian bsre.",
    en="Letter {letter} is held: the gateway refuses the application's account (HTTP {status}). Administrator: check pengguna and sandi_berkas under bsre.",
)
STRANGE_ANSWER: Final = Text(
    id="Surat {letter} ditahan: jawaban gateway TTE tidak dikenal (HTTP {status}, kode {code}). Administrator: periksa alamat dan versi bagian bsre.",
    en="Letter {letter} is held: the gateway's answer is not known (HTTP {status}, code {code}). Administrator: check alamat and versi under bsre.",
)
AWAY: Final = Text(
    id="Surat {letter} belum ditandatangani: gateway TTE tidak dapat dihubungi atau sedang terganggu ({reason}). Akan dicoba lagi.",
    en="Letter {letter} is not signed: the gateway cannot be reached or is in trouble ({reason}). It will be tried again.",
)
GAVE_UP: Final = Text(
    id="Surat {letter} belum ditandatangani: gateway TTE tetap tidak dapat dihubungi setelah {tries} kali. Tulis keputusan lagi bila gateway sudah pulih.",
    en="Letter {letter} is not signed: the gateway could not be reached {tries} times. Write the decision once more when it is back.",
)
NOT_BEGUN: Final = Text(
    id="Surat {letter} belum dikirim ke gateway TTE; gilirannya tiba pada putaran berikut.",
    en="Letter {letter} was not sent to the gateway yet; its turn comes in the next round.",
)
UNCERTAIN: Final = Text(
    id=(
        "Belum pasti apakah surat {letter} sudah ditandatangani: sambungan ke gateway TTE putus setelah naskah dikirim ({reason}). Jangan mengulang keputusan. "
        "Administrator: cari tahu di gateway, lalu jalankan surat resolve."
    ),
    en=(
        "Whether letter {letter} was signed is uncertain: the line to the gateway broke after the document was sent ({reason}). Do not decide again. "
        "Administrator: find out at the gateway, then run surat resolve."
    ),
)
DECIDED_ALREADY: Final = Text(
    id="Surat {letter} sudah dikirim ke gateway TTE dan hasilnya belum pasti. Keputusan ini tidak dipakai; tunggu administrator memastikan.",
    en="Letter {letter} was sent to the gateway already and the outcome is uncertain. This decision is not used; wait until an administrator finds out.",
)
RESULT_DOUBTFUL: Final = Text(
    id="Surat {letter} ditahan: hasil dari gateway TTE tidak sah ({reason}). Administrator: periksa hasil yang disimpan, gateway, dan daftar akar.",
    en="Letter {letter} is held: what the gateway gave back does not hold ({reason}). Administrator: look at the kept result, the gateway and akar.",
)
SEEN_ELSEWHERE: Final = Text(
    id=(
        "Surat {letter} ditahan: TTE dari gateway tidak tampak di tempat yang diminta (halaman dan titik diminta {asked}, ditemukan {found}). "
        "Administrator: pada gateway versi 1, coba koordinat yang lain (ukuran atau sudut) di bagian bsre; selain itu, tanyakan pengelola gateway."
    ),
    en=(
        "Letter {letter} is held: the gateway's TTE is not seen where it was asked for (page and points asked for {asked}, found {found}). "
        "Administrator: with a gateway of version 1, try the other koordinat (ukuran or sudut) under bsre; else ask those who run the gateway."
    ),
)
RESULT_KEPT: Final = Text(id="{reason} Hasil itu disimpan sebagai {document}.", en="{reason} That result is kept as {document}.")
UNCERTAIN_NOTE: Final = Text(
    id=(
        "Surat {letter}, nomor {number}, sudah dikirim ke gateway TTE, tetapi hasilnya belum pasti sejak {since}.\n\n"
        "Anda tidak perlu berbuat apa-apa. Setelah administrator memastikannya, surat berjalan lagi atau formulirnya muncul lagi di sini."
    ),
    en=(
        "Letter {letter}, number {number}, was sent to the gateway, and since {since} the outcome is uncertain.\n\n"
        "There is nothing for you to do. Once an administrator has found out, it goes on or its form appears here again."
    ),
)
CODE_NOT_HERE: Final = Text(
    id="Surat {letter} belum ditandatangani: kode sekali pakai (totp) hanya berlaku pada gateway TTE versi 2. Isi passphrase.",
    en="Letter {letter} is not signed: a one-time code (totp) is for the gateway of version 2 only. Fill in passphrase.",
)
NO_CODES: Final = Text(
    id="Kode sekali pakai tidak dapat diminta: {official} tidak menandatangani lewat gateway TTE versi 2. Isi `setuju` dan passphrase.",
    en="No one-time code can be asked for: {official} does not sign at a gateway of version 2. Write `setuju` and the passphrase.",
)
CODE_NOT_NOW: Final = Text(
    id="Kode untuk surat {letter} belum dapat diminta, karena surat itu belum menunggu TTE Anda. Mintalah setelah formulirnya ada di folder ini.",
    en="The code for letter {letter} cannot be asked for yet, as it does not wait for your TTE. Ask once its form lies in this folder.",
)
CODE_TOO_SOON: Final = Text(
    id="Kode sekali pakai baru saja diminta, jadi tidak diminta lagi. Periksa pesan atau surel Anda; bila kode tidak datang, minta lagi mulai {after}.",
    en="A one-time code was asked for just now, so it is not asked for again. Look at your messages or mail; if none comes, ask again from {after} on.",
)
CODE_UNKNOWN_SIGNER: Final = Text(
    id="Kode sekali pakai tidak dikirim: gateway TTE tidak mengenal {official}. Mintalah petugas arsip mendaftarkannya ke BSrE atau memperbaiki nik.",
    en="No one-time code was sent: the gateway does not know {official}. Ask the registry officer to enrol the official with BSrE or to mend nik.",
)
CODE_CERTIFICATE: Final = Text(
    id="Kode sekali pakai tidak dikirim: sertifikat {official} tidak dapat dipakai. Perbarui sertifikatnya di BSrE, lalu minta lagi.",
    en="No one-time code was sent: the certificate of {official} cannot be used. Have it renewed at BSrE, then ask again.",
)
CODE_ACCOUNT: Final = Text(
    id="Kode sekali pakai tidak dikirim: gateway TTE menolak akun aplikasi kantor (HTTP {status}). Beri tahu administrator, lalu minta lagi.",
    en="No one-time code was sent: the gateway refuses the office's application account (HTTP {status}). Tell the administrator, then ask again.",
)
CODE_STRANGE: Final = Text(
    id="Tidak diketahui apakah kode sekali pakai dikirim: jawaban gateway TTE tidak dikenal (HTTP {status}, kode {code}). "
    "Bila kode tidak datang, beri tahu administrator.",
    en="Whether a one-time code was sent is not known: the gateway's answer is strange (HTTP {status}, code {code}). If none comes, tell the administrator.",
)
CODE_AWAY: Final = Text(
    id="Kode sekali pakai tidak dikirim: gateway TTE tidak dapat dihubungi atau sedang terganggu ({reason}). Minta lagi beberapa menit kemudian.",
    en="No one-time code was sent: the gateway cannot be reached or is in trouble ({reason}). Ask again in a few minutes.",
)
CODE_UNCERTAIN: Final = Text(
    id="Tidak diketahui apakah kode sekali pakai dikirim: gateway TTE tidak menjawab sampai selesai ({reason}). Bila kode tidak datang, minta lagi.",
    en="Whether a one-time code was sent is not known: the gateway did not answer to the end ({reason}). If none comes, ask again.",
)
CANNOT_DRAW: Final = Text(
    id="Surat {letter} ditahan: gambar TTE tidak dapat dibuat ({reason}). Administrator: periksa dokumennya.",
    en="Letter {letter} is held: the picture of the TTE cannot be drawn ({reason}). Administrator: look at the document.",
)
NO_GATEWAY: Final = Text(
    id="Surat {letter} ditahan: {official} menandatangani lewat gateway TTE, tetapi bagian bsre di pipeline.yaml kosong. Administrator: isi alamatnya.",
    en="Letter {letter} is held: {official} signs at the gateway, but bsre in pipeline.yaml is empty. Administrator: fill in its alamat.",
)
WANTS_GATEWAY: Final = Text(
    id="{key} memerlukan gateway TTE. Isi alamat pada bagian bsre di pipeline.yaml.",
    en="{key} needs a gateway. Fill in alamat under bsre in pipeline.yaml.",
)
KEY_AND_GATEWAY: Final = Text(
    id="{key} dan kunci tidak dapat dipakai bersama. Pilih gateway TTE (nik atau email) atau berkas kunci.",
    en="{key} and kunci exclude each other. Choose the gateway (nik or email) or a key file.",
)
NOT_A_NIK: Final = Text(id="nik harus 16 angka. Tulis dalam tanda kutip.", en="nik must be 16 digits. Write it in quotes.")
NIK_NEEDED: Final = Text(
    id="Gateway versi 1 mengenal penandatangan dari nik saja. Isi nik, atau pakai versi: 2.",
    en="A gateway of version 1 knows signers by nik alone. Fill in nik, or use versi: 2.",
)
HTTP_NOT_ALLOWED: Final = Text(
    id="alamat gateway memakai http, sehingga passphrase lewat tanpa sandi. Pakai https, atau tulis http_polos: ya bila jaringannya terlindung.",
    en="The gateway's alamat is http, so passphrases would pass in the open. Use https, or write http_polos: ya on a protected network.",
)
NOT_CODES: Final = Text(id="{key} berisi {found}. Tulis daftar kode empat angka.", en="{key} says {found}. Write a list of codes of four digits.")
PROBE_READY: Final = Text(id="Gateway TTE siap; {official} boleh menandatangani.", en="The gateway is ready; {official} may sign.")
PROBE_AWAY: Final = Text(
    id="Gateway TTE di {address} tidak menjawab atau sedang terganggu. Periksa jaringan, alamat, dan ca_berkas bagian bsre.",
    en="The gateway at {address} does not answer or is in trouble. Check the network, and alamat and ca_berkas under bsre.",
)
PROBE_ACCOUNT: Final = Text(
    id="Gateway TTE menolak akun aplikasi. Periksa pengguna dan sandi_berkas bagian bsre.",
    en="The gateway refuses the application's account. Check pengguna and sandi_berkas under bsre.",
)
PROBE_UNKNOWN: Final = Text(
    id="Gateway TTE tidak mengenal {official}. Daftarkan ke BSrE atau perbaiki nik di pejabat.yaml.",
    en="The gateway does not know {official}. Enrol the official with BSrE or mend nik in pejabat.yaml.",
)
PROBE_CERTIFICATE: Final = Text(
    id="Sertifikat {official} tidak dapat dipakai di gateway TTE. Perbarui sertifikatnya di BSrE.",
    en="The certificate of {official} cannot be used at the gateway. Have it renewed at BSrE.",
)
PROBE_STRANGE: Final = Text(
    id="Jawaban gateway TTE di {address} tidak dikenal. Periksa alamat dan versi bagian bsre.",
    en="The answer of the gateway at {address} is not known. Check alamat and versi under bsre.",
)
