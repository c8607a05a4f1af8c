"""The query operation of the SPARQL 1.1 Protocol, read out of a request; nothing is asked here yet."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg.serve.refusal import RefusalError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
FIELDS = 64  # parameters that a request may have
_UPDATES = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query as sent (None: none was), the graphs it names, the format it wants as a file."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    download: str = ""


async def asked(request: Request) -> Asked:
    """The query operation in a GET, HEAD or POST; RefusalError where the protocol sees none in it."""
    address = fields(request.scope["query_string"])
    if request.method in {"GET", "HEAD"}:
        return _operation(address, _one(address, "query"))
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == UPDATE:
        raise RefusalError(403, "The graph is read-only: updates are refused.")
    if media not in {FORM, DIRECT}:
        raise RefusalError(415, f"POST a query as {DIRECT}, or as the field query of {FORM}.")
    body = await request.body()
    if media == DIRECT:
        if any(name == "query" for name, _ in address):
            raise RefusalError(400, "The query stands in the body and in the address; send it once.")
        text = _utf8(body)
        if not text.strip():
            raise RefusalError(400, "The body holds no query.")
        return _operation(address, text)
    form = fields(body)
    query = _one(form, "query")
    if query is None and not any(name in _UPDATES for name, _ in form):
        raise RefusalError(400, "The form has no field query.")
    return _operation(form, query)


def fields(raw: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or a form, decoded; RefusalError for bytes that are not UTF-8."""
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=FIELDS,
        )
    except UnicodeError as error:
        raise RefusalError(400, "The parameters are not percent-encoded UTF-8.") from error
    except ValueError as error:
        raise RefusalError(400, f"More than {FIELDS} parameters.") from error


def _operation(found: list[tuple[str, str]], query: str | None) -> Asked:
    if any(name in _UPDATES for name, _ in found):
        raise RefusalError(403, "The graph is read-only: updates are refused.")
    return Asked(
        query,
        tuple(value for name, value in found if name == "default-graph-uri"),
        tuple(value for name, value in found if name == "named-graph-uri"),
        _one(found, "download") or "",
    )


def _one(found: list[tuple[str, str]], name: str) -> str | None:
    values = [value for key, value in found if key == name]
    if len(values) > 1:
        raise RefusalError(400, f"The parameter {name} is given {len(values)} times; give it once.")
    return values[0] if values else None


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusalError(400, f"The query is not UTF-8 at byte {error.start}.") from error
