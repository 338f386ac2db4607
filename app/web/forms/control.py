"""Forms of Control."""

from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, ValidationError

from app.commands.work import AssignWork, MoveInQueue
from app.domain.ids import is_id
from app.domain.lifecycle import Direction
from app.web.forms.base import ChangeForm, WellFormedId, id_field


class _SaidByButtonForm(ChangeForm):
    """One form for many works: each button says which one is meant, as it was shown, in one value
    of several parts."""

    button: ClassVar[str]
    parts: ClassVar[tuple[str, ...]]

    class Meta(ChangeForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            if sent is None or form.button not in sent:
                return sent
            said = zip(form.parts, sent[form.button].split(), strict=False)
            return MultiDict([*said, *sent.items(multi=True)])


class AssignWorkForm(_SaidByButtonForm):
    """Either each waiting Work has a form of its own, and its buttons say who gets it; or all share
    one form and its list of operatives, and each button says which Work is meant, as it was shown:
    its id, its version, and the id of the command."""

    button = "assign"
    parts = ("work_id", "version", "command_id")
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


class MoveForm(_SaidByButtonForm):
    """All works in queues share it. But for the top, where to is said with the Work that it goes
    past, as the page showed them."""

    button = "move"
    parts = ("work_id", "version", "command_id", "direction", "past")
    buttons = ("move",)
    work_id = id_field("work")
    direction = HiddenField(validators=[AnyOf(Direction.__members__)])
    past = HiddenField()

    def validate_past(self, field: HiddenField) -> None:
        is_to_the_top = self.direction.data == Direction.TOP.name
        if not is_to_the_top and not is_id("work", field.data or ""):
            raise ValidationError("That is no place in a queue.")

    def command(self) -> MoveInQueue:
        return MoveInQueue(
            work_id=self.work_id.data or "",
            version=self.seen_version,
            direction=Direction[self.direction.data or ""],
            past=self.past.data or "",
        )
