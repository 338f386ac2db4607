"""Response: customers call, and Work is raised."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from app.domain.described_work import MOST_SITES
from app.domain.feature import Feature
from app.domain.promise import Priority, Promises
from app.domain.refused import Refused
from app.read_models.sites import MOST_ALIKE, SiteRow
from app.read_models.work_rows import WorkRow
from app.web import drafts
from app.web.called_before import (
    CalledBefore,
    Meanwhile,
    called_before,
    raised_meanwhile,
    shows_all,
)
from app.web.desk import attempt, past, perform, read_models, wall
from app.web.forms.response import AcquireSiteInCallForm, AddCallForm, CallForm, RaiseWorkForm
from app.web.gate import needs
from app.web.known_work import work_named
from app.web.page_data import PageData, Trouble
from app.web.query import complaint_about_words
from app.web.read_out import ReadOut, read_out
from app.web.sending import takes
from app.web.services import desk
from app.web.site_choice import (
    SitesFound,
    SitesToChoose,
    answer_with_sites,
    find_sites,
    sites_to_choose,
)
from app.web.times import in_full
from app.web.trouble import trouble_with

bp = Blueprint("response", __name__, url_prefix="/response")

RECENT = 6
OPTIONS = 8
"""So many Sites are listed while somebody types."""
MOST_MEANWHILE = 3
"""So many works that were raised meanwhile are shown, the newest."""


ALIKE = "Nothing has been acquired yet: a Site that is here already is likely the same."
MORE_THERE = f"More than {MOST_ALIKE} are likely the same; these are the first."
IS_IT_THIS = "Is it one of these? Otherwise acquire it all the same."


class Offered(msgspec.Struct, frozen=True):
    """A priority to choose."""

    name: str
    label: str
    within: str
    """How soon somebody is there, in words that stay true while the page stands open."""


class ResponsePage(PageData, frozen=True, kw_only=True):
    form: CallForm | None
    is_draft_gone: bool
    """Whether the address asks for a form that is not kept any more."""
    sites: SitesToChoose | None
    """What the form's Sites are chosen from."""
    called_before: list[CalledBefore]
    priorities: list[Offered]
    is_site_settled: bool
    """Whether a Site is chosen, and no other looked for."""
    is_acquiring: bool
    """Whether a new Site is being filled in."""
    is_alike: bool
    """Whether the Sites that are shown are likely the new one."""
    meanwhile: Sequence[Meanwhile]
    more_meanwhile: int
    """What was raised at the chosen Sites since the form was opened: it was not sent on."""
    read_out: ReadOut | None
    """Of what has just been raised, or called about."""
    recent: list[WorkRow]


@bp.get("/")
@needs(Feature.RAISE_WORK)
def index() -> str:
    id = request.args.get("draft", "")
    draft = drafts.kept(id)
    form = RaiseWorkForm(formdata=draft)
    if draft is None:
        # From the page of a Site, one comes for that Site.
        form.site_ids.data = request.args.getlist("site")[:MOST_SITES]
    return _show(form, is_draft_gone=bool(id) and draft is None)


@bp.get("/sites")
@needs(Feature.RAISE_WORK, Feature.ASSIGN_AND_RECALL, Feature.CLOSE_AND_REOPEN)
def sites() -> str:
    """A part of a page: the Sites that are found while somebody types."""
    found = find_sites(_words(), request.args.getlist("site_ids"), OPTIONS)
    return render_template("response/sites.html", found=found)


@bp.get("/called-before")
@needs(Feature.RAISE_WORK)
def before() -> str:
    """A part of a page: what the Sites that are ticked have called about before."""
    site_ids = request.args.getlist("site_ids")
    sites = called_before(site_ids)
    return render_template(
        "response/called_before.html",
        sites=sites,
        is_part=True,
        seen=read_models().position if shows_all(site_ids) else None,
    )


