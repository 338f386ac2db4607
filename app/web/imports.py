"""Importing Sites and operatives from a spreadsheet: choose a file, look at what it comes to, and
begin all of it at once."""

from collections.abc import Callable, Sequence

import msgspec
from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.refused import GotThereFirst
from app.server.request import LARGEST_IMPORT
from app.spreadsheets.table import MOST_LINES, Line
from app.spreadsheets.writing import Value
from app.web.desk import perform, read_models
from app.web.downloads import csv_file, xlsx_file
from app.web.forms.importing import ChooseFileForm, ImportForm, import_form
from app.web.gate import needs
from app.web.importing.carried import LONGEST, Carried, carried_from
from app.web.importing.checking import Entry
from app.web.importing.columns import REMARKS, Column
from app.web.importing.kinds import OPERATIVES, SITES, Kind, Values
from app.web.importing.likely import Likely
from app.web.importing.preview import MOST_SHOWN, Preview, preview_of
from app.web.importing.sentences import COLUMNS_CHANGED, became_likely, notice_of
from app.web.page_data import PageData, Trouble
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("imports", __name__, url_prefix="/administration/import")

TRIES = 5
"""How often a list is looked at again while others keep acquiring what is none of it."""

ImportSitesForm = import_form(SITES)
ImportOperativesForm = import_form(OPERATIVES)
FORMS = {SITES.name: ImportSitesForm, OPERATIVES.name: ImportOperativesForm}


class Choice(msgspec.Struct, frozen=True):
    """A kind of list, and the form to choose a file with it."""

    kind: Kind
    form: ChooseFileForm
    feature: Feature


class ImportPage(PageData, frozen=True, kw_only=True):
    choices: list[Choice]
    most: int = MOST_LINES


class PreviewPage(PageData, frozen=True, kw_only=True):
    kind: Kind
    form: ImportForm
    file: str
    note: str
    headings: Line
    preview: Preview
    most_shown: int = MOST_SHOWN

    @property
    def shown(self) -> list[Column]:
        """The columns that the file has."""
        places = self.form.places(self.headings)
        return [column for column in self.kind.columns if column.name in places]


@bp.get("")
@needs(Feature.ACQUIRE, Feature.HIRE)
def index() -> str:
    return _show_choices()


@bp.get("/sites.csv")
@needs(Feature.ACQUIRE)
def sites_csv() -> Response:
    return csv_file(SITES.name, SITES.headings, [])


@bp.get("/sites.xlsx")
@needs(Feature.ACQUIRE)
def sites_xlsx() -> Response:
    return xlsx_file(SITES.name, SITES.headings, [], is_text=True)


@bp.get("/operatives.csv")
@needs(Feature.HIRE)
def operatives_csv() -> Response:
    return csv_file(OPERATIVES.name, OPERATIVES.headings, [])


@bp.get("/operatives.xlsx")
@needs(Feature.HIRE)
def operatives_xlsx() -> Response:
    return xlsx_file(OPERATIVES.name, OPERATIVES.headings, [], is_text=True)


@bp.post("/sites")
@takes(ChooseFileForm, page=".index", largest=LARGEST_IMPORT)
@needs(Feature.ACQUIRE)
def choose_sites() -> ResponseReturnValue:
    return _choose(SITES)


@bp.post("/operatives")
@takes(ChooseFileForm, page=".index", largest=LARGEST_IMPORT)
@needs(Feature.HIRE)
def choose_operatives() -> ResponseReturnValue:
    return _choose(OPERATIVES)


@bp.post("/sites/acquire")
@takes(ImportSitesForm, page=".index", largest=LARGEST_IMPORT)
@needs(Feature.ACQUIRE)
def acquire_sites() -> ResponseReturnValue:
    return _import(SITES, "administration.sites")


@bp.post("/operatives/hire")
@takes(ImportOperativesForm, page=".index", largest=LARGEST_IMPORT)
@needs(Feature.HIRE)
def hire_operatives() -> ResponseReturnValue:
    return _import(OPERATIVES, "administration.operatives")


def _choose(kind: Kind) -> ResponseReturnValue:
    form = ChooseFileForm()
    if not form.validate() or not (table := form.read(kind.columns)):
        return _show_choices(kind, form), form.status
    carried = carried_from(kind.name, kind.columns, form.file_name, table)
    if not carried.lines:
        form.complain("There is nothing in this file but headings.")
        return _show_choices(kind, form), form.status
    page = _looked_at(kind, carried)
    if len(page.form.carried.data or "") > LONGEST:
        form.complain("There is too much text in this file. Divide it, and import the parts.")
        return _show_choices(kind, form), form.status
    return _show(page)


