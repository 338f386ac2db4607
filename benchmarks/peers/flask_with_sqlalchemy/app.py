"""The desk in Flask and SQLAlchemy, in a file of SQLite."""

from datetime import timedelta
from pathlib import Path

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import joinedload, scoped_session, selectinload, sessionmaker

from benchmarks.peers.flask_pages import times
from benchmarks.peers.flask_pages.forms import PRIORITIES, RaiseForm
from benchmarks.peers.flask_pages.times import utc_now
from benchmarks.peers.flask_with_sqlalchemy.models import (
    ENDED,
    UNDER_WAY,
    WAITING,
    Operative,
    Site,
    Visit,
    Work,
    create,
)
from benchmarks.peers.small_desk import rows_in

PAGE = 21
"""So many that wait are shown at once."""
REGISTER = 25
STAGES = (WAITING, "queued", *UNDER_WAY, *ENDED)


def application(folder: Path) -> Flask:
    app = Flask(__name__, template_folder="../flask_pages/templates")
    app.config["SECRET_KEY"] = "measured"
    CSRFProtect(app)
    times.init_app(app)
    engine = create_engine(f"sqlite:///{folder / 'flask_with_sqlalchemy.db'}")
    create(engine, rows_in(folder))
    session = scoped_session(sessionmaker(engine))

    @app.teardown_appcontext
    def end_session(_: BaseException | None) -> None:
        session.remove()

    @app.get("/hello")
    def hello() -> str:
        return "Hello, World!"

    @app.get("/control/")
    def control() -> str:
        waiting = session.scalars(
            select(Work)
            .where(Work.stage == WAITING)
            .order_by(Work.priority != "emergency", Work.due)
            .limit(PAGE)
            .options(
                selectinload(Work.sites), selectinload(Work.visits).joinedload(Visit.operative)
            )
        ).all()
        count = select(func.count()).select_from(Work).where(Work.stage == WAITING)
        operatives = session.scalars(
            select(Operative)
            .order_by(Operative.surname, Operative.forename)
            .options(selectinload(Operative.works).selectinload(Work.sites))
        ).all()
        return render_template(
            "control.html",
            waiting=waiting,
            waiting_count=session.scalar(count),
            operatives=operatives,
        )

    @app.post("/control/assign")
    def assign() -> ResponseReturnValue:
        work = session.get(Work, request.form.get("assign", 0, int))
        operative = session.get(Operative, request.form.get("operative_id", 0, int))
        if work is None or operative is None:
            abort(404)
        if work.stage != WAITING:
            abort(409)
        work.stage, work.operative, work.assigned_at = "queued", operative, utc_now()
        session.commit()
        flash(f"{work.label} is assigned to {operative.name}.")
        return redirect(url_for("control"), 303)

    @app.get("/work/")
    def register() -> str:
        stage, before = request.args.get("stage"), request.args.get("before", type=int)
        found, count = select(Work), select(func.count()).select_from(Work)
        if stage:
            found, count = found.where(Work.stage == stage), count.where(Work.stage == stage)
        if before:
            found = found.where(Work.number < before)
        newest = session.scalars(
            found.order_by(Work.number.desc())
            .limit(REGISTER + 1)
            .options(selectinload(Work.sites), joinedload(Work.operative))
        ).all()
        works = newest[:REGISTER]
        return render_template(
            "register.html",
            works=works,
            count=session.scalar(count),
            stages=STAGES,
            stage=stage,
            older=works[-1].number if len(newest) > REGISTER else None,
        )

    @app.get("/work/W-<int:number>")
    def work(number: int) -> str:
        return render_template("work.html", work=session.get(Work, number) or abort(404))

    @app.route("/response/", methods=["GET", "POST"])
    def response() -> ResponseReturnValue:
        form = RaiseForm(lambda ids: session.scalars(select(Site).where(Site.id.in_(ids))).all())
        if form.validate_on_submit():
            raised_at = utc_now()
            _, arrive, complete = PRIORITIES[form.priority.data]
            work = Work(
                title=form.title.data,
                description=form.description.data,
                priority=form.priority.data,
                sites=form.chosen,
                raised_at=raised_at,
                arrive_by=raised_at + timedelta(hours=arrive),
                complete_by=raised_at + timedelta(hours=complete),
                due=raised_at + timedelta(hours=arrive),
                caller_name=form.caller_name.data,
                caller_telephone=form.caller_telephone.data,
            )
            session.add(work)
            session.commit()
            flash(f"{work.label} is raised.")
            return redirect(url_for("response"), 303)
        form.sites.choices = {
            str(site.id): f"{site.address_line_1}, {site.town}"
            for site in session.scalars(select(Site))
        }
        return render_template("response.html", form=form), 422 if form.errors else 200

    return app
