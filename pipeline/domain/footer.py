"""The sentence at the foot of a signed letter (*kaki halaman*): what it says, and which certificate deserves it.

It is drawn between approval and signature, in a private copy, on the page where the TTE stands. A sentence that names the state certification centre claims
something of the certificate, so it is never printed with a TTE that is not certified (*tidak tersertifikasi*).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pipeline.domain.notes import Language
from pipeline.domain.notes import footer as say
from pipeline.domain.office import Official

BSRE: Final = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh "
    "Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara (BSSN)."
)
"""The usual sentence on letters with a certificate of the state's centre."""
MOST_CHARACTERS: Final = 600
"""how long a sentence may be: more does not fit into the foot of a page"""
_CLAIM: Final = re.compile(
    r"\bbsre\b|\bbssn\b|sertifikasi\s+elektronik|siber\s+dan\s+sandi|sertifikat\s+elektronik|(?<!tidak)(?<!belum)\s+tersertifikasi|^tersertifikasi",
    re.IGNORECASE,
)
_DRAWABLE: Final = re.compile(r"[\n\x20-\x7e\xa1-\xff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]*")


class FooterUse(Enum):
    """Whether the footer is printed with an official's TTE."""

    NEVER = "tidak"
    """there is none, or his certificate does not deserve it"""
    ALWAYS = "selalu"
    """whatever his certificate is, or because it is known to deserve it"""
    IF_CERTIFIED = "bila tersertifikasi"
    """if his certificate turns out to be a state certification centre's"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What the office prints at the foot, and on which ways of signing it may be deserved."""

    text: str = ""
    """empty = nothing is printed; a line break begins a new line"""
    gateway_is_certified: bool = False
    """whether the gateway's certificates are a state certification centre's"""
    has_state_roots: bool = False
    """whether the roots of a state certification centre are known, under which a key of the office's own may lie"""

    @property
    def claims_certificate(self) -> bool:
        """Whether the sentence says something that only a certified TTE deserves.

        >>> Footer(text=BSRE).claims_certificate, Footer(text="Naskah ini sah tanpa tanda tangan basah.").claims_certificate
        (True, False)
        >>> Footer(text="TTE tidak tersertifikasi").claims_certificate, Footer(text="TTE tersertifikasi").claims_certificate
        (False, True)
        """
        return _CLAIM.search(self.text) is not None

    @property
    def can_be_deserved(self) -> bool:
        """Whether any way of signing the office has may deserve it."""
        return not self.claims_certificate or self.gateway_is_certified or self.has_state_roots

    def use_for(self, signatories: Sequence[Official]) -> FooterUse:
        """Whether it is printed with the TTEs of these officials, in turn.

        A claim must be true of all of them, and before the first one signs nobody has seen the others' certificates.
        """
        uses = {self._use_for(one) for one in signatories}
        if FooterUse.NEVER in uses or (FooterUse.IF_CERTIFIED in uses and len(signatories) > 1):
            return FooterUse.NEVER
        return FooterUse.IF_CERTIFIED if FooterUse.IF_CERTIFIED in uses else FooterUse.ALWAYS

    def _use_for(self, official: Official) -> FooterUse:
        if not self.text:
            return FooterUse.NEVER
        if not self.claims_certificate:
            return FooterUse.ALWAYS
        if official.signs_at_gateway:
            return FooterUse.ALWAYS if self.gateway_is_certified else FooterUse.NEVER
        return FooterUse.IF_CERTIFIED if self.has_state_roots else FooterUse.NEVER

    def text_for(self, signatories: Sequence[Official]) -> str:
        """What may be printed with their TTEs; empty where nothing is."""
        return "" if self.use_for(signatories) is FooterUse.NEVER else self.text

    def told_to(self, signatories: Sequence[Official], language: Language) -> str:
        """The same in one line, as the first of them reads it before he decides."""
        text = " ".join(self.text_for(signatories).split())
        return say.ADDED_IF_CERTIFIED(text=text).words(language) if self.use_for(signatories) is FooterUse.IF_CERTIFIED else text


def undrawable(text: str) -> str:
    """The first character that our typefaces may lack; empty where all can be drawn.

    >>> undrawable("“Sah” menurut UU ITE"), undrawable("Sah \u2713")
    ('', '✓')
    """
    return text[found.end() : found.end() + 1] if (found := _DRAWABLE.match(text)) else ""
