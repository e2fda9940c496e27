"""What the configuration says about the sentence at the foot of signed letters (`tte: kaki`)."""

from pipeline.config.section import Section
from pipeline.config.settings import GatewaySettings
from pipeline.domain.footer import BSRE, MOST_CHARACTERS, Footer, undrawable
from pipeline.domain.notes import footer as say

_KEY = "kaki"
_NAMED = {"bsre": BSRE}
"""sentences that have a name"""


def read_footer(tte: Section, gateway: GatewaySettings | None, *, has_state_roots: bool) -> Footer:
    """The sentence, and on which ways of signing it may be deserved.

    Args:
        tte: the section `tte`.
        gateway: the signing gateway, where there is one.
        has_state_roots: whether `akar_negara` names any.
    """
    written = "\n".join(" ".join(line.split()) for line in tte.text(_KEY).strip().splitlines())
    footer = Footer(
        text=_NAMED.get(written.casefold(), written),
        gateway_is_certified=gateway is not None and gateway.certified,
        has_state_roots=has_state_roots,
    )
    strange = undrawable(footer.text)
    if strange:
        tte.fault(_KEY, say.NOT_DRAWABLE(character=strange))
    if len(footer.text) > MOST_CHARACTERS:
        tte.fault(_KEY, say.TOO_LONG(count=len(footer.text), most=MOST_CHARACTERS))
    if not footer.can_be_deserved:
        tte.fault(_KEY, say.WITHOUT_CERTIFICATE())
    return footer
