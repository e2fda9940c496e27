"""What the revisions behind an approved file add: signatures, and what belongs to them, or something else (SOP 8).

pyHanko looks only at what came after a signature, so a page that the signature's own revision alters is looked for here. Of the objects that the approved file
has, these may be written anew: the catalogue with a form, validation data and extensions; a page with further annotations, each of them a signature's; the
form's own entries; the description (Info, XMP). Where a signature stands already, its validation data may grow too: the judge watches for it that nothing else
comes to show through. Everything else must stay as it was; what is new can be seen only through these.
"""

from collections.abc import Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic

_CATALOGUE: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Metadata", "/Perms"})
_PAGE: Final = frozenset({"/Annots"})
_VALIDATION: Final = frozenset({"/Certs", "/CRLs", "/OCSPs", "/VRI"})
_MOST_DEPTH: Final = 64


def only_signs(old: Any, new: Any) -> bool:  # noqa: ANN401 - pyHanko's readers
    """Whether `new`, whose file begins with that of `old`, adds nothing but signatures.

    Args:
        old: a reader of the approved file.
        new: a reader of the file that came back.
    """
    before, after = old.xrefs.total_revisions, new.xrefs.total_revisions
    if after <= before or old.root_ref != new.root_ref:
        return False
    written = {ref for revision in range(before, after) for ref in new.xrefs.explicit_refs_in_revision(revision)}
    pages = dict(_pages(old.root.raw_get("/Pages"), old))
    lists = {raw.reference for page in pages.values() if isinstance(raw := _raw(page, "/Annots"), generic.IndirectObject)}
    told = {raw.reference for raw in (_raw(old.trailer_view, "/Info"), _raw(old.root, "/Metadata"), _raw(old.root, "/AcroForm")) if _is_link(raw)}
    may_change = _validation_data(old) | dict.fromkeys(pages, _PAGE) | {old.root_ref: _CATALOGUE}
    for ref in written:
        was, now = _object(old, ref), _object(new, ref)
        if was is None or ref in told or ref in lists or _is_same(was, now):
            continue
        if ref not in may_change or not _differs_only_in(was, now, may_change[ref]):
            return False
    return _form_only_signs(new) and all(_annotates_only_signatures(page, _object(new, ref)) for ref, page in pages.items())


def _validation_data(reader: Any) -> dict[Any, frozenset[str]]:  # noqa: ANN401
    """The DSS's own object and what of it may differ, where a signature is there already."""
    link = _raw(reader.root, "/DSS")
    return {link.reference: _VALIDATION} if _is_link(link) and reader.embedded_signatures else {}


def _pages(node: Any, reader: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - PDF objects, here and below
    """Every page with its reference."""
    page = node.get_object()
    if "/Kids" not in page:
        yield node.reference, page
    elif depth < _MOST_DEPTH:
        for place in range(len(page["/Kids"])):
            yield from _pages(page["/Kids"].raw_get(place), reader, depth + 1)


def _object(reader: Any, ref: Any) -> Any:  # noqa: ANN401
    try:
        found = reader.get_object(generic.Reference(ref.idnum, ref.generation, reader), never_decrypt=True)
    except Exception:  # noqa: BLE001 - not there, or not to be read
        return None
    return None if isinstance(found, generic.NullObject) else found


def _raw(node: Any, key: str) -> Any:  # noqa: ANN401
    return node.raw_get(key) if key in node else None


def _is_link(raw: Any) -> bool:  # noqa: ANN401
    return isinstance(raw, generic.IndirectObject)


def _is_same(was: Any, now: Any) -> bool:  # noqa: ANN401
    if type(was) is not type(now) or was != now:
        return False
    return not isinstance(was, generic.StreamObject) or was.encoded_data == now.encoded_data


def _differs_only_in(was: Any, now: Any, allowed: frozenset[str]) -> bool:  # noqa: ANN401
    if type(was) is not type(now) or not isinstance(was, generic.DictionaryObject) or isinstance(was, generic.StreamObject):
        return False
    return all(_raw(was, key) == _raw(now, key) for key in {*was, *now} - allowed)


def _annotates_only_signatures(was: Any, now: Any) -> bool:  # noqa: ANN401
    """Whether a page keeps its annotations and gains none but signatures' widgets."""
    old = list(_annotations(was))
    new = list(_annotations(now))
    return new[: len(old)] == old and all(_is_signature(one) for one in new[len(old) :])


def _annotations(page: Any) -> Iterator[Any]:  # noqa: ANN401
    found: Any = page["/Annots"] if "/Annots" in page else ()  # noqa: SIM401 - pyHanko's `get` gives the bare reference
    for place in range(len(found)):
        yield found.raw_get(place)


def _is_signature(link: Any) -> bool:  # noqa: ANN401
    widget = link.get_object()
    field = widget["/Parent"] if "/Parent" in widget and "/FT" not in widget else widget
    return bool(_is_word(widget, "/Subtype", "/Widget") and _is_word(field, "/FT", "/Sig"))


def _is_word(node: Any, key: str, word: str) -> bool:  # noqa: ANN401
    return key in node and node[key] == word


def _form_only_signs(reader: Any) -> bool:  # noqa: ANN401
    """Whether the form has nothing but signature fields, and no scripts."""
    if "/AcroForm" not in reader.root:
        return False
    form = reader.root["/AcroForm"]
    fields = form["/Fields"] if "/Fields" in form else ()  # noqa: SIM401 - pyHanko's `get` gives the bare reference
    return "/XFA" not in form and all(_is_word(field.get_object(), "/FT", "/Sig") for field in fields)
