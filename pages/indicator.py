"""Everything about one number: what it says, why it moved, what it is made of, where it comes from, its goal."""

from pages.parts.gate import open_page
from pages.parts.review.actions import say_what_was_saved
from pages.parts.views.number_page import draw_number_page
from pages.parts.views.one_number import chosen_indicator

page = open_page("indicator", "kpi.read")
say_what_was_saved()

what = chosen_indicator()
if what is not None:
    draw_number_page(page, what)
