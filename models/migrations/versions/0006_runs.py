"""Retrainings and imports that are started from a page."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = ("train", "check", "import")
_STATES = ("uploading", "waiting", "running", "asking", "done", "failed", "cancelled")


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="runkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="runstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("slot", text(length=16), nullable=True),
        sa.Column("file_name", text(length=200), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("mapping", text(), nullable=False),
        sa.Column("megabytes", sa.Integer(), nullable=False),
        sa.Column("findings", text(), nullable=False),
        sa.Column("stage", text(length=100), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("is_stopping", sa.Boolean(), nullable=False),
        sa.Column("version", text(length=64), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("trouble", text(), nullable=False),
        sa.Column("worker", text(length=40), nullable=True),
        sa.Column("lease_until", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_by", text(length=100), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("slot", name=op.f("uq_run_slot")),
    )
    op.create_index("ix_run_state", "run", ["state", "id"])
    op.create_table(
        "run_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("text", text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_line_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_line")),
    )
    op.create_index("ix_run_line_run_id", "run_line", ["run_id"])


def downgrade() -> None:
    op.drop_table("run_line")
    op.drop_table("run")
