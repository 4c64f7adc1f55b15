# SPDX-License-Identifier: Apache-2.0
"""Caddy: the way in on one machine, the doors that ask for keys before models and voices, and the site of the store."""

import socket
import time
import unittest

from asking import StandIn, ask, said
from pods import Platform, Pod, know, know_services


class Door(unittest.TestCase):
    """A door in a pod: what it lets through, to whom."""

    tried: dict[str, str] = {}
    workload = variable = ""
    behind = 0
    paths: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/cluster.json")
        know_services(cls.platform)
        cls.stand_in = cls.enterClassContext(StandIn(cls.behind))
        cls.pod = Pod(cls.platform, "Deployment", cls.workload)
        cls.door = cls.enterClassContext(cls.pod.start("door"))
        cls.url, cls.key = cls.platform.secret("notes", cls.variable, "notes").split()
        cls.base = cls.url.removesuffix("/v1")

    def ask(self, path: str, key: str | None, method: str = "POST") -> int:
        self.stand_in.seen.clear()
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        status, text, _ = ask(self.base + path, b"{}" if method == "POST" else None, method, **headers)
        self.assertEqual(bool(self.stand_in.seen), status == 200, f"{path}: {status} {text}")
        return status

    def test_a_key_opens(self):
        for path in self.paths:
            self.assertEqual(self.ask(path, self.key), 200)
            _, asked, headers, body = self.stand_in.seen[0]
            self.assertEqual((asked, body), (path, b"{}"))
            self.assertNotIn("Authorization", headers)

    def test_each_consumer_has_a_key_of_its_own(self):
        other = self.platform.secret("other", self.variable, "other").split()[1]
        self.assertNotEqual(other, self.key)
        self.assertEqual(self.ask(self.paths[0], other), 200)

    def test_no_other_key_does(self):
        for wrong in (
            None,
            "",
            " ",
            self.key[:-1],
            self.key + "0",
            self.key.lower() + "x",
            "{file./etc/passwd}",
            "*",
            "sk-*",
        ):
            self.assertEqual(self.ask(self.paths[0], wrong), 401, wrong)

    def test_the_rest_is_closed(self):
        for path in self.closed:
            self.assertEqual(self.ask(path, self.key), 401, path)
            self.assertEqual(self.ask(path, self.key, "GET"), 401, path)

    def test_a_key_that_is_missing_opens_nothing(self):
        # As while a Secret is being replaced.
        for file in self.pod.volumes["keys"].iterdir():
            kept = file.read_text()
            file.unlink()
            self.addCleanup(file.write_text, kept)
        for nothing in ("", " ", None):
            self.assertEqual(self.ask(self.paths[0], nothing), 401)

    def test_health_is_open(self):
        self.assertEqual(self.ask("/health", None, "GET"), 200)

    def test_nobody_can_change_the_door(self):
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", 2019), 2)


class LlamaSwap(Door):
    """The door before llama-swap."""

    tried = {"llama-swap": "the key-checking proxy"}
    workload, variable, behind = "llama-swap", "CHAT", 8081
    paths = ("/v1/chat/completions", "/v1/models", "/v1/responses")
    closed = (
        *(
            "/",
            "/upstream/assistant/",
            "/unload",
            "/logs",
            "/running",
            "/metrics",
            "/v1/embeddings",
            "/api/models/unload",
        ),
        *("/v1/models/..%2f..%2funload", "/v1/chat/completions/../../unload"),
    )

    def test_only_who_keeps_metrics_reads_them(self):
        self.assertEqual(self.ask("/metrics", self.platform.secret("llama-swap-metrics", "key"), "GET"), 200)
        self.assertEqual(self.ask("/v1/models", self.platform.secret("llama-swap-metrics", "key"), "GET"), 401)


class Kokoro(Door):
    """The door before Kokoro."""

    tried = {"kokoro": "the key-checking proxy"}
    workload, variable, behind = "kokoro", "VOICE", 8880
    paths = ("/v1/audio/speech",)
    closed = (
        "/",
        "/dev/captioned_speech",
        "/debug/system",
        "/web/",
        "/v1/audio/speech/../../../debug/system",
        "/v1/download/x",
    )

    def test_voices_are_listed_for_everybody(self):
        self.assertEqual(self.ask("/v1/audio/voices", None, "GET"), 200)
        self.assertEqual(self.ask("/v1/audio/voices", None, "POST"), 401)


