"""Serving the desk with waitress: in this process, or in several that share an address."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from types import FrameType

from flask import Flask
from pythonjsonlogger.json import JsonFormatter
from waitress.server import create_server

from app import create_app
from app.event_store.stores import open_log
from app.settings import Settings
from app.web.desk import catch_up

logger = logging.getLogger("firstline")


def write_log(settings: Settings) -> None:
    """Send the server's own log to standard error, for people or as JSON."""
    handler = logging.StreamHandler()
    if settings.log_format == "json":
        handler.setFormatter(
            JsonFormatter(
                "%(levelname)s %(name)s %(message)s",
                rename_fields={"levelname": "level", "name": "logger"},
                timestamp=True,
            )
        )
    else:
        handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S%z")
        )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # It warns of every request that waits for a thread, which costs more than the wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def listen(settings: Settings) -> socket.socket:
    """Take the address that the settings name. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=1024)


def serve(application: Flask, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    server = create_server(
        application,
        sockets=[listener],
        threads=8,
        connection_limit=1000,
        asyncore_use_poll=True,
        max_request_body_size=1_000_000,
        ident=None,
    )
    server.run()


def serve_in_processes(settings: Settings, listener: socket.socket) -> None:
    """The same, in as many processes as the settings ask for. One that dies is replaced."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    workers: set[int] = set()
    try:
        while len(workers) < settings.workers:
            workers.add(_fork(lambda: _work(settings, listener)))
        while True:
            ended, status = os.wait()
            workers.discard(ended)
            logger.error("worker %d ended by itself (%d); starting another", ended, status)
            time.sleep(1)
            workers.add(_fork(lambda: _work(settings, listener)))
    except SystemExit:
        pass
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGTERM)
        for worker in workers:
            os.waitpid(worker, 0)


def _work(settings: Settings, listener: socket.socket) -> None:
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    with closing(open_log(settings.store)) as log:
        application = create_app(settings, log)
        catch_up(application)
        serve(application, listener)


def _end_with(parent: int) -> None:
    """Stop when the process that started this one is gone, without being able to say so."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _fork(work: Callable[[], None]) -> int:
    """Do the work in a process of its own; answers its number."""
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


def _stop(number: int, frame: FrameType | None) -> None:
    """Once: a second signal must not cut off the requests that are being answered."""
    signal.signal(signal.SIGTERM, _stop_already)
    signal.signal(signal.SIGINT, _stop_already)
    raise SystemExit(0)


def _stop_already(number: int, frame: FrameType | None) -> None:
    """Not SIG_IGN: Python complains when a signal that has come already is then ignored."""
