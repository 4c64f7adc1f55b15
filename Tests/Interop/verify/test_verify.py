# SPDX-License-Identifier: Apache-2.0
"""`fairlead verify` against the real LiteLLM with the configuration that was rendered, the real PostgreSQL and Redis,
and stand-ins for the rest. Everything passes; then one thing after the other is broken, and exactly that is named.
"""

import json
from xml.etree import ElementTree

import pytest
import yaml

import running_proxy
from conftest import FAIRLEAD, ROOT
from job_runner import JobRunner
from rendered_platform import RenderedPlatform
from running_proxy import RunningProxy, sha256
from servers import Postgres, Redis, SignedStore
from web import Authority, Site

HOSTS = ["ai.example.org", "auth.example.org"]
BINDINGS = ["llm", "embeddings", "database", "cache", "files", "entry", "sign-on"]
# All tests share one proxy, and rendering takes its time where much else runs.
running_proxy.LIFETIME_SECONDS = 600
ONLY = [f"open-webui/{name}" for name in BINDINGS]


@pytest.fixture(scope="session")
def platform(tmp_path_factory):
    return RenderedPlatform(FAIRLEAD, ROOT / "examples/aarhusai/platform.yaml", tmp_path_factory.mktemp("platform"))


def gateway(platform, folder, guardrail=True):
    """Returns the proxy with the rendered configuration and the keys that the program made."""
    configuration = platform.litellm_configuration(folder / "configuration")
    if not guardrail:
        config = yaml.safe_load((configuration / "config.yaml").read_text())
        # Its file stays, so that the stub still knows the windows; it is never asked.
        for entry in config["guardrails"]:
            entry["litellm_params"]["default_on"] = False
        (configuration / "config.yaml").write_text(yaml.safe_dump(config))
    (folder / "run").mkdir()
    proxy = RunningProxy(configuration, configuration, folder / "run")
    for kind in ("llm", "embeddings"):
        key = platform.credential(f"litellm/{kind}/open-webui-{kind}/key")
        proxy.key_file(f"{kind}.open-webui-{kind}").write_text(sha256(key) + "\n")
    give_vectors(proxy, 1024)
    return proxy


def give_vectors(proxy, length):
    """Lets the stub behind a proxy answer vectors, whose length can be changed afterwards."""
    proxy.vector_length = length
    handler = proxy.stub.server.RequestHandlerClass

    class Vectors(handler):
        def answer(self, status, document):
            if status == 200 and self.path.endswith("/embeddings"):
                document["data"][0]["embedding"] = [0.125] * proxy.vector_length
            super().answer(status, document)

    proxy.stub.server.RequestHandlerClass = Vectors


