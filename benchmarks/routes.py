"""Every route of the desk, as requests: their time must not grow with the log.

What is in braces stands for something that the desk has; see `subjects`.
"""

from collections.abc import Iterator
from urllib.parse import quote_plus

import msgspec

from app.domain.engagement import engagement_id
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.domain.work_events import CloseCause
from app.event_store.log import EventLog
from app.read_models import ReadModels
from app.read_models.work_rows import FIRST_NUMBER, WorkRow
from benchmarks.vocabulary import COMMON_WORD, NO_WORD, RARE_WORD

ONE_VISIT = 5
"""How many events a Work has that was dealt with straight away."""
EARLY_ENGAGEMENTS = 7
LAST_TO_SET_OFF = 95
"""With so many events the log ends in which operatives set off to open works, and arrive."""

PAGES_OF_THE_DESK = (
    "/",
    "/about",
    "/administration/operatives",
    "/administration/operatives?filter={name}",
    "/administration/operatives?left=1",
    "/administration/sites",
    "/administration/sites?filter=york",
    "/administration/sites?filter={post_code}",
    "/administration/sites?disposed=yes",
    "/administration/permissions",
    "/control/",
    "/control/?page=2",
    "/control/?open={waiting}",
    "/control/?queue=1",
    "/control/?sort=town&priority=ROUTINE&narrow=yes",
    "/control/?filter={name}",
    "/events",
    "/events?type=OperativeHired",
    "/events?type=WorkRecalled",
    "/events?before={middle}",
    "/events?aggregate={finished}",
    "/events?aggregate={engagement}&before={engaged}",
    "/events?aggregate={engagement}&before={engaged}&type=OperativeEngaged",
    "/operatives/",
    "/operatives/?filter={name}",
    "/operatives/{operative}",
    "/response/",
    "/response/?raised={waiting}",
    "/sites/{site}",
    "/sites/{site}?page=2",
    "/work/",
    "/work/?stage=AWAITING_CONTROL",
    "/work/?stage=COMPLETED",
    "/work/?stage=COMPLETED&since=today",
    "/work/?before={older}",
    "/work/?stage=OPEN",
    "/work/?late=yes",
    "/work/?priority=URGENT&sort=due",
    "/work/?operative={operative}&sort=title",
    "/work/?sort=-finished",
    "/work/?town=york&finished_from=2021-11-02&finished_to=2021-11-03",
    "/search?q={name}",
    "/search?q={post_code}",
    "/work/{waiting}",
    "/work/{finished}",
    "/work/{finished}/sheet",
)
SEARCHES = (
    f"/work/?filter={RARE_WORD}",
    f"/work/?filter={NO_WORD}",
    f"/work/?filter={COMMON_WORD}",
    f"/work/?filter={COMMON_WORD}+{RARE_WORD}",
    "/work/?filter=boiler+cellar",
    "/work/?filter=b",
    "/work/?filter=W-1001",
    f"/work/?stage=COMPLETED&filter={RARE_WORD}",
    "/work/?filter={name}",
    "/work/?filter={name}+boiler",
    f"/work/?filter={{name}}+{NO_WORD}",
    "/work/?filter=boiler&before={recent}",
    "/work/?stage=COMPLETED&filter={name}",
    "/work/?stage=COMPLETED&filter={name}+boiler&before={recent}",
    "/work/?filter=an",
)
OTHER_PAGES = (
    "/work/export.csv?stage=OPEN",
    "/work/export.xlsx?stage=ON_SITE",
    "/events/export.csv?aggregate={finished}",
    "/about/keys",
    "/about/projections",
    "/health",
    "/static/css/base.css",
    "/style.css",
    "/bootstrap/static/css/bootstrap.min.css",
    "/administration/",
    "/administration/import",
    "/administration/import/sites.csv",
    "/administration/import/sites.xlsx",
    "/administration/import/operatives.csv",
    "/administration/import/operatives.xlsx",
    "/administration/operatives/{operative}",
    "/administration/operatives.csv?filter={name}",
    "/administration/operatives/{operative}/leave",
    "/administration/operatives/{operative}/erase",
    "/administration/sites.csv?filter={post_code}",
    "/sites/{site}/amend",
    "/sites/{site}/dispose",
    "/administration/contacts/{contact}/erase?site={site}",
    "/operatives/{operative}/duty",
    "/administration/people",
    "/administration/people?filter={name}",
    "/administration/teams",
    "/administration/people/{user}",
    "/administration/people/{user}/erase",
    "/administration/teams/{team}",
    "/administration/permissions/{role}",
    "/administration/audit",
    "/sign-in",
    "/you",
    "/control/?work={waiting}",
    "/control/wall",
    "/response/sites?q=york",
    "/response/sites?q=yrok",
    "/response/called-before?site_ids={site}",
    "/work/{queued}/recall",
    "/work/{queued}/reassign",
    "/work/{queued}/amend",
    "/administration/contacts",
    "/administration/contacts?filter={name}",
    "/administration/contacts?work={waiting}",
    "/work/{waiting}/close",
    "/work/{finished}/reopen",
)
PAGES = PAGES_OF_THE_DESK + SEARCHES + OTHER_PAGES


