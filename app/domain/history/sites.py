"""What can follow about Sites."""

from collections import Counter
from collections.abc import Sequence

from app.domain.history.contacts import ContactsSoFar
from app.domain.history.impossible import Impossible, must_be_new, must_be_there
from app.domain.site import (
    Site,
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SiteRestored,
)

OfSites = SiteAcquired | SiteAmended | SiteContactAmended | SiteDisposed | SiteRestored


class SitesSoFar:
    def __init__(self, contacts: ContactsSoFar) -> None:
        self._contacts = contacts
        self._acquired: set[str] = set()
        self._disposed: set[str] = set()
        """Those that are not in use."""
        self._open_at: Counter[str] = Counter()
        """How many works for each have not ended."""

    def follow(self, site_id: str, event: OfSites) -> None:
        if isinstance(event, SiteAcquired):
            must_be_new(Site.kind, site_id, self._acquired)
            self._contacts.may_be(event.contact_id)
            self._acquired.add(site_id)
            return
        must_be_there(Site.kind, site_id, self._acquired)
        if isinstance(event, SiteRestored) != (site_id in self._disposed):
            raise Impossible(
                f"this Site is {'' if site_id in self._disposed else 'not '}disposed of"
            )
        match event:
            case SiteContactAmended(after=contact_id):
                self._contacts.may_be(contact_id)
            case SiteDisposed():
                if self._open_at[site_id]:
                    raise Impossible("there is open Work for this Site")
                self._disposed.add(site_id)
            case SiteRestored():
                self._disposed.remove(site_id)

    def count_open(self, before: Sequence[str], after: Sequence[str]) -> None:
        """One Work was open at those before, and is now at these."""
        if after != before:
            self._open_at.subtract(before)
            self._open_at.update(after)

    def must_be_there(self, site_ids: Sequence[str]) -> None:
        if not site_ids:
            raise Impossible("it names no Site")
        if len(set(site_ids)) < len(site_ids):
            raise Impossible("it names a Site twice")
        if not self._acquired.issuperset(site_ids):
            raise Impossible("it names a Site that has not been acquired")
        self.must_be_in_use(site_ids)

    def must_be_in_use(self, site_ids: Sequence[str]) -> None:
        if not self._disposed.isdisjoint(site_ids):
            raise Impossible("it is for a Site that is disposed of")
