"""Hot topics of a period, kept."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import models.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_digest",
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("wanted_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("wanted_by", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("made_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("first", "last", name=op.f("pk_topic_digest")),
    )
    op.create_index(
        "ix_topic_digest_wanted",
        "topic_digest",
        ["wanted_at"],
        sqlite_where=sa.text("is_wanted IS 1"),
        postgresql_where=sa.text("is_wanted IS true"),
    )


def downgrade() -> None:
    op.drop_index("ix_topic_digest_wanted", table_name="topic_digest")
    op.drop_table("topic_digest")