def _import(kind: Kind, then: str) -> ResponseReturnValue:
    form = FORMS[kind.name]()
    if not form.validate() or not (carried := form.sent):
        damaged = ChooseFileForm(formdata=None)
        return _show_choices(kind, damaged, trouble_with(form)), form.status
    if (places := form.places(carried.headings)) != carried.places:
        changed = _looked_at(kind, msgspec.structs.replace(carried, places=places))
        if form.pressed == "check":
            return _show(changed)
        return _show(msgspec.structs.replace(changed, trouble=Trouble(reason=COLUMNS_CHANGED))), 422
    if form.pressed == "left_out":
        return _left_out(kind, preview_of(kind, carried, _likely(kind)))
    if form.pressed not in ("fresh", "all"):
        return _show(_looked_at(kind, carried))
    preview = preview_of(kind, carried, lambda good: dict.fromkeys(carried.likely, Likely("")))
    rows = preview.rows(with_likely=form.pressed == "all")
    return _begin(form, carried, rows) or redirect(url_for(then), 303)


def _begin(
    form: ImportForm, carried: Carried, rows: Sequence[Values]
) -> ResponseReturnValue | None:
    """Begin them all. Returns None, or else the page that says why that was not done."""
    notice, seen = notice_of(form.kind, carried, len(rows)), carried.seen
    for _ in range(TRIES):
        if perform(form, form.command(rows, seen), notice):
            return None
        if not isinstance(form.refusal, GotThereFirst):
            break
        # Something has come since the page was made. It matters where it is like one of these.
        again = _looked_at(form.kind, carried)
        if news := again.preview.news(carried, with_likely=form.pressed == "all"):
            trouble = Trouble(reason=became_likely(news))
            return _show(msgspec.structs.replace(again, trouble=trouble)), form.status
        seen = read_models().position
    return _show(_refused(form, carried)), form.status


def _left_out(kind: Kind, preview: Preview) -> Response:
    """The lines with faults and the likely duplicates, to be mended and imported by themselves."""
    rows: list[list[Value]] = [
        [each.entry.line, each.why, *each.entry.values.values()]
        for each in (*preview.faulty, *preview.likely)
    ]
    return csv_file(f"{kind.name}-left-out", [*REMARKS, *kind.headings], rows)


def _looked_at(kind: Kind, carried: Carried) -> PreviewPage:
    """A new form for what was read, with what that comes to now."""
    preview = preview_of(kind, carried, _likely(kind))
    likely = [each.entry.line for each in preview.likely]
    seen = read_models().position
    form = FORMS[kind.name].showing(msgspec.structs.replace(carried, likely=likely, seen=seen))
    return _page(form, carried, preview)


def _refused(form: ImportForm, carried: Carried) -> PreviewPage:
    """The same form again, and why it was not carried out."""
    preview = preview_of(form.kind, carried, _likely(form.kind))
    return msgspec.structs.replace(_page(form, carried, preview), trouble=trouble_with(form))


def _likely(kind: Kind) -> Callable[[Sequence[Entry]], dict[int, Likely]]:
    """What looks for entries that are likely here already, as the desk is now."""
    models = read_models()
    return lambda good: kind.likely(good, models)


def _page(form: ImportForm, carried: Carried, preview: Preview) -> PreviewPage:
    form.offer(carried.headings)
    return PreviewPage(
        kind=form.kind,
        form=form,
        file=carried.file,
        note=carried.note,
        headings=carried.headings,
        preview=preview,
    )


def _show(page: PreviewPage) -> str:
    return render_template("imports/preview.html", page=page)


def _show_choices(
    kind: Kind | None = None, form: ChooseFileForm | None = None, trouble: Trouble | None = None
) -> str:
    """`form` is the one for lists of that kind, if it was sent."""
    features = {SITES: Feature.ACQUIRE, OPERATIVES: Feature.HIRE}
    page = ImportPage(
        trouble=trouble or trouble_with(form, has_fields=False),
        choices=[
            Choice(each, form if form and each is kind else ChooseFileForm(formdata=None), feature)
            for each, feature in features.items()
        ],
    )
    return render_template("imports/index.html", page=page)
