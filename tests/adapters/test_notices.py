"""Notices as they leave the office, and to whom they go; against a real mail server on loopback."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path

import pytest

from pipeline.adapters.board.notices import NoticeMail, notice_template
from pipeline.adapters.delivery.mail import MailFolder
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.adapters.memory.messenger import MemoryMessenger
from pipeline.config import load_settings
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.errors import ConfigurationError
from pipeline.domain.handover import Hand
from pipeline.domain.letter import Event
from pipeline.domain.notes import Language
from pipeline.domain.notices import Hours, Matter, News, Notice, Topic, Waiting
from pipeline.domain.numbering import Restoration
from pipeline.domain.office import Capacity, Delegation
from pipeline.domain.states import DeliveryState
from pipeline.ports import Lane, Messenger, Notices
from pipeline.restored import hold_what_may_be_sent
from pipeline.stages import hold, resolve
from pipeline.telling import tell
from pipeline.wiring.outgoing import open_notices, post_notice
from tests.acceptance.test_what_the_administrator_does import Relay, with_relay
from tests.adapters.delivery.post import Mailbox, free_port
from tests.adapters.test_delivery import a_relay
from tests.kantor import ForwardClock, Kantor
from tests.letters import NOON

TEMPLATES = Path(__file__).parents[2] / "config" / "templat"
HOUR = timedelta(hours=1)
WAIT = Waiting(letter="2026-000001", number="400/7", subject="Rapat <b>R&D</b>", since=NOON - 3 * HOUR, due=NOON - 2 * HOUR)
BACK = News(position=3, topic=Topic.RETURNED, letter="2026-000002", number="400/8", subject="Undangan", at=NOON, reason="Salah <i>tanggal</i>")
NOTICE = Notice(mark="ab12", name="Nama Sekretaris, S.IP.", mailbox="sekretaris@example.test", waiting=(WAIT,), news=(BACK,), at=NOON)
ALWAYS = Hours(opens=time.min, closes=time.max, days=frozenset(range(7)), holidays=frozenset(), interval=HOUR)


def by_mail(relay: SmtpRelay | MailFolder, language: str = "id") -> NoticeMail:
    template = notice_template(TEMPLATES / f"pemberitahuan.{language}.html.j2")
    return NoticeMail(sender="surat@example.test", office="Dinas", template=template, hand_over=partial(post_notice, relay))


def read(raw: bytes) -> tuple[EmailMessage, str, str]:
    """A message, its plain words and its page."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    return message, plain.get_content(), page.get_content()


@pytest.fixture(params=["mail folder", "memory"])
def messenger(request: pytest.FixtureRequest, tmp_path: Path) -> Messenger:
    return MemoryMessenger() if request.param == "memory" else by_mail(MailFolder(folder=tmp_path))


def test_the_same_notice_told_twice_is_there_once(messenger: Messenger, tmp_path: Path) -> None:
    assert [messenger.tell(NOTICE).outcome, messenger.tell(NOTICE).outcome] == [Outcome.SENT] * 2
    assert messenger.tell(replace(NOTICE, mark="cd34")).outcome is Outcome.SENT
    assert len(messenger.told) == 2 if isinstance(messenger, MemoryMessenger) else len(list(tmp_path.glob("*.eml"))) == 2


def test_a_messenger_that_is_refused_says_so() -> None:
    assert MemoryMessenger(outcome=Outcome.DEFERRED).tell(NOTICE).outcome is Outcome.DEFERRED
    with a_relay(Mailbox(rcpt="550 no such user")) as relay:
        assert by_mail(relay).tell(NOTICE).outcome is Outcome.REFUSED
    with SmtpRelay(Server(host="127.0.0.1", port=free_port(), security="tanpa")) as relay:
        assert by_mail(relay).tell(NOTICE).outcome is Outcome.DEFERRED
    assert by_mail(relay).tell(replace(NOTICE, mailbox="bukan alamat")).outcome is Outcome.REFUSED


@pytest.mark.parametrize(("language", "words"), [("id", ("DUA KALI WAKTU BAKU", "dikembalikan")), ("en", ("TWICE THE STANDARD TIME", "returned"))])
def test_a_message_tells_everything_in_words_and_as_a_page(language: str, words: tuple[str, ...]) -> None:
    mailbox = Mailbox()
    with a_relay(mailbox) as relay:
        by_mail(relay, language).tell(NOTICE)
    message, plain, page = read(mailbox.messages[0])
    assert message["To"].addresses[0].addr_spec == "sekretaris@example.test"
    assert message["Message-ID"] == "<ab12.pemberitahuan@example.test>"
    assert message["Subject"].startswith("1 ")
    for found in (plain, page):
        assert all(one in found for one in (*words, "400/7", "400/8"))
    assert "Rapat <b>R&D</b>" in plain
    assert "Salah <i>tanggal</i>" in plain
    assert "Rapat &lt;b&gt;R&amp;D&lt;/b&gt;" in page
    assert "<i>" not in page


