"""What a letter may hold, key by key (ISO 32000-2): the rewrite carries over what stands in these tables, and nothing else.

Every dictionary is read as one `Kind` of thing, told by where it is reached from; of each kind the table names the keys that stay and what their values are.
What nobody named here is left out: scripts, actions, forms, files, layers, and whatever later versions of the format may think of. An object that is reached
as two kinds is written twice, each time with that kind's keys alone.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject


class Kind(StrEnum):
    """What a value is read as."""

    PLAIN = "plain"
    """names, numbers, strings, truths and arrays of them; no dictionary"""
    FLAGS = "flags"
    """a dictionary of plain values under any key, such as viewer preferences"""
    CATALOGUE = "catalogue"
    TREE = "tree"
    """the one node above all pages"""
    PACKET = "packet"
    """our own XMP"""
    PROPERTIES = "properties"
    """the document's title, author and dates"""
    NAMES = "names"
    PLACES = "places"
    """a tree of named places"""
    NAMED_PLACES = "named places"
    """a dictionary of them"""
    GOAL = "goal"
    """a place to go to, or the action that goes there"""
    WEB = "web"
    """an action that opens a web or mail address"""
    BOOKMARKS = "bookmarks"
    LABELS = "labels"
    STRUCTURE = "structure"
    ATTRIBUTES = "attributes"
    """of an element of the structure; they name whose they are"""
    CLASSES = "classes"
    INTENT = "intent"
    PAGE = "page"
    """a reference to a page; nothing else counts as one"""
    LEAF = "leaf"
    """a page's own dictionary"""
    ANNOTATION = "annotation"
    STREAM = "stream"
    """a stream with no keys of its own"""
    UNPACKING = "unpacking"
    """a filter's parameters"""
    RESOURCES = "resources"
    FONTS = "fonts"
    FONT = "font"
    """a font and all that belongs to it"""
    GLYPHS = "glyphs"
    """the drawings of a Type 3 font"""
    GLYPH = "glyph"
    """one of them"""
    DRAWINGS = "drawings"
    DRAWING = "drawing"
    """a picture, a mask or a form"""
    GROUP = "group"
    STATES = "states"
    STATE = "state"
    """a graphics state"""
    SOFT_MASK = "soft mask"
    COLOURS = "colours"
    COLOUR = "colour"
    """a colour space, a function, a shading, a profile"""
    PATTERNS = "patterns"
    PATTERN = "pattern"
    MARKS = "marks"
    MARK = "mark"
    """what is said about marked content"""


def _keys(plain: str, **others: Kind) -> Mapping[str, Kind]:
    return MappingProxyType({f"/{key}": Kind.PLAIN for key in plain.split()} | {f"/{key}": kind for key, kind in others.items()})


_COLOUR: Final = """N Range FunctionType Domain C0 C1 Bounds Encode Size BitsPerSample Order Decode ShadingType Background BBox AntiAlias Coords Extend
    Matrix BitsPerCoordinate BitsPerComponent BitsPerFlag VerticesPerRow WhitePoint BlackPoint Gamma Subtype Components"""
_FONT: Final = """Type Subtype BaseFont Name FirstChar LastChar Widths FontBBox FontMatrix DW W DW2 W2 FontName FontFamily FontStretch FontWeight Flags
    ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth CharSet BaseEncoding Differences Registry Ordering
    Supplement CMapName WMode Lang Length1 Length2 Length3"""

_FONT_PARTS: Final = "Encoding ToUnicode DescendantFonts CIDSystemInfo FontDescriptor CIDToGIDMap FontFile FontFile2 FontFile3 CIDSet UseCMap"
_DRAWING: Final = """Type Subtype FormType BBox Matrix Width Height BitsPerComponent Intent ImageMask Decode Interpolate SMaskInData Matte
    StructParent StructParents Name"""