@pytest.fixture(scope="session")
def proxy(platform, tmp_path_factory):
    with gateway(platform, tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(scope="session")
def postgres(platform, tmp_path_factory):
    folder = tmp_path_factory.mktemp("postgres", numbered=True)
    # The server's user must be able to walk there; pytest closes its folders to others.
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    with Postgres(folder) as running:
        running.add("openwebui", platform.credential("cloudnative-pg/postgres/open-webui-database/password"))
        yield running


@pytest.fixture(scope="session")
def redis(platform):
    with Redis(platform.credential("valkey/redis/open-webui-cache/password")) as running:
        yield running


@pytest.fixture(scope="session")
def bucket(platform):
    with SignedStore(platform.credential("s3/access-key"), platform.credential("s3/secret-key")) as running:
        yield running


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def site(platform, authority):
    with Site(authority.context(HOSTS)) as running:
        secret = platform.credential("authentik/oidc/open-webui-sign-on/client-secret")
        running.clients["open-webui-sign-on"] = (secret, "https://ai.example.org/oauth/oidc/callback")
        yield running


@pytest.fixture
def addresses(proxy, postgres, redis, bucket, site):
    return {
        "litellm.litellm.svc:4000": f"127.0.0.1:{proxy.port}",
        "open-webui-database-rw.open-webui.svc:5432": f"127.0.0.1:{postgres.port}",
        "open-webui-cache.open-webui.svc:6379": f"127.0.0.1:{redis.port}",
        "s3.verify.test:9000": f"127.0.0.1:{bucket.port}",
        **site.addresses(*HOSTS),
    }


@pytest.fixture
def verify(platform, authority, addresses):
    def run(only=ONLY, **changed):
        places = {**addresses, **changed.get("addresses", {})}
        status, checks, written = platform.verify(places, *only, arguments=("--ca", str(authority.file)))
        assert status == (1 if any(check["result"] == "failed" for check in checks.values()) else 0)
        for name in (
            "litellm/llm/open-webui-llm/key",
            "cloudnative-pg/postgres/open-webui-database/password",
            "valkey/redis/open-webui-cache/password",
            "s3/secret-key",
            "authentik/oidc/open-webui-sign-on/client-secret",
        ):
            assert platform.credential(name) not in written, f"{name} is in what was written"
        return checks

    return run


def failed(checks) -> set[str]:
    assert not [check for check in checks.values() if check["result"] == "skipped"], "something was skipped"
    return {name.removeprefix("open-webui/") for name, check in checks.items() if check["result"] == "failed"}


def wrong(checks) -> str:
    return json.dumps([check for check in checks.values() if check["result"] == "failed"], indent=1)


def test_everything_that_is_right_passes(verify):
    checks = verify()
    assert failed(checks) == set(), wrong(checks)
    kinds = {name.split("/")[1] for name in checks}
    assert kinds == set(BINDINGS)
    assert {f"open-webui/llm/{what}" for what in ("chat.assistant", "window.assistant", "other-key")} <= set(checks)
    assert checks["open-webui/embeddings/vector.embeddings"]["seen"] == "1024 numbers"
    assert checks["open-webui/database/query"]["seen"] == "openwebui in openwebui"


def test_a_key_that_the_gateway_does_not_know(verify, platform, proxy):
    file = proxy.key_file("llm.open-webui-llm")
    before = file.read_text()
    file.write_text(sha256("sk-another") + "\n")
    key = platform.credential("litellm/llm/open-webui-llm/key")
    try:
        proxy.becomes(401, key, "assistant")
        assert failed(verify(["open-webui/llm"])) == {"llm/models", "llm/chat.assistant", "llm/window.assistant"}
    finally:
        file.write_text(before)
        proxy.becomes(200, key, "assistant")


def test_vectors_of_another_length(verify, proxy):
    proxy.vector_length = 1023
    try:
        checks = verify(["open-webui/embeddings"])
        assert failed(checks) == {"embeddings/vector.embeddings"}
        assert "1023 numbers instead of 1024" in checks["open-webui/embeddings/vector.embeddings"]["message"]
    finally:
        proxy.vector_length = 1024


def test_a_gateway_without_its_guardrail(verify, platform, tmp_path):
    with gateway(platform, tmp_path, guardrail=False) as bare:
        checks = verify(["open-webui/llm"], addresses={"litellm.litellm.svc:4000": f"127.0.0.1:{bare.port}"})
    assert failed(checks) == {"llm/window.assistant"}
    assert "guardrail" in checks["open-webui/llm/window.assistant"]["hint"]


def test_a_gateway_that_looks_at_no_key(verify, proxy):
    place = proxy.stub.url.removeprefix("http://")
    only = ["open-webui/llm/*-key", "open-webui/embeddings/*-key"]
    checks = verify(only, addresses={"litellm.litellm.svc:4000": place})
    assert failed(checks) == {"llm/invented-key", "llm/other-key", "embeddings/invented-key", "embeddings/other-key"}


def test_a_changed_password_of_the_database(verify, platform, postgres):
    postgres.query("ALTER ROLE openwebui PASSWORD 'changed'")
    try:
        assert failed(verify(["open-webui/database"])) == {"database/query"}
    finally:
        password = platform.credential("cloudnative-pg/postgres/open-webui-database/password")
        postgres.query(f"ALTER ROLE openwebui PASSWORD '{password}'")


def test_a_database_that_asks_for_no_password(verify, postgres):
    file = postgres.folder / "data/pg_hba.conf"
    before = file.read_text()
    file.write_text("host all all 127.0.0.1/32 trust\n")
    postgres.query("SELECT pg_reload_conf()")
    try:
        assert failed(verify(["open-webui/database"])) == {"database/wrong-password"}
    finally:
        file.write_text(before)
        postgres.query("SELECT pg_reload_conf()")


def test_a_database_that_is_not_there(verify):
    checks = verify(["open-webui/database"], addresses={"open-webui-database-rw.open-webui.svc:5432": "127.0.0.1:9"})
    assert failed(checks) == {"database/query", "database/wrong-password"}


def test_a_cache_that_is_down(verify):
    checks = verify(["open-webui/cache"], addresses={"open-webui-cache.open-webui.svc:6379": "127.0.0.1:9"})
    assert failed(checks) == {"cache/ping", "cache/no-password"}


def test_a_cache_with_another_password(verify):
    with Redis("another") as other:
        place = {"open-webui-cache.open-webui.svc:6379": f"127.0.0.1:{other.port}"}
        assert failed(verify(["open-webui/cache"], addresses=place)) == {"cache/ping"}


def test_a_bucket_with_another_key(verify, bucket):
    before = dict(bucket.keys)
    bucket.keys = {name: "another" for name in before}
    try:
        assert failed(verify(["open-webui/files"])) == {"files/object"}
    finally:
        bucket.keys = before


def test_a_bucket_that_is_open_to_everybody(verify, bucket):
    bucket.is_open = True
    try:
        checks = verify(["open-webui/files"])
        assert failed(checks) == {"files/object"}
        assert "without a key" in checks["open-webui/files/object"]["message"]
    finally:
        bucket.is_open = False
    assert bucket.objects == {}, "something was left behind"


@pytest.mark.parametrize(
    "hosts, days, expected",
    [
        (["other.example.org"], 60, {"entry/page", "entry/certificate"}),
        (HOSTS, -3, {"entry/page", "entry/certificate"}),
        (HOSTS, 3, {"entry/certificate"}),
        (["*.example.org"], 60, set()),
    ],
)
def test_certificates(verify, authority, hosts, days, expected):
    with Site(authority.context(hosts, days)) as other:
        assert failed(verify(["open-webui/entry"], addresses=other.addresses(*HOSTS))) == expected


def test_a_way_in_that_leads_nowhere(verify, site):
    site.status, site.redirects = 404, False
    try:
        assert failed(verify(["open-webui/entry"])) == {"entry/page", "entry/redirect"}
    finally:
        site.status, site.redirects = 200, True


def test_a_sign_on_with_another_name(verify, site):
    site.issuer_suffix = "other"
    try:
        assert failed(verify(["open-webui/sign-on"])) == {"sign-on/discovery"}
    finally:
        site.issuer_suffix = ""


def test_a_sign_on_that_knows_another_secret(verify, site):
    secret, redirect = site.clients["open-webui-sign-on"]
    site.clients["open-webui-sign-on"] = ("another", redirect)
    try:
        assert failed(verify(["open-webui/sign-on"])) == {"sign-on/client-secret"}
        site.clients["open-webui-sign-on"] = (secret, "https://elsewhere.example.org/")
        assert failed(verify(["open-webui/sign-on"])) == {"sign-on/authorize"}
    finally:
        site.clients["open-webui-sign-on"] = (secret, redirect)


def test_what_is_not_reached_is_said_to_be_skipped(platform):
    status, checks, _ = platform.verify({}, "open-webui/database", "open-webui/cache")
    assert status == 0
    assert {check["result"] for check in checks.values()} == {"skipped"}
    assert all("--in-cluster" in check["reason"] for check in checks.values())


def test_the_report_for_ci_is_read_by_an_xml_parser(platform, redis, tmp_path):
    file = tmp_path / "report.xml"
    place = {"open-webui-cache.open-webui.svc:6379": f"127.0.0.1:{redis.port}"}
    broken = {"open-webui-database-rw.open-webui.svc:5432": "127.0.0.1:9"}
    only = ["open-webui/cache", "open-webui/database", "open-webui/files"]
    status, checks, _ = platform.verify({**place, **broken}, *only, arguments=("--junit", str(file)))
    suite = ElementTree.parse(file).getroot().find("testsuite")
    cases = {case.get("name"): case for case in suite.findall("testcase")}
    assert status == 1 and set(cases) == set(checks)
    # The bucket's public name is not known anywhere.
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "3", "0")
    assert cases["open-webui/database/query"].find("failure") is not None
    assert cases["open-webui/cache/ping"].find("failure") is None


