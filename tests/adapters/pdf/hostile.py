"""Letters with things in them that no letter needs, written byte by byte: what acts, what is hidden, what lies over the text, what is carried along."""

import subprocess
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.domain.notes import Text
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout, Spot, Token

TEXT = b"BT /F1 12 Tf 72 700 Td (Nomor: ${nomor_naskah}) Tj 0 -100 Td (Isi surat yang dibaca) Tj ET\n"
SIGNED = b"BT /F1 12 Tf 350 200 Td (${ttd_pengirim}) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
EVIL = b"app.alert\\(1\\)"
JAVASCRIPT = b"<</S/JavaScript/JS(" + EVIL + b")>>"
PLACED = Layout(wished={Token.NUMBER: Spot(page=1, x_mm=25, y_mm=60), Token.SIGNATURE: Spot(page=1, x_mm=110, y_mm=220)})
"""for letters whose placeholders cannot be read"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One file, and what must become of it.

    `says` are the sentences of which one is told; empty means it becomes a letter, in whose bytes `gone` is found nowhere.
    """

    make: Callable[[], bytes]
    says: frozenset[Text] = frozenset()
    gone: tuple[bytes, ...] = ()
    recorded: bool = False
    """whether something that could act was taken out, which the record tells"""
    layout: Layout = field(default_factory=Layout)
    same_picture: bool = True
    """whether the draft's own picture, drawn by pdfium, is that of the letter but for the stamps"""


