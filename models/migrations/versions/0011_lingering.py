"""What was open on a day is found by indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ASKED = [
    "lead_code",
    "status",
    "closure",
    "origin",
    "is_excluded",
    "area_code",
    "category_code",
    "channel",
    "round",
    "due_at",
    "paused_at",
    "replied_at",
]
COUNTS = ["return_count", "redirect_count", "supervision_level"]


def upgrade() -> None:
    _ended(ASKED + COUNTS)
    op.create_index(
        "ix_ticket_lingered",
        "ticket",
        ["closed_at", "received_at", "id"],
        postgresql_include=ASKED + COUNTS,
        sqlite_where=sa.text("julianday(closed_at) - julianday(received_at) > 60"),
        postgresql_where=sa.text("closed_at - received_at > interval '60 days'"),
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_lingered", table_name="ticket")
    _ended(ASKED)


def _ended(included: list[str]) -> None:
    # SQLite keeps no columns beside those of the key: there nothing changes.
    if op.get_bind().dialect.name == "sqlite":
        return
    op.drop_index("ix_ticket_ended", table_name="ticket")
    op.create_index(
        "ix_ticket_ended",
        "ticket",
        ["closed_at", "received_at", "id"],
        postgresql_include=included,
    )
