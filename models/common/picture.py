"""Pictures for the cards, as SVG text: confusion matrices, training curves, ROC curves, scores.

The background is painted: a page's dark mode leaves dark ink on white.
"""

import math
from dataclasses import dataclass
from html import escape

from models.common.card import percent

INK, FAINT, GRID = "#24292f", "#57606a", "#d0d7de"
BLUE, ORANGE, RED, GREEN = "#1f6fb4", "#c4620a", "#a33333", "#2f8f46"
COLOURS = [BLUE, ORANGE, GREEN, RED]
FONT = 12  # pixels
CELL = 44
WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 72, 20, 62, 52  # margins round what is plotted
BARS_PER_OCTAVE = 8
TICKS = 10  # at most, of a counting axis
BOLD = ' font-weight="bold"'
PALE = f' fill="{FAINT}"'


def _document(width: float, height: float, title: str, body: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="{FONT}" fill="{INK}">'
    )
    background = f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", background, *body, "</svg>", ""])


def _text(x: float, y: float, text: str, anchor: str = "middle", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(text)}</text>'


def _turned(x: float, y: float, text: str, angle: int, anchor: str, more: str = "") -> str:
    return _text(x, y, text, anchor, f' transform="rotate({angle} {x:.1f} {y:.1f})"{more}')


def _length(text: str) -> float:
    """Pixels, roughly; wide enough for the fonts that a browser may take."""
    return 0.62 * FONT * len(text)


def _path(points: list[tuple[float, float]], colour: str, dashes: str = "none") -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-linejoin="round" stroke-dasharray="{dashes}"/>'
    )


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}" stroke="#fff"/>'


def _cell(x: float, y: float, count: int, share: float, colour: str) -> list[str]:
    """The root, so that a single mistake is seen as well."""
    cell = [
        f'<rect x="{x:g}" y="{y:g}" width="{CELL}" height="{CELL}" fill="{colour}" '
        f'fill-opacity="{share**0.5:.3f}" stroke="{GRID}"/>'
    ]
    if count:
        ink = ' fill="#fff"' if share > 0.6 else ""
        cell.append(_text(x + CELL / 2, y + CELL / 2 + 4, str(count), more=ink))
    return cell


def confusion(counts: list[list[int]], labels: list[str], title: str) -> str:
    """Rows: what it was; columns: what the model said; last, the share of the row that is right."""
    longest = max(map(_length, labels))
    slanted = longest > CELL - 4
    left, top = 44 + longest, 78 + (0.75 * longest if slanted else FONT + 4)
    side = len(labels) * CELL
    right = sum(row[i] for i, row in enumerate(counts))
    total = sum(map(sum, counts))
    heading = f"{title}: {right} of {total} right, {percent(right / max(total, 1))}"
    body = [
        _text(16, 24, heading, "start", BOLD),
        _text(16, 42, "the deeper, the larger the share of the row", "start", PALE),
        _text(left + side / 2, 66, "taken for", more=PALE),
        _turned(24, top + side / 2, "was", -90, "middle", PALE),
        _text(left + side + 10, top - 8, "right", "start", PALE),
    ]
    for i, (label, row) in enumerate(zip(labels, counts, strict=True)):
        y, middle = top + i * CELL, (i + 0.5) * CELL
        body.append(_text(left - 8, top + middle + 4, label, "end"))
        if slanted:
            body.append(_turned(left + middle, top - 8, label, -45, "start"))
        else:
            body.append(_text(left + middle, top - 8, label))
        shares = [count / max(sum(row), 1) for count in row]
        for j, count in enumerate(row):
            body += _cell(left + j * CELL, y, count, shares[j], BLUE if i == j else RED)
        body.append(_text(left + side + 10, top + middle + 4, percent(shares[i]), "start"))
    width = max(left + side + 78, 32 + 1.1 * _length(heading))  # it is bold
    return _document(width, top + side + 16, heading, body)


