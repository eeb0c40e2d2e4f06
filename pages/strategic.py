"""Whether the engine gets easier to build, travels to new markets, and makes data an asset."""

from kpis.reading import View
from pages.parts.gate import open_page
from pages.parts.views.view_page import draw_view

page = open_page("strategic", "kpi.read")

draw_view(page, View.STRATEGIC)
