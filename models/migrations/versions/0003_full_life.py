"""The full life of a ticket.

There is no way back from here: it would drop the trail that the audit rests on. Restore the
backup taken before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What figures ask of a ticket: kept in their indexes, so that PostgreSQL counts without its rows.
ASKED = [
    "lead_code",
    "status",
    "closure",
    "origin",
    "is_excluded",
    "area_code",
    "category_code",
    "channel",
]


def upgrade() -> None:
    op.create_table(
        "legal_move",
        sa.Column(
            "source",
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
                "offer_rating",
                "rate",
                "rework",
                "archive",
                "unmerge",
                "split",
                "contact",
                "request_extension",
                "grant_extension",
                "refuse_extension",
                "delegate",
                "acknowledge_task",
                "finish_task",
                "reach_milestone",
                "review_suspension",
                "request_exclusion",
                "grant_exclusion",
                "refuse_exclusion",
                "supervise",
                "escalate",
                "answer_supervision",
                "flag_false_close",
                "check_route",
                "reorganise",
                "warn",
                "attach",
                "remind",
                "amend",
                "import",
                name="action",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "target",
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
        sa.PrimaryKeyConstraint("source", "action", "target", name=op.f("pk_legal_move")),
    )
    op.create_table(
        "policy_number",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "returns",
                "revisit_attempts",
                "extensions",
                "extension_days",
                "extension_lead_days",
                "long_cycle_days",
                "supervised_round",
                "supervised_redirects",
                "false_close_hours",
                "rating_link_days",
                "review_days",
                "yellow_days",
                "weight_response",
                "weight_solved",
                "weight_satisfied",
                "scored_tickets",
                name="allowance",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", "name", name=op.f("pk_policy_number")),
    )
    op.create_table(
        "policy_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy_version")),
    )
    op.create_table(
        "automatic_dispatch",
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("target_precision", sa.Float(), nullable=False),
        sa.Column("sample_share", sa.Float(), nullable=False),
        sa.Column("minimum_checks", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("on_since", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("off_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_automatic_dispatch_department_code_department"),
        ),
        sa.PrimaryKeyConstraint("department_code", name=op.f("pk_automatic_dispatch")),
    )
    op.create_table(
        "unit_workday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_unit_workday_department_code_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_workday")),
    )
    op.create_index(
        op.f("ix_unit_workday_department_code"), "unit_workday", ["department_code"], unique=False
    )
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("was_working", sa.Boolean(), nullable=True),
        sa.Column("was_name", sa.String(length=50), nullable=False),
        sa.Column("was_provisional", sa.Boolean(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    op.create_index(op.f("ix_calendar_change_day"), "calendar_change", ["day"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_citizens", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("department_code", sa.String(), nullable=True),
        sa.Column("uploaded_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_document_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_document_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason_code",
            sa.Enum(
                "unreasonable",
                "malicious",
                "unverifiable",
                "policy_limit",
                "legal_channel",
                "other",
                name="exclusionreason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_key", sa.String(length=80), nullable=False),
        sa.Column("requested_by", sa.String(length=100), nullable=False),
        sa.Column("requested_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("granted", "refused", name="decision", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("decided_key", sa.String(length=80), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_key <> requested_key", name=op.f("ck_exclusion_two_people")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_exclusion_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exclusion_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(
            "uq_exclusion_pending",
            ["ticket_id"],
            unique=True,
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        )

    op.create_table(
        "extension_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("milestones", sa.String(), nullable=False),
        sa.Column("requested_key", sa.String(length=80), nullable=False),
        sa.Column("requested_by", sa.String(length=100), nullable=False),
        sa.Column("requested_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("granted", "refused", name="decision", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("decided_key", sa.String(length=80), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_before", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_after", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_extension_request_days_positive")),
        sa.CheckConstraint(
            "decided_key <> requested_key", name=op.f("ck_extension_request_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_extension_request_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_extension_request_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_request")),
    )
    with op.batch_alter_table("extension_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_extension_request_department_code"), ["department_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_extension_request_ticket_id"), ["ticket_id"], unique=False
        )
        batch_op.create_index(
            "uq_extension_request_pending",
            ["ticket_id"],
            unique=True,
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "yellow",
                "red",
                "reminded",
                "supervised",
                "escalated",
                "extension",
                "exclusion",
                "task",
                "revisit_due",
                "review_due",
                "automatic_off",
                name="noticekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("department_code", sa.String(), nullable=True),
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
                "citizen",
                "system",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_notice_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_notice_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("effect", name=op.f("uq_notice_effect")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_inbox", ["department_code", "role", "read_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notice_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_created_at"), ["created_at"], unique=False)

    op.create_table(
        "rating_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_rating_link_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_link")),
    )
    with op.batch_alter_table("rating_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rating_link_open",
            ["expires_at", "id"],
            unique=False,
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_rating_link_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "query_attempt",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_query_attempt")),
    )
    with op.batch_alter_table("query_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_query_attempt_since"), ["since"], unique=False)

    op.create_table(
        "route_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("artifact", sa.String(length=64), nullable=False),
        sa.Column("routed_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_sampled", sa.Boolean(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("checked_by", sa.String(length=100), nullable=True),
        sa.Column("checked_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_route_check_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_route_check_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_check")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_route_check_ticket_id")),
    )
    with op.batch_alter_table("route_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_route_check_unit", ["department_code", "routed_at"], unique=False
        )
        batch_op.create_index(
            "ix_route_check_waiting",
            ["routed_at", "id"],
            unique=False,
            sqlite_where=sa.text("is_sampled AND is_right IS NULL"),
            postgresql_where=sa.text("is_sampled AND is_right IS NULL"),
        )

    op.create_table(
        "supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "overdue",
                "rounds",
                "redirects",
                "false_close",
                "ordered",
                name="supervisioncause",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(length=100), nullable=False),
        sa.Column("opened_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(length=100), nullable=True),
        sa.Column("answered_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_supervision_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_supervision_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
    )
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_supervision_unanswered",
            ["answer_due_at", "id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_department_code"), ["department_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_supervision_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_by", sa.String(length=100), nullable=False),
        sa.Column("started_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("ended_at", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_suspension_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.create_index(
            "ix_suspension_review",
            ["review_on", "ticket_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND told_on IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND told_on IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_suspension_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(
            "uq_suspension_running",
            ["ticket_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suspension_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suspension_id"], ["suspension.id"], name=op.f("fk_milestone_suspension_id_suspension")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_milestone_suspension_id"), ["suspension_id"], unique=False
        )

    # In place: SQLite would otherwise copy a table that others refer to.
    op.add_column(
        "assignment",
        sa.Column(
            "parent_id",
            sa.Integer(),
            sa.ForeignKey("assignment.id", name=op.f("fk_assignment_parent_id_assignment")),
            nullable=True,
        ),
        inline_references=True,
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("task", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("due_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("result", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("finished_by", sa.String(length=100), nullable=True))
        batch_op.add_column(
            sa.Column("finished_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_assignment_parent_id"), ["parent_id"], unique=False)

    with op.batch_alter_table("merge_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undone_by", sa.String(length=100), nullable=True))
        batch_op.add_column(
            sa.Column("undone_reason", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("undone_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.drop_constraint(batch_op.f("uq_merge_link_child_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_merge_link_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            "uq_merge_link_child",
            ["child_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("handler", sa.String(length=100), nullable=False, server_default="")
        )

    with op.batch_alter_table("revisit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "via",
                sa.Enum("clerk", "link", "api", name="ratingway", native_enum=False, length=32),
                nullable=False,
                server_default="clerk",
            )
        )

    # In place: SQLite would otherwise copy a table that others refer to.
    op.add_column(
        "ticket",
        sa.Column(
            "parent_id",
            sa.Integer(),
            sa.ForeignKey("ticket.id", name=op.f("fk_ticket_parent_id_ticket")),
            nullable=True,
        ),
        inline_references=True,
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_anonymous", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("is_proxy", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("extension_count", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("extended_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("supervision_level", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("is_excluded", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("is_machine_routed", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("contacted_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("response_due_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("acknowledge_due_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("paused_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("yellow_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("warned", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("due_basis", sa.String(), nullable=False, server_default=""))
        batch_op.create_index("ix_ticket_closed", ["status", "closed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_ticket_dispatched",
            ["dispatched_at", "id"],
            unique=False,
            postgresql_include=[
                *ASKED, "first_lead_code", "return_count", "acknowledged_at", "acknowledge_due_at",
            ],
        )
        batch_op.create_index(
            "ix_ticket_due",
            ["due_at", "id"],
            unique=False,
            postgresql_include=[
                *ASKED, "dispatched_at", "response_due_at", "contacted_at", "replied_at",
            ],
        )
        batch_op.create_index(
            "ix_ticket_ended",
            ["closed_at", "received_at", "id"],
            unique=False,
            postgresql_include=[*ASKED, "round", "due_at", "paused_at", "replied_at"],
        )
        batch_op.create_index(
            "ix_ticket_asked", ["id"], unique=False, postgresql_include=[*ASKED, "round"]
        )
        batch_op.drop_index("ix_ticket_received")
        batch_op.create_index(
            "ix_ticket_received",
            ["received_at", "id"],
            unique=False,
            postgresql_include=ASKED,
        )
        batch_op.create_index(batch_op.f("ix_ticket_parent_id"), ["parent_id"], unique=False)
        for column in ("alarm_at", "silent_at", "considered_at"):
            batch_op.add_column(
                sa.Column(column, models.base.UtcDateTime(timezone=True), nullable=True)
            )
        for name in ("alarm", "silent"):
            batch_op.create_index(
                f"ix_ticket_{name}",
                [f"{name}_at", "id"],
                unique=False,
                sqlite_where=sa.text(f"{name}_at IS NOT NULL"),
                postgresql_where=sa.text(f"{name}_at IS NOT NULL"),
            )
        batch_op.create_index(
            "ix_ticket_considered",
            ["status", "received_at", "id"],
            unique=False,
            sqlite_where=sa.text("considered_at IS NULL AND first_lead_code IS NULL"),
            postgresql_where=sa.text("considered_at IS NULL AND first_lead_code IS NULL"),
        )
        batch_op.create_index(
            "ix_ticket_recurred",
            ["status", "id"],
            unique=False,
            sqlite_where=sa.text("suspected_false_close IS 1"),
            postgresql_where=sa.text("suspected_false_close IS true"),
        )
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("erased_at", models.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(
            "ix_citizen_kept",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_ticket_id"))
        batch_op.create_index("ix_suggestion_ticket", ["ticket_id", "created_at"], unique=False)
    set_alarms()
    op.create_table(
        "duty_edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_duty_edition")),
    )
    op.add_column("duty", sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("duty", sa.Column("ended_edition", sa.Integer(), nullable=True))
    op.create_index(
        "ix_reply_reviewed",
        "reply",
        ["reviewed_at", "id"],
        postgresql_include=["ticket_id", "round", "department_code", "is_accepted"],
    )
    op.create_index(op.f("ix_revisit_at"), "revisit", ["at"])
    op.create_index(op.f("ix_return_request_requested_at"), "return_request", ["requested_at"])
    limit_new_steps()
    op.create_table(
        "audit_anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("until", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("events_digest", sa.String(length=64), nullable=False),
        sa.Column("last_look_id", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("looks_digest", sa.String(length=64), nullable=False),
        sa.Column("previous_signature", sa.String(length=32), nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchor")),
        sa.UniqueConstraint("previous_signature", name=op.f("uq_audit_anchor_previous_signature")),
    )
    op.create_index("ix_event_at", "event", ["at", "id"])
    guard_workflow()
    guard_audit()


def set_alarms() -> None:
    """Give the tickets that are under way the instants at which jobs look at them."""
    running = "('RECEIVED', 'DISPATCHED', 'RETURNING', 'ARBITRATION', 'HANDLING')"
    op.execute(f"UPDATE ticket SET alarm_at = due_at WHERE status IN {running}")
    op.execute("UPDATE ticket SET alarm_at = step_due_at WHERE status = 'REVISITING'")
    op.execute("UPDATE ticket SET silent_at = step_due_at WHERE status = 'DISPATCHED'")


#: Step, urgency, amount, measure: what the demonstration city's policy says of the new steps.
_NEW_LIMITS = (
    ("response", None, 1, "working_days"),
    ("response", "urgent", 30, "wall_minutes"),
    ("response", "emergency", 30, "wall_minutes"),
    ("supervision", None, 1, "working_days"),
)


def limit_new_steps() -> None:
    """Give every policy there is a limit for the steps that it cannot know yet."""
    rule = sa.table(
        "policy_rule",
        *(sa.column(name) for name in ("version", "step", "urgency", "amount", "measure")),
        sa.column("category_prefix"),
    )
    bind = op.get_bind()
    for version in bind.scalars(sa.select(rule.c.version).distinct()).all():
        for step, urgency, amount, measure in _NEW_LIMITS:
            row = {"step": step, "urgency": urgency, "amount": amount, "measure": measure}
            bind.execute(rule.insert().values(version=version, category_prefix="", **row))


_NO_MOVE = "the workflow has no such move"
_NOT_NEW = "a ticket begins as RECEIVED"
_STAYS = "tickets are never deleted"
_BROKEN = "the event does not continue its chain"


def guard_workflow() -> None:
    """Make the database itself refuse what the workflow's table does not hold."""
    moves = "NOT EXISTS (SELECT 1 FROM legal_move WHERE source = {} AND target = NEW.{}{})"
    changed = "NEW.status <> OLD.status AND " + moves.format("OLD.status", "status", "")
    begun = "NEW.status <> 'RECEIVED' AND NEW.origin <> 'imported'"
    noted = "NEW.from_status IS NOT NULL AND " + moves.format(
        "NEW.from_status", "to_status", " AND action = NEW.action"
    )
    chained = (
        "NEW.previous_hash <> COALESCE((SELECT hash FROM event "
        "WHERE ticket_id = NEW.ticket_id AND sequence = NEW.sequence - 1), '') "
        "OR (NEW.sequence > 1 AND NEW.previous_hash = '')"
    )
    refuse("ticket_legal_move", "UPDATE OF status ON ticket", changed, _NO_MOVE)
    refuse("ticket_begins", "INSERT ON ticket", begun, _NOT_NEW)
    refuse("ticket_stays", "DELETE ON ticket", "1 = 1", _STAYS)
    refuse("event_legal_move", "INSERT ON event", noted, _NO_MOVE)
    refuse("event_chain", "INSERT ON event", chained, _BROKEN)


def guard_audit() -> None:
    """Make the database itself refuse to change or delete a look at an identity, or an anchor."""
    tables = {"identity_access": "looks at identities", "audit_anchor": "audit anchors"}
    for table, what in tables.items():
        sentence = f"{what} are never changed or deleted"
        for verb in ("UPDATE", "DELETE"):
            refuse(f"{table}_no_{verb.lower()}", f"{verb} ON {table}", "1 = 1", sentence)
        if op.get_bind().dialect.name != "sqlite":
            # TRUNCATE passes row triggers by.
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_update()"
            )


def refuse(name: str, when: str, condition: str, sentence: str) -> None:
    """Create a trigger before each row that fails with the sentence when the condition holds."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {name}()")
