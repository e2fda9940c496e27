"""What is wrong with a letter's PDF, and what to do about it; and the words of the dispatch sheet."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.domain.notes import Text

# The file as a whole.

NOT_A_PDF: Final = Text(
    id="Berkas ini bukan PDF, walaupun namanya .pdf. Buka naskahnya di pengolah kata, lalu pilih Simpan sebagai/Ekspor PDF.",
    en="This file is not a PDF, though its name says .pdf. Open the letter in the word processor and choose Save as/Export PDF.",
)
INCOMPLETE: Final = Text(
    id="PDF ini belum utuh: akhirnya belum ada. Bila tidak sedang disalin, ekspor lagi dan simpan ulang.",
    en="This PDF is not whole: its end is missing. If it is not being copied just now, export it again and save it anew.",
)
ENCRYPTED: Final = Text(
    id="PDF ini dikunci dengan sandi atau pembatasan. Ekspor lagi tanpa sandi dan tanpa pembatasan.",
    en="This PDF is locked by a password or restrictions. Export it again without password and without restrictions.",
)
NO_PAGES: Final = Text(
    id="PDF ini tidak berhalaman. Ekspor lagi dari naskahnya.",
    en="This PDF has no pages. Export it again from the letter.",
)
ALREADY_SIGNED: Final = Text(
    id="PDF ini sudah ditandatangani secara elektronik. Simpan draf yang belum ditandatangani; TTE dibubuhkan setelah semua pejabat setuju.",
    en="This PDF is signed already. Save the draft without a signature; the TTE is added once every official agrees.",
)
UNREADABLE: Final = Text(
    id="PDF ini rusak dan tidak dapat dibaca. Ekspor lagi dari naskahnya, lalu simpan ulang.",
    en="This PDF is damaged and cannot be read. Export it again from the letter, then save it anew.",
)
TOO_SLOW: Final = Text(
    id="PDF ini tidak selesai dibaca dalam {seconds} detik. Kecilkan gambar di dalamnya, atau ekspor lagi dari naskahnya.",
    en="Reading this PDF took more than {seconds} seconds. Make its pictures smaller, or export it again from the letter.",
)
TOO_HEAVY: Final = Text(
    id="PDF ini terlalu berat untuk dibaca. Kecilkan gambar di dalamnya, atau ekspor lagi dari naskahnya.",
    en="This PDF is too heavy to read. Make its pictures smaller, or export it again from the letter.",
)

# What no letter needs.

FILES_INSIDE: Final = Text(
    id="Di dalam PDF ini ada berkas lain (lampiran PDF atau portofolio). Ekspor lagi tanpa berkas yang disematkan; lampiran surat ditaruh sebagai halaman.",
    en="There are other files inside this PDF (attachments or a portfolio). Export it again without embedded files; put enclosures in as pages.",
)
CONTENT_ELSEWHERE: Final = Text(
    id="Sebagian isi PDF ini ada di berkas lain di luar PDF, sehingga dapat berubah sesudah disetujui. Ekspor lagi dari naskahnya, dengan semua isi di dalam.",
    en="Some of this PDF's content is in another file, so that it could change after approval. Export it again from the letter, with all of it inside.",
)
MEDIA_INSIDE: Final = Text(
    id="Halaman {page}: ada video, suara atau benda 3D. Hapus dari naskah, lalu ekspor lagi.",
    en="Page {page}: there is a film, a sound or a 3D object. Take it out of the letter, then export it again.",
)
OVER_THE_TEXT: Final = Text(
    id="Halaman {page}: ada komentar, stempel, coretan atau kotak teks ({kind}) yang menempel di atas isi surat. Hapus semuanya, atau cetak ke PDF "
    "(Print to PDF) supaya menyatu dengan halaman, lalu simpan ulang.",
    en="Page {page}: there is a comment, stamp, drawing or text box ({kind}) lying over the letter. Take them all away, or print it to PDF, "
    "so that they become part of the page, then save it anew.",
)
HIDDEN_LAYER: Final = Text(
    id="PDF ini punya lapisan (layer) yang dapat disembunyikan, sehingga yang dibaca bisa berbeda dari yang dicetak. Gabungkan lapisannya, lalu ekspor lagi.",
    en="This PDF has layers that can be out of sight, so that what is read may differ from what is printed. Merge its layers, then export it again.",
)
PAGE_SIZE: Final = Text(
    id="Halaman {page}: ukuran atau arah halamannya tidak wajar. Atur kertas naskah ke F4 atau A4 (lampiran paling besar A0), lalu ekspor lagi.",
    en="Page {page}: its size or turn is out of the ordinary. Set the letter's paper to F4 or A4 (enclosures to A0 at most), then export it again.",
)
READ_DIFFERENTLY: Final = Text(
    id="PDF ini dibaca berbeda oleh program yang berbeda ({ours} atau {theirs} halaman). Ekspor lagi dari naskahnya, lalu simpan ulang.",
    en="Different programs read this PDF differently ({ours} or {theirs} pages). Export it again from the letter, then save it anew.",
)
REMOVED: Final = Text(
    id="Dibuang dari PDF karena tidak diperlukan surat: {what}.",
    en="Taken out of the PDF, as no letter needs it: {what}.",
)

# Placeholders.

UNKNOWN_TOKEN: Final = Text(
    id="Halaman {page}: ${{{token}}} tidak dikenal; yang paling mirip ${{{nearest}}}. Perbaiki di naskah, lalu ekspor lagi.",
    en="Page {page}: ${{{token}}} is not known; the nearest is ${{{nearest}}}. Mend it in the letter, then export it again.",
)
TOKEN_OF_NOBODY: Final = Text(
    id="Halaman {page}: ${{{token}}} tidak ada pejabatnya; surat ini ditandatangani {count} pejabat. Hapus penanda itu, "
    "atau tulis semua penanda tangan di `penandatangan`, seorang sebaris.",
    en="Page {page}: there is no official for ${{{token}}}; this letter is signed by {count}. Take that placeholder out, "
    "or write every signatory under `penandatangan`, one a line.",
)
OPEN_TOKEN: Final = Text(
    id="Halaman {page}: penanda {start}… tidak utuh dalam satu baris. Ketik ulang penanda itu, dari `${{` sampai `}}`, di satu baris, lalu ekspor lagi.",
    en="Page {page}: the placeholder {start}… is not whole on one line. Type it anew, from `${{` to `}}`, on one line, then export it again.",
)
TOKEN_HIDDEN: Final = Text(
    id="Halaman {page}: ${{{token}}} tidak tampak, seperti teks di balik hasil pindai. Ekspor PDF langsung dari pengolah kata; "
    "atau pindai naskah tanpa penanda dan tulis tempatnya pada `posisi`.",
    en="Page {page}: ${{{token}}} cannot be seen, like the text behind a scan. Export the PDF from the word processor itself; "
    "or scan the letter without placeholders and write their places in `posisi`.",
)
TEXT_COVERED: Final = Text(
    id="Halaman {page}: ada tulisan yang tertutup kotak atau gambar (sekitar {x_mm} mm dari kiri, {y_mm} mm dari atas): tidak tampak, "
    "tetapi masih dapat disalin. Hapus tulisan itu di naskah, jangan ditutup, lalu ekspor lagi.",
    en="Page {page}: a box or a picture covers a text (about {x_mm} mm from the left, {y_mm} mm from the top): it is not seen, but can still be copied. "
    "Delete that text in the letter instead of covering it, then export it again.",
)
TOKEN_BESIDE: Final = Text(
    id="Halaman {page}: `${{` ada di komentar, kotak teks atau anotasi PDF. Ketik penanda sebagai teks biasa di naskah, lalu ekspor lagi tanpa anotasi.",
    en="Page {page}: `${{` is in a comment, text box or annotation of the PDF. Type the placeholder as plain text in the letter; export it without them.",
)
TOKEN_IN_TITLE: Final = Text(
    id="Judul, properti atau penanda buku (bookmark) PDF ini memuat `{start}` yang tidak dikenal. Perbaiki di naskah (Berkas > Properti), lalu ekspor lagi.",
    en="The title, properties or bookmarks of this PDF hold `{start}`, which is not known. Mend it in the letter (File > Properties), then export it again.",
)
TOKEN_NOT_READ: Final = Text(
    id="Halaman {page}: ada `${{` yang tidak dapat dibaca sebagai penanda. Ketik ulang penanda di halaman itu dengan huruf biasa, lalu ekspor lagi.",
    en="Page {page}: there is a `${{` that cannot be read as a placeholder. Type that page's placeholders anew in a common typeface, then export it again.",
)
TOKEN_REMAINS: Final = Text(
    id="Halaman {page}: masih ada `${{` sesudah nilainya ditulis. Ketik ulang penanda di halaman itu, masing-masing di satu baris, lalu ekspor lagi.",
    en="Page {page}: there is still a `${{` after the values were written. Type the placeholders of that page anew, each on one line, then export it again.",
)
FORM_FIELDS: Final = Text(
    id="PDF ini berisi isian formulir, yang dapat diubah sesudah disetujui. Ekspor lagi tanpa formulir (LibreOffice: jangan centang Buat formulir PDF).",
    en="This PDF holds form fields, which can be changed after approval. Export it again without a form (LibreOffice: do not tick Create PDF form).",
)
SIGNATURE_FIELD: Final = Text(
    id="PDF ini berisi kolom tanda tangan kosong; TTE dibubuhkan di ${{ttd_pengirim}} atau `posisi`. Hapus kolom itu di naskah, lalu ekspor lagi.",
    en="This PDF holds an empty signature field; the TTE goes to ${{ttd_pengirim}} or `posisi`. Take the field away in the letter, then export it again.",
)
TWO_SIGNATURES: Final = Text(
    id="Ada {count} ${{ttd_pengirim}}; TTE hanya satu. Hapus yang berlebih di naskah, lalu ekspor lagi.",
    en="There are {count} ${{ttd_pengirim}}; there is one TTE only. Take away those too many in the letter, then export it again.",
)
NUMBER_HAS_NO_PLACE: Final = Text(
    id="Nomor surat tidak punya tempat. Ketik ${{nomor_naskah}} di naskah lalu ekspor lagi, atau tulis `posisi: {{nomor: {{halaman: …, x_mm: …, y_mm: …}}}}`.",
    en="The number has no place. Type ${{nomor_naskah}} in the letter and export it again, or write `posisi: {{nomor: {{halaman: …, x_mm: …, y_mm: …}}}}`.",
)
SIGNATURE_HAS_NO_PLACE: Final = Text(
    id="TTE tidak punya tempat. Ketik ${{ttd_pengirim}} di naskah lalu ekspor lagi, atau tulis `posisi: {{tte: {{halaman: …, x_mm: …, y_mm: …}}}}`.",
    en="The TTE has no place. Type ${{ttd_pengirim}} in the letter and export it again, or write `posisi: {{tte: {{halaman: …, x_mm: …, y_mm: …}}}}`.",
)
ONE_SIGNATURE_HAS_NO_PLACE: Final = Text(
    id="TTE penanda tangan ke-{turn} tidak punya tempat. Ketik ${{{token}}} di naskah lalu ekspor lagi, "
    "atau tulis `posisi: {{{key}: {{halaman: …, x_mm: …, y_mm: …}}}}`.",
    en="The TTE of signatory {turn} has no place. Type ${{{token}}} in the letter and export it again, "
    "or write `posisi: {{{key}: {{halaman: …, x_mm: …, y_mm: …}}}}`.",
)

# Places.

NO_SUCH_PAGE: Final = Text(
    id="Tempat {token} di halaman {page}, padahal PDF ini {pages} halaman. Perbaiki `halaman` pada `posisi`.",
    en="The place of {token} is on page {page}, but this PDF has {pages} pages. Mend `halaman` of `posisi`.",
)
OUTSIDE_PAGE: Final = Text(
    id="Halaman {page}: tempat {token} ({x_mm} mm dari kiri, {y_mm} mm dari atas) keluar dari halaman. Perbaiki `posisi`.",
    en="Page {page}: the place of {token} ({x_mm} mm from the left, {y_mm} mm from the top) is outside the page. Mend `posisi`.",
)
NOT_FREE: Final = Text(
    id="Halaman {page}: tempat {token} ({x_mm} mm dari kiri, {y_mm} mm dari atas) sudah berisi. Pilih tempat yang kosong pada `posisi`.",
    en="Page {page}: the place of {token} ({x_mm} mm from the left, {y_mm} mm from the top) is not empty. Choose an empty one in `posisi`.",
)
NO_ROOM_FOR_SIGNATURE: Final = Text(
    id="Halaman {page}: di sekitar ${{ttd_pengirim}} tidak ada ruang kosong {width_mm} x {height_mm} mm. Beri baris kosong di atas dan di bawahnya.",
    en="Page {page}: there is no empty room of {width_mm} x {height_mm} mm around ${{ttd_pengirim}}. Put empty lines above and below it.",
)
NO_ROOM_FOR_VALUE: Final = Text(
    id='Halaman {page}: "{value}" tidak muat di tempat {token}. Beri ruang lebih lebar di sebelah kanannya, lalu ekspor lagi.',
    en='Page {page}: "{value}" does not fit in the place of {token}. Leave more room to its right, then export it again.',
)
NO_ROOM_FOR_FOOTER: Final = Text(
    id='Halaman {page}: tidak ada ruang kosong untuk kaki surat "{text}". Kosongkan {height_mm} mm terbawah (naikkan margin bawah), lalu ekspor lagi.',
    en='Page {page}: there is no empty room for the footer "{text}". Leave the lowest {height_mm} mm empty (raise the bottom margin), then export it again.',
)
FOOTER_SHOWS_MORE: Final = Text(
    id="Halaman {page}: kaki surat tidak dapat dicetak tanpa mengubah yang lain. Administrator: kosongkan `tte: kaki`, lalu laporkan surat ini.",
    en="Page {page}: the footer cannot be printed without changing something else. Administrator: leave `tte: kaki` empty, then report this letter.",
)
CHARACTER_NOT_DRAWABLE: Final = Text(
    id='Huruf "{character}" pada "{text}" tidak ada di huruf cetak kami. Ketik langsung isinya di naskah, atau ganti huruf itu.',
    en='The character "{character}" of "{text}" is not in our typefaces. Type the value in the letter itself, or replace that character.',
)

# The dispatch sheet.

SHEET_LABELS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "title": Text(id="LEMBAR EKSPEDISI", en="DISPATCH SHEET"),
        "number": Text(id="Nomor", en="Number"),
        "date": Text(id="Tanggal", en="Date"),
        "subject": Text(id="Hal", en="Subject"),
        "row": Text(id="No.", en="No."),
        "recipient": Text(id="Penerima surat", en="Recipient"),
        "address": Text(id="Alamat", en="Address"),
        "channel": Text(id="Cara", en="By"),
        "received": Text(id="Tanggal terima", en="Received on"),
        "receiver": Text(id="Nama penerima", en="Receiver's name"),
        "signature": Text(id="Tanda tangan", en="Signature"),
    },
)
"""The words of the dispatch sheet by what they label."""
WORKERS_GONE: Final = Text(
    id="Proses pembaca PDF sempat mati; dicoba lagi.",
    en="The PDF workers died; tried again.",
)
TOO_LARGE: Final = Text(
    id="PDF ini lebih besar dari {megabytes} MB. Simpan dengan ukuran yang lebih kecil (kurangi resolusi gambar).",
    en="This PDF is larger than {megabytes} MB. Save it smaller (reduce the resolution of its pictures).",
)
