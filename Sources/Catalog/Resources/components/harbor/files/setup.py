"""Makes the platform's projects, caches and accounts in Harbor. What is there already is left, or brought to what is wished."""

import base64
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ["HARBOR_URL"] + "/api/v2.0"
WISHES = json.loads(pathlib.Path("/etc/harbor-setup/wishes.json").read_text())
LOGIN = base64.b64encode(("admin:" + os.environ["HARBOR_ADMIN_PASSWORD"]).encode()).decode()


def ask(method, path, body=None, ok=(200, 201), missing=None):
    """Asks Harbor; answers the decoded body, or `missing` where there is nothing. Bodies are never shown: some hold passwords."""
    request = urllib.request.Request(
        BASE + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Basic " + LOGIN, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        if error.code == 404 and method == "GET":
            return missing
        if error.code in ok:
            return None
        raise SystemExit(f"{method} {path}: {error.code}") from None


def wait():
    for _ in range(90):
        try:
            with urllib.request.urlopen(BASE + "/ping", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(5)
    sys.exit("Harbor does not answer")


def named(path, name):
    """The object of that name in a list that can be asked for by name."""
    query = urllib.parse.urlencode({"q": "name=" + name, "page_size": 100})
    return next((entry for entry in ask("GET", f"{path}?{query}", missing=[]) or [] if entry["name"] == name), None)


def account(name):
    """The account of that name; Harbor looks for names without their prefix and answers with it, so all are looked at."""
    page = 1
    while entries := ask("GET", f"/robots?page={page}&page_size=100", missing=[]):
        for entry in entries:
            if entry["name"] == name:
                return entry
        page += 1
    return None


def project(name, public, registry=None):
    quoted = urllib.parse.quote(name, safe="")
    metadata = {"public": "true" if public else "false"}
    if registry is None:
        metadata["auto_scan"] = "true" if WISHES["scan"] else "false"
    present = ask("GET", f"/projects/{quoted}")
    if present is None:
        body = {"project_name": name, "metadata": metadata}
        if registry is not None:
            body["registry_id"] = registry
        ask("POST", "/projects", body, ok=(409,))
        print(f"project {name}: made")
        return
    if registry is not None and present.get("registry_id") != registry:
        sys.exit(f"project {name} is there and is no cache of that registry: remove or rename one of them")
    if any((present.get("metadata") or {}).get(key) != value for key, value in metadata.items()):
        ask("PUT", f"/projects/{quoted}", {"metadata": metadata})
        print(f"project {name}: changed")


def cache(name, url):
    kind = "docker-hub" if urllib.parse.urlsplit(url).hostname == "hub.docker.com" else "docker-registry"
    present = named("/registries", name)
    if present is None:
        ask("POST", "/registries", {"name": name, "type": kind, "url": url, "insecure": False}, ok=(409,))
        present = named("/registries", name)
        print(f"registry {name}: made")
    elif present["url"] != url:
        ask("PUT", f"/registries/{present['id']}", {"url": url})
        print(f"registry {name}: changed")
    project(name, WISHES["publicProxies"], present["id"])


def robot(wish):
    def access(**actions):
        return [{"resource": resource, "action": action} for resource, names in actions.items() for action in names]

    permissions = [
        {
            "kind": "project",
            "namespace": wish["project"],
            "access": access(repository=["pull", "push", "read", "list"], artifact=["read", "list"], tag=["create", "list"]),
        }
    ] + [
        {"kind": "project", "namespace": name, "access": access(repository=["pull"])} for name in sorted(WISHES["proxies"])
    ]
    body = {
        "name": wish["name"],
        "description": wish["title"],
        "level": "system",
        "disable": False,
        "duration": -1,
        "permissions": permissions,
    }
    name = "robot-" + wish["name"]
    present = account(name)
    if present is None:
        ask("POST", "/robots", body)
        present = account(name)
        if present is None:
            sys.exit(f"account {name} was made and is not found")
        print(f"account {name}: made")
    else:
        ask("PUT", f"/robots/{present['id']}", {**body, "id": present["id"], "name": present["name"]})
    secret = pathlib.Path("/etc/harbor-robots", wish["name"]).read_text()
    ask("PATCH", f"/robots/{present['id']}", {"secret": secret})


def cleanup(times):
    wanted = {"schedule": {"type": "Custom", "cron": times}, "parameters": {"delete_untagged": False, "workers": 1}}
    present = (ask("GET", "/system/gc/schedule") or {}).get("schedule") or {}
    if present.get("cron") == times:
        return
    ask("PUT" if present.get("type") not in (None, "", "None") else "POST", "/system/gc/schedule", wanted)
    print("cleanup: set")


wait()
for project_name in WISHES["projects"]:
    project(project_name, False)
for cache_name, cache_url in sorted(WISHES["proxies"].items()):
    cache(cache_name, cache_url)
for robot_wish in WISHES["robots"]:
    robot(robot_wish)
cleanup(WISHES["cleanup"])
print("done")