KEYS: Final[Mapping[Kind, Mapping[str, Kind]]] = MappingProxyType(
    {
        Kind.CATALOGUE: _keys(
            "Type PageLayout Lang",
            Pages=Kind.PAGE,
            Metadata=Kind.PACKET,
            Outlines=Kind.BOOKMARKS,
            Names=Kind.NAMES,
            Dests=Kind.NAMED_PLACES,
            ViewerPreferences=Kind.FLAGS,
            MarkInfo=Kind.FLAGS,
            StructTreeRoot=Kind.STRUCTURE,
            OutputIntents=Kind.INTENT,
            PageLabels=Kind.LABELS,
            OpenAction=Kind.GOAL,
        ),
        Kind.TREE: _keys("Type Count", Kids=Kind.PAGE),
        Kind.PACKET: _keys("Type Subtype"),
        Kind.PROPERTIES: _keys("Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped"),
        Kind.NAMES: _keys("", Dests=Kind.PLACES),
        Kind.PLACES: _keys("Limits", Kids=Kind.PLACES, Names=Kind.GOAL),
        Kind.GOAL: _keys("Type S", D=Kind.GOAL),
        Kind.WEB: _keys("Type S URI IsMap"),
        Kind.BOOKMARKS: _keys(
            "Type Title Count C F",
            **dict.fromkeys(("First", "Last", "Next", "Prev", "Parent"), Kind.BOOKMARKS),
            Dest=Kind.GOAL,
            A=Kind.GOAL,
            SE=Kind.STRUCTURE,
        ),
        Kind.LABELS: _keys("Type S P St Limits", Kids=Kind.LABELS, Nums=Kind.LABELS),
        Kind.STRUCTURE: _keys(
            "Type S ID R T Lang Alt E ActualText ParentTreeNextKey MCID Limits",
            **dict.fromkeys(("K", "P", "Kids", "Nums", "Names", "ParentTree", "IDTree"), Kind.STRUCTURE),
            RoleMap=Kind.FLAGS,
            ClassMap=Kind.CLASSES,
            A=Kind.ATTRIBUTES,
            C=Kind.FLAGS,
            Pg=Kind.PAGE,
            Obj=Kind.ANNOTATION,
        ),
        Kind.INTENT: _keys("Type S OutputCondition OutputConditionIdentifier RegistryName Info", DestOutputProfile=Kind.COLOUR),
        Kind.LEAF: _keys(
            "Type MediaBox CropBox BleedBox TrimBox ArtBox Rotate Tabs StructParents",
            Parent=Kind.PAGE,
            Contents=Kind.STREAM,
            Resources=Kind.RESOURCES,
            Group=Kind.GROUP,
            Annots=Kind.ANNOTATION,
        ),
        Kind.ANNOTATION: _keys("Type Subtype Rect Border C H QuadPoints F NM M StructParent Contents", A=Kind.GOAL, Dest=Kind.GOAL, BS=Kind.FLAGS, P=Kind.PAGE),
        Kind.STREAM: _keys(""),
        Kind.GLYPH: _keys(""),
        Kind.UNPACKING: _keys(
            "Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform",
            JBIG2Globals=Kind.STREAM,
        ),
        Kind.RESOURCES: _keys(
            "ProcSet",
            Font=Kind.FONTS,
            XObject=Kind.DRAWINGS,
            ExtGState=Kind.STATES,
            ColorSpace=Kind.COLOURS,
            Shading=Kind.COLOURS,
            Pattern=Kind.PATTERNS,
            Properties=Kind.MARKS,
        ),
        Kind.FONT: _keys(
            _FONT,
            **dict.fromkeys(_FONT_PARTS.split(), Kind.FONT),
            CharProcs=Kind.GLYPHS,
            Resources=Kind.RESOURCES,
        ),
        Kind.DRAWING: _keys(
            _DRAWING,
            Resources=Kind.RESOURCES,
            Group=Kind.GROUP,
            ColorSpace=Kind.COLOUR,
            Mask=Kind.DRAWING,
            SMask=Kind.DRAWING,
        ),
        Kind.GROUP: _keys("Type S I K", CS=Kind.COLOUR),
        Kind.STATE: _keys(
            "Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK UseBlackPtComp",
            Font=Kind.FONT,
            SMask=Kind.SOFT_MASK,
            **dict.fromkeys(("TR", "TR2", "BG", "BG2", "UCR", "UCR2"), Kind.COLOUR),
        ),
        Kind.SOFT_MASK: _keys("Type S BC", G=Kind.DRAWING, TR=Kind.COLOUR),
        Kind.COLOUR: _keys(_COLOUR, **dict.fromkeys(("Alternate", "Function", "Functions", "ColorSpace", "Process"), Kind.COLOUR), Colorants=Kind.COLOURS),
        Kind.PATTERN: _keys(
            "Type PatternType PaintType TilingType BBox XStep YStep Matrix", Resources=Kind.RESOURCES, Shading=Kind.COLOUR, ExtGState=Kind.STATE
        ),
        Kind.MARK: _keys("Type Subtype BBox Attached MCID ActualText Alt E Lang"),
    },
)
"""The keys of each kind of dictionary."""

