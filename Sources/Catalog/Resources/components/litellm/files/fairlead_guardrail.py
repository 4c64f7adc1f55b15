# SPDX-License-Identifier: Apache-2.0
"""Keeps a chat inside the context window that the platform declares for its model.

An engine refuses a conversation that is too long, or one whose `max_tokens` does not fit behind it. This
LiteLLM guardrail shortens both before the request leaves the proxy:

    guardrails:
      - guardrail_name: context-window
        litellm_params:
          guardrail: fairlead_guardrail.ContextWindowGuardrail
          mode: pre_call
          default_on: true
          context_windows: {chat: 16384}

Settings are read from `litellm_params`. Those LiteLLM does not pass on may stand in a JSON file whose absolute
path is given by `config_file` or by FAIRLEAD_GUARDRAIL_FILE; a value in `litellm_params` wins.

    context_windows        model name as clients use it -> tokens; a model that is not named is left alone
    default_context_window tokens for models that are not named (default 0: leave them alone)
    max_output_tokens      reply length when a request asks for none (default 2000; 0: add none)
    min_output_tokens      a reply is never shortened below this (default 256)
    trim_ratio             share of the window the prompt may fill while the reply wants the rest (default 0.75)
    safety_buffer          tokens kept free (default 500)
    token_margin           factor on every count, as the tokenizer is not the engine's own (default 1.1)
    image_tokens           what one picture or recording counts (default 1200)
    continue_with          user message added when a chat ends with the assistant (default "Please continue.";
                           "": none). Some engines refuse such a chat.

What happens to a chat that is too long, each step only when the one before was not enough:

1. The oldest turns go. A turn is a user message and everything up to the next one.
2. Inside the last turn the oldest tool calls go, each together with its results.
3. The longest texts lose their middle, keeping both ends; system text only when nothing else is left.

A prompt that cannot be made to fit (pictures or tool definitions alone fill the window) goes on as it is, and the
engine answers. The guardrail never blocks and never raises, and running it twice changes nothing more.
"""

import copy
import json
import logging
import math
import os
from typing import Any, Iterator, NamedTuple

import litellm
from litellm.integrations.custom_guardrail import CustomGuardrail

log = logging.getLogger("fairlead.guardrail")

CHAT_CALLS = ("completion", "acompletion")
OUTPUT_FIELDS = ("max_tokens", "max_completion_tokens")
INSTRUCTION_ROLES = ("system", "developer")
TOOL_RESULT_ROLES = ("tool", "function")
# The encoding LiteLLM carries with it. Counting by the model's own name could start a download.
TOKENIZER_MODEL = "gpt-4"
MESSAGE_OVERHEAD = 4
REPLY_OVERHEAD = 3
CUT_MARK = "\n[...]\n"
SHORTEST_TEXT = 32
MAX_FILE_BYTES = 1 << 20


class Settings(NamedTuple):
    """The settings of the guardrail; see the top of this file."""

    context_windows: dict[str, int] = {}
    default_context_window: int = 0
    max_output_tokens: int = 2000
    min_output_tokens: int = 256
    trim_ratio: float = 0.75
    safety_buffer: int = 500
    token_margin: float = 1.1
    image_tokens: int = 1200
    continue_with: str = "Please continue."


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _accepts(name: str, value: object) -> bool:
    if name == "context_windows":
        return isinstance(value, dict) and all(isinstance(key, str) and _is_count(size) for key, size in value.items())
    if name == "continue_with":
        return isinstance(value, str)
    if name in ("trim_ratio", "token_margin"):
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        return number and (0 < value <= 1 if name == "trim_ratio" else 0.5 <= value <= 4)
    return _is_count(value)


def read_settings(parameters: dict[str, Any]) -> Settings:
    """Merges the file and the parameters. A value that cannot be used is reported and left at its default."""
    values: dict[str, Any] = {}
    path = parameters.get("config_file") or os.environ.get("FAIRLEAD_GUARDRAIL_FILE")
    if path:
        try:
            if not os.path.isabs(path):
                raise ValueError("the path must be absolute")
            with open(path, "rb") as file:
                document = json.loads(file.read(MAX_FILE_BYTES))
            if not isinstance(document, dict):
                raise ValueError("a mapping is expected")
            values.update(document)
        except (OSError, ValueError, TypeError, RecursionError) as error:
            log.error("the guardrail file %s cannot be used: %s", path, error)
    values.update({name: parameters[name] for name in Settings._fields if parameters.get(name) is not None})
    usable = {}
    for name in Settings._fields:
        if name not in values:
            continue
        if _accepts(name, values[name]):
            usable[name] = values[name]
        else:
            log.error("the guardrail setting `%s` cannot be used; its default applies", name)
    return Settings(**usable)


