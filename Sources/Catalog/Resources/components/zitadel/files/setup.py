"""Makes the platform's project, groups and clients in Zitadel. Zitadel makes the ids and secrets of clients itself: they are kept in a Secret."""

import base64
import hashlib
import json
import os
import pathlib
import ssl
import sys
import time
import urllib.error
import urllib.request

WISHES = json.loads(pathlib.Path("/etc/zitadel-setup/wishes.json").read_text())
KEY = pathlib.Path("/etc/zitadel-system/system.pem")
ACCOUNT = pathlib.Path("/var/run/secrets/kubernetes.io/serviceaccount")
ACTION = "platformGroups"
SECRET = "zitadel-clients"


def plain(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def numbers(der):
    """The numbers of an RSA key, out of PKCS #8 or PKCS #1."""

    def read(data, at):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            size, at = int.from_bytes(data[at : at + count], "big"), at + count
        return tag, data[at : at + size], at + size

    def parts(data):
        at, found = 0, []
        while at < len(data):
            tag, value, at = read(data, at)
            found.append((tag, value))
        return found

    inner = parts(read(der, 0)[1])
    if inner[1][0] == 0x30:
        inner = parts(read(inner[2][1], 0)[1])
    return [int.from_bytes(value, "big") for tag, value in inner if tag == 0x02]


def sign(text):
    """RS256: PKCS #1 v1.5 with SHA-256."""
    lines = [line for line in KEY.read_text().splitlines() if line and not line.startswith("-")]
    _, modulus, _, exponent = numbers(base64.b64decode("".join(lines)))[:4]
    size = (modulus.bit_length() + 7) // 8
    digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(text.encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), exponent, modulus).to_bytes(size, "big")


def token():
    now = int(time.time())
    claims = {"iss": "fairlead", "sub": "fairlead", "aud": "https://" + WISHES["host"], "iat": now - 10, "exp": now + 1800}
    text = plain(json.dumps({"alg": "RS256", "typ": "JWT"}).encode()) + "." + plain(json.dumps(claims).encode())
    return text + "." + plain(sign(text))


