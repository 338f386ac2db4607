"""Logs that each Firstline wrote are read by every later one.

The files in `logs` are kept for ever. None of them is ever changed, or made anew: they are what is
on people's disks. When the events get another shape or name, a further file comes beside them: play
a day at a desk whose log is kept, with every type of event and with texts that are hard to keep,
and write it with `firstline export --with-personal-data`. Then write down what it holds in
old_logs.py, by looking at the desk.
"""

import hashlib
from collections.abc import Sequence

import pytest

from app.commands.access_keeper import AccessKeeper
from app.commands.ids import new_id
from app.commands.work import RaiseWork
from app.domain.access import Access
from app.domain.aggregate import Aggregate
from app.domain.contact import Contact
from app.domain.duty import Duty, duty_id
from app.domain.engagement import Engagement, engagement_id
from app.domain.feature import Feature
from app.domain.ids import is_id
from app.domain.lifecycle import Stage
from app.domain.operative import Operative
from app.domain.personal import ERASED
from app.domain.role import Role
from app.domain.site import Site
from app.domain.team import Team
from app.domain.user import User
from app.domain.work import Work
from app.domain.work_events import WorkCallAdded, WorkClosed, WorkNoted, WorkReopened
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.personal_data import ERASING, is_sealed
from app.event_store.transfer import importable, keys_in, records_in
from app.event_store.verification import checkpoint, records_of, verify
from app.read_models import ReadModels
from app.read_models.roles import Roles
from app.read_models.users import UserRow, Users
from tests.cast import THE_DESK
from tests.commands.desk import DeskWithoutPages, unit_of_work
from tests.event_store.by_hand import hashes_by_hand, hashes_in, lines_of
from tests.event_store.examples import BY_THE_DESK
from tests.event_store.old_logs import HELD, LOGS, events_in, lines_in
from tests.read_models.test_keeping_up import answers, caught_up


def test_there_is_no_log_that_nobody_looks_into() -> None:
    assert LOGS.keys() == HELD.keys()


