"""The other side of the HTTP tests: sockets by hand, so that it can misbehave. Ends when its standard input ends.

Prints one line for each listener, "name port", then "ready". The folder given gets certificates made on the spot, and
is removed at the end.
"""
import gzip
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

FOLDER = sys.argv[1]
COUNTS = {}
PORTS = {}
LOCK = threading.Lock()


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=FOLDER, check=True, capture_output=True)


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".pem")


def make_certificate(name, authority, alternative, days="2"):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr")
    with open(os.path.join(FOLDER, name + ".ext"), "w") as file:
        file.write("subjectAltName=" + alternative + "\n")
    openssl("x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey", authority + ".key",
            "-set_serial", str(1 + sum(name.encode())), "-days", days, "-extfile", name + ".ext", "-out", name + ".pem")


def context(name, client=None):
    result = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    result.load_cert_chain(os.path.join(FOLDER, name + ".pem"), os.path.join(FOLDER, name + ".key"))
    if client:
        result.verify_mode = ssl.CERT_REQUIRED
        result.load_verify_locations(os.path.join(FOLDER, client + ".pem"))
    return result


class Gone(Exception):
    pass


class Talk:
    """One connection."""

    def __init__(self, name, connection):
        self.name, self.connection, self.buffer = name, connection, b""

    def read_more(self):
        data = self.connection.recv(65536)
        if not data:
            raise Gone()
        if not self.buffer and data[0] == 0x16:
            # Somebody speaks TLS to a plain port; real servers answer so.
            self.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            raise Gone()
        self.buffer += data

    def serve(self):
        while True:
            while b"\r\n\r\n" not in self.buffer:
                self.read_more()
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            self.method, target, _ = lines[0].split(" ", 2)
            self.fields = [line.split(": ", 1) if ": " in line else [line.rstrip(":"), ""] for line in lines[1:]]
            lower = {name.lower(): value for name, value in self.fields}
            self.lower = lower
            parts = urllib.parse.urlsplit(target)
            self.target = target
            self.query = dict(urllib.parse.parse_qsl(parts.query))
            if self.method == "CONNECT":
                return self.tunnel(target)
            if parts.path == "/reset":
                # RST in the middle of the request's body.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise Gone()
            length = int(lower.get("content-length", "0"))
            while len(self.buffer) < length:
                self.read_more()
            self.body, self.buffer = self.buffer[:length], self.buffer[length:]
            action = getattr(self, "do_" + parts.path.strip("/").replace("-", "_"), None)
            if action is None:
                self.answer(404, b"nothing here")
            else:
                action()

    def send(self, data):
        self.connection.sendall(data)

    def answer(self, status, body=b"", fields=()):
        head = "HTTP/1.1 %d Some Reason\r\n" % status
        for name, value in [*fields, ("Content-Length", str(len(body)))]:
            head += "%s: %s\r\n" % (name, value)
        self.send((head + "\r\n").encode("latin-1") + (b"" if self.method == "HEAD" else body))

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def chunked(self, status=200):
        self.send(b"HTTP/1.1 %d OK\r\nTransfer-Encoding: chunked\r\n\r\n" % status)

    def tunnel(self, target):
        if self.lower.get("proxy-authorization") != "Basic dXNlcjpwYXNzdzByZA==":
            self.answer(407, b"who are you")
            raise Gone()
        host, port = target.rsplit(":", 1)
        count(self.name + "-fields", ",".join(name.lower() for name, _ in self.fields))
        other = socket.create_connection(("127.0.0.1", int(port)))
        self.send(b"HTTP/1.1 200 Go\r\nX-Proxy: yes\r\n\r\n")

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            finally:
                try:
                    sink.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        threading.Thread(target=pump, args=(other, self.connection), daemon=True).start()
        pump(self.connection, other)
        raise Gone()

    def do_echo(self):
        text = "%s %s\n" % (self.method, self.target)
        text += "".join("%s: %s\n" % (name, value) for name, value in self.fields)
        self.answer(200, text.encode() + b"\n" + self.body, [("X-Twice", "1"), ("X-Twice", "2"), ("X-Empty", "")])

    def do_count(self):
        with LOCK:
            self.answer(200, str(COUNTS.get(self.query.get("of", self.name), 0)).encode())

    def do_status(self):
        self.answer(int(self.query["code"]), b"body of " + self.query["code"].encode())

    def do_slow(self):
        time.sleep(int(self.query["ms"]) / 1000)
        self.answer(200, b"late")

    def do_slow_head(self):
        self.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.send(b"X-More: 1\r\n")
            time.sleep(0.1)

    def do_big(self):
        self.answer(200, b"x" * int(self.query["n"]))

    def do_half(self):
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"y" * 50)
        raise Gone()

    def do_half_chunked(self):
        self.chunked()
        self.chunk(b"first")
        raise Gone()

    def do_drip(self):
        self.chunked(int(self.query.get("status", "200")))
        for number in range(int(self.query["n"])):
            self.chunk(b"piece %d\n" % number)
            time.sleep(int(self.query.get("ms", "20")) / 1000)
        self.send(b"0\r\n\r\n")

    def do_stall(self):
        self.chunked()
        self.chunk(b"one\n")
        time.sleep(20)

    def do_gzip(self):
        data = b"compressed " * int(self.query.get("n", "1000"))
        if "gzip" in self.lower.get("accept-encoding", ""):
            self.answer(200, gzip.compress(data), [("Content-Encoding", "gzip")])
        else:
            self.answer(200, data)

    def do_gzip_broken(self):
        self.answer(200, b"\x1f\x8b this is no gzip", [("Content-Encoding", "gzip")])

    def do_redirect(self):
        self.answer(int(self.query.get("status", "302")), b"elsewhere", [("Location", self.query["to"])])

    def do_endless(self):
        self.answer(302, b"", [("Location", "/endless")])

    def do_head_long(self):
        self.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.send(b"X-More: " + b"a" * 1000 + b"\r\n")

    def do_head_many(self):
        self.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.send(b"a: b\r\n" * 100)

    def do_early(self):
        self.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        self.answer(200, b"final", [("X-Final", "yes")])

    def do_early_endless(self):
        while True:
            self.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50)

    def do_trailers(self):
        self.chunked()
        self.chunk(b"body")
        self.send(b"0\r\nX-Trailer: late\r\n\r\n")

    def do_garbage(self):
        self.send(b"this is not HTTP at all\r\n\r\n" * 3)
        raise Gone()

    def do_nothing(self):
        raise Gone()

    def do_swallow(self):
        count("swallow-" + self.query["key"])
        raise Gone()

    def do_close(self):
        self.answer(200, b"last", [("Connection", "close")])
        raise Gone()


