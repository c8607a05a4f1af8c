"""What goes wrong with a request, as a status and one sentence; the only place that turns errors into statuses."""

from __future__ import annotations

import json

from starlette.responses import Response

from kg.errors import GraphError, KGError, LimitError, QueryError
from kg.query.guard import ForbiddenError
from kg.query.pool import BusyError
from kg.serve.accept import preferred

RETRY_SECONDS = 2
TITLES = {
    400: "This request cannot be understood",
    403: "Not allowed",
    404: "Nothing is here",
    405: "Not this way",
    406: "No format that you would take",
    408: "Too slow",
    413: "Too large",
    415: "Not a kind of content that is read here",
    421: "Not a name of this server",
    500: "The query could not be finished",
    503: "Busy",
}
_STATUS: tuple[tuple[type[KGError], int], ...] = (
    (BusyError, 503),
    (ForbiddenError, 403),
    (LimitError, 500),  # SPARQL 1.1 Protocol, 2.1.6: a service that fails to execute a query
    (QueryError, 400),
    (GraphError, 500),
)


class RefusalError(Exception):
    """A request that is answered with a status and a sentence instead of what it asked for."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def refusal(error: KGError) -> RefusalError:
    """The refusal that an error of the query room comes to."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    return RefusalError(status, str(error), headers)


def wants_page(accept: str | None) -> bool:
    """Whether a client would rather read a page than data: a browser, by its Accept header."""
    return preferred(accept, ["application/problem+json", "text/plain", "text/html"]) == "text/html"


def problem(error: RefusalError, accept: str | None) -> Response:
    """The refusal for a machine: RFC 9457 JSON, or plain text where only that is wanted."""
    media = preferred(accept, ["application/problem+json", "text/plain"])
    if media == "text/plain":
        return Response(f"{error.detail}\n", error.status, error.headers, "text/plain; charset=utf-8")
    body = {"status": error.status, "title": TITLES.get(error.status, "Error"), "detail": error.detail}
    text = json.dumps(body, ensure_ascii=False) + "\n"
    return Response(text, error.status, error.headers, "application/problem+json")
