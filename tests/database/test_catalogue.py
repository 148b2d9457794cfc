"""What must hold of every table, function and role, whichever migration made them."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import Server

#: Tables without row-level security, each with its reason. The app role may only read them.
PUBLIC = {
    "alembic_version": "the revision of the schema",
    "exam": "the rules of the exams are public",
    "exam_band": "the rules of the exams are public",
}
#: Tables whose rows are public, and guarded because the app role writes them.
PUBLIC_READ = {"centre", "organisation"}
#: What runs with rights other than the caller's: each a reviewed look-up, one row or the viewer's own rows.
DEFINERS = {
    "account_by_email(text,text)",
    "api_key_viewer(bytea)",
    "audit_entry_is_pending()",
    "candidate_email(uuid)",
    "candidate_results()",
    "failed_checks(uuid)",
    "is_statement_of(text,uuid)",
    "last_active(uuid)",
    "link_by_token(bytea)",
    "matching_result(text,date)",
    "matching_shares(text[])",
    "refused_token(bytea)",
    "outdated_rows(uuid,integer)",
    "own_fetches()",
    "result_receivers(uuid)",
    "results_named(text[],integer)",
    "session_viewer(bytea)",
    "share_count(uuid)",
}
DELETABLE = {
    "audit_pending",
    "candidate_account",
    "challenge",
    "claim_attempt",
    "download_row",
    "event",
    "first_answer",
    "job",
    "mail",
    "second_factor",
    "session",
}
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@pytest.fixture(scope="module")
def catalogue(postgres: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.template.owner) as connection:
        yield connection


def names(catalogue: psycopg.Connection, query: str) -> set[str]:
    return {row[0] for row in catalogue.execute(query)}


def test_row_level_security_is_on_and_binds_the_owner_too(catalogue: psycopg.Connection) -> None:
    unguarded = names(
        catalogue,
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND NOT (relrowsecurity AND relforcerowsecurity)",
    )

    assert unguarded == set(PUBLIC)


def test_no_view_sees_past_the_policies(catalogue: psycopg.Connection) -> None:
    views = "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"

    assert names(catalogue, views + " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)") == set()


def test_every_privilege_of_the_app_role_has_a_policy_and_every_policy_a_privilege(
    catalogue: psycopg.Connection,
) -> None:
    granted = {
        (table, privilege)
        for table, privilege in catalogue.execute(
            "SELECT relname, privilege"
            " FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege"
            " WHERE relkind = 'r' AND relrowsecurity AND relnamespace = 'public'::regnamespace"
            " AND CASE privilege WHEN 'DELETE' THEN has_table_privilege('rvs_app', oid, privilege)"
            "     ELSE has_any_column_privilege('rvs_app', oid, privilege) END"
        )
    }
    guarded = set(
        catalogue.execute(
            "SELECT tablename, cmd FROM pg_policies WHERE schemaname = 'public' AND roles = '{public}'"
            " AND permissive = 'PERMISSIVE'"
        )
    )

    assert granted == guarded


def test_the_settings_are_read_once_a_statement(catalogue: psycopg.Connection) -> None:
    """A bare call in a policy runs once a row; in a sub-select, once."""
    bare = names(
        catalogue,
        r"""SELECT tablename || '.' || policyname FROM pg_policies
            WHERE regexp_replace(concat(qual, ' ', with_check), 'SELECT (viewer_\w+|candidate_results)\(\)', '', 'g')
                  ~ '(viewer_\w+|candidate_results|current_setting)\('""",
    )

    assert bare == set()


def test_only_public_tables_are_read_by_everybody(catalogue: psycopg.Connection) -> None:
    everybody = (
        "SELECT tablename FROM pg_policies WHERE cmd IN ('SELECT', 'ALL') AND roles = '{public}' AND qual = 'true'"
    )

    assert names(catalogue, everybody) == PUBLIC_READ


def test_the_roles(catalogue: psycopg.Connection) -> None:
    roles = {
        row[0]: row[1:]
        for row in catalogue.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname LIKE 'rvs\\_%' AND rolname IN ('rvs_app', 'rvs_owner', 'rvs_lookup')"
        )
    }

    assert roles == {
        "rvs_app": (True, *[False] * 5),
        "rvs_owner": (True, *[False] * 5),
        "rvs_lookup": (False, *[False] * 5),
    }


def test_the_app_role_owns_nothing_and_is_nobody_else(catalogue: psycopg.Connection) -> None:
    owned = "SELECT classid::regclass::text FROM pg_shdepend WHERE refobjid = 'rvs_app'::regrole AND deptype = 'o'"
    others = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'rvs_app'::regrole"
    creators = "SELECT r FROM unnest(ARRAY['rvs_app', 'rvs_lookup', 'public']) AS r"

    assert names(catalogue, owned) == set()
    assert names(catalogue, others) == set()
    assert names(catalogue, f"{creators} WHERE has_schema_privilege(r, 'public', 'CREATE')") == set()


def test_the_app_role_deletes_and_empties_nearly_nothing(catalogue: psycopg.Connection) -> None:
    unchangeable = {
        "alembic_version",
        "audit_entry",
        "audit_head",
        "audit_pending",
        "audit_seal",
        "disclosure",
        "download_row",
        "event",
        "exam",
        "exam_band",
        "result_note",
        "result_version",
        "template_version",
        "verification",
    }
    changeable = names(catalogue, f"{TABLES} AND has_any_column_privilege('rvs_app', oid, 'UPDATE')")

    assert names(catalogue, f"{TABLES} AND has_table_privilege('rvs_app', oid, 'DELETE')") == DELETABLE
    assert names(catalogue, f"{TABLES} AND has_table_privilege('rvs_app', oid, 'TRUNCATE, TRIGGER')") == set()
    assert changeable == names(catalogue, TABLES) - unchangeable


def test_what_runs_with_other_rights_is_known_owned_and_pinned(catalogue: psycopg.Connection) -> None:
    definers = catalogue.execute(
        "SELECT oid::regprocedure::text, proowner::regrole::text, proconfig"
        " FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    ).fetchall()

    assert {name for name, _, _ in definers} == DEFINERS
    assert {owner for _, owner, _ in definers} == {"rvs_lookup"}
    assert {tuple(config) for _, _, config in definers} == {("search_path=pg_catalog, public, pg_temp",)}


def test_public_executes_nothing(catalogue: psycopg.Connection) -> None:
    functions = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"

    assert names(catalogue, f"{functions} AND has_function_privilege('public', oid, 'EXECUTE')") == set()


def test_the_look_ups_role_reads_and_no_more(catalogue: psycopg.Connection) -> None:
    readable = {
        "api_key",
        "app_user",
        "application",
        "candidate_account",
        "disclosure",
        "download",
        "download_fetch",
        "download_row",
        "event",
        "link",
        "organisation",
        "result",
        "result_version",
        "second_factor",
        "session",
        "share",
        "sighting",
        "staff",
        "verification",
    }
    writable = {"audit_pending"}  # by the trigger on audit_entry alone
    policies = names(catalogue, "SELECT tablename FROM pg_policies WHERE roles = '{rvs_lookup}'")

    assert names(catalogue, f"{TABLES} AND has_table_privilege('rvs_lookup', oid, 'SELECT')") == readable
    assert names(catalogue, f"{TABLES} AND has_any_column_privilege('rvs_lookup', oid, 'INSERT, UPDATE')") == writable
    assert policies == (readable | writable) - PUBLIC_READ
