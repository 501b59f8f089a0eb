"""Words by which tickets are found, and views that people keep.

What stands in the database already is indexed by `hotline db upgrade` after this, or at any time
by `hotline db reindex`: cutting words is not a migration's work.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_words",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_words_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_ticket_words")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_ticket_words_ticket_id")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_key", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column(
            "shared",
            sa.Enum("own", "role", "unit", name="sharing", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("made_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_saved_view_department_code_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner_key", "name", name=op.f("uq_saved_view_owner_key_name")),
    )
    op.create_index(op.f("ix_saved_view_role"), "saved_view", ["role"])
    if op.get_bind().dialect.name == "sqlite":
        index_on_sqlite()
    else:
        index_on_postgresql()


def index_on_sqlite() -> None:
    """A full-text table beside the words: no positions, no sizes, the words themselves elsewhere.

    Its rows are read backwards by their number, which is the newest ticket first.
    """
    op.execute(
        "CREATE VIRTUAL TABLE ticket_words_index USING fts5(words, content='ticket_words', "
        "content_rowid='place', detail=none, columnsize=0, "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    add = "INSERT INTO ticket_words_index (rowid, words) VALUES (new.place, new.words); "
    take = (
        "INSERT INTO ticket_words_index (ticket_words_index, rowid, words) "
        "VALUES ('delete', old.place, old.words); "
    )
    for name, when, what in (
        ("added", "INSERT", add),
        ("taken", "DELETE", take),
        ("changed", "UPDATE", take + add),
    ):
        op.execute(
            f"CREATE TRIGGER ticket_words_{name} AFTER {when} ON ticket_words BEGIN {what}END"
        )


def index_on_postgresql() -> None:
    """An inverted index over the words, cut at the blanks.

    The words need no parser of the server's, whose cut of Chinese hangs on its locale. With this
    cost the planner asks the index for a common word, and looks at single rows only where other
    conditions leave few.
    """
    op.execute(
        "CREATE FUNCTION ticket_words_of(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE "
        "STRICT PARALLEL SAFE COST 100 AS "
        "$$ BEGIN RETURN array_to_tsvector(string_to_array(words, ' ')); END $$"
    )
    op.execute(
        "CREATE INDEX ticket_words_index ON ticket_words USING gin (ticket_words_of(words)) "
        "WITH (fastupdate = off)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("added", "taken", "changed"):
            op.execute(f"DROP TRIGGER ticket_words_{name}")
        op.execute("DROP TABLE ticket_words_index")
        op.drop_table("ticket_words")
    else:
        op.drop_table("ticket_words")
        op.execute("DROP FUNCTION ticket_words_of(text)")
    op.drop_table("saved_view")
