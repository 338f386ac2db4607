"""Under which names the desk answers, whom it believes about the name, the scheme and the address
that a request came with, and what is made of those that make no sense."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""What this machine calls itself. Elsewhere, these names lead elsewhere."""
UNREADABLE = "unreadable.invalid"
"""Stands for a name that cannot be one. Nobody can have it (RFC 2606)."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_HOST = re.compile(
    rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]+\])(?::\d{{1,5}})?", re.ASCII | re.IGNORECASE
)
_NO_ADDRESS = re.compile(r"[^!-~]")
_PORT = re.compile(r":\d+$")
LONGEST_HOST = 260
"""In characters: a name can have 253, and there can be a port."""


def init_app(app: Flask, settings: Settings) -> None:
    app.wsgi_app = _Readable(app.wsgi_app)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=settings.proxies,
            x_proto=settings.proxies,
            x_host=settings.proxies,
        )
    names = frozenset(_without_port(name) for name in settings.trusted_hosts)
    app.before_request(lambda: _check_host(names))


class _Readable:
    """Flask cannot begin a request whose host no address can be made of, nor show a page about it.
    So such a one gets another name, which the check of the host then refuses. A page that the
    request says to come from, and that is no address, is left out. Bytes of a query that no address
    can hold are written as one holds them (RFC 3986)."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if host and not (len(host) <= LONGEST_HOST and _HOST.fullmatch(host)):
            environ["HTTP_HOST"] = UNREADABLE
        if not _is_address(environ.get("HTTP_REFERER", "")):
            del environ["HTTP_REFERER"]
        environ["QUERY_STRING"] = _NO_ADDRESS.sub(_percent, environ.get("QUERY_STRING", ""))
        if environ["wsgi.url_scheme"] != "https":  # whatever else a proxy made of it
            environ["wsgi.url_scheme"] = "http"
        return self._application(environ, start_response)


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).port != 0  # which it reads only when it is asked for
    except ValueError:
        return False


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def address_here(settings: Settings) -> str:
    """Where a browser on this machine finds the desk."""
    host = settings.host
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound to)
        host = "localhost"
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def address_for_others(settings: Settings) -> str:
    """Where other people reach the desk, as far as the settings tell."""
    if not (settings.hosts or settings.https):
        return address_here(settings)
    scheme = "https" if settings.https else "http"
    host = settings.hosts[0] if settings.hosts else "localhost"
    # A proxy in front has the port that browsers ask for by themselves.
    has_port = settings.https or settings.proxies or _PORT.search(host)
    return f"{scheme}://{host}" if has_port else f"{scheme}://{host}:{settings.port}"


def asked_from_this_machine() -> bool:
    """Whether the page was asked for under a name that only this machine has for itself."""
    return _without_port(request.host) in LOOPBACK


def _check_host(names: frozenset[str]) -> None:
    """Answer to these names only. Flask's own TRUSTED_HOSTS would know no IPv6 address."""
    # A load balancer asks how the desk is by whatever name it has for it, and learns no more.
    if _without_port(request.host) not in names and request.path != "/health":
        raise SecurityError


def _without_port(host: str) -> str:
    return _PORT.sub("", host).lower().rstrip(".")
