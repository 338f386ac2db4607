"""Forms of Control."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.commands.work import AssignWork
from app.web.forms.base import ChangeForm, WellFormedId, id_field


class AssignWorkForm(ChangeForm):
    """Either each waiting Work has a form of its own, and its buttons say who gets it; or all share
    one form and its list of operatives, and each button says which Work is meant, as it was shown:
    its id, its version, and the id of the command."""

    class Meta(ChangeForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            if sent is None or "assign" not in sent:
                return sent
            said = zip(("work_id", "version", "command_id"), sent["assign"].split(), strict=False)
            return MultiDict([*said, *sent.items(multi=True)])

    buttons = ("assign",)
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
