"""What the tests of the register do in processes of their own. A fork server loads this once, so that a process costs little."""

import multiprocessing
import os
from dataclasses import replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.pool import Pool

from pipeline.adapters.store import SqlRegister
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Reservation
from tests.contracts import letters as make

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload([__name__])


def open_register(path: Path) -> SqlRegister:
    return SqlRegister(path, "dukcapil", make.ZONE)


def enter_and_number(register: SqlRegister, unit: str = "dafduk", wish: str | None = None) -> str:
    entered = register.enter(make.letter(make.submission(number=wish), unit=unit), make.event())
    register.number(entered.moved(State.NUMBERED, make.NOW, date=make.DAY), make.claim(unit), make.event("numbered"))
    return entered.id


def work_in_the_office(path: Path, unit: str, rounds: int) -> None:
    """Number, reserve and cancel by turns."""
    with open_register(path) as register:
        for turn in range(rounds):
            letter = register.letter(enter_and_number(register, unit))
            if turn % 5 == 1:
                register.cancel(letter.moved(State.CANCELLED, make.NOW), make.event("cancelled", note="batal"))
            if turn % 5 == 3:
                wanted = Reservation(claim=make.claim(unit), subject="", account="siti", at=make.NOW, evidence=f"{unit} {turn}")
                enter_and_number(register, unit, register.reserve(wanted).text)
                register.reserve(Reservation(claim=make.claim(unit), subject="", account="siti", at=make.NOW, evidence=f"{unit} {turn} kept"))


def number_for_ever(path: Path, acknowledged: Pipe) -> None:
    """Number letters and tell of each one that is safe, until killed."""
    with open_register(path) as register:
        while True:
            acknowledged.send(enter_and_number(register))


def work_for_ever(path: Path, acknowledged: Pipe) -> None:
    """Carry letters to their recipients, cancel and reserve, and tell of each commit that is safe, until killed."""
    with open_register(path) as register:
        turn = len(register.letters(everything=True))
        while True:
            turn += 1
            letter = register.letter(enter_and_number(register))
            acknowledged.send((letter.id, letter.version))
            if turn % 4 == 0:
                letter = register.cancel(letter.moved(State.CANCELLED, make.NOW), make.event("cancelled", note="batal"))
                acknowledged.send((letter.id, letter.version))
                continue
            for state in (State.AWAITING_SIGNATURE, State.SIGNED):
                letter = register.move(letter.moved(state, make.NOW, document=make.STAMPED), make.event(state))
                acknowledged.send((letter.id, letter.version))
            letter = register.move(letter.moved(State.DISPATCHING, make.NOW), make.event("dispatch_begun"), deliveries=[make.delivery(), make.delivery()])
            for delivery in register.deliveries(letter.id):
                register.report(replace(delivery, state=DeliveryState.TO_PRINT), make.event("delivery_to_print"))
                register.report(replace(delivery, state=DeliveryState.SENT, proof="resi"), make.event("handed_over"))
                acknowledged.send((letter.id, f"delivery {delivery.id}"))
            reserved = register.reserve(Reservation(claim=make.claim(), subject="", account="siti", at=make.NOW, evidence=f"{turn}"))
            acknowledged.send((letter.id, f"number {reserved.text}"))


def die_at_statement(path: Path, letter: str, fatal: int) -> None:
    """Number a letter, but lose power before the statement with this number."""
    with open_register(path) as register:
        entered = register.letter(letter)
        left = [fatal]

        def count(_: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)

        event.listen(Pool, "connect", lambda connection, _: connection.set_trace_callback(count))
        register.number(entered.moved(State.NUMBERED, make.NOW, date=make.DAY), make.claim(), make.event("numbered"))
