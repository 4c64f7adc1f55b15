# SPDX-License-Identifier: Apache-2.0
"""RabbitMQ with the definitions of two consumers."""

import base64
import json
import re
import time
import unittest

from asking import ask, said, tried
from pods import Platform, Pod, know_services

# The image's own start, and what it sets for it.
IMAGE = ["rabbitmq-server"]
ENVIRONMENT = {
    # Debian's commands in the usual folders want a user of a certain name.
    "PATH": "/usr/lib/rabbitmq/bin:/usr/bin:/bin",
    "RABBITMQ_MNESIA_BASE": "/var/lib/rabbitmq/mnesia",
    "RABBITMQ_LOG_BASE": "/var/log/rabbitmq",
    "RABBITMQ_PID_FILE": "/tmp/pid",
}


class RabbitMQ(unittest.TestCase):
    """The server of the component."""

    tried = {"rabbitmq": "the server"}

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/cluster.json")
        know_services(cls.platform)
        cls.pod = Pod(cls.platform, "StatefulSet", "rabbitmq")
        cls.start()
        cls.addClassCleanup(lambda: cls.server.stop())

    @classmethod
    def start(cls):
        cls.pod.run("prepare")
        cls.server = cls.pod.start("rabbitmq", image=IMAGE, environment=ENVIRONMENT)

    def address(self, consumer: str) -> str:
        return self.platform.secret(consumer, "AMQP", consumer)

    def administer(self, path: str):
        password = json.loads(self.platform.secret("rabbitmq-definitions", "admin.json"))["users"][0]["password"]
        known = base64.b64encode(f"admin:{password}".encode()).decode()
        # What is counted comes a moment after the first connection is taken.
        deadline = time.monotonic() + 30
        while True:
            status, text, _ = ask(f"http://rabbitmq.rabbitmq.svc:15672/api/{path}", Authorization=f"Basic {known}")
            if status == 200:
                return json.loads(text)
            self.assertLess(time.monotonic(), deadline, f"{status} {text}")
            time.sleep(0.5)

    def test_a_message_goes_there_and_back(self):
        address = self.address("notes")
        self.assertEqual(said("amqp-declare-queue", "-u", address, "-q", "work"), "work")
        self.assertEqual(said("amqp-publish", "-u", address, "-r", "work", "-b", "hello"), "")
        self.assertEqual(said("amqp-get", "-u", address, "-q", "work"), "hello")

    def test_nobody_gets_into_anothers_host(self):
        mine, others = self.address("notes"), self.address("other")
        for wrong in (
            mine.rsplit("/", 1)[0] + "/" + others.rsplit("/", 1)[1],
            mine.rsplit("/", 1)[0] + "/%2f",
            mine.replace(mine.split(":")[2].split("@")[0], "wrong"),
            "amqp://guest:guest@rabbitmq.rabbitmq.svc:5672/%2f",
        ):
            self.assertNotEqual(tried("amqp-declare-queue", "-u", wrong, "-q", "work").returncode, 0)

    def test_the_administrator_sees_every_host(self):
        self.assertEqual({each["name"] for each in self.administer("vhosts")}, {"/", "notes-queue", "other-queue"})
        self.assertEqual({each["name"] for each in self.administer("users")}, {"admin", "notes-queue", "other-queue"})
        own = self.address("notes").removeprefix("amqp://").split("@")[0]
        status, _, _ = ask(
            "http://rabbitmq.rabbitmq.svc:15672/api/overview",
            Authorization="Basic " + base64.b64encode(own.encode()).decode(),
        )
        self.assertIn(status, (401, 403))

    def test_settings_are_in_force(self):
        self.assertEqual(self.administer("nodes")[0]["name"], "rabbit@rabbitmq-0.rabbitmq-nodes.rabbitmq.svc")
        alive = self.server.execute(self.server.container["livenessProbe"]["exec"]["command"])
        self.assertEqual(alive.returncode, 0, alive.stdout + alive.stderr)
        limit = self.server.execute(["rabbitmqctl", "eval", "rabbit_disk_monitor:get_disk_free_limit()."])
        self.assertEqual(limit.stdout.strip(), str(1 << 30), limit.stderr)

    def test_alerts_and_the_dashboard_ask_for_what_is_there(self):
        said("amqp-declare-queue", "-u", self.address("notes"), "-q", "counted")
        _, text, _ = ask("http://rabbitmq.rabbitmq.svc:15692/metrics")
        boards = [each for each in self.platform.all("ConfigMap") if each["metadata"].get("namespace") == "rabbitmq"
                  and "grafana_dashboard" in each["metadata"].get("labels", {})]
        self.assertEqual(len(boards), 1)
        asked = set(re.findall(r"rabbitmq_[a-z_]+", str([json.loads(each) for each in boards[0]["data"].values()])))
        self.assertGreater(len(asked), 10)
        for name in asked | {
            "rabbitmq_alarms_memory_used_watermark",
            "rabbitmq_alarms_free_disk_space_watermark",
            "rabbitmq_queue_messages_ready",
        }:
            self.assertRegex(text, rf"(?m)^{name}(\{{.*\}})? ")

    def test_zz_a_new_password_counts_after_a_restart(self):
        before = self.address("notes")
        password = before.split(":")[2].split("@")[0]
        self.server.stop()
        definitions = self.pod.volumes["definitions"] / "consumer-notes-queue.json"
        definitions.write_text(definitions.read_text().replace(password, "another"))
        self.start()
        self.assertEqual(
            tried("amqp-declare-queue", "-u", before.replace(password, "another"), "-q", "work").returncode, 0
        )
        self.assertNotEqual(tried("amqp-declare-queue", "-u", before, "-q", "work").returncode, 0)
