"""The strict reader of what people save: text stays text, nothing is slow, no secret is quoted."""

import codecs

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.sidecar import load, load_noting, loader, redact
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.nodes import ListNode, Node, TextNode
from pipeline.domain.notes import Language, drafts
from tests.domain.drafting import texts
from tests.work import counted

SECRET = "kRahasia7x!"
QUICK = 2_500_000
"""calls: what reading may cost. Counted, not timed, so that a busy machine changes nothing; the longest of those below needs 1,930,000"""
BOMB = b"".join(f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}\n".encode() for n in range(1, 9))


def plain(node: Node) -> object:
    if isinstance(node, TextNode):
        return str(node.text)
    if isinstance(node, ListNode):
        return [plain(one) for one in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def read(text: str, *, secret_keys: bool = True) -> object:
    return plain(load(text.encode(), secret_keys=secret_keys))


def refusal(raw: bytes, *, secret_keys: bool = True) -> DraftRefusedError:
    with pytest.raises(DraftRefusedError) as caught:
        load(raw, secret_keys=secret_keys)
    return caught.value


def attempt(raw: bytes, *, secret_keys: bool = True) -> DraftRefusedError | None:
    try:
        load(raw, secret_keys=secret_keys)
    except DraftRefusedError as refused:
        return refused
    return None


def spoken(error: BaseException | None) -> str:
    """All that an error and those behind it could print."""
    said = ""
    seen: BaseException | None = error
    while seen is not None:
        said += f"{seen!s} {seen!r} {seen.args!r} {vars(seen)!r}"
        seen = seen.__cause__ or seen.__context__
    for fault in error.faults if isinstance(error, DraftRefusedError) else ():
        said += "".join(fault.message.words(language) for language in Language)
    return said


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        pytest.param("hal: 400.10", "400.10", id="a code is no number"),
        pytest.param("hal: 000.1", "000.1", id="a code keeps its zeros"),
        pytest.param("hal: 0470", "0470", id="an octal number is text"),
        pytest.param("hal: 005", "005", id="leading zeros stay"),
        pytest.param("hal: 10:30", "10:30", id="a time is no sexagesimal number"),
        pytest.param("hal: 09:00", "09:00", id="so is an early one"),
        pytest.param("hal: no", "no", id="no is not False"),
        pytest.param("hal: Surat # 5", "Surat # 5", id="a number sign is no comment"),
        pytest.param("hal: #5 Rapat", "#5 Rapat", id="nor is one at the beginning"),
        pytest.param("hal: &a", "&a", id="an ampersand is no anchor"),
        pytest.param("hal: *penting* Rapat", "*penting* Rapat", id="an asterisk is no alias"),
        pytest.param("nomor: {nomor}", "{nomor}", id="a template's brace is no mapping"),
        pytest.param("hal: {a: b}", "{a: b}", id="a subject in braces is text"),
        pytest.param("hal: 2023-02-30", "2023-02-30", id="a day that is not is no error of the parser"),
        pytest.param("lampiran: -", "", id="a lone dash means none"),
        pytest.param('lampiran: "-"', "", id="so does a quoted one"),
        pytest.param("hal: Undangan: Rapat", "Undangan: Rapat", id="a second colon"),
        pytest.param("hal: Undangan:", "Undangan:", id="a colon at the end"),
        pytest.param("hal: [Segera] Rapat", "[Segera] Rapat", id="a word in brackets"),
        pytest.param("hal: [Segera]", "[Segera]", id="nothing but a word in brackets"),
        pytest.param("hal: [Segera Rapat", "[Segera Rapat", id="a bracket left open"),
        pytest.param("hal: @x", "@x", id="an at sign"),
        pytest.param("hal: `x`", "`x`", id="a grave accent"),
        pytest.param("hal: %", "%", id="a percent sign"),
        pytest.param("hal: 100%", "100%", id="per cent"),
        pytest.param("hal: ? apa", "? apa", id="a question mark"),
        pytest.param("hal: ! Penting", "! Penting", id="an exclamation mark"),
        pytest.param("hal: !Penting", "!Penting", id="an exclamation mark without a blank"),
        pytest.param("hal: | Rapat", "| Rapat", id="a bar"),
        pytest.param("hal: > 5 orang", "> 5 orang", id="a greater-than sign"),
        pytest.param("hal: 'Jum'at'", "Jum'at", id="an apostrophe in single quotation marks"),
        pytest.param("hal: 'Jum''at'", "Jum'at", id="a doubled one, as YAML has it"),
        pytest.param('hal: "C:\\Users"', "C:\\Users", id="a path in double quotation marks"),
        pytest.param('hal: "a\\"b\\u00e9"', 'a"bé', id="known escapes are meant as such"),
        pytest.param('hal: "Rapat" dan "Seminar"', '"Rapat" dan "Seminar"', id="two quoted words"),
        pytest.param('hal: "Rapat "Besar" Tahunan"', 'Rapat "Besar" Tahunan', id="a quoted word within the form's marks"),
        pytest.param('hal: "Rapat" besok', '"Rapat" besok', id="a quoted word at the beginning"),
        pytest.param('hal: ""Rapat', "Rapat", id="typed behind the form's empty marks"),
        pytest.param('hal: "Rapat"  # ya', "Rapat", id="a comment behind a quoted value"),
        pytest.param("\thal: Rapat", "Rapat", id="a leading TAB"),
        pytest.param("hal:\tRapat\t", "Rapat", id="a TAB behind the colon"),
        pytest.param("hal:Rapat", "Rapat", id="no blank behind the colon"),
        pytest.param("hal : Rapat", "Rapat", id="a blank before the colon"),
        pytest.param("hal:\u00a0Rapat", "Rapat", id="a no-break space from a word processor"),
        pytest.param("\fhal: Rapat", "Rapat", id="a form feed"),
        pytest.param("\ufeffhal: Rapat\x1a", "Rapat", id="a byte order mark and the end of a DOS file"),
        pytest.param("hal: Rapat\r\n  kerja\r\n", "Rapat kerja", id="a second line"),
        pytest.param("hal: |\n  Rapat\n  kerja", "Rapat\nkerja", id="a block text"),
        pytest.param('hal: "Rapat\n  kerja"', "Rapat kerja", id="quotation marks over two lines"),
        pytest.param("hal:", "", id="nothing"),
        pytest.param('"hal": Rapat', "Rapat", id="a quoted key"),
        pytest.param("---\nhal: Rapat\n...", "Rapat", id="document marks"),
    ],
)
def test_a_line_says_what_the_clerk_meant(line: str, meant: str) -> None:
    assert list(read(line).values()) == [meant]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("kepada: [a, b, {nama: x, email: 'a@b.test'}]", {"kepada": ["a", "b", {"nama": "x", "email": "a@b.test"}]}),
        ("kepada: [a,\n  b]\nhal: x", {"kepada": ["a", "b"], "hal": "x"}),
        ("kepada:\n\t- a\n\t- b # 2", {"kepada": ["a", "b # 2"]}),
        ("kepada:\n- a\n-b\n- nama: x\n  email: y", {"kepada": ["a", "b", {"nama": "x", "email": "y"}]}),
        ("kepada:\n- Kepala Dinas: u.p. Sekretaris", {"kepada": ["Kepala Dinas: u.p. Sekretaris"]}),
        ("kepada: # daftar\n  - a", {"kepada": ["a"]}),
        ("kepada: - a\nhal: x", {"kepada": "- a", "hal": "x"}),
        ("kepada: {Dinas} X", {"kepada": "{Dinas} X"}),
        ("kepada: &x", {"kepada": "&x"}),
        ("hal: x\n  kepada: y", {"hal": "x", "kepada": "y"}),
        (" hal: x\nkepada: y", {"hal": "x", "kepada": "y"}),
        ("1: x\n2: y", {"1": "x", "2": "y"}),
        ("posisi: {nomor: {halaman: 1}}", {"posisi": {"nomor": {"halaman": "1"}}}),
        ("posisi:\n  nomor: {halaman: 1}", {"posisi": {"nomor": {"halaman": "1"}}}),
        ("catatan: |\n  a\n\n\tb\nhal: x", {"catatan": "a\n\nb", "hal": "x"}),
        ("daftar:\n- - a", {"daftar": [["a"]]}),
        ('{\n  "hal": "x",\n  "kepada": ["y"]\n}', {"hal": "x", "kepada": ["y"]}),
        ("", {}),
        ("# hanya komentar\n\n", {}),
    ],
)
def test_lists_and_groups_are_read_as_written(text: str, meant: object) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("batas: 5  # menit", {"batas": "5"}),
        ("batas: # menit", {"batas": ""}),
        ("batas: a#b", {"batas": "a#b"}),
        ("passphrase_polos: ya # dipakai", {"passphrase_polos": "ya"}),
        ("kode:\n  400.12.3: Lahir: mati", {"kode": {"400.12.3": "Lahir: mati"}}),
        ("daftar:\n- dua kata: x", {"daftar": [{"dua kata": "x"}]}),
    ],
)
def test_the_configuration_has_comments_behind_its_values(text: str, meant: object) -> None:
    assert read(text, secret_keys=False) == meant


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("hal: x\nhal: y", [drafts.DUPLICATE_KEY], 2),
        ("a: &x [1]\nb: *x", [drafts.REFERENCE, drafts.REFERENCE], 1),
        ("a: &x\n  b: c", [drafts.REFERENCE, drafts.WRONG_INDENT], 1),
        ("a: [&x b]", [drafts.REFERENCE], 1),
        ("a: [b, *x]", [drafts.REFERENCE], 1),
        ("a: !!python/object:os.system x", [drafts.REFERENCE], 1),
        ("a: [!!str x]", [drafts.REFERENCE], 1),
        ("<<: {a: b}", [drafts.REFERENCE], 1),
        ("a: {[b]: c}", [drafts.KEY_IS_NO_TEXT], 1),
        ('"": c', [drafts.KEY_IS_NO_TEXT], 1),
        ("a: b\n---\nc: d", [drafts.SECOND_DOCUMENT], 2),
        ("%YAML 1.1", [drafts.NOT_KEY_AND_VALUE], 1),
        ("- a\n- b", [drafts.NOT_KEY_AND_VALUE], 1),
        ("hal: x\nhanya teks", [drafts.NOT_KEY_AND_VALUE], 2),
        ("kepada: x\n  - y", [drafts.LIST_AFTER_VALUE, drafts.WRONG_INDENT], 2),
        ("kepada:\n  - x\n - y", [drafts.WRONG_INDENT], 3),
        ('a: "b\nc: d', [drafts.UNCLOSED_QUOTE], 1),
        ('a: "b\n  c" d\ne: f', [drafts.UNCLOSED_QUOTE, drafts.NOT_KEY_AND_VALUE], 1),
        ("a: [b\nc: d", [drafts.UNCLOSED_BRACKET], 1),
        ("a: {b]", [drafts.WRONG_INDENT], 1),
        ("a: [[[[[[x]]]]]]", [drafts.TOO_DEEP], 1),
        ("a:\n  b:\n    c:\n      d:\n        e:\n          f: g", [drafts.TOO_DEEP], 6),
        ('a: ["\\U00ffffff"]', [drafts.WRONG_INDENT], 1),
        ('a: ["\\ud800"]', [drafts.CONTROL_CHARACTER], 1),
        ('"\\U00ffffff": b', [drafts.WRONG_INDENT], 1),
        ("hal: a\x00b\nkepada", [drafts.CONTROL_CHARACTER, drafts.NOT_KEY_AND_VALUE], 1),
    ],
)
def test_what_cannot_be_meant_is_a_fault_with_its_line(text: str, said: list[object], line: int) -> None:
    error = refusal(text.encode())
    assert [one for one in texts(error.faults) if one in said] == said[: len(texts(error.faults))]
    place = error.faults[0].place
    assert place is not None
    assert place.line == line
    assert place.quote