@dataclass
class Axis:
    name: str
    low: float
    high: float
    ticks: list[float]
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high end; what is beyond lies on the end."""
        low, high, v = self.low, self.high, min(max(value, self.low), self.high)
        if self.logarithmic:
            low, high, v = math.log(low), math.log(high), math.log(v)
        return (v - low) / (high - low)


@dataclass
class Plot:
    """Two axes, and values to pixels."""

    title: str
    x_axis: Axis
    y_axis: Axis
    width: int = WIDTH
    height: int = HEIGHT

    def x(self, value: float) -> float:
        return LEFT + self.x_axis.share(value) * (self.width - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return self.height - BOTTOM - self.y_axis.share(value) * (self.height - TOP - BOTTOM)

    def at(self, points) -> list[tuple[float, float]]:
        return [(self.x(x), self.y(y)) for x, y in points]

    def across(self, value: float, top: int = TOP, colour: str = INK) -> str:
        """A line upwards from the x axis."""
        x, bottom = self.x(value), self.height - BOTTOM
        return f'<path d="M{x:.1f} {top}V{bottom}" stroke="{colour}" stroke-width="1.5"/>'

    def frame(self) -> list[str]:
        right, bottom = self.width - RIGHT, self.height - BOTTOM
        body = [_text(16, 24, self.title, "start", BOLD)]
        for tick in self.y_axis.ticks:
            y = self.y(tick)
            body.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="{GRID}"/>')
            body.append(_text(LEFT - 8, y + 4, f"{tick:g}", "end"))
        for tick in self.x_axis.ticks:
            x = self.x(tick)
            body.append(f'<path d="M{x:.1f} {bottom}v5" stroke="{FAINT}"/>')
            body.append(_text(x, bottom + 18, f"{tick:g}"))
        body.append(f'<path d="M{LEFT} {bottom}H{right}" stroke="{FAINT}"/>')
        body.append(_text((LEFT + right) / 2, bottom + 38, self.x_axis.name, more=PALE))
        body.append(_turned(20, (TOP + bottom) / 2, self.y_axis.name, -90, "middle", PALE))
        return body

    def legend(self, entries: list[tuple[str, str]]) -> list[str]:
        """Marks (SVG drawn round 0, 0, some 24 wide) and what they mean, above the plot."""
        body, x = [], LEFT
        for mark, text in entries:
            body.append(f'<g transform="translate({x + 12:.1f} 42)">{mark}</g>')
            body.append(_text(x + 30, 46, text, "start"))
            x += 50 + _length(text)
        return body

    def document(self, body: list[str]) -> str:
        return _document(self.width, self.height, self.title, body)


def _stroke(colour: str, dashes: str = "none") -> str:
    return _path([(-12, 0), (12, 0)], colour, dashes)


def _swatch(colour: str) -> str:
    return f'<rect x="-6" y="-6" width="12" height="12" fill="{colour}" fill-opacity="0.6"/>'


def _steps(low: float, high: float) -> list[float]:
    """1, 2, 5, 10 and so on: from the last not above `low` to the first not below `high`."""
    all_steps = [m * 10.0**e for e in range(-9, 10) for m in (1, 2, 5)]
    first = max(i for i, step in enumerate(all_steps) if step <= low or i == 0)
    last = min(i for i, step in enumerate(all_steps) if step >= high and i > first)
    return [float(f"{step:g}") for step in all_steps[first : last + 1]]


def _counting(high: float, ticks: int = TICKS) -> list[int]:
    step = next(m * 10**e for e in range(9) for m in (1, 2, 5) if m * 10**e * ticks >= high)
    return list(range(0, math.ceil(high / step) * step + 1, step))


def curves(histories: dict[str, dict[str, list[float]]], loss_name: str) -> str:
    """The loss of each version by epoch, one version after the other."""
    lines = [line for h in histories.values() for line in (h["loss"], h["val_loss"])]
    losses = _steps(min(map(min, lines)), max(map(max, lines)))
    total = sum(len(h["loss"]) for h in histories.values())
    epochs = [tick for tick in _counting(total) if 0 < tick <= total]
    plot = Plot(
        "Loss by epoch, one version after the other: " + ", ".join(histories),
        Axis("epoch", 0.5, total + 0.5, epochs),
        Axis(loss_name, losses[0], losses[-1], losses, logarithmic=True),
    )
    marks = [(_stroke(BLUE), "training"), (_stroke(ORANGE, "6 4"), "validation")]
    marks.append((_dot(0, 0, ORANGE), "the epoch whose weights were kept"))
    body, before = plot.frame() + plot.legend(marks), 0
    for name, h in histories.items():
        count = len(h["loss"])
        body.append(_text(plot.x(before + (count + 1) / 2), TOP + 14, name, more=BOLD))
        if before:
            body.append(plot.across(before + 0.5, colour=FAINT))
        for line, colour, dashes in ((h["loss"], BLUE, "none"), (h["val_loss"], ORANGE, "6 4")):
            body.append(_path(plot.at(enumerate(line, before + 1)), colour, dashes))
        least = min(h["val_loss"])
        body.append(_dot(plot.x(before + 1 + h["val_loss"].index(least)), plot.y(least), ORANGE))
        before += count
    return plot.document(body)


def _area(points: list[tuple[float, float]]) -> float:
    pairs = zip(points, points[1:], strict=False)
    return sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in pairs)


def roc(
    runs: dict[str, list[tuple[float, float]]], thresholds: dict[str, tuple[float, float]]
) -> str:
    """Faults found over false alarms, as the threshold moves; and at each version's own."""
    side, shares = 480, [0, 0.2, 0.4, 0.6, 0.8, 1]
    plot = Plot(
        "ROC: faults found over false alarms",
        Axis("false alarms, share of healthy recordings", 0, 1, shares),
        Axis("faults found, share of faulty recordings", 0, 1, shares),
        side,
        side - LEFT - RIGHT + TOP + BOTTOM,
    )
    body = plot.frame() + plot.legend(
        [(_dot(0, 0, INK), "at the version's threshold"), (_stroke(GRID, "4 4"), "by chance")]
    )
    body.append(_path(plot.at([(0, 0), (1, 1)]), GRID, "4 4"))
    for i, (name, line) in enumerate(runs.items()):
        colour = COLOURS[i % len(COLOURS)]
        body.append(_path(plot.at(line), colour))
        body.append(_dot(*plot.at([thresholds[name]])[0], colour))
        text = f"{name}: AUC {_area(line):.4f}"
        more = f' fill="{colour}"{BOLD}'
        body.append(
            _text(plot.x(0.97), plot.y(0.06 + 0.06 * (len(runs) - 1 - i)), text, "end", more)
        )
    return plot.document(body)


