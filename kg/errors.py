"""The errors a user can see: one clear sentence each, with the next move, and an exit code."""

from __future__ import annotations

EXIT_OK = 0
EXIT_FINDINGS = 1  # a check found something
EXIT_USAGE = 2  # wrong use or unusable input
EXIT_PARTIAL = 3  # the work is done but some input was left out
EXIT_LIMIT = 4  # a limit or time-out ended the work
EXIT_INTERRUPTED = 130


class KGError(Exception):
    """Anything paperkg reports to its user; `exit_code` is what the command ends with."""

    exit_code = EXIT_USAGE


class InputError(KGError):
    """An input file cannot be used as a whole."""


class SettingsError(KGError):
    """A setting or an option has no meaning."""


class VocabularyError(KGError):
    """A vocabulary file breaks its format."""


class GraphError(KGError):
    """A built directory is missing, incomplete or not one of ours."""


class QueryError(KGError):
    """A query is unknown, malformed or not allowed."""


class LimitError(KGError):
    """A declared limit was reached."""

    exit_code = EXIT_LIMIT
