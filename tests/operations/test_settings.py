"""Settings from environment variables, checked by running commands."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import module_from_spec, spec_from_file_location
from unittest import mock

import pytest
from django.conf import settings

from admm_site.environment import Environment, SettingError

pytestmark = pytest.mark.slow

KEY = "oCYq3nVb0Yv6Q1x8wLr5TgKz2mHd7PfJs9EuAi4XtBhN-R_kM3cW5yZ"
SERVER = {"DEBUG": "false", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example"}
PASSWORD = "not-for-the-log"


def check(**environment):
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def load_settings(**environment) -> dict:
    """The settings for an environment, without a process for each."""
    spec = spec_from_file_location(
        "admm_site.settings_of_a_test", settings.BASE_DIR / "admm_site/settings.py"
    )
    module = module_from_spec(spec)
    with mock.patch.dict(os.environ, environment, clear=True):
        spec.loader.exec_module(module)
    return vars(module)


def test_development_starts_with_nothing_set():
    assert check().returncode == 0


def test_a_server_starts_with_a_key_and_a_host_of_its_own():
    process = check(**SERVER)

    assert (process.returncode, process.stderr) == (0, "")


def test_the_cache_is_that_of_the_process_unless_another_is_named():
    assert load_settings()["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"


def test_a_redis_is_one_that_the_portal_can_do_without():
    cache = load_settings(CACHE_URL="redis://127.0.0.1:6379/0?socket_timeout=2")["CACHES"]["default"]

    assert cache["BACKEND"] == "admm_site.cache.OptionalRedisCache"
    assert (cache["LOCATION"], cache["OPTIONS"]) == ("redis://127.0.0.1:6379/0", {"socket_timeout": 2})


def test_a_database_can_be_reached_by_a_socket():
    database = load_settings(DATABASE_URL="postgres:///portal?host=/run/postgresql")["DATABASES"]["default"]
    assert (database["HOST"], database["NAME"]) == ("/run/postgresql", "portal")
    assert "host" not in database["OPTIONS"]


@pytest.mark.parametrize("mode", ["", "?mode=ro"])
def test_sqlite_makes_no_index_for_one_query(mode, tmp_path):
    """Once its tables had statistics, it preferred such an index to a better one of the table's own."""
    (tmp_path / "db.sqlite3").touch()
    default = load_settings(DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3{mode}")["DATABASES"]["default"]
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(default["OPTIONS"]["init_command"])
        assert database.execute("PRAGMA automatic_index").fetchone() == (0,)


def test_files_can_be_in_a_bucket():
    """A secret is written as it is, though it has a slash."""
    store = load_settings(STORAGE_URL="s3://KEY:se/cr+et@s3.example.org:9000/admm-files")["OBJECT_STORE"]
    assert store == {
        "endpoint_url": "https://s3.example.org:9000",
        "bucket_name": "admm-files",
        "access_key": "KEY",
        "secret_key": "se/cr+et",
        "region_name": "us-east-1",
        "addressing_style": "path",
    }


def test_a_bucket_needs_packages_of_its_own(monkeypatch):
    monkeypatch.setattr("admm_site.environment.find_spec", lambda name: None)
    with pytest.raises(SettingError, match=r"pip install -r requirements-s3.txt"):
        Environment({"STORAGE_URL": "s3://s3.example.org/bucket"}).object_store("STORAGE_URL")


@pytest.mark.parametrize("scheme", ["smtp", "smtp+tls", "smtps", "smtp+ssl"])
def test_a_mail_server_is_one_that_the_portal_can_do_without(scheme):
    assert (
        load_settings(EMAIL_URL=f"{scheme}://mail.example")["EMAIL_BACKEND"] == "admm_site.mail.SMTPBackend"
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PORTAL_URL": "https://portal.example/", "BEHIND_PROXY": "yes", "LOG_LEVEL": "warning"},
        {"PORTAL_URL": "http://127.0.0.1:8000", "TLS": "false"},
        {"ALLOWED_HOSTS": "portal.example, .portal.example,127.0.0.1,[::1]"},
        {"DATABASE_URL": "postgres://portal:pass#word@127.0.0.1:5432/portal?sslmode=prefer"},
        {"DATABASE_URL": "postgresql:///portal"},
        {"DATABASE_URL": "sqlite:////nowhere/at%20all.sqlite3?mode=ro"},
        {"CACHE_URL": "rediss://:word@cache.example:6380/1"},
        {"CACHE_URL": "redis:///run/redis.sock?db=1"},
        {"EMAIL_URL": "smtp+tls://user:word@mail.example:587"},
        {"API_RATE": "", "ERROR_REPORT_RATE": "10/day", "TASKS": "database"},
        {"ERROR_REPORTS_TO": "a@example.org, B <b@example.org>", "MAIL_FROM": "Portal <p@example.org>"},
        {"SECURITY_CONTACT": "https://portal.example/about/contact/"},
        {"STORAGE_URL": "s3://s3.eu-central-1.amazonaws.com/bucket?region=eu-central-1&addressing=virtual"},
        {"CSRF_TRUSTED_ORIGINS": "https://edit.example,https://*.portal.example:8443"},
    ],
    ids=" ".join,
)
def test_a_server_takes_what_is_right(environment):
    assert load_settings(**SERVER | environment)["DEBUG"] is False