def test_a_confidential_letter_is_told_by_its_number_alone() -> None:
    mailbox = Mailbox()
    hidden = replace(NOTICE, waiting=(replace(WAIT, subject=""),), news=(replace(BACK, subject="", reason=""),))
    with a_relay(mailbox) as relay:
        by_mail(relay).tell(hidden)
    _, plain, _ = read(mailbox.messages[0])
    assert "400/7: (rahasia)" in plain
    assert "ada di folder kembali" in plain


@pytest.mark.parametrize("broken", ["{{ nama", "{{ entah }}", "{% for one in kabar %}{{ one.entah }}{% endfor %}"])
def test_a_template_that_cannot_be_filled_in_is_told(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "pemberitahuan.id.html.j2"
    file.write_text(broken, "utf-8")
    with pytest.raises(ConfigurationError, match="pemberitahuan") as wrong:
        notice_template(file, Language.ENGLISH)
    assert wrong.value.faults[0].startswith(f"{file}:1: ")


OF_EACH_KIND = (
    replace(WAIT, matter=Matter.HELD, reason="Kunci <hilang>"),
    replace(WAIT, matter=Matter.SIGNATURE),
    replace(WAIT, matter=Matter.DELIVERY, delivery=7, reason="Dinas X: tanyakan"),
)


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("id", "3 hal menunggu administrator", ("ditahan: Kunci <hilang>", "TTE belum pasti", "kiriman 7 belum pasti: Dinas X: tanyakan")),
        ("en", "3 matters for the administrator", ("held: Kunci <hilang>", "signature uncertain", "delivery 7 uncertain: Dinas X: tanyakan")),
    ],
)
def test_the_administrator_reads_what_it_is_about_and_the_letters_id(language: str, subject: str, words: tuple[str, ...]) -> None:
    mailbox = Mailbox()
    with a_relay(mailbox) as relay:
        by_mail(relay, language).tell(replace(NOTICE, waiting=OF_EACH_KIND, news=()))
    message, plain, page = read(mailbox.messages[0])
    assert message["Subject"] == subject
    assert all(one in plain for one in (*words, "surat resolve 2026-000001"))
    assert "Kunci &lt;hilang&gt;" in page


def test_of_a_confidential_letter_the_administrator_reads_its_number_alone() -> None:
    mailbox = Mailbox()
    with a_relay(mailbox) as relay:
        by_mail(relay).tell(replace(NOTICE, waiting=tuple(replace(one, subject="", reason="") for one in OF_EACH_KIND), news=()))
    _, plain, _ = read(mailbox.messages[0])
    assert plain.count("400/7: (rahasia)") == 3
    assert "lihat alasannya" in plain


# The office.


def addressed(kantor: Kantor, messenger: Messenger, hours: Hours = ALWAYS, *administrator: str) -> None:
    """Give everybody an address, and the office a messenger."""
    office = kantor.desk.office
    officials = {key: replace(one, mailbox=f"{key}@example.test") for key, one in office.officials.items()}
    units = {key: replace(one, mailbox=f"{key}@example.test") for key, one in office.units.items()}
    kantor.desk = replace(
        kantor.desk, office=replace(office, officials=officials, units=units), notices=Notices(messenger=messenger, hours=hours, administrator=administrator)
    )
    tell(kantor.desk, kantor.each)


def tell_all(kantor: Kantor) -> None:
    """Look until nothing went out and nothing is still on its way: on a busy machine a message goes on beside the next look."""
    while tell(kantor.desk, kantor.each):
        pass


@contextmanager
def telling(kantor: Kantor) -> Iterator[list[tuple[str, str]]]:
    """What is told meanwhile: to whom, and of which letters."""
    assert kantor.desk.notices is not None
    messenger = kantor.desk.notices.messenger
    assert isinstance(messenger, MemoryMessenger)
    before, found = set(messenger.told), list[tuple[str, str]]()
    yield found
    tell_all(kantor)
    for mark, notice in messenger.told.items():
        if mark not in before:
            found += [(notice.mailbox.partition("@")[0], one.letter) for one in notice.waiting]
            found += [(notice.mailbox.partition("@")[0], f"{one.topic} {one.reason}".strip()) for one in notice.news]


