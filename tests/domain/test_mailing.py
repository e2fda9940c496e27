"""How a letter's message is called, and how addresses are written on the wire."""

from dataclasses import replace

import pytest

from pipeline.domain.mailing import is_address, is_named, message_name, named_in, on_the_wire
from tests.adapters.delivery.post import LETTER, a_delivery


def test_a_messages_name_is_the_same_whenever_it_is_sent_and_another_for_another_recipient_or_version() -> None:
    name = message_name(LETTER, a_delivery())
    assert name == message_name(LETTER, a_delivery())
    others = {message_name(LETTER, a_delivery(5)), message_name(replace(LETTER, revision=2), a_delivery())}
    assert len(others | {name}) == 3


def test_a_name_is_found_again_and_an_invented_one_is_no_message_of_the_office() -> None:
    name = message_name(LETTER, a_delivery())
    assert named_in(f"Message-ID: <{name}@kantor.test>") == (LETTER.id, 4)
    assert named_in("<lain@kantor.test>") is None
    assert is_named(f"x <{name}@kantor.test>", LETTER, a_delivery())
    invented = name[:-1] + ("0" if name[-1] != "0" else "1")
    assert not is_named(invented, LETTER, a_delivery())
    assert not is_named(name, replace(LETTER, source="sha256:" + "9" * 64), a_delivery())


@pytest.mark.parametrize(
    ("written", "wire"),
    [
        ("info@kantor.test", "info@kantor.test"),
        ("info@Bücher.test", "info@xn--bcher-kva.test"),
        ("info@例え.test", "info@xn--r8jz45g.test"),
    ],
)
def test_a_domain_in_other_letters_goes_in_its_ascii_form(written: str, wire: str) -> None:
    assert on_the_wire(written) == wire
    assert is_address(wire)


@pytest.mark.parametrize(
    "written",
    [
        "info@straße.test",
        "info@ｋantor.test",
        "info@kan\u200dtor.test",
        "büro@kantor.test",
        "info@例え.test\nBcc: x@y.test",
        "info@kantor.test\r\nRCPT TO:<x@y.test>",
        "info@" + "ü" * 70 + ".test",
        "@例え.test",
        "info@.例え",
        "",
    ],
    ids=ascii,
)
def test_what_could_be_another_address_or_none_is_none(written: str) -> None:
    assert not is_address(on_the_wire(written))
