"""Commands as JSON: an object with the command's name and its fields,

    {"command": "AssignWork", "work_id": "work-…", "version": 1, "operative_id": "operative-…"}

An ETA is a moment ("2025-06-02T10:07:00Z"), a length of time ("PT25M"), or a time of day with its
zone ({"time": "11:30:00", "zone": "Europe/London"}).
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Union
from zoneinfo import ZoneInfo

import msgspec

from app.commands.amending import AddCall, AddNote, AmendWork
from app.commands.command import Command
from app.commands.contact import EraseContact
from app.commands.importing import ImportOperatives, ImportSites
from app.commands.operative import (
    AmendOperative,
    ComeOnDuty,
    EraseOperative,
    GoOffDuty,
    HireOperative,
    LetOperativeLeave,
    RenameOperative,
    TakeOperativeBack,
)
from app.commands.role import ChangeRole, GrantRole, MakeRole, RemoveRole, RevokeRole
from app.commands.site import AcquireSite, AmendSite, DisposeOfSite, RestoreSite
from app.commands.team import AddMember, MakeTeam, RemoveMember, RemoveTeam, RenameTeam
from app.commands.time_of_day import TimeOfDay
from app.commands.user import (
    AddAdministrator,
    DisableUser,
    EnableUser,
    EndSessions,
    EraseUser,
    LinkUser,
    RegisterUser,
    RenameUser,
    UnlinkUser,
)
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork, ReviseEta
from app.commands.work import (
    AssignWork,
    CloseWork,
    MoveInQueue,
    RaiseWork,
    ReassignWork,
    RecallWork,
    ReopenWork,
)

COMMANDS: tuple[type[Command], ...] = (
    HireOperative,
    ImportOperatives,
    RenameOperative,
    AmendOperative,
    GoOffDuty,
    ComeOnDuty,
    LetOperativeLeave,
    TakeOperativeBack,
    EraseOperative,
    AcquireSite,
    ImportSites,
    AmendSite,
    DisposeOfSite,
    RestoreSite,
    EraseContact,
    RaiseWork,
    AssignWork,
    ReassignWork,
    MoveInQueue,
    RecallWork,
    DispatchWork,
    ReviseEta,
    ArriveAtWork,
    CompleteWork,
    AbandonWork,
    CloseWork,
    ReopenWork,
    AmendWork,
    AddNote,
    AddCall,
    RegisterUser,
    AddAdministrator,
    RenameUser,
    LinkUser,
    UnlinkUser,
    DisableUser,
    EnableUser,
    EndSessions,
    EraseUser,
    MakeRole,
    ChangeRole,
    RemoveRole,
    GrantRole,
    RevokeRole,
    MakeTeam,
    RenameTeam,
    RemoveTeam,
    AddMember,
    RemoveMember,
)

ETA = datetime | timedelta | TimeOfDay
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


def to_json(command: Command) -> bytes:
    fields = {name: getattr(command, name) for name in command.__struct_fields__}
    return _encoder.encode(_WRITTEN[type(command)](**fields))


def from_json(text: bytes | str) -> Command:
    """Raises msgspec.DecodeError, with what is wrong and where, for text that is no command."""
    written = _decoder.decode(text)
    fields = {
        name: _eta(value) if isinstance(value, msgspec.Raw) else value
        for name, value in msgspec.structs.asdict(written).items()
    }
    return _BY_NAME[type(written).__name__](**fields)


def _written(command_type: type[Command]) -> type[msgspec.Struct]:
    """The command as it is written down, with its name. An ETA stays as it is written, since
    msgspec does not tell the kinds of text apart that it can be."""
    return msgspec.defstruct(
        command_type.__name__,
        [
            (field.name, msgspec.Raw if field.type == ETA else field.type)
            for field in msgspec.structs.fields(command_type)
        ],
        tag_field="command",
        tag=command_type.__name__,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def _eta(written: msgspec.Raw) -> ETA:
    text = bytes(written)
    decoder: msgspec.json.Decoder[ETA] = _moment
    if text.startswith(b"{"):
        decoder = _time_of_day
    elif text.startswith((b'"P', b'"-P')):
        decoder = _duration
    try:
        eta = decoder.decode(text)
    except msgspec.ValidationError as error:
        raise msgspec.ValidationError(f"{error} - at `$.eta`") from None
    return eta


def _encoded(value: object) -> str:
    if isinstance(value, ZoneInfo):
        return value.key
    raise NotImplementedError(f"{type(value).__name__} is no part of a command.")


def _decoded(type: type, value: Any) -> ZoneInfo:
    if type is not ZoneInfo or not isinstance(value, str):
        raise ValueError("There is something else where a time zone should be")
    try:
        return ZoneInfo(value)
    except (LookupError, ValueError, OSError):
        raise ValueError("There is no such time zone") from None


_BY_NAME = {command_type.__name__: command_type for command_type in COMMANDS}
_WRITTEN = {command_type: _written(command_type) for command_type in COMMANDS}
_encoder = msgspec.json.Encoder(enc_hook=_encoded)
_decoder = msgspec.json.Decoder(
    Union[tuple(_WRITTEN.values())],  # noqa: UP007 (of what is known only at run time)
    dec_hook=_decoded,
)
_moment: Any = msgspec.json.Decoder(Moment, dec_hook=_decoded)
_time_of_day: Any = msgspec.json.Decoder(TimeOfDay, dec_hook=_decoded)
_duration: Any = msgspec.json.Decoder(timedelta, dec_hook=_decoded)
