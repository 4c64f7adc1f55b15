# SPDX-License-Identifier: Apache-2.0
"""Runs a container of a rendered workload as its pod says: command, environment, files, user, rights and probes.

What an image would bring is the system that this runs in, so whoever starts a container without a command says how its image starts.
"""

import json
import os
import shlex
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PLACES = Path("/pods")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Platform:
    """The objects of a rendered platform."""

    def __init__(self, file: str):
        read = json.loads(Path(file).read_text())
        self.objects = read["objects"]
        self.values = read["values"]

    def all(self, kind: str) -> list[dict]:
        """Returns every object of a kind."""
        return [each for each in self.objects if each["kind"] == kind]

    def one(self, kind: str, name: str, namespace: str | None = None) -> dict:
        """Returns one object, or one whose name begins like that and goes on with what it was made from."""
        found = [
            each
            for each in self.all(kind)
            if (each["metadata"]["name"] == name or name[-1] == "-" and each["metadata"]["name"].startswith(name))
            and namespace in (None, each["metadata"].get("namespace"))
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} objects are {kind} {namespace or ''} {name}")
        return found[0]

    def secret(self, name: str, key: str, namespace: str | None = None) -> str:
        """Returns a value that a pod would read."""
        return self.one("Secret", name, namespace)["stringData"][key]


def know(*names: str) -> None:
    """Lets names lead to this machine."""
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        for name in names:
            hosts.write(f"127.0.0.1 {name}\n")


def know_services(platform: Platform) -> None:
    """Lets the names of all Services lead to this machine."""
    for service in platform.all("Service"):
        name, namespace = service["metadata"]["name"], service["metadata"]["namespace"]
        know(name, f"{name}.{namespace}", f"{name}.{namespace}.svc", f"{name}-0.{name}.{namespace}.svc")
    for workload in platform.all("StatefulSet"):
        metadata = workload["metadata"]
        know(f"{metadata['name']}-0.{workload['spec']['serviceName']}.{metadata['namespace']}.svc")


