"""The CSV table: no cell is a formula."""

import pytest

from service.queries.figures.table import safe


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["市城管局", "0.9", "", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell
