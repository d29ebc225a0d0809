"""The register, its links; schools, people, contacts."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0001"
down_revision = None
branch_labels = ("registry",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "links",
        sa.Column("urn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("link_urn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="as the national register writes it: Successor, Predecessor - merged",
        ),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("urn", "link_urn", "kind"),
        comment="The national register's links between URNs: a graph, not a list",
    )
    op.create_table(
        "register",
        sa.Column("urn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True, comment="null: not known"),
        sa.Column("status", sa.Text(), nullable=True, comment="null: not known"),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("la_code", sa.Text(), nullable=True, comment="three digits, leading zeros kept"),
        sa.Column("la_name", sa.Text(), nullable=True),
        sa.Column("establishment_number", sa.Text(), nullable=True, comment="four digits, leading zeros kept"),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("address3", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("county", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("ukprn", sa.Text(), nullable=True),
        sa.Column("trust", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("lowest_age", sa.SmallInteger(), nullable=True),
        sa.Column("highest_age", sa.SmallInteger(), nullable=True),
        sa.Column(
            "searched",
            sa.Text(),
            sa.Computed(
                "replace(replace(lower((CASE WHEN octet_length(name) = char_length(name) AND octet_length(coalesce(town, '')) = char_length(coalesce(town, '')) THEN (name || ' ' || coalesce(town, '') || ' ' || coalesce(replace(postcode, ' ', ''), '')) ELSE regexp_replace(normalize(replace((name || ' ' || coalesce(town, '') || ' ' || coalesce(replace(postcode, ' ', ''), '')), '’', ''), NFKD), '[̀-ͯ]', '', 'g') END) COLLATE \"C\"), '''', ''), '.', '')",
                persisted=True,
            ),
            nullable=True,
            comment="what search looks in: see folding.py",
        ),
        sa.PrimaryKeyConstraint("urn"),
        comment="The national register of schools (GIAS), merged from every edition that was imported",
    )
    op.create_table(
        "schools",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("urn", sa.Integer(), nullable=False, comment="changes when the school is succeeded; the id stays"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True, comment="null: not known"),
        sa.Column("status", sa.Text(), nullable=True, comment="null: not known"),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("school_id"),
        sa.UniqueConstraint("urn"),
        comment="Schools that are or were members, as members were last told of them",
    )
    op.create_index(
        "schools_members",
        "schools",
        ["school_id"],
        unique=False,
        postgresql_where=sa.text("joined_on IS NOT NULL AND left_on IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="empty once erased"),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.school_id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_index(op.f("ix_people_school_id"), "people", ["school_id"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="null: an office"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True, comment="null: nobody knows it yet"),
        sa.Column("permissions", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.school_id"],
        ),
        sa.PrimaryKeyConstraint("contact_id"),
        comment="Mailboxes; a forgotten one has no row",
    )
    op.create_index(op.f("ix_contacts_person_id"), "contacts", ["person_id"], unique=False)
    op.create_index(op.f("ix_contacts_school_id"), "contacts", ["school_id"], unique=False)