def stream(content: bytes, facts: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (facts, len(content), content)


def flat(content: bytes, facts: bytes = b"", times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter[%b]%b" % (b"/FlateDecode" * times, facts))


def form(content: bytes, facts: bytes = b"") -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>" + facts)


def whole(objects: Mapping[int, bytes], trailer: bytes = b"", head: bytes = b"%PDF-1.7\n") -> bytes:
    """A file of these objects with its table."""
    out, at = bytearray(head), {}
    for number, words in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, words)
    size = max(objects) + 1
    lines = b"".join(b"%010d 00000 n \n" % at[number] if number in at else b"0000000000 65535 f \n" for number in range(size))
    return bytes(out) + b"xref\n0 %d\n%btrailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, lines, size, trailer, len(out))


def parts(  # noqa: PLR0913 - a letter has so many places to hide in
    *,
    catalogue: bytes = b"",
    page: bytes = b"",
    resources: bytes = b"",
    before: bytes = b"",
    after: bytes = b"",
    media: bytes = b"[0 0 595 842]",
    more: Mapping[int, bytes] | None = None,
) -> dict[int, bytes]:
    """The objects of a letter: catalogue, pages, page, content, font, and from 10 on what is hidden in it."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%b>>%b>>" % (media, resources, page),
        4: stream(before + TEXT + SIGNED + after),
        5: FONT,
        **(more or {}),
    }


def annotated(kind: bytes, facts: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    """A letter with one annotation, object 10."""
    annotation = b"<</Type/Annot/Subtype/%b/Rect[60 590 300 620]%b>>" % (kind, facts)
    return whole(parts(page=b"/Annots[10 0 R]", more={10: annotation, **(more or {})}))


DRAWN = {11: form(b"1 1 1 rg 0 0 595 842 re f")}
LINK = b"/Border[0 0 0]"


def _acting() -> dict[str, Hostile]:
    cases: dict[str, bytes] = {
        "a script by name": whole(parts(catalogue=b"/Names<</JavaScript<</Names[(a)10 0 R]>>>>", more={10: JAVASCRIPT})),
        "a script on opening": whole(parts(catalogue=b"/OpenAction" + JAVASCRIPT)),
        "a script after going to a page": whole(parts(catalogue=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[%b<</S/Named/N/Print>>]>>" % JAVASCRIPT)),
        "scripts of the document": whole(parts(catalogue=b"/AA<</WC%b/WS%b>>" % (JAVASCRIPT, JAVASCRIPT))),
        "scripts of the page": whole(parts(page=b"/AA<</O%b/C%b>>" % (JAVASCRIPT, JAVASCRIPT))),
        "scripts of the page tree": whole(parts() | {2: b"<</Type/Pages/Count 1/Kids[3 0 R]/AA<</O%b>>>>" % JAVASCRIPT}),
        "a script of a link": annotated(b"Link", LINK + b"/A" + JAVASCRIPT),
        "scripts around a link": annotated(b"Link", LINK + b"/AA<</E%b>>/PA%b/A<</S/URI/URI(https://contoh.test)>>" % (JAVASCRIPT, JAVASCRIPT)),
        "a chain of actions": annotated(b"Link", LINK + b"/A<</S/URI/URI(https://contoh.test)/Next<</S/GoTo/D[3 0 R/Fit]/Next%b>>>>" % JAVASCRIPT),
        "a chain that bites its tail": annotated(b"Link", LINK + b"/A 11 0 R", {11: b"<</S/GoTo/D[3 0 R/Fit]/Next[11 0 R %b]>>" % JAVASCRIPT}),
        "a program to start": annotated(b"Link", LINK + b"/A<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(app.alert)>>>>"),
        "a program on opening": whole(parts(catalogue=b"/OpenAction<</S/Launch/F(cmd.exe)>>")),
        "a form to send": annotated(b"Link", LINK + b"/A<</S/SubmitForm/F<</FS/URL/F(https://penipu.test)>>>>"),
        "another file to open": annotated(b"Link", LINK + b"/A<</S/GoToR/F(//penipu/share/a.pdf)/D[0/Fit]>>"),
        "an enclosed file to open": annotated(b"Link", LINK + b"/A<</S/GoToE/T<</R/C/N(penipu)>>/D[0/Fit]>>"),
        "a script behind a web address": annotated(b"Link", LINK + b"/A<</S/URI/URI(javascript:app.alert)>>"),
        "a file behind a web address": annotated(b"Link", LINK + b"/A<</S/URI/URI(file://penipu/a)>>"),
        "an action without a kind": annotated(b"Link", LINK + b"/A<</URI(penipu)/JS(app.alert)>>"),
        "data to import": annotated(b"Link", LINK + b"/A<</S/ImportData/F(penipu.fdf)>>"),
        "layers to switch": annotated(b"Link", LINK + b"/A<</S/SetOCGState/State[/OFF 10 0 R]/JS(app.alert)>>"),
        "a named act": annotated(b"Link", LINK + b"/A<</S/Named/N/Print/JS(app.alert)>>"),
        "a script of a bookmark": whole(
            parts(catalogue=b"/Outlines 10 0 R", more={10: b"<</First 11 0 R/Last 11 0 R>>", 11: b"<</Parent 10 0 R/Title(Isi)/A%b>>" % JAVASCRIPT})
        ),
        "a script of a structure": whole(parts(catalogue=b"/StructTreeRoot 10 0 R", more={10: b"<</Type/StructTreeRoot/K<</S/P/A%b>>>>" % JAVASCRIPT})),
        "a script of the properties": whole(parts(more={10: b"<</Title(Surat)/Acak%b>>" % JAVASCRIPT}), trailer=b"/Info 10 0 R"),
        "a base of addresses": whole(parts(catalogue=b"/URI<</Base(https://penipu.test)>>")),
        "a duty of the reader": whole(parts(catalogue=b"/Requirements[<</Type/Requirement/S/EnableJavaScripts/RH%b>>]" % JAVASCRIPT)),
        "a page for later": whole(parts(catalogue=b"/Names<</Templates<</Names[(a)3 0 R]>>/JavaScript<</Names[(b)%b]>>>>" % JAVASCRIPT)),
        "another picture for the printer": whole(
            parts(
                before=b"q 40 0 0 40 500 780 cm /I Do Q\n",
                resources=b"/XObject<</I 10 0 R>>",
                more={10: image(b"/Alternates[<</Image 11 0 R/DefaultForPrinting true>>]"), 11: image(b"/Penipu(x)")},
            )
        ),
        "a form of another file": whole(
            parts(before=b"/X Do\n", resources=b"/XObject<</X 10 0 R>>", more={10: form(b"0 g", b"/Ref<</F(penipu.pdf)/Page 0>>")})
        ),
    }
    spelt = (
        b"JavaScript",
        b"app.alert",
        b"/JS",
        b"Launch",
        b"SubmitForm",
        b"GoToR",
        b"GoToE",
        b"ImportData",
        b"penipu",
        b"Penipu",
        b"/AA",
        b"/Next",
        b"SetOCGState",
    )
    unseen = {"scripts of the page tree"}  # the tree itself is never carried over
    return {name: Hostile(make=lambda made=made: made, gone=spelt, recorded=name not in unseen) for name, made in cases.items()}


def image(facts: bytes = b"", size: tuple[int, int] = (1, 1), content: bytes = b"\x80") -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d%b" % (*size, facts))


def _carried() -> dict[str, Hostile]:
    file = {12: b"<</Type/Filespec/F(a.exe)/EF<</F 13 0 R>>>>", 13: stream(b"MZ", b"/Type/EmbeddedFile")}
    media = {12: file[12], 13: file[13], 11: form(b"0 g 0 0 9 9 re f")}
    inside: dict[str, bytes] = {
        "files by name": whole(parts(catalogue=b"/Names<</EmbeddedFiles<</Names[(a)12 0 R]>>>>", more=file)),
        "a file pinned to the page": annotated(b"FileAttachment", b"/FS 12 0 R", file),
        "a portfolio": whole(parts(catalogue=b"/Collection<</View/T>>/Names<</EmbeddedFiles<</Names[(a)12 0 R]>>>>", more=file)),
        "an empty portfolio": whole(parts(catalogue=b"/Collection<</View/T>>")),
        "files of the document": whole(parts(catalogue=b"/AF[12 0 R]", more=file)),
        "files of the page": whole(parts(page=b"/AF[12 0 R]", more=file)),
    }
    outside: dict[str, bytes] = {
        "a content elsewhere": whole(parts() | {4: stream(b"", b"/F(//penipu/share/content)")}),
        "a picture elsewhere": whole(
            parts(before=b"/I Do\n", resources=b"/XObject<</I 10 0 R>>", more={10: image(b"/F<</FS/URL/F(https://penipu.test/a)>>/FFilter/FlateDecode")})
        ),
    }
    moving: dict[str, bytes] = {
        kind.decode(): annotated(kind, facts, media)
        for kind, facts in {
            b"RichMedia": b"/RichMediaContent<</Assets<</Names[(a)12 0 R]>>>>/AP<</N 11 0 R>>",
            b"Movie": b"/Movie<</F(a.mpg)>>",
            b"Sound": b"/Sound 13 0 R",
            b"Screen": b"/A<</S/Rendition/OP 0>>",
            b"3D": b"/3DD 13 0 R/AP<</N 11 0 R>>",
        }.items()
    }
    xfa = b"/AcroForm<</Fields[]/XFA[(template)10 0 R]>>"
    return {
        **{name: Hostile(make=lambda made=made: made, says=frozenset({say.FILES_INSIDE})) for name, made in inside.items()},
        **{name: Hostile(make=lambda made=made: made, says=frozenset({say.CONTENT_ELSEWHERE})) for name, made in outside.items()},
        **{f"{name} on the page": Hostile(make=lambda made=made: made, says=frozenset({say.MEDIA_INSIDE})) for name, made in moving.items()},
        "an XFA form": Hostile(make=lambda: whole(parts(catalogue=xfa, more={10: stream(b"<template/>")})), says=frozenset({say.FORM_FIELDS})),
    }


def _over_the_text() -> dict[str, Hostile]:
    kinds = (b"FreeText", b"Stamp", b"Redact", b"Highlight", b"Underline", b"StrikeOut", b"Squiggly", b"Square", b"Circle", b"Line", b"Polygon", b"PolyLine")
    flags = {"": b"", "hidden ": b"/F 2", "printed only ": b"/F 36", "seen only ": b"/F 0"}
    drawn = {
        f"a {how}{kind.decode()}": annotated(kind, facts + b"/AP<</N 11 0 R>>/QuadPoints[60 620 300 620 60 590 300 590]", DRAWN)
        for kind in (*kinds, b"Ink", b"Caret", b"Text", b"Watermark", b"PrinterMark", b"TrapNet", b"Projection", b"Entah")
        for how, facts in flags.items()
        if kind == b"Stamp" or not how
    } | {
        "a Stamp without a picture": annotated(b"Stamp", b"/Contents(LUNAS)"),
        "a Link with a picture": annotated(b"Link", LINK + b"/AP<</N 11 0 R>>", DRAWN),
        "a thing without a kind": whole(parts(page=b"/Annots[<</Rect[60 590 300 620]/AP<</N 11 0 R>>>>]", more=DRAWN)),
    }
    widget = annotated(b"Widget", b"/FT/Tx/T(a)/V(b)/AP<</N 11 0 R>>", DRAWN)
    acting = annotated(b"Widget", b"/FT/Btn/T(a)/A%b/AA<</K%b>>" % (JAVASCRIPT, JAVASCRIPT))
    return {
        **{name: Hostile(make=lambda made=made: made, says=frozenset({say.OVER_THE_TEXT})) for name, made in drawn.items()},
        "a field that draws": Hostile(make=lambda: widget, says=frozenset({say.FORM_FIELDS})),
        "a field that acts": Hostile(make=lambda: acting, says=frozenset({say.FORM_FIELDS})),
        "a white bar over the placeholder": Hostile(make=lambda: whole(parts(after=b"1 g 60 690 400 30 re f")), says=frozenset({say.TOKEN_HIDDEN})),
        "a picture within the content over the placeholder": Hostile(
            make=lambda: whole(parts(after=b"q 400 0 0 30 60 690 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n")), says=frozenset({say.TOKEN_HIDDEN})
        ),
        "holes of a picture over the placeholder": Hostile(
            make=lambda: whole(parts(after=b"q 1 0 0 1 60 690 cm BI /IM true /W 8 /H 1 ID \x80 EI Q\n")), same_picture=True
        ),
        "a placeholder in the bytes of a picture": Hostile(
            make=lambda: whole(parts(after=b"q 9 0 0 9 500 780 cm BI /W 40 /H 1 ID  EI BT /F1 9 Tf 72 99 Td (${hal}) Tj ET  EI Q\n")), same_picture=True
        ),
        "a placeholder in white": Hostile(make=lambda: whole(parts(before=b"1 g ")), says=frozenset({say.TOKEN_HIDDEN})),
        "a comment's window": Hostile(make=lambda: annotated(b"Popup", b"/Open true/Contents(penipu)"), gone=(b"penipu", b"Popup"), recorded=True),
    }


def _layered(properties: bytes, *, member: bytes = b"10 0 R", usage: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    """A letter with a second text on a layer, object 10."""
    return whole(
        parts(
            catalogue=b"/OCProperties<</OCGs[10 0 R 11 0 R]%b>>" % properties,
            resources=b"/Properties<</L %b>>" % member,
            after=b"/OC /L BDC BT /F1 12 Tf 72 500 Td (Isi kedua) Tj ET EMC\n",
            more={
                10: b"<</Type/OCG/Name(Isi)%b>>" % usage,
                11: b"<</Type/OCG/Name(Lain)>>",
                **(more or {}),
            },
        )
    )


def _layers() -> dict[str, Hostile]:
    hidden = {
        "a layer that is off": _layered(b"/D<</OFF[10 0 R]>>"),
        "layers off unless on": _layered(b"/D<</BaseState/OFF/ON[11 0 R]>>"),
        "a layer for the printer": _layered(b"/D<</AS[<</Event/View/Category[/View]/OCGs[10 0 R]>>]>>", usage=b"/Usage<</View<</ViewState/OFF>>>>"),
        "a layer that some readers hide": _layered(b"/D<<>>", usage=b"/Usage<</Print<</PrintState/OFF>>>>"),
        "a layer seen where another is not": _layered(b"/D<<>>", member=b"12 0 R", more={12: b"<</Type/OCMD/OCGs[11 0 R]/P/AllOff>>"}),
        "a layer by an expression": _layered(b"/D<<>>", member=b"12 0 R", more={12: b"<</Type/OCMD/VE[/Not 11 0 R]>>"}),
        "a picture's layer that is off": whole(
            parts(
                catalogue=b"/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]>>>>",
                before=b"/X Do\n",
                resources=b"/XObject<</X 11 0 R>>",
                more={10: b"<</Type/OCG/Name(Isi)>>", 11: form(b"BT /F1 9 Tf 72 500 Td (Isi kedua) Tj ET", b"/OC 10 0 R")},
            )
        ),
    }
    shown = {
        "layers that are all seen": _layered(b"/D<</ON[10 0 R 11 0 R]/Order[10 0 R]>>"),
        "another choice of layers": _layered(b"/D<</BaseState/ON>>/Configs[<</Name(penipu)/OFF[10 0 R]>>]"),
    }
    return {
        **{name: Hostile(make=lambda made=made: made, says=frozenset({say.HIDDEN_LAYER})) for name, made in hidden.items()},
        **{name: Hostile(make=lambda made=made: made, gone=(b"/OCProperties", b"penipu", b"/OFF"), recorded=True) for name, made in shown.items()},
    }


def _locked(*words: str) -> bytes:
    with TemporaryDirectory() as name:
        plain, locked = Path(name, "a.pdf"), Path(name, "b.pdf")
        plain.write_bytes(whole(parts()))
        subprocess.run(["qpdf", "--allow-weak-crypto", "--encrypt", *words, "--", str(plain), str(locked)], check=True)
        return locked.read_bytes()


def _locks() -> dict[str, Hostile]:
    locks = {
        "a user's password, RC4 40": ("rahasia", "pemilik", "40"),
        "an owner's password, RC4 128": ("", "pemilik", "128", "--use-aes=n"),
        "an owner's password, AES 128": ("", "pemilik", "128", "--use-aes=y"),
        "a user's password, AES 256": ("rahasia", "pemilik", "256"),
        "an owner's password, AES 256": ("", "pemilik", "256"),
        "no password at all": ("", "", "256"),
    }
    return {name: Hostile(make=lambda words=words: _locked(*words), says=frozenset({say.ENCRYPTED})) for name, words in locks.items()}


def _signed() -> dict[str, Hostile]:
    signature = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 9 99 9]/Contents<3080>>>"
    field = b"/FT/Sig/T(TTE)/V 11 0 R"
    cases = {
        "signed": whole(
            parts(
                catalogue=b"/AcroForm<</SigFlags 3/Fields[10 0 R]>>",
                page=b"/Annots[10 0 R]",
                more={10: b"<</Type/Annot/Subtype/Widget/Rect[0 0 0 0]%b>>" % field, 11: signature},
            )
        ),
        "signed, and not listed": annotated(b"Widget", field, {11: signature}),
        "signed, and referred to by nothing": whole(parts(more={11: signature})),
        "certified": whole(parts(catalogue=b"/Perms<</DocMDP 11 0 R>>", more={11: signature.replace(b"ByteRange", b"Entah")})),
    }
    return {name: Hostile(make=lambda made=made: made, says=frozenset({say.ALREADY_SIGNED})) for name, made in cases.items()} | {
        "a field to sign in": Hostile(make=lambda: annotated(b"Widget", b"/FT/Sig/T(TTE)"), says=frozenset({say.SIGNATURE_FIELD}))
    }


HOSTILE: dict[str, Hostile] = _acting() | _carried() | _over_the_text() | _layers() | _locks() | _signed()