@bp.post("/")
@takes(RaiseWorkForm)
@needs(Feature.RAISE_WORK)
def raise_work() -> ResponseReturnValue:
    form, pressed = RaiseWorkForm(), request.form.get("do")
    if form.asks_to_find(pressed):
        # What is open at the Sites comes with them.
        if shows_all(form.ticked):
            form.see_until(read_models().position)
        answer = answer_with_sites(form, form.work_id.data, "work", ".index")
        return answer or (_show(form), 422 if form.site_filter.errors else 200)
    if pressed is None and form.is_acquiring:
        return acquire_site()
    is_valid = form.validate()
    if is_valid and (meanwhile := raised_meanwhile(form)):
        return _show(form, meanwhile=meanwhile), 409
    if is_valid and attempt(form, form.command()):
        return _lead_to_number(form, raised=form.work_id.data)
    return _show(form), form.status


@bp.post("/calls")
@takes(AddCallForm, page=".index")
@needs(Feature.RAISE_WORK)
def add_call() -> ResponseReturnValue:
    form = AddCallForm()
    work = read_models().works.get(request.form.get("do", ""))
    if work is None:
        form.refuse(Refused("That Work is not known to this desk."), about="")
    elif form.validate() and perform(form, form.command(work.id)):
        return _lead_to_number(form, called=work.label)
    return _show(form), form.status


@bp.post("/new-site")
@takes(AcquireSiteInCallForm, page=".index")
@needs(Feature.RAISE_WORK)
def acquire_site() -> ResponseReturnValue:
    form = AcquireSiteInCallForm()
    if not form.validate():
        return _show(form, is_acquiring=True), form.status
    new = (form.address_line_1.data, form.post_code.data, form.telephone_number.data)
    like = read_models().sites.like(*new)
    if alike := form.unseen(like[:MOST_ALIKE]):
        why = IS_IT_THIS if len(like) <= MOST_ALIKE else f"{MORE_THERE} {IS_IT_THIS}"
        return _show(form, is_acquiring=True, alike=alike, why=why), form.status
    if not perform(form, form.command()):
        return _show(form, is_acquiring=True), form.status
    form.tick_new_site()
    return answer_with_sites(form, form.work_id.data, "work", ".index") or _show(form)


def _words() -> str:
    """What is looked for while somebody types; nothing, where it is too much to look for."""
    words = request.args.get("q", "")
    return "" if complaint_about_words(words) else words


def _lead_to_number(form: CallForm, **asked: Any) -> ResponseReturnValue:
    response = redirect(url_for(".index", **asked), 303)
    drafts.forget(response, form.work_id.data, url_for(".index"))
    return response


def _show(
    form: CallForm,
    *,
    is_draft_gone: bool = False,
    is_acquiring: bool = False,
    alike: Sequence[SiteRow] = (),
    why: str = "",
    meanwhile: Sequence[Meanwhile] = (),
) -> str:
    models = read_models()
    if meanwhile or form.opened_at.data is None:
        form.see_until(models.position)
    can_raise = past() is None
    if not is_acquiring:
        form.prefill_new_site()
    sites = sites_to_choose(form) if can_raise else None
    if sites and alike:
        found = SitesFound(words="", sites=list(alike), count=len(alike), why=why)
        sites = replace(sites, found=found)
    page = ResponsePage(
        trouble=Trouble(reason=ALIKE) if alike else trouble_with(form),
        form=form if can_raise else None,
        is_draft_gone=is_draft_gone,
        sites=sites,
        called_before=called_before(form.ticked) if can_raise else [],
        priorities=_priorities(desk().settings.promises) if can_raise else [],
        is_site_settled=bool(form.ticked) and not form.site_filter.data,
        is_acquiring=is_acquiring or form.is_acquiring or not len(models.sites),
        is_alike=bool(alike),
        meanwhile=meanwhile[-MOST_MEANWHILE:],
        more_meanwhile=max(0, len(meanwhile) - MOST_MEANWHILE),
        read_out=_read_out("raised") or _read_out("called"),
        recent=models.works.newest().first(RECENT),
    )
    return render_template("response/index.html", page=page)


def _read_out(name: str) -> ReadOut | None:
    work = None if past() else work_named(request.args.get(name, ""))
    return read_out(work, wall(), is_new=name == "raised") if work else None


def _priorities(promises: Promises) -> list[Offered]:
    kind = "working " if promises.hours else ""
    return [
        Offered(each.name, str(each).capitalize(), in_full(promises.target(each).arrive, kind))
        for each in Priority
    ]
