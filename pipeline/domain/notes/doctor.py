"""What `surat doctor` says of an office's surroundings, each with what to do; `surat run` says the same of shares that are set up wrongly."""

from typing import Final

from pipeline.domain.notes import Text

DOCTOR: Final = Text(
    id="Periksa semua yang diperlukan kantor di mesin ini, masing-masing dengan cara memperbaikinya. Dengan --samba: cetak berbagi-pakainya untuk smb.conf.",
    en="Look at everything the office needs of this machine, each with how to mend it. With --samba: print its shares for smb.conf.",
)
SHARES_WRONG: Final = Text(
    id="Folder bersama belum benar ({count} kesalahan). Tanpa itu siapa pun dapat memutuskan. Perbaiki semuanya, lalu jalankan lagi.",
    en="The shared folders are not right ({count} faults). Without that anybody could decide. Mend them all, then start again.",
)
ACCOUNT_MISSING: Final = Text(
    id="Akun {account} ({roles}) tidak ada di mesin ini. Perbaiki akun di pejabat.yaml, atau buat akunnya:"
    " useradd --no-create-home --shell /usr/sbin/nologin {account}",
    en="Account {account} ({roles}) is not known on this machine. Mend akun in pejabat.yaml, or make the account:"
    " useradd --no-create-home --shell /usr/sbin/nologin {account}",
)
ACCOUNT_NOT_A_PERSONS: Final = Text(
    id="Akun {account} ({roles}) ialah akun layanan atau root, bukan akun seorang pejabat. Tulis akun pejabat itu sendiri di pejabat.yaml.",
    en="Account {account} ({roles}) is the service's or root's, not an official's. Write the official's own account in pejabat.yaml.",
)
FOLDER_MISSING: Final = Text(
    id="{folder} tidak ada atau tidak dapat dilihat ({reason}). Buat dengan: install -d -o {service} -m {mode} {folder}",
    en="{folder} is missing or cannot be looked at ({reason}). Make it: install -d -o {service} -m {mode} {folder}",
)
NOT_A_FOLDER: Final = Text(
    id="{folder} bukan folder. Pindahkan, lalu jalankan surat doctor lagi: mv {folder} {folder}.lama",
    en="{folder} is not a folder. Move it away, then run surat doctor again: mv {folder} {folder}.lama",
)
WRONG_OWNER: Final = Text(
    id="{folder} milik {owner}, bukan milik layanan. Perbaiki dengan: chown {service} {folder}",
    en="{folder} belongs to {owner}, not to the service. Mend it: chown {service} {folder}",
)
WRONG_MODE: Final = Text(
    id="{folder} bermode {found}, seharusnya {mode}. Perbaiki dengan: chmod {mode} {folder}",
    en="{folder} has mode {found}, it must be {mode}. Mend it: chmod {mode} {folder}",
)
PASSAGE_OPEN: Final = Text(
    id="{folder} dapat ditulisi orang lain, sehingga folder di dalamnya dapat ditukar. Perbaiki dengan: chmod go-w {folder}",
    en="{folder} can be written by others, who could swap a folder in it. Mend it: chmod go-w {folder}",
)
HAS_ACL: Final = Text(
    id="{folder} memakai daftar akses (ACL), sehingga modenya tidak lagi menunjukkan siapa yang boleh masuk. Perbaiki dengan: setfacl -b {folder}",
    en="{folder} has an access control list, so its mode no longer tells who comes in. Mend it: setfacl -b {folder}",
)
GROUP_NOT_OWN: Final = Text(
    id="{folder} memakai grup {group}, yang bukan grup orang-orang yang bekerja di sana. Beri grup sendiri: {commands}",
    en="{folder} has the group {group}, which is not that of the people who work there. Give it one of its own: {commands}",
)
GROUP_SHARED: Final = Text(
    id="{folder} memakai grup {group} bersama {others}. Setiap peran memerlukan grup sendiri: {commands}",
    en="{folder} shares the group {group} with {others}. Every role needs a group of its own: {commands}",
)
PROCESS_LACKS_GROUP: Final = Text(
    id="Layanan belum berjalan dengan grup {group} dari {folder}. Perubahan grup berlaku setelah dimulai ulang: systemctl restart surat",
    en="The daemon does not run with the group {group} of {folder} yet. A change of groups takes a restart: systemctl restart surat",
)
MEMBER_MISSING: Final = Text(
    id="{account} belum menjadi anggota grup {group} dari {folder}. Perbaiki dengan: usermod -aG {group} {account}",
    en="{account} is not in the group {group} of {folder}. Mend it: usermod -aG {group} {account}",
)
STRANGER_IN_GROUP: Final = Text(
    id="{account} anggota grup {group} dari {folder}, padahal bukan akun {roles}: ia dapat memutuskan di sana."
    " Keluarkan dengan: gpasswd --delete {account} {group}",
    en="{account} is in the group {group} of {folder} and is no account of {roles}: he could decide there. Take him out: gpasswd --delete {account} {group}",
)
STRANGER_BY_PRIMARY: Final = Text(
    id="Grup {group} dari {folder} ialah grup utama {account}, padahal bukan akun {roles}: ia dapat memutuskan di sana."
    " Beri grup utama lain: usermod -g users {account}",
    en="The group {group} of {folder} is the primary group of {account}, who is no account of {roles}: he could decide there."
    " Give him another: usermod -g users {account}",
)
CONFIG_FAULT: Final = Text(id="{line}", en="{line}")
CONFIG_OK: Final = Text(id="Pengaturan di {folder} terbaca.", en="The configuration in {folder} can be read.")
SHARES_OK: Final = Text(id="Pemilik, grup, dan mode semua folder di {inbox} benar.", en="Owners, groups and modes of all folders in {inbox} are right.")
SHARES_NOT_LOOKED_AT: Final = Text(
    id="identitas: folder: pemilik dan grup tidak diperiksa, siapa pun dapat memutuskan. Hanya untuk peragaan.",
    en="identitas: folder: owners and groups are not looked at, anybody can decide. For the demonstration only.",
)
NO_ACCOUNT: Final = Text(
    id="{folder}: {roles} tidak punya akun di pejabat.yaml, jadi tidak seorang pun dapat memutuskan di sana. Isi akun.",
    en="{folder}: {roles} has no akun in pejabat.yaml, so nobody can decide there. Fill in akun.",
)
SWEEP_ONLY: Final = Text(
    id="{folder} ({kind}): perubahan tidak terdengar seketika, hanya terlihat pada sapuan. Bila bisa, pakai cakram setempat.",
    en="{folder} ({kind}): changes are not heard of at once, only seen by sweeping. Use a local disk if you can.",
)
NO_LEASE: Final = Text(
    id="{folder} ({kind}) tidak memberi sewa berkas: berkas baru diambil setelah diam {seconds} detik (tenang_tanpa_sewa_detik).",
    en="{folder} ({kind}) gives no leases: a file is taken only after it has rested for {seconds} seconds (tenang_tanpa_sewa_detik).",
)
LEASE_OK: Final = Text(
    id="{folder} ({kind}): perubahan terdengar seketika, dan sewa berkas dapat dipakai (untuk berkas orang lain perlu CAP_LEASE, lihat systemd/).",
    en="{folder} ({kind}): changes are heard of at once, and leases are to be had (on other people's files with CAP_LEASE, see systemd/).",
)
WORKERS_CONFINED: Final = Text(
    id="PDF yang disimpan pegawai dibaca oleh proses yang terkurung: tanpa jaringan, tanpa program lain, tanpa proses lain.",
    en="The PDFs that people save are read by processes that are shut in: no network, no programs, no other processes.",
)
WORKERS_FREE: Final = Text(
    id="Kernel ini tidak mengurung proses pembaca PDF (seccomp tidak ada), sehingga PDF jahat yang menguasainya dapat memakai jaringan. Surat tetap berjalan."
    " Pakai kernel dengan seccomp pada x86_64 atau aarch64, atau izinkan seccomp bagi wadah (container) ini.",
    en="This kernel does not shut in the processes that read PDFs (there is no seccomp), so that a hostile PDF that takes one over can use the network."
    " Letters go on. Use a kernel with seccomp on x86_64 or aarch64, or allow this container seccomp.",
)
DISK_OK: Final = Text(id="Cakram {folder}: {free} GiB kosong ({percent} %).", en="Disk of {folder}: {free} GiB free ({percent} %).")
DISK_SCARCE: Final = Text(
    id="Cakram {folder} hampir penuh: {free} GiB kosong ({percent} %). Kosongkan, atau beri cakram yang lebih besar.",
    en="The disk of {folder} is nearly full: {free} GiB free ({percent} %). Make room, or give it a larger one.",
)
STATE_OK: Final = Text(id="{folder} pribadi, di cakram setempat ({kind}).", en="{folder} is private, on a local disk ({kind}).")
STATE_REMOTE: Final = Text(
    id="{folder} ada di {kind}. Buku agenda harus di cakram setempat: pindahkan, lalu ubah state di pipeline.yaml.",
    en="{folder} is on {kind}. The register must be on a local disk: move it, then change state in pipeline.yaml.",
)
FOLDER_AWAY: Final = Text(
    id="{folder} tidak ada atau tidak terjangkau. Buat foldernya, atau sambungkan lagi.",
    en="{folder} is not there or out of reach. Make it, or connect it again.",
)
FOLDER_CLOSED: Final = Text(
    id="Layanan tidak boleh menulis di {folder}. Beri izin kepada akun layanan.", en="The service may not write in {folder}. Give its account the right."
)
FOLDER_OPEN: Final = Text(id="Layanan dapat menulis di {folder}.", en="The service can write in {folder}.")
NO_DATABASE: Final = Text(id="{file} belum ada: layanan belum pernah jalan.", en="There is no {file} yet: the daemon has not run.")
DATABASE_EMPTY: Final = Text(id="{file} terbuka; belum ada catatan.", en="{file} opens; nothing is recorded yet.")
DATABASE_OK: Final = Text(
    id="{file} terbuka; {count} catatan, segel terakhir {seal}. Seluruh rantai diperiksa oleh surat audit.",
    en="{file} opens; {count} events, the last seal is {seal}. The whole chain is followed by surat audit.",
)
DATABASE_BROKEN: Final = Text(
    id="{file} tidak dapat dibuka ({reason}). Hentikan layanan dan pulihkan cadangan.",
    en="{file} cannot be opened ({reason}). Stop the daemon and restore a backup.",
)
CLOCK_OK: Final = Text(id="Jam mesin {now}; catatan terbaru {newest}.", en="The clock says {now}; the newest event is of {newest}.")
CLOCK_BEHIND: Final = Text(
    id="Jam mesin {now}, padahal catatan terbaru {newest}: jamnya mundur. Setel jam (timedatectl set-ntp true) sebelum ada surat bernomor.",
    en="The clock says {now}, but the newest event is of {newest}: the clock is behind. Set it (timedatectl set-ntp true) before a letter is numbered.",
)
NO_KEY: Final = Text(
    id="{official} belum punya kunci di pejabat.yaml: surat akan menunggu di TTE. Isi kunci.",
    en="{official} has no kunci in pejabat.yaml: letters will wait for the TTE. Fill in kunci.",
)
KEY_UNREADABLE: Final = Text(
    id="Kunci {official} tidak terbaca oleh layanan: {file}. Berikan berkas itu kepada akun layanan, mode 0600.",
    en="{official}'s key cannot be read by the service: {file}. Give that file to the service's account, mode 0600.",
)
KEY_OPEN: Final = Text(
    id="Kunci {official} terbaca orang lain. Perbaiki dengan: chmod 600 {file}", en="{official}'s key can be read by others. Mend it: chmod 600 {file}"
)
KEY_OK: Final = Text(
    id="Kunci {official} terbaca: {file}. Masa berlaku sertifikatnya tidak dapat dibaca tanpa passphrase-nya.",
    en="{official}'s key can be read: {file}. How long its certificate is valid cannot be read without its passphrase.",
)
NO_ROOT: Final = Text(
    id="Tidak ada sertifikat akar (tte: akar di pipeline.yaml): tidak ada TTE yang akan sah.",
    en="There is no root of trust (tte: akar in pipeline.yaml): no TTE will be valid.",
)
ROOT_UNREADABLE: Final = Text(
    id="Sertifikat akar {file} tidak terbaca. Simpan berkas PEM yang benar di sana.", en="The root {file} cannot be read. Put the right PEM file there."
)
ROOT_OK: Final = Text(id="Sertifikat akar {file} berlaku sampai {day} ({days} hari).", en="The root {file} is valid until {day} ({days} days).")
ROOT_ENDS: Final = Text(
    id="Sertifikat akar {file} berlaku hanya sampai {day} ({days} hari). Minta yang baru dan tambahkan di tte: akar.",
    en="The root {file} is valid until {day} only ({days} days). Ask for the new one and add it to tte: akar.",
)
MAIL_OK: Final = Text(id="Server surel {host}:{port} menjawab ({security}).", en="The mail server {host}:{port} answers ({security}).")
MAIL_AWAY: Final = Text(
    id="Server surel {host}:{port} ({security}) tidak menjawab sebagaimana mestinya: {reason}. Surat menunggu dan dicoba lagi; periksa surel di pipeline.yaml.",
    en="The mail server {host}:{port} ({security}) does not answer as it must: {reason}. Letters wait and are tried again; look at surel in pipeline.yaml.",
)
MAIL_LOGIN: Final = Text(
    id="Server surel {host}:{port} ({security}) menolak {user} atau kata sandinya ({code}). Perbaiki pengguna, atau berkas kata sandinya.",
    en="The mail server {host}:{port} ({security}) refuses {user} or the password ({code}). Mend pengguna, or the file with the password.",
)
MAIL_CERTIFICATE: Final = Text(
    id="Sertifikat server surel {host}:{port} ({security}) tidak dapat dipercaya: {reason}. Tulis nama server seperti di sertifikatnya,"
    " atau sebut penerbitnya di ca_berkas.",
    en="The certificate of the mail server {host}:{port} ({security}) cannot be trusted: {reason}. Write the server's name as its certificate has it,"
    " or name its issuer in ca_berkas.",
)
MAIL_UNSEEN: Final = Text(
    id="Server surel {host}:{port} menjawab ({security}). Kata sandinya diserahkan systemd (/etc/credstore/{name}) dan baru terlihat bila layanan jalan:"
    " jalankan surat doctor lagi sesudah itu.",
    en="The mail server {host}:{port} answers ({security}). Its password comes from systemd (/etc/credstore/{name}) and is seen only while the service runs:"
    " run surat doctor again then.",
)
MAIL_IN_FOLDER: Final = Text(
    id="Surel hanya disimpan di {folder}, tidak dikirim (surel: cara: folder).", en="E-mail is only put into {folder}, not sent (surel: cara: folder)."
)
