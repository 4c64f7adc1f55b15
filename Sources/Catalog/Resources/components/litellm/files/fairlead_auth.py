# SPDX-License-Identifier: Apache-2.0
"""Declared, scoped API keys for the LiteLLM proxy, without a database.

LiteLLM calls `authenticate` for every request that needs a key:

    general_settings:
      custom_auth: fairlead_auth.authenticate

Who may call what is declared in two mounted places, read again at most once a second, so that a
rotated key or a changed scope needs no restart:

FAIRLEAD_KEYS_DIR (default /etc/litellm/keys)
    One file per consumer, named after it. Every line is the hexadecimal SHA-256 of one of its keys, so
    the old and the new key are both valid while a rotation lasts. Dot files are ignored: a mounted
    Kubernetes Secret holds its own bookkeeping under `..data`.
FAIRLEAD_SCOPES_FILE (default /etc/litellm/scopes.json)
    {"<consumer>": {"models": ["<name>", ...], "rpm": 60, "tpm": 100000}}
    Model names are the names clients use. `rpm` and `tpm` are optional. `"metrics": true` lets a key read the
    metrics, which LiteLLM otherwise gives to the master key alone.

Decisions, in this order:

1. The probes need no key: older versions of LiteLLM ask this function about them too.
2. The master key (LITELLM_MASTER_KEY, else PROXY_MASTER_KEY) is the proxy administrator.
3. A declared key may use the routes in `MODEL_ROUTES` and list its models: nothing else, whatever LiteLLM
   adds in a later version. Every model a request names (body, path, query, fallbacks) must be in its scope.
4. An unknown key is refused with 401. Only when FAIRLEAD_VIRTUAL_KEYS is "litellm" and DATABASE_URL is set, a
   key that starts with `sk-` is handed to LiteLLM's own check of the keys in its database instead.
   LiteLLM's documentation names that combination a feature of LiteLLM Enterprise: it is off by default.

A scopes file that is missing or cannot be understood closes every declared key; one malformed entry closes
that consumer. The master key keeps working, so the mistake can be repaired.
"""

import hashlib
import hmac
import json
import logging
import os
import re
import time
from pathlib import Path
from typing import NamedTuple

from fastapi import Request

from litellm.proxy._types import LitellmUserRoles, ProxyException, UserAPIKeyAuth

log = logging.getLogger("fairlead.auth")

RELOAD_SECONDS = 1.0
MAX_FILE_BYTES = 1 << 20
MAX_KEY_FILES = 1000
MAX_FALLBACK_DEPTH = 8

# A model list that is empty means "every model" to LiteLLM. This is its own word for "none".
NO_MODELS = "no-default-models"

PROBE_ROUTES = ("/health/liveliness", "/health/liveness", "/health/readiness")
MODEL_LIST_ROUTE = re.compile(r"(?:/v1)?/models(?:/(?P<model>.+))?")
MODEL_ROUTES = re.compile(
    r"(?:/v1|/engines/(?P<engine>.+?)|/openai/deployments/(?P<deployment>.+?))?"
    r"/(?:chat/completions|completions|embeddings|responses|messages|messages/count_tokens|moderations|rerank"
    r"|audio/(?:speech|transcriptions|translations)|images/(?:generations|edits|variations))"
)
METRICS_ROUTES = ("/metrics", "/metrics/")
FALLBACK_FIELDS = ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks")
# Fields that send a request to another place than the model it names.
REDIRECTING_FIELDS = (
    "api_base",
    "base_url",
    "deployment_id",
    "model_list",
    "prompt_id",
    "router_settings_override",
    "specific_deployment",
    "target_model_names",
    "user_config",
)

SHA256_HEX = re.compile(r"[0-9a-f]{64}")


class Scope(NamedTuple):
    """What one consumer may use."""

    models: tuple[str, ...]
    rpm: int | None
    tpm: int | None
    metrics: bool = False


class Declarations(NamedTuple):
    """What is declared on disk. `scopes` is None when the file is missing or broken."""

    digests: tuple[tuple[str, str], ...]
    scopes: dict[str, Scope | None] | None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise ValueError(f"larger than {MAX_FILE_BYTES} bytes")
    return content


