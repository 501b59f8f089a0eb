"""Who is looking at a ticket, and who has taken it in hand."""

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("actor_key", sa.String(length=100), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_claim_ticket_id_ticket"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_claim"),
    )
    op.create_index("ix_claim_until", "claim", ["until"])
    op.create_table(
        "presence",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("actor_key", sa.String(length=100), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_presence_ticket_id_ticket"),
        sa.PrimaryKeyConstraint("ticket_id", "actor_key", name="pk_presence"),
    )
    op.create_index("ix_presence_until", "presence", ["until"])


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_table("claim")
