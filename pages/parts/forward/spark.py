"""A number's past as a small inline picture: line, usual range, last point; greys only, so that any printer can do it."""

from collections.abc import Iterator, Sequence

from kpis.signals import Limits
from pages.parts.forward.markup import Markup, element, joined

WIDE, HIGH, EDGE = 120.0, 26.0, 4.0


def spark(values: Sequence[float | None], limits: Limits | None, tone: str, about: str) -> Markup:
    """The picture as SVG; a missing value is a gap. `about` says what it shows to who cannot see it."""
    known = [v for v in values if v is not None]
    if not known:
        return Markup()
    reach = [*known, *((limits.low, limits.high) if limits else ())]
    low, high = min(reach), max(reach)

    def y(value: float) -> float:
        return EDGE + (HIGH - 2 * EDGE) * (1 - ((value - low) / (high - low) if high > low else 0.5))

    points = [(EDGE + n * (WIDE - 2 * EDGE) / max(len(values) - 1, 1), y(v)) if v is not None else None
              for n, v in enumerate(values)]  # fmt: skip
    band = [_band(y(limits.low), y(limits.high)), _middle(y(limits.center))] if limits else []
    return element("svg", *band, *_lines(points), *_last(points[-1], tone), viewBox=f"0 0 {WIDE:g} {HIGH:g}",
                   role="img", aria_label=about)  # fmt: skip


def _band(bottom: float, top: float) -> Markup:
    return element("rect", x="0", y=f"{top:.1f}", width=f"{WIDE:g}", height=f"{bottom - top:.1f}", fill="#ececec")


def _middle(at: float) -> Markup:
    return element("path", d=f"M0 {at:.1f}H{WIDE:g}", stroke="#b5b5b5", stroke_width="0.7", fill="none")


def _lines(points: Sequence[tuple[float, float] | None]) -> Iterator[Markup]:
    """One path; the pen is lifted over gaps, and a lone point between two gaps is a dot."""
    words, pen = [], False
    for point in points:
        if point is not None:
            words.append(f"{'L' if pen else 'M'}{point[0]:.1f} {point[1]:.1f}")
        pen = point is not None
    yield element("path", d="".join(words), fill="none", stroke="#333", stroke_width="1.3", stroke_linejoin="round")
    alone = [p for n, p in enumerate(points[:-1]) if p and not points[n + 1] and (n == 0 or not points[n - 1])]
    yield joined(*(element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="1.1", fill="#333") for x, y in alone))


def _last(point: tuple[float, float] | None, tone: str) -> Iterator[Markup]:
    if point is not None:
        hollow = tone == "early"
        yield element("circle", cx=f"{point[0]:.1f}", cy=f"{point[1]:.1f}", r="2.6", fill="#fff" if hollow else "#000",
                      stroke="#000", stroke_width="1.1")  # fmt: skip
