"""gunicorn's worker with threads, none of which waits for a client.

gunicorn reads a request and sends the response in the thread that computes it, however long the client
takes: as many slow ones as there are threads stop it, and it has no setting against that. Here the main loop
of the worker waits for them; only `handle` runs in threads.
"""

import resource
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic

from gunicorn.util import write_error
from gunicorn.workers.gthread import TConn, ThreadWorker

from .buffered_socket import BufferedSocket

MAX_BUFFERED = 1024 * 1024 * 1024  # bytes of all waiting clients of a worker, most of them in temporary files
FORM_FIELDS = 10 * 1024 * 1024  # beside the file of an upload
FILES_PER_CONNECTION = 3  # itself, and the temporary files of a request and a response
OTHER_FILES = 200


class BufferingWorker(ThreadWorker):
    """A thread gets a request when it is complete, and is free again when the response is computed.

    It overrides methods of gunicorn that may change: tests/operations/test_slow_clients.py fails then. With
    TLS of gunicorn itself nothing is buffered.
    """

    def init_process(self) -> None:
        self.waiting: dict[TConn, None] = {}  # in order
        self.next_check = 0.0
        _allow_open_files(self.worker_connections * FILES_PER_CONNECTION + OTHER_FILES)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        from django.conf import settings  # which the application has set up

        largest = max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        self.max_body = largest + FORM_FIELDS

    def enqueue_req(self, conn: TConn) -> None:
        """Pass the request to a thread if it is complete, or wait for the rest."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        if not isinstance(conn.sock, BufferedSocket):
            conn.sock = BufferedSocket(conn.sock, self.max_body)
            conn.data_ready = True  # gunicorn would wait for it
        if not conn.sock.has_request():
            self.wait(conn, EVENT_READ, self.receive)
        elif conn.sock.is_lost:
            self.drop(conn)
        else:
            super().enqueue_req(conn)

    def handle(self, conn: TConn) -> bool:
        """Answer the request, in a thread; return whether the connection is kept alive."""
        sock = conn.sock
        if isinstance(sock, BufferedSocket) and sock.refusal:
            return _refuse(sock, sock.refusal)
        is_kept_alive = super().handle(conn)
        if isinstance(sock, BufferedSocket) and is_kept_alive:
            sock.finish_request(conn.parser.unreader.take_buffered())
        return is_kept_alive

    def finish_request(self, conn: TConn, fs) -> None:
        """Decide what to wait for next."""
        sock = conn.sock
        if not isinstance(sock, BufferedSocket) or fs.cancelled() or fs.exception():
            super().finish_request(conn, fs)
        elif sock.is_lost or sock.fileno() < 0:
            self.drop(conn)
        elif sock.has_unsent:
            sock.wait_until_sent()
            self.wait(conn, EVENT_WRITE, partial(self.send, fs))
        elif not fs.result():
            self.shut_down(conn)
        elif sock.received_length:
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, fs)

    # Waiting

    def wait(self, conn: TConn, event: int, callback) -> None:
        self.waiting[conn] = None
        self.poller.register(conn.sock, event, partial(callback, conn))

    def stop_waiting(self, conn: TConn) -> None:
        del self.waiting[conn]
        self.poller.unregister(conn.sock)

    def receive(self, conn: TConn, sock: BufferedSocket) -> None:
        if sock.has_request():
            self.stop_waiting(conn)
            self.enqueue_req(conn)

    def send(self, fs, conn: TConn, sock: BufferedSocket) -> None:
        try:
            sock.flush()
        except OSError:
            self.give_up(conn)
        else:
            if not sock.has_unsent:
                self.stop_waiting(conn)
                self.finish_request(conn, fs)

    def shut_down(self, conn: TConn) -> None:
        try:
            conn.sock.shut_down()
        except OSError:
            self.drop(conn)
        else:
            self.wait(conn, EVENT_READ, self.discard)

    def discard(self, conn: TConn, sock: BufferedSocket) -> None:
        try:
            is_closed = sock.is_closed_after_discarding()
        except OSError:
            is_closed = True
        if is_closed:
            self.give_up(conn)

    def drop(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def give_up(self, conn: TConn) -> None:
        self.stop_waiting(conn)
        self.drop(conn)

    # Slow clients

    def murder_pending(self) -> None:
        """End the slow clients; gunicorn calls this at least once a second."""
        super().murder_pending()
        if self.nr_conns >= self.worker_connections and self.waiting:
            self.cut_off(next(iter(self.waiting)))
        now = monotonic()
        if now < self.next_check:
            return
        self.next_check = now + 1
        buffered = sum(conn.sock.buffered_length for conn in self.waiting)
        slow = []
        for conn in self.waiting:
            if conn.sock.deadline < now or buffered > MAX_BUFFERED:
                slow.append(conn)
                buffered -= conn.sock.buffered_length
        for conn in slow:
            self.cut_off(conn)
        if slow:
            self.log.info("Cut off %s slow clients.", len(slow))

    def cut_off(self, conn: TConn) -> None:
        sock = conn.sock
        if sock.received_length and not sock.has_unsent and not sock.is_shut_down:
            _refuse(sock, HTTPStatus.REQUEST_TIMEOUT)
        self.give_up(conn)


def _refuse(sock: BufferedSocket, status: HTTPStatus) -> bool:
    """Send an error page; return that the connection is not kept alive."""
    try:
        write_error(sock, status.value, status.phrase, "")
    except OSError:
        sock.is_lost = True
    return False


def _allow_open_files(number: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < number:
        most = number if hard == resource.RLIM_INFINITY else min(number, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
