"""What is said about the configuration; the file and the line are put before it."""

from typing import Final

from pipeline.domain.notes import Text

WRONG: Final = Text(
    id="Pengaturan di {folder} belum benar: {count} kesalahan. Perbaiki semuanya, lalu jalankan surat check-config.",
    en="The configuration in {folder} is wrong: {count} faults. Mend them all, then run surat check-config.",
)
FILE_MISSING: Final = Text(
    id="Berkas ini tidak ada. Salin dari contoh dengan surat init, lalu sesuaikan.",
    en="This file is missing. Copy the example with surat init, then adapt it.",
)
FILE_UNREADABLE: Final = Text(
    id="Berkas ini tidak dapat dibaca ({reason}). Beri akun layanan hak baca.",
    en="This file cannot be read ({reason}). Let the service's account read it.",
)
UNKNOWN_KEY: Final = Text(
    id="Kunci {key} tidak dikenal. Yang tersedia di sini: {known}.",
    en="There is no key {key}. Those known here: {known}.",
)
UNKNOWN_KEY_NEAR: Final = Text(
    id="Kunci {key} tidak dikenal. Mungkin maksudnya {near}.",
    en="There is no key {key}. Did you mean {near}?",
)
KEY_MISSING: Final = Text(
    id="{key} belum diisi. Tulis {key}: lalu nilainya.",
    en="{key} is missing. Write {key}: and its value.",
)
NOT_A_TEXT: Final = Text(
    id="{key} harus berisi satu teks, bukan daftar atau kelompok kunci.",
    en="{key} must be one text, not a list or a group of keys.",
)
NOT_A_LIST: Final = Text(
    id="{key} harus berisi daftar teks yang tidak kosong, misalnya [satu, dua].",
    en="{key} must be a list of texts that are not empty, such as [one, two].",
)
NOT_A_LIST_OF_MAPS: Final = Text(
    id="{key} harus berisi daftar; setiap butir diawali tanda hubung dan memuat kunci-kuncinya.",
    en="{key} must be a list; each item begins with a hyphen and holds its keys.",
)
NOT_A_MAP: Final = Text(
    id="{key} harus berisi kelompok kunci yang menjorok di bawahnya.",
    en="{key} must be a group of keys, indented below it.",
)
NOT_A_CHOICE: Final = Text(
    id="{key} berisi {found}. Tulis salah satu dari: {choices}.",
    en="{key} says {found}. Write one of: {choices}.",
)
NOT_A_WHOLE_NUMBER: Final = Text(
    id="{key} berisi {found}. Tulis bilangan bulat dari {low} sampai {high}.",
    en="{key} says {found}. Write a whole number from {low} to {high}.",
)
NOT_A_NUMBER: Final = Text(
    id="{key} berisi {found}. Tulis bilangan dari {low} sampai {high}.",
    en="{key} says {found}. Write a number from {low} to {high}.",
)
NOT_A_ZONE: Final = Text(
    id="Zona waktu {found} tidak dikenal. Tulis misalnya Asia/Jakarta, Asia/Makassar, atau Asia/Jayapura.",
    en="There is no time zone {found}. Write for example Asia/Jakarta, Asia/Makassar or Asia/Jayapura.",
)
NOT_AN_ID: Final = Text(
    id="{found} dipakai sebagai nama folder, jadi hanya boleh huruf kecil, angka, dan tanda hubung, paling banyak 64.",
    en="{found} names a folder, so it may only hold small letters, digits and hyphens, at most 64.",
)
NOT_AN_EMAIL: Final = Text(
    id="{key} berisi {found}, yang bukan satu alamat surel. Tulis seperti nama@kantor.go.id.",
    en="{key} says {found}, which is not one e-mail address. Write one like name@office.go.id.",
)
NOT_A_URL: Final = Text(
    id="{key} berisi {found}. Tulis alamat yang diawali http:// atau https://.",
    en="{key} says {found}. Write an address that begins with http:// or https://.",
)
NOT_A_CODE: Final = Text(
    id="Kode {found} tidak berbentuk kode klasifikasi: tiga angka, lalu paling banyak empat bagian satu atau dua angka, misalnya 400.12.2.1.",
    en="{found} is not a classification code: three digits, then up to four parts of one or two digits, such as 400.12.2.1.",
)
NUMBER_FIELD_UNKNOWN: Final = Text(
    id="Format nomor memuat {field}, yang tidak dikenal. Yang tersedia: {known}.",
    en="The number's format has the unknown field {field}. Those known: {known}.",
)
NUMBER_WITHOUT_SEQUENCE: Final = Text(
    id="Format nomor tidak memuat {{urut}}, sehingga nomor tidak terbedakan. Tambahkan {{urut}}.",
    en="The number's format lacks {{urut}}, so numbers would not differ. Add {{urut}}.",
)
NUMBER_FORMAT_BROKEN: Final = Text(
    id="Format nomor {found} tidak dapat ditulis. Periksa kurung kurawal dan bagian setelah titik dua, misalnya {{urut:03}}.",
    en="The number's format {found} cannot be written. Look at its braces and what follows a colon, such as {{urut:03}}.",
)
SERIES_ALIKE: Final = Text(
    id="Dengan lingkup_nomor klasifikasi, setiap kode punya nomor 1 sendiri. Tambahkan {{klasifikasi}} pada format_nomor supaya nomornya berbeda.",
    en="With lingkup_nomor klasifikasi every code has a number 1 of its own. Add {{klasifikasi}} to format_nomor, so that they differ.",
)
NOTHING_DEFINED: Final = Text(
    id="Berkas ini belum memuat apa pun. Isi sedikitnya satu {what}.",
    en="This file defines nothing. Enter at least one {what}.",
)
OFFICIAL_UNKNOWN: Final = Text(
    id="{key} menyebut {found}, yang tidak ada di pejabat.yaml.",
    en="{key} names {found}, who is not in pejabat.yaml.",
)
OFFICIAL_UNKNOWN_NEAR: Final = Text(
    id="{key} menyebut {found}, yang tidak ada di pejabat.yaml. Mungkin maksudnya {near}.",
    en="{key} names {found}, who is not in pejabat.yaml. Did you mean {near}?",
)
ROLE_MISSING: Final = Text(
    id="{key} menyebut {found}, yang di pejabat.yaml tidak berperan {role}. Tambahkan peran itu atau sebut pejabat lain.",
    en="{key} names {found}, who does not have the role {role} in pejabat.yaml. Add the role or name somebody else.",
)
NO_REGISTRAR: Final = Text(
    id="Tidak ada pejabat yang berperan petugas_arsip. Beri peran itu kepada sedikitnya satu orang.",
    en="Nobody has the role petugas_arsip. Give it to at least one person.",
)
DELEGATION_REVERSED: Final = Text(
    id="Masa pelaksana berakhir ({until}) sebelum dimulai ({since}). Tukar dari dan sampai.",
    en="The delegation ends ({until}) before it begins ({since}). Swap dari and sampai.",
)
DELEGATIONS_OVERLAP: Final = Text(
    id="Masa pelaksana ini mulai {since}, padahal yang sebelumnya baru berakhir {until}. Pada satu hari hanya boleh ada satu pelaksana.",
    en="This delegation begins {since}, but the one before ends {until}. On one day there may be one delegate only.",
)
DELEGATES_TO_SELF: Final = Text(
    id="{found} tidak dapat menjadi pelaksana bagi dirinya sendiri. Sebut pejabat lain.",
    en="{found} cannot act for themselves. Name somebody else.",
)
CHANNEL_WITHOUT_ADDRESS: Final = Text(
    id="saluran {channel} memerlukan {key}. Isi {key} atau pilih saluran lain.",
    en="The channel {channel} needs {key}. Fill in {key} or choose another saluran.",
)
TOTAL_TOO_SMALL: Final = Text(
    id="jumlah waktu baku {total} menit, padahal langkah-langkahnya saja {sum} menit. Perbesar jumlah.",
    en="The standard times' jumlah is {total} minutes, but the steps alone are {sum}. Make jumlah larger.",
)
LEAST_TOO_LARGE: Final = Text(
    id="{key} lebih besar daripada ukuran kotak TTE. Perkecil {key}.",
    en="{key} is larger than the TTE's box. Make {key} smaller.",
)
LEVEL_WITHOUT_AUTHORITY: Final = Text(
    id="Tingkat {level} perlu cap waktu. Isi tsa: alamat dengan alamat servernya, atau tulis tingkat: B-B.",
    en="The level {level} needs a timestamp. Write the server's address as tsa: alamat, or tingkat: B-B.",
)
AUTHORITY_WITHOUT_TLS: Final = Text(
    id="Kata sandi server cap waktu tidak boleh lewat sambungan terbuka. Tulis alamat https:// atau kosongkan pengguna.",
    en="The time stamping authority's password must not pass over an open line. Write an https:// address, or leave pengguna empty.",
)
PATH_MISSING: Final = Text(
    id="{key} menyebut berkas {path}, yang tidak ada. Taruh berkasnya di sana atau perbaiki {key}.",
    en="{key} names the file {path}, which is not there. Put it there or mend {key}.",
)
PRIVATE_IN_SHARED: Final = Text(
    id="{key} menunjuk {path}, yang terjangkau lewat folder bersama {inbox}. Pindahkan ke luar folder itu.",
    en="{key} points to {path}, which can be reached through the shared folder {inbox}. Move it out of there.",
)
SHARED_IN_PRIVATE: Final = Text(
    id="inbox {inbox} terletak di dalam state {state}, yang tertutup bagi pegawai. Pilih folder lain.",
    en="inbox {inbox} lies within state {state}, which is closed to staff. Choose another folder.",
)
LOGIN_WITHOUT_TLS: Final = Text(
    id="Kata sandi surel tidak boleh lewat sambungan terbuka. Tulis keamanan: starttls atau tls, atau kosongkan pengguna.",
    en="The mail password must not pass over an open line. Write keamanan: starttls or tls, or leave pengguna empty.",
)
TEMPLATE_MISSING: Final = Text(
    id="bahasa: en memerlukan templat {file}, yang tidak ada. Salin dari contoh (surat init), atau hapus bahasa.",
    en="bahasa: en needs the template {file}, which is not there. Copy the example's (surat init), or remove bahasa.",
)
MAIL_WITHOUT_TLS: Final = Text(
    id="Surat tidak boleh lewat sambungan terbuka ke mesin lain ({server}). Tulis keamanan: starttls atau tls.",
    en="Letters must not pass over an open line to another machine ({server}). Write keamanan: starttls or tls.",
)
CA_WITHOUT_TLS: Final = Text(
    id="ca_berkas diisi, padahal keamanan: tanpa tidak memakai sertifikat. Tulis keamanan: starttls atau tls, atau kosongkan ca_berkas.",
    en="ca_berkas is set, but keamanan: tanpa uses no certificate. Write keamanan: starttls or tls, or leave ca_berkas empty.",
)
TWO_MAIL_PASSWORDS: Final = Text(
    id="Kata sandi surel disebut dua kali. Kosongkan sandi_berkas, atau tulis sandi_kredensial: tidak.",
    en="The mail password is named twice. Leave sandi_berkas empty, or write sandi_kredensial: tidak.",
)
MAIL_LOGIN_WITHOUT_PASSWORD: Final = Text(
    id="pengguna diisi, tetapi sandi_berkas kosong. Sebut berkas yang memuat kata sandinya, atau tulis sandi_kredensial: ya.",
    en="pengguna is set but sandi_berkas is empty. Name the file that holds the password, or write sandi_kredensial: ya.",
)
MAIL_PASSWORD_WITHOUT_LOGIN: Final = Text(
    id="sandi_kredensial: ya, tetapi pengguna kosong. Isi pengguna, atau tulis sandi_kredensial: tidak.",
    en="sandi_kredensial: ya, but pengguna is empty. Fill in pengguna, or write sandi_kredensial: tidak.",
)
MAIL_CREDENTIAL_MISSING: Final = Text(
    id="systemd tidak menyerahkan kata sandi surel (sandi_kredensial: ya). Simpan kata sandinya di /etc/credstore/{name} (root, 0600),"
    " lalu jalankan: systemctl restart surat",
    en="systemd hands over no mail password (sandi_kredensial: ya). Put it into /etc/credstore/{name} (root, 0600), then run: systemctl restart surat",
)
MAIL_PASSWORD_UNUSABLE: Final = Text(
    id="Kata sandi surel di {file} tidak dapat dipakai: baris pertamanya kosong, atau berkasnya tidak terbaca. Tulis kata sandi di baris pertama, mode 0600.",
    en="The mail password in {file} cannot be used: its first line is empty, or the file cannot be read. Write the password as its first line, mode 0600.",
)
LOGIN_WITHOUT_PASSWORD: Final = Text(
    id="pengguna diisi, tetapi sandi_berkas kosong. Sebut berkas yang memuat kata sandinya.",
    en="pengguna is set but sandi_berkas is empty. Name the file that holds the password.",
)
TWO_KEYS: Final = Text(
    id="Pejabat ini punya kunci di berkas (kunci) dan di token (pkcs11). Hapus salah satu.",
    en="This official has a key in a file (kunci) and one in a token (pkcs11). Remove one of them.",
)
