"""first tables."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "district",
                "zone",
                "street",
                "place",
                name="arealevel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["area.code"], name=op.f("fk_area_parent_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "category",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["category.code"], name=op.f("fk_category_parent_code_category")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "citizen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("phone_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("phone_digest", sa.String(length=64), nullable=True),
        sa.Column("phone_masked", sa.String(length=32), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen")),
    )
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citizen_phone_digest"), ["phone_digest"], unique=False)

    op.create_table(
        "city_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_revision")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("principal", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=80), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idempotency_key_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "policy_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "dispatch",
                "acknowledge",
                "return_window",
                "return_review",
                "arbitration",
                "handling",
                "rework",
                "waiting",
                "reply_review",
                "revisit",
                "archive",
                name="step",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "INQUIRY",
                "HELP",
                "COMPLAINT",
                "REPORT",
                "PROPOSAL",
                "PRAISE",
                "OTHER",
                name="kind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "urgency",
            sa.Enum("normal", "urgent", "emergency", name="urgency", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("category_prefix", sa.String(length=6), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "working_days",
                "working_minutes",
                "wall_minutes",
                name="measure",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_rule")),
    )
    with op.batch_alter_table("policy_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_rule_version"), ["version"], unique=False)

    op.create_table(
        "ticket_counter",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ticket_counter")),
    )
    op.create_table(
        "department",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=50), nullable=False),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bureau",
                "utility",
                "district",
                "zone",
                "street",
                name="departmentkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_department_area_code_area")
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["department.code"], name=op.f("fk_department_parent_code_department")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_area_code"), ["area_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_department_parent_code"), ["parent_code"], unique=False
        )

    op.create_table(
        "duty",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category_code", sa.String(), nullable=False),
        sa.Column("lead", sa.String(length=32), nullable=False),
        sa.Column("assisting", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("list", "arbitration", name="dutyorigin", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_duty_area_code_area")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["category.code"], name=op.f("fk_duty_category_code_category")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_category_code"), ["category_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_lead"), ["lead"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=16), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(length=50), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_api_token_department_code_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_api_token_department_code"), ["department_code"], unique=False
        )

    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("predecessor_code", sa.String(), nullable=False),
        sa.Column("successor_code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merge", "split", "rename", name="successionkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("category_prefix", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["predecessor_code"],
            ["department.code"],
            name=op.f("fk_succession_predecessor_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_code"],
            ["department.code"],
            name=op.f("fk_succession_successor_code_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_succession_predecessor_code"), ["predecessor_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_succession_successor_code"), ["successor_code"], unique=False
        )

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("query_code", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "RECEIVED",
                "DISPATCHED",
                "RETURNING",
                "ARBITRATION",
                "HANDLING",
                "WAITING",
                "REPLIED",
                "REVISITING",
                "SUSPENDED",
                "CLOSED",
                "ARCHIVED",
                "VOIDED",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "closure",
            sa.Enum(
                "DIRECT",
                "DECLINED",
                "EMERGENCY",
                "MERGED",
                "FINAL",
                "SATISFIED",
                "UNRATED",
                "EXCLUDED",
                name="closure",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("live", "imported", name="ticketorigin", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "INQUIRY",
                "HELP",
                "COMPLAINT",
                "REPORT",
                "PROPOSAL",
                "PRAISE",
                "OTHER",
                name="kind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "phone", "web", "sms", "wechat", "app", name="channel", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("source_line", sa.String(length=32), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum("normal", "urgent", "emergency", name="urgency", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("category_code", sa.String(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=True),
        sa.Column("lead_code", sa.String(), nullable=True),
        sa.Column("first_lead_code", sa.String(), nullable=True),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.Column("redirect_count", sa.Integer(), nullable=False),
        sa.Column("revisit_attempts", sa.Integer(), nullable=False),
        sa.Column("reminder_count", sa.Integer(), nullable=False),
        sa.Column("suspected_false_close", sa.Boolean(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("received_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=100), nullable=False),
        sa.Column("dispatched_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("replied_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_explanation", sa.String(), nullable=False),
        sa.Column("step_due_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("event_head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_ticket_area_code_area")
        ),
        sa.ForeignKeyConstraint(
            ["category_code"], ["category.code"], name=op.f("fk_ticket_category_code_category")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_ticket_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["first_lead_code"],
            ["department.code"],
            name=op.f("fk_ticket_first_lead_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["lead_code"], ["department.code"], name=op.f("fk_ticket_lead_code_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ticket_category_code"), ["category_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ticket_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(
            "ix_ticket_lead", ["lead_code", "received_at", "id"], unique=False
        )
        batch_op.create_index("ix_ticket_received", ["received_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_step", ["step_due_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_status_step", ["status", "step_due_at"], unique=False)
        batch_op.create_index(
            "ix_ticket_worklist", ["status", "lead_code", "due_at", "id"], unique=False
        )

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=50), nullable=False),
        sa.Column("display_name", sa.String(length=50), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "operator",
                "dispatcher",
                "officer",
                "revisit_clerk",
                "supervisor",
                "administrator",
                "auditor",
                "system",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("department_code", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_user_account_department_code_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    op.create_table(
        "arbitration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column("duty_code", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("decided_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_arbitration_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["duty_code"], ["duty.code"], name=op.f("fk_arbitration_duty_code_duty")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_arbitration_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arbitration")),
    )
    with op.batch_alter_table("arbitration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arbitration_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "receive",
                "dispatch",
                "redirect",
                "answer",
                "decline",
                "hand_over",
                "merge",
                "void",
                "acknowledge",
                "request_return",
                "grant_return",
                "refuse_return",
                "arbitrate",
                "ask_citizen",
                "resume",
                "suspend",
                "reply",
                "accept_reply",
                "reject_reply",
                "final_reply",
                "record_revisit",
                "rework",
                "archive",
                "remind",
                "amend",
                "import",
                name="action",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("actor_key", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "operator",
                "dispatcher",
                "officer",
                "revisit_clerk",
                "supervisor",
                "administrator",
                "auditor",
                "system",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("department_code", sa.String(length=32), nullable=True),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "RECEIVED",
                "DISPATCHED",
                "RETURNING",
                "ARBITRATION",
                "HANDLING",
                "WAITING",
                "REPLIED",
                "REVISITING",
                "SUSPENDED",
                "CLOSED",
                "ARCHIVED",
                "VOIDED",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "RECEIVED",
                "DISPATCHED",
                "RETURNING",
                "ARBITRATION",
                "HANDLING",
                "WAITING",
                "REPLIED",
                "REVISITING",
                "SUSPENDED",
                "CLOSED",
                "ARCHIVED",
                "VOIDED",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("due_before", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_after", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_event_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("ticket_id", "sequence", name=op.f("uq_event_ticket_id_sequence")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "identity_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("actor_key", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_identity_access_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_identity_access_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_access")),
    )
    with op.batch_alter_table("identity_access", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_access_citizen_id"), ["citizen_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_identity_access_ticket_id"), ["ticket_id"], unique=False
        )

    op.create_table(
        "merge_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("merged_by", sa.String(length=100), nullable=False),
        sa.Column("merged_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["ticket.id"], name=op.f("fk_merge_link_child_id_ticket")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["ticket.id"], name=op.f("fk_merge_link_parent_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_link")),
        sa.UniqueConstraint("child_id", name=op.f("uq_merge_link_child_id")),
    )
    with op.batch_alter_table("merge_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_link_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=True),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("internal_note", sa.String(), nullable=False),
        sa.Column("replied_by", sa.String(length=100), nullable=False),
        sa.Column("replied_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("review_note", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=100), nullable=True),
        sa.Column("reviewed_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_reply_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_reply_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "revisit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("clerk", sa.String(length=100), nullable=False),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("was_contacted", sa.Boolean(), nullable=False),
        sa.Column("is_solved", sa.Boolean(), nullable=True),
        sa.Column(
            "satisfaction",
            sa.Enum(
                "very_satisfied",
                "satisfied",
                "basically_satisfied",
                "dissatisfied",
                "very_dissatisfied",
                name="satisfaction",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_revisit_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisit")),
    )
    with op.batch_alter_table("revisit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revisit_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(
            "uq_revisit_one_rating_a_round",
            ["ticket_id", "round"],
            unique=True,
            sqlite_where=sa.text("satisfaction IS NOT NULL"),
            postgresql_where=sa.text("satisfaction IS NOT NULL"),
        )

    op.create_table(
        "suggestion",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("shown_to", sa.String(length=100), nullable=False),
        sa.Column("artifact", sa.String(length=64), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("prediction", sa.JSON(), nullable=False),
        sa.Column("top_unit", sa.String(length=32), nullable=True),
        sa.Column("top_probability", sa.Float(), nullable=True),
        sa.Column("abstained", sa.String(length=32), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("chosen_unit", sa.String(length=32), nullable=True),
        sa.Column(
            "choice",
            sa.Enum("accepted", "overridden", name="choice", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("chosen_rank", sa.Integer(), nullable=True),
        sa.Column(
            "override_reason",
            sa.Enum(
                "wrong_duty",
                "wrong_area",
                "citizen_info",
                "local_rule",
                "other",
                name="overridereason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("chosen_by", sa.String(length=100), nullable=True),
        sa.Column("chosen_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "confirmed",
                "returned",
                "redirected",
                name="routeresult",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("final_unit", sa.String(length=32), nullable=True),
        sa.Column("result_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_suggestion_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_chosen_at"), ["chosen_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_session_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("lead", "assist", name="assignmentpart", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("duty_code", sa.String(length=32), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("suggestion_id", sa.String(), nullable=True),
        sa.Column("assigned_by", sa.String(length=100), nullable=False),
        sa.Column("assigned_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "end",
            sa.Enum(
                "returned",
                "redirected",
                "arbitrated",
                "closed",
                name="assignmentend",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_assignment_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestion.id"],
            name=op.f("fk_assignment_suggestion_id_suggestion"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_assignment_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_department_code"), ["department_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assignment_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "return_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column(
            "reason_code",
            sa.Enum(
                "not_duty",
                "wrong_area",
                "needs_lead",
                "unclear",
                "duplicate",
                name="returnreason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("counter_unit", sa.String(), nullable=True),
        sa.Column("requested_by", sa.String(length=100), nullable=False),
        sa.Column("requested_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("granted", "refused", name="returndecision", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_return_request_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["counter_unit"],
            ["department.code"],
            name=op.f("fk_return_request_counter_unit_department"),
        ),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_return_request_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_return_request_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_request")),
    )
    with op.batch_alter_table("return_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_return_request_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_return_request_department_code"), ["department_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_return_request_ticket_id"), ["ticket_id"], unique=False
        )

    guard_events()


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER event_append_only ON event")
        op.execute("DROP TRIGGER event_no_truncate ON event")
        op.execute("DROP FUNCTION event_is_append_only")
    with op.batch_alter_table("return_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_request_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_return_request_department_code"))
        batch_op.drop_index(batch_op.f("ix_return_request_assignment_id"))

    op.drop_table("return_request")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_department_code"))

    op.drop_table("assignment")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_user_session_expires_at"))

    op.drop_table("user_session")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_suggestion_created_at"))
        batch_op.drop_index(batch_op.f("ix_suggestion_chosen_at"))

    op.drop_table("suggestion")
    with op.batch_alter_table("revisit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_revisit_one_rating_a_round",
            sqlite_where=sa.text("satisfaction IS NOT NULL"),
            postgresql_where=sa.text("satisfaction IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_revisit_ticket_id"))

    op.drop_table("revisit")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_ticket_id"))

    op.drop_table("reply")
    with op.batch_alter_table("merge_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_link_parent_id"))

    op.drop_table("merge_link")
    with op.batch_alter_table("identity_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_access_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_identity_access_citizen_id"))

    op.drop_table("identity_access")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_ticket_id"))

    op.drop_table("event")
    with op.batch_alter_table("arbitration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arbitration_ticket_id"))

    op.drop_table("arbitration")
    op.drop_table("user_account")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_worklist")
        batch_op.drop_index("ix_ticket_status_step")
        batch_op.drop_index("ix_ticket_received")
        batch_op.drop_index("ix_ticket_step")
        batch_op.drop_index("ix_ticket_lead")
        batch_op.drop_index(batch_op.f("ix_ticket_citizen_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_category_code"))

    op.drop_table("ticket")
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_succession_successor_code"))
        batch_op.drop_index(batch_op.f("ix_succession_predecessor_code"))

    op.drop_table("succession")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_department_code"))

    op.drop_table("api_token")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_lead"))
        batch_op.drop_index(batch_op.f("ix_duty_category_code"))

    op.drop_table("duty")
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_parent_code"))
        batch_op.drop_index(batch_op.f("ix_department_area_code"))

    op.drop_table("department")
    op.drop_table("ticket_counter")
    with op.batch_alter_table("policy_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_rule_version"))

    op.drop_table("policy_rule")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_created_at"))

    op.drop_table("idempotency_key")
    op.drop_table("city_revision")
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citizen_phone_digest"))

    op.drop_table("citizen")
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_parent_code"))

    op.drop_table("category")
    op.drop_table("calendar_day")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_parent_code"))
        batch_op.drop_index(batch_op.f("ix_area_name"))

    op.drop_table("area")


def guard_events() -> None:
    """Make the database itself refuse to change or delete an event."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event BEGIN "
                "SELECT RAISE(ABORT, 'events are never changed or deleted'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION event_is_append_only()"
    )
    # TRUNCATE passes row triggers by.
    op.execute(
        "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()"
    )
