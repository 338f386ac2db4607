"""The desk in bare Flask, with all that it holds in lists."""

from datetime import timedelta
from pathlib import Path

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from benchmarks.peers.bare_flask.desk import WAITING, Desk, Work
from benchmarks.peers.flask_pages import times
from benchmarks.peers.flask_pages.forms import PRIORITIES, RaiseForm
from benchmarks.peers.flask_pages.times import utc_now
from benchmarks.peers.small_desk import rows_in

PAGE = 21
"""So many that wait are shown at once."""
REGISTER = 25
STAGES = (WAITING, "queued", "en route", "on site", "completed", "closed")


def application(folder: Path) -> Flask:
    app = Flask(__name__, template_folder="../flask_pages/templates")
    app.config["SECRET_KEY"] = "measured"
    CSRFProtect(app)
    times.init_app(app)
    desk = Desk(rows_in(folder))

    @app.get("/hello")
    def hello() -> str:
        return "Hello, World!"

    @app.get("/control/")
    def control() -> str:
        waiting = desk.waiting()
        return render_template(
            "control.html",
            waiting=waiting[:PAGE],
            waiting_count=len(waiting),
            operatives=list(desk.operatives.values()),
        )

    @app.post("/control/assign")
    def assign() -> ResponseReturnValue:
        work = desk.numbered(request.form.get("assign", 0, int))
        operative = desk.operatives.get(request.form.get("operative_id", 0, int))
        if work is None or operative is None:
            abort(404)
        with desk.lock:
            if work.stage != WAITING:
                abort(409)
            work.stage, work.operative = "queued", operative
            operative.works.append(work)
        flash(f"{work.label} is assigned to {operative.name}.")
        return redirect(url_for("control"), 303)

    @app.get("/work/")
    def register() -> str:
        stage, before = request.args.get("stage"), request.args.get("before", type=int)
        found = [work for work in desk.works if stage in (None, work.stage)]
        newest = [work for work in reversed(found) if before is None or work.number < before]
        works = newest[:REGISTER]
        return render_template(
            "register.html",
            works=works,
            count=len(found),
            stages=STAGES,
            stage=stage,
            older=works[-1].number if len(newest) > REGISTER else None,
        )

    @app.get("/work/W-<int:number>")
    def work(number: int) -> str:
        return render_template("work.html", work=desk.numbered(number) or abort(404))

    @app.route("/response/", methods=["GET", "POST"])
    def response() -> ResponseReturnValue:
        form = RaiseForm(lambda ids: [desk.sites[id] for id in ids if id in desk.sites])
        if form.validate_on_submit():
            raised_at = utc_now()
            _, arrive, complete = PRIORITIES[form.priority.data]
            work = Work(
                number=desk.next_number(),
                title=form.title.data or "",
                description=form.description.data or "",
                priority=form.priority.data,
                sites=list(form.chosen),
                raised_at=raised_at,
                arrive_by=raised_at + timedelta(hours=arrive),
                complete_by=raised_at + timedelta(hours=complete),
                caller_name=form.caller_name.data or "",
                caller_telephone=form.caller_telephone.data or "",
            )
            desk.works.append(work)
            flash(f"{work.label} is raised.")
            return redirect(url_for("response"), 303)
        form.sites.choices = {
            str(site.id): f"{site.address_line_1}, {site.town}" for site in desk.sites.values()
        }
        return render_template("response.html", form=form), 422 if form.errors else 200

    return app
