"""Registers kept from pages: people, tokens, units; policies that begin on a day."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHAT = "register changes"


def upgrade() -> None:
    op.create_table(
        "register_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("user", "token", "unit", name="register", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("said", sa.String(length=2000), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_by_key", sa.String(length=80), nullable=False),
        sa.Column("changed_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
    )
    op.create_index(
        op.f("ix_register_change_changed_at"), "register_change", ["changed_at"], unique=False
    )
    op.add_column(
        "user_account",
        sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("user_account", sa.Column("last_login_at", models.base.UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "api_token",
        sa.Column(
            "scope",
            sa.Enum("work", "read", name="tokenscope", native_enum=False, length=32),
            nullable=False,
            server_default="work",
        ),
    )
    op.add_column("api_token", sa.Column("last_used_at", models.base.UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "department",
        sa.Column("contacts", sa.String(length=500), nullable=False, server_default=""),
    )
    op.add_column("policy_version", sa.Column("valid_from", sa.Date(), nullable=True))
    guard()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER register_change_no_{verb}")
    op.drop_table("register_change")
    if op.get_bind().dialect.name != "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP FUNCTION register_change_no_{verb}()")
    op.drop_column("policy_version", "valid_from")
    op.drop_column("department", "contacts")
    op.drop_column("api_token", "last_used_at")
    op.drop_column("api_token", "scope")
    op.drop_column("user_account", "last_login_at")
    op.drop_column("user_account", "must_change")


def guard() -> None:
    """Who changed what cannot be rewritten, not even by hand."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("UPDATE", "DELETE"):
        name = f"register_change_no_{verb.lower()}"
        sentence = f"{WHAT} are never changed or deleted"
        if sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON register_change "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{sentence}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON register_change "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
