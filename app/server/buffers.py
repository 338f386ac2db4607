"""What the server keeps of requests and answers: what is long on disk, so that a thousand clients
do not fill the memory. And what becomes of it where there is no room on that disk."""

import logging
import os
import sys
from contextlib import suppress

from waitress.buffers import (
    BytesIOBasedBuffer,
    FileBasedBuffer,
    OverflowableBuffer,
    TempfileBasedBuffer,
)

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
    """To be sent. What there is no room for on disk stays in memory, or comes back there."""

    buf: FileBasedBuffer  # type: ignore[assignment]

    def append(self, s: bytes) -> None:
        if not self.overflowed:
            super().append(s)
            return
        file, length = self.getfile(), len(self)
        place = file.tell()
        try:
            super().append(s)
        except OSError as error:
            # The file cannot be asked: before it reads, it tries again to write.
            unsent = os.pread(file.fileno(), length, place)
            with suppress(OSError):
                file.close()
            self._use_memory(error)
            self.buf = BytesIOBasedBuffer()
            self.buf.append(unsent + s)

    def _set_large_buffer(self) -> None:
        """Called when it has grown too long for memory."""
        unsent = self.buf.get()
        try:
            self.buf = TempfileBasedBuffer()
        except OSError as error:
            self._use_memory(error)
        else:
            self.overflowed = True
            self.append(unsent)

    def _use_memory(self, error: OSError) -> None:
        logger.error("there is no room on disk for an answer: %s", error)
        self.overflowed = False
        self.overflow = sys.maxsize  # the disk is not to be tried again with each piece