def count(name, value=None):
    with LOCK:
        COUNTS[name] = value if value is not None else COUNTS.get(name, 0) + 1


def shake_hands(connection, tls):
    """Like a good server, stays a moment after a refusal: closing at once would destroy the alert on its way."""
    raw = socket.socket(fileno=os.dup(connection.fileno()))
    secure = tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        secure.do_handshake()
        return secure
    except ssl.SSLError:
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(65536):
            pass
        raise
    finally:
        raw.close()


def handle(name, connection, tls):
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            connection = shake_hands(connection, tls)
        count(name)
        Talk(name, connection).serve()
    except (Gone, OSError, ValueError, KeyError):
        pass
    finally:
        connection.close()


def listen(name, tls=None):
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    PORTS[name] = server.getsockname()[1]

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=handle, args=(name, connection, tls), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


make_authority("authority")
make_authority("stranger")
make_certificate("good", "authority", "DNS:localhost,DNS:inside.example.test,IP:127.0.0.1")
make_certificate("expired", "authority", "IP:127.0.0.1", days="-1")
make_certificate("unknown", "stranger", "IP:127.0.0.1")
make_certificate("elsewhere", "authority", "DNS:elsewhere.example.test")
make_certificate("client", "authority", "DNS:client")
make_certificate("intruder", "stranger", "DNS:intruder")
openssl("pkey", "-in", "client.key", "-aes256", "-passout", "pass:secret", "-out", "client-locked.key")

for name in ["plain", "other", "reuse", "threads", "proxy"]:
    listen(name)
for name in ["good", "expired", "unknown", "elsewhere"]:
    listen(name, context(name))
listen("tls-reuse", context("good"))
listen("mutual", context("good", client="authority"))
for name, port in PORTS.items():
    print(name, port)
print("ready", flush=True)
sys.stdin.read()
shutil.rmtree(FOLDER, ignore_errors=True)
