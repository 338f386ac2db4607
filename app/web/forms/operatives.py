"""Forms of the operative's own page: one for each step of a visit."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from wtforms import IntegerField, TimeField
from wtforms.validators import Optional, StopValidation

from app.commands.command import Command
from app.commands.time_of_day import TimeOfDay
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork
from app.domain.work import OUTCOME, REASON
from app.domain.work_events import AbandonCode, OutcomeCode
from app.web.forms.base import Between, ChangeForm, id_field, text_field

LONGEST_JOURNEY = 12 * 60
"""In minutes."""


class VisitForm(ChangeForm):
    """What the steps have in common: the Work, as the operative saw it."""

    work_id = id_field("work")

    def command(self, operative_id: str, zone: ZoneInfo) -> Command:
        raise NotImplementedError


def _whole_minutes(form: "DispatchForm", field: IntegerField) -> None:
    if field.process_errors:
        field.errors = ["That is not a number of minutes: write it like 25."]
        raise StopValidation


def _minutes_or_time(form: "DispatchForm", field: TimeField) -> None:
    if field.process_errors and field.raw_data and field.raw_data[0].strip():
        field.errors = ["That is not a time: write it like 14:30."]
        raise StopValidation
    gave_minutes = bool(form.minutes.raw_data and form.minutes.raw_data[0].strip())
    if gave_minutes == (field.data is not None):
        field.errors = [
            "Give either minutes or a time, not both."
            if gave_minutes
            else "When do you expect to arrive? Give minutes or a time."
        ]
        raise StopValidation


class DispatchForm(VisitForm):
    minutes = IntegerField(
        "Minutes from now",
        validators=[
            Optional(),
            _whole_minutes,
            Between(
                1, LONGEST_JOURNEY, f"Minutes should be from 1 to {LONGEST_JOURNEY} (12 hours)."
            ),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": LONGEST_JOURNEY, "autocomplete": "off"},
    )
    at = TimeField(
        "or at",
        format=["%H:%M", "%H:%M:%S", "%H.%M"],
        validators=[_minutes_or_time, Optional()],
        render_kw={"autocomplete": "off"},
    )

    def command(self, operative_id: str, zone: ZoneInfo) -> DispatchWork:
        eta: timedelta | TimeOfDay
        if self.at.data is not None:
            eta = TimeOfDay(self.at.data, zone)
        else:
            eta = timedelta(minutes=self.minutes.data or 0)
        return DispatchWork(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            eta=eta,
        )


class ArriveForm(VisitForm):
    def command(self, operative_id: str, zone: ZoneInfo) -> ArriveAtWork:
        return ArriveAtWork(
            work_id=self.work_id.data, version=self.seen_version, operative_id=operative_id
        )


class CompleteForm(VisitForm):
    outcome = text_field(OUTCOME, label="Outcome (optional)", render_kw={"rows": 3})

    def command(self, operative_id: str, zone: ZoneInfo) -> CompleteWork:
        return CompleteWork(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            code=OutcomeCode.MENDED,
            outcome=self.outcome.data,
        )


class AbandonForm(VisitForm):
    reason = text_field(REASON, render_kw={"rows": 3})

    def command(self, operative_id: str, zone: ZoneInfo) -> AbandonWork:
        return AbandonWork(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            code=AbandonCode.OTHER,
            reason=self.reason.data,
        )