def test_an_official_is_told_of_what_waits_and_the_applicant_of_what_became_of_it(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger())
    clock = ForwardClock(kantor)
    with telling(kantor) as told:
        letter = kantor.submit()
    assert sorted(told) == [("dafduk", "numbered"), ("kabid-dafduk", letter.id)]
    with telling(kantor) as told:
        kantor.decide(letter, "revisi", catatan="Salah tanggal")
    assert told == [("dafduk", "returned Salah tanggal")]
    clock.ahead = 2 * HOUR
    with telling(kantor) as told:
        pass
    assert told == []


def test_of_a_letter_that_is_sent_its_applicant_is_told(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger())
    with telling(kantor) as told:
        kantor.approve_all(kantor.submit())
    assert [what for who, what in told if who == "dafduk"] == ["numbered", "sent"]


def test_an_official_is_reminded_twice_and_no_more(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger(), replace(ALWAYS, interval=timedelta(minutes=1)))
    clock = ForwardClock(kantor)
    with telling(kantor) as told:
        letter = kantor.submit()
    counts = [told.count(("kabid-dafduk", letter.id))]
    for minutes in (2, 4, 5, 7, 60, 600):
        clock.ahead = timedelta(minutes=minutes)
        with telling(kantor) as told:
            pass
        counts.append(told.count(("kabid-dafduk", letter.id)))
    assert counts == [1, 0, 1, 0, 1, 0, 0]


def test_a_delegate_is_told_instead_of_the_official(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger())
    office, today = kantor.desk.office, kantor.desk.clock.today()
    away = Delegation(by="sekretaris", capacity=Capacity.DAILY, since=today, until=today + timedelta(days=2))
    head = replace(office.officials["kabid-dafduk"], delegations=(away,))
    kantor.desk = replace(kantor.desk, office=replace(office, officials={**office.officials, head.id: head}))
    with telling(kantor) as told:
        letter = kantor.submit()
    assert ("sekretaris", letter.id) in told
    assert not [one for one in told if one[0] == "kabid-dafduk"]


def test_the_registry_officer_is_told_of_what_wants_a_number_and_of_what_is_to_be_carried(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger())
    clock = ForwardClock(kantor)
    with telling(kantor) as told:
        letter = kantor.submit(klasifikasi=None)
    assert told == [("petugas-arsip", letter.id)]
    clock.ahead = 2 * HOUR
    with telling(kantor) as told:
        printed = kantor.approve_all(kantor.submit("kedua", kepada=["kecamatan-sewon"]))
    assert ("petugas-arsip", printed.id) in told


ADMIN = "admin@example.test"


def of_administrator(told: list[tuple[str, str]]) -> list[str]:
    return [what for who, what in told if who == "admin"]


def test_the_administrator_is_told_of_a_held_letter_reminded_twice_and_told_anew_when_it_is_held_again(kantor: Kantor) -> None:
    messenger = MemoryMessenger()
    addressed(kantor, messenger, ALWAYS, ADMIN)
    clock = ForwardClock(kantor)
    letter = kantor.submit()
    with telling(kantor) as told:
        hold.because(kantor.letter(letter.id), kantor.desk, "Kunci hilang")
    assert of_administrator(told) == [letter.id]
    (notice,) = (one for one in messenger.told.values() if one.mailbox == ADMIN)
    assert (notice.name, notice.waiting[0].matter, notice.waiting[0].reason) == ("Administrator", Matter.HELD, "Kunci hilang")
    counts = []
    for hours in (0.5, 1, 2, 3, 30):
        clock.ahead = hours * HOUR
        with telling(kantor) as told:
            pass
        counts.append(len(of_administrator(told)))
    assert counts == [0, 1, 0, 0, 0], "past twice the standard time there is one reminder left"
    hold.end(kantor.letter(letter.id), kantor.desk, Hand(actor="surat:root"))
    with telling(kantor) as told:
        pass
    assert of_administrator(told) == []
    clock.ahead = 40 * HOUR
    with telling(kantor) as told:
        hold.because(kantor.letter(letter.id), kantor.desk, "Lagi")
    assert of_administrator(told) == [letter.id]


