"""What the public page of a letter says."""

from collections.abc import Mapping
from typing import Final

from pipeline.domain.notes import Text

PAGE: Final[Mapping[str, Text]] = {
    "title": Text(id="Verifikasi surat", en="Verify a letter"),
    "number": Text(id="Nomor", en="Number"),
    "date": Text(id="Tanggal", en="Date"),
    "subject": Text(id="Hal", en="Subject"),
    "signatory": Text(id="Penandatangan", en="Signed by"),
    "registered": Text(
        id="Surat ini terdaftar dan ditandatangani secara elektronik.",
        en="This letter is registered and was signed electronically.",
    ),
    "cancelled": Text(
        id="Surat ini DIBATALKAN. Jangan dipakai; tanyakan kepada kantor penerbitnya.",
        en="This letter was CANCELLED. Do not use it; ask the office that issued it.",
    ),
    "choose": Text(
        id="Pilih berkas PDF surat yang Anda terima. Berkas itu tidak dikirim ke mana pun; hanya dihitung di peramban Anda.",
        en="Choose the PDF of the letter you received. The file is sent nowhere; it is only measured in your browser.",
    ),
    "same": Text(
        id="Sama: berkas ini persis surat yang terdaftar.",
        en="The same: this file is exactly the registered letter.",
    ),
    "other": Text(
        id="TIDAK SAMA: berkas ini bukan surat yang terdaftar, atau sudah diubah. Hasil cetak yang dipindai dan berkas yang disimpan ulang juga tidak sama.",
        en="NOT THE SAME: this file is not the registered letter, or it was changed. A scanned print and a file that was saved again are not the same either.",
    ),
    "unreadable": Text(
        id="Berkas itu tidak terbaca. Pilih lagi berkasnya.",
        en="The file could not be read. Choose it again.",
    ),
    "unable": Text(
        id="Peramban ini tidak dapat menghitungnya. Buka halaman ini lewat https, atau hitung sendiri seperti di bawah.",
        en="This browser cannot measure it. Open this page by https, or measure it yourself as shown below.",
    ),
    "by_hand": Text(
        id="Menghitung sendiri: di Windows, jalankan certutil -hashfile surat.pdf SHA256; di Linux, sha256sum surat.pdf. Hasilnya harus salah satu dari ini:",
        en="To measure it yourself: on Windows run certutil -hashfile letter.pdf SHA256; on Linux sha256sum letter.pdf. The result must be one of these:",
    ),
}