@pytest.fixture(params=LOGS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def restored(name: str, log: EventLog) -> EventLog:
    keys = keys_in(lines_in(name))
    log.restore(list(records_in(lines_in(name), keys=keys)), keys)
    return log


@pytest.fixture
def old_log(name: str) -> EventLog:
    return restored(name, memory_log())


@pytest.fixture
def models(old_log: EventLog) -> ReadModels:
    return caught_up(old_log)


class TestTheFile:
    def test_is_as_it_was_written(self, name: str) -> None:
        assert hashlib.sha256(LOGS[name].read_bytes()).hexdigest() == HELD[name].sha256

    def test_is_unbroken(self, name: str) -> None:
        lines = events_in(name)
        assert hashes_in(lines) == hashes_by_hand(lines)

    def test_moves_into_every_store_as_it_is(self, name: str, log: EventLog) -> None:
        taken = checkpoint(HELD[name].checkpoint)
        verdict = verify(restored(name, log), [taken])
        assert verdict.fault == ""
        assert verdict.head
        assert verdict.head.hash == taken.hash
        assert hashes_in(lines_of(log)) == hashes_in(events_in(name))

    def test_can_be_gone_on_with(self, name: str, log: EventLog) -> None:
        models = caught_up(restored(name, log))
        [site, *_] = models.sites
        raised = RaiseWork(
            work_id=new_id("work"), site_ids=(site.id,), title="And on", description="As ever."
        )
        desk = DeskWithoutPages(log)
        who = somebody_who_may(Feature.RAISE_WORK, desk.bus.access.now())
        desk.run(raised, command_id=new_id("command"), who=who)
        caught_up(log, models)
        assert models.works[raised.work_id].number == 1001 + len(HELD[name].works)
        assert verify(log, [checkpoint(HELD[name].checkpoint)]).fault == ""


class TestTheDayAtTheDesk:
    def test_has_the_same_operatives(self, name: str, models: ReadModels) -> None:
        assert [row.name for row in models.operatives] == HELD[name].operatives

    def test_has_the_same_sites(self, name: str, models: ReadModels) -> None:
        rows = [(row.name, row.post_code, row.telephone_number) for row in models.sites]
        assert rows == HELD[name].sites

    def test_has_the_same_works(self, name: str, models: ReadModels) -> None:
        rows = [
            (
                row.label,
                row.title,
                row.stage,
                models.operatives.name(row.operative_id or ""),
                row.version,
            )
            for row in models.works.newest()
        ]
        assert rows == HELD[name].works

    def test_has_the_same_queues(self, name: str, models: ReadModels) -> None:
        assert [row.label for row in models.queues.waiting()] == HELD[name].waiting
        assert {
            row.name: [work.label for work in models.queues.of(row.id)] for row in models.operatives
        } == HELD[name].queues

    def test_has_the_same_visits(self, name: str, models: ReadModels) -> None:
        works = reversed(list(models.works.newest()))
        visits = [
            (
                work.label,
                models.operatives.name(visit.operative_id),
                visit.ending,
                visit.remark,
                f"{visit.eta:%H:%M}" if visit.eta else "",
            )
            for work in works
            for visit in models.visits.to(work.id)
        ]
        assert visits == HELD[name].visits

    def test_has_the_same_words(self, name: str, models: ReadModels) -> None:
        descriptions = {row.label: row.description for row in models.works.newest()}
        assert descriptions == HELD[name].descriptions

    def test_has_the_same_reasons(self, name: str, old_log: EventLog) -> None:
        reasons = []
        for recorded in old_log.read(after=0, limit=1_000):
            match recorded.event:
                case WorkClosed(cause=cause, reason=reason):
                    reasons.append(f"{cause}: {reason}")
                case WorkReopened(reason=reason):
                    reasons.append(reason)
        assert reasons == HELD[name].reasons

    def test_promised_the_same(self, name: str, models: ReadModels) -> None:
        promises = {
            row.label: (row.priority, caller_of(models, row.caller_id), f"{row.arrive_by:%d %H:%M}")
            for row in models.works.newest()
            if row.arrive_by
        }
        assert promises == HELD[name].promises

    def test_has_the_same_codes(self, name: str, models: ReadModels) -> None:
        codes = [
            (work.label, visit.code, f"{visit.first_eta:%H:%M}")
            for work in reversed(list(models.works.newest()))
            for visit in models.visits.to(work.id)
            if visit.code
        ]
        assert codes == HELD[name].codes

    def test_has_the_same_callers(self, name: str, models: ReadModels) -> None:
        assert [(row.own_name, row.telephone) for row in models.contacts] == HELD[name].contacts

    def test_has_the_same_notes(self, name: str, old_log: EventLog, models: ReadModels) -> None:
        said = []
        for recorded in old_log.read(after=0, limit=1_000):
            match recorded.event:
                case WorkNoted(text=text) | WorkCallAdded(note=text):
                    said.append((models.works.label(recorded.aggregate_id), text))
        assert said == HELD[name].said

    def test_knows_the_same_of_operatives_and_sites(self, name: str, models: ReadModels) -> None:
        particulars = {
            row.name: (row.home_area, ", ".join(row.skills), row.left_because)
            for row in models.operatives.everybody()
        } | {
            row.name: (row.area, row.notes, caller_of(models, row.contact_id))
            for row in models.sites
        }
        known = {each: said for each, said in particulars.items() if any(said)}
        assert known == HELD[name].particulars

    def test_was_on_the_same_day(self, name: str, old_log: EventLog) -> None:
        read = old_log.read(after=0, limit=1_000)
        assert {recorded.metadata.when.date() for recorded in read} == {HELD[name].day}
        ids = {recorded.metadata.command_id for recorded in read}
        assert all(is_id("command", id) for id in ids)


class TestThePeople:
    def test_have_done_as_much(self, name: str, old_log: EventLog, models: ReadModels) -> None:
        read = old_log.read(after=0, limit=1_000)
        who = [models.users.name(recorded.metadata.who) for recorded in read]
        assert {each: who.count(each) for each in who} == HELD[name].who

    def test_have_entered_the_same_steps_for_operatives(
        self, name: str, old_log: EventLog, models: ReadModels
    ) -> None:
        entered = [
            (
                recorded.type_name,
                models.users.name(recorded.metadata.who),
                models.operatives.name(recorded.metadata.acting_for),
            )
            for recorded in old_log.read(after=0, limit=1_000)
            if recorded.metadata.acting_for
        ]
        assert entered == HELD[name].entered

    def test_are_the_same_users(self, name: str, models: ReadModels) -> None:
        users = [
            (
                row.full_name,
                row.sign_in_name,
                particulars(row),
                models.operatives.name(row.operative_id or ""),
                names(models.roles, row.role_ids),
            )
            for row in models.users
        ]
        assert users == HELD[name].users

    def test_are_in_the_same_teams(self, name: str, models: ReadModels) -> None:
        teams = [
            (row.name, names(models.users, row.member_ids), names(models.roles, row.role_ids))
            for row in models.teams
        ]
        assert teams == HELD[name].teams

    def test_have_the_same_roles_to_hold(self, name: str, models: ReadModels) -> None:
        roles = {row.name: (list(row.features), row.stays_signed_in) for row in models.roles}
        assert roles == HELD[name].roles

    def test_may_do_what_their_roles_and_teams_let_them(
        self, name: str, old_log: EventLog, models: ReadModels
    ) -> None:
        access = AccessKeeper(old_log).now()
        let = {name: set(features) for name, (features, _) in HELD[name].roles.items()}
        assert access.is_open == (not HELD[name].users)
        for user in models.users:
            held = [*names(models.roles, user.role_ids)]
            for team in models.teams:
                if user.id in team.member_ids:
                    held += names(models.roles, team.role_ids)
            may = set[Feature]().union(*(let[role] for role in held))
            is_let_in = user.is_enabled and not user.is_made_up
            assert access.person(user.id).features == (may if is_let_in else set())


class TestWithoutTheKeys:
    """As the log is where an export came without them."""

    @pytest.fixture
    def sealed_log(self, name: str, log: EventLog) -> EventLog:
        log.restore(list(records_in(lines_in(name))))
        return log

    def test_no_name_that_was_sealed_can_be_read(self, name: str, sealed_log: EventLog) -> None:
        models = caught_up(sealed_log)
        assert [row.name for row in models.operatives] == HELD[name].without_keys
        assert {row.full_name for row in models.users} <= {ERASED}
        assert {(row.own_name, row.telephone) for row in models.contacts} <= {(ERASED, "")}
        assert {row.sign_in_name for row in models.users} <= {""}

    def test_everything_else_is_as_it_was(
        self, name: str, sealed_log: EventLog, models: ReadModels
    ) -> None:
        without = caught_up(sealed_log)
        assert list(without.works.newest()) == list(models.works.newest())
        assert list(without.teams) == list(models.teams)
        assert list(without.roles) == list(models.roles)
        assert verify(sealed_log, [checkpoint(HELD[name].checkpoint)]).fault == ""

    def test_it_can_be_imported(self, name: str) -> None:
        read_models = ReadModels()
        records = list(importable(lines_in(name), told=read_models.tell))
        assert len(records) == len(events_in(name))
        assert [row.name for row in read_models.operatives] == HELD[name].without_keys


def test_as_many_names_are_sealed(name: str) -> None:
    sealed = [record for record in records_in(lines_in(name)) if is_sealed(record)]
    assert len(sealed) == HELD[name].sealed


def test_the_keys_of_those_who_are_erased_are_missing(name: str, old_log: EventLog) -> None:
    records = list(records_in(lines_in(name)))
    sealed = {record.aggregate_id for record in records if is_sealed(record)}
    erased = {record.aggregate_id for record in records if record.type_name in ERASING}
    assert set(keys_in(lines_in(name))) == sealed - erased


def caller(models: ReadModels, contact_id: str) -> tuple[str, str]:
    row = models.contacts.get(contact_id)
    return (row.own_name, row.telephone) if row else ("", "")


def caller_of(models: ReadModels, contact_id: str) -> str:
    """What they go by."""
    return models.contacts.name(contact_id) if contact_id else ""


def somebody_who_may(feature: Feature, access: Access) -> str:
    everybody = [THE_DESK, *access.users]
    return next(who for who in everybody if access.person(who).may(feature))


def particulars(row: UserRow) -> str:
    if row.is_erased:
        return "erased"
    said = {"made up": row.is_made_up, "disabled": not row.is_enabled}
    return ", ".join(word for word, is_so in said.items() if is_so)


def names(rows: Users | Roles, ids: Sequence[str]) -> list[str]:
    found = [rows.get(id) for id in ids]
    return [row.name for row in found if row]


KINDS: dict[str, type[Aggregate]] = {
    kind.kind: kind for kind in (Operative, Duty, Engagement, Site, Contact, Work, User, Role, Team)
}


def test_every_aggregate_is_as_it_was_left(name: str, old_log: EventLog) -> None:
    versions = {record.aggregate_id: record.version for record in records_of(old_log)}
    models = caught_up(old_log)
    for id, version in versions.items():
        kind = KINDS[id.partition("-")[0]]
        aggregate = unit_of_work(old_log, BY_THE_DESK, id).load(kind, id, version)
        assert aggregate.version == version
        match aggregate:
            case Operative():
                assert aggregate.name == models.operatives.name(id)
            case Site():
                assert aggregate.is_acquired
            case Contact():
                assert aggregate.name_and_telephone == caller(models, id)
            case Work():
                row = models.works[id]
                assert (aggregate.stage, aggregate.operative_id) == (row.stage, row.operative_id)
            case Engagement():
                [holder] = [row.id for row in models.operatives if engagement_id(row.id) == id]
                stages = {work.stage for work in models.queues.of(holder)}
                assert aggregate.is_on == bool(stages & {Stage.EN_ROUTE, Stage.ON_SITE})
            case Duty():
                [since] = [
                    row.off_duty_since
                    for row in models.operatives.everybody()
                    if duty_id(row.id) == id
                ]
                assert (aggregate.off_duty is None) == (since is None)
            case User():
                assert aggregate.full_name == models.users.name(id)


def test_an_old_log_can_be_imported(name: str, old_log: EventLog) -> None:
    read_models = ReadModels()

    keys = keys_in(lines_in(name))
    records = list(importable(lines_in(name), told=read_models.tell, keys=keys))

    assert records == list(records_of(old_log))
    assert answers(read_models) == answers(caught_up(old_log))


def test_every_type_of_event_of_its_day_is_in_it(name: str) -> None:
    types = [record.type_name for record in records_in(lines_in(name))]
    assert {each: types.count(each) for each in sorted(set(types))} == HELD[name].types