def test_each_of_the_administrators_addresses_gets_everything_in_one_message_and_only_his_own_matters(kantor: Kantor) -> None:
    messenger = MemoryMessenger()
    kantor.desk = with_relay(kantor, Relay(Outcome.UNCERTAIN))
    sent = kantor.approve_all(kantor.submit("a", kepada=["dinkes", "diskominfo"]))
    held = kantor.submit("b", hal="Yang ditahan")
    kantor.submit("c", hal="Yang diperiksa")
    hold.because(kantor.letter(held.id), kantor.desk, "Kunci hilang")
    addressed(kantor, messenger, ALWAYS, ADMIN, "kedua@example.test")
    tell_all(kantor)
    for address in (ADMIN, "kedua@example.test"):
        (notice,) = (one for one in messenger.told.values() if one.mailbox == address)
        assert [one.letter for one in notice.waiting] == [sent.id, held.id]
    (delivery,) = (one for one in kantor.desk.register.deliveries(sent.id) if one.state is DeliveryState.UNCERTAIN)
    doubt, _ = notice.waiting
    assert (doubt.matter, doubt.delivery) == (Matter.DELIVERY, delivery.id)
    assert doubt.reason.startswith(delivery.recipient.name)
    (event,) = (one for one in kantor.desk.register.events(sent.id) if one.action == "delivery_uncertain")
    assert doubt.since == event.at


def test_a_delivery_that_becomes_uncertain_again_is_told_again_and_a_held_letters_too(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger(), replace(ALWAYS, interval=timedelta(minutes=1)), ADMIN)
    clock = ForwardClock(kantor)
    kantor.desk = with_relay(kantor, Relay(Outcome.UNCERTAIN, Outcome.UNCERTAIN))
    with telling(kantor) as told:
        letter = kantor.approve_all(kantor.submit(kepada=["dinkes"]))
    assert of_administrator(told) == [letter.id]
    clock.ahead = 10 * HOUR
    tell_all(kantor)
    (uncertain,) = kantor.desk.register.deliveries(letter.id)
    resolve.delivery(kantor.letter(letter.id), uncertain, kantor.desk, resolve.act_of(Hand(actor="surat:root"), kantor.desk, "coba lagi"), done=False)
    kantor.desk.register.wake(letter.id, kantor.desk.clock.now())
    with telling(kantor) as told:
        kantor.work()
        clock.ahead = 11 * HOUR
    assert of_administrator(told) == [letter.id]
    clock.ahead = 20 * HOUR
    tell_all(kantor)
    with telling(kantor) as told:
        hold.because(kantor.letter(letter.id), kantor.desk, "Tunggu")
        clock.ahead = 30 * HOUR
    assert of_administrator(told) == [letter.id, letter.id], "that it is held, and the delivery that is uncertain still"


def test_a_restored_offices_uncertain_deliveries_are_told(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger(), ALWAYS, ADMIN)
    kantor.desk = with_relay(kantor, Relay(Outcome.DEFERRED))
    letter = kantor.approve_all(kantor.submit(kepada=["dinkes", "dikpora"]))
    assert len(kantor.desk.register.deliveries(letter.id)) == 2
    now = kantor.desk.clock.now() + timedelta(seconds=1)
    kantor.desk.register.hold_numbering(Restoration(at=now, account="root", made_at=now))
    assert hold_what_may_be_sent(kantor.desk) == 1
    with telling(kantor) as told:
        pass
    assert of_administrator(told) == [letter.id]


def test_nobody_tells_the_administrator_at_night_and_an_office_with_only_his_address_tells_him(kantor: Kantor, tmp_path: Path) -> None:
    today: date = kantor.desk.clock.today()
    hours = replace(ALWAYS, holidays=frozenset({today}))
    kantor.desk = replace(kantor.desk, notices=Notices(messenger=MemoryMessenger(), hours=hours, administrator=(ADMIN,)))
    tell_all(kantor)
    clock = ForwardClock(kantor)
    with telling(kantor) as told:
        hold.because(kantor.letter(kantor.submit().id), kantor.desk, "Kunci hilang")
    assert told == []
    clock.ahead = timedelta(days=1)
    with telling(kantor) as told:
        pass
    assert len(of_administrator(told)) == len(told) == 1
    config = kantor.settings.folder / "pipeline.yaml"
    config.write_text(config.read_text("utf-8").replace("  administrator: []", f"  administrator: [{ADMIN}, {ADMIN}]"), "utf-8")
    opened = open_notices(load_settings(kantor.settings.folder), MailFolder(folder=tmp_path))
    assert opened is not None
    assert opened.administrator == (ADMIN,)


def test_nobody_is_told_on_a_holiday_and_nothing_is_lost_by_it(kantor: Kantor) -> None:
    today: date = kantor.desk.clock.today()
    addressed(kantor, MemoryMessenger(), replace(ALWAYS, holidays=frozenset({today})))
    clock = ForwardClock(kantor)
    with telling(kantor) as told:
        letter = kantor.submit()
    assert told == []
    clock.ahead = timedelta(days=1)
    with telling(kantor) as told:
        pass
    assert sorted(told) == [("dafduk", "numbered"), ("kabid-dafduk", letter.id)]


