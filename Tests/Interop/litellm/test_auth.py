# SPDX-License-Identifier: Apache-2.0
"""fairlead_auth without a proxy: declarations on disk, routes, and every place a request can name a model."""

import asyncio
import hashlib
import json
import os

import pytest
from litellm.proxy._types import LitellmUserRoles, ProxyException
from starlette.requests import Request

import fairlead_auth

KEY = "sk-assistant"
MASTER = "sk-master"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    """A mounted Secret, with the links kubelet makes, and a scopes file."""
    keys = tmp_path / "keys"
    data = keys / "..2026"
    data.mkdir(parents=True)
    (data / "assistant").write_text(digest(KEY))
    (keys / "..data").symlink_to("..2026")
    (keys / "assistant").symlink_to("..data/assistant")
    scopes = tmp_path / "scopes.json"
    scopes.write_text(json.dumps({"assistant": {"models": ["chat", "org/embed"], "rpm": 7, "tpm": 70}}))
    clock = Clock()
    declared = fairlead_auth.Declared(keys, scopes, clock)
    monkeypatch.setattr(fairlead_auth, "declared", declared)
    monkeypatch.setenv("LITELLM_MASTER_KEY", MASTER)
    for name in ("PROXY_MASTER_KEY", "DATABASE_URL", "FAIRLEAD_VIRTUAL_KEYS"):
        monkeypatch.delenv(name, raising=False)
    declared.keys, declared.scopes, declared.tick = keys, scopes, clock
    return declared


def request(path="/v1/chat/completions", body=None, method="POST", query="", content_type="application/json", **scope):
    raw = body if isinstance(body, bytes) else json.dumps(body if body is not None else {"model": "chat"}).encode()

    async def receive():
        return {"type": "http.request", "body": raw, "more_body": False}

    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(raw)).encode())]
    base = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    return Request({**base, **scope}, receive)


def ask(key=KEY, **arguments):
    return asyncio.run(fairlead_auth.authenticate(request(**arguments), key))


def refused(code, key=KEY, **arguments):
    with pytest.raises(ProxyException) as caught:
        ask(key, **arguments)
    assert str(caught.value.code) == str(code)
    return caught.value.message


def multipart(*fields):
    lines = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return ("".join(lines) + "--b--\r\n").encode()


def test_a_declared_key_is_its_consumer(mounted):
    answer = ask()
    assert answer.key_alias == "assistant"
    assert answer.models == ["chat", "org/embed"]
    assert (answer.rpm_limit, answer.tpm_limit) == (7, 70)
    assert answer.user_role == LitellmUserRoles.INTERNAL_USER
    assert KEY not in str(answer.model_dump()) and digest(KEY) not in str(answer.model_dump())


def test_the_master_key_is_the_administrator(mounted, monkeypatch):
    assert ask(MASTER, path="/model/new").user_role == LitellmUserRoles.PROXY_ADMIN
    assert ask("Bearer " + MASTER).user_role == LitellmUserRoles.PROXY_ADMIN
    monkeypatch.delenv("LITELLM_MASTER_KEY")
    refused(401, MASTER)
    monkeypatch.setenv("PROXY_MASTER_KEY", MASTER)
    assert ask(MASTER).user_role == LitellmUserRoles.PROXY_ADMIN


@pytest.mark.parametrize("key", ["", None, "sk-other", digest(KEY), KEY + " ", "sk-\udcff"])
def test_an_unknown_key_is_refused(mounted, key):
    refused(401, key)


@pytest.mark.parametrize("path", ["/health/liveliness", "/health/liveness", "/health/readiness"])
def test_probes_need_no_key(mounted, path):
    answer = ask("", path=path, method="GET")
    assert answer.user_role == LitellmUserRoles.INTERNAL_USER_VIEW_ONLY
    assert answer.models == [fairlead_auth.NO_MODELS]
    refused(401, "", path=path + "/details", method="GET")


def test_an_empty_master_key_opens_nothing(mounted, monkeypatch):
    monkeypatch.setenv("LITELLM_MASTER_KEY", "")
    refused(401, "")


