# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL with what the catalog makes for two consumers."""

import glob
import shlex
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from asking import ask, said, tried
from pods import Platform, Pod, know, know_services

PROGRAMS = str(Path(sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))[-1]).parent)


class Databases(unittest.TestCase):
    """What a consumer may and may not."""

    platform: Platform
    tried: dict[str, str] = {}

    def ask(self, address: str, statement: str) -> str:
        return said("psql", "-XAtqc", statement, address)

    def address(self, consumer: str) -> str:
        return self.platform.secret(consumer, "DATABASE", consumer)

    def test_a_consumer_owns_its_database(self):
        mine = self.address("notes")
        self.assertEqual(self.ask(mine, "create table if not exists a (b text); select 1"), "1")
        self.assertEqual(self.ask(mine, "show server_encoding"), "UTF8")
        self.assertEqual(self.ask(mine, "create schema if not exists s; select 1"), "1")

    def test_it_gets_into_no_other(self):
        mine, others = self.address("notes"), self.address("other")
        name, other = (each.rsplit("/", 1)[1] for each in (mine, others))
        self.assertIn("permission denied for database", self.ask(mine.removesuffix(name) + other, "select 1"))
        password = mine.split(":")[2].split("@")[0]
        self.assertIn("password authentication failed", self.ask(mine.replace(password, "wrong"), "select 1"))

    def test_it_administers_nothing(self):
        rights = "rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls"
        self.assertEqual(
            self.ask(self.address("notes"), f"select {rights} from pg_roles where rolname = current_user"), "f"
        )


class Plain(Databases):
    """The server of plain-postgres, and its jobs."""

    tried = {"plain-postgres": "the server, and the jobs that make databases"}

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/machine.json")
        know_services(cls.platform)
        cls.pod = Pod(cls.platform, "StatefulSet", "plain-postgres")
        container = cls.pod.container()
        environment = cls.pod.environment(container)
        # As the image does at its first start; afterwards with the arguments alone.
        data = cls.pod.volumes["data"]
        (data / "password").write_text(environment["POSTGRES_PASSWORD"])
        initial = [f"{PROGRAMS}/initdb", "-U", "postgres", "--pwfile=/var/lib/postgresql/data/password"]
        cls.pod.run(command=initial + shlex.split(environment["POSTGRES_INITDB_ARGS"]))
        with (data / "pgdata/pg_hba.conf").open("a") as access:
            access.write("host all all all scram-sha-256\n")
        cls.server = cls.pod.start(
            image=[f"{PROGRAMS}/postgres", "-c", "listen_addresses=*"],
            environment={"PATH": PROGRAMS + ":/usr/bin:/bin"},
        )
        cls.addClassCleanup(cls.server.stop)
        cls.jobs = [Pod(cls.platform, "Job", f"plain-postgres-{name}-database-") for name in ("notes", "other")]
        # Twice: a job may run again.
        for _ in range(2):
            cls.said = [job.run() for job in cls.jobs]

    def test_settings_are_in_force(self):
        password = self.platform.secret("plain-postgres", "POSTGRES_PASSWORD")
        address = f"postgresql://postgres:{password}@plain-postgres.plain-postgres.svc/postgres"
        wanted = [each.split("=", 1) for each in self.pod.container()["args"] if "=" in each]
        self.assertTrue(wanted)
        for name, value in wanted:
            self.assertEqual(self.ask(address, f"show {name}"), value)
        self.assertEqual(self.ask(address, "show data_checksums"), "on")

    def test_a_new_password_counts(self):
        job = self.jobs[0]
        container = job.container()
        changed = {
            **container,
            "env": [each for each in container["env"] if each["name"] != "PASSWORD"]
            + [{"name": "PASSWORD", "value": "it's \\new"}],
        }
        job.spec["containers"] = [changed]
        self.addCleanup(job.run)
        self.addCleanup(job.spec.__setitem__, "containers", [container])
        job.run()
        self.assertIn("failed", self.ask(self.address("notes"), "select 1"))
        mine = self.address("notes").replace(self.address("notes").split(":")[2].split("@")[0], "it%27s%20%5Cnew")
        self.assertEqual(self.ask(mine, "select 1"), "1")

    def test_no_password_is_written_down(self):
        log = self.server.log.read_text(errors="replace")
        for text in (log, *self.said):
            for consumer in ("notes", "other"):
                self.assertNotIn(self.address(consumer).split(":")[2].split("@")[0], text)


