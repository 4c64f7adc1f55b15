# SPDX-License-Identifier: Apache-2.0
"""The real PostgreSQL and Redis, and a stand-in for S3 that checks signatures with botocore."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from serving import Served

# Every server is started through timeout(1), so that it ends even when the test process is killed.
LIFETIME_SECONDS = "600"


def free_port() -> int:
    """Returns a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_programs() -> Path | None:
    """Returns the folder of the newest server, which Debian keeps out of PATH."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    if folders:
        return Path(folders[-1]).parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def ended(process: subprocess.Popen) -> None:
    """Ends a server that was started here."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Postgres:
    """A server with SCRAM for everybody, run by another user where this one is root."""

    SUPERUSER_PASSWORD = "interop-superuser"

    def __init__(self, folder: Path):
        self.folder = folder
        self.programs = postgres_programs()
        self.port = free_port()
        self.user = None
        if os.geteuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            self.user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(folder, self.user)
        password = folder / "password"
        password.write_text(self.SUPERUSER_PASSWORD)
        if self.user:
            shutil.chown(password, self.user)
        access = ("-U", "super", "-A", "scram-sha-256", f"--pwfile={password}")
        self._run("initdb", "-N", "-D", str(folder / "data"), *access)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, user=self.user, cwd=self.folder, capture_output=True, text=True, timeout=120
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stderr[-2000:]}")

    def __enter__(self):
        options = ["-F", "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder)]
        server = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]
        self.process = subprocess.Popen(
            ["timeout", "--kill-after=5", LIFETIME_SECONDS, *server],
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.query("SELECT 1")
                return self
            except RuntimeError:
                time.sleep(0.2)
        ended(self.process)
        raise RuntimeError("PostgreSQL did not start")

    def __exit__(self, *exception):
        ended(self.process)

    def query(self, statement: str) -> None:
        """Runs a statement as the superuser."""
        environment = {"PATH": os.environ.get("PATH", ""), "PGPASSWORD": self.SUPERUSER_PASSWORD, "LC_ALL": "C"}
        arguments = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "super", "-d", "postgres", "-qtAc", statement]
        done = subprocess.run(["psql", *arguments], env=environment, capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    def add(self, name: str, password: str) -> None:
        """Makes a role and its database."""
        self.query(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        self.query(f"CREATE DATABASE {name} OWNER {name}")


class Redis:
    """A server that wants a password."""

    def __init__(self, password: str):
        self.port = free_port()
        self.password = password

    def __enter__(self):
        self.process = subprocess.Popen(
            ["timeout", "--kill-after=5", LIFETIME_SECONDS, "redis-server", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        lines = f'bind 127.0.0.1\nport {self.port}\nsave ""\nappendonly no\nrequirepass {self.password}\n'
        self.process.stdin.write(lines.encode())
        self.process.stdin.close()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        ended(self.process)
        raise RuntimeError("Redis did not start")

    def __exit__(self, *exception):
        ended(self.process)


class SignedStore(Served):
    """Objects in memory; a request is served only if botocore signs it the same."""

    def __init__(self, access_key: str, secret_key: str):
        self.keys = {access_key: secret_key}
        self.objects: dict[str, bytes] = {}
        self.is_open = False
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                self.serve()

            do_PUT = do_DELETE = do_GET

            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if not store.is_open and not store.signs(self, body):
                    return self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
                if self.command == "PUT":
                    store.objects[self.path] = body
                    return self.answer(200)
                if self.path not in store.objects:
                    return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
                if self.command == "DELETE":
                    del store.objects[self.path]
                    return self.answer(204)
                return self.answer(200, store.objects[self.path])

            def answer(self, status, content=b""):
                self.send_response(status)
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port

    def signs(self, handler, body: bytes) -> bool:
        """Signs a request again and compares."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        given = handler.headers.get("Authorization", "")
        if not given.startswith("AWS4-HMAC-SHA256 Credential="):
            return False
        access, day, region, service = given.split("Credential=")[1].split(",")[0].split("/")[:4]
        if access not in self.keys or service != "s3":
            return False
        signer = SigV4Auth(Credentials(access, self.keys[access]), service, region)
        request = AWSRequest(handler.command, f"http://{handler.headers['Host']}{handler.path}", data=body)
        names = given.split("SignedHeaders=")[1].split(",")[0].split(";")
        for name in names:
            request.headers[name] = handler.headers[name]
        request.context["timestamp"] = handler.headers["x-amz-date"]
        text = signer.string_to_sign(request, signer.canonical_request(request))
        return given.endswith("Signature=" + signer.signature(text, request)) and "host" in names
