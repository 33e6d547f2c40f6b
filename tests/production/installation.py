"""Run what `deploy/install.sh` wrote, as unprivileged processes on ports of their own."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from pwd import getpwuid

from tests.ports import free_ports

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "admm.example.org"
SERVERS = (1, 2)  # application servers
NAMES_OTHERS = "127.0.0.99"  # whose requests come from the address in their X-Real-IP, for addresses of IPv6
# What root starts runs under this account, if that can use this checkout and its Python; PostgreSQL always.
ACCOUNT = 65534
AS_ACCOUNT = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups", "--no-new-privs"]
POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def for_postgresql() -> list[str]:
    """Return the beginning of a command that doesn't run as root."""
    return AS_ACCOUNT if os.getuid() == 0 else []


@cache
def unprivileged() -> list[str]:
    """Return the same for everything else; nothing where the account can't read what it needs."""
    # By a shell: what `setpriv` itself starts may still read whatever root may.
    try_out = [*for_postgresql(), "sh", "-c", '"$0" manage.py --version', sys.executable]
    done = subprocess.run(try_out, cwd=REPOSITORY, capture_output=True, check=False)
    if done.returncode:
        print(f"This runs as root: the account {ACCOUNT} can't use {sys.executable}.")
    return [] if done.returncode else for_postgresql()


def user_name() -> str:
    return getpwuid(ACCOUNT if unprivileged() else os.getuid()).pw_name