INSIDE = ["llm", "embeddings", "database", "cache", "files"]


@pytest.fixture
def jobs(platform, addresses, tmp_path):
    held = {
        "llm-credentials/key": "litellm/llm/open-webui-llm/key",
        "embeddings-credentials/key": "litellm/embeddings/open-webui-embeddings/key",
        "database-credentials/password": "cloudnative-pg/postgres/open-webui-database/password",
        "cache-credentials/password": "valkey/redis/open-webui-cache/password",
        "files-credentials/access-key": "s3/access-key",
        "files-credentials/secret-key": "s3/secret-key",
    }
    secrets = {f"open-webui/open-webui-{place}": platform.credential(name) for place, name in held.items()}
    with JobRunner(tmp_path, secrets, addresses) as running:
        running.file = running.kubeconfig(tmp_path)
        yield running


def inside(platform, jobs):
    only = [f"open-webui/{name}" for name in INSIDE]
    options = ("--in-cluster", "--kubeconfig", str(jobs.file))
    status, checks, written = platform.verify({}, *only, arguments=options)
    assert not [value for value in jobs.secrets.values() if value in written or value in "".join(jobs.logs.values())]
    assert jobs.removed == list(jobs.jobs), "a Job was left behind"
    return status, checks


def test_a_job_in_the_cluster_finds_the_same(platform, jobs, bucket):
    status, checks = inside(platform, jobs)
    assert failed(checks) == set(), wrong(checks)
    assert status == 0 and len(jobs.jobs) == 1 and {name.split("/")[1] for name in checks} == set(INSIDE)
    assert checks["open-webui/embeddings/vector.embeddings"]["seen"] == "1024 numbers"
    assert bucket.objects == {}


