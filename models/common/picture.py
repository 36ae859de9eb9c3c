"""Pictures for the cards, as SVG text: confusion matrices, training curves, ROC curves, scores."""

import math

INK, GRID = "#333", "#ccc"
COLOURS = ["#1f6fb4", "#d1720b", "#2f8f46", "#a33"]
CELL = 44  # pixels
WIDTH, HEIGHT, MARGIN = 640, 320, 48


def _document(width: int, height: int, body: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="{INK}">'
    )
    background = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([head, background, *body, "</svg>", ""])


def _text(x: float, y: float, text: str, anchor: str = "middle", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{text}</text>'


def confusion(counts: list[list[int]], labels: list[str], title: str) -> str:
    """Rows: what it was; columns: what the model said; the darker, the larger the row's share."""
    left, top = 80, 80
    body = [_text(left, 20, title, "start", ' font-weight="bold"')]
    body.append(_text(left, 38, "rows: what it was; columns: what it was taken for", "start"))
    for i, (label, row) in enumerate(zip(labels, counts, strict=True)):
        body.append(_text(left - 8, top + (i + 0.6) * CELL, label, "end"))
        body.append(_text(left + (i + 0.5) * CELL, top - 8, label))
        for j, count in enumerate(row):
            share = count / max(sum(row), 1)
            x, y = left + j * CELL, top + i * CELL
            blue = COLOURS[0 if i == j else 3]
            body.append(
                f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{blue}" '
                f'fill-opacity="{share**0.5:.3f}" stroke="{GRID}"/>'
            )
            if count:
                ink = ' fill="#fff"' if share > 0.4 else ""
                body.append(_text(x + CELL / 2, y + 0.6 * CELL, str(count), more=ink))
    side = len(labels) * CELL
    return _document(left + side + 20, top + side + 20, body)


def _line(values: list[float], top_value: float, colour: str, dashes: str) -> str:
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    points = " ".join(
        f"{MARGIN + i * step:.1f},{HEIGHT - MARGIN - v / top_value * (HEIGHT - 2 * MARGIN):.1f}"
        for i, v in enumerate(values)
    )
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
    )


def curves(histories: dict[str, dict[str, list[float]]]) -> str:
    """Loss of each version by epoch, each stretched over the width: training a line, validation
    dashes. The scale ends at the second epoch's greatest loss: the first would flatten the rest."""
    runs = {name: (h["loss"], h["val_loss"]) for name, h in histories.items()}
    top = max(max(max(line[1:] or line) for line in pair) for pair in runs.values())
    bottom, right = HEIGHT - MARGIN, WIDTH - MARGIN
    body = [_text(MARGIN, 20, "loss by epoch; dashes: validation", "start", ' font-weight="bold"')]
    for part in range(5):
        y = bottom - part / 4 * (HEIGHT - 2 * MARGIN)
        body.append(f'<line x1="{MARGIN}" y1="{y}" x2="{right}" y2="{y}" stroke="{GRID}"/>')
        body.append(_text(MARGIN - 6, y + 4, f"{top * part / 4:.2f}", "end"))
    for i, (name, (loss, val_loss)) in enumerate(runs.items()):
        colour = COLOURS[i % len(COLOURS)]
        body.append(_line([min(v, top) for v in loss], top, colour, "none"))
        body.append(_line([min(v, top) for v in val_loss], top, colour, "6 4"))
        text = f"{name}: {len(loss)} epochs"
        body.append(_text(right, MARGIN + 16 * i, text, "end", f' fill="{colour}"'))
    body.append(_text(WIDTH / 2, HEIGHT - 14, "first epoch to last"))
    return _document(WIDTH, HEIGHT, body)


def roc(runs: dict[str, list[tuple[float, float]]]) -> str:
    """Faults found over false alarms, as the threshold moves."""
    side = HEIGHT + 80
    inner = side - 2 * MARGIN
    body = [_text(MARGIN, 20, "faults found over false alarms", "start", ' font-weight="bold"')]
    for part in range(5):
        at, share = part / 4 * inner, f"{part / 4:.2f}"
        x, y = MARGIN + at, side - MARGIN - at
        lines = f"M{MARGIN} {y}H{side - MARGIN}M{x} {MARGIN}V{side - MARGIN}"
        body.append(f'<path d="{lines}" stroke="{GRID}"/>')
        body.append(_text(MARGIN - 6, y + 4, share, "end"))
        body.append(_text(x, side - MARGIN + 16, share))
    for i, (name, line) in enumerate(runs.items()):
        places = " ".join(
            f"{MARGIN + x * inner:.1f},{side - MARGIN - y * inner:.1f}" for x, y in line
        )
        colour = COLOURS[i % len(COLOURS)]
        body.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = side - MARGIN - 16 * (i + 1)
        body.append(_text(side - MARGIN - 8, y, name, "end", f' fill="{colour}"'))
    return _document(side, side, body)


def histogram(parts: dict[str, list[float]], threshold: float, title: str) -> str:
    """Scores on a logarithmic scale, the parts one over the other, and the threshold."""
    bars, per_octave = 48, 8
    first = math.floor(per_octave * math.log2(min(min(values) for values in parts.values())))
    width, bottom = (WIDTH - 2 * MARGIN) / bars, HEIGHT - MARGIN

    def bar(score: float) -> float:
        return min(max(per_octave * math.log2(score) - first, 0), bars - 1)

    counts = {
        name: [sum(int(bar(v)) == b for v in values) for b in range(bars)]
        for name, values in parts.items()
    }
    top = max(max(line) for line in counts.values())
    body = [_text(MARGIN, 20, f"{title}: samples by score", "start", ' font-weight="bold"')]
    for i, (name, line) in enumerate(counts.items()):
        colour = COLOURS[i]
        for b, count in enumerate(line):
            height = count / top * (bottom - MARGIN)
            body.append(
                f'<rect x="{MARGIN + b * width:.1f}" y="{bottom - height:.1f}" '
                f'width="{width:.1f}" height="{height:.1f}" fill="{colour}" fill-opacity="0.6"/>'
            )
        body.append(_text(WIDTH - MARGIN, MARGIN + 16 * i, name, "end", f' fill="{colour}"'))
    for b in range(0, bars, per_octave):
        score = f"{2 ** ((first + b) / per_octave):.0f}"
        body.append(_text(MARGIN + b * width, bottom + 16, score))
    x = MARGIN + bar(threshold) * width
    body.append(f'<line x1="{x:.1f}" y1="{MARGIN}" x2="{x:.1f}" y2="{bottom}" stroke="{INK}"/>')
    body.append(_text(x + 4, MARGIN + 4, f"threshold {threshold:g}", "start"))
    return _document(WIDTH, HEIGHT, body)