class Pod:
    """One workload with its disks; `run` and `start` are its containers."""

    def __init__(self, platform: Platform, kind: str, name: str, namespace: str | None = None):
        self.platform = platform
        self.object = platform.one(kind, name, namespace)
        self.namespace = self.object["metadata"]["namespace"]
        self.name = self.object["metadata"]["name"] + ("-0" if kind == "StatefulSet" else "")
        self.spec = self.object["spec"]["template"]["spec"]
        self.place = PLACES / f"{self.namespace}-{self.name}"
        shutil.rmtree(self.place, ignore_errors=True)
        self.volumes = {}
        for volume in self.spec.get("volumes", []):
            self.volumes[volume["name"]] = self._volume(volume)
        for claim in self.object["spec"].get("volumeClaimTemplates", []):
            self.volumes[claim["metadata"]["name"]] = self._folder(claim["metadata"]["name"])
        for setting in self.spec.get("securityContext", {}).get("sysctls", []):
            Path("/proc/sys", setting["name"].replace(".", "/")).write_text(setting["value"])

    def _folder(self, name: str) -> Path:
        folder = self.place / name
        folder.mkdir(parents=True)
        group = self.spec.get("securityContext", {}).get("fsGroup")
        if group is None:
            folder.chmod(0o777)
        else:
            os.chown(folder, 0, group)
            folder.chmod(0o2775)
        return folder

    def _volume(self, volume: dict) -> Path:
        folder = self._folder(volume["name"])
        if "configMap" in volume:
            found = self.platform.one("ConfigMap", volume["configMap"]["name"], self.namespace)["data"]
        elif "secret" in volume:
            found = self.platform.one("Secret", volume["secret"]["secretName"], self.namespace)["stringData"]
        else:
            found = {}
        for name, text in found.items():
            (folder / name).write_text(text)
        return folder

    def container(self, name: str | None = None) -> dict:
        """Returns a container by name, or the first."""
        return next(
            each
            for each in self.spec.get("containers", []) + self.spec.get("initContainers", [])
            if name in (None, each["name"])
        )

    def environment(self, container: dict) -> dict[str, str]:
        """Returns the variables of a container, as a kubelet fills them in."""
        known = {}
        for variable in container.get("env", []):
            name, source = variable["name"], variable.get("valueFrom")
            if source is None:
                value = variable.get("value", "")
                for other, text in known.items():
                    value = value.replace(f"$({other})", text)
            elif "secretKeyRef" in source:
                value = self.platform.secret(
                    source["secretKeyRef"]["name"], source["secretKeyRef"]["key"], self.namespace
                )
            elif source.get("fieldRef", {}).get("fieldPath") == "metadata.name":
                value = self.name
            else:
                raise LookupError(f"{name} comes from {source}")
            known[name] = value
        return known

    def _rights(self, container: dict) -> tuple[int, list[str]]:
        pod, own = self.spec.get("securityContext", {}), container.get("securityContext", {})
        user = own.get("runAsUser", pod.get("runAsUser", 0))
        group = own.get("runAsGroup", pod.get("runAsGroup", 0))
        rights = [f"--reuid={user}", f"--regid={group}"]
        rights.append(f"--groups={pod['fsGroup']}" if "fsGroup" in pod else "--clear-groups")
        if own.get("allowPrivilegeEscalation") is False:
            rights.append("--no-new-privs")
        if "ALL" in own.get("capabilities", {}).get("drop", []):
            kept = [f"+{name.lower()}" for name in own["capabilities"].get("add", [])]
            rights.append("--bounding-set=" + ",".join(["-all", *kept]))
        return user, rights

    def _inside(self, container: dict, command: list[str], further: dict[str, str]) -> str:
        lines = ["set -e"]
        for mount in container.get("volumeMounts", []):
            path = mount["mountPath"]
            Path(path).mkdir(parents=True, exist_ok=True)
            lines.append(f"mount --bind {self.volumes[mount['name']]} {path}")
            if mount.get("readOnly"):
                lines.append(f"mount -o remount,bind,ro {path}")
        if container.get("securityContext", {}).get("readOnlyRootFilesystem"):
            lines.append("mount -o remount,bind,ro /")
        variables = {"PATH": PATH, "LANG": "C.UTF-8", **further, **self.environment(container)}
        words = ["setpriv", *self._rights(container)[1], "--", "env", "-i"]
        words += [f"{name}={value}" for name, value in variables.items()] + command
        lines.append(f"cd {container.get('workingDir', '/')}\nexec {shlex.join(words)}")
        return "\n".join(lines)

    def _command(self, container: dict, image: list[str] | None) -> list[str]:
        command = container.get("command") or image
        if command is None:
            raise LookupError(f"how the image of {container['name']} starts was not said")
        return command + container.get("args", [])

    def run(self, name: str | None = None, command=None, environment=None) -> str:
        """Runs a container to its end, or another command in its place, and returns what it printed."""
        container = self.container(name)
        script = self._inside(container, command or self._command(container, None), environment or {})
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"{self.name} {container['name']}: {done.returncode}: {(done.stdout + done.stderr)[-2000:]}"
            )
        return done.stdout

    def start(self, name: str | None = None, image=None, environment=None) -> "Container":
        """Starts a container, and waits until its probes are content."""
        container = self.container(name)
        script = self._inside(container, self._command(container, image), environment or {})
        return Container(self, container, script, environment or {})


class Container:
    """A running container."""

    def __init__(self, pod: Pod, container: dict, script: str, further: dict[str, str]):
        self.pod, self.container, self.further = pod, container, further
        self.log = pod.place / f"{container['name']}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(["unshare", "--mount", "sh", "-c", script], stdout=log, stderr=log)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        probes = [self.container[probe] for probe in ("startupProbe", "readinessProbe") if probe in self.container]
        deadline = time.monotonic() + 60
        for probe in probes:
            while not self._content(probe):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.pod.name} is not ready: {self.log.read_text(errors='replace')[-3000:]}")
                time.sleep(0.2)

    def _port(self, port) -> int:
        named = {each.get("name"): each["containerPort"] for each in self.container.get("ports", [])}
        return named.get(port) or int(port)

    def _content(self, probe: dict) -> bool:
        if "exec" in probe:
            return self.execute(probe["exec"]["command"]).returncode == 0
        try:
            if "tcpSocket" in probe:
                socket.create_connection(("127.0.0.1", self._port(probe["tcpSocket"]["port"])), 2).close()
            else:
                got = probe["httpGet"]
                urllib.request.urlopen(f"http://127.0.0.1:{self._port(got['port'])}{got['path']}", timeout=5).close()
        except (OSError, urllib.error.URLError):
            return False
        return True

    def execute(self, command: list[str]) -> subprocess.CompletedProcess:
        """Runs a command beside the container, as its user and with its variables."""
        variables = {"PATH": PATH, **self.further, **self.pod.environment(self.container)}
        words = ["nsenter", f"--target={self.process.pid}", "--mount", "--root", "--", "setpriv"]
        words += [*self.pod._rights(self.container)[1], "--", "sh", "-c", 'cd / && exec "$@"', "-", *command]
        return subprocess.run(words, env=variables, capture_output=True, text=True, timeout=120, check=False)

    def stop(self) -> None:
        """Ends it as a kubelet does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()
