"""What is said of operatives: of their names, their duty, and what they are under way to."""

from app.domain.characters import isolated
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty
from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.event import Event
from app.domain.operative import (
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
    full_name,
)
from app.domain.skills import in_words
from app.read_models import ReadModels
from app.web.times import Wall
from app.web.wording.naming import subject
from app.web.wording.sentences import Sentence, from_to

SAY_WHO = (
    DutyErased,
    OperativeErased,
    OperativeHomeAreaChanged,
    OperativeRenamed,
    OperativeSkillsChanged,
)


def said(event: Event, models: ReadModels, wall: Wall) -> Sentence | None:
    """Nothing for events about anything else."""

    def name(aggregate_id: str) -> str:
        return subject(aggregate_id, models)

    match event:
        case OperativeHired():
            return Sentence("hired")
        case OperativeRenamed(forename=forename, surname=surname):
            return Sentence(f"the name was changed to {isolated(full_name(forename, surname))}")
        case OperativeHomeAreaChanged(before=before, after=after):
            return Sentence(f"the home area was changed {from_to(before, after)}")
        case OperativeSkillsChanged(before=had, after=has):
            return Sentence(f"the skills were changed {from_to(in_words(had), in_words(has))}")
        case OperativeWentOffDuty(reason=reason, until=until):
            return Sentence(
                f"went off duty {f'until {wall.say(until)}' if until else 'until further notice'}",
                reason,
            )
        case OperativeCameOnDuty():
            return Sentence("came on duty")
        case OperativeLeft(reason=reason):
            return Sentence("left", reason)
        case OperativeCameBack():
            return Sentence("came back")
        case OperativeEngaged(work_id=work_id):
            return Sentence(f"set off to {name(work_id)}")
        case OperativeReleased(work_id=work_id):
            return Sentence(f"free again after {name(work_id)}")
        case OperativeErased():
            return Sentence("the name was erased for good")
        case DutyErased():
            return Sentence("the reasons for being off duty were erased for good")
    return None
