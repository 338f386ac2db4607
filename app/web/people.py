"""People: everybody who is let in to the desk, and the form that lets another in."""

from datetime import datetime, timedelta

import msgspec
from flask import Blueprint, flash, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.event_store.address import MemoryStore
from app.read_models.holdings import Holding
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.roles import RoleRow
from app.read_models.users import UserRow
from app.web.asking import NOBODY, access, counts, head, may, person
from app.web.closing import lead_in, lead_on
from app.web.desk import now, perform, read_models
from app.web.forms.people import HIRE, AddAdministratorForm, RegisterUserForm
from app.web.gate import NotSignedIn, must, needs, open_to_all
from app.web.linking import Choice, operatives_to_be, says_which
from app.web.namesakes import same_name_as
from app.web.page_data import PageData
from app.web.query import asked_page, asked_words
from app.web.sending import takes
from app.web.services import desk
from app.web.shown_once import keep_link
from app.web.trouble import trouble_with

bp = Blueprint("people", __name__, url_prefix="/administration/people")

PAGE_SIZE = 25
ADDS = "adds"
"""Where Flask's session keeps which user the form adds that this browser was shown."""
SENT_AGAIN = timedelta(minutes=2)
"""How long the form for the first administrator can be sent again, as by a double click."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the list."""

    user: UserRow
    holding: Holding
    operative: OperativeRow | None
    works_own_visits: bool
    """Whether a role of theirs lets them do what an operative does."""
    invited_until: datetime | None
    """Until when they can use the link that they have, if they have one."""
    has_password: bool
    seen: datetime | None
    """When they were last here, if they are signed in."""


class PeoplePage(PageData, frozen=True, kw_only=True):
    first_form: AddAdministratorForm | None
    """None, once there is an administrator."""
    is_in_memory: bool
    """Whether all that is done here is gone when the desk is stopped."""
    form: RegisterUserForm
    roles: list[RoleRow]
    operatives: list[Choice]
    """Those who are not linked to a user."""
    hire: str
    """What is chosen in the place of an operative to hire the user as one, if that is allowed."""
    people: Page[Listed]
    words: str
    """What those shown have in their names."""
    is_long: bool


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index() -> str:
    return _show()


@bp.post("")
@takes(RegisterUserForm)
@needs(Feature.MANAGE_PEOPLE)
def register_user() -> ResponseReturnValue:
    form = RegisterUserForm()
    if (
        form.validate()
        and _says_which_operative(form)
        and (receipt := perform(form, form.command()))
    ):
        if said := same_name_as(form.user_id.data):
            flash(said)
        keep_link(form.user_id.data)
        return lead_on(receipt, url_for("person.index", user_id=form.user_id.data))
    return _show(form=form), form.status


def _says_which_operative(form: RegisterUserForm) -> bool:
    """A form that comes again was asked before."""
    return form.user_id.data in access().users or says_which(
        form.operative, form.role_ids.data or ()
    )


@bp.post("/administrator")
@takes(AddAdministratorForm, page=".index")
@open_to_all
def add_administrator() -> ResponseReturnValue:
    """Open to all, because a second click comes from nobody: the first has closed the desk."""
    form = AddAdministratorForm()
    if _has_been_added(form):
        return lead_in(form.user_id.data)
    if person() is NOBODY:
        raise NotSignedIn
    must(Feature.MANAGE_PEOPLE)
    if form.validate() and (receipt := perform(form, form.command())):
        keep_link(form.user_id.data)
        return lead_on(receipt, url_for("person.index", user_id=form.user_id.data))
    return _show(first_form=form), form.status


def _has_been_added(form: AddAdministratorForm) -> bool:
    """Whether this is the form, sent again, by which an administrator was added just now, who has
    not set a password yet, and to whom nothing has happened since. Only the browser that was shown
    the form can say so: the cookie is signed."""
    user_id, command_id = form.user_id.data, form.command_id.data
    return (
        session.get(ADDS) == user_id
        and user_id in access().administrators
        and not desk().private.credentials.who_have([user_id])
        and all(
            each.metadata.command_id == command_id and abs(now() - each.metadata.when) < SENT_AGAIN
            for each in desk().log.stream(user_id)
        )
    )


def _show(
    form: RegisterUserForm | None = None, first_form: AddAdministratorForm | None = None
) -> str:
    models, words = read_models(), asked_words()
    people = page_of(models.users.matching(words), asked_page(), PAGE_SIZE)
    page = PeoplePage(
        trouble=trouble_with(form or first_form, keeps_typed=bool(first_form and not _is_open())),
        first_form=_first_form(first_form) if _is_open() else None,
        is_in_memory=isinstance(desk().settings.store, MemoryStore),
        form=form or RegisterUserForm(formdata=None),
        roles=list(models.roles),
        operatives=operatives_to_be(),
        hire=HIRE if may(Feature.HIRE) else "",
        people=Page(_listed(people.items), people.number, people.pages, people.total),
        words=words,
        is_long=len(models.users) > PAGE_SIZE,
    )
    return render_template("administration/people.html", page=page)


def _is_open() -> bool:
    return access().is_open


def _first_form(sent: AddAdministratorForm | None) -> AddAdministratorForm:
    form = sent or AddAdministratorForm(formdata=None)
    session[ADDS] = form.user_id.data
    return form


def _listed(users: tuple[UserRow, ...]) -> tuple[Listed, ...]:
    models, private, ids = read_models(), desk().private, [user.id for user in users]
    holdings = models.holdings.of(users)
    invited, have = private.links.pending(ids, now()), private.credentials.who_have(ids)
    return tuple(
        Listed(
            user=user,
            holding=holdings[user.id],
            operative=models.operatives.get(user.operative_id or ""),
            works_own_visits=any(
                Feature.WORK_ON_OWN_VISITS in each.role.features for each in holdings[user.id].roles
            ),
            invited_until=invited.get(user.id),
            has_password=user.id in have,
            seen=_last_seen(user.id),
        )
        for user in users
    )


def _last_seen(user_id: str) -> datetime | None:
    """When they were last here, if they are signed in."""
    sessions = desk().private.sessions.of(user_id, now())
    return max((each.seen for each in sessions if counts(each, access(), head())), default=None)
