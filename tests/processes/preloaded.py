"""What the process of `forking.py` has done before desks are forked from it, so that not each of
them does it again: import the desk, and compile its templates."""

import app.cli  # noqa: F401 (imported to be there)
from tests.web.desk import Desk

_desk = Desk()
_templates = _desk.app.jinja_env
for _name in _templates.list_templates():
    _templates.get_template(_name)
_desk.log.close()
