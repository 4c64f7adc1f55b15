/// What a Job runs: Python's standard library and, for databases, `psql`. It carries exchanges out and prints what came of them, a line
/// of JSON each; what that means is judged here. Python 3.8 or newer.
enum RunnerScript {
    /// What a line of its output begins with.
    static let mark = "fairlead-outcome "
    /// Its last line.
    static let end = "fairlead-end"

    /// The environment variable of a secret.
    static func variable(_ index: Int) -> String { "FAIRLEAD_SECRET_\(index)" }

    static let text = #"""
        import base64, hashlib, hmac, http.client, json, os, socket, subprocess, sys, time, urllib.parse

        LIMIT = 120000
        DENIALS = ("authentication failed", "no pg_hba.conf entry", "permission denied for database",
                   "no password supplied", "pg_hba.conf rejects connection")


        class Missing(Exception):
            def __init__(self, secret):
                self.secret = secret


        class Run:
            def __init__(self, secrets):
                self.secrets = secrets
                self.used = []

            def secret(self, index):
                value = os.environ.get("FAIRLEAD_SECRET_%d" % index)
                if value is None:
                    raise Missing(self.secrets[index])
                self.used.append(value)
                return value

            def pieces(self, pieces):
                text = ""
                for piece in pieces:
                    if "text" in piece:
                        text += piece["text"]
                    elif "repeat" in piece:
                        text += piece["repeat"] * piece["count"]
                    elif piece.get("form"):
                        text += urllib.parse.quote(self.secret(piece["secret"]), safe="-._~")
                    else:
                        text += self.secret(piece["secret"])
                return text

            def masked(self, data):
                for value in self.used:
                    if len(value) >= 6:
                        data = data.replace(value.encode(), "\u00absecret\u00bb".encode())
                return data

            def http(self, task):
                url = urllib.parse.urlsplit(task["url"])
                target = (url.path or "/") + ("?" + url.query if url.query else "")
                body = self.pieces(task["body"]).encode()
                headers = {"Host": url.netloc, "User-Agent": "fairlead", "Accept": "*/*", "Connection": "close"}
                for field in task["headers"]:
                    headers[field["name"]] = self.pieces(field["value"])
                if "signature" in task:
                    headers.update(self.signed(task, url, body))
                kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
                connection = kind(url.hostname, url.port, timeout=task["seconds"])
                try:
                    connection.request(task["method"], target, body or None, headers)
                    answer = connection.getresponse()
                    content = answer.read(LIMIT + 1)
                finally:
                    connection.close()
                if len(content) > LIMIT:
                    return {"failed": "the answer is longer than %d bytes" % LIMIT}
                fields = {}
                for name, value in answer.getheaders():
                    if name.lower() in ("location", "content-type"):
                        fields.setdefault(name.lower(), self.masked(value.encode("latin-1", "replace")).decode("utf-8", "replace"))
                return {"status": answer.status, "headers": fields, "body": base64.b64encode(self.masked(content)).decode()}

            def signed(self, task, url, body):
                access = self.secret(task["signature"]["access"])
                secret = self.secret(task["signature"]["secret"])
                moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
                scope = "/".join([moment[:8], task["signature"]["region"], "s3", "aws4_request"])
                payload = hashlib.sha256(body).hexdigest()
                names = "host;x-amz-content-sha256;x-amz-date"
                canonical = "\n".join([task["method"], url.path, url.query, "host:" + url.netloc, "x-amz-content-sha256:" + payload,
                                       "x-amz-date:" + moment, "", names, payload])
                text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
                key = ("AWS4" + secret).encode()
                for part in scope.split("/"):
                    key = hmac.new(key, part.encode(), hashlib.sha256).digest()
                signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
                return {"x-amz-content-sha256": payload, "x-amz-date": moment,
                        "Authorization": "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (access, scope, names, signature)}

            def sql(self, task):
                environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10",
                               "PGPASSFILE": "/dev/null", "PGPASSWORD": self.pieces(task["password"])}
                name = "dbname='%s'" % task["database"].replace("\\", "\\\\").replace("'", "\\'")
                done = subprocess.run(
                    ["psql", "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
                     "--host=" + task["host"], "--port=%d" % task["port"], "--username=" + task["user"], "--dbname=" + name,
                     "--command=" + task["statement"]],
                    env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
                if done.returncode == 0:
                    return {"text": done.stdout.decode("utf-8", "replace")[:4000]}
                message = self.masked(done.stderr).decode("utf-8", "replace")[:1000]
                return {"denied" if any(words in message for words in DENIALS) else "failed": message}

            def redis(self, task):
                password = self.pieces(task["password"])
                with socket.create_connection((task["host"], task["port"]), 10) as connection:
                    stream = connection.makefile("rwb")
                    if password:
                        stream.write(self.command("AUTH", password))
                        stream.flush()
                        reply = self.line(stream)
                        if reply.startswith("-"):
                            return {"denied": reply[1:]}
                        if reply != "+OK":
                            return {"failed": "AUTH is answered " + reply}
                    stream.write(self.command("PING"))
                    stream.flush()
                    reply = self.line(stream)
                    if reply.startswith(("-NOAUTH", "-WRONGPASS")):
                        return {"denied": reply[1:]}
                    if reply.startswith("-"):
                        return {"failed": "PING is answered " + reply[1:]}
                    return {"text": reply[1:]}

            def command(self, *words):
                data = b"*%d\r\n" % len(words)
                for word in words:
                    data += b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode())
                return data

            def line(self, stream):
                line = stream.readline(4096)
                if not line.endswith(b"\n"):
                    raise OSError("the connection was closed without an answer")
                return self.masked(line).decode("utf-8", "replace").strip()


        def carry_out(work):
            for number, task in enumerate(work["tasks"]):
                run = Run(work["secrets"])
                try:
                    outcome = getattr(run, task["do"])(task)
                except Missing as missing:
                    if "place" in missing.secret:
                        outcome = {"failed": "%s holds no %s" % (missing.secret["place"], missing.secret["name"])}
                    else:
                        outcome = {"untried": "no Secret of the consumer holds %s by itself" % missing.secret["name"]}
                except FileNotFoundError as error:
                    outcome = {"untried": "the image has no %s" % (error.filename or "psql")}
                except Exception as error:
                    outcome = {"failed": run.masked(("%s: %s" % (type(error).__name__, error)).encode()).decode("utf-8", "replace")[:500]}
                print("fairlead-outcome " + json.dumps({"task": number, "outcome": outcome}), flush=True)
            print("fairlead-end", flush=True)


        carry_out(json.loads(sys.argv[1]))
        """#
}
