"""Walks a content stream operator by operator, and the forms it draws: every text shown, with its place and its bytes (ISO 32000-2, 9.4).

A `Show` is one text-showing operator. Its text and length are worked out for the whole operator; only where a placeholder may stand is it taken apart into
glyphs, so that a page costs a millisecond or two.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pypdf.generic import DictionaryObject, IndirectObject, PdfObject, StreamObject

from pipeline.adapters.pdf.draftfont import DraftFont, draft_font
from pipeline.adapters.pdf.geometry import Area, Matrix
from pipeline.adapters.pdf.inline import components_in, is_mask
from pipeline.adapters.pdf.lexer import PATHS, Kerned, Operand, Operation, operations
from pipeline.adapters.pdf.rules import EVERYWHERE, Cover, Rule, fills, rules
from pipeline.adapters.pdf.shows import Show
from pipeline.adapters.pdf.textstate import State, measured
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say

_DEEPEST_FORM: Final = 16
_MOST_SHOWS: Final = 200_000
_DEEPEST_STATE: Final = 512
_DEVICE: Final = frozenset({"DeviceGray", "DeviceRGB", "DeviceCMYK"})
_UNSEEN: Final = frozenset({3.0, 7.0})
"""text rendering modes that paint nothing (9.3.6)"""


@dataclass(slots=True)
class Pen:
    """Walks one content stream after the other, forms within pages."""

    shows: list[Show] = field(default_factory=list)
    fonts: dict[int, DraftFont] = field(default_factory=dict)
    spelt: list[tuple[StreamObject | None, Operation]] = field(default_factory=list)
    veils: list[tuple[int, Area]] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)
    """the forms it is in"""
    deepest: int = 0
    """how many `Q` the content has too many, as a negative number"""
    open: int = 0
    """how many `q` are not closed"""

    def walk(self, content: bytes, resources: DictionaryObject, to_seen: Matrix) -> None:
        """Take in every show of a page."""
        page = _Stream(pen=self, content=content, resources=resources, state=State(ctm=to_seen))
        page.read()
        self.open = len(page.stack)
        self.deepest = -page.surplus


@dataclass(slots=True)
class _Stream:
    """Where the pen is within one stream."""

    pen: Pen
    content: bytes
    resources: DictionaryObject
    state: State
    depth: int = 0
    form: StreamObject | None = None
    """the form whose content it is; none is the page's own"""
    stack: list[State] = field(default_factory=list)
    fonts: dict[str, DraftFont | None] = field(default_factory=dict)
    marked: list[Operation | None] = field(default_factory=list)
    surplus: int = 0
    line: Matrix = field(default_factory=Matrix)
    text: Matrix = field(default_factory=Matrix)

    def read(self) -> None:
        """Act on every operation."""
        for operation in operations(self.content, components_in(self.resources)):
            act = _ACTS.get(operation.operator)
            if act is not None:
                act(self, operation)

    def save(self, _: Operation) -> None:
        """`q`."""
        if len(self.stack) < _DEEPEST_STATE:
            self.stack.append(self.state.kept())

    def restore(self, _: Operation) -> None:
        """`Q`; one too many does nothing."""
        if self.stack:
            self.state = self.stack.pop()
        else:
            self.surplus += 1

    def transform(self, operation: Operation) -> None:
        """`cm`."""
        self.state.ctm = Matrix(*_numbers(operation, 6)).then(self.state.ctm)

    def begin_text(self, _: Operation) -> None:
        """`BT`."""
        self.line = self.text = Matrix()

    def set_matrix(self, operation: Operation) -> None:
        """`Tm`."""
        self.line = self.text = Matrix(*_numbers(operation, 6))

    def move(self, operation: Operation) -> None:
        """`Td`, and `TD`, which sets the leading too."""
        x, y = _numbers(operation, 2)
        if operation.operator == b"TD":
            self.state.leading = -y
        self.next_line(x, y)

    def new_line(self, _: Operation) -> None:
        """`T*`."""
        self.next_line(0.0, -self.state.leading)

    def next_line(self, x: float, y: float) -> None:
        """Begin a line at an offset from the beginning of this one."""
        self.line = self.text = Matrix(e=x, f=y).then(self.line)

    def set_font(self, operation: Operation) -> None:
        """`Tf`."""
        name, size = operation.operands[-2:] if len(operation.operands) > 1 else ("", 0.0)
        self.state.size = size if isinstance(size, float) else 0.0
        self.state.font = self._font(str(name))

    def _font(self, name: str) -> DraftFont | None:
        if name in self.fonts:
            return self.fonts[name]
        self.fonts[name] = self._read_font(name)
        return self.fonts[name]

    def _read_font(self, name: str) -> DraftFont | None:
        fonts = dictionary(self.resources.get("/Font"))
        found = fonts.get(f"/{name}")
        font = dictionary(found) if found is not None else None
        if not font:
            return None
        if id(font) not in self.pen.fonts:
            self.pen.fonts[id(font)] = draft_font(font)
        return self.pen.fonts[id(font)]

    def set_number(self, operation: Operation) -> None:
        """`Tc`, `Tw`, `TL`, `Ts`, `Tr` and `Tz`."""
        (value,) = _numbers(operation, 1)
        match operation.operator:
            case b"Tc":
                self.state.char_space = value
            case b"Tw":
                self.state.word_space = value
            case b"TL":
                self.state.leading = value
            case b"Ts":
                self.state.rise = value
            case b"Tr":
                self.state.mode = value
            case _:
                self.state.stretch = value / 100

    def set_space(self, operation: Operation) -> None:
        """`cs`; a form's own names mean nothing on the page, where values are drawn."""
        named = not operation.operands or operation.operands[-1] not in _DEVICE
        self.state.space = self.state.fill = b"" if named and self.depth else self._words(operation)

    def set_colour(self, operation: Operation) -> None:
        """`sc` and `scn`, in the colour space chosen before."""
        self.state.fill = self.state.space + self._words(operation) if self.state.space or not self.depth else b""

    def set_plain_colour(self, operation: Operation) -> None:
        """`g`, `rg` and `k`, which choose their own colour space."""
        self.state.space = b""
        self.state.fill = self._words(operation)

    def _words(self, operation: Operation) -> bytes:
        return self.content[operation.start : operation.end] + b" "

    def show(self, operation: Operation) -> None:
        """`Tj`, `TJ`, `'` and `"`."""
        state, operands = self.state, operation.operands
        if operation.operator == b'"' and len(operands) > 2:  # noqa: PLR2004 - word space, character space, string
            state.word_space, state.char_space = (value if isinstance(value, float) else 0.0 for value in operands[-3:-1])
        if operation.operator in {b"'", b'"'}:
            self.new_line(operation)
        if state.font is None or not operands:
            return
        last = operands[-1]
        shown = last if isinstance(last, Kerned) else [piece for piece in (last if isinstance(last, list) else [last]) if isinstance(piece, bytes | float)]
        text, length = measured(shown, state.font, state)
        pen = Matrix(f=state.rise).then(self.text).then(state.ctm)
        self.text = Matrix(e=length).then(self.text)
        if len(self.pen.shows) >= _MOST_SHOWS:
            raise DraftRefusedError(say.TOO_HEAVY())
        self.pen.shows.append(
            Show(
                operation=operation,
                shown=shown,
                font=state.font,
                size=state.size,
                char_space=state.char_space,
                word_space=state.word_space,
                stretch=state.stretch,
                fill=state.fill,
                to_seen=pen,
                length=length,
                text=text,
                form=self.form,
                hidden=state.mode in _UNSEEN,
                spelt=next((one for one in self.marked if one is not None), None),
            ),
        )

    def begin_marked(self, operation: Operation) -> None:
        """`BMC` and `BDC`."""
        properties = operation.operands[-1] if operation.operands else None
        told = isinstance(properties, dict) and "ActualText" in properties
        self.marked.append(operation if told else None)
        if isinstance(properties, dict) and any(_says_token(value) for value in properties.values()):
            self.pen.spelt.append((self.form, operation))

    def end_marked(self, _: Operation) -> None:
        """`EMC`."""
        if self.marked:
            self.marked.pop()

    def draw(self, operation: Operation) -> None:
        """`Do`: a form's own text; pictures have none, but may hide what was drawn before."""
        if not operation.operands:
            return
        found = dictionary(self.resources.get("/XObject")).get(f"/{operation.operands[-1]!s}")
        drawn = found.get_object() if found is not None else None
        if not isinstance(drawn, StreamObject) or id(drawn) in self.pen.inside:
            return
        if drawn.get("/Subtype") == "/Image" and isinstance(found, IndirectObject):
            found.pdf.resolved_objects.pop((found.generation, found.idnum), None)  # a scan's pictures together are all of its size
        if drawn.get("/Subtype") == "/Image":
            self._pictured(_square(self.state.ctm), opaque=not any(key in drawn for key in ("/SMask", "/Mask", "/ImageMask")))
        elif drawn.get("/Subtype") == "/Form":
            self.draw_form(drawn)

    def picture(self, operation: Operation) -> None:
        """`BI`: a picture within the content hides what was drawn before, as any other does."""
        facts = operation.operands[0] if operation.operands else None
        if isinstance(facts, dict):
            self._pictured(_square(self.state.ctm), opaque=not is_mask(facts))

    def shade(self, _: Operation) -> None:
        """`sh`: a run of colours, as far as the clip goes."""
        self.pen.covers.append(Cover(len(self.pen.shows), EVERYWHERE))

    def _pictured(self, area: Area, *, opaque: bool) -> None:
        self.pen.covers.append(Cover(len(self.pen.shows), area, is_picture=True))
        if opaque:
            self.pen.veils.append((len(self.pen.shows), area))

    def paint(self, operation: Operation) -> None:
        """Paths: only what may underline a text, or lie over it, is kept."""
        if self.pen.shows:
            filled = fills(self.content, operation.start, operation.end, self.state.ctm)
            self.pen.covers += [Cover(len(self.pen.shows), area) for area in filled]
        if not self.depth:
            self.pen.rules += rules(self.content, operation.start, operation.end, self.state.ctm)

    def draw_form(self, form: StreamObject) -> None:
        """A form's own stream; one that draws itself does so once, as in every viewer."""
        if self.depth >= _DEEPEST_FORM:
            raise DraftRefusedError(say.TOO_HEAVY())
        matrix = form.get("/Matrix")
        numbers = [float(one.get_object()) for one in matrix.get_object()] if matrix is not None else []
        state = self.state.kept()
        state.ctm, state.space = Matrix(*numbers[:6]).then(self.state.ctm), b""
        resources = dictionary(form.get("/Resources")) or self.resources
        self.pen.inside.add(id(form))
        _Stream(pen=self.pen, content=form.get_data(), resources=resources, state=state, depth=self.depth + 1, form=form).read()
        self.pen.inside.discard(id(form))