class WayIn(unittest.TestCase):
    """The way in on one machine."""

    tried = {"caddy": "the way in, with certificates of its own"}

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/machine.json")
        know_services(cls.platform)
        know("notes.localhost", "other.localhost", "nobody.localhost")
        cls.stand_in = cls.enterClassContext(StandIn(8080))
        cls.pod = Pod(cls.platform, "Deployment", "caddy")
        cls.enterClassContext(cls.pod.start())
        # It is ready a moment before it has signed its first certificates.
        for host in ("notes", "other"):
            deadline = time.monotonic() + 20
            while cls.curl(f"https://{host}.localhost/") != "here" and time.monotonic() < deadline:
                time.sleep(0.1)

    @classmethod
    def curl(cls, *words: str) -> str:
        root = cls.pod.volumes["data"] / "caddy/pki/authorities/local/root.crt"
        return said("curl", "--silent", "--show-error", "--max-time", "20", "--cacert", str(root), *words)

    def test_a_host_leads_to_its_service(self):
        self.stand_in.seen.clear()
        self.assertEqual(self.curl("https://notes.localhost/path?x=1"), "here")
        _, path, headers, _ = self.stand_in.seen[0]
        self.assertEqual(
            (path, headers["Host"], headers["X-Forwarded-Proto"]), ("/path?x=1", "notes.localhost", "https")
        )

    def test_http_leads_to_https(self):
        status, _, headers = ask("http://notes.localhost/path?x=1")
        self.assertEqual((status, headers["Location"]), (308, "https://notes.localhost/path?x=1"))
        self.assertEqual(ask("http://nobody.localhost/")[0], 404)

    def test_another_host_gets_no_certificate(self):
        self.assertIn("TLS", self.curl("https://nobody.localhost/").upper())

    def test_nobody_says_who_he_is(self):
        self.stand_in.seen.clear()
        self.curl("-H", "X-Forwarded-For: 10.0.0.1", "https://notes.localhost/")
        self.assertIn(self.stand_in.seen[0][2]["X-Forwarded-For"], ("127.0.0.1", "::1"))

    def test_requests_have_a_size(self):
        large = self.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@/usr/bin/caddy", "https://notes.localhost/"
        )
        self.assertEqual(large[-3:], "413")


class Site(unittest.TestCase):
    """The site of the store, and its pictures."""

    tried = {"appstore": "the web server of the site"}

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform("/tests/cluster.json")
        know_services(cls.platform)
        know("web.example.org", "storage.example.org")
        cls.store = cls.enterClassContext(StandIn(9000))
        cls.pod = Pod(cls.platform, "Deployment", "appstore-web")
        site = cls.pod.volumes["site"]
        (site / "assets").mkdir()
        (site / "index.html").write_text("the site")
        (site / "assets/a.js").write_text("js")
        cls.enterClassContext(cls.pod.start("web"))

    def test_every_address_of_the_site_is_its_page(self):
        for path in ("/", "/models/7"):
            status, text, headers = ask("http://web.example.org:8080" + path)
            self.assertEqual((status, text), (200, "the site"))
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        status, text, headers = ask("http://web.example.org:8080/assets/a.js")
        self.assertEqual((status, text, headers["Cache-Control"]), (200, "js", "public, max-age=3600"))

    def test_pictures_are_read_and_nothing_else(self):
        job = Pod(self.platform, "Job", "minio-appstore-files-")
        name = job.environment(job.container())["BUCKET"]
        status, text, _ = ask(f"http://storage.example.org:8080/{name}/a.png?X-Amz-Signature=1")
        self.assertEqual((status, text), (200, "here"))
        _, path, headers, _ = self.store.seen[-1]
        self.assertEqual((path, headers["Host"]), (f"/{name}/a.png?X-Amz-Signature=1", "minio.minio.svc:9000"))
        self.store.seen.clear()
        for method, path in (
            ("PUT", f"/{name}/a.png"),
            ("DELETE", f"/{name}/a.png"),
            ("GET", "/"),
            ("GET", "/other/a"),
            ("GET", f"/{name}"),
        ):
            self.assertEqual(ask("http://storage.example.org:8080" + path, method=method)[0], 404, path)
        self.assertEqual(self.store.seen, [])

    def test_another_host_is_nobody(self):
        self.assertEqual(ask("http://localhost:8080/", Host="elsewhere.example.org")[1], "")


del Door
