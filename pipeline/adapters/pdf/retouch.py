"""The forms that a page draws, without the placeholders in them (ISO 32000-2, 8.10).

A form may be drawn by other pages too, so that the page gets copies of its own, down to the form that holds the placeholder. Drawn twice by one page, it
holds the same placeholders twice, and its one copy holds neither.
"""

from collections.abc import Sequence

from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from pipeline.adapters.pdf.erase import Spelt, without
from pipeline.adapters.pdf.tokens import Found
from pipeline.adapters.pdf.walk import dictionary

_PACKING = frozenset({"/Length", "/Filter", "/DecodeParms"})


def retouched(resources: DictionaryObject, found: Sequence[Found], spelt: Spelt) -> DictionaryObject:
    """A page's resources, with copies of those forms that hold any of its placeholders."""
    spelt = list(spelt)
    shown = {id(glyph.show.form) for one in found for glyph in one.glyphs if glyph.show.form is not None}
    marked = {id(form) for form, _ in spelt if form is not None}
    if not shown | marked:
        return resources
    return _Retouch(found, spelt, shown | marked).resources(resources)


class _Retouch:
    def __init__(self, found: Sequence[Found], spelt: Spelt, changed: set[int]) -> None:
        self._found = found
        self._spelt = spelt
        self._changed = changed
        self._done: dict[int, StreamObject] = {}

    def resources(self, resources: DictionaryObject) -> DictionaryObject:
        """The same, or a copy that names copied forms."""
        drawings = dictionary(resources.get("/XObject"))
        copies = DictionaryObject(drawings)
        for name, one in drawings.items():
            form = one.get_object()
            if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form":
                copy = self._form(form)
                if copy is not form:
                    copies[NameObject(name)] = copy
        if copies == drawings:
            return resources
        return DictionaryObject({**resources, NameObject("/XObject"): copies})

    def _form(self, form: StreamObject) -> StreamObject:
        if id(form) not in self._done:
            self._done[id(form)] = form  # one that draws itself finds itself here
            self._done[id(form)] = self._copied(form)
        return self._done[id(form)]

    def _copied(self, form: StreamObject) -> StreamObject:
        own = dictionary(form.get("/Resources"))
        inner = self.resources(own)
        if inner is own and id(form) not in self._changed:
            return form
        copy = DecodedStreamObject()
        copy.update({NameObject(key): value for key, value in form.items() if key not in _PACKING})
        if inner is not own:
            copy[NameObject("/Resources")] = inner
        copy.set_data(without(form.get_data(), self._found, self._spelt, form=form))
        return copy.flate_encode()