def test_every_fault_is_told_at_once() -> None:
    error = refusal(b"satu\nhal: x\ndua\nhal: y\na: &b c\n")
    assert [one.place.line for one in error.faults if one.place] == [1, 3, 4, 5]


def test_a_place_counts_from_the_clerks_own_column() -> None:
    tree = load(b"\tkepada:\n\t\t- nama: [a]\n")
    ((_, kepada),) = tree.entries
    assert isinstance(kepada, ListNode)
    assert (kepada.place.line, kepada.place.column, kepada.place.quote) == (2, 3, "- nama: [a]")


def test_a_long_line_is_quoted_in_part() -> None:
    place = refusal(b"x" * 300).faults[0].place
    assert place is not None
    assert len(place.quote) == 160


@pytest.mark.parametrize(
    "raw",
    [
        "hal: Café".encode(),
        codecs.BOM_UTF8 + "hal: Café".encode(),
        "hal: Café".encode("utf-16"),
        codecs.BOM_UTF16_BE + "hal: Café".encode("utf-16-be"),
        "hal: Café".encode("utf-16-le"),
        "hal: Café".encode("utf-16-be"),
        b"kepada: x\rhal: Caf\xc3\xa9\r",
    ],
    ids=["UTF-8", "UTF-8 with mark", "UTF-16", "UTF-16 BE", "UTF-16 LE, no mark", "UTF-16 BE, no mark", "old Macintosh line ends"],
)
def test_every_editors_encoding_is_read(raw: bytes) -> None:
    tree, noted = load_noting(raw)
    assert plain(tree)["hal"] == "Café"
    assert not noted


