"""A calibration → its picture as SVG: own questions answered against foreign ones. Pure.

There is one line for each set, from the strictest threshold on the left to the most open on the
right. The dots are the suggested threshold. The picture has colours for light and for dark pages.
"""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from index.evaluation.calibrate import Calibration, Role, most_answered, trade_off

WIDTH, HEIGHT = 720, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 56, 56
LEGEND_LINE = 20

COLOURS = (
    ("#0b62b8", "#6cb2ff"),
    ("#b4460a", "#ffa15c"),
    ("#0f7a4f", "#4fd39a"),
    ("#8a2fa0", "#dc98ee"),
    ("#8a6500", "#e6c34d"),
    ("#b3204d", "#ff8fab"),
)
"""Line colours, for light and for dark pages. With more sets they repeat, with dashed lines."""

LIGHT = {"ground": "#ffffff", "ink": "#1f2328", "muted": "#59636e", "faint": "#d0d7de"}
DARK = {"ground": "#0d1117", "ink": "#f0f6fc", "muted": "#9198a1", "faint": "#30363d"}

_STYLE = """
text { font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 13px }
.title { font-size: 15px; font-weight: 600 }
.tick { font-size: 12px }
.grid, .axis, .limit, .line { fill: none }
.limit { stroke-dasharray: 4 4 }
.line { stroke-width: 2 }
""".strip()


def calibration_svg(calibration: Calibration) -> str:
    """The whole file."""
    limit = f"{100 * calibration.false_answers:g} % foreign"
    drawing = _Drawing(calibration)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<title>Own questions answered against foreign ones, threshold {calibration.threshold:.2f}"
        "</title>",
        f"<style>\n{_style(len(drawing.sets))}\n</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="30">'
        f"threshold {calibration.threshold:.2f} (dots), at most {limit} questions answered</text>",
        *drawing.axes(),
        *drawing.lines(),
        *drawing.legend(),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _style(sets: int) -> str:
    """The style rules. They use no variables, since many picture viewers do not support them."""
    dashed = [f".line.s{n} {{ stroke-dasharray: 7 4 }}" for n in range(len(COLOURS), sets)]
    dark = f"@media (prefers-color-scheme: dark) {{\n{_colours(DARK, 1, sets)}\n}}"
    return "\n".join([_STYLE, *dashed, _colours(LIGHT, 0, sets), dark])


def _colours(palette: dict[str, str], shade: int, sets: int) -> str:
    rules = [
        f".ground {{ fill: {palette['ground']} }}",
        f"text {{ fill: {palette['ink']} }}",
        f".tick {{ fill: {palette['muted']} }}",
        f".grid {{ stroke: {palette['faint']} }}",
        f".axis, .limit {{ stroke: {palette['muted']} }}",
    ]
    for number in range(sets):
        colour = COLOURS[number % len(COLOURS)][shade]
        rules.append(f".line.s{number} {{ stroke: {colour} }} .dot.s{number} {{ fill: {colour} }}")
    return "\n".join(rules)


class _Drawing:
    """The scales of one picture, and what is drawn on them; axis values are in percent."""

    def __init__(self, calibration: Calibration) -> None:
        names = dict.fromkeys(group.dataset for group in calibration.groups)
        curves = {name: trade_off(calibration.groups, name) for name in names}
        self.sets = {name: curve for name, curve in curves.items() if curve}
        self._dots = {name: _shares_at_threshold(calibration, name) for name in self.sets}
        self._limit = 100 * calibration.false_answers
        self._right = min(100, max(20, 10 * math.ceil(self._limit * 3 / 10)))
        lowest = min((own for _, own in self._dots.values()), default=0.0)
        self._low = max(0, 10 * math.floor((100 * lowest - 10) / 10))

    def _x(self, percent: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * percent / self._right

    def _y(self, percent: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (100 - percent) / (100 - self._low)

    def axes(self) -> Iterator[str]:
        """Grid, ticks, labels, and the limit of false answers."""
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for value in _ticks(self._low, 100):
            y = self._y(value)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>'
            yield _text(LEFT - 8, y + 4, f"{value}", "tick", "end")
        for value in _ticks(0, self._right):
            x = self._x(value)
            yield f'<path class="grid" d="M{x:.1f} {TOP}V{bottom}"/>'
            yield _text(x, bottom + 18, f"{value}", "tick", "middle")
        yield f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/>'
        yield f'<path class="limit" d="M{self._x(self._limit):.1f} {TOP}V{bottom}"/>'
        yield _text((LEFT + right) / 2, HEIGHT - 14, "foreign questions answered, %", "", "middle")
        middle = (TOP + bottom) / 2
        yield (
            f'<text transform="translate(18 {middle:g}) rotate(-90)" text-anchor="middle">'
            "own questions answered, %</text>"
        )

    def lines(self) -> Iterator[str]:
        """The line and the dot of each set, cut at the edges of the axes."""
        width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        box = f'<rect x="{LEFT}" y="{TOP}" width="{width}" height="{height}"/>'
        yield f'<clipPath id="axes">{box}</clipPath>'
        for number, (name, curve) in enumerate(self.sets.items()):
            points = dict.fromkeys(self._point(*shares) for shares in curve)
            path = f'points="{" ".join(points)}" clip-path="url(#axes)"'
            yield f'<polyline class="line s{number}" {path}/>'
            cx, cy = self._point(*self._dots[name]).split(",")
            yield f'<circle class="dot s{number}" cx="{cx}" cy="{cy}" r="5"/>'

    def _point(self, foreign: float, own: float) -> str:
        return f"{self._x(100 * foreign):.1f},{self._y(100 * own):.1f}"

    def legend(self) -> Iterator[str]:
        """The sets with their shares at the suggested threshold, in the corner below the lines."""
        x = WIDTH - RIGHT - 300
        y = HEIGHT - BOTTOM - 16 - LEGEND_LINE * (len(self.sets) - 1)
        for number, (name, (foreign, own)) in enumerate(self._dots.items()):
            text_y = y + LEGEND_LINE * number
            label = f"{name}: own {100 * own:.1f}, foreign {100 * foreign:.1f} %"
            yield f'<path class="line s{number}" d="M{x} {text_y - 4}h24"/>'
            yield _text(x + 32, text_y, label, "", "start")


def _ticks(low: int, high: int) -> range:
    """Four to six round numbers; both ends are tens."""
    step = next(step for step in (2, 5, 10, 20) if (high - low) / step <= 6)
    return range(low, high + 1, step)


def _shares_at_threshold(calibration: Calibration, dataset: str) -> tuple[float, float]:
    """The (foreign, own) shares of a set at the suggested threshold."""
    groups = [group for group in calibration.groups if group.dataset == dataset]
    foreign = [group for group in groups if group.role is Role.FOREIGN]
    own = next(group for group in groups if group.role is Role.OWN)
    return most_answered(foreign, calibration.threshold), own.answered_at(calibration.threshold)


def _text(x: float, y: float, text: str, style: str, anchor: str) -> str:
    attribute = f' class="{style}"' if style else ""
    return f'<text{attribute} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
