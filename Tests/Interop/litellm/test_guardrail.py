# SPDX-License-Identifier: Apache-2.0
"""fairlead_guardrail without a proxy: settings, counting, what is cut and what must survive."""

import asyncio
import copy
import json
import random

import pytest

import fairlead_guardrail
from fairlead_guardrail import ContextWindowGuardrail, Settings, fit_request, repair_pairs, shorten_text
from stub_engine import words

WINDOW = 2000
SETTINGS = Settings(context_windows={"chat": WINDOW}, safety_buffer=100, max_output_tokens=400)


def fitted(messages, settings=SETTINGS, **fields):
    data = {"model": "chat", "messages": copy.deepcopy(messages), **fields}
    fit_request(data, settings)
    return data


def text(count, word="word"):
    return " ".join(f"{word}{number}" for number in range(count))


def user(content):
    return {"role": "user", "content": content}


def assistant(content=None, calls=()):
    message = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"id": call, "type": "function", "function": {"name": "look", "arguments": "{}"}} for call in calls
        ]
    return message


def tool(call, content="result"):
    return {"role": "tool", "tool_call_id": call, "content": content}


SYSTEM = {"role": "system", "content": "Answer in Danish."}
QUESTION = user("What is the waste calendar?")


def test_a_short_chat_keeps_its_messages():
    data = fitted([SYSTEM, QUESTION])
    assert data["messages"] == [SYSTEM, QUESTION]
    assert data["max_tokens"] == 400


def test_other_requests_are_left_alone():
    for data in ({}, {"model": "chat"}, {"model": "chat", "messages": []}, {"model": "chat", "messages": "x"}):
        before = copy.deepcopy(data)
        fit_request(data, SETTINGS)
        assert data == before
    unknown = {"model": "other", "messages": [user(text(9000)), assistant("x")], "max_tokens": 9000}
    before = copy.deepcopy(unknown)
    fit_request(unknown, SETTINGS)
    assert unknown == before
    fit_request(unknown, SETTINGS._replace(default_context_window=WINDOW))
    assert words(unknown["messages"]) + unknown["max_tokens"] < WINDOW


def test_the_oldest_turns_go_first_and_instructions_stay():
    late = {"role": "system", "content": "Be brief."}
    turns = [message for number in range(20) for message in (user(text(60, f"q{number}x")), assistant(text(60)))]
    data = fitted([SYSTEM, *turns[:10], late, *turns[10:], QUESTION])
    kept = data["messages"]
    assert kept[0] == SYSTEM and late in kept and kept[-1] == QUESTION
    others = [message for message in kept if message["role"] != "system"]
    assert 1 < len(others) < 40 and others[0]["role"] == "user"
    assert others == [*turns, QUESTION][-len(others) :]


def test_both_output_limits_are_lowered():
    data = fitted([QUESTION], max_tokens=5000, max_completion_tokens=6000)
    assert data["max_tokens"] == data["max_completion_tokens"] < WINDOW
    assert fitted([QUESTION], max_tokens=50, max_completion_tokens=6000)["max_tokens"] == 50


def test_output_limits_keep_their_field_and_small_ones_their_value():
    assert fitted([QUESTION], max_tokens=17)["max_tokens"] == 17
    data = fitted([QUESTION], max_completion_tokens=9000)
    assert "max_tokens" not in data and data["max_completion_tokens"] < WINDOW
    assert "max_tokens" not in fitted([QUESTION], SETTINGS._replace(max_output_tokens=0))
    for odd in (None, "many", True, -1, 0):
        assert fitted([QUESTION], max_tokens=odd)["max_tokens"] == 400


def test_a_long_single_message_keeps_both_ends():
    data = fitted([SYSTEM, user(text(5000))])
    content = data["messages"][1]["content"]
    assert data["messages"][0] == SYSTEM
    assert content.startswith("word0 ") and content.endswith("word4999")
    assert fairlead_guardrail.CUT_MARK in content


def test_system_text_alone_too_long_is_shortened_last():
    data = fitted([{"role": "system", "content": text(5000)}, QUESTION])
    assert fairlead_guardrail.CUT_MARK in data["messages"][0]["content"]
    assert words(data["messages"]) + data["max_tokens"] < WINDOW
    assert data["messages"][1]["role"] == "user"


