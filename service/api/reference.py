"""The city's registers: units, catalogue, duties, areas; for every log-in and token."""

from typing import Annotated

from fastapi import APIRouter, Response
from sqlmodel import col, select

from models.area import Area
from models.category import Category
from models.duty import Duty
from service.api.edges import QueryText, json_of, only
from service.api.idempotency import response_of
from service.api.representations import (
    AreaList,
    AreaOut,
    CategoryList,
    CategoryOut,
    DepartmentList,
    DepartmentOut,
    DutyList,
    DutyOut,
)
from service.deps import EVERYONE
from service.operations.acting import Acting
from service.queries import reference

router = APIRouter(tags=["reference"])

Reader = Annotated[Acting, only(*EVERYONE)]


@router.get("/departments", response_model=DepartmentList)
def departments(act: Reader) -> Response:
    """现有的承办单位。"""
    rows = reference.departments(act.session, on=act.today)
    shown = tuple(
        DepartmentOut(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            kind_label=row.kind.label,
            area=row.area_code,
            parent=row.parent_code,
        )
        for row in rows
    )
    return response_of(json_of(DepartmentList(departments=shown)))


@router.get("/categories", response_model=CategoryList)
def categories(act: Reader) -> Response:
    """诉求分类，三级。"""
    rows = act.session.exec(select(Category).order_by(Category.code))
    shown = tuple(CategoryOut(code=row.code, name=row.name, parent=row.parent_code) for row in rows)
    return response_of(json_of(CategoryList(categories=shown)))


@router.get("/duties", response_model=DutyList)
def duties(act: Reader, category: QueryText = None) -> Response:
    """现行权责清单；category 为分类代码或其开头。"""
    selected = select(Duty).order_by(Duty.code)
    if category:
        selected = selected.where(col(Duty.category_code).startswith(category, autoescape=True))
    rows = (row for row in act.session.exec(selected) if row.is_valid(act.today))
    shown = tuple(
        DutyOut(
            code=row.code,
            name=row.name,
            category=row.category_code,
            lead=row.lead,
            assisting=tuple(filter(None, row.assisting.split(";"))),
            basis=row.basis,
            area=row.area_code,
            origin=row.origin,
            origin_label=row.origin.label,
        )
        for row in rows
    )
    return response_of(json_of(DutyList(duties=shown)))


@router.get("/areas", response_model=AreaList)
def areas(act: Reader) -> Response:
    """区域：区县、开发区、街道、地点。"""
    rows = act.session.exec(select(Area).order_by(Area.code))
    shown = tuple(
        AreaOut(
            code=row.code,
            name=row.name,
            level=row.level,
            level_label=row.level.label,
            parent=row.parent_code,
        )
        for row in rows
    )
    return response_of(json_of(AreaList(areas=shown)))
