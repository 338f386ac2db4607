"""The style sheet of every page: Bootstrap and Firstline's own files, each in a cascade layer.

A rule in a later layer wins over any in an earlier one, so that no file depends on how exact the
selectors of another are. Bootstrap's file names no layer, and a `<link>` cannot put it into one. An
`@import` can, but browsers find it only when the sheet that imports it has come, which costs the
first visit a round trip. So the files are put together when the desk starts, and sent as one.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

BOOTSTRAP = "bootstrap"
OWN_LAYERS: Mapping[str, Sequence[str]] = {
    "tokens": ("tokens",),
    "base": ("base",),
    "components": (
        "components/masthead",
        "components/search",
        "components/who",
        "components/page",
        "components/notices",
        "components/buttons",
        "components/forms",
        "components/taps",
        "components/chips",
        "components/tables",
        "components/lists",
        "components/past",
        "components/live",
        "components/panels",
    ),
    "areas": (
        "areas/home",
        "areas/administration",
        "areas/permissions",
        "areas/site_choice",
        "areas/response",
        "areas/control",
        "areas/control_attention",
        "areas/control_telephone",
        "areas/wall",
        "areas/operatives",
        "areas/briefing",
        "areas/work",
        "areas/register",
        "areas/events",
        "areas/about",
        "areas/few_words",
    ),
    "print": ("print",),
}
"""The files of each layer, in `static/css`. A later layer wins over an earlier one; within a layer,
the later of two rules that are as exact."""


def init_app(app: Flask) -> str:
    """Serve the style sheet under the endpoint `style_sheet`. Returns its text."""
    bootstrap = Path(app.blueprints["bootstrap"].static_folder or "")
    text = _put_together(Path(app.static_folder or "") / "css", bootstrap / "css")

    def style_sheet() -> Response:
        response = Response(text, mimetype="text/css")
        response.cache_control.public = True
        response.cache_control.max_age = app.get_send_file_max_age(None)
        response.add_etag()
        response.make_conditional(request)
        return response

    app.add_url_rule("/style.css", view_func=style_sheet)
    return text


@cache
def _put_together(folder: Path, bootstrap_folder: Path) -> str:
    """Once in a process: it sends them as they were when it began."""
    own = {
        name: "\n".join((folder / f"{file}.css").read_text(encoding="utf-8") for file in files)
        for name, files in OWN_LAYERS.items()
    }
    layers = {BOOTSTRAP: _bootstrap(bootstrap_folder), **own}
    texts = [f"@layer {name} {{\n{text}\n}}\n" for name, text in layers.items()]
    return "".join([f"@layer {', '.join(layers)};\n", *texts])


def _bootstrap(folder: Path) -> str:
    text = (folder / "bootstrap.min.css").read_text(encoding="utf-8")
    # These two mean something at the beginning and at the end of a file only.
    charset, source_map = '@charset "UTF-8";', "/*# sourceMappingURL=bootstrap.min.css.map */"
    return text.removeprefix(charset).removesuffix(source_map)
