"""The desk in Django, in a file of SQLite, as the server gets it."""

import os
from pathlib import Path
from wsgiref.types import WSGIApplication

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from benchmarks.peers.small_desk import SmallDesk, rows_in


def application(folder: Path) -> WSGIApplication:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.django_desk.settings"
    os.environ["DJANGO_DESK"] = str(folder / "django.db")
    served: WSGIApplication = get_wsgi_application()
    call_command("migrate", run_syncdb=True, verbosity=0)
    _fill(rows_in(folder))
    return served


def _fill(desk: SmallDesk) -> None:
    # Not before Django is set up.
    from benchmarks.peers.django_desk.models import ENDED, Operative, Site, Visit, Work

    Site.objects.bulk_create(
        Site(
            id=each.id,
            name=each.name,
            address_line_1=each.address_line_1,
            town=each.town,
            post_code=each.post_code,
            telephone_number=each.telephone_number,
        )
        for each in desk.sites
    )
    Operative.objects.bulk_create(
        Operative(
            id=each.id,
            forename=each.forename,
            surname=each.surname,
            home_area=each.home_area,
            is_off_duty=each.is_off_duty,
        )
        for each in desk.operatives
    )
    Work.objects.bulk_create(
        Work(
            number=each.number,
            title=each.title,
            description=each.description,
            priority=each.priority,
            raised_at=each.raised_at,
            arrive_by=each.arrive_by,
            complete_by=each.complete_by,
            due=each.due,
            stage=each.stage,
            operative_id=each.operative_id,
            assigned_at=each.stage_since,
            arrived_at=each.arrived_at,
            eta=each.eta,
            finished_at=each.stage_since if each.stage in ENDED else None,
            code=each.code,
        )
        for each in desk.works
    )
    sites = Work.sites.through
    sites.objects.bulk_create(
        sites(work_id=each.number, site_id=id) for each in desk.works for id in each.site_ids
    )
    Visit.objects.bulk_create(
        Visit(
            work_id=each.number,
            operative_id=each.operative_id,
            ending=each.ending,
            code=each.code,
            remark=each.remark,
            ended_at=each.ended_at,
        )
        for each in desk.visits
    )
