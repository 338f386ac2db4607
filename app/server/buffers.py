"""What the server keeps of requests and answers: what is long on disk, so that a thousand clients
do not fill the memory. And what becomes of it where there is no room on that disk."""

import logging
import sys
from collections.abc import Callable
from contextlib import suppress

from waitress.buffers import FileBasedBuffer, OverflowableBuffer

logger = logging.getLogger("firstline")


class Body(OverflowableBuffer):
    """Of a request. Where there is no room for it, it is dropped as it comes. Only then is it
    refused: a client that has not sent all of it would not read why."""

    has_no_room = False

    def append(self, s: bytes) -> None:
        if self.has_no_room:
            return
        try:
            super().append(s)
        except OSError as error:
            logger.error("there is no room for what is sent: %s", error)
            self.has_no_room = True
            with suppress(OSError):
                self.close()


class Answer(OverflowableBuffer):
    """To be sent. Where there is no room on disk when it grows too long for memory, it stays there.
    Where the disk fills later, it is broken off."""

    buf: FileBasedBuffer | None  # type: ignore[assignment]
    _set_small_buffer: Callable[[], None]

    def _set_large_buffer(self) -> None:
        in_memory = self.buf
        place = in_memory.getfile().tell() if in_memory is not None else 0
        try:
            super()._set_large_buffer()  # type: ignore[misc]
        except OSError as error:
            logger.error("there is no room on disk for an answer: %s", error)
            self.overflow = sys.maxsize  # not to be tried again with each piece
            if in_memory is not None:
                in_memory.getfile().seek(place)
            else:
                self._set_small_buffer()
