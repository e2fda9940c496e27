"""What `surat doctor` says of an office's surroundings, each with what to do; `surat run` says the same of shares that are set up wrongly."""

from typing import Final

from pipeline.domain.notes import Text

SHARES_WRONG: Final = Text(
    id="Folder bersama belum benar ({count} kesalahan). Tanpa itu siapa pun dapat memutuskan. Perbaiki semuanya, lalu jalankan lagi.",
    en="The shared folders are not right ({count} faults). Without that anybody could decide. Mend them all, then start again.",
)
ACCOUNT_MISSING: Final = Text(
    id="Akun {account} ({roles}) tidak ada di mesin ini. Buat dengan: useradd --no-create-home --shell /usr/sbin/nologin {account}"
    " — atau perbaiki akun di pejabat.yaml.",
    en="Account {account} ({roles}) is not known on this machine. Make it: useradd --no-create-home --shell /usr/sbin/nologin {account}"
    " — or mend akun in pejabat.yaml.",
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
    id="{folder} bukan folder. Pindahkan dulu: mv {folder} {folder}.lama — lalu jalankan surat doctor lagi.",
    en="{folder} is not a folder. Move it away: mv {folder} {folder}.lama — then run surat doctor again.",
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
GROUP_UNKNOWN: Final = Text(
    id="Grup {gid} dari {folder} tidak dikenal mesin ini. Perbaiki dengan: groupadd {new} && chgrp {new} {folder}",
    en="The group {gid} of {folder} is not known on this machine. Mend it: groupadd {new} && chgrp {new} {folder}",
)
GROUP_SHARED: Final = Text(
    id="{folder} memakai grup {group} bersama {others}. Setiap peran memerlukan grup sendiri: groupadd {new} && chgrp {new} {folder}",
    en="{folder} shares the group {group} with {others}. Every role needs a group of its own: groupadd {new} && chgrp {new} {folder}",
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
