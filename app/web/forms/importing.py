"""Forms of importing lists: one to choose a file, one for what was read of it."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from flask import request
from wtforms import FileField, HiddenField, SelectField
from wtforms.validators import ValidationError

from app.commands.command import Command
from app.commands.ids import new_id
from app.printable import printable
from app.spreadsheets.reading import read_spreadsheet
from app.spreadsheets.table import Line, Table, Unreadable
from app.web.forms.base import DeskForm, new_id_field
from app.web.importing.carried import Carried, packed, unpacked
from app.web.importing.columns import Column, places_in, titled
from app.web.importing.kinds import Kind, Values

LONGEST_NAME = 80
"""In characters: what is kept of what a file is called."""
NOT_THERE = ""
"""The choice where a file has no such column."""


class ChooseFileForm(DeskForm):
    file = FileField("CSV or XLSX file")

    def may_keep(self, field: object) -> bool:
        """A page cannot put a file into a form."""
        return field is not self.file

    @property
    def file_name(self) -> str:
        sent = request.files.get(self.file.name)
        return printable((sent.filename if sent else "") or "the file", LONGEST_NAME)

    def read(self, columns: Sequence[Column]) -> Table | None:
        """What is in the file, which may have these columns; None, and a complaint at the field,
        when it cannot be read."""
        sent = request.files.get(self.file.name)
        try:
            if not sent or not sent.filename:
                raise Unreadable("Choose a CSV or an XLSX file.")
            return read_spreadsheet(sent.read(), lambda cells: len(places_in(cells, columns)))
        except Unreadable as why:
            self.complain(str(why))
            return None

    def complain(self, complaint: str) -> None:
        self.file.errors = [complaint]


class ImportForm(DeskForm):
    """What was read, which column is which, and what to do with it: `check` again with other
    columns, begin those that are `fresh`, or `all` that can be; or save those that are `left out`
    as a file."""

    kind: ClassVar[Kind]

    buttons = ("do",)
    first_id = HiddenField()
    carried = HiddenField()

    @classmethod
    def showing(cls, carried: Carried) -> "ImportForm":
        """A new form for what was read."""
        form = cls(formdata=None)
        form.carried.data = packed(carried)
        for column in cls.kind.columns:
            form.choice(column).data = str(carried.places.get(column.name, NOT_THERE))
        return form

    @cached_property
    def sent(self) -> Carried | None:
        """What it came with; None where that is not as the desk has packed it."""
        return unpacked(self.carried.data or "", self.kind.name)

    def validate_carried(self, field: HiddenField) -> None:
        if self.sent is None:
            raise ValidationError("This is no list of that kind.")

    @property
    def pressed(self) -> str:
        return request.form.get("do", "check")

    def choice(self, column: Column) -> SelectField:
        """The field that says which column of the file this one is."""
        field: SelectField = self[f"column_{column.name}"]
        return field

    def offer(self, headings: Line) -> None:
        """Let people choose among the columns of the file."""
        offered = [(NOT_THERE, "– not in the file –")]
        offered += [
            (str(place), titled(headings.cells, place)) for place in range(len(headings.cells))
        ]
        for column in self.kind.columns:
            self.choice(column).choices = offered

    def places(self, headings: Line) -> dict[str, int]:
        """Which column is which, as chosen."""
        known = {str(place): place for place in range(len(headings.cells))}
        chosen = {column.name: self.choice(column).data or "" for column in self.kind.columns}
        return {name: known[place] for name, place in chosen.items() if place in known}

    def command(self, rows: Sequence[Values], seen: int) -> Command:
        return self.kind.command(self.first_id.data or "", rows, seen)

    def renew(self) -> None:
        super().renew()
        self.first_id.data = new_id(self.kind.begins)


def import_form(of: Kind) -> type[ImportForm]:
    """The form for lists of that kind: with a field for each column."""
    fields = {
        f"column_{column.name}": SelectField(column.label, choices=[], validate_choice=False)
        for column in of.columns
    }
    members = {"kind": of, "first_id": new_id_field(of.begins), **fields}
    return type(f"Import{of.name.capitalize()}Form", (ImportForm,), members)
