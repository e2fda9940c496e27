"""What is said about the files in the shared folders themselves: what is missing, what cannot be taken, what was put aside, whose it is."""

from typing import Final

from pipeline.domain.notes import Text

NAME_TOO_LONG: Final = Text(
    id="Nama {name} terlalu panjang untuk diberi berkas isian. Ganti dengan nama yang lebih pendek.",
    en="The name {name} is too long to get a sidecar. Give it a shorter name.",
)
NAME_NOT_READABLE: Final = Text(
    id="Nama {name} memuat huruf yang tidak dapat dibaca. Ganti namanya, lalu simpan di folder ini.",
    en="The name {name} holds characters that cannot be read. Rename the file and save it in this folder.",
)
SEVERAL_PDFS: Final = Text(
    id="Ada beberapa PDF untuk satu nama: {names}. Beri masing-masing nama yang benar-benar berbeda, beserta berkas isiannya.",
    en="There are several PDFs of one name: {names}. Give each a name that really differs, and its own sidecar.",
)
NOT_TAKEN: Final = Text(
    id="{name} bukan PDF atau YAML, jadi tidak diambil. Simpan suratnya sebagai PDF (di Word: Simpan Sebagai, PDF) dan keterangannya sebagai .yaml.",
    en="{name} is neither PDF nor YAML, so it is not taken. Save the letter as a PDF (in Word: Save As, PDF) and its facts as .yaml.",
)
FOLDER_NOT_TAKEN: Final = Text(
    id="Folder {name} tidak dibaca. Pindahkan PDF dan berkas isiannya langsung ke folder bidang, lalu hapus folder ini.",
    en="The folder {name} is not read. Move its PDFs and sidecars into the unit's folder itself, then delete it.",
)
EMPTY_FILE: Final = Text(
    id="Berkas {name} kosong. Simpan sekali lagi dari aplikasinya, atau hapus.",
    en="The file {name} is empty. Save it again from its program, or delete it.",
)
NOT_A_PLAIN_FILE: Final = Text(
    id="{name} adalah tautan atau berkas khusus, jadi tidak diambil. Salin berkas aslinya ke folder ini.",
    en="{name} is a link or a special file, so it is not taken. Copy the original file into this folder.",
)
PUT_ASIDE: Final = Text(
    id="Berkas {name} tidak dapat menjadi surat dan dipindahkan ke karantina/{day}. Sebabnya:",
    en="The file {name} cannot be a letter and was moved to karantina/{day}. The reason:",
)
SAVE_AGAIN: Final = Text(
    id="Simpan PDF yang benar di {folder} dengan nama yang sama; isiannya (.yaml) tidak perlu ditulis ulang.",
    en="Save the right PDF in {folder} under the same name; the sidecar (.yaml) need not be written again.",
)
CHANGED_MEANWHILE: Final = Text(
    id="Berkas {name} baru saja berubah; akan dibaca sekali lagi.",
    en="The file {name} has just changed; it is read once more.",
)
NOT_THIS_ROLE: Final = Text(
    id="Keputusan ini disimpan oleh {account}, yang bukan akun {official}. Simpan dengan akun pejabat itu.",
    en="This decision was saved by {account}, which is not an account of {official}. Save it with that official's account.",
)
NOT_THE_FORM: Final = Text(
    id="Berkas ini bukan milik siapa pun di kantor, dan bukan formulir yang diterbitkan di folder {official} ini, jadi tidak dapat diketahui siapa yang"
    " memutuskan. Simpan keputusan itu sebagai berkas baru (Simpan Sebagai) dengan akun pejabatnya.",
    en="This file belongs to nobody of the office and is not the form that was published in this folder of {official}, so nobody can tell who decided."
    " Save the decision as a new file (Save As) with the official's account.",
)
TAKEN_AWAY: Final = Text(
    id="Keputusan itu memuat passphrase, jadi berkasnya sudah dihapus dan tidak perlu diperbaiki. Isi formulir kosong di folder ini dari awal, lalu simpan."
    " Catatan ini hilang setelah keputusan yang baru berlaku. Isi yang tadi, tanpa passphrase:",
    en="That decision held a passphrase, so its file was removed and need not be mended. Fill in the blank form in this folder from the start and save it."
    " This note goes once the new decision counts. What the last one said, without the passphrase:",
)
SHARE_FAILS: Final = Text(
    id="Folder bersama tidak dapat dibaca atau ditulis ({reason}). Akan dicoba lagi.",
    en="The shared folder cannot be read or written ({reason}). It will be tried again.",
)
STILL_BEING_SAVED: Final = Text(
    id="Formulir {path} sedang disimpan, jadi belum dapat diambil. Akan dicoba lagi.",
    en="The form {path} is being saved, so it cannot be taken away yet. It will be tried again.",
)
OUTSIDE_THE_TREE: Final = Text(
    id="{path} berada di luar folder bersama, jadi tidak ditulis. Administrator: periksa nama folder dalam konfigurasi.",
    en="{path} is outside the shared tree, so it is not written. Administrator: check the folder names in the configuration.",
)
CUT_OFF: Final = Text(
    id="PDF ini belum lengkap (terpotong): akhirnya tidak datang walaupun sudah lama ditunggu. Ekspor lagi dari naskahnya, lalu salin sampai selesai.",
    en="This PDF is not complete (cut off): its end did not come though it was waited for. Export it again from the letter and let the copying finish.",
)
STILL_OPEN: Final = Text(
    id="{name} masih dibuka untuk ditulis, di komputer ini atau di komputer lain, jadi belum diambil. Tutup berkasnya; sesudah itu diambil sendiri.",
    en="{name} is still open for writing, on this computer or another, so it is not taken yet. Close the file; then it is taken by itself.",
)
HELD_BY_SURROUNDINGS: Final = Text(
    id="{name} belum dapat diambil selama lima hari karena gangguan pada server. Hubungi administrator; sesudah diperbaiki, simpan sekali lagi.",
    en="{name} could not be taken for five days because of trouble on the server. Call the administrator; once it is mended, save the file once more.",
)
