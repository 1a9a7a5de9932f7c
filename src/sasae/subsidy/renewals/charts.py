"""Charts as SVG, made here by pygal: no script, no font from elsewhere, shown as a picture beside a table of the same."""

import base64
from collections.abc import Sequence

import pygal
from pygal.style import Style

_STYLE = Style(
    background="white", plot_background="white", foreground="#1a1a1c", foreground_strong="#1a1a1c",
    foreground_subtle="#626264", colors=("#0017c1", "#c5000f", "#008000", "#a16d00"), font_family="sans-serif",
    label_font_size=13, major_label_font_size=13, legend_font_size=13, value_font_size=12, title_font_size=15,
)  # fmt: skip


def bars(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Horizontal bars as a data address for <img>."""
    chart = pygal.HorizontalBar(
        style=_STYLE, width=760, height=90 + 46 * len(labels), js=[], print_values=True, legend_at_bottom=True,
        value_formatter=lambda value: f"{value:,.0f}", disable_xml_declaration=False, show_legend=len(series) > 1,
        print_zeroes=False,
    )  # fmt: skip
    chart.x_labels = list(labels)
    for label, values in series:
        chart.add(label, list(values))
    return "data:image/svg+xml;base64," + base64.b64encode(chart.render()).decode("ascii")
