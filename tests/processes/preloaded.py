"""What the processes of `forking.py` have in common."""

from flask import Flask

import app.cli  # noqa: F401 (imported to be there)
from tests.web.desk import Desk

_desk = Desk()
_templates = _desk.app.jinja_env
# For the desks that are forked, so that not each compiles the same again.
Flask.jinja_options = {"bytecode_cache": _templates.bytecode_cache}
for _name in _templates.list_templates():
    _templates.get_template(_name)
_desk.log.close()
