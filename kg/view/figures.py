"""Charts as inline SVG, drawn by matplotlib and themed by the page: colours are classes, texts stay texts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from kg.view.svg import Told, inline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Chart = dict[str, Any]

WIDTH = 340  # points of the drawing, which the page stretches to the width of a card
_BAR_ROW = 32
_BAR = 8
_STRIP_ROW = 34
_LINK_ROW = 20
_COLUMNS_HEIGHT = 170
_NUMBER_ROOM = 40  # right of the longest bar
_LEFT, _RIGHT = 126, 214  # where the lines of a network begin and end
_DOT = 3.4
_MOST_YEAR_LABELS = 8
_SETTINGS: dict[Any, Any] = {"svg.hashsalt": "paperkg", "svg.fonttype": "none", "path.simplify": False}


class _Canvas:
    """One drawing in points from its upper left corner; what a reader is told of each mark is kept by its number."""

    def __init__(self, height: float) -> None:
        from matplotlib.figure import Figure

        self.height = height
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.axes.axis("off")
        self.told: dict[str, Told] = {}
        self._numbers = count()

    def mark(self, artist: Any, look: str, text: str = "", title: str = "", href: str = "") -> None:
        """Tell what a mark is: the classes that style it, its text, what it says on a hover, where it leads."""
        name = f"mark{next(self._numbers)}"
        artist.set(gid=name, clip_on=False)
        self.told[name] = Told(look, text, title, href)

    def text(self, x: float, y: float, text: str, look: str, side: str = "left", **more: str) -> None:
        """A text whose baseline begins, is centred or ends at the place."""
        # The words come in when the drawing is done: matplotlib would read formulas in them and miss glyphs.
        self.mark(self.axes.text(x, y, "x", ha=side, va="baseline"), look, text, **more)

    def bar(self, x: float, y: float, width: float, height: float, look: str, title: str, href: str) -> None:
        """A bar with rounded corners."""
        from matplotlib.patches import FancyBboxPatch

        round_off = min(2.0, width / 2, height / 2)
        style = f"round,pad=0,rounding_size={round_off}"
        self.mark(
            self.axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=style)), look, "", title, href
        )

    def dot(self, x: float, y: float, radius: float, look: str, title: str, href: str) -> None:
        """A disc."""
        from matplotlib.patches import Circle

        self.mark(self.axes.add_patch(Circle((x, y), radius)), look, "", title, href)

    def line(self, points: list[tuple[float, float]], look: str) -> None:
        """A straight line through two points, a smooth one through four (the middle two bend it)."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        bend = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        path = Path(points, bend if len(points) == len(bend) else None)
        self.mark(self.axes.add_patch(PathPatch(path, fill=False)), look)

    def svg(self, title: str) -> str:
        """The drawing."""
        return inline(self.figure, self.told, title)


def drawn(chart: Chart, address: Callable[[str], str]) -> str:
    """The chart as one `<svg>` element; `address` gives the page of a thing by its id.

    The same chart gives the same bytes.  Nothing in it needs a style attribute, a script or a font.
    """
    from matplotlib import rc_context

    rows = [{**row, "href": address(row["page"]) if row["page"] else ""} for row in chart["rows"]]
    with rc_context(_SETTINGS):
        return _SHAPES[chart["shape"]]({**chart, "rows": rows}).svg(chart["title"])


def _bars(chart: Chart) -> _Canvas:
    """A label above each horizontal bar, its number behind it."""
    rows = chart["rows"]
    canvas = _Canvas(len(rows) * _BAR_ROW)
    top = max(row["value"] for row in rows) or 1
    for i, row in enumerate(rows):
        y, length = i * _BAR_ROW, (WIDTH - _NUMBER_ROOM) * row["value"] / top
        canvas.text(0, y + 13, row["label"], "name", title=row["full"], href=row["href"])
        canvas.bar(
            0, y + 18, length, _BAR, f"icon {row['tone']}", f"{row['full']}: {row['value']}", row["href"]
        )
        canvas.text(length + 6, y + 26, str(row["value"]), "number")
    return canvas