@pytest.mark.parametrize(
    "path",
    [
        "/chat/completions",
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/responses",
        "/v1/messages",
        "/v1/audio/speech",
        "/v1/images/generations",
        "/engines/chat/completions",
        "/engines/chat/chat/completions",
        "/openai/deployments/chat/chat/completions",
        "/openai/deployments/org/embed/embeddings",
    ],
)
def test_model_routes_follow_the_scope(mounted, path):
    assert ask(path=path).key_alias == "assistant"
    message = refused(403, path=path, body={"model": "large"})
    assert "'large'" in message and "chat, org/embed" in message


@pytest.mark.parametrize(
    "path", ["/engines/large/completions", "/openai/deployments/large/chat/completions", "/engines/chat/x/embeddings"]
)
def test_a_model_in_the_path_must_be_in_scope(mounted, path):
    refused(403, path=path, body={"model": "chat"})
    refused(403, path=path, body={})


def test_the_model_the_framework_found_in_the_path_counts(mounted):
    refused(403, path="/engines/chat/completions", path_params={"model": "large"})


@pytest.mark.parametrize(
    "method, path",
    [
        ("POST", "/key/generate"),
        ("GET", "/key/list"),
        ("POST", "/user/new"),
        ("POST", "/model/new"),
        ("GET", "/model/info"),
        ("GET", "/spend/logs"),
        ("POST", "/config/update"),
        ("GET", "/health"),
        ("POST", "/v1/files"),
        ("GET", "/v1/responses/resp_1"),
        ("POST", "/v1/batches"),
        ("GET", "/v1/realtime"),
        ("POST", "/vertex_ai/v1/models/chat:predict"),
        ("GET", "/v1/chat/completions"),
        ("POST", "/v1/models"),
        ("POST", "//v1/chat/completions"),
        ("POST", "/v1/chat/completions/"),
        ("POST", "/key/generate/v1/chat/completions"),
        ("POST", ""),
    ],
)
def test_every_other_route_is_closed(mounted, method, path):
    refused(403, path=path, method=method)


def test_the_root_path_is_not_part_of_the_route(mounted):
    assert ask(path="/llm/v1/chat/completions", root_path="/llm").key_alias == "assistant"
    refused(403, path="/llmv1/chat/completions", root_path="/llm")


def test_metrics_are_for_who_may_read_them_and_for_nothing_else(mounted):
    for path in ("/metrics", "/metrics/"):
        refused(403, path=path, method="GET")
    mounted.scopes.write_text(json.dumps({"assistant": {"models": [], "metrics": True}}))
    mounted.tick.now += 10
    for path in ("/metrics", "/metrics/"):
        assert ask(path=path, method="GET").key_alias == "assistant"
        refused(403, path=path, method="POST")
    refused(403)
    refused(403, path="/metrics/x", method="GET")
    mounted.scopes.write_text(json.dumps({"assistant": {"models": [], "metrics": "yes"}}))
    mounted.tick.now += 10
    refused(403, path="/metrics", method="GET")


def test_models_can_be_listed(mounted):
    assert ask(path="/v1/models", method="GET").models == ["chat", "org/embed"]
    assert ask(path="/v1/models/org/embed", method="GET").key_alias == "assistant"
    refused(403, path="/v1/models/large", method="GET")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": None},
        {"model": ["chat"]},
        {"model": "chat,large"},
        {"model": "Chat"},
        {"model": "chat", "fallbacks": ["large"]},
        {"model": "chat", "fallbacks": "large"},
        {"model": "chat", "fallbacks": [{"model": "large"}]},
        {"model": "chat", "fallbacks": [{"chat": ["large"]}]},
        {"model": "chat", "fallbacks": [{"large": ["chat"]}]},
        {"model": "chat", "fallbacks": [{"model": "chat", "fallbacks": ["large"]}]},
        {"model": "chat", "fallbacks": [7]},
        {"model": "chat", "context_window_fallbacks": [{"chat": ["large"]}]},
        {"model": "chat", "content_policy_fallbacks": [{"chat": ["large"]}]},
        {"model": "chat", "api_base": "http://elsewhere"},
        {"model": "chat", "user_config": {}},
        {"model": "chat", "model_list": []},
        b'{"model": "chat", "model": "large"}',
    ],
)
def test_no_body_reaches_another_model(mounted, body):
    refused(403, body=body)


def test_fallbacks_inside_the_scope_pass(mounted):
    body = {"model": "chat", "fallbacks": ["org/embed", {"chat": ["org/embed"]}], "context_window_fallbacks": None}
    assert ask(body=body).key_alias == "assistant"


