"""What the server itself answers to a request that it does not pass on to the desk: plain text,
with the desk's headers."""

import logging

from waitress.task import ErrorTask
from waitress.utilities import BadRequest, Error

from app.web.security import headers

logger = logging.getLogger("firstline")

SENTENCES = {
    400: "The desk could not make sense of this request.",
    408: "This request did not arrive in time. Nothing has been done; send it again.",
    413: "This is more than the desk takes at once. Nothing has been done; go back and shorten it.",
    431: "The address or the cookies are longer than the desk takes. Go back and use fewer words; "
    "if that does not help, remove this site's cookies.",
    500: "Something went wrong on the desk's side. What was recorded before is safe.",
    503: "The desk has no room for what was sent: its folder for temporary files is full, or "
    "cannot be written to. Nothing has been done; tell whoever looks after the desk.",
    501: "The desk does not know this way of sending.",
}


class RequestTimeout(BadRequest):
    code = 408
    reason = "Request Timeout"


class PlainAnswer(ErrorTask):
    """A refusal. It ends the connection: after a malformed request, nobody can tell where the next
    one begins."""

    def execute(self) -> None:
        error: Error = self.request.error  # type: ignore[attr-defined]
        address = self.channel.addr[0]
        # At its end, waitress quotes what the client sent; there can be a cookie in that.
        reason = error.body.partition(' "')[0]
        logger.info("%d to %s by the server itself: %s", error.code, address, reason)
        body = f"{SENTENCES.get(error.code, error.reason)}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.content_length = len(body)
        self.response_headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            *headers(https=self.channel.adj.url_scheme == "https").items(),
        ]
        self.set_close_on_finish()
        self.write(body)
