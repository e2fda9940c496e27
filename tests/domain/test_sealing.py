"""What a sealed passphrase must say to count."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.decision import Item, Verdict
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import Text
from pipeline.domain.notes import sealing as say
from pipeline.domain.sealing import LONGEST, claims_of, list_sha256, mismatch, read_seal
from pipeline.domain.signing import Secret

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE = Item(letter="2027-000001", document="sha256:" + "0a" * 32, verdict=Verdict.APPROVE)
OTHER = replace(ONE, letter="2027-000002", document="sha256:" + "0b" * 32)
SENTINEL = "kRahasia7x-sentinel"
HEAD = "kepala-dinas"
GOOD: dict[str, object] = {
    "surat": ONE.letter,
    "dokumen": ONE.document,
    "keputusan": "setuju",
    "pejabat": HEAD,
    "passphrase": SENTINEL,
    "exp": int((NOW + 10 * MINUTE).timestamp()),
    "jti": "a-1",
}


def sealed(**changes: object) -> bytes:
    return json.dumps({name: value for name, value in {**GOOD, **changes}.items() if value is not None}).encode()


def list_of(*items: Item) -> dict[str, object]:
    return {"surat": None, "dokumen": None, "keputusan": None, "daftar_sha256": list_sha256(items)}


def why(raw: bytes, *items: Item, official: str = HEAD, now: datetime = NOW) -> tuple[Text, tuple[tuple[str, str], ...]] | None:
    message = mismatch(read_seal(raw), items or (ONE,), official, now)
    return None if message is None else (message.text, message.values)


def refusal(raw: bytes) -> DraftRefusedError:
    with pytest.raises(DraftRefusedError) as refused:
        read_seal(raw)
    return refused.value


def test_a_seal_for_this_very_act_counts_and_gives_the_passphrase() -> None:
    assert why(sealed()) is None
    assert read_seal(sealed()).secret.reveal() == SENTINEL
    assert SENTINEL not in repr(read_seal(sealed()))


@pytest.mark.parametrize("items", [(ONE,), (ONE, OTHER)], ids=["one letter", "a list"])
def test_what_is_sealed_by_command_counts(items: tuple[Item, ...]) -> None:
    raw = claims_of(items, HEAD, Secret(SENTINEL), ends=NOW + 10 * MINUTE, jti="a-1")
    assert why(raw, *items) is None
    assert read_seal(raw).secret.reveal() == SENTINEL
    assert (read_seal(raw).jti, read_seal(raw).expires) == ("a-1", GOOD["exp"])


@pytest.mark.parametrize(
    ("changes", "claim"),
    [
        ({"surat": OTHER.letter}, "surat"),
        ({"dokumen": OTHER.document}, "dokumen"),
        ({"keputusan": "revisi"}, "keputusan"),
        ({"pejabat": "sekretaris"}, "pejabat"),
    ],
    ids=["letter", "version", "word", "official"],
)
def test_a_seal_for_another_act_does_not_count_and_says_which_part_differs(changes: dict[str, object], claim: str) -> None:
    assert why(sealed(**changes)) == (say.OTHER_ACT, (("claim", claim),))


def test_a_seal_for_a_list_counts_for_that_list_alone() -> None:
    raw = sealed(**list_of(ONE, OTHER))
    assert why(raw, ONE, OTHER) is None
    others = [(OTHER, ONE), (ONE,), (ONE, replace(OTHER, verdict=Verdict.REVISE, note="x")), (ONE, replace(OTHER, note="lain"))]
    for items in others:
        assert why(raw, *items) == (say.OTHER_ACT, (("claim", "daftar_sha256"),)), items
    assert why(raw, ONE, OTHER, official="sekretaris") == (say.OTHER_ACT, (("claim", "pejabat"),))
    assert why(sealed(), ONE, OTHER) == (say.OTHER_ACT, (("claim", "daftar_sha256"),))


def test_the_digest_of_a_list_is_what_the_manual_says() -> None:
    """sha256 of `[{"catatan":"","dokumen":"sha256:0a…","keputusan":"setuju","surat":"2027-000001"}]`, computed with another tool."""
    assert list_sha256((ONE,)) == "f6453c0dea7c4e4bf54ad83e3f46b7a66f7005a6dfb2a4096364291f4c3c48b7"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (timedelta(), say.EXPIRED),
        (-MINUTE, say.EXPIRED),
        (LONGEST, None),
        (LONGEST + timedelta(seconds=1), say.TOO_FAR_AHEAD),
        (timedelta(days=400_000), say.TOO_FAR_AHEAD),
    ],
    ids=["just over", "over", "fifteen minutes", "a second more", "a thousand years"],
)
def test_a_seal_counts_until_it_ends_and_ends_within_fifteen_minutes(ends: timedelta, said: Text | None) -> None:
    found = why(sealed(exp=int(NOW.timestamp()) + int(ends.total_seconds())))
    assert (found and found[0]) == said


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(
    "value", [None, "", [], {"a": 1}, True, "\ud800", 1.5], ids=["missing", "empty", "list", "mapping", "yes", "half a character", "number"]
)
def test_a_part_that_is_missing_or_of_another_kind_is_named_and_nothing_is_quoted(name: str, value: object) -> None:
    refused = refusal(sealed(**{name: value}))
    assert refused.message == say.WRONG_CLAIM(claim=name)
    assert SENTINEL not in str(refused)


@pytest.mark.parametrize(
    ("changes", "claim"),
    [
        ({"exp": str(GOOD["exp"])}, "exp"),
        ({"jti": "a b"}, "jti"),
        ({"jti": "a" * 129}, "jti"),
        ({"passphrase": "x" * 1025}, "passphrase"),
        ({"daftar_sha256": list_sha256((ONE,))}, "daftar_sha256"),
        ({**list_of(ONE), "daftar_sha256": "sha256:1"}, "daftar_sha256"),
        ({**list_of(ONE), "daftar_sha256": 1}, "daftar_sha256"),
    ],
    ids=["exp as text", "jti with a blank", "long jti", "long passphrase", "letter and list", "no digest", "number"],
)
def test_a_part_that_is_not_as_it_must_be_is_named(changes: dict[str, object], claim: str) -> None:
    assert refusal(sealed(**changes)).message == say.WRONG_CLAIM(claim=claim)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b"1", b"null", b"{", b"\xff", b'"x"', b"[" * 100_000, sealed()[:-1] + b', "jti": "b"}', b'{"exp": ' + b"9" * 5000 + b"}"],
    ids=["nothing", "list", "empty", "number", "null", "cut off", "no text", "text", "deep", "a name twice", "huge"],
)
def test_what_is_no_json_of_ours_is_refused_and_its_words_go_nowhere(raw: bytes) -> None:
    refused = refusal(raw)
    assert refused.message == say.NOT_A_SEAL()
    assert refused.__context__ is None


def test_names_that_are_not_ours_are_passed_over() -> None:
    assert why(sealed(iat=1, iss="surat")) is None


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_every_passphrase_comes_out_as_it_went_in(passphrase: str) -> None:
    raw = claims_of((ONE,), HEAD, Secret(passphrase), ends=NOW + MINUTE, jti="x")
    assert read_seal(raw).secret.reveal() == passphrase