def test_a_relay_that_is_down_keeps_no_letter_and_what_it_did_not_take_is_told_later(kantor: Kantor) -> None:
    messenger = MemoryMessenger(outcome=Outcome.DEFERRED)
    addressed(kantor, messenger)
    clock = ForwardClock(kantor)
    with telling(kantor) as told:
        letter = kantor.submit()
    assert told == []
    assert kantor.letter(letter.id).post is not None
    messenger.outcome = Outcome.SENT
    with telling(kantor) as told:
        pass
    assert told == []
    clock.ahead = timedelta(minutes=1)
    with telling(kantor) as told:
        pass
    assert sorted(told) == [("dafduk", "numbered"), ("kabid-dafduk", letter.id)]


def test_what_happened_before_there_were_notices_is_not_told(kantor: Kantor) -> None:
    kantor.approve_all(kantor.submit())
    addressed(kantor, MemoryMessenger())
    with telling(kantor) as told:
        pass
    assert told == []


def test_an_office_without_addresses_tells_nobody(kantor: Kantor) -> None:
    assert kantor.desk.notices is None
    assert tell(kantor.desk, kantor.each) == 0


def test_what_others_letters_did_is_not_looked_through_again_and_again(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger())
    register, begun = kantor.desk.register, kantor.desk.register.newest_event()
    for _ in range(501):
        register.note(Event(action="deferred", at=NOON, actor="surat"))
    tell_all(kantor)
    told = register.told("bidang/umum")
    assert told is not None
    assert told.position == register.newest_event() == begun + 501
    with telling(kantor) as found:
        kantor.submit(unit="umum")
    assert ("umum", "numbered") in found


class Failing:
    """A messenger with a fault of ours."""

    def tell(self, notice: Notice) -> None:
        raise ZeroDivisionError(notice.mark)


class Interrupted:
    """Its messages go out, but it dies before it can say so."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def tell(self, notice: Notice) -> None:
        self._messenger.tell(notice)
        raise ZeroDivisionError(notice.mark)


def test_a_message_that_went_out_right_before_a_crash_is_the_same_message_afterwards(kantor: Kantor, tmp_path: Path) -> None:
    (tmp_path / "surel").mkdir()
    messenger = by_mail(MailFolder(folder=tmp_path / "surel"))
    addressed(kantor, Interrupted(messenger))  # type: ignore[arg-type]  # it answers nothing
    kantor.submit()
    lying = sorted(tmp_path.glob("surel/*.eml"))
    assert len(lying) == 2
    assert kantor.desk.notices is not None
    kantor.desk = replace(kantor.desk, notices=replace(kantor.desk.notices, messenger=messenger))
    tell_all(kantor)
    told = [kantor.desk.register.told(one) for one in ("pejabat/kabid-dafduk", "bidang/dafduk")]
    assert all(one is not None and one.sent_at for one in told)
    assert sorted(tmp_path.glob("surel/*.eml")) == lying


def test_a_look_that_begins_while_a_message_is_on_its_way_does_not_tell_the_same_again(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger(outcome=Outcome.DEFERRED))
    kantor.submit()
    ForwardClock(kantor).ahead = HOUR
    counting = Counting()
    assert kantor.desk.notices is not None
    desk = replace(kantor.desk, notices=replace(kantor.desk.notices, messenger=counting))
    looks: list[Callable[[], object]] = []

    def later(act: Callable[[str], bool], names: Iterable[str], *, lane: Lane | None = None) -> int:
        looks.append(lambda: kantor.each(act, names, lane=lane))
        return 0

    tell(desk, later)
    tell(desk, later)
    for look in looks:
        look()
    assert sorted(counting.told) == ["dafduk", "kabid-dafduk"]


class Counting:
    """A messenger that keeps whom it told, as often as it did."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, notice: Notice) -> DeliveryReport:
        self.told.append(notice.mailbox.partition("@")[0])
        return DeliveryReport(outcome=Outcome.SENT)


def test_a_fault_in_one_message_stops_nothing(kantor: Kantor) -> None:
    addressed(kantor, MemoryMessenger())
    letter = kantor.submit()
    assert kantor.desk.notices is not None
    kantor.desk = replace(kantor.desk, notices=replace(kantor.desk.notices, messenger=Failing()))  # type: ignore[arg-type]  # it answers nothing
    tell_all(kantor)
    assert kantor.approve_all(letter).state == "sent"
