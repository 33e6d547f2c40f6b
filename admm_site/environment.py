"""Read settings from environment variables, and validate each (docs/settings.md).

The message of an invalid value names the variable, the error and a valid value. It repeats neither the secret
key nor a URL that may have a password.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from email.utils import parseaddr
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
HOST_NAME = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
RATE = re.compile(r"[1-9]\d*/(s|sec|second|m|min|minute|h|hour|d|day)s?")

# As Django's own check of a deployment has them (security.W009).
INSECURE_PREFIX, SHORTEST_KEY, FEWEST_CHARACTERS = "django-insecure-", 50, 5
MAKE_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"

DATABASES = ("sqlite", "postgres", "postgresql")
CACHES = ("locmemcache", "dummycache", "redis", "rediss")
MAIL_SERVERS = {"smtp": 25, "smtp+tls": 587, "smtps": 587, "smtp+ssl": 465}
MAIL = (*MAIL_SERVERS, "consolemail", "filemail", "dummymail", "memorymail")
OBJECT_STORES = {"s3": "https", "s3+http": "http"}
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# How the address of a bucket is written: https://store/bucket or https://bucket.store.
ADDRESSING = ("path", "virtual")
# How SQLite may open its file, beyond reading and writing it.
SQLITE_MODES = {"mode=ro", "immutable=1"}
WITH_WRITE_AHEAD_LOG = b"\x02\x02"  # bytes 18 and 19 of a file: https://www.sqlite.org/fileformat.html


class SettingError(ImproperlyConfigured):
    """A variable has an invalid value."""


class Environment:
    """Read and validate variables, more strictly on a server than in development.

    Each method returns `default` if the variable is not set. An empty variable counts as set.
    """

    def __init__(self, variables: Mapping[str, str]):
        self.variables = variables
        self.values: dict[str, str] = {}
        self.is_server = not self.flag("DEBUG", default=True)

    def text(self, name: str, default: str) -> str:
        self.values[name] = self.variables.get(name, default).strip()
        return self.values[name]

    def digest(self) -> str:
        """Return a hash of all values that were read, but for folders: each machine may have its own."""
        return hashlib.blake2b(repr(sorted(self.values.items())).encode(), digest_size=16).hexdigest()

    def words(self, name: str, *, default: str) -> str:
        """Return a text that the portal shows."""
        words = self.text(name, default)
        if not words:
            raise SettingError(f"{name} is empty: write what it should say, such as {default}.")
        return words

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value not in TRUE + FALSE:
            raise SettingError(f"{name} is “{value}”: write true or false.")
        return value in TRUE

    def number(self, name: str, *, default: int, least: int = 0) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            raise SettingError(
                f"{name} is “{value}”: write a whole number from {least} up, such as {default}."
            )
        return int(value)

    def choice(self, name: str, choices: Iterable[str], *, default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise SettingError(f"{name} is “{value}”: write {' or '.join(choices)}.")
        return value

    def items(self, name: str) -> list[str]:
        return [item.strip() for item in self.text(name, "").split(",") if item.strip()]

    def secret_key(self, name: str, *, default: str) -> str:
        key = self.text(name, "" if self.is_server else default)
        if not self.is_server or not key:
            return key
        if key == default:
            raise SettingError(f"{name} is the development key: set your own, made with {MAKE_KEY}")
        is_weak = key.startswith(INSECURE_PREFIX) or len(set(key)) < FEWEST_CHARACTERS
        if is_weak or len(key) < SHORTEST_KEY:
            raise SettingError(
                f"{name} can be guessed: write at least {SHORTEST_KEY} random characters, made with"
                f" {MAKE_KEY}"
            )
        return key

    def hosts(self, name: str) -> list[str]:
        hosts = self.items(name)
        for host in hosts:
            if host == "*" and self.is_server:
                raise SettingError(
                    f"{name} is “*”, which lets anybody choose the portal’s name: write its host names, such"
                    " as admm.example.org."
                )
            if host != "*" and not HOST_NAME.fullmatch(host):
                raise SettingError(
                    f"{name} has “{host}”: write host names only, without https://, port or path, such as"
                    " admm.example.org."
                )
        return hosts

    def web_address(self, name: str, *, default: str) -> str:
        """Return an absolute HTTP URL."""
        address = self.text(name, default)
        if not _is_web_address(address):
            raise SettingError(f"{name} is “{address}”: write a whole address, such as {default}.")
        return address

    def origin(self, name: str, *, default: str, tls: bool) -> str:
        """Return the scheme, host and port of a site without a path."""
        address = self.text(name, default).rstrip("/")
        if not _is_origin(address):
            raise SettingError(
                f"{name} is “{address}”: write the whole address of the home page, such as"
                " https://admm.example.org."
            )
        if self.is_server and tls and not address.startswith("https://"):
            raise SettingError(
                f"{name} is “{address}”: write https://, or set TLS=false to try it without TLS."
            )
        return address

    def origins(self, name: str) -> list[str]:
        origins = self.items(name)
        for origin in origins:
            if not _is_origin(origin.replace("://*.", "://", 1)):
                raise SettingError(
                    f"{name} has “{origin}”: write https:// and the host name, such as https://edit.example.org."
                )
        return origins

    def networks(self, name: str, *, default: str) -> list[IPv4Network | IPv6Network]:
        """Return networks of IP addresses, of which a single address is one."""
        try:
            return [ip_network(part.strip()) for part in self.text(name, default).split(",") if part.strip()]
        except ValueError:
            raise SettingError(
                f"{name} is “{self.values[name]}”: write networks with commas between, such as {default}."
            ) from None

    def error_tracker(self, name: str) -> str:
        """Return the address of a project of Sentry, whose package has to be installed."""
        address = self.text(name, "")
        if address and not (_is_web_address(address) and urlsplit(address).username):
            raise SettingError(f"{name} is no address of Sentry: write https://key@sentry.example.org/1.")
        if address and not find_spec("sentry_sdk"):
            raise SettingError(
                f"{name} is set, but sentry-sdk isn’t installed: pip install -r requirements-sentry.txt."
            )
        return address

    def identity_provider(self, name: str) -> str:
        """Return the issuer of OpenID Connect, for which a package has to be installed."""
        address = self.text(name, "").rstrip("/")
        if address and not _is_private_connection(address):
            raise SettingError(f"{name} is “{address}”: write its whole address, with https://.")
        if address and not find_spec("authlib"):
            raise SettingError(
                f"{name} is set, but Authlib isn’t installed: pip install -r requirements-oidc.txt."
            )
        return address

    def contact(self, name: str, *, default: str) -> str:
        """Return a contact URI for security.txt (RFC 9116)."""
        address = self.text(name, default)
        scheme, _, rest = address.partition(":")
        if not (scheme in ("mailto", "tel") and rest) and not _is_web_address(address):
            raise SettingError(
                f"{name} is “{address}”: write mailto: and an e-mail address, or the https:// address of a"
                " page."
            )
        return address

    def mail_addresses(self, name: str) -> list[str]:
        return [self._mail_address(name, address) for address in self.items(name)]

    def mail_address(self, name: str, *, default: str) -> str:
        return self._mail_address(name, self.variables[name]) if name in self.variables else default

    def _mail_address(self, name: str, address: str) -> str:
        try:
            validate_email(parseaddr(address)[1])
        except ValidationError:
            raise SettingError(
                f"{name} has “{address}”: write an e-mail address, such as portal@example.org."
            ) from None
        return address

    def rate(self, name: str, *, default: str) -> str:
        """Return a rate limit such as `5/hour`; empty for no limit."""
        rate = self.text(name, default)
        if rate and not RATE.fullmatch(rate):
            raise SettingError(
                f"{name} is “{rate}”: write a number and /s, /min, /hour or /day, such as {default}, or leave"
                " it empty for no limit."
            )
        return rate

    def log_level(self, name: str, *, default: str) -> str:
        level = self.text(name, default).upper()
        if level not in LOG_LEVELS:
            raise SettingError(f"{name} is “{level}”: write one of {', '.join(LOG_LEVELS)}.")
        return level

    def folder(self, name: str, *, default: Path) -> Path:
        path = Path(self.text(name, str(default)))
        if not path.is_absolute():
            raise SettingError(f"{name} is “{path}”: write a whole path, such as /var/lib/admm.")
        del self.values[name]
        return path

    def optional_folder(self, name: str) -> Path | None:
        """Return the folder, or None if the variable is empty or not set."""
        return self.folder(name, default=Path("/")) if self.variables.get(name, "").strip() else None

    def make_folder(self, name: str, folder: Path) -> None:
        """Create the folder of the variable, if it doesn't exist."""
        try:
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise SettingError(
                f"{name}: the folder {folder} can’t be made ({reason}): make it yourself and let this account"
                " write to it, or name another."
            ) from None

    def database(self, name: str, *, default: str) -> dict:
        example = "postgres://user:password@host:5432/name or sqlite:////var/lib/admm/db.sqlite3"
        address = self.text(name, default)
        if address == "sqlite://:memory:":
            return Env.db_url_config(address)
        url = _parsed(name, address, DATABASES, example)
        if not url.path.strip("/"):
            raise SettingError(f"{name} doesn’t say which database: write {example}.")
        if url.scheme == "sqlite":
            return _sqlite(name, address, url)
        config = _configured(name, Env.db_url_config, address, example)
        # `?host=/run/postgresql` names the folder of a socket, for Django's own commands and pg_dump as well.
        if socket_folder := config.get("OPTIONS", {}).pop("host", ""):
            config["HOST"] = socket_folder
        return config

    def cache(self, name: str, *, default: str, redis_backend: str, alias: str) -> dict:
        """Return a cache of its own for the alias, in the process or on the server of the URL."""
        config = self._cache(name, default, redis_backend) | {"KEY_PREFIX": alias}
        return config if "redis" in config["BACKEND"].lower() else config | {"LOCATION": alias}

    def _cache(self, name: str, default: str, redis_backend: str) -> dict:
        example = "redis://127.0.0.1:6379/0"
        address = self.text(name, default)
        url = _parsed(name, address, CACHES, example)
        if not url.scheme.startswith("redis"):
            return _configured(name, Env.cache_url_config, address, example)
        if not (url.hostname or url.path) or not re.fullmatch(r"(/\d+)?/?", url.path if url.hostname else ""):
            raise SettingError(f"{name} doesn’t say which server and database: write {example}.")
        # Django's own backend is named here, so that options keep the spelling which that takes.
        return _configured(name, Env.cache_url_config, address, example) | {"BACKEND": redis_backend}

    def object_store(self, name: str) -> dict:
        """Return the options of a bucket that speaks S3, whose packages have to be installed; empty for none.

        Without key and secret in it, boto3 looks for them where it always does.
        """
        example = "s3://key:secret@s3.example.org/bucket"
        address = self.text(name, "")
        if not address:
            return {}
        url = _parsed(name, address, OBJECT_STORES, example)
        bucket = url.path.strip("/")
        if not url.hostname or not BUCKET.fullmatch(bucket):
            raise SettingError(f"{name} doesn’t say which server and bucket: write {example}.")
        user = address.partition("://")[2].rpartition("@")[0]
        key, _colon, secret = (unquote(part) for part in user.partition(":"))
        if bool(key) != bool(secret):
            raise SettingError(f"{name} has a key without its secret, or the reverse: write {example}.")
        if not (find_spec("storages") and find_spec("boto3")):
            raise SettingError(
                f"{name} is set, but django-storages isn’t installed: pip install -r requirements-s3.txt."
            )
        return {
            "endpoint_url": f"{OBJECT_STORES[url.scheme]}://{url.netloc}",
            "bucket_name": bucket,
            **({"access_key": key, "secret_key": secret} if key else {}),
            **_object_store_parameters(name, url),
        }

    def mail(self, name: str, *, default: str, smtp_backend: str) -> dict:
        example = "smtp+tls://user:password@mail.example.org:587"
        address = self.text(name, default)
        url = _parsed(name, address, MAIL, example)
        if url.scheme in MAIL_SERVERS and not url.hostname:
            raise SettingError(f"{name} names no mail server: write {example}.")
        config = _configured(name, Env.email_url_config, address, example)
        config["EMAIL_PORT"] = config["EMAIL_PORT"] or MAIL_SERVERS.get(url.scheme)
        if url.scheme in MAIL_SERVERS:
            config["EMAIL_BACKEND"] = smtp_backend
        return config


