"""Pictures for the cards, as SVG text: a confusion matrix, training curves. No library needed."""

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
            colour = COLOURS[0 if i == j else 3]
            body.append(
                f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{colour}" '
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
