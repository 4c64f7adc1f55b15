# SPDX-License-Identifier: Apache-2.0
"""Asks servers, and stands in for those behind them."""

import subprocess
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from serving import Served


def said(*command: str, stdin: str | None = None, **environment: str) -> str:
    """Returns all that a command printed, whether it went well or not."""
    done = tried(*command, stdin=stdin, **environment)
    return (done.stdout + done.stderr).strip()


def tried(*command: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess:
    """Runs a command with nothing in its environment but what is given."""
    variables = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/tmp", **environment}
    return subprocess.run(command, env=variables, input=stdin, capture_output=True, text=True, timeout=120, check=False)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def ask(url: str, body: bytes | None = None, method: str | None = None, **headers: str) -> tuple[int, str, dict]:
    """Asks over HTTP; returns status, text and headers. Redirects are not followed."""
    request = urllib.request.Request(
        url, data=body, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=20) as answer:
            return answer.status, answer.read().decode(errors="replace"), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace"), dict(error.headers)


class StandIn(Served):
    """A server that answers everything and remembers what it was asked: (method, path, headers, body)."""

    def __init__(self, port: int, answer: str = "here"):
        self.seen: list[tuple[str, str, dict, bytes]] = []
        self.answer = answer
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                stand_in.seen.append((self.command, self.path, dict(self.headers), body))
                text = stand_in.answer.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text)

            do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """Who asks may hang up."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