def pages_of_the_past() -> list[str]:
    """The same pages of the desk, as of shortly before its end; those that need nothing in
    particular, or only a name, also as of the middle; and some as of a time instead of a
    position."""
    past = PAGES_OF_THE_DESK + SEARCHES
    middle = [page for page in past if "{" not in page.replace("{name}", "")]
    return [
        *(_as_of("{before_the_end}", page) for page in past),
        *(_as_of("{middle}", page) for page in middle),
        *(_as_of("{time_of_middle}", page) for page in ("/", "/control/", "/work/?filter={name}")),
    ]


def _as_of(moment: str, page: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}as_of={moment}"


_BY_PEOPLE_WHO_SIGN_IN = (
    "It only does something where people sign in, takes as long as a password has to take, and "
    "reads next to nothing of the log."
)
_WITH_A_FILE = (
    "It comes with a file, and takes as long as that is. Of what the desk has, only what is like "
    "one of its lines is looked up, by an index."
)
LEFT_OUT = {
    ("imports.choose_sites", "POST"): _WITH_A_FILE,
    ("imports.choose_operatives", "POST"): _WITH_A_FILE,
    ("imports.acquire_sites", "POST"): _WITH_A_FILE,
    ("imports.hire_operatives", "POST"): _WITH_A_FILE,
    ("sign_in.sign_in", "POST"): _BY_PEOPLE_WHO_SIGN_IN,
    ("sign_in.sign_out", "POST"): _BY_PEOPLE_WHO_SIGN_IN,
    ("invitations.index", "GET"): _BY_PEOPLE_WHO_SIGN_IN,
    ("invitations.use", "POST"): _BY_PEOPLE_WHO_SIGN_IN,
    ("you.change_password", "POST"): _BY_PEOPLE_WHO_SIGN_IN,
    ("you.end_session", "POST"): _BY_PEOPLE_WHO_SIGN_IN,
    ("you.end_other_sessions", "POST"): _BY_PEOPLE_WHO_SIGN_IN,
    ("people.add_administrator", "POST"): "It closes the desk, once and for all.",
}
"""The endpoints that are not measured, and why."""


class Post(msgspec.Struct, frozen=True):
    """A form that is sent; its ids and the version are added."""

    address: str
    fields: dict[str, str]

    note: str = ""

    def __str__(self) -> str:
        return f"POST {self.address} {self.note}".strip()


_ASSIGN = Post("/control/assign", {"work_id": "{work}", "operative_id": "{new_operative}"})
_REASON = "Another van is nearer."
_OPERATIVE = "/administration/operatives/{new_operative}"
_ROLE = "/administration/permissions/{new_role}"
_USER = "/administration/people/{new_user}"
_PLACE = {
    "address_line_1": "{new_number} Weir Lane",
    "town": "York",
    "post_code": "YO1 7PR",
    "telephone_number": "01632 {new_number}",
    "contact_id": "{new_contact}",
}
_NO_CONTACT = {"contact_version": "0", "contact_shown": "e4a6a0577479b2b4 e4a6a0577479b2b4"}
_CALL = {
    "work_id": "{work}",
    "contact_id": "{new_contact}",
    "new_site_id": "{new_site}",
    "opened_at": "0",
}
_SITE = "/sites/{new_site}"
_TEAM = "/administration/teams/{new_team}"

