"""People of one name, and what tells them apart."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.characters import isolated
from app.read_models.operatives import OperativeRow
from app.read_models.users import UserRow
from app.read_models.words import plain
from app.web.desk import read_models, wall


def additions(
    rows: Sequence[OperativeRow], among: Iterable[OperativeRow] | None = None
) -> dict[str, str]:
    """What follows the name of each, by id: nothing for those whose name nobody else has. `among`
    are all that are shown, if they are at hand."""
    everybody = among or read_models().operatives.called_like(rows)
    names = Counter(plain(row.name) for row in everybody)
    # Those whose names were erased are told apart wherever they are named.
    shared = [row for row in rows if names[plain(row.name)] > 1 and not row.is_erased]
    users = read_models().users.of_operatives([row.id for row in shared]) if shared else {}
    said = {row.id: _addition(row, users.get(row.id)) for row in shared}
    return {row.id: said.get(row.id, "") for row in rows}


def _addition(row: OperativeRow, user: UserRow | None) -> str:
    if user and user.sign_in_name:
        return f" ({isolated(user.sign_in_name)})"
    return f" (hired {wall().say(row.hired_at)})"


def namesakes_of(row: OperativeRow) -> str:
    """A sentence about the others of that name, with what tells them apart; or nothing."""
    models = read_models()
    others = [each for each in models.operatives.called_like([row]) if each.id != row.id]
    if not others or row.is_erased:
        return ""
    names = additions([row, *others])
    said = ", ".join(f"{isolated(each.name)}{names[each.id]}" for each in others[:3])
    return f"There is another operative of that name: {said}."


def operatives_called(name: str) -> list[OperativeRow]:
    """The operatives of that name who are no users, as after somebody was unlinked."""
    models = read_models()
    found = models.operatives.matching(name, also_left=True)
    rows = [row for row in found if plain(row.name) == plain(name)]
    users = models.users.of_operatives([row.id for row in rows])
    return [row for row in rows if row.id not in users and not row.is_erased]


def sharing_a_name(users: Sequence[UserRow]) -> frozenset[str]:
    """The ids of those whose name another of them has too, and who sign in."""
    names = Counter(plain(user.full_name) for user in users)
    return frozenset(
        user.id for user in users if names[plain(user.full_name)] > 1 and user.sign_in_name
    )


def same_name_as(user_id: str) -> str:
    """A sentence about the other users of that name, with what they sign in as; or nothing."""
    models = read_models()
    name = models.users.name(user_id)
    others = [
        row
        for row in models.users.matching(name)
        if row.id != user_id and plain(row.full_name) == plain(name)
    ]
    if not others:
        return ""
    said = ", ".join(isolated(row.sign_in_name) for row in others[:3])
    return f"There is another {isolated(name)} already, who signs in as {said}."
