"""Things that happen at the same moment."""

import threading
from collections.abc import Callable

from werkzeug.test import TestResponse


def at_once(*calls: Callable[[], TestResponse]) -> list[TestResponse]:
    """Make the calls in threads that start together. Returns what each call returned."""
    start = threading.Barrier(len(calls))
    answers: dict[int, TestResponse] = {}

    def run(number: int) -> None:
        start.wait()
        answers[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(calls))]
