"""Draws charts as PNG pictures, off-screen and offline."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import vl_convert

from pages.parts.charts.palette import on_paper
from pages.parts.locales import localised
from pages.parts.reader import reader

VEGA_LITE = "6.1"  # the grammar the specs are written in
SCALE = 2.0  # pixels per point, so that it is sharp on slides
FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"
NO_LINKS: list[str] = []  # nothing may be fetched while drawing


def picture(spec: dict[str, Any], rows: pd.DataFrame, *, title: str, below: list[str], width: int = 720) -> bytes:
    """The PNG of a chart with its title and the lines below it; `rows` as the spec is fed on the page."""
    return _png({**spec, "width": width, "data": {"values": _values(rows)}}, title, below)


def pictures(charts: Sequence[tuple[str, dict[str, Any], pd.DataFrame]], *, title: str, below: list[str],
             width: int = 350) -> bytes:  # fmt: skip
    """The same for several charts side by side, each under its own name."""
    beside = [{**{k: v for k, v in spec.items() if k not in ("config", "padding")}, "width": width,
               "title": {"text": name, "anchor": "start"}, "data": {"values": _values(rows)}}
              for name, spec, rows in charts]  # fmt: skip
    return _png({"hconcat": beside, "spacing": 28, "config": charts[0][1].get("config", {})}, title, below)


def _png(spec: dict[str, Any], title: str, below: list[str]) -> bytes:
    head = {"text": title, "subtitle": below, "anchor": "start", "fontSize": 17, "offset": 14, "subtitlePadding": 6,
            "subtitleFontSize": 12.5, "subtitleColor": "#444444", "subtitleLineHeight": 17}  # fmt: skip
    plain = on_paper({**spec, "title": head, "padding": 18})
    plain["config"] = {**plain["config"], **localised({}, reader()).get("config", {}), "font": FONT, "view": {"stroke": None}}
    return vl_convert.vegalite_to_png(plain, vl_version=VEGA_LITE, scale=SCALE, allowed_base_urls=NO_LINKS)


def _values(rows: pd.DataFrame) -> list[dict[str, Any]]:
    data = rows.assign(**{c: rows[c].dt.strftime("%Y-%m-%dT00:00:00") for c in rows.select_dtypes("datetime").columns})
    return data.astype(object).where(data.notna(), None).to_dict("records")
