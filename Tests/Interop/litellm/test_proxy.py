# SPDX-License-Identifier: Apache-2.0
"""The real LiteLLM proxy with both plug-ins and the configuration of a component, in front of a stub engine."""

import json

import pytest

from conftest import CONFIGURATION, PLUGINS
from running_proxy import MASTER_KEY, RunningProxy, sha256
from stub_engine import output_limit, words

SYSTEM = {"role": "system", "content": [{"type": "text", "text": "Answer in Danish."}]}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    with RunningProxy(CONFIGURATION, PLUGINS, tmp_path_factory.mktemp("litellm")) as running:
        yield running


@pytest.fixture
def narrow(proxy):
    return proxy.keys["interop-narrow"]


@pytest.fixture
def own(proxy):
    return proxy.scopes["interop-narrow"]["models"][0]


@pytest.fixture
def other(proxy):
    return proxy.other_model("interop-narrow")


def long_chat(window):
    turns = []
    for number in range(20):
        turns.append({"role": "user", "content": f"question{number} " + "word " * (window // 15)})
        turns.append({"role": "assistant", "content": f"answer{number} " + "word " * (window // 15)})
    return [SYSTEM, *turns, {"role": "user", "content": "the last question"}]


def test_probes_need_no_key(proxy):
    assert proxy.ask(None, "GET", "/health/liveliness").status_code == 200
    assert proxy.ask(None, "GET", "/health/readiness").status_code == 200


@pytest.mark.parametrize("key", [None, "sk-unknown", "unknown", sha256("sk-interop-interop-narrow")])
def test_unknown_keys_are_refused(proxy, own, key):
    assert proxy.chat(key, own).status_code == 401
    assert proxy.ask(key, "GET", "/v1/models").status_code == 401


def test_every_consumer_sees_and_uses_exactly_its_models(proxy):
    for consumer, scope in proxy.scopes.items():
        key = proxy.keys[consumer]
        listed = proxy.ask(key, "GET", "/v1/models").json()["data"]
        assert sorted(model["id"] for model in listed) == sorted(scope["models"])
        for model in scope["models"]:
            if model in proxy.embedding_models():
                answer = proxy.ask(key, "POST", "/v1/embeddings", json={"model": model, "input": "text"})
            else:
                answer = proxy.chat(key, model)
            assert answer.status_code == 200, answer.text
            assert proxy.stub.last()["body"]["model"] == proxy.upstream(model)
            assert proxy.stub.last()["authorization"] == "Bearer " + proxy.upstream_key(model)
        assert proxy.chat(key, proxy.other_model(consumer)).status_code == 403


def test_metrics_are_for_the_key_that_may_read_them(proxy):
    readers = [consumer for consumer, scope in proxy.scopes.items() if scope.get("metrics")]
    assert readers, "the configuration declares nobody who may read the metrics"
    for consumer, key in proxy.keys.items():
        # LiteLLM's own door to the metrics says 401 whatever the reason of the refusal was.
        expected = 200 if consumer in readers else 401
        assert proxy.ask(key, "GET", "/metrics/").status_code == expected, consumer
    assert proxy.ask(None, "GET", "/metrics/").status_code == 401


def test_another_model_is_refused_everywhere(proxy, narrow, own, other):
    before = len(proxy.stub.requests)
    answer = proxy.chat(narrow, other)
    assert answer.status_code == 403 and own in answer.json()["error"]["message"]
    answers = [
        proxy.chat(narrow, other, stream=True),
        proxy.chat(narrow, f"{own},{other}"),
        proxy.chat(narrow, own, fallbacks=[other]),
        proxy.chat(narrow, own, path=f"/openai/deployments/{other}/chat/completions"),
        proxy.chat(narrow, own, path=f"/engines/{other}/chat/completions"),
        proxy.ask(narrow, "POST", "/v1/embeddings", json={"model": other, "input": "x"}),
        proxy.ask(narrow, "POST", "/v1/completions", json={"model": other, "prompt": "x"}),
        proxy.ask(narrow, "POST", "/v1/responses", json={"model": other, "input": "x"}),
        proxy.ask(narrow, "POST", "/v1/images/generations", json={"model": other, "prompt": "x"}),
        proxy.ask(narrow, "POST", "/v1/audio/speech", json={"model": other, "input": "x", "voice": "x"}),
        proxy.ask(narrow, "POST", "/v1/audio/transcriptions", data={"model": other}, files={"file": ("a.wav", b"x")}),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert len(proxy.stub.requests) == before


def test_other_forms_of_a_request_still_arrive(proxy, narrow, own):
    assert proxy.chat(narrow, own, path=f"/openai/deployments/{own}/chat/completions").status_code == 200
    upload = {"data": {"model": own}, "files": {"file": ("a.wav", b"sound")}}
    assert proxy.ask(narrow, "POST", "/v1/audio/transcriptions", **upload).json()["text"] == "heard"
    assert b"sound" in proxy.stub.last()["raw"]
    answer = proxy.chat(narrow, own, stream=True)
    events = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    deltas = [json.loads(event)["choices"][0]["delta"].get("content") or "" for event in events[:-1]]
    assert "".join(deltas) == "hello"


def test_administration_is_the_master_key_alone(proxy, narrow):
    listed = proxy.ask(MASTER_KEY, "GET", "/v1/models").json()["data"]
    assert {model["id"] for model in listed} == set(proxy.models)
    assert all(proxy.chat(MASTER_KEY, model).status_code == 200 for model in proxy.chat_models())
    assert proxy.ask(MASTER_KEY, "GET", "/model/info").status_code == 200
    for method, path in [
        ("GET", "/model/info"),
        ("POST", "/model/new"),
        ("POST", "/key/generate"),
        ("POST", "/user/new"),
        ("GET", "/spend/logs"),
        ("POST", "/config/update"),
        ("GET", "/get/config/callbacks"),
        ("GET", "/health"),
    ]:
        assert proxy.ask(narrow, method, path).status_code == 403, path


def test_rate_limits_of_a_scope_apply(proxy, own):
    key = proxy.keys["interop-limited"]
    assert [proxy.chat(key, own).status_code for _ in range(4)].count(429) >= 1


def test_a_long_chat_is_cut_to_the_window_of_its_model(proxy):
    assert proxy.windows, "the configuration declares no context window for a chat model"
    for model, window in proxy.windows.items():
        answer = proxy.chat(MASTER_KEY, model, messages=long_chat(window))
        assert answer.status_code == 200, answer.text
        sent = proxy.stub.last()["body"]
        assert words(sent["messages"]) + output_limit(sent) <= window
        assert "Answer in Danish." in json.dumps(sent["messages"][0])
        assert sent["messages"][-1]["content"] == "the last question"
        assert 2 < len(sent["messages"]) < 42


def test_one_long_message_is_cut(proxy):
    for model, window in proxy.windows.items():
        content = "first " + "word " * (2 * window) + "last"
        answer = proxy.chat(MASTER_KEY, model, messages=[{"role": "user", "content": content}], stream=True)
        assert answer.status_code == 200, answer.text
        sent = proxy.stub.last()["body"]["messages"][0]["content"]
        assert sent.startswith("first ") and sent.endswith(" last")


def test_output_limits_are_lowered(proxy):
    for model, window in proxy.windows.items():
        limits = {"max_tokens": 10 * window, "max_completion_tokens": 10 * window}
        for fields in (limits, {"max_tokens": 10 * window}, {"max_completion_tokens": 10 * window}):
            assert proxy.chat(MASTER_KEY, model, **fields).status_code == 200
            sent = proxy.stub.last()["body"]
            assert 0 < output_limit(sent) < window
            assert all(sent[field] < window for field in fields if field in sent)
        assert proxy.chat(MASTER_KEY, model, max_tokens=11).status_code == 200
        assert proxy.stub.last()["body"]["max_tokens"] == 11


def test_tool_results_without_their_call_do_not_reach_the_engine(proxy):
    model = next(iter(proxy.windows))
    orphan = {"role": "tool", "tool_call_id": "gone", "content": "x"}
    assert proxy.chat(MASTER_KEY, model, messages=[orphan, {"role": "user", "content": "Hello"}]).status_code == 200
    assert [message["role"] for message in proxy.stub.last()["body"]["messages"]] == ["user"]


def test_keys_rotate_without_a_restart(proxy, narrow, own):
    file = proxy.key_file("interop-narrow")
    file.write_text(f"{sha256(narrow)}\n{sha256('sk-interop-next')}\n")
    proxy.becomes(200, "sk-interop-next", own)
    assert proxy.chat(narrow, own).status_code == 200
    file.write_text(sha256("sk-interop-next"))
    proxy.becomes(401, narrow, own)
    assert proxy.chat("sk-interop-next", own).status_code == 200
    file.write_text(sha256(narrow))
    proxy.becomes(200, narrow, own)


def test_a_broken_scopes_file_closes_and_a_repaired_one_opens(proxy, narrow, own):
    proxy.write_scopes('{"interop-narrow": ')
    proxy.becomes(403, narrow, own)
    assert proxy.chat(MASTER_KEY, own).status_code == 200
    assert proxy.ask(None, "GET", "/health/liveliness").status_code == 200
    (proxy.folder / "scopes.json").unlink()
    assert proxy.chat(narrow, own).status_code == 403
    proxy.write_scopes(json.dumps(proxy.scopes))
    proxy.becomes(200, narrow, own)


def test_no_key_is_written_to_the_log(proxy):
    log = proxy.log_text()
    for key in [MASTER_KEY, *proxy.keys.values(), "sk-interop-next"]:
        assert key not in log
