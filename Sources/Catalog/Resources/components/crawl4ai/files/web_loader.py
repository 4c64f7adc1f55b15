# SPDX-License-Identifier: Apache-2.0
"""Takes a list of web addresses and answers with their texts.

    POST /    {"urls": ["https://example.org/", ...]}, with `Authorization: Bearer <token>`
    answers   [{"page_content": "...", "metadata": {"source": "...", "title": "..."}}, ...]

in the order of the addresses; a page that could not be fetched is left out. GET /health tells whether the crawler answers.

Settings, from the environment:

TOKENS_DIR            One file per consumer. Every line is the hexadecimal SHA-256 of one of its tokens. Dot files are ignored: a
                      mounted Kubernetes Secret holds its own bookkeeping under `..data`. Read again with every question.
CRAWLER_URL           Crawl4AI, inside of the same pod.
CRAWL4AI_API_TOKEN    Its token.
PAGES                 Pages that are fetched at the same time.
TIMEOUT_SECONDS       How long one page may take.
WHOLE_PAGE            "true": nothing is cut away around the text.

What people look at is nobody else's business: addresses are not written down.
"""

import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MAX_BODY_BYTES = 1 << 20
MAX_ADDRESSES = 100
MAX_TOKEN_FILES = 1000
MAX_TOKEN_FILE_BYTES = 1 << 16

TOKENS_DIR = Path(os.environ.get("TOKENS_DIR", "/etc/crawl4ai-tokens"))
CRAWLER_URL = os.environ.get("CRAWLER_URL", "http://127.0.0.1:11235")
API_TOKEN = os.environ.get("CRAWL4AI_API_TOKEN", "")
PAGES = int(os.environ.get("PAGES", "4"))
TIMEOUT_SECONDS = int(os.environ.get("TIMEOUT_SECONDS", "30"))
WHOLE_PAGE = os.environ.get("WHOLE_PAGE", "false") == "true"
PORT = int(os.environ.get("PORT", "8000"))

# Shared by all questions: the memory of the pod is.
pool = ThreadPoolExecutor(max_workers=PAGES)


def is_known(token: str) -> bool:
    """Whether a consumer has this token."""
    if not token:
        return False
    digest = hashlib.sha256(token.encode()).hexdigest()
    known = False
    files = (entry for entry in sorted(TOKENS_DIR.glob("*")) if not entry.name.startswith("."))
    for number, entry in enumerate(files):
        if number >= MAX_TOKEN_FILES:
            break
        try:
            with entry.open("rb") as file:
                lines = file.read(MAX_TOKEN_FILE_BYTES).decode("ascii", "replace").split()
        except OSError:
            continue
        for line in lines:
            # All of them, also after a hit: how long it takes says nothing.
            known |= hmac.compare_digest(line, digest)
    return known


def crawler_config() -> dict:
    generator = {"type": "DefaultMarkdownGenerator", "params": {}}
    if not WHOLE_PAGE:
        generator["params"]["content_filter"] = {"type": "PruningContentFilter", "params": {}}
    return {
        "type": "CrawlerRunConfig",
        "params": {
            "markdown_generator": generator,
            "cache_mode": "bypass",
            "page_timeout": TIMEOUT_SECONDS * 1000,
            "remove_overlay_elements": True,
            "verbose": False,
        },
    }


def text_of(result: dict) -> str:
    """What is left of the page; all of it, if nothing was left."""
    markdown = result.get("markdown") or {}
    if isinstance(markdown, str):
        return markdown
    return markdown.get("fit_markdown") or markdown.get("raw_markdown") or ""


def fetch(address: str) -> dict | None:
    """One page, or nothing. Each is asked for alone, so that one address spoils no other."""
    if not address.startswith(("http://", "https://")):
        return None
    body = json.dumps({"urls": [address], "crawler_config": crawler_config()}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {API_TOKEN}"}
    try:
        request = urllib.request.Request(f"{CRAWLER_URL}/crawl", data=body, headers=headers)
        # The page's own time, and some for the browser to begin.
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS + 30) as response:
            results = json.load(response).get("results") or []
    except (OSError, ValueError, AttributeError):
        return None
    if not results or not results[0].get("success"):
        return None
    result = results[0]
    metadata = {"source": address}
    for name in ("title", "description"):
        value = (result.get("metadata") or {}).get(name)
        if isinstance(value, str) and value:
            metadata[name] = value
    return {"page_content": text_of(result), "metadata": metadata}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def answer(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status: int, reason: str) -> None:
        # What was sent along has not been read: nothing can follow on this connection.
        self.close_connection = True
        self.answer(status, {"detail": reason})

    def do_GET(self) -> None:
        if self.path != "/health":
            return self.refuse(404, "no such path")
        try:
            with urllib.request.urlopen(f"{CRAWLER_URL}/health", timeout=5) as response:
                response.read()
        except OSError:
            return self.refuse(503, "the crawler does not answer")
        self.answer(200, {"status": "ok"})

    def do_POST(self) -> None:
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not is_known(token.strip()):
            return self.refuse(401, "this token is not known")
        if self.path != "/":
            return self.refuse(404, "no such path")
        try:
            length = int(self.headers.get("Content-Length") or "")
        except ValueError:
            return self.refuse(411, "the length of the question is missing")
        if not 0 <= length <= MAX_BODY_BYTES:
            return self.refuse(413, "the question is too long")
        try:
            addresses = json.loads(self.rfile.read(length))["urls"]
        except (ValueError, KeyError, TypeError):
            return self.refuse(400, "a list of addresses is missing")
        if not isinstance(addresses, list) or not all(isinstance(address, str) for address in addresses):
            return self.refuse(400, "urls is not a list of addresses")
        if len(addresses) > MAX_ADDRESSES:
            return self.refuse(400, f"more than {MAX_ADDRESSES} addresses")
        pages = list(pool.map(fetch, addresses))
        found = [page for page in pages if page is not None]
        print(f"{len(found)} of {len(addresses)} pages", flush=True)
        self.answer(200, found)

    def log_message(self, *_: object) -> None:
        """Nothing: a probe every few seconds is no news."""


if __name__ == "__main__":
    ThreadingHTTPServer(("", PORT), Handler).serve_forever()
