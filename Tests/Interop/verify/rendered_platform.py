# SPDX-License-Identifier: Apache-2.0
"""The example platform, rendered by the program: its tree, its credentials, and its verification."""

import json
import os
import subprocess
from pathlib import Path

import yaml

# Nobody listens there: what is asked of the cluster's API must not be needed by these checks.
KUBECONFIG = """
apiVersion: v1
kind: Config
current-context: none
contexts: [{name: none, context: {cluster: none, user: none}}]
clusters: [{name: none, cluster: {server: "http://127.0.0.1:9"}}]
users: [{name: none, user: {}}]
"""


class RenderedPlatform:
    """A platform in a folder of its own."""

    def __init__(self, fairlead: Path, example: Path, folder: Path):
        self.fairlead = fairlead
        self.folder = folder
        self.file = folder / "platform.yaml"
        self.store = folder / "secrets.age"
        self.known: dict[str, str] = {}
        node = yaml.safe_load(example.read_text())
        # A bucket that can be stood in for here; the example's is made by an operator.
        node["spec"]["choose"]["bucket"] = "s3"
        node["spec"]["components"]["s3"] = {"endpoint": "http://s3.verify.test:9000", "bucket": "verify"}
        self.file.write_text(yaml.safe_dump(node))
        self.kubeconfig = folder / "kubeconfig"
        self.kubeconfig.write_text(KUBECONFIG)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "FAIRLEAD_HELM_LIBRARY")},
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
            "FAIRLEAD_S3_ACCESS_KEY": "AKVERIFYINTEROP",
            "FAIRLEAD_S3_SECRET_KEY": "verify/interop+secret/key",
        }
        self.run("render", str(self.file), "--store", str(self.store), "--out", str(folder / "tree"), "--quiet")

    def run(self, *arguments: str, may_fail=False) -> subprocess.CompletedProcess:
        """Runs the program."""
        done = subprocess.run(
            [str(self.fairlead), "--no-input", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if not may_fail and done.returncode != 0:
            raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-3000:]}")
        return done

    def credential(self, name: str) -> str:
        """Returns a value that the program made."""
        if name not in self.known:
            self.known[name] = self._shown(name)
        return self.known[name]

    def _shown(self, name: str) -> str:
        shown = self.run("secrets", "show", name, "--reveal", "--file", str(self.file), "--store", str(self.store))
        return shown.stdout.strip()

    def litellm_configuration(self, folder: Path) -> Path:
        """Writes the files that the proxy mounts into a folder."""
        folder.mkdir()
        manifest = self.folder / "tree/components/litellm/manifests/configmap-litellm.yaml"
        for name, text in yaml.safe_load(manifest.read_text())["data"].items():
            (folder / name).write_text(text)
        return folder

    def verify(self, addresses: dict[str, str], *only: str, arguments=()) -> tuple[int, dict[str, dict], str]:
        """Returns exit status, checks by id, and everything that was written."""
        options = [option for host, place in addresses.items() for option in ("--address", f"{host}={place}")]
        options += [option for pattern in only for option in ("--only", pattern)]
        done = self.run(
            *("verify", str(self.file), "--store", str(self.store), "-o", "json", *options),
            *(() if "--kubeconfig" in arguments else ("--kubeconfig", str(self.kubeconfig))),
            *arguments,
            may_fail=True,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"verify ended with {done.returncode}: {done.stderr[-3000:]}")
        checks = json.loads(done.stdout)["checks"]
        return done.returncode, {check["id"]: check for check in checks}, done.stdout + done.stderr
