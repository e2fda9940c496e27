"""Many letters by e-mail through a relay that fails one time in five: none lost, none sent twice unmarked, and the register agrees with the mailboxes."""

import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.adapters.durable import digest_of_bytes
from pipeline.domain.channel import Channel
from pipeline.domain.letter import Letter
from pipeline.domain.mailing import message_name
from pipeline.domain.office import Recipient
from pipeline.domain.states import DeliveryState
from tests.acceptance.ways import a_signed_letter
from tests.contracts import letters as make
from tests.faults.moody import a_moody_relay
from tests.kantor import ForwardClock, Kantor

FEW, MANY = 40, 1_000
RECIPIENTS = 3


def a_letter_to_three(kantor: Kantor, number: int) -> Letter:
    """A letter that waits to be sent to three people of its own, one of whom gets a copy."""
    people = [Recipient(name=f"Penerima {n}", channel=Channel.EMAIL, email=f"p{n}@example.test") for n in range(number * RECIPIENTS, (number + 1) * RECIPIENTS)]
    wanted = replace(make.submission(f"Surat {number}"), recipients=tuple(people[:-1]), copies_to=tuple(people[-1:]))
    return a_signed_letter(kantor, wanted, number)


@pytest.mark.root
def test_a_relay_that_fails_one_time_in_five_loses_no_letter_and_doubles_none_unmarked(kantor: Kantor, soak: float, seed: int) -> None:
    count = MANY if soak else FEW
    chance = random.Random(seed)  # noqa: S311 -- chance, no secret
    names = [f"p{n}" for n in range(count * RECIPIENTS)]
    mail = kantor.desk.carriers[Channel.EMAIL]
    assert isinstance(mail, MailCarrier)
    letters = [a_letter_to_three(kantor, number) for number in range(count)]
    with ExitStack() as stack:
        server, port = stack.enter_context(a_moody_relay(chance, [*names, "surat"]))
        relay = stack.enter_context(SmtpRelay(Server(host="127.0.0.1", port=port, security="tanpa", hello="kantor.example.test")))
        kantor.desk = replace(kantor.desk, carriers={**kantor.desk.carriers, Channel.EMAIL: replace(mail, relay=relay, sender="surat@example.test")})
        work_until_nothing_is_deferred(kantor, letters)
        server.settle()
        boxes = {f"{name}@example.test": server.mails(name) for name in names}
        assert not server.mails("surat"), "nothing came back"
    compare(kantor, letters, boxes)


def work_until_nothing_is_deferred(kantor: Kantor, letters: list[Letter]) -> None:
    clock = ForwardClock(kantor)
    for _ in range(60):
        kantor.work()
        if not any(one.state is DeliveryState.DEFERRED for letter in letters for one in kantor.desk.register.deliveries(letter.id)):
            return
        clock.ahead += timedelta(hours=1)
    pytest.fail("something is deferred for ever")


def compare(kantor: Kantor, letters: list[Letter], boxes: dict[str, list[EmailMessage]]) -> None:
    """Hold the register to the mailboxes, delivery by delivery."""
    seen: Counter[tuple[str, int]] = Counter()
    known: set[str] = set()
    tries = 0
    for letter in letters:
        for delivery in kantor.desk.register.deliveries(letter.id):
            message_id = f"<{message_name(letter, delivery)}@example.test>"
            known.add(message_id)
            arrived = [one for one in boxes[delivery.recipient.email] if one["Message-ID"].strip() == message_id]
            assert all(digest_of_bytes(next(one.iter_attachments()).get_content()) == letter.document for one in arrived)
            seen[delivery.state.value, len(arrived)] += 1
            tries += delivery.attempts
    assert {one["Message-ID"].strip() for box in boxes.values() for one in box} <= known
    assert set(seen) <= {("sent", 1), ("to_print", 0), ("uncertain", 0), ("uncertain", 1)}, seen
    assert seen.total() == len(boxes)
    assert sum(len(box) for box in boxes.values()) == seen["sent", 1] + seen["uncertain", 1]
    assert seen["sent", 1] > len(boxes) / 2
    assert tries > len(boxes), "the relay failed, and was tried again"
    print(f"{len(boxes)} recipients, {tries} tries: {dict(seen)}")  # noqa: T201 -- for the soak