MEMBERS: Final[Mapping[Kind, Kind]] = MappingProxyType(
    {
        Kind.FLAGS: Kind.PLAIN,
        Kind.ATTRIBUTES: Kind.PLAIN,
        Kind.CLASSES: Kind.ATTRIBUTES,
        Kind.NAMED_PLACES: Kind.GOAL,
        Kind.FONTS: Kind.FONT,
        Kind.GLYPHS: Kind.GLYPH,
        Kind.DRAWINGS: Kind.DRAWING,
        Kind.STATES: Kind.STATE,
        Kind.COLOURS: Kind.COLOUR,
        Kind.PATTERNS: Kind.PATTERN,
        Kind.MARKS: Kind.MARK,
    },
)
"""Dictionaries of any keys, and what all their values are."""

_UNPACKED: Final = _keys("Filter", DecodeParms=Kind.UNPACKING)
"""how a stream is packed; its length is written anew"""
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:|tel:|www\.)", re.IGNORECASE)
_OFTEN: Final = "Metadata PieceInfo Thumb Extensions OC B VP DSS Usage HT NS Namespaces OPI Measure PtData AcroForm Threads PresSteps Trans"
_QUIET: Final = frozenset(f"/{key}" for key in _OFTEN.split())
"""what many writers put in and nobody misses; the record does not name it"""
_TELLING: Final = {
    "/AA": "AA",
    "/Alternates": "Alternates",
    "/JavaScript": "JavaScript",
    "/OCProperties": "OCProperties",
    "/OpenAction": "OpenAction",
    "/Ref": "Ref",
    "/Requirements": "Requirements",
    "/Templates": "Templates",
    "/URI": "URI",
    **{f"/{kind}": kind for kind in ("GoToE", "GoToR", "ImportData", "Launch", "Named", "Popup", "Rendition", "ResetForm", "SetOCGState", "SubmitForm")},
}
"""what the record names; nothing that a file itself says gets into it"""
_OTHER: Final = "…"


@cache
def keys_of(kind: Kind, *, packed: bool) -> Mapping[str, Kind]:
    """The keys that stay in a dictionary of a kind, which may be that of a stream."""
    keys = KEYS.get(kind, {})
    return {**keys, **_UNPACKED} if packed else keys


def kind_within(kind: Kind, value: DictionaryObject) -> Kind | None:
    """What a dictionary that is reached as `kind` is read as; None where it must not stay."""
    match kind:
        case Kind.GOAL:
            return _goal(value)
        case Kind.ANNOTATION if value.get("/Subtype") != "/Link":
            return None
        case Kind.ATTRIBUTES if "/O" not in value:
            return None
        case Kind.DRAWING if value.get("/Subtype") not in {"/Image", "/Form"}:
            return None
        case Kind.PLAIN | Kind.PAGE:
            return None
        case _:
            return kind


def _goal(action: DictionaryObject) -> Kind | None:
    """Going to a place of this letter, or to an address; any other action must not stay."""
    does = action.get("/S")
    if does == "/URI":
        return Kind.WEB if _ADDRESS.match(str(action.get("/URI", "")).strip()) else None
    return Kind.GOAL if does in {None, "/GoTo"} and "/D" in action else None


def told(key: str, value: PdfObject | None) -> str | None:
    """What the record calls a thing that was left out; None where it is not worth a word.

    Only what has parts of its own can do anything: a lone name or number is dropped in silence.
    """
    if key in _QUIET or not isinstance(value, DictionaryObject | ArrayObject):
        return None
    if isinstance(value, DictionaryObject) and key in {"/A", "/PA", "/OpenAction", "/Next", "/D"}:
        return _TELLING.get(str(value.get("/S")), _OTHER)
    return _TELLING.get(key, _OTHER)


def told_of(kind: Kind, value: DictionaryObject) -> str:
    """The same for a dictionary that was reached as a kind it must not be."""
    return told("/A", value) or _OTHER if kind in {Kind.GOAL, Kind.ATTRIBUTES} else _TELLING.get(str(value.get("/Subtype")), _OTHER)


def is_conditional(member: DictionaryObject) -> bool:
    """Whether marked content or a drawing is seen only where some layer is not (8.11.2.2)."""
    return member.get("/Type") == "/OCMD" and ("/VE" in member or member.get("/P") in {"/AllOff", "/AnyOff"})
