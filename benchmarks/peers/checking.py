"""That all who are measured do the same work: otherwise their times say nothing."""

from benchmarks.peers.serving import Kind
from benchmarks.peers.small_desk import REGISTER, SmallDesk
from tests.processes.visiting import ASSIGNING, CONTROL, RAISING, Answer, Form, Visitor

REGISTER_PAGE = "/work/"
TITLE = "Kettle in the mess room trips the fuse"
CALL = {
    "caller_name": "Mary Bell",
    "caller_telephone": "0113 496 0182",
    "priority": "routine",
    "title": TITLE,
    "description": "Since this morning. It was mended once before this year.",
}
REFUSED = (400, 403)


class DoesOtherWork(Exception):
    """A desk does not do what the others do. The text says what."""


def check(kind: Kind, visitor: Visitor, desk: SmallDesk) -> None:
    """Raise Work and assign it, after which as many wait as before. Raises DoesOtherWork."""
    for page, facts in ((CONTROL, control_of(desk)), (REGISTER_PAGE, register_of(desk))):
        text = _read(kind, visitor, page).text
        if missing := [fact for fact in facts if fact not in text]:
            raise DoesOtherWork(f"{kind.name}: {page} does not say {missing[0]!r}.")
    older = desk.works[-1 - REGISTER]
    if older.label in _read(kind, visitor, REGISTER_PAGE).text:
        raise DoesOtherWork(f"{kind.name}: the register's page has more than {REGISTER} works.")
    _raise_and_assign(kind, visitor, desk)


def control_of(desk: SmallDesk) -> list[str]:
    """What has to stand on Control's page."""
    waiting = [
        fact
        for work in desk.waiting
        for fact in (work.label, work.title, desk.place_of(work).town, desk.sent_back_by(work))
    ]
    current = [fact for work in desk.under_way for fact in (work.label, work.title)]
    return [*waiting, *current, *(operative.surname for operative in desk.operatives)]


def register_of(desk: SmallDesk) -> list[str]:
    """What has to stand on the register's first page."""
    have = {operative.id: operative.surname for operative in desk.operatives}
    return [
        fact
        for work in desk.newest
        for fact in (
            work.label,
            work.title,
            work.priority,
            work.stage,
            desk.place_of(work).town,
            have.get(work.operative_id or 0, ""),
        )
    ]


def call(kind: Kind, visitor: Visitor, desk: SmallDesk) -> Form:
    """The form that raises Work, filled in for the first Site."""
    site = kind.id_of(desk.sites[0])
    form = visitor.open(RAISING).form(RAISING)
    if kind.is_firstline:
        return form.fill(**CALL | {"priority": "ROUTINE"}, site_ids=site, do="raise")
    return form.fill(**CALL, sites=site)


def _raise_and_assign(kind: Kind, visitor: Visitor, desk: SmallDesk) -> None:
    form, label = call(kind, visitor, desk), f"W-{desk.works[-1].number + 1}"
    _must_refuse(kind, visitor, form)
    if TITLE in _read(kind, visitor, REGISTER_PAGE).text:
        raise DoesOtherWork(f"{kind.name} raised Work without the token.")
    answer = visitor.send(form)
    if answer.status not in (302, 303):
        raise DoesOtherWork(f"{kind.name} raised nothing: {answer.status}, {answer.alert}")
    if label not in visitor.follow(answer.location).text:
        raise DoesOtherWork(f"{kind.name} does not say which number the Work has.")
    for page in (REGISTER_PAGE, CONTROL):
        text = _read(kind, visitor, page).text
        if not (label in text and TITLE in text):
            raise DoesOtherWork(f"{kind.name}: {page} does not have the Work that was raised.")
    work_id = label.removeprefix("W-")
    assign = _read(kind, visitor, CONTROL).form(ASSIGNING, work_id=work_id)
    assign = assign.fill(operative_id=kind.id_of(desk.operatives[0]))
    _must_refuse(kind, visitor, assign)
    visitor.send(assign)
    if _offers(_read(kind, visitor, CONTROL), work_id):
        raise DoesOtherWork(f"{kind.name}: what was assigned still waits.")


def _must_refuse(kind: Kind, visitor: Visitor, form: Form) -> None:
    fields = {name: text for name, text in form.fields.items() if "csrf" not in name}
    status = visitor.send(Form(form.address, fields)).status
    if status not in REFUSED:
        raise DoesOtherWork(f"{kind.name} takes {form.address} without the token: {status}.")


def _offers(page: Answer, work_id: str) -> bool:
    """Whether that Work can be assigned from there."""
    try:
        page.form(ASSIGNING, work_id=work_id)
    except LookupError:
        return False
    return True


def _read(kind: Kind, visitor: Visitor, page: str) -> Answer:
    answer = visitor.open(page)
    if answer.status != 200:
        raise DoesOtherWork(f"{kind.name}: {page} is answered with {answer.status}.")
    return answer
