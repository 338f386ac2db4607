"""Teams: users who are granted roles together."""

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.refused import Refused
from app.domain.role import HeldRoles, Role
from app.domain.text import Text
from app.domain.user import User

TEAM_NAME = Text("Name", longest=60)


class TeamMade(Event, frozen=True):
    name: str


class TeamRenamed(Event, frozen=True):
    name: str


class TeamRemoved(Event, frozen=True):
    pass


class MemberAdded(Event, frozen=True):
    user_id: str


class MemberRemoved(Event, frozen=True):
    user_id: str


class Team(Aggregate):
    kind = "team"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.name = ""
        self.is_removed = False
        self.member_ids: frozenset[str] = frozenset()
        self.roles = HeldRoles()

    def make(self, name: str) -> None:
        """Raises Refused without a name, and when it has been made already."""
        if self.name:
            raise Refused("This team has already been made.")
        self.record(TeamMade(name=TEAM_NAME.accept(name)))

    def rename(self, name: str) -> None:
        """Raises Refused without a name, and when it is called so already."""
        self.must_be_there()
        kept = TEAM_NAME.accept(name)
        if kept == self.name:
            raise Refused("The team is called that already.")
        self.record(TeamRenamed(name=kept))

    def remove(self) -> None:
        """Raises Refused while it has members."""
        self.must_be_there()
        if self.member_ids:
            raise Refused(f"{isolated(self.name)} still has members.")
        self.record(TeamRemoved())

    def add(self, user: User) -> None:
        """Raises Refused for a user who cannot be given anything, or is a member already."""
        self.must_be_there()
        user.must_be_registered()
        if user.id in self.member_ids:
            raise Refused(f"{isolated(user.full_name)} is a member already.")
        self.record(MemberAdded(user_id=user.id))

    def drop(self, user_id: str) -> None:
        """Raises Refused for somebody who is no member."""
        self.must_be_there()
        if user_id not in self.member_ids:
            raise Refused("This user is no member of the team.")
        self.record(MemberRemoved(user_id=user_id))

    def grant(self, role: Role) -> None:
        """Raises Refused when the team holds it already."""
        self.must_be_there()
        self.record(self.roles.granting(role))

    def revoke(self, role_id: str) -> None:
        """Raises Refused when the team does not hold it."""
        self.must_be_there()
        self.record(self.roles.revoking(role_id))

    def must_be_there(self) -> None:
        """Raises Refused for a team that nobody made, or that was removed."""
        if not self.name or self.is_removed:
            raise Refused("There is no such team on this desk.")

    def apply(self, event: Event) -> None:
        self.roles.apply(event)
        match event:
            case TeamMade(name=name) | TeamRenamed(name=name):
                self.name = name
            case TeamRemoved():
                self.is_removed = True
            case MemberAdded(user_id=user_id):
                self.member_ids |= {user_id}
            case MemberRemoved(user_id=user_id):
                self.member_ids -= {user_id}