def test_deep_fallbacks_are_refused_not_followed(mounted):
    fallbacks = "chat"
    for _ in range(200):
        fallbacks = [fallbacks]
    refused(403, body={"model": "chat", "fallbacks": fallbacks})


def test_a_model_in_the_query_counts(mounted):
    refused(403, query="model=chat&model=large")


def test_multipart_forms_are_read(mounted):
    form = {"path": "/v1/audio/transcriptions", "content_type": "multipart/form-data; boundary=b"}
    assert ask(body=multipart(("model", "chat"), ("file", "x")), **form).key_alias == "assistant"
    refused(403, body=multipart(("model", "large")), **form)
    refused(403, body=multipart(("model", "large"), ("model", "chat")), **form)
    refused(403, body=multipart(("file", "x")), **form)


def test_a_rotation_has_two_keys_at_once(mounted):
    ask()
    (mounted.keys / "..2026" / "assistant").write_text(f"{digest(KEY)}\n\n{digest('sk-new').upper()}\r\n")
    refused(401, "sk-new")
    mounted.tick.now += 1
    assert ask("sk-new").key_alias == ask(KEY).key_alias == "assistant"
    (mounted.keys / "..2026" / "assistant").write_text(digest("sk-new"))
    mounted.tick.now += 1
    refused(401, KEY)


def test_a_key_file_with_other_lines_opens_nothing_more(mounted, caplog):
    (mounted.keys / "..2026" / "assistant").write_text(f"{KEY}\n{digest(KEY)[:-1]}\n")
    refused(401)
    assert KEY not in caplog.text
    (mounted.keys / "..2026" / "assistant").write_bytes(b"\xff\xfe")
    mounted.tick.now += 1
    refused(401)


def test_a_key_of_two_consumers_is_refused(mounted):
    (mounted.keys / "search").write_text(digest(KEY))
    refused(401)


def test_a_folder_among_the_keys_is_ignored(mounted):
    (mounted.keys / "folder").mkdir()
    assert ask().key_alias == "assistant"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "[" * 100_000, '{"assistant": {"models": '])
def test_a_broken_scopes_file_closes_declared_keys_only(mounted, content):
    mounted.scopes.write_text(content)
    refused(403)
    refused(403, path="/v1/models", method="GET")
    assert ask(MASTER).user_role == LitellmUserRoles.PROXY_ADMIN


def test_a_missing_scopes_file_or_folder_closes(mounted):
    os.unlink(mounted.scopes)
    refused(403)
    mounted.folder = mounted.keys / "nowhere"
    mounted.tick.now += 1
    refused(401)


@pytest.mark.parametrize(
    "entry",
    [None, [], {}, {"models": "chat"}, {"models": [1]}, {"models": [""]}]
    + [{"models": ["chat"], "rpm": value} for value in (0, -1, True, "1", 1.5)],
)
def test_a_malformed_entry_closes_its_consumer(mounted, entry):
    (mounted.keys / "search").write_text(digest("sk-search"))
    mounted.scopes.write_text(json.dumps({"assistant": entry, "search": {"models": ["chat"]}}))
    refused(403)
    assert ask("sk-search").key_alias == "search"


def test_a_key_without_a_scope_is_closed(mounted):
    mounted.scopes.write_text("{}")
    refused(403)


def test_an_empty_scope_is_not_every_model(mounted):
    mounted.scopes.write_text('{"assistant": {"models": []}}')
    refused(403)
    assert ask(path="/v1/models", method="GET").models == [fairlead_auth.NO_MODELS]


def test_a_problem_is_reported_once(mounted, caplog):
    mounted.scopes.write_text("{")
    for _ in range(3):
        refused(403)
        mounted.tick.now += 2
    assert caplog.text.count("cannot be used") == 1


def test_virtual_keys_need_the_switch_and_a_database(mounted, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db")
    refused(401, "sk-virtual")
    monkeypatch.setenv("FAIRLEAD_VIRTUAL_KEYS", "litellm")
    assert ask("sk-virtual") == "sk-virtual"
    refused(401, "virtual")
    assert ask(KEY).key_alias == "assistant"
    monkeypatch.delenv("DATABASE_URL")
    refused(401, "sk-virtual")
