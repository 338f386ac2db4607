"""What things and people are called in sentences. Every name is `isolated`."""

from collections.abc import Callable, Sequence

from app.domain.characters import isolated
from app.read_models import ReadModels


def capitalised(text: str) -> str:
    """With a capital to begin with, and the rest as it is: Control stays Control."""
    return text[:1].upper() + text[1:]


def subject(aggregate_id: str, models: ReadModels) -> str:
    """The name of an aggregate: "W-1004", "Ann Marsh", "Elm House, Leeds", "the role Control"."""
    kind, _, rest = aggregate_id.partition("-")
    match kind:
        case "work":
            return isolated(models.works.label(aggregate_id))
        case "operative":
            return isolated(models.operatives.name(aggregate_id))
        case "duty":
            return subject(f"operative-{rest}", models)
        case "engagement":
            return f"{subject(f'operative-{rest}', models)} (engagement)"
        case "site":
            return isolated(models.sites.name(aggregate_id))
        case "contact":
            return isolated(models.contacts.name(aggregate_id))
        case "user":
            return isolated(models.users.name(aggregate_id))
        case "team":
            return isolated(models.teams.name(aggregate_id))
        case "role":
            # Control is also a room, and Operative a trade.
            return f"the role {isolated(models.roles.name(aggregate_id))}"
    return isolated(aggregate_id)


def opening(aggregate_id: str, models: ReadModels) -> str:
    """The same, to begin a sentence: "The role Control". Names stay as people write theirs."""
    name = subject(aggregate_id, models)
    return capitalised(name) if aggregate_id.startswith("role-") else name


def who(who: str, models: ReadModels) -> str:
    """Who did something, as `Metadata.who` has it: a user's name; or the words themselves, such as
    "the desk", or a name in an old log."""
    return isolated(models.users.name(who))


def name_in(models: ReadModels) -> Callable[[str], str | None]:
    """What names people, places, teams and roles by their ids, and returns None for what is not
    known."""
    kinds = (
        models.operatives,
        models.sites,
        models.contacts,
        models.users,
        models.teams,
        models.roles,
    )

    def name(aggregate_id: str) -> str | None:
        rows = (kind.get(aggregate_id) for kind in kinds)
        return next((isolated(row.name) for row in rows if row), None)

    return name


def sites(
    site_ids: Sequence[str], models: ReadModels, named: Callable[[str], str] | None = None
) -> str:
    """The Sites of a Work, in a line: the first of them when there are many. `named` says what
    stands for each."""

    def name(site_id: str) -> str:
        return named(site_id) if named else subject(site_id, models)

    first = name(site_ids[0])
    match len(site_ids):
        case 1:
            return first
        case 2:
            return f"{first} and {name(site_ids[1])}"
        case count:
            return f"{first} and {count - 1} more Sites"
