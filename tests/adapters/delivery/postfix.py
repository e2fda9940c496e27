"""A Postfix of the tests' own: one instance in a folder of its own, on a loopback port, with a Maildir for each of some names at example.test.

It takes nothing for `tiada@` (550), nothing now for `nanti@` (451), and bounces afterwards what it took for somebody without a Maildir; where it is given a
policy server it asks that too. Needs root, as Postfix does: its master starts each part under another account.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from tests.adapters.delivery.post import free_port

_POSTFIX = "/usr/sbin/postfix"
_DAEMONS = "/usr/lib/postfix/sbin"
_PATIENCE = 60.0
_MAIN = """compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = surel.example.test
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
notify_classes =
message_size_limit = 60000000
virtual_mailbox_limit = 0
in_flow_delay = 0
smtpd_client_connection_count_limit = 0
default_process_limit = 20
maillog_file = {root}/log
maillog_file_prefixes = {root}
virtual_mailbox_domains = example.test
virtual_mailbox_base = {root}/boxes
virtual_mailbox_maps = texthash:{root}/etc/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{tiada@example.test = 550 5.1.1 tidak ada}}
  {{nanti@example.test = 451 4.3.0 nanti}} }}{policy}, permit_mynetworks, reject
smtpd_end_of_data_restrictions ={end}
{tls}"""
_MASTER = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running instance."""

    root: Path
    port: int

    def box(self, name: str) -> Path:
        """Somebody's Maildir."""
        return self.root / "boxes" / name

    def mails(self, name: str) -> list[EmailMessage]:
        """What lies in somebody's mailbox."""
        found = sorted((self.box(name) / "new").glob("*"))
        return [cast("EmailMessage", message_from_bytes(one.read_bytes(), policy=default)) for one in found]

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        until = time.monotonic() + _PATIENCE
        while any(file.is_file() for part in ("maildrop", "incoming", "active") for file in (self.root / "queue" / part).rglob("*")):
            assert time.monotonic() < until, "Postfix keeps mail in its queue"
            time.sleep(0.1)


@contextmanager
def running(*names: str, policy: int = 0, certificate: Path | None = None) -> Iterator[Postfix]:
    """An instance of one's own, until the end of the block.

    Args:
        names: who has a mailbox.
        policy: the port of a policy server asked for every recipient and every finished message; 0 = none.
        certificate: PEM file with certificate and key, for STARTTLS.
    """
    root = Path(tempfile.mkdtemp(prefix="surat-postfix-"))
    process = None
    try:
        port = free_port()
        _write(root, port, policy, certificate)
        (root / "etc" / "boxes").write_text("".join(f"{one}@example.test {one}/\n" for one in names))
        (root / "out").touch()
        with (root / "out").open("wb") as out:
            process = subprocess.Popen([_POSTFIX, "-c", str(root / "etc"), "start-fg"], stdout=out, stderr=out, start_new_session=True)
        _await_greeting(root, port, process)
        yield Postfix(root, port)
    finally:
        if process is not None:
            _end(process, root)
        shutil.rmtree(root)


def _write(root: Path, port: int, policy: int, certificate: Path | None) -> None:
    nobody = pwd.getpwnam("nobody")
    root.chmod(0o755)
    for name in ("etc", "queue", "data", "boxes"):
        (root / name).mkdir(mode=0o755)
    shutil.chown(root / "data", "postfix")
    os.chown(root / "boxes", nobody.pw_uid, nobody.pw_gid)
    ask = f" check_policy_service inet:127.0.0.1:{policy}" if policy else ""
    tls = f"smtpd_tls_security_level = may\nsmtpd_tls_cert_file = {certificate}\nsmtpd_tls_key_file = {certificate}\n" if certificate else ""
    facts = {"root": root, "daemons": _DAEMONS, "uid": nobody.pw_uid, "gid": nobody.pw_gid, "policy": f",{ask}" if ask else "", "end": ask, "tls": tls}
    (root / "etc" / "main.cf").write_text(_MAIN.format(**facts))
    (root / "etc" / "master.cf").write_text(_MASTER.format(port=port))


def _await_greeting(root: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                if line.recv(3) == b"220":
                    return
        except OSError:
            time.sleep(0.1)
        assert process.poll() is None, (root / "out").read_text()
        assert time.monotonic() < until, (root / "out").read_text()


def _end(process: subprocess.Popen[bytes], root: Path) -> None:
    """End master, whose pid the instance keeps, and wait for all that it started."""
    pid = int((root / "queue" / "pid" / "master.pid").read_text())
    os.kill(pid, signal.SIGTERM)
    process.wait(20)
    until = time.monotonic() + _PATIENCE
    while _is_alive(pid):
        assert time.monotonic() < until, f"master {pid} does not end"
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
