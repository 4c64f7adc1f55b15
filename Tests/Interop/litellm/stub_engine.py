# SPDX-License-Identifier: Apache-2.0
"""A model server that speaks just enough of the OpenAI protocol, and remembers what it was asked.

It counts tokens as words between spaces, and like a real engine it refuses a chat whose prompt and `max_tokens`
together are longer than the window of the model.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from serving import Served


def words(messages: list[dict]) -> int:
    """Counts the words of a conversation."""
    total = 0
    for message in messages:
        content = message.get("content") or ""
        parts = [content] if isinstance(content, str) else [part.get("text", "") for part in content]
        total += sum(len(part.split()) for part in parts)
    return total


def output_limit(body: dict) -> int:
    """Returns the longest reply a request asks for. The newer field wins, as in vLLM."""
    return body.get("max_completion_tokens") or body.get("max_tokens") or 0


class StubEngine(Served):
    """The server, on a free port of the loopback address. `windows` maps upstream model names to tokens."""

    def __init__(self, windows: dict[str, int]):
        self.windows = windows
        self.requests: list[dict] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                self.answer(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in stub.windows]})

            def do_POST(self):
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = json.loads(raw) if self.headers.get_content_type() == "application/json" else {}
                authorization = self.headers.get("Authorization")
                stub.requests.append({"path": self.path, "authorization": authorization, "body": body, "raw": raw})
                if self.path.endswith("/chat/completions"):
                    self.chat(body)
                elif self.path.endswith("/embeddings"):
                    data = [{"object": "embedding", "index": 0, "embedding": [0.25, 0.5]}]
                    usage = {"prompt_tokens": 1, "total_tokens": 1}
                    self.answer(200, {"object": "list", "model": body.get("model"), "data": data, "usage": usage})
                elif self.path.endswith("/audio/transcriptions"):
                    self.answer(200, {"text": "heard"})
                else:
                    self.answer(404, {"error": {"message": "not here", "type": "not_found", "code": 404}})

            def chat(self, body):
                prompt = words(body["messages"])
                window = stub.windows.get(body["model"], 1 << 30)
                if prompt + output_limit(body) > window:
                    message = f"This model's maximum context length is {window} tokens"
                    self.answer(400, {"error": {"message": message, "type": "BadRequestError", "code": 400}})
                    return
                usage = {"prompt_tokens": prompt, "completion_tokens": 1, "total_tokens": prompt + 1}
                reply = {"id": "chatcmpl-1", "created": 1, "model": body["model"]}
                if not body.get("stream"):
                    choice = {"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}
                    self.answer(200, {**reply, "object": "chat.completion", "choices": [choice], "usage": usage})
                    return
                reply["object"] = "chat.completion.chunk"
                chunks = [
                    {"index": 0, "delta": {"role": "assistant", "content": "hel"}, "finish_reason": None},
                    {"index": 0, "delta": {"content": "lo"}, "finish_reason": None},
                    {"index": 0, "delta": {}, "finish_reason": "stop"},
                ]
                events = [json.dumps({**reply, "choices": [chunk]}) for chunk in chunks] + ["[DONE]"]
                self.send("text/event-stream", "".join(f"data: {event}\n\n" for event in events).encode())

            def answer(self, status, document):
                self.send("application/json", json.dumps(document).encode(), status)

            def send(self, content_type, content, status=200):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def last(self) -> dict:
        """Returns the newest request."""
        return self.requests[-1]
