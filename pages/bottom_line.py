"""How much of the engine is automated, what selling costs, and what data and technology bring back."""

from kpis.reading import View
from pages.parts.gate import open_page
from pages.parts.views.view_page import draw_view

page = open_page("bottom_line", "kpi.read")

draw_view(page, View.BOTTOM_LINE)