def _parsed(name: str, address: str, schemes: Iterable[str], example: str) -> SplitResult:
    """Return the parts of a URL without user and password; validate its scheme and port."""
    scheme, _, rest = address.partition("://")
    try:
        url = urlsplit(f"{scheme}://{rest.rpartition('@')[2]}")
        ports = [part.rpartition(":")[2] for part in url.netloc.split(",") if ":" in part]
    except ValueError:
        raise SettingError(f"{name} can’t be read as an address: write {example}.") from None
    if url.scheme not in schemes or "://" not in address:
        raise SettingError(f"{name} begins with none of {', '.join(schemes)}: write {example}.")
    for port in ports:
        if not port.endswith("]") and not (port.isdigit() and 0 < int(port) < 65536):
            raise SettingError(f"{name} has a port that is no number from 1 to 65535: write {example}.")
    return url


def _object_store_parameters(name: str, url: SplitResult) -> dict[str, str]:
    """Return the region and the style of addresses, which the query of the URL can name."""
    parameters = dict(parse_qsl(url.query, keep_blank_values=True))
    region, addressing = parameters.pop("region", "us-east-1"), parameters.pop("addressing", "path")
    if parameters or not region or addressing not in ADDRESSING:
        raise SettingError(
            f"{name} can end in ?region=eu-central-1, &addressing={' or &addressing='.join(ADDRESSING)} only."
        )
    return {"region_name": region, "addressing_style": addressing}