def wait_until(condition, seconds: float = 30, what: str = "it") -> None:
    latest = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > latest:
            raise TimeoutError(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(0.1)


@dataclass
class Installation:
    prefix: Path
    http: int
    https: int
    redis: int
    metrics: int
    others: list["Installation"] = field(default_factory=list)  # other machines, which end with this one

    @classmethod
    def create(cls, folder: Path) -> "Installation":
        folder.chmod(0o755)
        if unprivileged():
            os.chown(folder, ACCOUNT, ACCOUNT)
        return cls(folder, *free_ports(4))

    @property
    def sockets(self) -> Path:
        """Return the folder of PostgreSQL's socket."""
        return self.prefix / "run/postgresql"

    @property
    def variables(self) -> dict[str, str]:
        """Return the environment of the commands of `deploy/`."""
        restart = [sys.executable, "-m", "tests.production.restart", str(self.prefix)]
        return {
            "PATH": f"{POSTGRESQL[-1]}:{os.environ['PATH']}",
            "HOME": str(self.prefix),
            "PREFIX": str(self.prefix),
            "HTTP": str(self.http),
            "HTTPS": str(self.https),
            "REDIS": str(self.redis),
            "METRICS": str(self.metrics),
            "RESTART": str(self._write_command("restart", restart)),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _write_command(self, name: str, command: list[str]) -> Path:
        file = self.prefix / name
        if not file.exists():
            file.write_text(f'#!/bin/sh\ncd {REPOSITORY} && exec {shlex.join(command)} "$@"\n')
            file.chmod(0o755)
        return file

    def run(
        self,
        *command: str | Path,
        check: bool = True,
        before: list[str] | None = None,
        folder: Path = REPOSITORY,
        settings: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [*(unprivileged() if before is None else before), *map(str, command)],
            cwd=folder,
            env=self.variables | (settings or {}),
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done

    def begin(self, name: str, *command: str | Path) -> int:
        """Start a process that is ended by its id, which the file `name.pid` holds."""
        with (self.prefix / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [*unprivileged(), *map(str, command)],
                cwd=self.prefix,
                env=self.variables,
                stdout=log,
                stderr=log,
            )
        (self.prefix / f"{name}.pid").write_text(str(process.pid))
        return process.pid

    # Services

    def share_packages(self) -> None:
        """Let the releases use the packages of this environment: they are locked by the same file."""
        lock = self.run("sha256sum", "requirements.txt").stdout[:12]
        venvs = self.prefix / "srv/admm/venvs"
        self.run("mkdir", "-p", venvs)
        self.run("ln", "-sfn", REPOSITORY / ".venv", venvs / lock)

    def start_postgresql(self) -> None:
        data, sockets = self.prefix / "postgresql", self.sockets
        if not data.exists():
            for folder in (data, sockets):
                folder.mkdir(parents=True)
                if os.getuid() == 0:
                    os.chown(folder, ACCOUNT, ACCOUNT)
            self._postgresql(
                "initdb",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "-U",
                user_name(),
            )
        options = f"-c listen_addresses='' -c unix_socket_directories={sockets} -c fsync=off"
        self._postgresql("pg_ctl", "-l", data / "log", "-w", "-o", options, "start")

    def stop_postgresql(self) -> None:
        self._postgresql("pg_ctl", "-m", "immediate", "-w", "stop")

    def create_database(self) -> None:
        self.run("createdb", "-h", self.sockets, "admm")

    def _postgresql(self, command: str, *arguments: str | Path) -> None:
        self.run(command, "-D", self.prefix / "postgresql", *arguments, before=for_postgresql())

    def start_redis(self) -> None:
        configuration = self.prefix / "etc/redis/admm.conf"
        self.begin("redis", "redis-server", configuration, "--port", str(self.redis), "--bind", "127.0.0.1")

    def start_nginx(self) -> None:
        """Start nginx with the rendered file, included as Debian's own configuration does."""
        folder = self.prefix / "nginx"
        self.run("mkdir", "-p", folder / "temporary")
        paths = "".join(
            f"{kind}_temp_path {folder}/temporary/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = self.prefix / "nginx.conf"
        main.write_text(
            f"user {user_name()}; daemon off; worker_processes 2; pid {folder}/pid;\n"
            f"error_log {self.prefix}/nginx-error.log; events {{ worker_connections 768; }}\n"
            "http { include /etc/nginx/mime.types; default_type application/octet-stream; sendfile on;\n"
            "access_log off;\n"
            f"set_real_ip_from {NAMES_OTHERS}; real_ip_header X-Real-IP;\n"
            f"{paths}include {self.prefix}/etc/nginx/sites-enabled/*; }}\n"
        )
        self.run("nginx", "-t", "-c", main, "-e", self.prefix / "nginx-error.log")
        self.begin("nginx", "nginx", "-c", main, "-e", self.prefix / "nginx-error.log")

    def reload_nginx(self) -> None:
        self.run("nginx", "-t", "-c", self.prefix / "nginx.conf", "-e", self.prefix / "nginx-error.log")
        os.kill(int((self.prefix / "nginx.pid").read_text()), signal.SIGHUP)

    def unit_command(self, unit: str, instance: str = "") -> list[str]:
        """Return the command of a unit that `install.sh` wrote."""
        text = (self.prefix / "etc/systemd/system" / unit).read_text()
        command = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)[1]
        return shlex.split(command.replace("%i", instance).replace("%%", "%"))

    def settings(self) -> dict[str, str]:
        lines = (self.prefix / "etc/admm/portal.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    def manage(self, *arguments: str) -> str:
        return self.run_manage(*arguments).stdout

    def run_manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        release = self.prefix / "srv/admm/current"
        command = (release / ".venv/bin/python", "manage.py", *arguments)
        return self.run(*command, folder=release, settings=self.settings(), check=check)

    def server_process(self, server: int) -> int:
        """Return the process of an application server."""
        return int((self.prefix / f"web-{server}.pid").read_text())

    def restart_server(self, server: int) -> None:
        self.run(self.prefix / "restart", str(server))

    def change_setting(self, name: str, value: str) -> None:
        file = self.prefix / "etc/admm/portal.env"
        lines = [line for line in file.read_text().splitlines() if not line.startswith(f"{name}=")]
        file.write_text("\n".join([*lines, f"{name}={value}", ""]))

    def remove_setting(self, name: str) -> None:
        file = self.prefix / "etc/admm/portal.env"
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith(f"{name}=")))

    def tear_down(self) -> None:
        self.end_processes()
        shutil.rmtree(self.prefix)

    def end_processes(self) -> None:
        """End all processes by their ids."""
        for other in self.others:
            other.end_processes()
        for file in sorted(self.prefix.glob("*.pid")):
            end(int(file.read_text()))
        if (self.prefix / "postgresql/postmaster.pid").exists():
            self.stop_postgresql()


def end(process: int, number: signal.Signals = signal.SIGTERM) -> None:
    """Send the signal and wait until the process has ended, whosever child it is."""
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
    wait_until(lambda: has_ended(process), 75, f"the end of process {process}")


def has_ended(process: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"