def test_list_content_is_shortened_and_pictures_stay():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 200_000}}
    system = {"role": "system", "content": [{"type": "text", "text": "Answer in Danish."}]}
    data = fitted([system, user("old " * 2000), user([picture, {"type": "text", "text": text(4000)}])])
    assert data["messages"][0] == system
    assert data["messages"][-1]["content"][0] == picture
    assert fairlead_guardrail.CUT_MARK in data["messages"][-1]["content"][1]["text"]
    long_system = [{"type": "text", "text": text(4000)}, {"type": "text", "text": text(3000)}]
    data = fitted([{"role": "system", "content": long_system}, QUESTION])
    assert words(data["messages"]) + data["max_tokens"] < WINDOW


def test_tool_definitions_count():
    tools = [{"type": "function", "function": {"name": "look", "description": text(400)}}]
    history = [message for _ in range(6) for message in (user(text(60)), assistant(text(60)))]
    assert len(fitted([*history, QUESTION], tools=tools)["messages"]) < len(fitted([*history, QUESTION])["messages"])


def test_the_current_turn_loses_old_tool_rounds_in_pairs():
    calls = [f"c{number}" for number in range(8)]
    rounds = [message for call in calls for message in (assistant(calls=[call]), tool(call, text(150)))]
    kept = fitted([SYSTEM, QUESTION, *rounds])["messages"]
    assert kept[:2] == [SYSTEM, QUESTION] and kept[-1] == rounds[-1]
    assert 2 < len(kept) < 18
    assert repair_pairs(kept) == kept


@pytest.mark.parametrize(
    "messages, expected",
    [
        ([tool("a"), QUESTION], [1]),
        ([QUESTION, assistant(calls=["a"])], [0]),
        ([QUESTION, assistant("text", calls=["a"])], "stripped"),
        ([QUESTION, tool("a"), assistant(calls=["a"])], [0]),
        ([QUESTION, assistant(calls=["a"]), tool("a")], [0, 1, 2]),
        ([{"role": "tool", "content": "x"}, QUESTION], [1]),
        ([QUESTION, assistant(calls=["a", "b"]), tool("b")], "partly"),
    ],
)
def test_pairs_are_repaired(messages, expected):
    before = copy.deepcopy(messages)
    repaired = repair_pairs(messages)
    if expected == "stripped":
        assert repaired == [QUESTION, {"role": "assistant", "content": "text"}]
    elif expected == "partly":
        assert [call["id"] for call in repaired[1]["tool_calls"]] == ["b"] and len(repaired) == 3
    else:
        assert repaired == [messages[index] for index in expected]
    assert messages == before


def test_a_chat_that_ends_with_the_assistant_is_continued():
    assert fitted([QUESTION, assistant("And")])["messages"][-1] == user("Please continue.")
    assert len(fitted([QUESTION, assistant("And")], SETTINGS._replace(continue_with=""))["messages"]) == 2
    assert len(fitted([QUESTION, {**assistant("And"), "prefix": True}])["messages"]) == 2
    assert len(fitted([QUESTION, assistant("And")], continue_final_message=True)["messages"]) == 2


def test_shortening_a_text_reaches_its_budget():
    for budget in (10, 50, 333):
        assert fairlead_guardrail.count_text(shorten_text(text(2000), budget)) <= budget + 30
    assert shorten_text("short", 100) == "short"
    assert len(shorten_text("x" * 500, -5)) < 60


def test_an_impossible_chat_goes_on():
    picture = {"type": "image_url", "image_url": {"url": "http://elsewhere.invalid/x.png"}}
    data = fitted([user([picture] * 20)])
    assert data["messages"] == [user([picture] * 20)] and data["max_tokens"] >= 256
    tiny = fitted([QUESTION], Settings(context_windows={"chat": 10}))
    assert tiny["max_tokens"] >= 1


def test_counting_survives_a_broken_tokenizer(monkeypatch):
    def broken(**arguments):
        raise RuntimeError("no tokenizer")

    monkeypatch.setattr(fairlead_guardrail.litellm, "token_counter", broken)
    assert fairlead_guardrail.count_text("one two three") >= 4
    data = fitted([user(text(5000))])
    assert words(data["messages"]) + data["max_tokens"] < WINDOW