POSTS = (
    Post(
        "/administration/operatives",
        {"operative_id": "{new_operative}", "forename": "Mary", "surname": "Bell"},
    ),
    Post("/administration/sites", {"site_id": "{new_site}", **_PLACE}),
    Post(f"{_SITE}/amend", {**_PLACE, "name": "The Weir", **_NO_CONTACT}),
    Post("/response/", {"do": "find", "site_filter": "{post_code}"}, "to find Sites"),
    Post(
        "/response/new-site",
        {
            **_CALL,
            "new_site_id": "{called_site}",
            "address_line_1": "{new_number} Mill Row",
            "town": "York",
            "post_code": "YO1 7PS",
            "telephone_number": "01633 {new_number}",
        },
    ),
    Post(
        "/response/",
        {
            **_CALL,
            "do": "raise",
            "site_ids": "{new_site}",
            "priority": "URGENT",
            "title": "Boiler leaks",
            "description": "Since this morning.",
        },
        "to raise Work",
    ),
    Post("/response/calls", {**_CALL, "do": "{work}", "title": "It is worse."}),
    _ASSIGN,
    Post("/work/{label}/recall", {"reason": _REASON}),
    _ASSIGN,
    Post("/control/move", {"work_id": "{second}", "direction": "TOP"}),
    Post("/operatives/{operative}/move", {"work_id": "{first}", "direction": "TOP"}),
    Post("/work/{label}/reassign", {"operative_id": "{operative}", "reason": _REASON}),
    Post("/work/{label}/recall", {"reason": _REASON}),
    _ASSIGN,
    Post(
        "/operatives/{new_operative}/abandon",
        {"work_id": "{work}", "abandon_code": "NO_ACCESS", "reason": _REASON},
    ),
    _ASSIGN,
    Post(
        "/work/{label}/amend",
        {
            "do": "amend",
            "site_ids": "{new_site}",
            "title": "Boiler burst",
            "description": "Since this morning.",
            "priority": "URGENT",
            "contact_id": "{new_contact}",
            **_NO_CONTACT,
            "caller_name": "Mary Bell",
        },
    ),
    Post("/work/{label}/note", {"note": "The key is at number 7."}),
    Post(
        "/operatives/{new_operative}/note",
        {"work_id": "{work}", "note": "The key is at number 7."},
    ),
    Post("/operatives/{new_operative}/dispatch", {"work_id": "{work}", "minutes": "25"}),
    Post("/operatives/{new_operative}/eta", {"work_id": "{work}", "minutes": "40"}),
    Post("/operatives/{new_operative}/arrive", {"work_id": "{work}"}),
    Post(
        "/operatives/{new_operative}/complete",
        {"work_id": "{work}", "outcome_code": "MENDED", "outcome": "New valve."},
    ),
    Post("/administration/contacts/{new_contact}/erase", {"understood": "y"}),
    Post("/work/{label}/reopen", {"reason": _REASON}),
    Post("/work/{label}/close", {"cause": CloseCause.DUPLICATE.name, "reason": _REASON}),
    Post(f"{_SITE}/dispose", {"reason": _REASON}),
    Post(f"{_SITE}/restore", {}),
    Post(
        "/administration/permissions",
        {"role_id": "{new_role}", "name": "{new_role}", "features": Feature.HIRE},
    ),
    Post(_ROLE, {"name": "{new_role}", "features": Feature.ACQUIRE}),
    Post(
        "/administration/people",
        {
            "user_id": "{new_user}",
            "hired_id": "{new_operative}",
            "full_name": "Mary Bell",
            "sign_in_name": "{new_user}",
        },
    ),
    Post(_USER, {"full_name": "Mary Bell-Hill", "sign_in_name": "{new_user}"}),
    Post(f"{_USER}/link", {"operative_id": "{new_operative}", "hired_id": "{new_operative}"}),
    Post(f"{_USER}/unlink", {}),
    Post(f"{_USER}/grant", {"granted_id": "{new_role}"}),
    Post(f"{_USER}/revoke", {"role_id": "{new_role}"}),
    Post(f"{_USER}/password-link", {}),
    Post(f"{_USER}/sign-out", {}),
    Post(f"{_USER}/disable", {}),
    Post(f"{_USER}/enable", {}),
    Post("/administration/teams", {"team_id": "{new_team}", "name": "{new_team}"}),
    Post(_TEAM, {"name": "Late {new_team}"}),
    Post(f"{_TEAM}/grant", {"granted_id": "{new_role}"}),
    Post(f"{_TEAM}/add", {"user_id": "{new_user}"}),
    Post(f"{_TEAM}/drop", {"user_id": "{new_user}"}),
    Post(f"{_TEAM}/revoke", {"role_id": "{new_role}"}),
    Post(f"{_TEAM}/remove", {}),
    Post(f"{_ROLE}/remove", {}),
    Post(f"{_USER}/erase", {"understood": "y"}),
    Post(_OPERATIVE, {"forename": "Mary", "surname": "Hill"}),
    Post(f"{_OPERATIVE}/amend", {"home_area": "{new_team}", "skills": "gas, lifts"}),
    Post("/operatives/{new_operative}/duty", {"reason": "Training"}),
    Post("/operatives/{new_operative}/duty/on", {}),
    Post(f"{_OPERATIVE}/leave", {"reason": ""}),
    Post(f"{_OPERATIVE}/back", {}),
    Post(f"{_OPERATIVE}/erase", {"understood": "y"}),
    Post("/work-as", {"user_id": ""}),
)
"""Sent in this order, they leave no more open Work, roles and teams than there were."""


