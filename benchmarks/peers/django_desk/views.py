from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Prefetch, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST, require_safe

from benchmarks.peers.django_desk.forms import RaiseForm
from benchmarks.peers.django_desk.models import ENDED, UNDER_WAY, WAITING, Operative, Work

PAGE = 21
"""So many that wait are shown at once."""
REGISTER = 25
STAGES = (WAITING, "queued", *UNDER_WAY, *ENDED)
HOURS = {"emergency": (2, 8), "urgent": (8, 48), "routine": (48, 120)}
"""Within how many somebody is there, and it is done."""


@require_GET
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello, World!")


@require_safe
def control(request: HttpRequest) -> HttpResponse:
    waiting = Work.objects.filter(stage=WAITING)
    emergencies_first = Case(When(priority="emergency", then=Value(0)), default=Value(1))
    open_works = Work.objects.filter(stage__in=("queued", *UNDER_WAY)).order_by("assigned_at")
    operatives = Operative.objects.prefetch_related(
        Prefetch("works", open_works.prefetch_related("sites"), to_attr="open_works")
    )
    shown = waiting.order_by(emergencies_first, "due")[:PAGE]
    return render(
        request,
        "control.html",
        {
            "waiting": shown.prefetch_related("sites", "visits__operative"),
            "waiting_count": waiting.count(),
            # A list, since the page goes through them twice.
            "operatives": list(operatives),
            "now": now(),
        },
    )


@require_POST
@transaction.atomic
def assign(request: HttpRequest) -> HttpResponse:
    work = get_object_or_404(Work, pk=request.POST.get("assign", 0), stage=WAITING)
    operative = get_object_or_404(Operative, pk=request.POST.get("operative_id", 0))
    work.stage, work.operative, work.assigned_at = "queued", operative, now()
    work.save()
    messages.success(request, f"{work} is assigned to {operative}.")
    return redirect("control")


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    found = Work.objects.all()
    if stage := request.GET.get("stage"):
        found = found.filter(stage=stage)
    count = found.count()
    if (before := request.GET.get("before", "")).isdecimal():
        found = found.filter(number__lt=int(before))
    newest = found.order_by("-number").select_related("operative").prefetch_related("sites")
    works = list(newest[: REGISTER + 1])
    older = works[REGISTER - 1].number if len(works) > REGISTER else None
    return render(
        request,
        "register.html",
        {
            "works": works[:REGISTER],
            "count": count,
            "stages": STAGES,
            "stage": stage,
            "older": older,
            "now": now(),
        },
    )


@require_safe
def work(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "work.html", {"work": get_object_or_404(Work, pk=number)})


def response(request: HttpRequest) -> HttpResponse:
    form = RaiseForm(request.POST or None)
    if form.is_valid():
        work = form.save(commit=False)
        work.raised_at = now()
        arrive, complete = HOURS[work.priority]
        work.arrive_by = work.due = work.raised_at + timedelta(hours=arrive)
        work.complete_by = work.raised_at + timedelta(hours=complete)
        with transaction.atomic():
            work.save()
            form.save_m2m()
        messages.success(request, f"{work} is raised.")
        return redirect("response")
    return render(request, "response.html", {"form": form}, status=422 if form.errors else 200)
