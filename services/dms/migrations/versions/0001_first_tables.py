"""The first tables: audit log, organisation, rights, plan, records, intake, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.dms.audit.models import APPEND_ONLY
from services.dms.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("tenant", sa.String(length=63), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("acting_for", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=63), nullable=False),
        sa.Column("object_kind", sa.String(length=31), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=6), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=63), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'denied')", name=op.f("ck_audit_events_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_events_object", "audit_events", ["object_id", "id"], unique=False)
    op.create_index("ix_audit_events_tenant", "audit_events", ["tenant", "at"], unique=False)
    op.create_table(
        "number_counters",
        sa.Column("kind", sa.String(length=31), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_number_counters")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=31), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("dead_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_document", "outbox", ["document_id"], unique=False)
    op.create_index(
        "ix_outbox_leased", "outbox", ["lease_until"], unique=False, sqlite_where=sa.text("lease_until IS NOT NULL")
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["kind", "id"], unique=False, sqlite_where=sa.text("dead_at IS NULL")
    )
    op.create_table(
        "plan_positions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=31), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("retention_months", sa.Integer(), nullable=True),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.Column("disposal_code", sa.String(length=1), nullable=True),
        sa.Column("protection", sa.String(length=15), nullable=False),
        sa.Column("lowest", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["plan_positions.id"], name=op.f("fk_plan_positions_parent_id_plan_positions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_positions")),
        sa.UniqueConstraint("no", name=op.f("uq_plan_positions_no")),
    )
    op.create_index(op.f("ix_plan_positions_number"), "plan_positions", ["number"], unique=False)
    op.create_index(op.f("ix_plan_positions_parent_id"), "plan_positions", ["parent_id"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=63), nullable=False),
        sa.Column("short", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("code", name=op.f("uq_tenants_code")),
        sa.UniqueConstraint("no", name=op.f("uq_tenants_no")),
        sa.UniqueConstraint("short", name=op.f("uq_tenants_short")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["offices.id"], name=op.f("fk_offices_parent_id_offices")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_offices_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("no", name=op.f("uq_offices_no")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_offices_tenant_id_code")),
    )
    op.create_index(op.f("ix_offices_parent_id"), "offices", ["parent_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=127), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_people_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("no", name=op.f("uq_people_no")),
        sa.UniqueConstraint("username", name=op.f("uq_people_username")),
    )
    op.create_index(op.f("ix_people_tenant_id"), "people", ["tenant_id"], unique=False)
    op.create_table(
        "running_numbers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.String(length=31), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_running_numbers_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "position", "year", name=op.f("pk_running_numbers")),
    )
    op.create_table(
        "access_objects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("town_no", sa.Integer(), nullable=False),
        sa.Column("office_no", sa.Integer(), nullable=True),
        sa.Column("position_no", sa.Integer(), nullable=True),
        sa.Column("protection_class", sa.SmallInteger(), nullable=False),
        sa.Column("uploader_no", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('dossier', 'tray')", name=op.f("ck_access_objects_kind")),
        sa.ForeignKeyConstraint(["office_no"], ["offices.no"], name=op.f("fk_access_objects_office_no_offices")),
        sa.ForeignKeyConstraint(["town_no"], ["tenants.no"], name=op.f("fk_access_objects_town_no_tenants")),
        sa.ForeignKeyConstraint(["uploader_no"], ["people.no"], name=op.f("fk_access_objects_uploader_no_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_objects")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_access_objects_position_no"), "access_objects", ["position_no"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('session', 'bearer')", name=op.f("ck_credentials_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_credentials_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_credentials_token_sha256")),
    )
    op.create_index(op.f("ix_credentials_person_id"), "credentials", ["person_id"], unique=False)
    op.create_table(
        "functions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=15), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_functions_office_id_offices")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_functions_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_functions")),
        sa.UniqueConstraint("person_id", "role", "office_id", name=op.f("uq_functions_person_id_role_office_id")),
    )
    op.create_index("ix_functions_office", "functions", ["office_id"], unique=False)
    op.create_table(
        "kept_answers",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kept_answers_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_kept_answers")),
    )
    op.create_index("ix_kept_answers_at", "kept_answers", ["at"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("file_number", sa.String(length=63), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("responsible_office_id", sa.Uuid(), nullable=False),
        sa.Column("protection", sa.String(length=15), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("medium", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("last_entry", sa.Integer(), nullable=False),
        sa.Column("last_case", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("medium IN ('electronic', 'paper', 'hybrid')", name=op.f("ck_dossiers_medium")),
        sa.CheckConstraint(
            "state IN ('open', 'closed_to_file', 'retention', 'offered', 'released', 'archived', 'destroyed')",
            name=op.f("ck_dossiers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["object_id"], ["access_objects.id"], name=op.f("fk_dossiers_object_id_access_objects")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_dossiers_opened_by_people")),
        sa.ForeignKeyConstraint(
            ["position_id"], ["plan_positions.id"], name=op.f("fk_dossiers_position_id_plan_positions")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_office_id"], ["offices.id"], name=op.f("fk_dossiers_responsible_office_id_offices")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_dossiers_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("file_number", name=op.f("uq_dossiers_file_number")),
        sa.UniqueConstraint("object_id", name=op.f("uq_dossiers_object_id")),
    )
    op.create_index("ix_dossiers_opened", "dossiers", ["opened_at", "id"], unique=False)
    op.create_index("ix_dossiers_position", "dossiers", ["position_id", "tenant_id"], unique=False)
    op.create_index(op.f("ix_dossiers_responsible_office_id"), "dossiers", ["responsible_office_id"], unique=False)
    op.create_index("ix_dossiers_title", "dossiers", ["title", "id"], unique=False)
    op.create_table(
        "grants",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_no", sa.Integer(), nullable=True),
        sa.Column("office_no", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=15), nullable=True),
        sa.Column("town_no", sa.Integer(), nullable=False),
        sa.Column("position_no", sa.Integer(), nullable=True),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("verb", sa.String(length=6), nullable=False),
        sa.Column("classes", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(length=15), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("verb IN ('read', 'write', 'manage')", name=op.f("ck_grants_verb")),
        sa.CheckConstraint(
            "(CASE WHEN person_no IS NULL THEN 0 ELSE 1 END) + (CASE WHEN office_no IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN role IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_grants_subject"),
        ),
        sa.CheckConstraint("(position_no IS NULL) <> (object_id IS NULL)", name=op.f("ck_grants_object")),
        sa.ForeignKeyConstraint(["object_id"], ["access_objects.id"], name=op.f("fk_grants_object_id_access_objects")),
        sa.ForeignKeyConstraint(["office_no"], ["offices.no"], name=op.f("fk_grants_office_no_offices")),
        sa.ForeignKeyConstraint(["person_no"], ["people.no"], name=op.f("fk_grants_person_no_people")),
        sa.ForeignKeyConstraint(["town_no"], ["tenants.no"], name=op.f("fk_grants_town_no_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_grants_object_id",
        "grants",
        ["object_id"],
        unique=False,
        sqlite_where=sa.text("object_id IS NOT NULL"),
        postgresql_where=sa.text("object_id IS NOT NULL"),
    )
    op.create_index(
        "ix_grants_office_no",
        "grants",
        ["office_no", "valid_to"],
        unique=False,
        sqlite_where=sa.text("office_no IS NOT NULL"),
        postgresql_where=sa.text("office_no IS NOT NULL"),
    )
    op.create_index(
        "ix_grants_person_no",
        "grants",
        ["person_no", "valid_to"],
        unique=False,
        sqlite_where=sa.text("person_no IS NOT NULL"),
        postgresql_where=sa.text("person_no IS NOT NULL"),
    )
    op.create_index(
        "ix_grants_role",
        "grants",
        ["role", "town_no", "valid_to"],
        unique=False,
        sqlite_where=sa.text("role IS NOT NULL"),
        postgresql_where=sa.text("role IS NOT NULL"),
    )
    op.create_table(
        "object_tokens",
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["object_id"], ["access_objects.id"], name=op.f("fk_object_tokens_object_id_access_objects")
        ),
        sa.PrimaryKeyConstraint("object_id", "token", name=op.f("pk_object_tokens")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_object_tokens_token", "object_tokens", ["token", "object_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_cases_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_cases_opened_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("dossier_id", "no", name=op.f("uq_cases_dossier_id_no")),
    )
    op.create_table(
        "file_number_aliases",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=63), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_file_number_aliases_dossier_id_dossiers")
        ),
        sa.PrimaryKeyConstraint("dossier_id", "number", name=op.f("pk_file_number_aliases")),
    )
    op.create_index("ix_file_number_aliases_number", "file_number_aliases", ["number"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("entry_no", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=31), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=15), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("their_reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=31), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("mean_confidence", sa.Double(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("pdfa", sa.String(length=7), nullable=True),
        sa.Column("archive_reason", sa.String(length=31), nullable=True),
        sa.Column("reading_since", UtcDateTime(), nullable=True),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=True),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("discarded_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rights_revision", sa.Integer(), nullable=False),
        sa.Column("indexed_revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'filed') = (dossier_id IS NOT NULL)", name=op.f("ck_documents_filed_in_a_dossier")
        ),
        sa.CheckConstraint("direction IN ('incoming', 'outgoing', 'internal')", name=op.f("ck_documents_direction")),
        sa.CheckConstraint(
            "state IN ('received', 'reading', 'in_tray', 'failed', 'filed', 'discarded')",
            name=op.f("ck_documents_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id_cases")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_documents_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["filed_by"], ["people.id"], name=op.f("fk_documents_filed_by_people")),
        sa.ForeignKeyConstraint(
            ["object_id"], ["access_objects.id"], name=op.f("fk_documents_object_id_access_objects")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_documents_office_id_offices")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_documents_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name=op.f("fk_documents_uploaded_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("dossier_id", "entry_no", name=op.f("uq_documents_dossier_id_entry_no")),
    )
    op.create_index(op.f("ix_documents_case_id"), "documents", ["case_id"], unique=False)
    op.create_index("ix_documents_object", "documents", ["object_id", "received_at", "id"], unique=False)
    op.create_index(
        "ix_documents_pending",
        "documents",
        ["id"],
        unique=False,
        sqlite_where=sa.text("rights_revision > indexed_revision"),
    )
    op.create_index(
        "ix_documents_reading",
        "documents",
        ["reading_since"],
        unique=False,
        sqlite_where=sa.text("reading_since IS NOT NULL"),
    )
    op.create_index("ix_documents_received", "documents", ["received_at", "id"], unique=False)
    op.create_index("ix_documents_sha256", "documents", ["sha256", "tenant_id"], unique=False)
    op.create_index("ix_documents_tenant_received", "documents", ["tenant_id", "received_at", "id"], unique=False)
    op.create_index(
        "ix_documents_tray",
        "documents",
        ["office_id", "received_at", "id"],
        unique=False,
        sqlite_where=sa.text("dossier_id IS NULL"),
        postgresql_where=sa.text("dossier_id IS NULL"),
    )
    op.create_index(
        "ix_documents_unfiled",
        "documents",
        ["tenant_id", "received_at", "id"],
        unique=False,
        sqlite_where=sa.text("dossier_id IS NULL"),
        postgresql_where=sa.text("dossier_id IS NULL"),
    )
    op.create_table(
        "document_versions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_document_versions_created_by_people")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_versions_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", "no", name=op.f("pk_document_versions")),
    )
    op.create_table(
        "filing_wishes",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_filing_wishes_case_id_cases")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_filing_wishes_document_id_documents")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_filing_wishes_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_filing_wishes_person_id_people")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_filing_wishes")),
    )
    op.create_table(
        "pages",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("page_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("again", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("rotation", sa.SmallInteger(), nullable=False),
        sa.Column("skew", sa.Double(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=31), nullable=True),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_pages_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "page_no", name=op.f("pk_pages")),
    )
    op.create_table(
        "renditions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_renditions_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "version_no", "kind", name=op.f("pk_renditions")),
    )
    op.create_table(
        "suggestions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_suggestions_case_id_cases")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_suggestions_document_id_documents")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_suggestions_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(
            ["position_id"], ["plan_positions.id"], name=op.f("fk_suggestions_position_id_plan_positions")
        ),
        sa.PrimaryKeyConstraint("document_id", "rank", name=op.f("pk_suggestions")),
    )
    op.create_table(
        "taken_scans",
        sa.Column("claim", sa.String(length=255), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_taken_scans_document_id_documents")),
        sa.PrimaryKeyConstraint("claim", name=op.f("pk_taken_scans")),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