@pytest.mark.sample(20)
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY to run"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS to run"),
        ({"SECRET_KEY": "", "ALLOWED_HOSTS": ""}, "Set SECRET_KEY and ALLOWED_HOSTS to run"),
        ({"SECRET_KEY": "django-insecure-development-only-never-on-a-server"}, "is the development key"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY can be guessed: write at least 50 random characters"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY can be guessed"),
        ({"ALLOWED_HOSTS": "portal.example,*"}, "ALLOWED_HOSTS is “*”"),
        (
            {"ALLOWED_HOSTS": "https://portal.example"},
            "ALLOWED_HOSTS has “https://portal.example”: write host",
        ),
        ({"ALLOWED_HOSTS": "portal.example:443"}, "ALLOWED_HOSTS has “portal.example:443”"),
        ({"ALLOWED_HOSTS": "portal.example www.portal.example"}, "ALLOWED_HOSTS has"),
        ({"PORTAL_URL": "example.org"}, "PORTAL_URL is “example.org”: write the whole address"),
        ({"PORTAL_URL": ""}, "PORTAL_URL is “”: write"),
        ({"PORTAL_URL": "ftp://example.org"}, "PORTAL_URL is “ftp://example.org”: write"),
        ({"PORTAL_URL": "https://"}, "PORTAL_URL is “https:”: write"),
        ({"PORTAL_URL": "https://example.org/portal"}, "PORTAL_URL is “https://example.org/portal”: write"),
        ({"PORTAL_URL": "https://example.org:port"}, "PORTAL_URL is “https://example.org:port”: write"),
        ({"PORTAL_URL": "http://example.org"}, "PORTAL_URL is “http://example.org”: write https://"),
        ({"DEBUG": "flase"}, "DEBUG is “flase”: write true or false"),
        ({"TLS": "ture"}, "TLS is “ture”: write true or false"),
        ({"BEHIND_PROXY": "nginx"}, "BEHIND_PROXY is “nginx”: write true or false"),
        ({"TRANSACTION_POOLING": ""}, "TRANSACTION_POOLING is “”: write"),
        ({"TRANSACTION_POOLING": "true", "READ_ONLY": "true"}, "READ_ONLY would hold for other clients"),
        ({"DATABASE_URL": ""}, "DATABASE_URL begins with none of sqlite, postgres"),
        ({"DATABASE_URL": "portal"}, "DATABASE_URL begins with none of sqlite, postgres"),
        ({"DATABASE_URL": f"mysql://u:{PASSWORD}@host/name"}, "DATABASE_URL begins with none of"),
        (
            {"DATABASE_URL": f"postgres://u:{PASSWORD}@host:54x/name"},
            "DATABASE_URL has a port that is no number",
        ),
        ({"DATABASE_URL": f"postgres://u:{PASSWORD}@host:99999/name"}, "DATABASE_URL has a port that is no"),
        ({"DATABASE_URL": f"postgres://u:{PASSWORD}@host:5432"}, "DATABASE_URL doesn’t say which database"),
        ({"DATABASE_URL": f"postgres://u:{PASSWORD}@[::1/name"}, "DATABASE_URL can’t be read"),
        ({"DATABASE_URL": "sqlite://var/db.sqlite3"}, "DATABASE_URL needs a third slash"),
        ({"DATABASE_URL": "sqlite:////var/db.sqlite3?mode=rx"}, "DATABASE_URL can end in"),
        (
            {"DATABASE_URL": "sqlite:////proc/nowhere/db.sqlite3"},
            "DATABASE_URL: the folder /proc/nowhere can’t",
        ),
        ({"CACHE_URL": "127.0.0.1:6379"}, "CACHE_URL begins with none of locmemcache"),
        ({"CACHE_URL": "redis://"}, "CACHE_URL doesn’t say which server"),
        ({"CACHE_URL": f"redis://:{PASSWORD}@host:redis/0"}, "CACHE_URL has a port that is no number"),
        ({"CACHE_URL": f"redis://:{PASSWORD}@host/zero"}, "CACHE_URL doesn’t say which server and database"),
        ({"CACHE_URL": "memcache://127.0.0.1:11211"}, "CACHE_URL begins with none of"),
        ({"EMAIL_URL": "mail.example.org:587"}, "EMAIL_URL begins with none of smtp"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": f"smtp://u:{PASSWORD}@host:mail"}, "EMAIL_URL has a port that is no number"),
        (
            {"STORAGE_URL": f"https://k:{PASSWORD}@s3.example/b"},
            "STORAGE_URL begins with none of s3, s3+http",
        ),
        ({"STORAGE_URL": f"s3://k:{PASSWORD}@s3.example"}, "STORAGE_URL doesn’t say which server and bucket"),
        ({"STORAGE_URL": f"s3://k:{PASSWORD}@s3.example/a/b"}, "STORAGE_URL doesn’t say which server and"),
        ({"STORAGE_URL": f"s3://:{PASSWORD}@s3.example/bucket"}, "STORAGE_URL has a key without its secret"),
        ({"STORAGE_URL": "s3://key@s3.example/bucket"}, "STORAGE_URL has a key without its secret"),
        ({"STORAGE_URL": f"s3://k:{PASSWORD}@s3.example:x/bucket"}, "STORAGE_URL has a port that is no"),
        ({"STORAGE_URL": "s3://s3.example/bucket?zone=1"}, "STORAGE_URL can end in ?region="),
        (
            {"STORAGE_URL": "s3://s3.example/bucket?addressing=auto"},
            "&addressing=path or &addressing=virtual",
        ),
        ({"STORAGE_TIMEOUT": "0"}, "STORAGE_TIMEOUT is “0”: write a whole number from 1 up"),
        ({"TASKS": "celery"}, "TASKS is “celery”: write immediate or database"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is “LOUD”: write one of DEBUG"),
        ({"CONN_MAX_AGE": "ten"}, "CONN_MAX_AGE is “ten”: write a whole number"),
        ({"MAX_DOCUMENT_MB": "0"}, "MAX_DOCUMENT_MB is “0”: write a whole number from 1 up"),
        ({"MAX_IMAGE_MB": "20MB"}, "MAX_IMAGE_MB is “20MB”: write a whole number from 1 up"),
        ({"HSTS_SECONDS": "1 year"}, "HSTS_SECONDS is “1 year”: write a whole number"),
        ({"PROXIES": "-1"}, "PROXIES is “-1”: write a whole number"),
        ({"ERROR_REPORTS_A_DAY": "many"}, "ERROR_REPORTS_A_DAY is “many”: write a whole number"),
        ({"API_RATE": "300"}, "API_RATE is “300”: write a number and /s"),
        ({"ERROR_REPORT_RATE": "5/fortnight"}, "ERROR_REPORT_RATE is “5/fortnight”: write a number and"),
        ({"VAR_DIR": "var"}, "VAR_DIR is “var”: write a whole path"),
        ({"MEDIA_ROOT": ""}, "MEDIA_ROOT is “.”: write a whole path"),
        ({"STATIC_ROOT": "static"}, "STATIC_ROOT is “static”: write a whole path"),
        ({"SECURITY_CONTACT": "security@example.org"}, "SECURITY_CONTACT is “security@example.org”: write"),
        ({"MAIL_FROM": "portal"}, "MAIL_FROM has “portal”: write an e-mail address"),
        ({"ERROR_REPORTS_TO": "a@example.org,b"}, "ERROR_REPORTS_TO has “b”: write an e-mail address"),
        ({"CSRF_TRUSTED_ORIGINS": "edit.example"}, "CSRF_TRUSTED_ORIGINS has “edit.example”: write https://"),
        ({"REUSE_LICENCE_URL": "CC BY"}, "REUSE_LICENCE_URL is “CC BY”: write a whole address"),
        ({"REUSE_LICENCE_NAME": ""}, "REUSE_LICENCE_NAME is empty"),
    ],
    ids=lambda value: " ".join(f"{name}={value[name]}" for name in value) if isinstance(value, dict) else "",
)
def test_a_server_refuses_nonsense_in_one_sentence(environment, sentence):
    with pytest.raises(SettingError) as caught:
        load_settings(**SERVER | environment)

    assert sentence in str(caught.value)
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", "*"),
        ("PORTAL_URL", "example.org"),
        ("DATABASE_URL", f"postgres://u:{PASSWORD}@host:54x/name"),
        ("CACHE_URL", f"redis://:{PASSWORD}@host:redis/0"),
        ("STORAGE_URL", f"s3://:{PASSWORD}@host/bucket"),
        ("EMAIL_URL", f"smtp://u:{PASSWORD}@host:mail"),
        ("MAX_IMAGE_MB", "ten"),
    ],
)
def test_a_command_says_one_sentence_without_a_traceback(name, value):
    process = check(**SERVER | {name: value})

    assert process.returncode == 1
    assert len(process.stderr.splitlines()) == 1
    assert process.stderr.startswith(name)
    assert PASSWORD not in process.stderr


def test_a_server_of_wsgi_says_the_same_sentence_last():
    process = subprocess.run(
        [sys.executable, "-c", "import admm_site.wsgi"],
        cwd=settings.BASE_DIR,
        env=SERVER | {"PORTAL_URL": "example.org"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "PORTAL_URL is “example.org”" in process.stderr.splitlines()[-1]


def test_each_variable_is_documented():
    source = (settings.BASE_DIR / "admm_site/settings.py").read_text()
    assert "environ.get" not in source
    variables = re.findall(r'env\.(?!make_folder)\w+\(\s*"(\w+)"', source)
    documented_variables = re.findall(
        r"^\| `(\w+)`", (settings.BASE_DIR / "docs/settings.md").read_text(), re.MULTILINE
    )

    assert sorted(documented_variables) == sorted(set(variables))
