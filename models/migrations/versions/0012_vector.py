"""PostgreSQL keeps the words of a ticket cut, and cuts them no more for each look at a row."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP INDEX ticket_words_index")
    op.execute(
        "ALTER TABLE ticket_words ADD COLUMN vector tsvector "
        "GENERATED ALWAYS AS (ticket_words_of(words)) STORED"
    )
    op.execute(
        "CREATE INDEX ticket_words_index ON ticket_words USING gin (vector) WITH (fastupdate = off)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("ALTER TABLE ticket_words DROP COLUMN vector")
    op.execute(
        "CREATE INDEX ticket_words_index ON ticket_words USING gin (ticket_words_of(words)) "
        "WITH (fastupdate = off)"
    )