def read_digests(folder: Path, problems: list[str]) -> tuple[tuple[str, str], ...]:
    """Returns (digest, consumer) pairs. A digest that two consumers share identifies nobody and is left out."""
    owners: dict[str, set[str]] = {}
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        problems.append(f"the key folder {folder} cannot be read: {error.strerror}")
        return ()
    if len(names) > MAX_KEY_FILES:
        problems.append(f"the key folder {folder} has more than {MAX_KEY_FILES} files; the rest is ignored")
    for name in names[:MAX_KEY_FILES]:
        path = folder / name
        if not path.is_file():
            continue
        try:
            lines = _read(path).decode("ascii").split()
        except (OSError, ValueError) as error:
            problems.append(f"the key file {name} cannot be read: {type(error).__name__}")
            continue
        for line in lines:
            digest = line.lower()
            if SHA256_HEX.fullmatch(digest):
                owners.setdefault(digest, set()).add(name)
            else:
                problems.append(f"the key file {name} holds a line that is not a SHA-256 in hexadecimal")
    pairs = []
    for digest, consumers in owners.items():
        if len(consumers) == 1:
            pairs.append((digest, consumers.pop()))
        else:
            problems.append(f"{', '.join(sorted(consumers))} declare the same key; it is refused")
    return tuple(pairs)


def _limit(entry: dict, field: str) -> int | None:
    value = entry.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"`{field}` must be a whole number above zero")
    return value


def _scope(entry: object) -> Scope:
    if not isinstance(entry, dict):
        raise ValueError("a mapping is expected")
    models = entry.get("models")
    if not isinstance(models, list) or not all(isinstance(model, str) and model for model in models):
        raise ValueError("`models` must be a list of names")
    metrics = entry.get("metrics", False)
    if not isinstance(metrics, bool):
        raise ValueError("`metrics` must be true or false")
    return Scope(tuple(models), _limit(entry, "rpm"), _limit(entry, "tpm"), metrics)


def read_scopes(path: Path, problems: list[str]) -> dict[str, Scope | None] | None:
    """Returns the scopes by consumer, None for a malformed entry, or None altogether for a broken file."""
    try:
        document = json.loads(_read(path))
        if not isinstance(document, dict):
            raise ValueError("a mapping is expected")
    except (OSError, ValueError, RecursionError) as error:
        problems.append(f"the scopes file {path} cannot be used, so every declared key is closed: {error}")
        return None
    scopes: dict[str, Scope | None] = {}
    for consumer, entry in document.items():
        try:
            scopes[consumer] = _scope(entry)
        except ValueError as error:
            problems.append(f"the scope of {consumer} cannot be used, so its key is closed: {error}")
            scopes[consumer] = None
    return scopes


class Declared:
    """The declarations on disk, read again when the last reading is older than a second."""

    def __init__(self, folder: Path, scopes_file: Path, clock=time.monotonic):
        self.folder = folder
        self.scopes_file = scopes_file
        self.clock = clock
        self.read_at: float | None = None
        self.reported: list[str] = []
        self.current = Declarations((), None)

    def get(self) -> Declarations:
        """Returns the current declarations. Never raises."""
        now = self.clock()
        if self.read_at is None or now - self.read_at >= RELOAD_SECONDS:
            self.read_at = now
            problems: list[str] = []
            try:
                digests = read_digests(self.folder, problems)
                self.current = Declarations(digests, read_scopes(self.scopes_file, problems))
            except Exception as error:
                self.current = Declarations((), None)
                problems.append(f"the declared keys cannot be read: {type(error).__name__}")
            if problems != self.reported:
                self.reported = problems
                for problem in problems:
                    log.error(problem)
        return self.current


declared = Declared(
    Path(os.environ.get("FAIRLEAD_KEYS_DIR") or "/etc/litellm/keys"),
    Path(os.environ.get("FAIRLEAD_SCOPES_FILE") or "/etc/litellm/scopes.json"),
)


def _refusal(code: int, message: str, kind: str, param: str | None = None) -> ProxyException:
    return ProxyException(message=message, type=kind, param=param, code=code)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _is_master(digest: str) -> bool:
    master = os.environ.get("LITELLM_MASTER_KEY") or os.environ.get("PROXY_MASTER_KEY")
    return bool(master) and hmac.compare_digest(digest, _digest(master))


def consumer_of(digest: str, digests: tuple[tuple[str, str], ...]) -> str | None:
    """Returns the owner of a key's digest. Compares with every digest, so that time tells nothing."""
    owner = None
    for known, consumer in digests:
        if hmac.compare_digest(digest, known):
            owner = consumer
    return owner


def route_of(request: Request) -> str:
    """Returns the path that was routed, without the root path. The Host header cannot change it."""
    path = str(request.scope.get("path", ""))
    root = str(request.scope.get("app_root_path", request.scope.get("root_path", ""))).rstrip("/")
    if root and path.startswith(root + "/"):
        path = path[len(root) :]
    return path


