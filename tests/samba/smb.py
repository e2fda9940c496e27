"""A real smbd on loopback with private folders, ports and passwords, sharing an office as `surat doctor --samba` says; and clients that save as programs do."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from smbprotocol.connection import Connection
from smbprotocol.exceptions import SMBException, SMBResponseException
from smbprotocol.file_info import FileDispositionInformation, FileEndOfFileInformation, FileRenameInformation
from smbprotocol.header import NtStatus
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    FileAttributes,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2SetInfoRequest,
)
from smbprotocol.session import Session
from smbprotocol.structure import Structure
from smbprotocol.tree import TreeConnect

from tests.samba.people import CLERK, PEOPLE, SERVICE

PASSWORD = "rahasia-uji-123"
PATIENCE_S = 30
DENIED = NtStatus.STATUS_ACCESS_DENIED
_GLOBAL = """[global]
   workgroup = KANTOR
   netbios name = SURATTEST
   server role = standalone server
   passdb backend = tdbsam:{private}/passdb.tdb
   private dir = {private}
   lock directory = {private}/lock
   state directory = {private}/state
   cache directory = {private}/cache
   pid directory = {private}/pid
   ncalrpc dir = {private}/ncalrpc
   log file = {private}/log
   log level = 1
   smb ports = {port}
   interfaces = lo
   bind interfaces only = yes
   disable netbios = yes
   disable spoolss = yes
   load printers = no
   printcap name = /dev/null
   map to guest = never
   rpc start on demand helpers = no

"""


@dataclass(frozen=True)
class Smbd:
    """A running server."""

    port: int
    config: Path

    def client(self, account: str, share: str) -> "Client":
        return Client(self.port, account, share)

    def put(self, account: str, share: str, file: Path, name: str) -> subprocess.CompletedProcess[str]:
        """Copy a file with Debian's own client."""
        words = ("smbclient", f"//127.0.0.1/{share}", "-s", str(self.config), "-p", str(self.port), "-U", f"{account}%{PASSWORD}")
        return subprocess.run([*words, "-c", f'put "{file}" "{name}"'], capture_output=True, text=True, check=False, timeout=PATIENCE_S)


@contextmanager
def an_smbd(shares: str) -> Iterator[Smbd]:
    """The server, ended with all its children by its own process group."""
    with tempfile.TemporaryDirectory(prefix="surattest-smbd-") as folder:
        private = Path(folder)
        for name in ("lock", "state", "cache", "pid", "ncalrpc"):
            (private / name).mkdir(mode=0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        config = private / "smb.conf"
        config.write_text(_GLOBAL.format(private=private, port=port) + shares, "utf-8")
        for one in set(PEOPLE) - {SERVICE}:
            words = ("smbpasswd", "-c", str(config), "-a", "-s", one)
            subprocess.run(words, input=f"{PASSWORD}\n{PASSWORD}\n", capture_output=True, text=True, check=True, timeout=PATIENCE_S)
        server = subprocess.Popen(
            ["smbd", "--foreground", "--no-process-group", f"--configfile={config}"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, server)
            yield Smbd(port, config)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(10)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        assert server.poll() is None, "smbd ended by itself"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < until, "smbd does not answer"
            time.sleep(0.1)
        else:
            return


@dataclass
class Client:
    """One person's computer, connected to one share."""

    port: int
    account: str
    share: str
    _connection: Connection = field(init=False)
    _tree: TreeConnect = field(init=False)

    def __post_init__(self) -> None:
        self._connection = Connection(uuid.uuid4(), "127.0.0.1", self.port)
        self._connection.connect(timeout=PATIENCE_S)
        try:
            session = Session(self._connection, self.account, PASSWORD, auth_protocol="ntlm")
            session.connect()
            self._tree = TreeConnect(session, rf"\\127.0.0.1\{self.share}")
            self._tree.connect()
        except SMBException:
            self._connection.disconnect()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.disconnect()

    def cut(self) -> None:
        """Lose the network in the middle of whatever is going on: no file is closed, nobody logs off."""
        self._connection.transport.close()

    def open(self, name: str, disposition: int = CreateDisposition.FILE_OVERWRITE_IF, *, delete: bool = False) -> "File":
        access = FilePipePrinterAccessMask.GENERIC_READ | FilePipePrinterAccessMask.GENERIC_WRITE
        if delete:
            access = FilePipePrinterAccessMask.DELETE
        handle = Open(self._tree, name)
        sharing = ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE
        options = CreateOptions.FILE_NON_DIRECTORY_FILE
        handle.create(ImpersonationLevel.Impersonation, access, FileAttributes.FILE_ATTRIBUTE_NORMAL, sharing, disposition, options)
        return File(handle, self._connection)

    def read(self, name: str) -> bytes:
        handle = Open(self._tree, name)
        reading = FilePipePrinterAccessMask.GENERIC_READ
        handle.create(ImpersonationLevel.Impersonation, reading, 0, ShareAccess.FILE_SHARE_READ, CreateDisposition.FILE_OPEN, 0)
        try:
            return bytes(handle.read(0, handle.end_of_file)) if handle.end_of_file else b""
        finally:
            handle.close()

    def save(self, name: str, content: bytes, disposition: int = CreateDisposition.FILE_OVERWRITE_IF) -> None:
        """Open, write, close."""
        with self.open(name, disposition) as file:
            file.write(0, content)
            file.resize(len(content))

    def rename(self, name: str, target: str) -> None:
        with self.open(name, CreateDisposition.FILE_OPEN, delete=True) as file:
            file.rename(target)

    def delete(self, name: str) -> None:
        with self.open(name, CreateDisposition.FILE_OPEN, delete=True) as file:
            file.delete()


@dataclass
class File:
    """An open file."""

    handle: Open
    connection: Connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.handle.close()

    def write(self, offset: int, content: bytes) -> None:
        step = 64 * 1024
        for place in range(0, len(content), step):
            self.handle.write(content[place : place + step], offset + place)

    def resize(self, size: int) -> None:
        change = FileEndOfFileInformation()
        change["end_of_file"] = size
        self._set(change)

    def rename(self, target: str) -> None:
        change = FileRenameInformation()
        change["replace_if_exists"] = True
        change["file_name"] = target
        self._set(change)

    def delete(self) -> None:
        change = FileDispositionInformation()
        change["delete_pending"] = True
        self._set(change)

    def _set(self, change: Structure) -> None:
        request = SMB2SetInfoRequest()
        request["info_type"] = change.INFO_TYPE
        request["file_info_class"] = change.INFO_CLASS
        request["file_id"] = self.handle.file_id
        request["buffer"] = change
        tree = self.handle.tree_connect
        sent = self.connection.send(request, tree.session.session_id, tree.tree_connect_id)
        self.connection.receive(sent)


def refusal(act: Callable[[], object]) -> int:
    """The status that the server refuses something with; 0 where it allows it."""
    try:
        act()
    except SMBResponseException as refused:
        return int(refused.status)
    return 0


__all__ = ["CLERK", "DENIED", "Client", "CreateDisposition", "File", "Smbd", "an_smbd", "refusal"]
