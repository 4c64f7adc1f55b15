#!/usr/bin/env python3
"""A stand-in for the podman command: it remembers what it was told in the folder $STAND_IN and runs nothing.

Every call is a line of $STAND_IN/calls. What `logs` and `exec` write are the files logs and exec beside it.
With a file servers beside it, PostgreSQL's tools are really run: it says where they are, and the port of the server that is "in the container".
"""
import fcntl
import json
import os
import re
import sys
import time

folder = os.environ["STAND_IN"]
words = sys.argv[1:]
lock = open(os.path.join(folder, "lock"), "w")
fcntl.flock(lock, fcntl.LOCK_EX)
path = os.path.join(folder, "state.json")
state = json.load(open(path)) if os.path.exists(path) else {"containers": {}, "networks": {}, "volumes": {}, "secrets": []}
with open(os.path.join(folder, "calls"), "a") as calls:
    calls.write(json.dumps(words) + "\n")


def save():
    with open(path + ".new", "w") as file:
        json.dump(state, file)
    os.replace(path + ".new", path)


def options(name):
    return [words[index + 1] for index, word in enumerate(words[:-1]) if word == name]


def labels():
    return dict(text.split("=", 1) for text in options("--label"))


def kept(entry, name):
    for text in options("--filter"):
        if text.startswith("label="):
            key, value = text[6:].split("=", 1)
            if entry["labels"].get(key) != value:
                return False
        elif text.startswith("name="):
            if name != text[5:].strip("^$").replace("\\", ""):
                return False
    return True


def out(file):
    name = os.path.join(folder, file)
    if os.path.exists(name):
        sys.stdout.buffer.write(open(name, "rb").read())


verb = words[0]
servers = os.path.join(folder, "servers")
if verb in ("exec", "run") and "-c" in words and os.path.exists(servers):
    known = json.load(open(servers))
    inner = ["sh"] + words[words.index("-c"):]
    if verb == "exec":
        inner = [word.replace("--port=5432", f"--port={known['port']}") for word in inner]
    lock.close()
    os.environ["PATH"] = known["bin"] + ":" + os.environ["PATH"]
    os.execvp("sh", inner)
if verb == "ps":
    print(json.dumps([
        {"Names": [name], "Image": entry["image"], "State": entry["state"], "ExitCode": 0, "StartedAt": entry["started"],
         "Created": 1, "Labels": entry["labels"]}
        for name, entry in state["containers"].items() if kept(entry, name)]))
elif verb in ("network", "volume") and words[1] == "ls":
    key = "name" if verb == "network" else "Name"
    print(json.dumps([
        {key: name, "Labels": entry["labels"], "subnets": [{"subnet": entry.get("subnet")}]}
        for name, entry in state[verb + "s"].items() if kept(entry, name)]))
elif verb == "network" and words[1] == "create":
    state["networks"][words[-1]] = {"labels": labels(), "subnet": f"127.99.{len(state['networks'])}.0/24"}
elif verb == "volume" and words[1] == "create":
    state["volumes"][words[-1]] = {"labels": labels()}
elif verb == "volume" and words[1] == "export":
    name = os.path.join(folder, "volume." + words[2])
    sys.stdout.buffer.write(open(name, "rb").read() if os.path.exists(name) else b"empty")
elif verb == "volume" and words[1] == "import":
    with open(os.path.join(folder, "volume." + words[2]), "wb") as file:
        file.write(sys.stdin.buffer.read())
elif verb == "secret" and words[1] == "ls":
    print("\n".join(state["secrets"]))
elif verb == "secret" and words[1] == "create":
    sys.stdin.buffer.read()
    state["secrets"].append(words[-2])
elif words[1:2] == ["rm"]:
    gone = [word for word in words[2:] if not word.startswith("-")]
    if verb == "secret":
        state["secrets"] = [name for name in state["secrets"] if name not in gone]
    else:
        for name in gone:
            state[verb + "s"].pop(name, None)
elif verb == "create":
    image = next(word for word in words if re.match(r"(docker\.io|example\.org)/[^=,]+$", word))
    state["containers"][options("--name")[0]] = {
        "image": image, "labels": labels(), "state": "created", "started": 0,
        "isJob": any(word.startswith("on-failure") for word in words)}
elif verb in ("start", "restart", "stop"):
    for name in words[1:]:
        if name in state["containers"]:
            done = verb == "stop" or state["containers"][name]["isJob"]
            state["containers"][name]["state"] = "exited" if done else "running"
            state["containers"][name]["started"] = int(time.time()) - 60
elif verb == "rm":
    for name in words[1:]:
        state["containers"].pop(name, None)
elif verb == "logs":
    out("logs")
    if "--follow" in words:
        sys.stdout.flush()
        lock.close()
        time.sleep(600)
elif verb == "exec":
    data = sys.stdin.buffer.read() if "-i" in words else b""
    with open(os.path.join(folder, "exec.in"), "wb") as file:
        file.write(data)
    if "pg_dump" in words:
        out("exec")
elif verb == "image":
    sys.exit(1)
save()