def send(url, method, headers, body=None, context=None, missing=False):
    """Answers the decoded body, or None where there is nothing. Bodies are never shown: some hold secrets."""
    request = urllib.request.Request(
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            text = answer.read()
            return json.loads(text) if text else {}
    except urllib.error.HTTPError as error:
        if missing and error.code == 404:
            return None
        # Zitadel says so when everything is as it is wished already.
        if error.code in (400, 409, 412) and b"o changes" in error.read().lower():
            return {}
        raise SystemExit(f"{method} {url}: {error.code}") from None


class Zitadel:
    def __init__(self):
        self.headers = {"Host": WISHES["host"], "Authorization": "Bearer " + token()}
        self.headers["x-zitadel-orgid"] = self.ask("GET", "/admin/v1/orgs/default")["org"]["id"]

    def ask(self, method, path, body=None):
        return send(os.environ["ZITADEL_URL"] + path, method, self.headers, body)

    def find(self, path, match, body=None):
        """The first of a list that fits; lists are asked for page by page."""
        offset = 0
        while True:
            page = self.ask("POST", path, {**(body or {}), "query": {"offset": str(offset), "limit": 100, "asc": True}})
            entries = page.get("result") or []
            for entry in entries:
                if match(entry):
                    return entry
            if len(entries) < 100:
                return None
            offset += 100

    def project(self):
        found = self.find("/management/v1/projects/_search", lambda entry: entry["name"] == WISHES["project"])
        if found:
            return found["id"]
        print("project: made")
        return self.ask("POST", "/management/v1/projects", {"name": WISHES["project"], "projectRoleAssertion": True})["id"]

    def groups(self, project):
        for name in WISHES["groups"]:
            if not self.find(f"/management/v1/projects/{project}/roles/_search", lambda entry: entry["key"] == name):
                self.ask("POST", f"/management/v1/projects/{project}/roles", {"roleKey": name, "displayName": name})
                print(f"group {name}: made")

    def administrator(self, project):
        """Who may give anybody these groups need not do so for himself first."""
        query = {"queries": [{"emailQuery": {"emailAddress": WISHES["administrator"], "method": "TEXT_QUERY_METHOD_EQUALS"}}]}
        user = self.find("/management/v1/users/_search", lambda entry: True, query)
        if not user:
            return
        grant = self.find(
            "/management/v1/users/grants/_search",
            lambda entry: entry["projectId"] == project,
            {"queries": [{"userIdQuery": {"userId": user["id"]}}]},
        )
        if not grant:
            self.ask(
                "POST", f"/management/v1/users/{user['id']}/grants", {"projectId": project, "roleKeys": WISHES["groups"]}
            )
            print("administrator: given every group")

    def claim(self):
        """A claim `groups` with the names of the roles; Zitadel's own has another form."""
        script = (
            f"function {ACTION}(context, api) {{\n"
            "  var names = [];\n"
            "  var grants = context.v1.user.grants;\n"
            "  if (grants && grants.grants) {\n"
            "    grants.grants.forEach(function (grant) {\n"
            "      grant.roles.forEach(function (role) { if (names.indexOf(role) < 0) { names.push(role); } });\n"
            "    });\n"
            "  }\n"
            "  api.v1.claims.setClaim('groups', names.sort());\n"
            "}\n"
        )
        wanted = {"name": ACTION, "script": script, "timeout": "10s", "allowedToFail": True}
        found = self.find("/management/v1/actions/_search", lambda entry: entry["name"] == ACTION)
        if found:
            number = found["id"]
            if found.get("script") != script:
                self.ask("PUT", f"/management/v1/actions/{number}", wanted)
        else:
            number = self.ask("POST", "/management/v1/actions", wanted)["id"]
            print("claim of groups: made")
        # 2: what is said in a token; 4 and 5: before the user's data and before the access token. Others' actions stay.
        flow = (self.ask("GET", "/management/v1/flows/2").get("flow") or {}).get("triggerActions") or []
        for trigger in ("4", "5"):
            present = [
                action["id"]
                for entry in flow
                if str((entry.get("triggerType") or {}).get("id")) == trigger
                for action in entry.get("actions") or []
            ]
            if number not in present:
                self.ask("POST", f"/management/v1/flows/2/trigger/{trigger}", {"actionIds": present + [number]})

    def client(self, project, wish, known):
        config = {
            "redirectUris": [wish["redirect"]],
            "postLogoutRedirectUris": [wish["home"]],
            "responseTypes": ["OIDC_RESPONSE_TYPE_CODE"],
            "grantTypes": ["OIDC_GRANT_TYPE_AUTHORIZATION_CODE", "OIDC_GRANT_TYPE_REFRESH_TOKEN"],
            "appType": "OIDC_APP_TYPE_WEB",
            "authMethodType": "OIDC_AUTH_METHOD_TYPE_BASIC",
            "accessTokenType": "OIDC_TOKEN_TYPE_BEARER",
            "idTokenRoleAssertion": True,
            "idTokenUserinfoAssertion": True,
        }
        apps = f"/management/v1/projects/{project}/apps"
        found = self.find(apps + "/_search", lambda entry: entry["name"] == wish["id"])
        if not found:
            made = self.ask("POST", apps + "/oidc", {"name": wish["id"], "version": "OIDC_VERSION_1_0", **config})
            print(f"client {wish['id']}: made, with the id {made['clientId']}")
            return made["clientId"], made["clientSecret"]
        number = found["oidcConfig"]["clientId"]
        present = found["oidcConfig"]
        if present.get("redirectUris") != config["redirectUris"]:
            self.ask("PUT", f"{apps}/{found['id']}/oidc_config", config)
            print(f"client {wish['id']}: changed")
        if f"{wish['id']}.secret" in known and known.get(f"{wish['id']}.id") == number:
            return None
        # Its secret was never written down, so it is of use to nobody.
        made = self.ask("POST", f"{apps}/{found['id']}/oidc_config/_generate_client_secret", {})
        print(f"client {wish['id']}: has the id {number} and a new secret")
        return number, made["clientSecret"]


class Cluster:
    def __init__(self):
        host = os.environ["KUBERNETES_SERVICE_HOST"]
        self.base = f"https://{'[' + host + ']' if ':' in host else host}:{os.environ['KUBERNETES_SERVICE_PORT']}"
        self.base += f"/api/v1/namespaces/{WISHES['namespace']}/secrets"
        self.headers = {"Authorization": "Bearer " + (ACCOUNT / "token").read_text()}
        self.context = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))

    def known(self):
        found = send(f"{self.base}/{SECRET}", "GET", self.headers, context=self.context, missing=True)
        if found is None:
            body = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": SECRET}, "type": "Opaque"}
            found = send(self.base, "POST", self.headers, body, self.context)
        return {key: base64.b64decode(value).decode() for key, value in (found.get("data") or {}).items()}

    def keep(self, values):
        headers = {**self.headers, "Content-Type": "application/merge-patch+json"}
        send(f"{self.base}/{SECRET}", "PATCH", headers, {"stringData": values}, self.context)


def wait():
    for _ in range(180):
        try:
            with urllib.request.urlopen(os.environ["ZITADEL_URL"] + "/debug/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(5)
    sys.exit("Zitadel does not answer")


wait()
cluster = Cluster()
zitadel = Zitadel()
number = zitadel.project()
zitadel.groups(number)
zitadel.administrator(number)
zitadel.claim()
for client in WISHES["clients"]:
    made = zitadel.client(number, client, cluster.known())
    if made:
        cluster.keep({client["id"] + ".id": made[0], client["id"] + ".secret": made[1]})
print("done")
