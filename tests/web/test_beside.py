"""The small forms of a Work stand beside the job: what one decides about stays in sight."""

import pytest

from app.domain.feature import Feature
from tests.web.desk import Desk
from tests.web.page import words_of

FORMS = [
    ("W-1002", "Recall", "reason"),
    ("W-1002", "Reassign", "operative_id"),
    ("W-1001", "Close", "cause"),
    ("W-1005", "Reopen", "reason"),
]


@pytest.mark.parametrize(("label", "does", "first_field"), FORMS)
def test_a_small_form_opens_beside_the_job_in_its_first_field(
    busy_desk: Desk, label: str, does: str, first_field: str
) -> None:
    visitor = busy_desk.visitor()
    job = visitor.open(f"/work/{label}").heading

    page = visitor.follow(does)

    assert page.title == f"{does} {label} · Firstline"
    assert page.heading == job
    [opened] = page.section("The job").select("a[aria-current]")
    assert words_of(opened).startswith(does)
    assert page.items("What happened")
    [focused] = page.section(f"{does} {label}").select("[autofocus]")
    assert focused["name"] == first_field
    # One form at a time.
    assert page.buttons == [f"{does} {label}"]


@pytest.mark.parametrize(("label", "does", "first_field"), FORMS)
def test_a_refused_form_comes_back_beside_the_job_with_what_was_typed(
    busy_desk: Desk, label: str, does: str, first_field: str
) -> None:
    visitor = busy_desk.visitor()
    job = visitor.open(f"/work/{label}").heading
    visitor.follow(does)
    reason = next(name for name in visitor.page.fields() if name.startswith(("Reason", "What")))

    page = visitor.press(f"{does} {label}", {reason: "x" * 2001})

    assert page.status == 422
    assert page.heading == job
    assert page.items("What happened")
    assert page.field(reason).value == "x" * 2001
    # Only the trouble has the focus, which stands with the form.
    [focused] = page.soup.select("[autofocus]")
    assert focused in page.section(f"{does} {label}").select(".trouble")


def test_who_may_recall_work_and_not_read_its_story_sees_the_job_alone(busy_desk: Desk) -> None:
    busy_desk.add_administrator("Ada Novak")
    busy_desk.register_with("Rae Lind", Feature.ASSIGN_AND_RECALL)
    visitor = busy_desk.signed_in("Rae Lind")

    assert visitor.open("/work/W-1002").status == 403
    page = visitor.open("/work/W-1002/recall?back=control")

    assert "Elm House, Leeds" in page.words("The job")
    assert "Job sheet" not in page.links
    assert "What happened" not in page.text
    assert "Visits" not in page.text

    page = visitor.press("Recall W-1002", {"Reason": "Ann is needed in York."})

    assert page.path == "/control/"
    assert page.notices == ["W-1002 recalled from Ann Marsh, back with Control"]