class StackGres(Databases):
    """What the operator is told to do, done by hand: settings, the scripts of each database, and pooling."""

    tried = {"stackgres": "its SQL and settings in PostgreSQL, its pooling in PgBouncer"}

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/cluster.json")
        know("notes-database.stackgres.svc", "other-database.stackgres.svc")
        cls.folder = Path("/pods/stackgres")
        shutil.rmtree(cls.folder, ignore_errors=True)
        cls.folder.mkdir(parents=True)
        shutil.chown(cls.folder, "postgres")
        cls.as_postgres(
            f"{PROGRAMS}/initdb", "-N", "-D", f"{cls.folder}/data", "-A", "trust", "--auth-host=scram-sha-256"
        )
        settings = next(each for each in cls.platform.all("SGPostgresConfig"))["spec"]["postgresql.conf"]
        cls.settings = settings
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [
            f"{PROGRAMS}/postgres",
            "-F",
            "-D",
            f"{cls.folder}/data",
            "-h",
            "127.0.0.1",
            "-k",
            str(cls.folder),
            *options,
        ]
        cls.log = (cls.folder / "log").open("w+")
        server = subprocess.Popen(
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *command],
            stdout=cls.log,
            stderr=cls.log,
        )
        cls.addClassCleanup(server.wait)
        cls.addClassCleanup(server.terminate)
        deadline = time.monotonic() + 30
        while tried("pg_isready", "-h", str(cls.folder)).returncode != 0:
            if time.monotonic() > deadline:
                raise RuntimeError((cls.folder / "log").read_text())
            time.sleep(0.2)
        for script in cls.platform.all("SGScript"):
            for entry in script["spec"]["scripts"]:
                cls.script(entry)

    @classmethod
    def as_postgres(cls, *command: str) -> str:
        done = tried("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *command)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    @classmethod
    def script(cls, entry: dict) -> None:
        """Runs one entry as the operator does: as the superuser, in one question."""
        text = entry.get("script")
        if text is None:
            source = entry["scriptFrom"]["secretKeyRef"]
            text = cls.platform.secret(source["name"], source["key"])
        cls.as_postgres(
            "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            str(cls.folder),
            "-U",
            "postgres",
            "-d",
            entry.get("database", "postgres"),
            "-c",
            text,
        )

    def test_what_the_operator_tries_again_does_no_harm(self):
        for entry in self.platform.one("SGScript", "notes-database")["spec"]["scripts"]:
            if entry["name"] != "database":
                self.script(entry)
        self.assertEqual(self.ask(self.address("notes"), "select 1"), "1")

    def test_settings_are_in_force(self):
        for name, value in self.settings.items():
            self.assertEqual(self.as_postgres("psql", "-XAtqc", f"show {name}", "-h", str(self.folder)).strip(), value)

    def test_the_extension_is_there(self):
        self.assertEqual(self.ask(self.address("notes"), "select similarity('ab', 'ab')"), "1")

    def test_pooling(self):
        mine = self.address("notes")
        user, password = mine.removeprefix("postgresql://").split("@")[0].split(":")
        users = self.folder / "users"
        users.write_text(f'"{user}" "{password}"\n')
        pooling = next(each for each in self.platform.all("SGPoolingConfig"))["spec"]["pgBouncer"]["pgbouncer.ini"][
            "pgbouncer"
        ]
        file = self.folder / "pgbouncer.ini"
        lines = [
            "[databases]",
            "* = host=127.0.0.1 port=5432",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = 6432",
            "unix_socket_dir =",
        ]
        lines += [
            "auth_type = scram-sha-256",
            f"auth_file = {users}",
            *(f"{name} = {value}" for name, value in pooling.items()),
        ]
        file.write_text("\n".join(lines) + "\n")
        shutil.chown(users, "postgres")
        with (self.folder / "pooling").open("w+") as log:
            command = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                "--",
                "pgbouncer",
                str(file),
            ]
            server = subprocess.Popen(command, stdout=log, stderr=log)
            self.addCleanup(server.wait)
            self.addCleanup(server.terminate)
        pooled = mine.replace(":5432/", ":6432/")
        deadline = time.monotonic() + 20
        while self.ask(pooled, "select 1") != "1":
            self.assertLess(
                time.monotonic(), deadline, (self.folder / "pooling").read_text() + self.ask(pooled, "select 1")
            )
            time.sleep(0.2)
        self.assertNotIn("WARNING", (self.folder / "pooling").read_text())
        # A client of JDBC or Rust sends these two, and prepares its statements.
        self.assertEqual(said("psql", "-XAtqc", "select 1", pooled + "?options=-c%20extra_float_digits%3D3"), "1")
        prepared = "select $1 \\parse once\n\\bind_named once 7 \\g\n\\bind_named once 8 \\g\n"
        self.assertEqual(said("psql", "-XAtq", pooled, stdin=prepared), "7\n8")

    def test_alerts_ask_for_what_is_there(self):
        # Beside each server the operator starts this one.
        source = f"host={self.folder} user=postgres dbname=postgres"
        command = ["prometheus-postgres-exporter", "--web.listen-address=127.0.0.1:9187"]
        rights = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        with (self.folder / "exporter").open("w+") as log:
            server = subprocess.Popen(
                rights + command, env={"PATH": "/usr/bin", "DATA_SOURCE_NAME": source}, stdout=log, stderr=log
            )
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        deadline = time.monotonic() + 30
        while True:
            try:
                text = ask("http://127.0.0.1:9187/metrics")[1]
            except OSError:
                text = ""
            if "\npg_up 1\n" in text:
                return
            self.assertLess(time.monotonic(), deadline, (self.folder / "exporter").read_text() + text[-500:])
            time.sleep(0.3)


del Databases
