"""The published mutation scores cover the promised code and reach the floor, and one of them is measured anew."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from run import FLOOR, GROUPS, ROOT, Group, score

PUBLISHED = ROOT / "docs" / "mutation.md"
ROW = re.compile(r"\| (?P<files>`[^|]*`) \| (?P<all>\d+) \| (?P<noticed>\d+) \|.*\| (?P<share>\d+)% \|")


def test_every_group_is_published_and_above_the_floor() -> None:
    rows = [m for line in PUBLISHED.read_text(encoding="utf-8").splitlines() if (m := ROW.fullmatch(line))]
    assert [re.findall(r"`([^`]+)`", row["files"]) for row in rows] == [
        list(group.sources) for group in GROUPS.values()
    ]
    for row in rows:
        share = int(row["noticed"]) / int(row["all"])
        assert share >= FLOOR, row["files"]
        assert round(100 * share) == int(row["share"])


def test_the_groups_name_files_that_are_there() -> None:
    for group in GROUPS.values():
        assert all((ROOT / path).is_file() for path in (*group.sources, *group.tests))
    assert {"kg/ids.py", "kg/rdf.py", "kg/export/turtle.py", "kg/query/guard.py", "kg/claims/numbers.py"} <= {
        path for group in GROUPS.values() for path in group.sources
    }


@pytest.mark.slow
@pytest.mark.guarantee("G14")
def test_changes_of_the_code_are_noticed(tmp_path: Path) -> None:
    """Two small writers against the files of every format; `make mutation` does the rest."""
    found = score(
        "sample", Group(("kg/export/lines.py", "kg/export/xml.py"), ("tests/export/test_exact.py",))
    )
    assert found.verdicts.total() >= 25
    assert found.share >= FLOOR, "\n".join(found.survivors)
