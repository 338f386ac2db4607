"""Forms with which somebody goes off duty and comes on duty."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField
from wtforms.validators import Optional, StopValidation

from app.commands.operative import ComeOnDuty, GoOffDuty
from app.domain.duty import REASON_OFF_DUTY
from app.web.forms.base import DeskForm, text_field


def _day_and_time(form: "GoOffDutyForm", field: DateTimeLocalField) -> None:
    if field.process_errors and field.raw_data and field.raw_data[0].strip():
        field.errors = ["That is not a day and a time: write it like 2026-11-30T14:30."]
        raise StopValidation


class GoOffDutyForm(DeskForm):
    reason = text_field(REASON_OFF_DUTY)
    until = DateTimeLocalField(
        "Until (optional)",
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[_day_and_time, Optional()],
        render_kw={"autocomplete": "off"},
    )

    def command(self, operative_id: str, zone: ZoneInfo) -> GoOffDuty:
        return GoOffDuty(
            operative_id=operative_id,
            reason=self.reason.data,
            until=_moment(self.until.data, zone) if self.until.data else None,
        )


def _moment(local: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in that zone show so. Of an hour that they show twice, the second: whoever is off
    duty until then is not called in too early."""
    try:
        return local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


class ComeOnDutyForm(DeskForm):
    def command(self, operative_id: str) -> ComeOnDuty:
        return ComeOnDuty(operative_id=operative_id)
