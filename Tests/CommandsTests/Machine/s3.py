#!/usr/bin/env python3
"""moto's S3 service behind a door that checks every signature with botocore: s3.py ADDRESS,... PORT SECRET-KEY

It has one bucket, box-files. `log` gets a line for each request; it says `ready` once it listens. Below /test/ are the test's own questions:
fill?COUNT, put?NAME=CONTENT, objects, and cut?COUNT, after which so many requests are answered and no more.
"""
import gzip
import hashlib
import json
import os
import sys
import threading
import urllib.parse

os.environ.update(MOTO_S3_DEFAULT_MAX_KEYS="4")
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.s3.models import s3_backends
from moto.server import create_backend_app
from werkzeug.serving import make_server

addresses, port, secret = sys.argv[1:]
inner = create_backend_app("s3")
store = s3_backends["123456789012"]["aws"]
BUCKET = "box-files"
state = {"left": -1}
turn = threading.RLock()


class Fixed(S3SigV4Auth):
    """Signs what is looked at as it is."""

    def headers_to_sign(self, request):
        return request.headers


def is_signed(environ):
    given = environ.get("HTTP_AUTHORIZATION", "")
    if not given.startswith("AWS4-HMAC-SHA256 Credential=") or "SignedHeaders=" not in given:
        return False
    names = given.split("SignedHeaders=")[1].split(",")[0].split(";")
    # All fields of the service's own have to be among what is signed.
    if {key[5:].replace("_", "-").lower() for key in environ if key.startswith("HTTP_X_AMZ_")} - set(names):
        return False

    def value(name):
        key = name.upper().replace("-", "_")
        return environ.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key, "")

    access = given.split("Credential=")[1].split("/")[0]
    url = "http://" + environ["HTTP_HOST"] + environ["REQUEST_URI"]
    request = AWSRequest(method=environ["REQUEST_METHOD"], url=url, headers={name: value(name) for name in names})
    request.context["timestamp"] = value("x-amz-date")
    auth = Fixed(Credentials(access, secret), "s3", "us-east-1")
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return given.rpartition("Signature=")[2] == auth.signature(text, request)


def put(name, content):
    return store.put_object(BUCKET, name, content)


def test(question, query):
    query = urllib.parse.unquote(query)
    if question == "fill":
        for number in range(int(query)):
            put(f"number {number:03}", f"content of number {number}".encode())
        put("empty/", b"")
        put("öde & <b>/a+b %41.txt", b"odd")
        put("a/../b//./c", b"dots")
        put("large", bytes(range(256)) * (21 << 12))
        said = put("said.html", gzip.compress(b"<p>" * 900))
        said.set_metadata({
            "content-type": "text/html", "content-encoding": "gzip", "cache-control": "no-store", "content-disposition": "inline", "x-amz-meta-who": "me",
        })
    elif question == "put":
        name, _, content = query.partition("=")
        put(name, content.encode())
    elif question == "cut":
        state["left"] = int(query)
    elif question == "objects":
        told = {}
        for name, key in store.buckets[BUCKET].keys.items():
            kept = {field.lower(): value for field, value in key.metadata.items() if not field.lower().startswith("x-amz-content")}
            told[name] = json.dumps([hashlib.sha256(key.value).hexdigest(), sorted(kept.items())])
        return json.dumps(told)
    return ""


def answer(start, status, text="", kind="application/xml"):
    body = text.encode()
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def application(environ, start):
    path = environ["PATH_INFO"]
    if path.startswith("/test/"):
        return answer(start, "200 OK", test(path[6:], environ.get("QUERY_STRING", "")), "text/plain")
    if path.startswith("/minio/health/"):
        return answer(start, "200 OK")
    with turn, open("log", "a") as log:
        log.write(environ["REQUEST_METHOD"] + " " + environ["REQUEST_URI"] + "\n")
        if state["left"] == 0:
            return answer(start, "503 Service Unavailable")
        state["left"] -= state["left"] > 0
    if not is_signed(environ):
        return answer(start, "403 Forbidden", "<Error><Code>SignatureDoesNotMatch</Code></Error>")
    # moto takes a name of a host for a bucket, and the account from the key.
    environ["HTTP_HOST"] = f"127.0.0.1:{port}"
    given = environ["HTTP_AUTHORIZATION"]
    environ["HTTP_AUTHORIZATION"] = given.replace("Credential=" + given.split("Credential=")[1].split("/")[0], "Credential=AKIAIOSFODNN7EXAMPLE")
    return inner(environ, start)


store.create_bucket(BUCKET, "us-east-1")
servers = [make_server(address, int(port), application, threaded=True) for address in addresses.split(",")]
for server in servers:
    threading.Thread(target=server.serve_forever, daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
