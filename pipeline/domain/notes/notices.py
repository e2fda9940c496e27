"""What is said about notices (*pemberitahuan*) and their configuration."""

from typing import Final

from pipeline.domain.notes import Text

ADMINISTRATOR: Final = Text(id="Administrator", en="Administrator")
MAILBOX_UNUSABLE: Final = Text(
    id="Alamat surel untuk pemberitahuan tidak dapat dipakai. Perbaiki `surel` di pejabat.yaml atau bidang.yaml, atau `administrator` di pipeline.yaml.",
    en="The e-mail address for notices cannot be used. Mend `surel` in pejabat.yaml or bidang.yaml, or `administrator` in pipeline.yaml.",
)
TEMPLATE_WRONG: Final = Text(
    id="Templat {file} keliru. Perbaiki tanda kurung kurawal atau nama nilainya; yang tersedia disebut di baris atasnya.",
    en="The template {file} is wrong. Mend its braces or the names of its values; those there are stand in its first lines.",
)
NOT_HOURS: Final = Text(
    id='{key}: "{found}" bukan jam kerja. Tulis seperti "07.00-16.00", jam buka lebih dahulu.',
    en='{key}: "{found}" is no office time. Write it like "07.00-16.00", the opening time first.',
)
NOT_A_DAY_OFF: Final = Text(
    id='{key}: "{found}" bukan tanggal. Tulis seperti 2027-01-01.',
    en='{key}: "{found}" is no day. Write it like 2027-01-01.',
)
