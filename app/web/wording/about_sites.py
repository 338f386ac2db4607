"""What is said of Sites, and of the people outside to whom one talks about them."""

from app.domain.contact import ContactErased, ContactNamed
from app.domain.event import Event
from app.domain.site import (
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
from app.read_models import ReadModels
from app.web.times import Wall
from app.web.wording.naming import subject
from app.web.wording.sentences import Sentence, from_to

SAY_WHO = (SiteAmended, SiteContactAmended)


def said(event: Event, models: ReadModels, wall: Wall) -> Sentence | None:
    """Nothing for events about anything else."""

    def name(aggregate_id: str) -> str:
        return subject(aggregate_id, models)

    match event:
        case SiteAcquired():
            return Sentence("acquired")
        case SiteAmended(part=SitePart.NOTES, before=before, after=after):
            return Sentence("the notes were amended", f"{before}\n→ {after}")
        case SiteAmended(part=part, before=before, after=after):
            return Sentence(f"the {part} was amended {from_to(before, after)}")
        case SiteContactAmended(before=before, after=after):
            return Sentence(
                f"the contact was amended from {name(before) if before else 'nobody'} "
                f"to {name(after) if after else 'nobody'}"
            )
        case SiteDisposed(reason=reason):
            return Sentence("disposed of", reason)
        case SiteRestored():
            return Sentence("restored")
        case ContactNamed():
            return Sentence("was named")
        case ContactErased():
            return Sentence("was erased for good")
    return None