def count_text(text: str) -> int:
    """Counts the tokens of a text; estimates on the high side when LiteLLM cannot count."""
    if not text:
        return 0
    try:
        return int(litellm.token_counter(model=TOKENIZER_MODEL, text=text))
    except Exception:
        return max(math.ceil(len(text.split()) * 1.3), math.ceil(len(text) / 3))


def _texts(message: dict) -> Iterator[str]:
    content = message.get("content")
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            if isinstance(part, str):
                yield part
            elif isinstance(part, dict) and isinstance(part.get("text"), str):
                yield part["text"]


def count_message(message: dict, image_tokens: int) -> int:
    """Counts one message: texts, tool calls, name, and a fixed number for what is not text."""
    total = MESSAGE_OVERHEAD + sum(map(count_text, _texts(message)))
    for field in ("tool_calls", "function_call"):
        if message.get(field):
            total += count_text(json.dumps(message[field], ensure_ascii=False, default=str))
    for field in ("name", "tool_call_id", "reasoning_content"):
        if isinstance(message.get(field), str):
            total += count_text(message[field])
    content = message.get("content")
    if isinstance(content, list):
        total += image_tokens * sum(1 for part in content if isinstance(part, dict) and "text" not in part)
    return total


def _call_ids(message: dict) -> list[str]:
    calls = message.get("tool_calls")
    if not isinstance(calls, list):
        return []
    return [call["id"] for call in calls if isinstance(call, dict) and isinstance(call.get("id"), str)]


def repair_pairs(messages: list[dict]) -> list[dict]:
    """Removes tool results nobody asked for, tool calls nobody answered, and assistants left with nothing."""
    asked: set[str] = set()
    kept = []
    for message in messages:
        if message.get("role") == "assistant":
            asked.update(_call_ids(message))
        elif message.get("role") == "tool" and message.get("tool_call_id") not in asked:
            continue
        kept.append(message)
    answered = {message.get("tool_call_id") for message in kept if message.get("role") == "tool"}
    repaired = []
    for message in kept:
        calls = message.get("tool_calls")
        if message.get("role") == "assistant" and isinstance(calls, list):
            left = [call for call in calls if isinstance(call, dict) and call.get("id") in answered]
            if len(left) < len(calls):
                message = {key: value for key, value in message.items() if key != "tool_calls"}
                if left:
                    message["tool_calls"] = left
                elif not any(text.strip() for text in _texts(message)):
                    continue
        repaired.append(message)
    return repaired


def shorten_text(text: str, budget: int) -> str:
    """Cuts the middle out of a text until it counts no more than the budget, or until hardly any is left."""
    kept = len(text)
    shorter = text
    while kept > SHORTEST_TEXT + len(CUT_MARK) and (count := count_text(shorter)) > budget:
        kept = max(SHORTEST_TEXT, min(kept - 1, int(kept * budget / count * 0.95) - len(CUT_MARK)))
        head = kept * 2 // 3
        shorter = text[:head] + CUT_MARK + text[len(text) - (kept - head) :]
    return shorter


class Chat:
    """A conversation with the count of each message, so that nothing is counted twice."""

    def __init__(self, messages: list[dict], fixed: int, settings: Settings):
        self.messages = messages
        self.settings = settings
        self.fixed = fixed
        self.counts = [count_message(message, settings.image_tokens) for message in messages]

    def need(self) -> int:
        """Returns the tokens of the prompt, with the margin."""
        return math.ceil((self.fixed + REPLY_OVERHEAD + sum(self.counts)) * self.settings.token_margin)

    def fit(self, budget: int) -> None:
        """Shortens the conversation until it needs no more than the budget, as far as that is possible."""
        self._drop_turns(budget)
        self._drop_tool_rounds(budget)
        self._shorten(budget, instructions=False)
        self._shorten(budget, instructions=True)

    def _remove(self, start: int, end: int) -> None:
        # Instructions stay, wherever they stand.
        for index in range(end - 1, start - 1, -1):
            if self.messages[index].get("role") not in INSTRUCTION_ROLES:
                del self.messages[index], self.counts[index]

    def _starts(self, roles: tuple[str, ...]) -> list[int]:
        return [index for index, message in enumerate(self.messages) if message.get("role") in roles]

    def _drop_turns(self, budget: int) -> None:
        while self.need() > budget:
            users = self._starts(("user",))
            if len(users) < 2:
                # An opening by the assistant belongs to no turn.
                self._remove(0, users[0] if users else 0)
                return
            before = len(self.messages)
            self._remove(0, users[0])
            if len(self.messages) == before:
                self._remove(users[0], users[1])

    def _drop_tool_rounds(self, budget: int) -> None:
        while self.need() > budget:
            users = self._starts(("user",))
            rounds = [index for index in self._starts(("assistant",)) if not users or index > users[-1]]
            if len(rounds) < 2:
                return
            self._remove(rounds[0], rounds[1])

    def _shorten(self, budget: int, instructions: bool) -> None:
        places = [
            index
            for index, message in enumerate(self.messages)
            if (message.get("role") in INSTRUCTION_ROLES) == instructions
        ]
        tried: set[int] = set()
        while (excess := self.need() - budget) > 0:
            left = [index for index in places if index not in tried]
            if not left:
                return
            index = max(left, key=lambda place: self.counts[place])
            tried.add(index)
            target = self.counts[index] - math.ceil(excess / self.settings.token_margin)
            self._shorten_message(index, target)

    def _shorten_message(self, index: int, target: int) -> None:
        message = self.messages[index]
        content = message.get("content")
        if isinstance(content, str):
            message["content"] = shorten_text(content, target - (self.counts[index] - count_text(content)))
        elif isinstance(content, list):
            parts = [part for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)]
            for part in sorted(parts, key=lambda each: len(each["text"]), reverse=True):
                excess = count_message(message, self.settings.image_tokens) - target
                if excess <= 0:
                    break
                part["text"] = shorten_text(part["text"], count_text(part["text"]) - excess)
        self.counts[index] = count_message(message, self.settings.image_tokens)