def subjects(log: EventLog, models: ReadModels) -> dict[str, str]:
    """What to ask a made-up desk for: things about which there is as much to show, however long
    the log is."""
    head = log.head()
    waiting = next(row for row in models.queues.waiting() if row.version == 1)
    finished = next(row for row in _from_the_first(models) if row.version == ONE_VISIT)
    operative = max(
        (row.operative_id or "" for row in models.works.newest(stage=Stage.ON_SITE)),
        key=lambda each: len(models.visits.recently_finished_by(each, 1_000)),
    )
    in_a_queue: dict[str, list[str]] = {}
    for row in models.works.newest(stage=Stage.QUEUED):
        in_a_queue.setdefault(row.operative_id or "", []).append(row.id)
    first, second = max(in_a_queue.values(), key=len)[-1:-3:-1]
    engagement = engagement_id(operative)
    engaged = [
        recorded.position
        for recorded in log.read(after=0, limit=5_000, types=["OperativeEngaged"])
        if recorded.aggregate_id == engagement
    ]
    return {
        "waiting": waiting.label,
        "first": first,
        "second": second,
        "queued": models.works.newest(stage=Stage.QUEUED)[0].label,
        "finished": finished.label,
        "site": finished.site_ids[0],
        "older": str(finished.number + 100),
        "recent": str(waiting.number),
        "operative": operative,
        "name": models.operatives.name(operative),
        "post_code": next(iter(models.sites)).post_code,
        "engagement": engagement,
        "engaged": str(engaged[EARLY_ENGAGEMENTS]),
        "middle": str(head // 2),
        "time_of_middle": f"{models.log_index.time_of(head // 2):%Y-%m-%dT%H:%M}",
        "before_the_end": str(head - LAST_TO_SET_OFF),
    }


def filled_in(address: str, subjects: dict[str, str]) -> str:
    """The address with what stands for the braces."""
    return address.format_map({name: quote_plus(text) for name, text in subjects.items()})


def _from_the_first(models: ReadModels) -> Iterator[WorkRow]:
    number = FIRST_NUMBER
    while row := models.works.numbered(number):
        yield row
        number += 1
