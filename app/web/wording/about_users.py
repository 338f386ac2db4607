"""What is said of users, roles and teams."""

from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.role import RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.team import MemberAdded, MemberRemoved, TeamMade, TeamRemoved, TeamRenamed
from app.domain.user import (
    SessionsEnded,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from app.read_models import ReadModels
from app.web.times import Wall
from app.web.wording.naming import subject
from app.web.wording.sentences import Sentence

SAY_WHO = (MemberAdded, MemberRemoved, TeamRenamed, UserErased, UserRenamed)


def said(event: Event, models: ReadModels, wall: Wall) -> Sentence | None:
    """Nothing for events about anything else."""

    def name(aggregate_id: str) -> str:
        return subject(aggregate_id, models)

    match event:
        case UserRegistered(is_made_up=True):
            return Sentence("was registered, and is made up for the demo")
        case UserRegistered():
            return Sentence("was registered")
        case UserRenamed(full_name=called, sign_in_name=sign_in_name):
            # The event has both, and does not say which of them is new.
            signs_in = f", signing in as {isolated(sign_in_name)}" if sign_in_name else ""
            return Sentence(f"the names were changed to {isolated(called)}{signs_in}")
        case UserLinked(operative_id=operative_id):
            return Sentence(f"was linked to the operative {name(operative_id)}")
        case UserUnlinked():
            return Sentence("was unlinked from the operative, to whom Control can still give work")
        case UserDisabled():
            return Sentence("was disabled")
        case UserEnabled():
            return Sentence("was enabled again")
        case SessionsEnded():
            return Sentence("was signed out everywhere")
        case UserErased():
            return Sentence("the name was erased for good")
        case RoleMade():
            return Sentence(f"was made: {_terms(event)}")
        case RoleChanged():
            return Sentence(
                f"was changed: called {isolated(event.name)}, {_terms(event, 'it now lets one')}"
            )
        case RoleRemoved() | TeamRemoved():
            return Sentence("was removed")
        case RoleGranted(role_id=role_id):
            return Sentence(f"was granted {name(role_id)}")
        case RoleRevoked(role_id=role_id):
            return Sentence(f"lost {name(role_id)}")
        case TeamMade():
            return Sentence("was made")
        case TeamRenamed(name=team):
            return Sentence(f"the name was changed to {isolated(team)}")
        case MemberAdded(user_id=user_id):
            return Sentence(f"{name(user_id)} joined")
        case MemberRemoved(user_id=user_id):
            return Sentence(f"{name(user_id)} left")
    return None


def _terms(event: RoleMade | RoleChanged, it_lets_one: str = "it lets one") -> str:
    """All that a role lets one do from then on; the event does not say what it was before."""
    lets = [*event.features, *(["stay signed in on a telephone"] * event.stays_signed_in)]
    return f"{it_lets_one} {', '.join(lets) or 'do nothing'}"
