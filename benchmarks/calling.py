"""Raising Work over HTTP, by the form that Response fills in: again and again, each time anew."""

from collections.abc import Sequence
from itertools import cycle

from app.commands.ids import new_id
from tests.processes.visiting import RAISING, Form, Visitor

SEEN_ALL = str(2**53)
"""The last position that a form can carry: whatever others raise at the Site has been seen."""


class Caller:
    """Raises Work at these Sites in turn: at one alone, more would be open than ever is."""

    def __init__(self, visitor: Visitor, site_ids: Sequence[str]) -> None:
        self._visitor = visitor
        self._site_ids = cycle(site_ids)
        self._form: Form = (
            visitor.open(RAISING)
            .form(RAISING)
            .fill(
                priority="ROUTINE",
                title="Boiler leaks",
                description="Since this morning.",
                opened_at=SEEN_ALL,
                do="raise",
            )
        )

    def raise_work(self) -> None:
        ids = {"command_id": new_id("command"), "work_id": new_id("work")}
        new = self._form.fill(site_ids=next(self._site_ids), **ids)
        status = self._visitor.send(new).status
        assert status == 303, status
