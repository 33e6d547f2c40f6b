"""The storage of uploads in a bucket that several machines share (`STORAGE_URL`).

The bucket is private, and nobody gets a link into it: the portal reads a file and sends it on, so that one
that is withdrawn is gone at once. Needs the packages of requirements-s3.in.
"""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http import HTTPStatus
from types import SimpleNamespace
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.conf import settings
from django.core.files import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from admm_site.circuit_breaker import CircuitBreaker

from .storage import PortalStorageMixin, StorageUnavailable

CONNECT_TIMEOUT = 2  # seconds
ATTEMPTS = 2  # a connection that was kept may have been closed, and stores ask to slow down
TAKEN = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT}
BUFFER_SIZE = 64 * 1024


class BucketStorage(S3Storage):
    """Store files in a bucket, as a folder would.

    Other than its base class, it reads and writes as a stream, never writes over an object, and raises
    `FileNotFoundError` and `StorageUnavailable`.
    """

    def __init__(self, **options):
        addressing = {"addressing_style": options.pop("addressing_style", "path")}
        config = Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=settings.STORAGE_TIMEOUT,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            s3=addressing,
            # Not every store knows the newer checksums; the portal has its own.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, file_overwrite=False, **options)
        # Of all threads, in place of one each: clients can be shared, and take a tenth of a second to make.
        self._connections = SimpleNamespace()
        self._breaker = CircuitBreaker("The storage of files", (HTTPClientError,), "files are not available")

    @property
    def _client(self):
        return self.connection.meta.client

    def is_usable(self) -> bool:
        """Return whether the bucket is there."""
        with self._os_errors():
            self._client.head_bucket(Bucket=self.bucket_name)
        return True

    def is_public(self) -> bool:
        """Return whether a stranger can read an object; False while there is none."""
        where = {"Bucket": self.bucket_name}
        with self._os_errors():
            objects = self._client.list_objects_v2(MaxKeys=1, **where).get("Contents", [])
            with suppress(ClientError):  # refused, as it should be
                for entry in objects:
                    self.unsigned_connection.meta.client.head_object(Key=entry["Key"], **where)
                    return True
        return False

    def exists(self, name):
        with self._os_errors(name):
            return super().exists(name)

    def size(self, name):
        with self._os_errors(name):
            return super().size(name)

    def get_modified_time(self, name):
        with self._os_errors(name):
            return super().get_modified_time(name)

    def listdir(self, path):
        with self._os_errors(path):
            return super().listdir(path)

    def url(self, name, *args, **kwargs):
        """Return where the file would be on the portal, which answers 404 there: no link into the bucket."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def delete(self, name):
        with self._os_errors(name):
            super().delete(name)

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("Objects are opened for reading, and written by save().")
        stored = self.bucket.Object(self._normalize_name(clean_name(name)))
        with self._os_errors(name):
            stored.load()
        return ObjectFile(stored, name, self._os_errors)

    def _save(self, name, content):
        """Store the content, under another name if somebody else took this one meanwhile."""
        while not self._put(name, content):
            name = self.get_available_name(name)
        return clean_name(name)

    def _put(self, name: str, content) -> bool:
        key = self._normalize_name(clean_name(name))
        content.seek(0)
        body = content.file if isinstance(content, File) else content  # a file without a name counts as empty
        with self._os_errors(name):
            try:
                self._client.put_object(
                    Bucket=self.bucket_name,
                    Key=key,
                    Body=body,
                    IfNoneMatch="*",
                    **self._get_write_parameters(key, content),
                )
            except ClientError as error:
                if _status(error) not in TAKEN:
                    raise
                return False
        return True

    @contextmanager
    def _os_errors(self, name: str = "") -> Iterator[None]:
        if not self._breaker.allows_request():
            raise StorageUnavailable("The storage of files didn't answer a moment ago.")
        try:
            yield
        except ClientError as error:
            self._breaker.record_success()
            if _status(error) == HTTPStatus.NOT_FOUND:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from error
            raise StorageUnavailable(str(error)) from error
        except BotoCoreError as error:
            self._breaker.record_failure(error)
            raise StorageUnavailable(str(error)) from error
        else:
            self._breaker.record_success()


class PortalS3Storage(PortalStorageMixin, BucketStorage):
    """Store uploads in a bucket, as part of the transaction."""

    writes_whole_files = True

    def open_with_time(self, name: str) -> tuple[File, datetime]:
        file = self.open(name, "rb")
        return file, file.object.last_modified


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


class ObjectFile(File):
    """An object that is opened for reading. What is read of it is asked for as a stream."""

    def __init__(self, stored, name: str, errors: Callable):
        self.object, self._errors = stored, errors
        super().__init__(self._stream(), name)
        self.size = stored.content_length

    def _stream(self) -> io.BufferedReader:
        return io.BufferedReader(_ObjectReader(self.object, self._errors), BUFFER_SIZE)

    def open(self, mode=None, *args, **kwargs):
        """Rewind, or open again; Django would look for a file in a folder."""
        if self.closed:
            self.file = self._stream()
        else:
            self.seek(0)
        return self


class _ObjectReader(io.RawIOBase):
    """Read an object from a position on, by one request as long as nobody seeks."""

    def __init__(self, stored, errors: Callable):
        self._object, self._errors = stored, errors
        self._position, self._body = 0, None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origins = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._object.content_length}
        position = max(origins[whence] + offset, 0)
        if position != self._position:
            self._end_request()
        self._position = position
        return position

    def readinto(self, buffer) -> int:
        if self._position >= self._object.content_length:
            return 0
        with self._errors(self._object.key):
            if self._body is None:
                response = self._object.get(Range=f"bytes={self._position}-", IfMatch=self._object.e_tag)
                self._body = response["Body"]
            content = self._body.read(len(buffer))
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)

    def close(self) -> None:
        self._end_request()
        super().close()

    def _end_request(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
