"""Forms of Administration."""

from app.commands.ids import new_id
from app.commands.operative import (
    AmendOperative,
    HireOperative,
    LetOperativeLeave,
    RenameOperative,
    TakeOperativeBack,
)
from app.domain.operative import FORENAME, HOME_AREA, REASON_OF_LEAVING, SURNAME
from app.domain.skills import SKILLS, accept_typed_skills, skills_in
from app.web.forms.base import AddressedForm, ChangeForm, DeskForm, new_id_field, text_field


class HireOperativeForm(DeskForm):
    operative_id = new_id_field("operative")
    forename = text_field(FORENAME)
    surname = text_field(SURNAME)
    home_area = text_field(HOME_AREA, label="Home area (optional)")
    skills = text_field(SKILLS, accept_typed_skills, label="Skills (optional)")

    def command(self) -> HireOperative:
        return HireOperative(
            operative_id=self.operative_id.data,
            forename=self.forename.data,
            surname=self.surname.data,
            home_area=self.home_area.data,
            skills=skills_in(self.skills.data),
        )

    def renew(self) -> None:
        super().renew()
        self.operative_id.data = new_id("operative")


class RenameOperativeForm(AddressedForm, ChangeForm):
    forename = text_field(FORENAME)
    surname = text_field(SURNAME)

    def command(self, id: str) -> RenameOperative:
        return RenameOperative(
            operative_id=id,
            version=self.seen_version,
            forename=self.forename.data,
            surname=self.surname.data,
        )


class AmendOperativeForm(AddressedForm, ChangeForm):
    home_area = text_field(HOME_AREA)
    skills = text_field(SKILLS, accept_typed_skills)

    def command(self, id: str) -> AmendOperative:
        return AmendOperative(
            operative_id=id,
            version=self.seen_version,
            home_area=self.home_area.data,
            skills=skills_in(self.skills.data),
        )


class LetLeaveForm(AddressedForm):
    reason = text_field(REASON_OF_LEAVING, label="Reason (optional)", render_kw={"rows": 2})

    def command(self, id: str) -> LetOperativeLeave:
        return LetOperativeLeave(operative_id=id, reason=self.reason.data)


class TakeBackForm(AddressedForm):
    def command(self, id: str) -> TakeOperativeBack:
        return TakeOperativeBack(operative_id=id)