def fallback_models(value: object, depth: int = 0) -> list[str]:
    """Returns every model a fallback list names, in each of the forms LiteLLM accepts."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if depth < MAX_FALLBACK_DEPTH:
        if isinstance(value, (list, tuple)):
            return [name for item in value for name in fallback_models(item, depth + 1)]
        if isinstance(value, dict):
            if "model" in value:
                nested = [value.get(field) for field in FALLBACK_FIELDS]
                return fallback_models(value["model"], depth + 1) + fallback_models(nested, depth + 1)
            return list(map(str, value)) + fallback_models(list(value.values()), depth + 1)
    raise _refusal(403, "the fallbacks of this request are not a list of models", "model_not_allowed", "fallbacks")


async def _body(request: Request) -> dict:
    # LiteLLM's own reader, so that this file and the handler see the same body. It keeps what it read.
    from litellm.proxy.common_utils.http_parsing_utils import _read_request_body

    body = await _read_request_body(request=request)
    if not isinstance(body, dict):
        raise _refusal(400, "the request body must be a mapping", "invalid_request_error")
    return body


async def requested_models(request: Request, path_models: list[str | None]) -> list[str]:
    """Returns every model the request names; refuses one that names none or that can be led elsewhere."""
    body = await _body(request)
    for field in REDIRECTING_FIELDS:
        if body.get(field) is not None:
            raise _refusal(403, f"this key may not set `{field}`", "field_not_allowed", field)
    names = [name for name in path_models if name is not None]
    path_model = request.scope.get("path_params", {}).get("model")
    values = [path_model, body.get("model"), *request.query_params.getlist("model")]
    form = getattr(request, "_form", None)
    if form is not None:
        values += form.getlist("model")
    for value in values:
        if isinstance(value, str):
            names.append(value)
        elif value is not None:
            raise _refusal(403, "`model` must be one name", "model_not_allowed", "model")
    if not names:
        raise _refusal(403, "this key must name a model in its request", "model_not_allowed", "model")
    for field in FALLBACK_FIELDS:
        names += fallback_models(body.get(field))
    return names


async def check_request(request: Request, consumer: str, scope: Scope) -> None:
    """Raises unless the request stays inside the consumer's scope."""
    route = route_of(request)
    method = str(request.scope.get("method", ""))
    if scope.metrics and route in METRICS_ROUTES and method in ("GET", "HEAD"):
        return
    listing = MODEL_LIST_ROUTE.fullmatch(route)
    calling = MODEL_ROUTES.fullmatch(route)
    if listing and method in ("GET", "HEAD"):
        names = [listing["model"]] if listing["model"] else []
    elif calling and method == "POST":
        names = await requested_models(request, [calling["engine"], calling["deployment"]])
    else:
        raise _refusal(403, f"the key of {consumer} may not use {method} {route}", "route_not_allowed")
    for name in names:
        if name not in scope.models:
            allowed = ", ".join(scope.models) or "none"
            raise _refusal(
                403,
                f"the key of {consumer} may not use the model {name!r}; its models are: {allowed}",
                "model_not_allowed",
                "model",
            )


async def authenticate(request: Request, api_key: str) -> UserAPIKeyAuth | str:
    """LiteLLM's custom authentication: see the top of this file."""
    if route_of(request) in PROBE_ROUTES:
        return UserAPIKeyAuth(user_role=LitellmUserRoles.INTERNAL_USER_VIEW_ONLY, models=[NO_MODELS])

    key = api_key or ""
    if key[:7].lower() == "bearer ":
        key = key[7:]
    digest = _digest(key)
    if _is_master(digest):
        return UserAPIKeyAuth(
            api_key="fairlead-master-key", user_id="default_user_id", user_role=LitellmUserRoles.PROXY_ADMIN
        )

    declarations = declared.get()
    consumer = consumer_of(digest, declarations.digests)
    if consumer is None:
        virtual = os.environ.get("FAIRLEAD_VIRTUAL_KEYS") == "litellm" and os.environ.get("DATABASE_URL")
        if virtual and key.startswith("sk-"):
            return key
        raise _refusal(401, "this API key is not known here", "auth_error", "api_key")

    if declarations.scopes is None:
        raise _refusal(403, "declared keys are closed: the scopes file cannot be read", "scopes_unavailable")
    scope = declarations.scopes.get(consumer)
    if scope is None:
        raise _refusal(403, f"the key of {consumer} has no usable scope", "scopes_unavailable")
    await check_request(request, consumer, scope)
    return UserAPIKeyAuth(
        # A name, not the key: both keys of a rotation share one rate limit, and logs show no digest.
        api_key=f"fairlead-{consumer}",
        key_alias=consumer,
        models=list(scope.models) or [NO_MODELS],
        rpm_limit=scope.rpm,
        tpm_limit=scope.tpm,
        user_role=LitellmUserRoles.INTERNAL_USER,
        metadata={"consumer": consumer},
    )
