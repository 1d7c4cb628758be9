"""A database on a server: what is told of it, how its errors read, and what transactions may rely on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from helpers import postgresql
from helpers.databases import prepare
from helpers.fakes import pipeline, scan
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from pipeline.address import DatabaseUrl, without_passwords
from pipeline.batch.run import run
from pipeline.batch.status import status
from pipeline.database import FILE_NAME, Database, Lock, database_of, migrations, open_database
from pipeline.database.place import NOTE, note_database
from pipeline.database.plain import plain, plain_many
from pipeline.database.reading import ReadOnlyDatabase, open_results
from pipeline.database.schema import corpus_state, metadata, runs
from pipeline.errors import DatabaseError, LockedError, NoInputError, OutputError, SettingsError
from pipeline.settings import Settings, load

SECRET = "postgresql+psycopg://anna:geheim@db.example:5433/baokan?sslmode=require&password=zweites"


def test_a_password_is_shown_nowhere() -> None:
    loaded = load(environment={"BAOKAN_RUN__DATABASE": SECRET})
    url = loaded.settings.run.database
    assert "geheim" in url.secret
    shown = [str(url), repr(url), repr(loaded.settings), loaded.settings.model_dump_json(), str(list(loaded.rows()))]
    shown += [str(url.open_part), without_passwords(f"baokan run x --database {SECRET} -o y")]
    for one in shown:
        assert "db.example:5433/baokan" in one
        assert "geheim" not in one
        assert "zweites" not in one
    assert str(url.open_part) == "postgresql+psycopg://anna@db.example:5433/baokan?sslmode=require"


def test_a_url_that_is_none_is_refused_without_telling_its_password() -> None:
    with pytest.raises(SettingsError, match=r"run\.database = mysql://a:\*\*\*@h/n: write postgresql\+psycopg://"):
        load(environment={}, overrides={"run.database": "mysql://a:geheim@h/n"})


def test_every_server_url_is_opened_with_the_same_driver() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert DatabaseUrl(f"{scheme}://a@h/n").secret == "postgresql+psycopg://a@h/n"


@pytest.mark.parametrize(
    ("user", "name", "port", "kind", "words"),
    [
        ("postgres", "nowhere", 0, DatabaseError, "there is no such database .* Make it with 'createdb'"),
        ("nobody_here", "postgres", 0, SettingsError, "does not let this user in .* PGPASSWORD"),
        (f"{postgresql.LOCKED_OUT}:falsch", "postgres", 0, SettingsError, "does not let this user in"),
        ("postgres", "postgres", 1, DatabaseError, "server cannot be reached .* See that it runs"),
    ],
    ids=["no database", "no user", "wrong password", "no server"],
)
def test_why_a_server_cannot_be_used_is_said(
    user: str, name: str, port: int, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words) as raised:
        open_database(postgresql.server().url(name, user, port))
    assert "falsch" not in str(raised.value)


def test_a_password_with_all_marks_lets_its_user_in() -> None:
    quoted = postgresql.PASSWORD.replace(":", "%3A").replace("@", "%40").replace("/", "%2F")
    url = postgresql.server().url("postgres", f"{postgresql.LOCKED_OUT}:{quoted}")
    with Database(url) as database, database.read() as connection:
        assert connection.scalar(text("SELECT current_user")) == postgresql.LOCKED_OUT


def test_a_database_of_a_newer_version_is_refused(server_database: DatabaseUrl) -> None:
    with open_database(server_database) as database, database.write() as connection:
        connection.execute(text("INSERT INTO migrations VALUES ('9999-later', '')"))
    with pytest.raises(DatabaseError, match="made by a newer version"):
        open_database(server_database)


def test_an_older_database_is_brought_up_to_date_and_refused_by_who_only_reads(server_database: DatabaseUrl) -> None:
    last = migrations.MIGRATIONS[-1][0]
    with open_database(server_database) as database, database.write() as connection:
        connection.execute(text("DELETE FROM migrations WHERE name = :last"), {"last": last})
    with pytest.raises(DatabaseError, match=f"older version of Baokan .{last}"):
        open_results(Path("anywhere"), server_database)
    open_database(server_database).close()
    with open_results(Path("anywhere"), server_database) as database, database.read() as connection:
        assert last in migrations.applied(connection)


def test_an_empty_database_is_no_results(server_database: DatabaseUrl) -> None:
    with Database(server_database) as database, database.write() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    with pytest.raises(NoInputError, match="nothing in this database"):
        open_results(Path("anywhere"), server_database)
    with pytest.raises(DatabaseError, match="no such database"):
        open_database(server_database, create=False)


def test_both_databases_have_the_same_tables_and_columns(tmp_path: Path, server_database: DatabaseUrl) -> None:
    found = []
    for where in (tmp_path / FILE_NAME, server_database):
        with open_database(where) as database, database.read() as connection:
            look = inspect(connection)
            views = {view: [column["name"] for column in look.get_columns(view)] for view in look.get_view_names()}
            tables = {name: [column["name"] for column in look.get_columns(name)] for name in metadata.tables}
            found.append((tables, views))
    assert found[0] == found[1]


def test_text_sorts_by_code_points_whatever_the_server_sorts_by(server_database: DatabaseUrl) -> None:
    names = ["一", "丁", "b", "B", "啊", "á", "z"]
    with open_database(server_database) as database, database.write() as connection:
        connection.execute(corpus_state.insert(), [{"name": name, "value": ""} for name in names])
        assert list(connection.scalars(select(corpus_state.c.name).order_by(corpus_state.c.name))) == sorted(names)
        assert list(connection.scalars(text("SELECT n FROM (VALUES ('啊'), ('丁')) v(n) ORDER BY n"))) == ["啊", "丁"]


def test_what_is_append_only_stays_so(kept: str, tmp_path: Path) -> None:
    with open_database(database_of(prepare(tmp_path / "out"))) as database:
        with database.write() as connection:
            connection.execute(text("INSERT INTO events(batch, at, editor, kind) VALUES ('b', 'now', 'e', 'edit')"))
        for statement in ("UPDATE events SET editor = 'x'", "DELETE FROM events"):
            with pytest.raises(DBAPIError, match="events are append-only"), database.write() as connection:
                connection.execute(text(statement))


def test_values_stand_as_question_marks_on_both(kept: str, tmp_path: Path) -> None:
    with open_database(database_of(prepare(tmp_path / "out"))) as database, database.write() as connection:
        rows = [("100%", "a?b"), ("%s", "'?'")]
        plain_many(connection, "INSERT INTO corpus_state(name, value) VALUES (?, ?)", rows)
        plain_many(connection, "no SQL at all", [])
        found = plain(
            connection, "SELECT name, '?', 5 % 3 FROM corpus_state WHERE value = ? OR name = ?", ["a?b", "%s"]
        )
        assert sorted(tuple(row) for row in found) == [("%s", "?", 2), ("100%", "?", 2)]
        assert plain(connection, "SELECT count(*) FROM corpus_state WHERE name LIKE '%0\\%' ESCAPE '\\'").scalar() == 1


def test_reading_sees_one_state_while_others_write(kept: str, tmp_path: Path) -> None:
    with open_database(database_of(prepare(tmp_path / "out"))) as database, database.read() as connection:
        asked = text("SELECT count(*) FROM corpus_state")
        before = connection.scalar(asked)
        with database.write() as other:
            plain(other, "INSERT INTO corpus_state(name, value) VALUES ('x', 'y')")
        assert connection.scalar(asked) == before


def test_who_only_reads_cannot_write(kept: str, tmp_path: Path) -> None:
    where = database_of(prepare(tmp_path / "out"))
    open_database(where).close()
    refused = pytest.raises(OutputError, match="cannot be written")
    with ReadOnlyDatabase(where) as database, refused, database.write() as connection:
        plain(connection, "DELETE FROM corpus_state")


def test_transactions_with_one_lock_come_one_after_the_other(kept: str, tmp_path: Path) -> None:
    where = database_of(prepare(tmp_path / "out"))
    with open_database(where) as one, open_database(where) as two:
        with one.write() as connection:
            plain(connection, "INSERT INTO corpus_state(name, value) VALUES ('count', '0')")

        def count(database: Database) -> None:
            for _ in range(20):
                with database.write() as connection:
                    value = int(plain(connection, "SELECT value FROM corpus_state WHERE name = 'count'").scalar_one())
                    plain(connection, "UPDATE corpus_state SET value = ? WHERE name = 'count'", [str(value + 1)])

        threads = [threading.Thread(target=count, args=(database,)) for database in (one, two, one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with one.read() as connection:
            assert plain(connection, "SELECT value FROM corpus_state WHERE name = 'count'").scalar() == "80"


def test_who_waits_too_long_for_a_lock_is_told(kept: str, tmp_path: Path) -> None:
    where = database_of(prepare(tmp_path / "out"))
    told = pytest.raises(LockedError, match="locked by")
    one, two = open_database(where), open_database(where)
    with one, two, one.write(), two.impatient(0.2), told, two.write():
        pass


def test_another_lock_is_not_waited_for_on_a_server(server_database: DatabaseUrl) -> None:
    one, two = open_database(server_database), open_database(server_database)
    with one, two, one.write(Lock.TEXT), two.impatient(0.2), two.write(Lock.PEOPLE) as connection:
        assert connection.scalar(select(corpus_state.c.value)) is None


def test_a_server_that_was_started_anew_costs_no_error(server_database: DatabaseUrl) -> None:
    with open_database(server_database) as database:
        with database.read() as connection:
            process = connection.scalar(text("SELECT pg_backend_pid()")) or 0
        postgresql.server().end(process)
        with database.read() as connection:
            assert connection.scalar(text("SELECT 1")) == 1


def test_a_results_folder_remembers_its_server(server_database: DatabaseUrl, tmp_path: Path) -> None:
    scan(tmp_path / "scans/报.tif", frames=2)
    output = tmp_path / "out"
    made = pipeline(output)
    values = made.settings.model_dump(mode="json") | {"run": {"output": output, "database": server_database}}
    made.settings = Settings.model_validate(values)
    assert run([tmp_path / "scans"], made).pages == 2
    assert not (output / FILE_NAME).exists()
    assert (output / NOTE).read_text() == f"{server_database.open_part}\n"
    assert status(output).pages["done"] == 2
    again = run([tmp_path / "scans"], pipeline(output))
    assert (again.pages, again.skipped) == (0, 2)
    with open_results(output) as database, database.read() as connection:
        assert connection.scalar(select(runs.c.settings).limit(1)) is not None


def test_results_never_get_a_second_database(server_database: DatabaseUrl, tmp_path: Path) -> None:
    open_database(tmp_path / FILE_NAME).close()
    with pytest.raises(DatabaseError, match="would get another on the server"):
        note_database(tmp_path, server_database)
    (tmp_path / NOTE).write_text("no url")
    with pytest.raises(DatabaseError, match=r"baokan\.database: this file should say"):
        database_of(tmp_path)
