"""Commands that begin many at once, as they stood in a list: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.commands.command import Command
from app.commands.operative import HireOperative
from app.commands.site import AcquireSite
from app.commands.unit_of_work import UnitOfWork
from app.domain.aggregate import Aggregate
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeHired, OperativeRenamed
from app.domain.refused import Refused
from app.domain.site import SiteAcquired, SiteAmended, SiteRestored

MOST = 5_000
"""At once. Others who write wait for the append of them, which takes about half a second."""


class Import(Command, frozen=True):
    """Refused as GotThereFirst when something has come, since somebody looked, that one of them
    could be the same as. Whoever gives the command has to look again."""

    seen: int | None = None
    """The position of the log at which somebody looked which of them are here already; None where
    nobody did."""

    def begin(
        self, unit: UnitOfWork, orders: Sequence[_Beginning], *could_be_the_same: type[Event]
    ) -> None:
        if self.seen is not None:
            unit.must_have_seen(self.seen, *could_be_the_same)
        unit.save(*_begun(unit, orders))


class ImportSites(Import, frozen=True, kw_only=True):
    needs = Feature.ACQUIRE

    sites: tuple[AcquireSite, ...]

    @property
    def aggregate_id(self) -> str:
        """The first Site's, which shows whether the command has been carried out."""
        return self.sites[0].aggregate_id if self.sites else ""

    def handle(self, unit: UnitOfWork) -> None:
        self.begin(unit, self.sites, SiteAcquired, SiteAmended, SiteRestored)


class ImportOperatives(Import, frozen=True, kw_only=True):
    needs = Feature.HIRE

    operatives: tuple[HireOperative, ...]

    @property
    def aggregate_id(self) -> str:
        """The first operative's, as of ImportSites."""
        return self.operatives[0].aggregate_id if self.operatives else ""

    def handle(self, unit: UnitOfWork) -> None:
        self.begin(unit, self.operatives, OperativeHired, OperativeRenamed)


class _Beginning(Protocol):
    def begun(self, unit: UnitOfWork) -> list[Aggregate]:
        """What the order begins."""
        ...


def _begun(unit: UnitOfWork, orders: Sequence[_Beginning]) -> list[Aggregate]:
    """All that they begin, in order. Raises Refused, and says which of them it is about."""
    if not orders:
        raise Refused("There is nothing to import.")
    if len(orders) > MOST:
        raise Refused(f"One import can have {MOST:,} lines at most; this has {len(orders):,}.")
    begun: list[Aggregate] = []
    for number, order in enumerate(orders, start=1):
        try:
            begun += order.begun(unit)
        except Refused as refusal:
            # SentBefore among them, which has more to tell than its sentence.
            refusal.args = (f"Number {number:,} of those to import: {refusal}",)
            raise
    return begun