def fit_request(data: dict, settings: Settings) -> None:
    """Changes `messages` and the output limits of a chat request in place, or leaves it alone."""
    messages = data.get("messages")
    window = settings.context_windows.get(data.get("model"), settings.default_context_window)
    if not window or not isinstance(messages, list) or not messages:
        return
    if not all(isinstance(message, dict) for message in messages):
        return

    room = max(1, window - settings.safety_buffer)
    asked = [data[field] for field in OUTPUT_FIELDS if _is_count(data.get(field)) and data[field] > 0]
    wanted = min(asked) if asked else settings.max_output_tokens or settings.min_output_tokens
    # The share depends on the window and the request only, never on the messages: a second run finds it unchanged.
    reserve = min(wanted, max(settings.min_output_tokens, int(room * (1 - settings.trim_ratio))))
    reserve = min(reserve, room // 2 or 1)

    before = len(messages)
    tools = {field: data[field] for field in ("tools", "functions", "response_format") if data.get(field)}
    fixed = count_text(json.dumps(tools, ensure_ascii=False, default=str)) if tools else 0
    continuation = {"role": "user", "content": settings.continue_with}
    if settings.continue_with and messages[-1] != continuation:
        # Room for it is kept in every chat: whether it is needed is known only at the end.
        fixed += count_message(continuation, settings.image_tokens)

    chat = Chat(_repaired(copy.deepcopy(messages)), fixed, settings)
    if chat.need() > room - reserve:
        chat.fit(room - reserve)
        chat = Chat(_repaired(chat.messages), fixed, settings)
        log.info("shortened a chat for %s: %d to %d messages", data.get("model"), before, len(chat.messages))
    allowed = max(1, min(wanted, max(reserve, room - chat.need())))
    if asked or settings.max_output_tokens:
        present = [field for field in OUTPUT_FIELDS if data.get(field) is not None] or ["max_tokens"]
        for field in present:
            own = data.get(field)
            data[field] = min(own, allowed) if _is_count(own) and own > 0 else allowed
    if settings.continue_with and _ends_open(chat.messages[-1], data):
        chat.messages.append(continuation)
    if chat.messages != messages:
        data["messages"] = chat.messages


def _repaired(messages: list[dict]) -> list[dict]:
    # A chat of which nothing would be left is for the engine to judge.
    return repair_pairs(messages) or messages


def _ends_open(last: dict, data: dict) -> bool:
    wants_more = last.get("prefix") or last.get("tool_calls") or data.get("continue_final_message")
    return last.get("role") == "assistant" and not wants_more


class ContextWindowGuardrail(CustomGuardrail):
    """LiteLLM guardrail with the mode `pre_call`; see the top of this file."""

    def __init__(self, **parameters: Any):
        self.settings = read_settings(parameters)
        own = (*Settings._fields, "config_file")
        super().__init__(**{name: value for name, value in parameters.items() if name not in own})

    async def async_pre_call_hook(self, user_api_key_dict: Any, cache: Any, data: dict, call_type: str) -> dict:
        """Returns the same request, shortened where that is needed."""
        if call_type in CHAT_CALLS:
            work = dict(data)
            try:
                fit_request(work, self.settings)
            except Exception as error:
                log.error("a chat could not be fitted and goes on unchanged: %s", type(error).__name__)
            else:
                data.update({field: work[field] for field in ("messages", *OUTPUT_FIELDS) if field in work})
        return data
