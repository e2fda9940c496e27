"""The gateway's calls in its two versions: what is sent, and where in the answer the signed letter stands.

Version 2 takes JSON with the picture and the PDF in base64. Version 1 takes a form with files, answers with the PDF itself, with JSON, or with a number
(`id_dokumen`) under which the PDF can be fetched once; some of its gateways take `width` and `height` for the other corner (`koordinat: sudut`).
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

from pipeline.adapters.line import Answer, CutError, Request
from pipeline.adapters.tte.bsre_answers import PDF, only_file, tree_of
from pipeline.domain.office import Official
from pipeline.domain.signing import Secret, SigningOrder

if TYPE_CHECKING:
    from pipeline.adapters.tte.picture import Picture

_JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}
_OK: Final = 200


class Calls(Protocol):
    """One version of the gateway."""

    @property
    def takes_codes(self) -> bool:
        """Whether it knows one-time codes."""
        ...

    def standing(self, official: Official) -> Request:
        """Asks whether an official may sign."""
        ...

    def code(self, official: Official, count: int) -> Request | None:
        """Asks for a one-time code, good for so many letters; None where there are none."""
        ...

    def sign(self, order: SigningOrder, source: bytes, picture: "Picture | None", who: tuple[Official, Secret]) -> Request:
        """Asks for a signature."""
        ...

    def signed(self, answer: Answer, fetch: Callable[[Request], Answer]) -> bytes | None:
        """The signed PDF of an answer; None where there is none.

        Raises:
            CutError: it is signed, and cannot be had.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Version2:
    """`/api/v2`."""

    takes_codes: bool = True

    def standing(self, official: Official) -> Request:
        """POST user/check/status."""
        return _posted("/api/v2/user/check/status", _named(official))

    def code(self, official: Official, count: int) -> Request:
        """POST sign/get/totp; `data` is how many files the code is for."""
        return _posted("/api/v2/sign/get/totp", {**_named(official), "data": count})

    def sign(self, order: SigningOrder, source: bytes, picture: "Picture | None", who: tuple[Official, Secret]) -> Request:
        """POST sign/pdf."""
        official, secret = who
        shown: dict[str, object] = {"tampilan": "INVISIBLE"}
        if picture is not None:
            left, bottom, right, top = picture.rect_pt
            shown = {
                "tampilan": "VISIBLE",
                "imageBase64": _base64(picture.png),
                "page": order.box.page,
                "originX": round(left, 2),
                "originY": round(bottom, 2),
                "width": round(right - left, 2),
                "height": round(top - bottom, 2),
            }
        properties = shown | {"location": order.location, "reason": order.reason}
        key = "totp" if secret.is_one_time else "passphrase"
        asked: dict[str, object] = {**_named(official), key: secret.reveal(), "signatureProperties": [properties], "file": [_base64(source)]}
        return _posted("/api/v2/sign/pdf", asked)

    def signed(self, answer: Answer, fetch: Callable[[Request], Answer]) -> bytes | None:
        """The one file of `file`."""
        del fetch  # nothing is left to be fetched
        return only_file(answer, "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version1:
    """`/api`, without a version.

    Attributes:
        by_corner: whether `width` and `height` are the other corner.
        in_base64: whether JSON is asked for in place of the raw PDF.
    """

    by_corner: bool = False
    in_base64: bool = False
    takes_codes: bool = False

    def standing(self, official: Official) -> Request:
        """GET user/status."""
        return Request(method="GET", path=f"/api/user/status/{quote(official.nik, safe='')}")

    def code(self, official: Official, count: int) -> None:
        """Knows none."""
        del official, count

    def sign(self, order: SigningOrder, source: bytes, picture: "Picture | None", who: tuple[Official, Secret]) -> Request:
        """POST sign/pdf."""
        official, secret = who
        fields = {"nik": official.nik, "passphrase": secret.reveal(), "tampilan": "invisible", "location": order.location, "reason": order.reason}
        files = {"file": ("surat.pdf", source, "application/pdf")}
        if picture is not None:
            left, bottom, right, top = picture.rect_pt
            reach = (right, top) if self.by_corner else (right - left, top - bottom)
            place = {"xAxis": left, "yAxis": bottom, "width": reach[0], "height": reach[1]}
            fields |= {"tampilan": "visible", "image": "true", "page": str(order.box.page), **{key: f"{value:.2f}" for key, value in place.items()}}
            files["imageTTD"] = ("tte.png", picture.png, "image/png")
        if self.in_base64:
            fields["jenis_response"] = "BASE64"
        return Request(method="POST", path="/api/sign/pdf", fields=fields, files=files)

    def signed(self, answer: Answer, fetch: Callable[[Request], Answer]) -> bytes | None:
        """The body, the file in its JSON, or what its number stands for, which the gateway gives away once."""
        if answer.body.startswith(PDF):
            return answer.body
        found = only_file(answer, "base64_signed_file")
        number = answer.headers.get("id_dokumen") or (tree_of(answer) or {}).get("id_dokumen")
        if found is not None or not isinstance(number, str) or not number:
            return found
        fetched = fetch(Request(method="GET", path=f"/api/sign/download/{quote(number, safe='')}"))
        if fetched.status != _OK:
            reason = f"HTTP {fetched.status}"
            raise CutError(reason)
        return fetched.body


def _named(official: Official) -> dict[str, str]:
    return {"nik": official.nik} if official.nik else {"email": official.gateway_email}


def _posted(path: str, asked: Mapping[str, object]) -> Request:
    return Request(method="POST", path=path, headers=_JSON, body=json.dumps(asked).encode("utf-8"))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
