"""Tokens of the protection against request forgery."""

from flask import session
from flask_wtf.csrf import generate_csrf

from tests.web.visitor import Visitor


def own_token(visitor: Visitor) -> str:
    """A token of that visitor's session, also where no page has given them a form."""
    with visitor.client.session_transaction() as kept:
        secret = kept.get("csrf_token")
        with visitor.client.application.test_request_context():
            if secret:
                session["csrf_token"] = secret
            token: str = generate_csrf()
            kept["csrf_token"] = session["csrf_token"]
    return token