def _configured(name: str, parse, address: str, example: str) -> dict:
    """Return what django-environ parses from a URL, without its messages, which may have a password."""
    try:
        return parse(address)
    except (ValueError, TypeError, IndexError, ImproperlyConfigured):
        raise SettingError(f"{name} can’t be read as an address: write {example}.") from None


def _sqlite(name: str, address: str, url: SplitResult) -> dict:
    """Return the settings of a SQLite file, with its mode if it can't be written to."""
    if url.netloc:
        raise SettingError(
            f"{name} needs a third slash before the path: write sqlite:///{url.netloc}{url.path}."
        )
    modes = {f"{key}={value}" for key, value in parse_qsl(url.query, keep_blank_values=True)}
    if modes - SQLITE_MODES:
        raise SettingError(
            f"{name} can end in {' or '.join(f'?{mode}' for mode in sorted(SQLITE_MODES))} only."
        )
    config = Env.db_url_config(address.partition("?")[0])
    file = Path(config["NAME"]).absolute()
    if not modes and not _can_be_written_to(file):
        modes = {"mode=ro"}
    if modes == {"mode=ro"} and not _can_be_read(file):
        raise SettingError(
            f"{name}: SQLite needs to write beside {file} even to read it: let this account write to its"
            f" folder, or, if nobody changes the file, write sqlite:///{file}?immutable=1."
        )
    if modes:
        config["NAME"] = f"{file.as_uri()}?{'&'.join(sorted(modes))}"
    return config


