# SPDX-License-Identifier: Apache-2.0
"""Just enough of a cluster to run a Job: takes it, runs its container's command here, and shows its log.

Whether a real API server takes the Job is tested elsewhere; here it is what the Job does.
"""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from serving import Served

# Stands in for the cluster's name server: Services lead to ports of the loopback address.
NAMES = """
import json as _json, os as _os, socket as _socket
_places = _json.loads(_os.environ["INTEROP_PLACES"])
_connect = _socket.create_connection
def _moved(address, *arguments, **named):
    place = _places.get("%s:%d" % address)
    if place is None:
        raise OSError("no such name: %s:%d" % address)
    host, port = place.rsplit(":", 1)
    return _connect((host, int(port)), *arguments, **named)
_socket.create_connection = _moved
"""

PSQL = """#!/usr/bin/env python3
import json, os, sys
places = json.loads(os.environ.get("INTEROP_PLACES") or open(__file__ + ".places").read())
given = dict(argument[2:].split("=", 1) for argument in sys.argv[1:] if argument.startswith(("--host=", "--port=")))
host, port = places[given["host"] + ":" + given["port"]].rsplit(":", 1)
rest = [argument for argument in sys.argv[1:] if not argument.startswith(("--host=", "--port="))]
os.execv("/usr/bin/psql", ["psql", "--host=" + host, "--port=" + port, *rest])
"""


def resource(kind: str, plural: str) -> dict:
    verbs = ["create", "delete", "get", "list", "patch", "watch"]
    return {"kind": kind, "name": plural, "singularName": kind.lower(), "namespaced": True, "verbs": verbs}


class JobRunner(Served):
    """The cluster. `secrets` maps namespace/name/key to values, `places` host:port to where it is reached."""

    def __init__(self, folder: Path, secrets: dict[str, str], places: dict[str, str]):
        self.secrets = secrets
        self.places = places
        self.jobs: dict[str, dict] = {}
        self.logs: dict[str, str] = {}
        self.removed: list[str] = []
        self.programs = folder / "bin"
        self.programs.mkdir()
        (self.programs / "psql").write_text(PSQL)
        (self.programs / "psql").chmod(0o755)
        (self.programs / "psql.places").write_text(json.dumps(places))
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                url = urlsplit(self.path)
                parts = url.path.strip("/").split("/")
                if url.path == "/api":
                    self.answer({"kind": "APIVersions", "versions": ["v1"]})
                elif url.path == "/apis":
                    version = {"groupVersion": "batch/v1", "version": "v1"}
                    group = {"name": "batch", "versions": [version], "preferredVersion": version}
                    self.answer({"kind": "APIGroupList", "apiVersion": "v1", "groups": [group]})
                elif url.path == "/api/v1":
                    kinds = [resource("Pod", "pods"), resource("Secret", "secrets")]
                    self.answer({"kind": "APIResourceList", "groupVersion": "v1", "resources": kinds})
                elif url.path == "/apis/batch/v1":
                    kinds = [resource("Job", "jobs")]
                    self.answer({"kind": "APIResourceList", "groupVersion": "batch/v1", "resources": kinds})
                elif url.path == "/version":
                    self.answer({"major": "1", "minor": "33", "gitVersion": "v1.33.0"})
                elif "/jobs/" in url.path and parts[-1] in cluster.jobs:
                    self.answer(cluster.jobs[parts[-1]])
                elif url.path.endswith("/pods"):
                    name = parse_qs(url.query)["labelSelector"][0].removeprefix("job-name=")
                    pod = {"metadata": {"name": name + "-pod"}, "status": {"phase": "Succeeded"}}
                    found = {"metadata": {"resourceVersion": "1"}, "items": [pod] if name in cluster.logs else []}
                    self.answer({"kind": "PodList", "apiVersion": "v1", **found})
                elif url.path.endswith("/log"):
                    self.answer(cluster.logs[parts[-2].removesuffix("-pod")], "text/plain")
                else:
                    self.answer({"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}, status=404)

            def do_POST(self):
                job = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                name = job["metadata"]["name"]
                if name in cluster.jobs:
                    # Two namespaces may have a Job of the same name; here they are told apart by nothing else.
                    name = job["metadata"]["name"] = f"{name}-{len(cluster.jobs)}"
                job["metadata"]["uid"] = name
                cluster.jobs[name] = job
                threading.Thread(target=cluster.run, args=(name, job), daemon=True).start()
                self.answer(job, status=201)

            def do_DELETE(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                cluster.removed.append(urlsplit(self.path).path.rsplit("/", 1)[1])
                self.answer({"kind": "Status", "status": "Success"})

            def answer(self, document, content_type="application/json", status=200):
                content = document.encode() if isinstance(document, str) else json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def run(self, name: str, job: dict) -> None:
        """Runs the container's command, with the Secrets that it refers to and no others."""
        container = job["spec"]["template"]["spec"]["containers"][0]
        program, *arguments = container["command"]
        assert program == "python3" and arguments[:3] == ["-I", "-B", "-c"]
        variables = {"PATH": f"{self.programs}:{os.environ['PATH']}", "INTEROP_PLACES": json.dumps(self.places)}
        for entry in container["env"]:
            reference = entry["valueFrom"]["secretKeyRef"]
            place = f"{job['metadata']['namespace']}/{reference['name']}/{reference['key']}"
            if place in self.secrets:
                variables[entry["name"]] = self.secrets[place]
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-c", NAMES + arguments[3], *arguments[4:]],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=180,
        )
        self.logs[name] = done.stdout
        outcome = "Complete" if done.returncode == 0 else "Failed"
        job["status"] = {"conditions": [{"type": outcome, "status": "True", "message": done.stdout[-300:]}]}

    def kubeconfig(self, folder: Path) -> Path:
        """Writes how the cluster is reached."""
        file = folder / "cluster"
        context = {"name": "jobs", "context": {"cluster": "jobs", "user": "jobs"}}
        node = {"apiVersion": "v1", "kind": "Config", "current-context": "jobs", "contexts": [context]}
        node["clusters"] = [{"name": "jobs", "cluster": {"server": self.url}}]
        node["users"] = [{"name": "jobs", "user": {}}]
        file.write_text(json.dumps(node))
        return file
