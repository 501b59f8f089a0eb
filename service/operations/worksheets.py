"""A table as an XLSX file: one worksheet of text, which is all that a list needs."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_KIN}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_KIN}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
#: The same table is the same file, whenever it is written.
_STAMP = (1980, 1, 1, 0, 0, 0)
# XML has no way to write these at all.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook(rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """Return rows of text as an XLSX file; codes keep their leading zeros, nothing is a formula."""
    sheet = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_KIN}"><sheets>'
        f'<sheet name="{escape(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    data = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    table = f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            *_PARTS.items(),
            ("xl/workbook.xml", sheet),
            ("xl/worksheets/sheet1.xml", table),
        ):
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, _HEAD + text)
    return out.getvalue()


def _cell(text: str) -> str:
    said = escape(_UNWRITABLE.sub("", text))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
