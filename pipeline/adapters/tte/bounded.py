"""HTTP answers no larger than an authority's can be: a time limit alone would let a fast one fill the memory.

pyHanko bounds how many requests are made and how long each takes; the size of an answer is bounded here, as it comes in and after any unpacking.
"""

import ssl
from typing import Final

import aiohttp
import certifi
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession

MOST_BYTES: Final = 16 << 20
"""of one answer: a timestamp or an OCSP answer has some kilobytes, the largest CRLs some megabytes"""


class BoundedSession(LazySession):
    """The connections of one batch, made when the first is needed."""

    def get_session(self) -> aiohttp.ClientSession:
        """The session, in the event loop that runs now."""
        if self._session is None:
            tls = ssl.create_default_context(cafile=certifi.where())
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls), response_class=_Bounded)
        return self._session


class _Bounded(aiohttp.ClientResponse):
    """An answer that is given up once it is too large."""

    async def read(self) -> bytes:
        """The whole body.

        Raises:
            aiohttp.ClientPayloadError: it is larger than `MOST_BYTES`.
        """
        body = bytearray()
        async for piece in self.content.iter_any():
            body += piece
            if len(body) > MOST_BYTES:
                self.close()
                reason = f"more than {MOST_BYTES >> 20} MiB"
                raise aiohttp.ClientPayloadError(reason)
        return bytes(body)