def test_a_job_in_the_cluster_finds_what_is_wrong(platform, jobs, proxy):
    jobs.secrets["open-webui/open-webui-database-credentials/password"] = "another-password"
    jobs.secrets["open-webui/open-webui-cache-credentials/password"] = "another-password"
    jobs.secrets["open-webui/open-webui-llm-credentials/key"] = "sk-another-key"
    jobs.secrets["open-webui/open-webui-files-credentials/secret-key"] = "another-secret-key"
    proxy.vector_length = 3
    try:
        status, checks = inside(platform, jobs)
    finally:
        proxy.vector_length = 1024
    expected = {"llm/models", "llm/chat.assistant", "llm/window.assistant", "embeddings/vector.embeddings"}
    assert status == 1 and failed(checks) == expected | {"database/query", "cache/ping", "files/object"}


def test_a_secret_that_is_not_there_is_named(platform, jobs):
    del jobs.secrets["open-webui/open-webui-cache-credentials/password"]
    _, checks = inside(platform, jobs)
    ping = checks["open-webui/cache/ping"]
    assert failed(checks) == {"cache/ping"}
    assert "open-webui/open-webui-cache-credentials holds no valkey/redis/open-webui-cache/password" in ping["message"]
    assert checks["open-webui/cache/no-password"]["result"] == "passed"
