"""What every template can use, and the addresses of static files."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from app.commands.ids import new_id
from app.domain.characters import isolated, without_direction
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.domain.work_events import WorkCallAdded
from app.event_store.log import RecordedEvent
from app.read_models.contacts import ContactRow
from app.read_models.sites import SiteRow
from app.read_models.work_rows import WorkRow
from app.web import promised, style_sheet, wording
from app.web.administration import tabs
from app.web.asking import may
from app.web.desk import now, past, read_models, wall
from app.web.duty import off_duty
from app.web.gate import may_open
from app.web.links import Links, place_of
from app.web.marking import marked
from app.web.masthead import masthead
from app.web.navigation import areas
from app.web.notices import notices
from app.web.search import may_search
from app.web.telephone import telephone_link, with_number
from app.web.wording import about_works, naming

A_YEAR = 365 * 24 * 60 * 60

STAGE_ICONS = {
    Stage.AWAITING_CONTROL: "hourglass-split",
    Stage.QUEUED: "list-ol",
    Stage.EN_ROUTE: "truck",
    Stage.ON_SITE: "geo-alt-fill",
    Stage.COMPLETED: "check-circle-fill",
    Stage.CLOSED: "archive",
}

STAGE_CHIPS = {
    stage: Markup(
        '<span class="chip chip-{}"><i class="bi bi-{}" aria-hidden="true"></i> {}</span>'
    ).format(stage.name.lower().replace("_", "-"), icon, stage)
    for stage, icon in STAGE_ICONS.items()
}

PRIORITY_ICONS = {
    Priority.EMERGENCY: "exclamation-octagon-fill",
    Priority.URGENT: "exclamation-triangle",
    Priority.ROUTINE: "calendar-check",
}

PRIORITY_CHIPS = {
    priority: Markup(
        '<span class="chip chip-{}"><i class="bi bi-{}" aria-hidden="true"></i> {}</span>'
    ).format(priority, icon, priority)
    for priority, icon in PRIORITY_ICONS.items()
}


STAGE_WORDS = {
    stage: Markup('<span class="chip chip-{}">{}</span>').format(
        stage.name.lower().replace("_", "-"), stage
    )
    for stage in Stage
}
PRIORITY_WORDS = {
    priority: Markup('<span class="chip chip-{0}">{0}</span>').format(priority)
    for priority in Priority
}
"""The same without icons, for lines of which there are dozens."""


def trim_templates(app: Flask) -> None:
    """Leave no empty lines where templates have blocks. Call this before anything else asks for the
    templates' environment, which is made once."""
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}


def init_app(app: Flask) -> None:
    app.config.update(
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=A_YEAR,
        # Only files that are the same for everybody: a compressed page could betray its secrets.
        COMPRESS_MIMETYPES=["text/css", "text/javascript", "image/svg+xml"],
    )
    Bootstrap5(app)
    Compress(app)
    versions = {
        "static": _version_of_files(Path(app.static_folder or "")),
        "style_sheet": _version(style_sheet.init_app(app).encode()),
        "bootstrap.static": Bootstrap5.bootstrap_version,
    }
    app.config["VERSION_OF_FILES"] = _version("".join(versions.values()).encode())
    app.url_defaults(lambda endpoint, values: _add_version(endpoint, values, versions))
    app.context_processor(_for_templates)
    app.add_template_filter(STAGE_CHIPS.__getitem__, "chip")
    app.add_template_filter(PRIORITY_CHIPS.__getitem__, "priority_chip")
    app.add_template_filter(STAGE_WORDS.__getitem__, "stage_word")
    app.add_template_filter(PRIORITY_WORDS.__getitem__, "priority_word")
    app.add_template_filter(telephone_link)
    app.add_template_filter(with_number)
    app.add_template_filter(naming.capitalised)
    app.add_template_filter(about_works.said_code)
    app.add_template_filter(bdi)
    app.add_template_filter(marked)
    app.add_template_filter(address)
    app.add_template_filter(thousands)
    app.add_template_filter(without_direction)
    app.add_template_filter(isolated)
    app.add_template_global(new_id)


def bdi(typed: str) -> Markup:
    """What people typed, in an element that has a direction of its own, so that it does not turn
    the line that it stands in. (Text of several lines stands in a block with dir=auto, which keeps
    such text to itself as well; where no element can stand, `isolated` does.)"""
    return Markup(_bdi(typed))  # noqa: S704 (it is escaped)


