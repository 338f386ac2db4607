"""Forms of Control."""

from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, ValidationError

from app.commands.ids import id_made_of
from app.commands.work import AssignWork, MoveInQueue
from app.domain.ids import is_id
from app.domain.lifecycle import Direction
from app.read_models.work_rows import work_number
from app.web.desk import read_models
from app.web.forms.base import ChangeForm, WellFormedId


class _WorkField(HiddenField):
    """Which Work is meant: by its number, which keeps pages short, or by its id. After it was
    checked, its data are the id."""

    def pre_validate(self, form: Any) -> None:
        number = work_number(self.data or "")
        if number and (row := read_models().works.numbered(number)):
            self.data = row.id


class _OperativeField(SelectField):
    """Who is meant: likewise, by the short number that the desk has for them, or by their id."""

    def pre_validate(self, form: Any) -> None:
        number = self.data or ""
        if number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER:
            row = read_models().operatives.numbered(int(number))
            self.data = row.id if row else number


LONGEST_NUMBER = 15
"""In digits: the desk has no number for anything that is longer."""


class _SaidByButtonForm(ChangeForm):
    """One form for many works: each button says which one is meant, as it was shown, in one value
    of several parts. What is said makes the id of the command as well: pressed once more, it is the
    same command. With the version in it, it is another one as soon as anything has changed."""

    button: ClassVar[str]
    parts: ClassVar[tuple[str, ...]]
    command_id: Any = None

    class Meta(ChangeForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            if sent is None or form.button not in sent:
                return sent
            said = zip(form.parts, sent[form.button].split(), strict=False)
            return MultiDict([*said, *sent.items(multi=True)])

    def command_id_for(self, who: str) -> str:
        """No two people share one: whoever was second is told so. No form carries one, so that
        nobody can send what would pass for another's."""
        said = [str(sent) for part in self.parts for sent in (self[part].raw_data or [""])[:1]]
        return id_made_of("press", who, self.button, *said)

    def renew(self) -> None:
        pass


class AssignWorkForm(_SaidByButtonForm):
    """All waiting works share it, and its list of operatives, if it has one. Each button says which
    Work is meant, as it was shown, by its number and its version; and who gets it, unless that is
    chosen from the list."""

    button = "assign"
    parts = ("work_id", "version", "operative_id")
    buttons = ("assign",)
    work_id = _WorkField(validators=[WellFormedId("work")])
    operative_id = _OperativeField(
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
    parts = ("work_id", "version", "direction", "past")
    buttons = ("move",)
    work_id = _WorkField(validators=[WellFormedId("work")])
    direction = HiddenField(validators=[AnyOf(Direction.__members__)])
    past = _WorkField()

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
