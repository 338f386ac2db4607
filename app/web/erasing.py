"""The page that asks once more before a name is erased for good."""

from flask import render_template

from app.read_models.operatives import OperativeRow
from app.web.desk import read_models
from app.web.forms.people import EraseForm
from app.web.namesakes import operatives_called
from app.web.page_data import PageData
from app.web.trouble import trouble_with


class ErasePage(PageData, frozen=True, kw_only=True):
    form: EraseForm
    name: str
    back: str
    """The address of the page about them."""
    is_user: bool
    operative: OperativeRow | None
    """The operative whose name it is, or who the user is."""
    queued: int
    """How many works the operative has."""
    namesakes: list[OperativeRow]
    """Operatives of the user's name who are not linked to anybody, and keep it."""


def show_erase(
    form: EraseForm,
    name: str,
    *,
    back: str,
    operative: OperativeRow | None,
    is_user: bool = False,
) -> str:
    page = ErasePage(
        trouble=trouble_with(form),
        form=form,
        name=name,
        back=back,
        is_user=is_user,
        operative=operative,
        queued=len(read_models().queues.of(operative.id)) if operative else 0,
        namesakes=operatives_called(name) if is_user else [],
    )
    return render_template("administration/erase_person.html", page=page)
