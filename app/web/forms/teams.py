"""Forms of Administration about teams."""

from app.commands.ids import new_id
from app.commands.team import AddMember, MakeTeam, RemoveMember, RemoveTeam, RenameTeam
from app.domain.team import TEAM_NAME
from app.web.forms.base import (
    AddressedForm,
    ChangeForm,
    DeskForm,
    id_field,
    new_id_field,
    text_field,
)


class MakeTeamForm(DeskForm):
    team_id = new_id_field("team")
    name = text_field(TEAM_NAME)

    def command(self) -> MakeTeam:
        return MakeTeam(team_id=self.team_id.data, name=self.name.data)

    def renew(self) -> None:
        super().renew()
        self.team_id.data = new_id("team")


class RenameTeamForm(AddressedForm, ChangeForm):
    name = text_field(TEAM_NAME)

    def command(self, id: str) -> RenameTeam:
        return RenameTeam(team_id=id, version=self.seen_version, name=self.name.data)


class AddMemberForm(AddressedForm):
    user_id = id_field("user")

    def command(self, id: str) -> AddMember:
        return AddMember(team_id=id, user_id=self.user_id.data)


class RemoveMemberForm(AddressedForm):
    user_id = id_field("user")

    def command(self, id: str) -> RemoveMember:
        return RemoveMember(team_id=id, user_id=self.user_id.data)


class RemoveTeamForm(AddressedForm):
    def command(self, id: str) -> RemoveTeam:
        return RemoveTeam(team_id=id)
