"""Stand-ins for SearXNG, Tika and document ingestion, each on its port. None is told which one it is; all are there."""
import json
import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, kind="application/json"):
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def log_message(self, *_):
        pass


class Search(Service):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/healthz":
            return self.answer(200, "OK", "text/plain")
        if url.path != "/search":
            return self.answer(404, {})
        query = urllib.parse.parse_qs(url.query)
        words = (query.get("q") or [""])[0]
        if query.get("format") != ["json"]:
            return self.answer(403, {})
        hit = {"url": "https://example.org/", "title": words, "content": "What is found for " + words, "score": 1.0}
        self.answer(200, {"query": words, "number_of_results": 1, "results": [hit]})


class Text(Service):
    def do_GET(self):
        self.answer(200, "Apache Tika, a stand-in", "text/plain")

    def do_PUT(self):
        """The words of a page, without its marks."""
        self.answer(200, re.sub(r"<[^>]*>", " ", self.body().decode(errors="replace")), "text/plain")


class Documents(Service):
    def do_GET(self):
        if self.path.split("?")[0] != "/health":
            return self.answer(404, {})
        try:
            with urllib.request.urlopen(os.environ["TIKA_BASE_URL"] + "/version", timeout=5):
                self.answer(200, {"status": "ok"})
        except (KeyError, OSError) as error:
            self.answer(503, {"status": str(error)})

    def do_PUT(self):
        raw = self.body()
        key = os.environ.get("API_KEY")
        if not key or self.headers.get("Authorization") != "Bearer " + key:
            return self.answer(401, {"detail": "this key is not good here"})
        request = urllib.request.Request(os.environ["TIKA_BASE_URL"] + "/tika", data=raw, method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                self.answer(200, {"page_content": response.read().decode(), "metadata": {}})
        except OSError as error:
            self.answer(502, {"detail": str(error)})


for port, service in ((8080, Search), (9998, Text), (8000, Documents)):
    threading.Thread(target=ThreadingHTTPServer(("", port), service).serve_forever).start()