_ACTS: Final[dict[bytes, Callable[[_Stream, Operation], None]]] = {
    b"q": _Stream.save,
    b"Q": _Stream.restore,
    b"cm": _Stream.transform,
    b"BT": _Stream.begin_text,
    b"Tm": _Stream.set_matrix,
    b"Td": _Stream.move,
    b"TD": _Stream.move,
    b"T*": _Stream.new_line,
    b"Tf": _Stream.set_font,
    **dict.fromkeys((b"Tc", b"Tw", b"TL", b"Ts", b"Tr", b"Tz"), _Stream.set_number),
    b"cs": _Stream.set_space,
    **dict.fromkeys((b"sc", b"scn"), _Stream.set_colour),
    **dict.fromkeys((b"g", b"rg", b"k"), _Stream.set_plain_colour),
    **dict.fromkeys((b"Tj", b"TJ", b"'", b'"'), _Stream.show),
    **dict.fromkeys((b"BMC", b"BDC"), _Stream.begin_marked),
    b"EMC": _Stream.end_marked,
    b"Do": _Stream.draw,
    b"BI": _Stream.picture,
    b"sh": _Stream.shade,
    PATHS: _Stream.paint,
}


def _square(ctm: Matrix) -> Area:
    """Where a picture is drawn: the unit square."""
    xs, ys = zip(*(ctm.at(x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)), strict=True)
    return Area(min(xs), min(ys), max(xs), max(ys))


def _says_token(value: Operand) -> bool:
    return isinstance(value, bytes) and (b"${" in value or b"\0$\0{" in value)


def _numbers(operation: Operation, count: int) -> list[float]:
    numbers = [value for value in operation.operands if isinstance(value, float)][-count:]
    return [0.0] * (count - len(numbers)) + numbers


def dictionary(found: PdfObject | None) -> DictionaryObject:
    """What is found, where it is a dictionary; else an empty one."""
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