def random_chat(random_source):
    calls = [f"c{number}" for number in range(6)]
    messages = []
    for _ in range(random_source.randrange(1, 30)):
        content = text(random_source.choice([0, 1, 20, 200, 1500]))
        content = random_source.choice([content, [{"type": "text", "text": content}], None])
        role = random_source.choice(["system", "developer", "user", "user", "assistant", "assistant", "tool"])
        message = {"role": role, "content": content}
        if role == "assistant" and random_source.random() < 0.5:
            made = random_source.sample(calls, random_source.randrange(1, 3))
            message = {**assistant(calls=made), "content": content}
        if role == "tool":
            message["tool_call_id"] = random_source.choice(calls)
        messages.append(message)
    return messages


def test_any_chat_fits_and_a_second_run_changes_nothing():
    seed = random.randrange(1 << 32)
    print("seed", seed)
    random_source = random.Random(seed)
    for _ in range(60):
        messages = random_chat(random_source)
        limit = random_source.choice([None, 1, 100, 300, 1900, 99999])
        fields = {"max_tokens": limit} if limit else {}
        once = fitted(messages, **fields)
        assert words(once["messages"]) + once["max_tokens"] <= WINDOW
        assert repair_pairs(once["messages"]) == once["messages"] or not repair_pairs(messages)
        again = copy.deepcopy(once)
        fit_request(again, SETTINGS)
        assert again == once


def hook(guardrail, data, call_type="acompletion"):
    return asyncio.run(guardrail.async_pre_call_hook(None, None, data, call_type))


def test_the_hook_takes_its_settings_from_litellm_params():
    guardrail = ContextWindowGuardrail(
        guardrail_name="g", event_hook="pre_call", default_on=True, context_windows={"chat": 900}, safety_buffer=0
    )
    assert guardrail.default_on and guardrail.guardrail_name == "g"
    data = {"model": "chat", "messages": [user(text(4000))]}
    assert hook(guardrail, data) is data
    assert words(data["messages"]) + data["max_tokens"] < 900
    assert hook(guardrail, {"model": "chat", "input": "x"}, "aembedding") == {"model": "chat", "input": "x"}


def test_the_hook_never_raises_and_then_changes_nothing(monkeypatch):
    guardrail = ContextWindowGuardrail(guardrail_name="g", context_windows={"chat": 900})
    odd = [
        {"model": ["chat"], "messages": [QUESTION]},
        {"model": "chat", "messages": [None]},
        {"model": "chat", "messages": [{}]},
        {"model": "chat", "messages": [{"role": "tool", "tool_call_id": ["x"], "content": 7}]},
        {"model": "chat", "messages": [{"role": "assistant", "tool_calls": "x", "content": [None, "y", {"text": 3}]}]},
    ]
    for data in odd:
        hook(guardrail, data)

    def broken(*arguments):
        raise RuntimeError("broken")

    monkeypatch.setattr(fairlead_guardrail, "repair_pairs", broken)
    data = {"model": "chat", "messages": [user(text(4000))], "max_tokens": 5000}
    before = copy.deepcopy(data)
    assert hook(guardrail, data) == before


def test_settings_come_from_a_file_and_parameters_win(tmp_path, monkeypatch, caplog):
    path = tmp_path / "guardrail.json"
    path.write_text(json.dumps({"context_windows": {"chat": 111}, "safety_buffer": 5, "trim_ratio": 7, "other": 1}))
    settings = fairlead_guardrail.read_settings({"config_file": str(path), "safety_buffer": 6})
    assert (settings.context_windows, settings.safety_buffer) == ({"chat": 111}, 6)
    assert settings.trim_ratio == Settings().trim_ratio and "trim_ratio" in caplog.text
    monkeypatch.setenv("FAIRLEAD_GUARDRAIL_FILE", str(path))
    assert fairlead_guardrail.read_settings({}).context_windows == {"chat": 111}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAIRLEAD_GUARDRAIL_FILE", "guardrail.json")
    assert fairlead_guardrail.read_settings({}) == Settings()
    for content in ("", "[]", "{"):
        path.write_text(content)
        assert fairlead_guardrail.read_settings({"config_file": str(path)}) == Settings()


@pytest.mark.parametrize(
    "name, value",
    [("context_windows", []), ("context_windows", {"chat": "16k"}), ("context_windows", {"chat": -1})]
    + [("max_output_tokens", -1), ("min_output_tokens", 1.5), ("safety_buffer", True), ("trim_ratio", 0)]
    + [("token_margin", float("nan")), ("continue_with", 1)],
)
def test_a_setting_that_cannot_be_used_leaves_the_default(name, value):
    assert fairlead_guardrail.read_settings({name: value}) == Settings()