def thousands(number: int) -> str:
    """A number of things, as people write it: 13,273."""
    return f"{number:,}"


def address(site: SiteRow, *, by_town: bool = False, with_name: bool = True) -> Markup:
    """The one way an address is written, after the Site's name where it has one. A list that is
    sorted by towns makes them stand out."""
    # No macro: there are up to a hundred on a page, and those take three times as long.
    own_name = f"{_bdi(site.own_name)}, " if site.own_name and with_name else ""
    town = f"<strong>{_bdi(site.town)}</strong>" if by_town else _bdi(site.town)
    return Markup(  # noqa: S704 (it is escaped)
        f"{own_name}{_bdi(site.address_line_1)}, {town} "
        f'<span class="post-code">{_bdi(site.post_code)}</span>'
    )


def _bdi(typed: str) -> str:
    return f"<bdi>{escape(without_direction(typed))}</bdi>"


@cache
def _version_of_files(folder: Path) -> str:
    """Looked at once in a process: it sends them as they were when it began."""
    return _version(b"".join(file.read_bytes() for file in sorted(folder.rglob("*.*"))))


def _version(content: bytes) -> str:
    """A name for just this content, so that browsers can keep it."""
    return hashlib.sha256(content).hexdigest()[:12]


def _add_version(endpoint: str, values: dict[str, Any], versions: dict[str, str]) -> None:
    if endpoint in versions:
        values["v"] = versions[endpoint]


def _at_moment(position: int | None) -> str:
    """The address of this page as of the event at that position; of the page now, if it is None."""
    # What else is asked for is written as it came: `url_for` takes some names as meant for itself.
    asked = [(name, text) for name, text in request.args.items(multi=True) if name != "as_of"]
    if position is not None:
        asked.append(("as_of", str(position)))
    address = url_for(str(request.endpoint), **(request.view_args or {}), as_of=None)
    return f"{address}?{urlencode(asked)}" if asked else address


def _sites_of(work: WorkRow, link: Links) -> Markup:
    """Where it is, in a line that leads to the Sites' pages."""
    models = read_models()

    def named(site_id: str) -> str:
        return link(naming.subject(site_id, models), "sites.site", site_id=site_id)

    return Markup(naming.sites(work.site_ids, models, named))  # noqa: S704 (it is escaped)


def _caller_in(recorded: RecordedEvent) -> ContactRow | None:
    """Who called about a Work once more, if that is what happened."""
    if not isinstance(recorded.event, WorkCallAdded):
        return None
    return read_models().contacts.get(recorded.event.caller_id)


def _for_templates() -> dict[str, Any]:
    """`wall` writes moments, such as `now`; `say`, `subject`, `who` and `sites_of` put things into
    words, in which names are isolated already; `contact_at` is whom to ask for at a Site,
    `caller_in` who called again; `link` leads to where one may go, such as to the page
    that `place_of` says a Work or a Site has; `promise`, `promised` and `expected` say a Work's
    times."""
    clocks, link = wall(), Links()
    return {
        "wall": clocks,
        "now": now(),
        "past": past(),
        "at_moment": _at_moment,
        "Stage": Stage,
        "Feature": Feature,
        "may": may,
        "may_open": may_open,
        "may_search": may_search,
        "link": link,
        "areas": areas,
        "masthead": LocalProxy(masthead),  # looked up where it is shown
        "notices": notices,
        "tabs": tabs,
        "off_duty": off_duty,
        "say": lambda recorded: wording.told(recorded, read_models(), clocks),
        "subject": lambda aggregate_id: naming.subject(aggregate_id, read_models()),
        "place_of": lambda aggregate_id: place_of(aggregate_id, read_models()),
        "who": lambda who: naming.who(who, read_models()),
        "caller_in": _caller_in,
        "contact_at": lambda site: read_models().contacts.get(site.contact_id),
        "sites_of": lambda work: _sites_of(work, link),
        "promise": lambda work: promised.promise(work, clocks, "before" if past() else "ago"),
        "promised": lambda work: promised.both(work, clocks),
        "expected": lambda work: promised.expected(work, clocks),
    }
