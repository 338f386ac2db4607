"""Whether an event can follow from those before it: what tells a log that a desk wrote from one
that none can have written.

It goes by what has happened, and not by the rules for text: those may have been others in the past.
"""

from app.domain.contact import ContactErased
from app.domain.event import Event
from app.domain.history.contacts import ContactsSoFar, OfContacts
from app.domain.history.impossible import Impossible
from app.domain.history.operatives import OfOperatives, OperativesSoFar
from app.domain.history.sites import OfSites, SitesSoFar
from app.domain.history.together import Together
from app.domain.history.users import OfUsers, UsersSoFar
from app.domain.history.works import WorksSoFar
from app.domain.lifecycle import LIFECYCLE
from app.domain.operative import OperativeErased
from app.domain.user import UserErased
from app.domain.work_events import Beside


class History:
    """Remembers as much of the events so far as it takes to know which can come next. An event
    takes the same short time, however many came before."""

    def __init__(self) -> None:
        self._together = Together()
        self._operatives = OperativesSoFar(self._together)
        self._contacts = ContactsSoFar(self._together)
        self._sites = SitesSoFar(self._contacts)
        self._users = UsersSoFar(self._together, self._operatives)
        self._works = WorksSoFar(self._together, self._contacts, self._sites, self._operatives)
        self._erased: set[str] = set()
        """The operatives, contacts and users whose names were erased."""

    def follow(self, aggregate_id: str, event: Event) -> None:
        """Take in the next event, of that aggregate. Raises Impossible, and is of no further use
        then; NotImplementedError when a new type of event was forgotten here."""
        if self._together.is_expected(aggregate_id, event):
            self._together.take(aggregate_id, event)
            self._operatives.take_in(event)
            return
        self._together.must_be_complete(aggregate_id)
        self._operatives.must_be_rid_of_all(event)
        if aggregate_id in self._erased:
            raise Impossible("the name was erased before, and nothing can follow that")
        match event:
            case _ if type(event) in LIFECYCLE or isinstance(event, Beside):
                self._works.follow(aggregate_id, event)
            case _ if isinstance(event, OfOperatives):
                self._operatives.follow(aggregate_id, event)
            case _ if isinstance(event, OfSites):
                self._sites.follow(aggregate_id, event)
            case _ if isinstance(event, OfUsers):
                self._users.follow(aggregate_id, event)
            case _ if isinstance(event, OfContacts):
                self._contacts.follow(aggregate_id, event)
            case _:
                raise NotImplementedError(
                    f"app/domain/history does not know yet what {type(event).__name__} can follow"
                )
        if isinstance(event, OperativeErased | ContactErased | UserErased):
            self._erased.add(aggregate_id)

    def end(self) -> None:
        """Raises Impossible when a log cannot end here: what is appended together with its last
        event is missing."""
        self._together.must_be_complete()
        self._operatives.must_be_rid_of_all()
