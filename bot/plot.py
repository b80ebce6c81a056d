"""A calibration → its picture as SVG: own questions answered against foreign ones. Pure.

One line a set, from the strictest threshold on the left to the most open on the right; the dots
are the threshold suggested. The picture holds its own colours for light and dark pages.
"""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from index.calibrate import Calibration, Role, most_answered, trade_off

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
"""Of the lines, for light and for dark; with more sets they come again, and dashed."""

_STYLE = """
svg { --ground: #ffffff; --ink: #1f2328; --faint: #d0d7de; --muted: #59636e }
@media (prefers-color-scheme: dark) {
  svg { --ground: #0d1117; --ink: #f0f6fc; --faint: #30363d; --muted: #9198a1 }
}
text { font: 13px system-ui, sans-serif; fill: var(--ink) }
.title { font-size: 15px; font-weight: 600 }
.tick { fill: var(--muted); font-size: 12px }
.ground { fill: var(--ground) }
.grid { stroke: var(--faint) }
.axis { stroke: var(--muted) }
.limit { stroke: var(--muted); stroke-dasharray: 4 4 }
.line { fill: none; stroke-width: 2 }
.dot { stroke: var(--ground); stroke-width: 1.5 }
""".strip()


def calibration_svg(found: Calibration) -> str:
    """The whole file."""
    limit = f"{100 * found.false_answers:g} % foreign"
    drawing = _Drawing(found)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<title>Own questions answered against foreign ones, threshold {found.threshold:.2f}"
        "</title>",
        f"<style>{_STYLE}\n{_colours(len(drawing.sets))}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="30">'
        f"threshold {found.threshold:.2f} (dots), at most {limit} questions answered</text>",
        *drawing.axes(),
        *drawing.lines(),
        *drawing.legend(),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _colours(sets: int) -> str:
    """A rule for each line: its colour on light, on dark, and dashes the second time round."""
    light = [f".s{n} {{ --c: {COLOURS[n % len(COLOURS)][0]} }}" for n in range(sets)]
    dark = [f"  .s{n} {{ --c: {COLOURS[n % len(COLOURS)][1]} }}" for n in range(sets)]
    dashed = [f".line.s{n} {{ stroke-dasharray: 7 4 }}" for n in range(len(COLOURS), sets)]
    use = [".line { stroke: var(--c) }", ".dot { fill: var(--c) }"]
    dark = ["@media (prefers-color-scheme: dark) {", *dark, "}"]
    return "\n".join([*light, *dark, *use, *dashed])


class _Drawing:
    """The scales of one picture, and what is drawn on them; all shares in percent."""

    def __init__(self, found: Calibration) -> None:
        names = dict.fromkeys(group.dataset for group in found.groups)
        curves = {name: trade_off(found.groups, name) for name in names}
        self.sets = {name: curve for name, curve in curves.items() if curve}
        self._dots = {name: _at(found, name) for name in self.sets}
        self._limit = 100 * found.false_answers
        self._right = min(100.0, max(20.0, 10 * math.ceil(self._limit * 3 / 10)))
        lowest = min(own for _, own in self._dots.values())
        self._low = max(0.0, 10 * math.floor((100 * lowest - 10) / 10))

    def _x(self, percent: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * percent / self._right

    def _y(self, percent: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (100 - percent) / (100 - self._low)

    def axes(self) -> Iterator[str]:
        """Grid, ticks, labels, and the limit of false answers."""
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for number in range(6):
            y_value = self._low + (100 - self._low) * number / 5
            x_value = self._right * number / 5
            x, y = self._x(x_value), self._y(y_value)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{right}M{x:.1f} {TOP}V{bottom}"/>'
            yield _text(LEFT - 8, y + 4, f"{y_value:g}", "tick", "end")
            yield _text(x, bottom + 18, f"{x_value:g}", "tick", "middle")
        yield f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{bottom}H{right}"/>'
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
        """The sets with what the threshold gives them, in the free corner below the lines."""
        x = WIDTH - RIGHT - 300
        y = HEIGHT - BOTTOM - 16 - LEGEND_LINE * (len(self.sets) - 1)
        for number, (name, (foreign, own)) in enumerate(self._dots.items()):
            at = y + LEGEND_LINE * number
            label = f"{name}: own {100 * own:.1f}, foreign {100 * foreign:.1f} %"
            yield f'<path class="line s{number}" d="M{x} {at - 4}h24"/>'
            yield _text(x + 32, at, label, "", "start")


def _at(found: Calibration, dataset: str) -> tuple[float, float]:
    """The (foreign, own) shares of a set at the threshold suggested."""
    ours = [group for group in found.groups if group.dataset == dataset]
    foreign = [group for group in ours if group.role is Role.FOREIGN]
    own = next(group for group in ours if group.role is Role.OWN)
    return most_answered(foreign, found.threshold), own.answered_at(found.threshold)


def _text(x: float, y: float, words: str, style: str, anchor: str) -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
