"""The chart of scores: a dot a field and a set, a line where there is an interval, the words that belong to it."""

from __future__ import annotations

import matplotlib
import pandas as pd
import pytest
from matplotlib.text import Text

from tarifftrail import charts
from tarifftrail.charts import dots


def scores(claim: float = 0.6, low: float | None = 0.5, high: float | None = 0.7) -> pd.DataFrame:
    names = ["false_on_negatives", *dots.MEASURES]
    table = pd.DataFrame({"f1": 0.8, "f1_low": low, "f1_high": high, "gold": 1234, "predicted": 9}, index=pd.Index(names, name="measure"))
    table.loc["claim", "f1"] = claim
    table.loc["ends_on", "f1"] = float("nan")
    return table


def test_each_field_has_a_dot_and_a_line_in_the_order_of_the_list():
    figure, data, _ = charts.score_dots({"sample": scores()})
    (ax,) = figure.axes
    assert [label.get_text() for label in ax.get_yticklabels()] == [name.replace("_", " ") for name in dots.MEASURES]
    assert data["measure"].tolist() == dots.MEASURES and data.loc[data["measure"] == "claim", "f1"].tolist() == [0.6]
    (line,) = ax.lines
    assert list(line.get_xdata())[2] == 0.6 and list(line.get_ydata())[2] == 2
    assert len(ax.collections[0].get_segments()) == len(dots.MEASURES)
    top, bottom = ax.get_ylim()[::-1]
    assert top < 0 < len(dots.MEASURES) - 1 < bottom


def test_sets_are_told_apart_by_ink_and_marker_and_named_in_a_key():
    figure, data, alt = charts.score_dots({"sample": scores(), "other": scores(0.4)})
    (ax,) = figure.axes
    assert len({line.get_marker() for line in ax.lines}) == len({line.get_color() for line in ax.lines}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sample", "other"]
    assert set(data["set"]) == {"sample", "other"}
    title = next(text for text in figure.findobj(Text) if text.get_fontweight() == "bold").get_text()
    assert " ".join(title.split()) == "Whole claims are read with an F1 of 0.60 on sample and 0.40 on other"
    assert "On other best is" in alt and "worst claim at 0.40" in alt


def test_a_score_without_an_interval_has_a_dot_and_no_line():
    figure, _, _ = charts.score_dots({"sample": scores(low=float("nan"), high=float("nan"))})
    assert len(figure.axes[0].lines[0].get_xdata()) == len(dots.MEASURES)
    assert not any(each.size for each in figure.axes[0].collections[0].get_segments())


@pytest.mark.parametrize("count", [0, 5])
def test_no_set_or_more_than_can_be_told_apart_is_refused(count):
    with pytest.raises(ValueError, match="one to 4"):
        charts.score_dots({str(number): scores() for number in range(count)})


def test_no_text_overlaps_another_or_leaves_the_figure():
    figure, _, _ = charts.score_dots({name: scores() for name in ("sample", "gold.A", "gold.B", "gold")})
    with matplotlib.style.context(dots.style.STYLE_SHEET, after_reset=True):
        figure.canvas.draw()
        boxes = [text.get_window_extent() for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    for number, box in enumerate(boxes):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert not any(box.shrunk(0.9, 0.9).overlaps(other.shrunk(0.9, 0.9)) for other in boxes[:number])
