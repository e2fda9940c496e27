"""How the record reads to people: the words for states, deliveries and what was done. What programs read keeps the stored values."""

from collections.abc import Mapping
from typing import Final

from pipeline.domain.notes import Language, Text
from pipeline.domain.states import DeliveryState, State

STATES: Final[Mapping[State, Text]] = {
    State.RECEIVED: Text(id="menunggu nomor", en="awaiting a number"),
    State.NUMBERED: Text(id="bernomor", en="numbered"),
    State.IN_VERIFICATION: Text(id="diverifikasi", en="in verification"),
    State.AWAITING_SIGNATURE: Text(id="menunggu TTE", en="awaiting the TTE"),
    State.SIGNED: Text(id="ditandatangani", en="signed"),
    State.READY_TO_SEND: Text(id="menunggu dilepas", en="awaiting release"),
    State.DISPATCHING: Text(id="sedang dikirim", en="being sent"),
    State.SENT: Text(id="terkirim", en="sent"),
    State.RETURNED: Text(id="dikembalikan", en="returned"),
    State.HELD: Text(id="ditahan", en="held"),
    State.CANCELLED: Text(id="batal", en="cancelled"),
    State.SIGNATURE_UNCERTAIN: Text(id="TTE belum pasti", en="TTE uncertain"),
}
"""A letter's state in at most seventeen characters, as `surat status` lists it."""

DELIVERIES: Final[Mapping[DeliveryState, Text]] = {
    DeliveryState.PLANNED: Text(id="akan dikirim", en="planned"),
    DeliveryState.SENDING: Text(id="sedang dikirim", en="being sent"),
    DeliveryState.SENT: Text(id="sampai", en="delivered"),
    DeliveryState.DEFERRED: Text(id="ditunda, dicoba lagi", en="deferred, tried again"),
    DeliveryState.UNCERTAIN: Text(id="belum pasti", en="uncertain"),
    DeliveryState.TO_PRINT: Text(id="untuk dicetak", en="to be printed"),
    DeliveryState.PRINTED: Text(id="tercetak", en="printed"),
    DeliveryState.FAILED: Text(id="gagal", en="failed"),
}
"""Where one recipient's delivery stands."""

ACTIONS: Final[Mapping[str, Text]] = {
    "received": Text(id="diterima", en="received"),
    "resubmitted": Text(id="diajukan lagi", en="submitted again"),
    "duplicate": Text(id="disimpan lagi, sama", en="saved again, the same"),
    "number_reserved": Text(id="nomor dicadangkan", en="number reserved"),
    "hold_ended": Text(id="tahanan diakhiri", en="hold ended"),
    "number_recorded": Text(id="nomor manual dicatat", en="number given by hand entered"),
    "number_given_up": Text(id="nomor cadangan dibatalkan", en="reserved number voided"),
    "number_voided": Text(id="nomor dibatalkan (pemulihan)", en="number voided (restore)"),
    "numbering_resumed": Text(id="penomoran dilanjutkan", en="numbering resumed"),
    "restored": Text(id="dipulihkan dari cadangan", en="restored from a backup"),
    "numbered": Text(id="diberi nomor", en="numbered"),
    "submitted": Text(id="dinaikkan", en="submitted"),
    "verified": Text(id="diverifikasi", en="verified"),
    "returned": Text(id="dikembalikan", en="returned"),
    "signed": Text(id="ditandatangani (TTE)", en="signed (TTE)"),
    "footer_added": Text(id="kaki surat dicetak", en="footer printed"),
    "signing_started": Text(id="dikirim ke gateway TTE", en="sent to the gateway"),
    "code_requested": Text(id="kode sekali pakai diminta", en="one-time code asked for"),
    "code_request_failed": Text(id="permintaan kode gagal", en="asking for the code failed"),
    "signature_uncertain": Text(id="tanda tangan belum pasti", en="signature uncertain"),
    "not_signed": Text(id="tidak ditandatangani gateway", en="not signed by the gateway"),
    "signature_raised": Text(id="tingkat TTE dinaikkan", en="signature level raised"),
    "ready_to_send": Text(id="siap dikirim", en="ready to send"),
    "released": Text(id="dilepas", en="released"),
    "dispatch_begun": Text(id="mulai dikirim", en="dispatch begun"),
    "print_started": Text(id="dikirim ke printer", en="handed to the printer"),
    "print_done": Text(id="dicetak menurut printer", en="printed, says the printer"),
    "print_by_hand": Text(id="dicetak petugas", en="to be printed by a person"),
    "handed_over": Text(id="diserahkan", en="handed over"),
    "sent": Text(id="terkirim", en="sent"),
    "delivery_bounced": Text(id="surel kembali, tidak sampai", en="e-mail came back"),
    "delivery_delayed": Text(id="surel tertunda di jalan", en="e-mail delayed on its way"),
    "opened_again": Text(id="dibuka lagi", en="opened again"),
    "held": Text(id="ditahan", en="held"),
    "deferred": Text(id="ditunda", en="deferred"),
    "retried": Text(id="dicoba lagi", en="tried again"),
    "resolved": Text(id="dipastikan", en="resolved"),
    "cancelled": Text(id="dibatalkan", en="cancelled"),
    "decision_refused": Text(id="keputusan ditolak", en="decision refused"),
    **{f"delivery_{state}": Text(id=f"kiriman {text.id}", en=f"delivery {text.en}") for state, text in DELIVERIES.items()},
}
"""What the record says was done, by the stored name of the act."""


def action_words(action: str, language: Language) -> str:
    """An act in words; one that a newer version wrote is told by its stored name.

    >>> action_words("numbered", Language.INDONESIAN), action_words("moved_to_the_moon", Language.ENGLISH)
    ('diberi nomor', 'moved to the moon')
    """
    text = ACTIONS.get(action)
    return text().words(language) if text else action.replace("_", " ")
