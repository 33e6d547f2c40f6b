"""A server of objects for tests (S3): moto, in a process of its own, which keeps everything in memory."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

import boto3

from tests.ports import free_port
from tests.server_process import ServerProcess

KEY, SECRET = "key-of-tests", "secret/of+tests"


@dataclass
class Bucket:
    """A bucket, looked at past the portal."""

    port: int
    name: str

    @property
    def url(self) -> str:
        """Return the value of `STORAGE_URL`."""
        return f"s3+http://{KEY}:{SECRET}@127.0.0.1:{self.port}/{self.name}"

    @property
    def _objects(self):
        session = boto3.Session(KEY, SECRET, region_name="us-east-1")
        return session.resource("s3", endpoint_url=f"http://127.0.0.1:{self.port}").Bucket(self.name)

    def create(self) -> "Bucket":
        self._objects.create()
        return self

    def files(self) -> dict[str, bytes]:
        return {entry.key: entry.get()["Body"].read() for entry in self._objects.objects.all()}

    def put(self, name: str, content: bytes, **parameters: str) -> None:
        self._objects.put_object(Key=name, Body=content, **parameters)

    def remove(self, name: str) -> None:
        self._objects.Object(name).delete()


def is_answering(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/moto-api/data.json")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class ObjectServer(ServerProcess):
    def __init__(self, port: int | None = None):
        self.port = port or free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        latest = time.monotonic() + 30
        while not is_answering(self.port):
            assert time.monotonic() < latest, "moto did not start"
            time.sleep(0.1)


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    server = ObjectServer()
    try:
        yield server
    finally:
        server.stop()
