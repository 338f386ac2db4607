"""Serving the desk in several processes that share an address."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress

from app import create_app
from app.event_store.stores import open_log, open_private_store
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from app.server.server import serve, stop
from app.settings import Settings

logger = logging.getLogger("firstline")


def serve_in_processes(settings: Settings, listener: socket.socket, place: Place) -> None:
    """Serve until SIGTERM or Ctrl-C, in as many processes as the settings ask for. One that dies is
    replaced."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    workers: set[int] = set()
    try:
        while len(workers) < settings.workers:
            workers.add(_fork(lambda: _work(settings, listener, place)))
        while True:
            ended, status = os.wait()
            workers.discard(ended)
            logger.error("worker %d ended by itself (%d); starting another", ended, status)
            time.sleep(1)
            workers.add(_fork(lambda: _work(settings, listener, place)))
    except SystemExit:
        pass
    finally:
        # One that ended just now may not have been crossed off: it is gone already.
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)
        for worker in workers:
            with suppress(ChildProcessError):
                os.waitpid(worker, 0)


def _work(settings: Settings, listener: socket.socket, place: Place) -> None:
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    with (
        closing(open_private_store(settings.store)) as private,
        closing(open_log(settings.store, private)) as log,
        closing(ReadSide(log, place)) as read_side,
    ):
        application = create_app(settings, log, read_side=read_side, private=private)
        serve(application, listener, settings)


def _end_with(parent: int) -> None:
    """Stop when the process that started this one is gone: if it was killed, it sends no signal."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _fork(work: Callable[[], None]) -> int:
    """Do the work in a new process. Returns its process id."""
    number = os.fork()
    if number:
        return number
    status = 1
    try:
        work()
        status = 0
    except SystemExit:
        status = 0
    except BaseException:
        logger.exception("worker failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
