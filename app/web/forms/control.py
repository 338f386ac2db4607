"""Forms of Control."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from app.commands.work import AssignWork
from app.web.forms.base import ChangeForm, WellFormedId, id_field


class AssignWorkForm(ChangeForm):
    work_id = id_field("work")
    operative_id = SelectField(
        "Operative",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose who to assign it to."), WellFormedId("operative")],
    )

    def command(self) -> AssignWork:
        return AssignWork(
            work_id=self.work_id.data or "",
            version=self.seen_version,
            operative_id=self.operative_id.data or "",
        )
