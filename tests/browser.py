"""A real browser without a window (Chromium), spoken to over its DevTools protocol on a loopback port it chooses itself."""

import asyncio
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import aiohttp

BROWSER = "chromium-headless-shell"
PATIENCE_S = 60.0

Facts = dict[str, object]
Tell = Callable[..., Awaitable[Facts]]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder's files on a loopback port; the address they are at."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def measured_in_browser(address: str, files: list[Path]) -> list[str]:
    """What a page answers when each file is chosen in its file field, one after the other."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, _browser(Path(profile)) as devtools:
        return asyncio.run(asyncio.wait_for(_measure(devtools, address, files), PATIENCE_S))


@contextmanager
def _browser(profile: Path) -> Iterator[str]:
    flags = ("--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={profile}")
    process = subprocess.Popen([BROWSER, *flags, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield f"127.0.0.1:{_port(profile / 'DevToolsActivePort', time.monotonic() + PATIENCE_S)}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _port(told: Path, until: float) -> str:
    """The port that the browser chose, once it has written it down."""
    while not (told.exists() and (lines := told.read_text().split())):
        assert time.monotonic() < until, "the browser did not start"
        time.sleep(0.02)
    return lines[0]


async def _measure(devtools: str, address: str, files: list[Path]) -> list[str]:
    async with aiohttp.ClientSession() as session:
        async with session.put(f"http://{devtools}/json/new?about:blank") as answer:
            page = json.loads(await answer.text())
        async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as line:
            return await _choose_each(partial(_ask, line, count(1)), address, files)


async def _ask(line: aiohttp.ClientWebSocketResponse, numbers: Iterator[int], method: str, **values: object) -> Facts:
    number = next(numbers)
    await line.send_json({"id": number, "method": method, "params": values})
    while True:
        answer = await line.receive_json()
        if answer.get("id") == number:
            assert "error" not in answer, answer
            return dict(answer["result"])


async def _choose_each(ask: Tell, address: str, files: list[Path]) -> list[str]:
    await ask("Page.enable")
    await ask("Page.navigate", url=address)
    await _until(ask, "document.readyState === 'complete' && !!document.getElementById('file')")
    answers = []
    for file in files:
        field = await ask("Runtime.evaluate", expression="document.getElementById('file')")
        await ask("Runtime.evaluate", expression="document.getElementById('answer').textContent = ''")
        await ask("DOM.setFileInputFiles", files=[str(file)], objectId=_within(field, "result")["objectId"])
        await _until(ask, "document.getElementById('answer').textContent !== ''")
        told = await ask("Runtime.evaluate", expression="document.getElementById('answer').textContent")
        answers.append(str(_within(told, "result")["value"]))
    return answers


async def _until(ask: Tell, condition: str) -> None:
    look = f"new Promise(done => {{ const look = () => ({condition}) ? done() : setTimeout(look, 20); look(); }})"
    await ask("Runtime.evaluate", expression=look, awaitPromise=True)


def _within(facts: Facts, name: str) -> Facts:
    value = facts[name]
    assert isinstance(value, dict)
    return value
