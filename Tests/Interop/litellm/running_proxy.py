# SPDX-License-Identifier: Apache-2.0
"""Starts the real LiteLLM proxy with a configuration whose engines are replaced by the stub."""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import yaml

from stub_engine import StubEngine

MASTER_KEY = "sk-interop-master"
MOUNT = "/etc/litellm/"
# Settings that need another server than an engine, or that send something elsewhere.
LEFT_OUT = re.compile(
    "database_.*|allow_requests_on_db_unavailable|cache|cache_params|redis_.*|(.+_)callbacks?|alerting"
)
START_SECONDS = 90
# The proxy is started through timeout(1), so that it ends even when the test process is killed.
LIFETIME_SECONDS = 240


def sha256(text: str) -> str:
    """Returns the form in which a key is declared."""
    return hashlib.sha256(text.encode()).hexdigest()


def free_port() -> int:
    """Returns a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RunningProxy:
    """A LiteLLM proxy and the stub behind it."""

    def __init__(self, configuration: Path, plugins: Path, folder: Path):
        self.folder = folder
        self.config = yaml.safe_load((configuration / "config.yaml").read_text())
        self.scopes = json.loads((configuration / "scopes.json").read_text())
        self.models = {entry["model_name"]: entry for entry in self.config["model_list"]}
        self.windows = self._windows(configuration)
        upstream = {self.upstream(name): window for name, window in self.windows.items()}
        self.stub = StubEngine({**{self.upstream(name): 1 << 30 for name in self.models}, **upstream})
        self.environment = {
            "HOME": str(folder),
            "PATH": os.environ.get("PATH", ""),
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_MODE": "PRODUCTION",
            "NO_PROXY": "127.0.0.1",
            "PROXY_MASTER_KEY": MASTER_KEY,
            "PYTHONDONTWRITEBYTECODE": "1",
            "FAIRLEAD_KEYS_DIR": str(folder / "keys"),
            "FAIRLEAD_SCOPES_FILE": str(folder / "scopes.json"),
        }
        for source in [*configuration.iterdir(), *plugins.glob("fairlead_*.py")]:
            if source.is_file():
                shutil.copyfile(source, folder / source.name)
        # A consumer of the tests' own: the first chat model and nothing else, few requests a minute.
        self.add_consumer("interop-narrow", {"models": [self.chat_models()[0]]})
        self.add_consumer("interop-limited", {"models": [self.chat_models()[0]], "rpm": 2})
        self.keys = {}
        (folder / "keys").mkdir()
        for consumer in self.scopes:
            self.keys[consumer] = f"sk-interop-{consumer}"
            self.key_file(consumer).write_text(sha256(self.keys[consumer]) + "\n")
        (folder / "config.yaml").write_text(json.dumps(self._rewritten(self.config)))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def _windows(self, configuration: Path) -> dict[str, int]:
        """Returns the declared context windows of the chat models."""
        windows = {}
        for guardrail in self.config.get("guardrails", []):
            parameters = guardrail["litellm_params"]
            if parameters.get("config_file"):
                file = configuration / Path(parameters["config_file"]).name
                windows.update(json.loads(file.read_text()).get("context_windows", {}))
            windows.update(parameters.get("context_windows", {}))
        return {name: window for name, window in windows.items() if name in self.chat_models()}

    def _rewritten(self, value):
        if isinstance(value, dict):
            changed = {key: self._rewritten(item) for key, item in value.items() if not LEFT_OUT.fullmatch(key)}
            if "callbacks" in changed:
                # Metrics are read here; every other callback sends something elsewhere.
                changed["callbacks"] = [name for name in changed["callbacks"] if name == "prometheus"]
            if "model" in changed:
                changed["api_base"] = self.stub.url + "/v1"
            return changed
        if isinstance(value, list):
            return [self._rewritten(item) for item in value]
        if isinstance(value, str) and value.startswith("os.environ/"):
            name = value.removeprefix("os.environ/")
            self.environment[name] = MASTER_KEY if name.endswith("MASTER_KEY") else f"upstream-{name}"
        if isinstance(value, str) and value.startswith(MOUNT):
            return str(self.folder / value.removeprefix(MOUNT))
        return value

    def add_consumer(self, consumer: str, scope: dict) -> None:
        """Declares one more consumer before the start."""
        self.scopes[consumer] = scope
        self.write_scopes(json.dumps(self.scopes))

    def write_scopes(self, text: str) -> None:
        """Replaces the scopes file."""
        (self.folder / "scopes.json").write_text(text)

    def key_file(self, consumer: str) -> Path:
        """Returns the file that declares a consumer's keys."""
        return self.folder / "keys" / consumer

    def upstream(self, name: str) -> str:
        """Returns what the engine calls a model."""
        return self.models[name]["litellm_params"]["model"].split("/", 1)[1]

    def upstream_key(self, name: str) -> str:
        """Returns the key the engine of a model should see."""
        declared = self.models[name]["litellm_params"]["api_key"]
        return re.sub("^os.environ/", "upstream-", declared)

    def chat_models(self) -> list[str]:
        """Returns the models that are not for embeddings."""
        return [name for name, entry in self.models.items() if not self._embeds(entry)]

    def embedding_models(self) -> list[str]:
        """Returns the models for embeddings."""
        return [name for name, entry in self.models.items() if self._embeds(entry)]

    def _embeds(self, entry: dict) -> bool:
        return entry.get("model_info", {}).get("mode") == "embedding"

    def other_model(self, consumer: str) -> str:
        """Returns a model outside a consumer's scope; one that does not exist when all are inside."""
        return next((name for name in self.models if name not in self.scopes[consumer]["models"]), "no-such-model")

    def __enter__(self):
        self.stub.__enter__()
        self.log = (self.folder / "proxy.log").open("wb")
        litellm = str(Path(sys.executable).parent / "litellm")
        arguments = ["--config", str(self.folder / "config.yaml"), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            ["timeout", "--kill-after=5", str(LIFETIME_SECONDS), litellm, *arguments, "--telemetry", "False"],
            cwd=self.folder,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.client.get("/health/liveliness").status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.2)
        log = self.log_text()
        self.__exit__()
        raise RuntimeError("the proxy did not start:\n" + log[-5000:])

    def __exit__(self, *exception):
        self.client.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.stub.__exit__()

    def log_text(self) -> str:
        """Returns what the proxy has written."""
        return (self.folder / "proxy.log").read_text(errors="replace")

    def ask(self, key: str | None, method: str, path: str, **arguments) -> httpx.Response:
        """Sends one request with a key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return self.client.request(method, path, headers=headers, **arguments)

    def chat(self, key: str | None, model: str, path="/v1/chat/completions", **fields) -> httpx.Response:
        """Sends one chat."""
        body = {"model": model, "messages": [{"role": "user", "content": "Hello"}], **fields}
        return self.ask(key, "POST", path, json=body)

    def becomes(self, status: int, key: str, model: str) -> None:
        """Waits until a chat with a key ends with a status: declarations are read again every second."""
        deadline = time.monotonic() + 15
        while (answer := self.chat(key, model)).status_code != status:
            assert time.monotonic() < deadline, f"expected {status}, got {answer.status_code}: {answer.text}"
            time.sleep(0.2)
