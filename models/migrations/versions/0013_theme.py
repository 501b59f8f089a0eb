"""The theme of each month."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "monthly_theme",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=50), nullable=False),
        sa.Column("category_code", sa.String(length=6), nullable=False),
        sa.Column("lead_code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_code"],
            ["category.code"],
            name=op.f("fk_monthly_theme_category_code_category"),
        ),
        sa.ForeignKeyConstraint(
            ["lead_code"],
            ["department.code"],
            name=op.f("fk_monthly_theme_lead_code_department"),
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_monthly_theme")),
    )


def downgrade() -> None:
    op.drop_table("monthly_theme")
