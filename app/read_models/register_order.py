"""SQL for each order in which the register can show works, and quicker ways to the same order."""

from collections.abc import Mapping, Sequence

from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.read_models.wanted import Sort


def _in_order(column: str, names: Sequence[str]) -> str:
    """SQL for the place that a value has among these."""
    places = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(names))
    return f"CASE {column} {places} END"


_KEYS: Mapping[Sort, str] = {
    Sort.PRIORITY: _in_order("standings.priority", [each.name for each in Priority]),
    Sort.TITLE: "(SELECT title_key FROM details WHERE details.number = standings.number)",
    # Of several Sites, the one that comes first. The id tells those with the same address apart.
    Sort.SITE: (
        "(SELECT sites.sort_key || char(1) || sites.id FROM work_sites "
        "CROSS JOIN sites ON sites.id = work_sites.site_id "
        "WHERE work_sites.number = standings.number AND is_for "
        "ORDER BY sites.sort_key, sites.id LIMIT 1)"
    ),
    Sort.STAGE: _in_order("standings.stage", [each.name for each in Stage]),
    # Who has it, or has completed it.
    Sort.WHO: (
        "(SELECT sort_key FROM operatives "
        "WHERE operatives.id = ifnull(standings.operative_id, standings.finished_by))"
    ),
    Sort.RAISED: "standings.raised_at",
    Sort.DUE: "standings.due",
    Sort.FINISHED: "standings.finished_at",
}
"""What the order goes by, as SQL."""
ORDERS = {
    Sort.NUMBER: "standings.number {way}",
    **{sort: f"{key} {{way}} NULLS LAST, standings.number {{way}}" for sort, key in _KEYS.items()},
}
"""What has no such thing comes last, either way."""

WALKS: Mapping[Sort, tuple[str, str]] = {
    Sort.TITLE: (
        "details CROSS JOIN standings ON standings.number = details.number WHERE 1",
        "details.title_key {way}, details.number {way}",
    ),
    # From Site to Site, each Work at its first.
    Sort.SITE: (
        "sites CROSS JOIN work_sites ON work_sites.site_id = sites.id AND work_sites.is_for "
        "CROSS JOIN standings ON standings.number = work_sites.number WHERE NOT EXISTS ("
        "SELECT 1 FROM work_sites AS other CROSS JOIN sites AS first ON first.id = other.site_id "
        "WHERE other.number = standings.number AND other.is_for "
        "AND (first.sort_key, first.id) < (sites.sort_key, sites.id))",
        "sites.sort_key {way}, sites.id {way}, standings.number {way}",
    ),
}
"""Other ways to the same order, where there are many works: the first are found along an index,
without looking at all."""
WALKS_AMONG_SOME: Mapping[Sort, tuple[str, str]] = {
    **WALKS,
    # SQLite would look for each of the works that are meant at each Site, for many seconds. It is
    # quicker to find the first Site of every Work, which takes the same time whatever is asked.
    Sort.SITE: (
        "(SELECT work_sites.number AS work, min(ranks.place) AS place FROM work_sites "
        "CROSS JOIN (SELECT id, row_number() OVER (ORDER BY sort_key, id) AS place FROM sites) "
        "AS ranks ON ranks.id = work_sites.site_id WHERE is_for GROUP BY work_sites.number) "
        "AS places CROSS JOIN standings ON standings.number = places.work WHERE 1",
        "places.place {way}, standings.number {way}",
    ),
}
"""The same, where only some of the works are asked for."""
WAYS_OF_THE_PAST: Mapping[Sort, tuple[str, str]] = {
    Sort.SITE: (
        "(SELECT work_sites.number AS work, min(sites.sort_key || char(1) || sites.id) AS key "
        "FROM work_sites CROSS JOIN sites ON sites.id = work_sites.site_id WHERE is_for "
        "GROUP BY work_sites.number) AS places "
        "CROSS JOIN standings ON standings.number = places.work WHERE 1",
        "places.key {way}, standings.number {way}",
    )
}
"""There are views then, which have no index to walk along, and take long to be asked about one Work
after the other."""