def test_windows_1252_is_read_and_said_so() -> None:
    tree, noted = load_noting("hal: “Café” … Jum’at".encode("cp1252"))
    assert plain(tree) == {"hal": "“Café” … Jum’at"}
    assert texts(noted) == [drafts.OLD_ENCODING]


def test_a_byte_no_encoding_knows_is_a_fault() -> None:
    assert texts(refusal(b"hal: \xe9\x81").faults) == [drafts.CONTROL_CHARACTER]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(BOMB, id="merge bomb"),
        pytest.param(b"[" * 3_000, id="brackets"),
        pytest.param(b"hal2: " + b"[" * 20_000, id="brackets in a value"),
        pytest.param(b"{a: " * 10_000, id="braces"),
        pytest.param(b"- " * 30_000, id="dashes"),
        pytest.param(b"a: [" + b"b," * 30_000 + b"]", id="a wide list"),
        pytest.param(b"- a\n" * 16_000, id="a long list"),
        pytest.param(b"a: x\nb:\n" + b"- a\n" * 15_000, id="a long list below a key"),
        pytest.param(b"".join(b"k%d: v\n" % n for n in range(4_999)), id="keys"),
        pytest.param(b'a: "\n' * 4_000, id="open quotation marks at the limit"),
        pytest.param(b"a: [\nb\n" * 2_400, id="open brackets at the limit"),
        pytest.param(b'a: "\n' * 13_000, id="open quotation marks"),
        pytest.param(b"a: [\nb\n" * 8_000, id="open brackets"),
        pytest.param(b"a:" * 30_000, id="colons"),
        pytest.param(b"? " * 30_000, id="question marks"),
        pytest.param(b"x" * 70_000, id="too large"),
    ],
)
def test_what_is_made_to_be_slow_is_refused_at_once(raw: bytes) -> None:
    with counted() as calls:
        error = refusal(raw)
    assert calls.total() < QUICK
    assert len(error.faults) <= 50


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=400), st.text("ahl: -[]{}\"'\n\t#&*!|>%@,?passphrase=", max_size=200).map(str.encode)), st.booleans())
def test_any_bytes_are_read_or_refused_quickly(raw: bytes, secret_keys: bool) -> None:  # noqa: FBT001 -- Hypothesis gives it
    with counted() as calls:
        refused = attempt(raw, secret_keys=secret_keys)
    assert refused is None or (refused.faults and refused.__cause__ is None and refused.__context__ is None)
    assert calls.total() < QUICK / 20


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Cf")), max_size=30).filter(
    lambda one: one == one.strip() and "\ufffd" not in one and one not in {"-", "<<"} and "\xa0" not in one
)


