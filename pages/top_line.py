"""What is sold, what is coming, and what automation had a part in, with what is credited beside what is proven."""

from kpis.reading import View
from pages.parts.gate import open_page
from pages.parts.views.view_page import draw_view

page = open_page("top_line", "kpi.read")

draw_view(page, View.TOP_LINE)