def octaves(scores) -> tuple[int, int]:
    """The whole octaves, as powers of two, in which all of the scores lie."""
    return math.floor(math.log2(min(scores))), math.floor(math.log2(max(scores))) + 1


def histogram(
    parts: dict[str, list[float]], threshold: float, title: str, span: tuple[int, int]
) -> str:
    """Scores on a logarithmic scale over the octaves of `span`, the parts one over the other."""
    first, last = span
    bars = BARS_PER_OCTAVE * (last - first)
    counts = {}
    for name, values in parts.items():
        places = [int(BARS_PER_OCTAVE * (math.log2(v) - first)) for v in values]
        counts[name] = [places.count(b) for b in range(bars)]
    heights = _counting(max(max(line) for line in counts.values()), 6)
    octave = [2.0**e for e in range(first, last + 1)]
    plot = Plot(
        f"{title}: recordings by score",
        Axis("score, logarithmic", octave[0], octave[-1], octave, logarithmic=True),
        Axis("recordings", 0, heights[-1], heights),
    )
    mark = f'<path d="M0 -7V7" stroke="{INK}" stroke-width="1.5"/>'
    entries = [(_swatch(COLOURS[i]), name) for i, name in enumerate(parts)]
    body = plot.frame() + plot.legend([*entries, (mark, f"threshold {threshold:g}")])
    for i, line in enumerate(counts.values()):
        for b, count in enumerate(line):
            x0, x1 = (plot.x(2 ** (first + k / BARS_PER_OCTAVE)) for k in (b, b + 1))
            y = plot.y(count)
            if count:
                body.append(
                    f'<rect x="{x0:.1f}" y="{y:.1f}" width="{x1 - x0:.1f}" '
                    f'height="{plot.y(0) - y:.1f}" fill="{COLOURS[i]}" fill-opacity="0.6"/>'
                )
    body.append(plot.across(threshold))
    return plot.document(body)
