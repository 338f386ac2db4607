"""What one process has acknowledged, the next page of another process shows."""

import pytest

from app.event_store.address import StoreAddress
from tests.processes.running import two_desks
from tests.processes.visiting import HIRING, Visitor

READS = 100


@pytest.mark.timeout(60)
def test_a_hundred_times_the_other_process_shows_what_was_just_done(store: StoreAddress) -> None:
    with two_desks(store) as (first, second), Visitor(first) as one, Visitor(second) as other:
        form = one.open(HIRING).form(HIRING)
        stale = []
        for number in range(READS):
            answer = one.send(form.fill(forename="Ann", surname=f"Marsh-{number}"))
            assert answer.status == 303
            page = other.open(f"{HIRING}?filter=Marsh-{number}")
            if f"/operatives/{form.fields['operative_id']}" not in page.body:
                stale.append(number)
            # The page that shows it has the next form, too: the two take turns.
            form = page.form(HIRING)
            one, other = other, one
        assert stale == []
