"""What the configuration says about the signing gateway, and about the officials who sign there."""

import ipaddress
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from pipeline.config.section import Section
from pipeline.config.settings import AnswerForm, GatewaySettings, Reach, Showing
from pipeline.config.words import email, url
from pipeline.domain.notes import gateway as say
from pipeline.domain.notes import settings as say_settings

_NIK: Final = re.compile(r"[0-9]{16}")
_CODE: Final = re.compile(r"[0-9]{4}")
_USUAL_CODE: Final = 2031
_VERSIONS: Final = {"1": 1, "2": 2}


def read_gateway(main: Section) -> GatewaySettings | None:
    """The gateway; None where pipeline.yaml names none."""
    with main.child("bsre") as here:
        address = url(here, "alamat").rstrip("/")
        gateway = GatewaySettings(
            address=address,
            version=here.pick("versi", here.text("versi"), _VERSIONS, 2),
            user=here.text("pengguna"),
            password_file=here.private_file("sandi_berkas"),
            ca_file=here.private_file("ca_berkas"),
            connect=timedelta(seconds=here.whole("sambung_detik", 10, low=1, high=60)),
            read=timedelta(seconds=here.whole("baca_detik", 60, low=1, high=90)),
            showing=here.choice("tampilan", Showing.VISIBLE),
            certified=here.yes("tersertifikasi", default=True),
            wrong_secret=_codes(here, "kode_rahasia_salah"),
            reach=here.choice("koordinat", Reach.SIZE),
            answer_form=here.choice("jawaban", AnswerForm.PDF),
        )
        if not here.yes("http_polos", default=False) and address.startswith("http:") and not _is_loopback(address):
            here.fault("alamat", say.HTTP_NOT_ALLOWED())
        if gateway.user and gateway.password_file is None:
            here.fault("pengguna", say_settings.LOGIN_WITHOUT_PASSWORD())
    return gateway if address else None


def read_gateway_names(official: Section) -> tuple[str, str]:
    """An official's NIK and e-mail address as the gateway knows them; empty for one who does not sign there."""
    nik, address = official.text("nik").replace(" ", ""), email(official, "email")
    if nik and not _NIK.fullmatch(nik):
        official.fault("nik", say.NOT_A_NIK())
    for key, found in (("nik", nik), ("email", address)):
        if found and official.text("kunci"):
            official.fault(key, say.KEY_AND_GATEWAY(key=key))
    return nik, address


def check_gateway_names(officials: Iterable[Section], gateway: GatewaySettings | None) -> None:
    """Note a fault where an official signs at a gateway that is not there, or that does not know people by what is written."""
    for one in officials:
        nik, address = one.text("nik"), one.text("email")
        if (nik or address) and gateway is None:
            one.fault("nik" if nik else "email", say.WANTS_GATEWAY(key="nik" if nik else "email"))
        elif gateway is not None and gateway.version == 1 and address and not nik:
            one.fault("email", say.NIK_NEEDED())


def _codes(here: Section, key: str) -> frozenset[int]:
    found = here.texts(key)
    for one in found:
        if not _CODE.fullmatch(one.text):
            here.fault(key, say.NOT_CODES(key=key, found=one.text), one.place)
    return frozenset(int(one.text) for one in found if _CODE.fullmatch(one.text)) or frozenset({_USUAL_CODE})


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
