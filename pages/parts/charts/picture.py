"""Draws a chart as a PNG picture, off-screen and offline."""

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
    head = {"text": title, "subtitle": below, "anchor": "start", "fontSize": 17, "offset": 4, "subtitlePadding": 6,
            "subtitleFontSize": 12.5, "subtitleColor": "#444444", "subtitleLineHeight": 17}  # fmt: skip
    plain = on_paper({**spec, "width": width, "title": head, "padding": 18})
    plain["config"] = {**plain["config"], **localised({}, reader()).get("config", {}), "font": FONT, "view": {"stroke": None}}
    data = rows.assign(**{c: rows[c].dt.strftime("%Y-%m-%dT00:00:00") for c in rows.select_dtypes("datetime").columns})
    values = data.astype(object).where(data.notna(), None).to_dict("records")
    return vl_convert.vegalite_to_png({**plain, "data": {"values": values}}, vl_version=VEGA_LITE, scale=SCALE,
                                      allowed_base_urls=NO_LINKS)  # fmt: skip
