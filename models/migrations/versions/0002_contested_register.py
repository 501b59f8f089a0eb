"""contested register."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("categories", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=100), nullable=False),
        sa.Column("updated_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("name", name=op.f("uq_contest_name")),
    )
    op.create_table(
        "contest_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("arbitration_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arbitration_id"],
            ["arbitration.id"],
            name=op.f("fk_contest_decision_arbitration_id_arbitration"),
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_contest_decision_contest_id_contest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_decision")),
        sa.UniqueConstraint("arbitration_id", name=op.f("uq_contest_decision_arbitration_id")),
    )
    with op.batch_alter_table("contest_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contest_decision_contest_id"), ["contest_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("contest_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contest_decision_contest_id"))

    op.drop_table("contest_decision")
    op.drop_table("contest")