@settings(deadline=None)
@given(st.dictionaries(WORDS.filter(bool), WORDS | st.lists(WORDS | st.dictionaries(WORDS.filter(bool), WORDS, max_size=3), max_size=4), max_size=5))
def test_what_another_program_dumps_reads_back(value: dict[str, object]) -> None:
    dumped = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10_000, sort_keys=False)
    assert read(dumped, secret_keys=False) == value


# Secrets


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ('passphrase: "a#b"', "a#b"),
        ("passphrase: a # b: c", "a # b: c"),
        ('passphrase: "a\\nb"', "a\\nb"),
        ('passphrase: "it"s"', 'it"s'),
        ("passphrase: 'it''s'", "it''s"),
        ('passphrase: "', '"'),
        ('passphrase: ""x', '""x'),
        ('passphrase: " x "', " x "),
        ("passphrase: {x}", "{x}"),
        ("passphrase: |", "|"),
        ("passphrase: -", "-"),
        ("PASSPHRASE:x", "x"),
        ('passphrase: ""', ""),
        ("passphrase:", ""),
        ("totp: 012345", "012345"),
    ],
)
def test_a_passphrase_is_read_literally_to_the_end_of_its_line(line: str, secret: str) -> None:
    tree = load(f"surat: x\n{line}\nkeputusan: setuju\n".encode())
    assert [str(value.text) for key, value in tree.entries if isinstance(value, TextNode)] == ["x", secret, "setuju"]


def test_a_passphrase_shows_in_no_repr() -> None:
    tree = load(f'passphrase: "{SECRET}"\nhal: x\n'.encode())
    assert SECRET not in repr(tree)
    assert "***" in repr(tree)


