# SPDX-License-Identifier: Apache-2.0
"""Hosts of the platform with certificates of a private authority, and a sign-on behind one of them."""

import datetime
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Makes certificates."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign("verify interop", self.key, days=100, hosts=[], is_authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, name, key, days, hosts, is_authority=False):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name("verify interop"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=200))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def context(self, hosts: list[str], days=60) -> ssl.SSLContext:
        """Returns a server's side with a certificate for some hosts."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(hosts[0], key, days, hosts)
        file = self.folder / f"{hosts[0]}-{days}.pem"
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


class Site:
    """Every host of the platform, over TLS and without."""

    def __init__(self, context: ssl.SSLContext):
        # client id: (secret, redirect address)
        self.clients: dict[str, tuple[str, str]] = {}
        self.issuer_suffix = ""
        self.status = 200
        self.redirects = True
        site = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 30

            def log_message(self, *arguments):
                pass

            def answer(self, status, content=b"", **headers):
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

        class Plain(Handler):
            def do_GET(self):
                host = self.headers["Host"].split(":")[0]
                if site.redirects:
                    self.answer(308, Location=f"https://{host}{self.path}")
                else:
                    self.answer(200, b"in the clear")

        class Secure(Handler):
            def do_GET(self):
                url = urlsplit(self.path)
                host = "https://" + self.headers["Host"].split(":")[0]
                if url.path.endswith("/.well-known/openid-configuration"):
                    client = url.path.split("/")[3]
                    issuer = f"{host}/application/o/{client}/"
                    document = {
                        "issuer": issuer + site.issuer_suffix,
                        "authorization_endpoint": f"{host}/application/o/authorize/",
                        "token_endpoint": f"{host}/application/o/token/",
                        "userinfo_endpoint": f"{host}/application/o/userinfo/",
                        "end_session_endpoint": f"{issuer}end-session/",
                        "jwks_uri": f"{issuer}jwks/",
                    }
                    self.answer(200, json.dumps(document).encode())
                elif url.path == "/application/o/authorize/":
                    query = {name: values[0] for name, values in parse_qs(url.query).items()}
                    known = site.clients.get(query.get("client_id"))
                    if known and known[1] == query.get("redirect_uri"):
                        self.answer(302, Location=f"{host}/if/flow/sign-in/?next=x")
                    else:
                        self.answer(400, b"The client identifier or the redirect address is not known")
                else:
                    self.answer(site.status, b"hello")

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                known = site.clients.get(form.get("client_id"))
                error = "invalid_grant" if known and known[0] == form.get("client_secret") else "invalid_client"
                # A server that repeats what it was given must not bring it into the report.
                self.answer(400, json.dumps({"error": error, "given": form}).encode())

        self.plain = self._server(Plain)
        self.secure = self._server(Secure)
        self.secure.socket = context.wrap_socket(self.secure.socket, server_side=True)

    def _server(self, handler):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        server.handle_error = lambda *arguments: None
        return server

    def addresses(self, *hosts: str) -> dict[str, str]:
        """Returns where hosts are reached."""
        secure = {f"{host}:443": f"127.0.0.1:{self.secure.server_port}" for host in hosts}
        return {**secure, **{f"{host}:80": f"127.0.0.1:{self.plain.server_port}" for host in hosts}}

    def __enter__(self):
        for server in (self.plain, self.secure):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        for server in (self.plain, self.secure):
            server.shutdown()
            server.server_close()
