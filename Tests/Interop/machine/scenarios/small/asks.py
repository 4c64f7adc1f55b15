"""Asks from inside of the probe: asks.py QUESTION. Prints one line; 0 if the answer is as it should be."""
import json
import os
import sys
import urllib.error
import urllib.request


def ask(url, body=None, method=None, **headers):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    if data is not None:
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def chat(text, model="assistant", key=None):
    body = {"model": model, "max_tokens": 8, "messages": [{"role": "user", "content": text}]}
    return ask(os.environ["LLM_URL"] + "/chat/completions", body, Authorization="Bearer " + (key or os.environ["LLM_KEY"]))


def answers():
    status, text = chat("Hello")
    return status == 200 and bool(json.loads(text)["choices"]), f"{status}, {len(text)} bytes"


def scope():
    status, text = ask(os.environ["LLM_URL"] + "/models", Authorization="Bearer " + os.environ["LLM_KEY"])
    names = sorted(model["id"] for model in json.loads(text)["data"])
    refused, _ = chat("Hello", model="other")
    return status == 200 and names == ["assistant"] and refused in (401, 403), f"{names}, other model {refused}"


def stranger():
    status, _ = chat("Hello", key="sk-" + "0" * 40)
    return status == 401, str(status)


def trimmed():
    # About 3000 tokens as the gateway counts, more than the window of 2048; for the engine each letter is one.
    text = "word " * 3000
    status, answer = chat(text)
    seen = json.loads(answer)["usage"]["prompt_tokens"] if status == 200 else None
    return status == 200 and 1000 < seen < 0.8 * len(text), f"{status}, {len(text)} letters, the engine saw {seen} tokens"


def search():
    status, text = ask(os.environ["SEARCH_URL"].replace("<query>", "fairlead") + "&format=json")
    return status == 200 and bool(json.loads(text)["results"]), str(status)


def loader():
    url, key = os.environ["LOADER_URL"] + "/process", os.environ["LOADER_KEY"]
    status, text = ask(url, b"Some words.", "PUT", Authorization="Bearer " + key)
    refused, _ = ask(url, b"Some words.", "PUT", Authorization="Bearer wrong")
    return status == 200 and "Some words." in text and refused == 401, f"{status}, wrong key {refused}"


good, said = globals()[sys.argv[1]]()
print(said)
sys.exit(not good)