def _can_be_written_to(file: Path) -> bool:
    """Return whether SQLite can write to the file, or create it."""
    beside = [Path(f"{file}{suffix}") for suffix in ("-wal", "-shm")]
    has_place = os.access(file.parent, os.W_OK) or all(os.access(path, os.W_OK) for path in beside)
    return not file.exists() or (has_place and os.access(file, os.W_OK))


def _can_be_read(file: Path) -> bool:
    """Return whether the files beside a file with a write-ahead log exist, or can be created."""
    if os.access(file.parent, os.W_OK) or Path(f"{file}-shm").exists() or not os.access(file, os.R_OK):
        return True
    with file.open("rb") as opened:
        return opened.read(20)[18:] != WITH_WRITE_AHEAD_LOG


def _is_web_address(address: str) -> bool:
    try:
        url = urlsplit(address)
        return url.scheme in ("http", "https") and bool(HOST_NAME.fullmatch(_host(url)) and url.port != 0)
    except ValueError:
        return False


def _is_origin(address: str) -> bool:
    return _is_web_address(address) and re.fullmatch(r"https?://[^/?#@]+", address) is not None


def _is_private_connection(address: str) -> bool:
    """Return whether the connection is encrypted, or doesn't leave this machine."""
    is_local = urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1")
    return _is_web_address(address) and (is_local or address.startswith("https://"))


def _host(url: SplitResult) -> str:
    return f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