BROKEN = (
    "passphrase: {secret}\nxx",
    "passphrase {secret}",
    "passphrase = {secret}",
    "passphrase; {secret}",
    "passphrase:\n{secret}",
    "passphrase: |\n  {secret}",
    "passphrase: >-\n{secret}",
    'passphrase: ""\n  {secret}',
    'passphrase: ""{secret}\n- x',
    'passphrase: "\n{secret}"',
    "passphrase:\n- [{secret}",
    "passphrase: a\npassphrase: {secret}",
    "hal: x\n  - passphrase: {secret}",
    "- passphrase: {secret}",
    "{{passphrase: {secret}}}\nxx",
    "a: {{passphrase: {secret}",
    '"passphrase: {secret}',
    "'passphrase': [{secret}\nx",
    "pasphrase: {secret}\nxx",
    "Passprhase: {secret}\nxx",
    "password: {secret}\nxx",
    "kata sandi: {secret}\nxx",
    "totp: {secret}\n[",
    "passphrase_tersegel: {secret}\n[",
    "# passphrase: {secret}\n[",
    "\x00passphrase: {secret}",
    "pass\u200bphrase: {secret}\n[",
    "catatan: {secret}\npassphrase: x\n[",
    "passphrase: &{secret} x\n*{secret}",
    "passphrase: x\n{secret}: *{secret}\n[",
    "passphrase: x\nhal: {secret}\n\tx: [[[[[[[",
)


@pytest.mark.parametrize("line", BROKEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_passphrase_on_a_broken_line_is_never_told(line: str, encoding: str) -> None:
    raw = line.format(secret=SECRET).encode(encoding)
    assert SECRET not in spoken(refusal(raw))
    assert SECRET.encode() not in redact(raw)


@settings(deadline=None, max_examples=300)
@given(st.text("ab: -[]{}\"'\n#&*!|>%@,?", max_size=30), st.text(":=- \"'[{|>&\n", max_size=6), st.text("ab: -[]{}\"'\n#&*!|>%@,?", max_size=30))
def test_a_passphrase_in_any_broken_file_is_never_told(before: str, between: str, after: str) -> None:
    raw = f"{before}\npassphrase{between}{SECRET}\n{after}".encode()
    assert SECRET not in spoken(attempt(raw))
    assert SECRET.encode() not in redact(raw)


def test_lines_beside_a_passphrase_are_quoted_if_the_file_can_be_read() -> None:
    tree = load(b"surat: x\npassphrase: y\nkeputusan: ya\n")
    assert [value.place.quote for _, value in tree.entries] == ["surat: x", "***", "keputusan: ya"]


def test_a_kept_copy_of_a_refused_decision_has_no_secret() -> None:
    raw = f'surat: "2027-000001"\r\nkeputusan: "setuju"\r\npassphrase: "{SECRET}"\r\ntotp: ""\r\n'.encode()
    assert redact(raw) == b'surat: "2027-000001"\r\nkeputusan: "setuju"\r\npassphrase: ***\r\ntotp: ""\r\n'


def test_of_an_unreadable_decision_with_a_passphrase_nothing_is_kept() -> None:
    assert redact(f"surat: x\npassphrase: {SECRET}\n\n[\n".encode()) == b"***\r\npassphrase: ***\r\n\r\n***\r\n"


def test_a_refused_file_without_a_secret_is_kept_whole() -> None:
    assert redact(b"surat: x\n[") == b"surat: x\r\n["


@pytest.mark.parametrize(
    "text",
    [
        'hal: "Rapat": tahap # 2\nkepada: [diskominfo, {nama: Sewon, saluran: cetak}]\ntembusan:\n  - "Bupati"\n  - Eko\ncatatan: |\n  satu\n  dua\n',
        'surat: "2026-000001"\r\ndokumen: "sha256:00"\r\nkeputusan: "setuju"\r\npassphrase: "a\'b: c # d"\r\n',
        "daftar:\n" + "".join(f"- surat: 2026-{number:06}\n  keputusan: setuju\n  catatan: 'é 😀'\n" for number in range(50)),
        "posisi: {nomor: {halaman: 1, x_mm: 60, y_mm: 55}}\nhal: >-\n  panjang\n  sekali\n",
    ],
    ids=["sidecar", "form", "list", "folded"],
)
def test_the_fast_parser_reads_what_the_careful_one_reads(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = load(text.encode())
    monkeypatch.setattr(loader, "_PARSER", yaml.SafeLoader)
    assert fast == load(text.encode())
