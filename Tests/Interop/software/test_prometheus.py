# SPDX-License-Identifier: Apache-2.0
"""Prometheus with the alerts and dashboards, and Alertmanager with what says where alerts go."""

import json
import re
import shutil
import socketserver
import subprocess
import time
import unittest
import urllib.parse
from pathlib import Path

import yaml

from asking import StandIn, ask, tried
from pods import Platform, know
from serving import Served

FOLDER = Path("/tmp/monitoring")
ALERTS = ("alerts.yaml", "alerts-of-days.yaml")


class Mail(Served):
    """Takes mail on a port; `seen` are whole messages."""

    def __init__(self, port: int):
        self.seen: list[str] = []
        mail = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 mail\r\n")
                while line := self.rfile.readline():
                    word = line.split()[0].upper() if line.strip() else b""
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        message = []
                        while (text := self.rfile.readline()) not in (b".\r\n", b""):
                            message.append(text.decode(errors="replace"))
                        mail.seen.append("".join(message))
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                    if word == b"QUIT":
                        return

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler, bind_and_activate=True)
        self.server.daemon_threads = True


def expressions(node):
    """Yields every question of a dashboard."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "expr" and isinstance(value, str):
                yield value
            else:
                yield from expressions(value)
    elif isinstance(node, list):
        for each in node:
            yield from expressions(each)


class Monitoring(unittest.TestCase):
    """What the component puts into the chart's hands."""

    tried = {
        "kube-prometheus-stack": "Prometheus with the alerts and every question of the dashboards, Alertmanager with mail and webhook"
    }

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/cluster.json")
        cls.values = cls.platform.values["kube-prometheus-stack"]
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        groups = [group for each in cls.platform.all("PrometheusRule") for group in each["spec"]["groups"]]
        cls.alerts = [rule["alert"] for group in groups for rule in group["rules"]]
        (FOLDER / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
        for name in ALERTS:
            shutil.copy(f"/tests/{name}", FOLDER)
        know("alerts.example.net", "mail.example.net")
        cls.hook = cls.enterClassContext(StandIn(9000))
        cls.mail = cls.enterClassContext(Mail(2525))
        # One processor reports a fault, which is an alert at once.
        metrics = 'DCGM_FI_DEV_XID_ERRORS{gpu="3",Hostname="node-1"} 79\n'
        cls.enterClassContext(StandIn(9400, metrics))
        cls.start_alertmanager()
        cls.start_prometheus()

    @classmethod
    def start(cls, name: str, ready: str, *command: str):
        with (FOLDER / f"{name}.log").open("wb") as log:
            server = subprocess.Popen(
                ["setpriv", "--reuid=1000", "--regid=2000", "--clear-groups", "--", *command],
                stdout=log,
                stderr=log,
                cwd=FOLDER / name,
            )
        cls.addClassCleanup(server.wait)
        cls.addClassCleanup(server.terminate)
        deadline = time.monotonic() + 40
        while True:
            try:
                if ask(ready)[0] == 200:
                    return
            except OSError:
                pass
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((FOLDER / f"{name}.log").read_text())
            time.sleep(0.2)

    @classmethod
    def start_alertmanager(cls):
        wanted = cls.values["alertmanager"]
        for secret in wanted["alertmanagerSpec"]["secrets"]:
            mounted = Path("/etc/alertmanager/secrets", secret)
            mounted.mkdir(parents=True)
            for name, text in cls.platform.one("Secret", secret, "monitoring")["stringData"].items():
                (mounted / name).write_text(text)
        configuration = wanted["config"]
        (FOLDER / "alertmanager.yaml").write_text(yaml.safe_dump(configuration))
        # It would gather alerts for half a minute.
        soon = {**configuration, "route": {**configuration["route"], "group_wait": "1s"}}
        (FOLDER / "soon.yaml").write_text(yaml.safe_dump(soon))
        (FOLDER / "alertmanager").mkdir(mode=0o777)
        (FOLDER / "alertmanager").chmod(0o777)
        options = (
            "--config.file=../soon.yaml",
            "--storage.path=.",
            "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:9093",
        )
        cls.start("alertmanager", "http://127.0.0.1:9093/-/ready", "prometheus-alertmanager", *options)

    @classmethod
    def start_prometheus(cls):
        wanted = cls.values["prometheus"]["prometheusSpec"]
        configuration = {
            "global": {
                "scrape_interval": "1s",
                "evaluation_interval": "1s",
                "external_labels": wanted["externalLabels"],
            },
            "rule_files": ["../rules.yaml"],
            "scrape_configs": [{"job_name": "gpus", "static_configs": [{"targets": ["127.0.0.1:9400"]}]}],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["127.0.0.1:9093"]}]}]},
            "storage": {"tsdb": {"out_of_order_time_window": wanted["tsdb"]["outOfOrderTimeWindow"]}, "exemplars": {}},
        }
        folder = FOLDER / "prometheus"
        folder.mkdir()
        folder.chmod(0o777)
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration))
        options = [
            f"--storage.tsdb.retention.time={wanted['retention']}",
            f"--storage.tsdb.retention.size={wanted['retentionSize']}",
        ]
        options += ["--web.enable-remote-write-receiver"] * wanted["enableRemoteWriteReceiver"] + [
            "--web.enable-admin-api"
        ] * wanted["enableAdminAPI"]
        options += [
            f"--enable-feature={','.join(wanted['enableFeatures'])}",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
        ]
        cls.start(
            "prometheus", "http://127.0.0.1:9090/-/ready", "prometheus", "--web.listen-address=127.0.0.1:9090", *options
        )

    def test_rules_are_right(self):
        done = tried("promtool", "check", "rules", "--lint=all", "--lint-fatal", str(FOLDER / "rules.yaml"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_alert_is_raised_by_what_it_is_for(self):
        done = tried("promtool", "test", "rules", *(str(FOLDER / name) for name in ALERTS))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        tests = [test for name in ALERTS for test in yaml.safe_load((FOLDER / name).read_text())["tests"]]
        self.assertEqual(
            sorted(each["alertname"] for test in tests for each in test["alert_rule_test"]), sorted(self.alerts)
        )

    def test_dashboards_ask_what_prometheus_understands(self):
        asked = 0
        for dashboard in self.platform.all("ConfigMap"):
            if "grafana_dashboard" not in dashboard["metadata"].get("labels", {}):
                continue
            for text in dashboard["data"].values():
                for expression in expressions(json.loads(text)):
                    # What Grafana fills in: time spans, and choices of the person before it.
                    filled = re.sub(r"\$\w+", ".*", re.sub(r"\$__\w+", "5m", expression))
                    status, answer, _ = ask(
                        "http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": filled})
                    )
                    self.assertEqual(status, 200, f"{dashboard['metadata']['name']}: {filled}: {answer}")
                    asked += 1
        self.assertGreater(asked, 30)

    def test_settings_are_in_force(self):
        flags = json.loads(ask("http://127.0.0.1:9090/api/v1/status/flags")[1])["data"]
        self.assertEqual(flags["web.enable-admin-api"], "false")
        self.assertEqual(flags["web.enable-remote-write-receiver"], "true")
        self.assertNotEqual(ask("http://127.0.0.1:9090/api/v1/admin/tsdb/snapshot", b"")[0], 200)

    def test_where_alerts_go_is_right(self):
        done = tried("amtool", "check-config", str(FOLDER / "alertmanager.yaml"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for labels, receiver in (
            (("alertname=Watchdog",), "nobody"),
            (("alertname=InfoInhibitor",), "nobody"),
            (("alertname=ModelGone",), "platform"),
        ):
            done = tried("amtool", "config", "routes", "test", f"--config.file={FOLDER / 'alertmanager.yaml'}", *labels)
            self.assertEqual(done.stdout.strip(), receiver, done.stderr)

    def test_an_alert_arrives(self):
        deadline = time.monotonic() + 40
        while not (self.hook.seen and self.mail.seen):
            self.assertLess(
                time.monotonic(),
                deadline,
                f"{len(self.hook.seen)} {len(self.mail.seen)} {(FOLDER / 'alertmanager.log').read_text()[-2000:]}",
            )
            time.sleep(0.2)
        method, path, _, body = self.hook.seen[0]
        self.assertEqual((method, path), ("POST", "/hook"))
        alert = json.loads(body)["alerts"][0]
        self.assertEqual(
            (alert["labels"]["alertname"], alert["labels"]["gpu"], alert["labels"]["platform"]),
            ("GraphicsProcessorFault", "3", "software"),
        )
        self.assertIn("XID error 79", alert["annotations"]["description"])
        message = self.mail.seen[0]
        self.assertRegex(message, r"(?m)^To: ops@example\.org")
        self.assertRegex(message, r"(?m)^From: ai@example\.org")
        self.assertIn("GraphicsProcessorFault", message)