def _columns(chart: Chart) -> _Canvas:
    """Upright bars on one line, such as years; not every label where there are many."""
    rows = chart["rows"]
    canvas = _Canvas(_COLUMNS_HEIGHT)
    top, step = max(row["value"] for row in rows) or 1, min(64.0, WIDTH / len(rows))
    ground, every = _COLUMNS_HEIGHT - 20, -(-len(rows) // _MOST_YEAR_LABELS)
    for i, row in enumerate(rows):
        height = (ground - 18) * row["value"] / top
        middle = (i + 0.5) * step
        if row["value"]:
            canvas.bar(
                middle - 0.36 * step, ground - height, 0.72 * step, height, f"icon {row['tone']}",
                f"{row['full']}: {row['value']}", row["href"],
            )  # fmt: skip
            canvas.text(middle, ground - height - 5, str(row["value"]), "number", "center")
        if (len(rows) - 1 - i) % every == 0:
            canvas.text(middle, _COLUMNS_HEIGHT - 5, row["label"], "tick", "center")
    canvas.line([(0, ground), (step * len(rows), ground)], "grid")
    return canvas


def _strips(chart: Chart) -> _Canvas:
    """Points on a logarithmic scale, one line to a row; hollow where the figure is a bound."""
    from matplotlib.scale import LogScale
    from matplotlib.ticker import LogLocator

    rows = chart["rows"]
    height = len(rows) * _STRIP_ROW + 20
    canvas = _Canvas(height)
    low, high = chart["scale"]
    transform = LogScale(canvas.axes.xaxis, base=10).get_transform()
    begin, end = transform.transform([low, high])

    def across(factor: float) -> float:
        return float(8 + (WIDTH - 24) * (transform.transform([factor])[0] - begin) / (end - begin))

    subs = (1.0, 2.0, 5.0) if high / low < 100 else (1.0,)
    for tick in LogLocator(subs=subs).tick_values(low, high):
        if low <= tick <= high:
            canvas.line([(across(tick), 4), (across(tick), height - 18)], "grid")
            canvas.text(across(tick), height - 4, f"{tick:,g}\u00d7", "tick", "center")
    for i, row in enumerate(rows):
        y = i * _STRIP_ROW
        canvas.text(0, y + 13, row["label"], "name", title=row["full"], href=row["href"])
        canvas.line([(0, y + 24), (WIDTH, y + 24)], "grid")
        for point in row["points"]:
            hollow = " bounded" if point["bounded"] else ""
            look = f"icon {row['tone']}{hollow}"
            canvas.dot(across(point["factor"]), y + 24, 5, look, point["told"], "")
    return canvas


def _network(chart: Chart) -> _Canvas:
    """Systems on the left, baselines on the right, a smooth line for each comparison."""
    sides = {side: [row for row in chart["rows"] if row["side"] == side] for side in ("left", "right")}
    height = max(map(len, sides.values())) * _LINK_ROW
    canvas = _Canvas(height)
    at = [
        (_LEFT if side == "left" else _RIGHT, (i + 0.5) * height / len(those))
        for side, those in sides.items()
        for i in range(len(those))
    ]
    middle = (_LEFT + _RIGHT) / 2
    for left, right in chart["pairs"]:
        (x1, y1), (x2, y2) = at[left], at[right]
        canvas.line([(x1, y1), (middle, y1), (middle, y2), (x2, y2)], "link")
    for (x, y), row in zip(at, chart["rows"], strict=True):
        away, side = (-7, "right") if row["side"] == "left" else (7, "left")
        canvas.dot(x, y, _DOT, f"icon {row['tone']}", row["full"], row["href"])
        canvas.text(x + away, y + 4, row["label"], "name small", side, title=row["full"], href=row["href"])
    return canvas


_SHAPES: dict[str, Callable[[Chart], _Canvas]] = {
    "bars": _bars, "columns": _columns, "strips": _strips, "network": _network,
}  # fmt: skip
