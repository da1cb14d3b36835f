"""A worker as the server sees it: started, asked, killed.

The two talk over a socket pair. The end of a worker, however it comes, is the end of the stream,
which the event loop notices at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from typing import Final

import orjson

from modelgraph.errors import WorkerDiedError
from modelgraph.sparql.frames import LENGTHS, Frame, packed

_READ_AHEAD: Final = 2**20
# A worker gets no keys and no settings, only what an interpreter needs to start.
_ENVIRONMENT: Final = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "HOME")


class Process:
    """One worker process; ``revision`` names the data it has open."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._child, self._reader, self._writer = child, reader, writer
        self.revision = ""

    @classmethod
    async def start(cls) -> Process:
        """Start a worker; it answers as soon as it has imported the engine."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            child = _spawn(theirs.fileno())  # a millisecond: the server's memory isn't copied
        try:
            return cls(child, *await asyncio.open_connection(sock=ours, limit=_READ_AHEAD))
        except BaseException:
            ours.close()
            child.kill()
            child.wait()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.poll() is None

    @property
    def id(self) -> int:
        """The process id."""
        return self._child.pid

    async def tell(self, frame: Frame) -> Frame:
        """Send a frame and return the answer.

        Raises:
            WorkerDiedError: the process ended before it answered.
        """
        try:
            self._writer.write(packed(frame))
            await self._writer.drain()
        except ConnectionError as error:
            raise await self._died() from error
        return await self.hear()

    async def hear(self) -> Frame:
        """Return the next part of an answer.

        Raises:
            WorkerDiedError: the process ended before it came.
        """
        read = self._reader.readexactly
        try:
            head, body = LENGTHS.unpack(await read(LENGTHS.size))
            return Frame(orjson.loads(await read(head)), await read(body))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise await self._died() from error

    def kill(self) -> None:
        """Kill the process, whatever it is doing."""
        self._child.kill()
        self._writer.close()

    async def gone(self) -> None:
        """Wait until a killed process has given its memory back."""
        await asyncio.to_thread(self._child.wait)

    async def _died(self) -> WorkerDiedError:
        code = await asyncio.to_thread(self._child.wait)
        reason = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return WorkerDiedError(
            f"The query ended the process that answered it ({reason}); most often for memory.",
            hint="Ask for less: fewer variables, a LIMIT, no unconnected patterns.",
            reason=reason,
        )


def _spawn(channel: int) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # "-P": a folder called modelgraph in the current directory is not the package.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-P", "-m", "modelgraph.sparql.worker", str(channel)],
        pass_fds=(channel,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
