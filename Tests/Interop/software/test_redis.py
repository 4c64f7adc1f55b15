# SPDX-License-Identifier: Apache-2.0
"""Redis and Valkey for one consumer, and what counts for their alerts."""

import unittest
from pathlib import Path

from asking import ask, said
from pods import Platform, Pod, know_services


class Server(unittest.TestCase):
    """What both promise."""

    platform_file = ""
    client = ""
    tried: dict[str, str] = {}

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform(cls.platform_file)
        know_services(cls.platform)
        cls.pod = Pod(cls.platform, "StatefulSet", "notes-cache", "notes")
        cls.server = cls.pod.start()
        cls.addClassCleanup(lambda: cls.server.stop())
        cls.address = cls.platform.secret("notes", "CACHE", "notes")

    def ask(self, *words: str) -> str:
        # The client would take the empty name before the colon for a user's.
        password, place = self.address.removeprefix("redis://:").split("@")
        host, port = place.split("/")[0].split(":")
        return said(self.client, "-h", host, "-p", port, *words, REDISCLI_AUTH=password, VALKEYCLI_AUTH=password)

    def test_the_consumers_address_opens_it(self):
        self.assertEqual(self.ask("set", "colour", "red"), "OK")
        self.assertEqual(self.ask("get", "colour"), "red")

    def test_nobody_else_gets_in(self):
        host = self.address.split("@")[1].split(":")[0]
        self.assertIn("NOAUTH", said(self.client, "-h", host, "get", "colour"))
        others = self.platform.secret("other-cache-credentials", "password", "other")
        refused = said(self.client, "-h", host, "get", "colour", REDISCLI_AUTH=others, VALKEYCLI_AUTH=others)
        self.assertIn("WRONGPASS", refused)

    def test_the_list_of_processes_shows_no_password(self):
        password = self.platform.secret("notes-cache-credentials", "password", "notes")
        lines = [file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists()]
        self.assertTrue(any(b"-server" in line for line in lines))
        self.assertFalse(any(password.encode() in line for line in lines))

    def test_settings_are_in_force(self):
        self.assertEqual(self.ask("config", "get", "maxmemory").split(), ["maxmemory", str(256 << 20)])
        self.assertEqual(self.ask("config", "get", "maxmemory-policy").split()[1], "volatile-lru")


class Redis(Server):
    """The server of the component `redis`, with a disk and an exporter."""

    platform_file = "/tests/cluster.json"
    client = "redis-cli"
    tried = {"redis": "the server, and its exporter"}

    def test_keys_outlive_a_restart(self):
        self.ask("set", "kept", "yes")
        type(self).server.stop()
        type(self).server = self.pod.start()
        self.assertEqual(self.ask("get", "kept"), "yes")

    def test_alerts_ask_for_what_is_there(self):
        with self.pod.start("metrics", image=["prometheus-redis-exporter"]):
            status, text, _ = ask("http://127.0.0.1:9121/metrics")
        self.assertEqual(status, 200)
        self.assertIn("\nredis_up 1\n", text)
        self.assertIn("\nredis_memory_used_bytes ", text)
        self.assertIn("\nredis_memory_max_bytes ", text)


class Valkey(Server):
    """The server of the component `valkey`."""

    platform_file = "/tests/machine.json"
    client = "valkey-cli"
    tried = {"valkey": "the server"}


del Server
