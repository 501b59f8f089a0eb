"""Reads the city's CSV files row by row and names file and line when something is wrong."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class CityError(ValueError):
    """A file of the demonstration city is wrong; says which file, which line and why."""

    def __init__(self, *, file: str, line: int, reason: str) -> None:
        super().__init__(f"示范城市数据有误：{file} 第 {line} 行：{reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a CSV file with its place, for messages."""

    file: str
    line: int
    cells: Mapping[str, str]

    def error(self, reason: str) -> CityError:
        """An error that points to this row."""
        return CityError(file=self.file, line=self.line, reason=reason)

    def require(self, condition: bool, reason: str) -> None:
        """Raise an error that points to this row unless the condition holds."""
        if not condition:
            raise self.error(reason)

    def text(self, column: str) -> str:
        """The cell, which must not be blank."""
        value = self.cells[column]
        if not value:
            raise self.error(f"“{column}”不能为空")
        return value

    def optional(self, column: str) -> str | None:
        """The cell, or None when blank."""
        return self.cells[column] or None

    def several(self, column: str) -> tuple[str, ...]:
        """The cell's parts between semicolons."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())

    def day(self, column: str) -> date:
        """The cell as an ISO date."""
        try:
            return date.fromisoformat(self.text(column))
        except ValueError as error:
            raise self.error(f"“{column}”不是日期：{self.cells[column]}") from error

    def number(self, column: str) -> float:
        """The cell as a number that is not negative."""
        try:
            value = float(self.text(column))
        except ValueError as error:
            raise self.error(f"“{column}”不是数字：{self.cells[column]}") from error
        if value < 0:
            raise self.error(f"“{column}”不能为负：{value}")
        return value

    def choice(self, column: str, options: type[Choice]) -> Choice:
        """The cell as a member of an enum."""
        try:
            return options(self.text(column))
        except ValueError as error:
            allowed = "、".join(options)
            raise self.error(f"“{column}”只能是 {allowed}：{self.cells[column]}") from error


def read_rows(*, path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a UTF-8 CSV file; CityError when header or width differ."""
    if not path.is_file():
        raise CityError(file=path.name, line=0, reason="文件不存在")
    name = f"{path.parent.name}/{path.name}"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = tuple(next(reader, []))
        if header != columns:
            raise CityError(file=name, line=1, reason=f"表头应为 {','.join(columns)}")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                reason = f"应有 {len(columns)} 列，实有 {len(cells)} 列"
                raise CityError(file=name, line=reader.line_num, reason=reason)
            stripped = (cell.strip() for cell in cells)
            values = dict(zip(columns, stripped, strict=True))
            yield Row(file=name, line=reader.line_num, cells=values)
