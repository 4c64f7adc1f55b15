"""Makes the platform's realm, groups and clients in Keycloak. What is there already is brought to what is wished; the rest is left."""

import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ["KEYCLOAK_URL"]
WISHES = json.loads(pathlib.Path("/etc/keycloak-setup/wishes.json").read_text())
SECRETS = pathlib.Path("/etc/keycloak-secrets")
CLIENTS = pathlib.Path("/etc/keycloak-clients")
REALM = "/admin/realms/" + WISHES["realm"]


def send(method, path, headers, data=None, missing=False):
    """Answers the decoded body, or None where there is nothing. Bodies are never shown: some hold passwords."""
    request = urllib.request.Request(BASE + path, method=method, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else {}
    except urllib.error.HTTPError as error:
        if missing and error.code == 404:
            return None
        raise SystemExit(f"{method} {path}: {error.code}") from None


def token():
    body = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": "fairlead",
            "client_secret": (SECRETS / "setup-secret").read_text(),
        }
    ).encode()
    for _ in range(180):
        try:
            with urllib.request.urlopen(BASE + "/realms/master", timeout=5):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(5)
    else:
        sys.exit("Keycloak does not answer")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return send("POST", "/realms/master/protocol/openid-connect/token", headers, body)["access_token"]


def ask(method, path, body=None, missing=False):
    # A token lives for a minute, so each request has its own.
    headers = {"Authorization": "Bearer " + token(), "Content-Type": "application/json"}
    return send(method, path, headers, None if body is None else json.dumps(body).encode(), missing)


def differs(present, wanted):
    return any(present.get(key) != value for key, value in wanted.items())


def realm():
    wanted = {
        "enabled": True,
        "displayName": WISHES["title"],
        "sslRequired": "external",
        "registrationAllowed": WISHES["registration"],
        "resetPasswordAllowed": bool(WISHES["mail"]),
        "bruteForceProtected": True,
        "internationalizationEnabled": True,
        "defaultLocale": WISHES["locale"],
    }
    present = ask("GET", REALM, missing=True)
    if present is None:
        ask("POST", "/admin/realms", {"realm": WISHES["realm"], **wanted, "supportedLocales": sorted({"en", WISHES["locale"]})})
        print("realm: made")
    elif differs(present, wanted):
        ask("PUT", REALM, {**present, **wanted})
        print("realm: changed")
    if WISHES["mail"]:
        # Keycloak hides the password, so nobody can say whether it is the right one: it is set each time.
        mail = dict(WISHES["mail"])
        if "MAIL_PASSWORD" in os.environ:
            mail["password"] = os.environ["MAIL_PASSWORD"]
        ask("PUT", REALM, {**ask("GET", REALM), "smtpServer": mail})


def groups():
    names = {group["name"] for group in ask("GET", REALM + "/groups?max=1000&briefRepresentation=true")}
    for name in WISHES["groups"]:
        if name not in names:
            ask("POST", REALM + "/groups", {"name": name})
            print(f"group {name}: made")


def scope():
    """A scope whose claim `groups` has the names of the groups."""
    for present in ask("GET", REALM + "/client-scopes"):
        if present["name"] == "groups":
            return present["id"]
    mapper = {
        "name": "groups",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-group-membership-mapper",
        "config": {
            "claim.name": "groups",
            "full.path": "false",
            "id.token.claim": "true",
            "access.token.claim": "true",
            "userinfo.token.claim": "true",
        },
    }
    ask(
        "POST",
        REALM + "/client-scopes",
        {
            "name": "groups",
            "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "true", "display.on.consent.screen": "false"},
            "protocolMappers": [mapper],
        },
    )
    print("claim of groups: made")
    return scope()


def client(wish, groups_scope):
    secret = (CLIENTS / wish["id"]).read_text()
    wanted = {
        "clientId": wish["id"],
        "name": wish["title"],
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "clientAuthenticatorType": "client-secret",
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "serviceAccountsEnabled": False,
        "baseUrl": wish["home"],
        "redirectUris": [wish["redirect"]],
        "webOrigins": [wish["origin"]],
    }
    query = urllib.parse.urlencode({"clientId": wish["id"]})
    found = ask("GET", f"{REALM}/clients?{query}")
    logout = {"post.logout.redirect.uris": wish["origin"] + "/*"}
    if not found:
        ask("POST", REALM + "/clients", {**wanted, "secret": secret, "attributes": logout})
        found = ask("GET", f"{REALM}/clients?{query}")
        print(f"client {wish['id']}: made")
    elif differs(found[0], {**wanted, "secret": secret}):
        ask("PUT", f"{REALM}/clients/{found[0]['id']}", {**found[0], **wanted, "secret": secret})
        print(f"client {wish['id']}: changed")
    if "groups" not in (found[0].get("defaultClientScopes") or []):
        ask("PUT", f"{REALM}/clients/{found[0]['id']}/default-client-scopes/{groups_scope}")


def administrator():
    """The first person of the realm, who may do everything in it. Made once; what becomes of the account is its own affair."""
    query = urllib.parse.urlencode({"email": WISHES["administrator"], "exact": "true"})
    if ask("GET", f"{REALM}/users?{query}"):
        return
    ask(
        "POST",
        REALM + "/users",
        {
            "username": WISHES["administrator"],
            "email": WISHES["administrator"],
            "emailVerified": True,
            "firstName": "Platform",
            "lastName": "Administrator",
            "enabled": True,
            "groups": ["/" + name for name in WISHES["groups"]],
            "credentials": [{"type": "password", "value": (SECRETS / "admin-password").read_text(), "temporary": True}],
        },
    )
    person = ask("GET", f"{REALM}/users?{query}")[0]["id"]
    manager = ask("GET", f"{REALM}/clients?clientId=realm-management")[0]["id"]
    role = ask("GET", f"{REALM}/clients/{manager}/roles/realm-admin")
    ask("POST", f"{REALM}/users/{person}/role-mappings/clients/{manager}", [role])
    print("administrator: made")


realm()
groups()
groups_scope = scope()
for wish in WISHES["clients"]:
    client(wish, groups_scope)
administrator()
print("done")
