"""A Hugging Face hub on this machine: what the real one answers, and on demand what it should not.

Two servers: the endpoint (127.0.0.1) and the storage that it redirects to for large files (localhost, another port).
Faults change the answers to chosen requests; every request is recorded.
"""
import hashlib
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit


def git_hash(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@dataclass
class File:
    data: bytes
    lfs: bool = True

    @property
    def hash(self):
        return sha256(self.data) if self.lfs else git_hash(self.data)


@dataclass
class Repository:
    commit: str
    files: dict
    refs: dict = field(default_factory=dict)


@dataclass
class Answer:
    """What goes over the wire; a fault may change all of it."""

    status: int
    headers: dict
    body: bytes = b""
    cut: tuple | None = None  # ("head" | "body", offset, "reset" | "close" | "stall")
    delay: float = 0.0  # seconds before each piece of the body
    piece: int = 1 << 16

    def head_bytes(self):
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "?"
        lines = [f"HTTP/1.1 {self.status} {phrase}", *(f"{k}: {v}" for k, v in self.headers.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1")


@dataclass
class Record:
    server: str  # "endpoint" or "storage"
    method: str
    path: str
    headers: dict


@dataclass
class Fault:
    where: str  # "HEAD", "GET" (of the endpoint), "storage", or "any"
    change: object  # function (answer, record) -> answer or None
    times: int = 1
    path: str = ""  # part of the request's path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        hub, name = self.server.hub, self.server.name
        record = Record(name, self.command, self.path, {k.lower(): v for k, v in self.headers.items()})
        with hub.lock:
            hub.requests.append(record)
            answer = hub.endpoint_answer(record) if name == "endpoint" else hub.storage_answer(record)
            fault = hub.next_fault(record)
            answer = fault.change(answer, record) or answer if fault else answer
        answer.headers.setdefault("Content-Length", len(answer.body))
        try:
            self.send(answer, record.method == "HEAD")
        except OSError:
            self.close_connection = True

    def send(self, answer, head_only):
        head = answer.head_bytes()
        body = b"" if head_only else answer.body
        if answer.cut:
            part, offset, how = answer.cut
            sent = head[:offset] if part == "head" else head + body[:offset]
            self.wfile.write(sent)
            self.wfile.flush()
            self.end(how)
            return
        self.wfile.write(head)
        for begin in range(0, len(body), answer.piece):
            if answer.delay:
                time.sleep(answer.delay)
            self.wfile.write(body[begin:begin + answer.piece])
        if answer.headers.get("Connection") == "close":
            self.close_connection = True

    def end(self, how):
        self.close_connection = True
        if how == "stall":
            self.server.hub.stopping.wait(30)
        elif how == "reset":
            time.sleep(0.02)  # what was sent should arrive before the reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            # The base class would flush into the closed connection.
            self.wfile = self.rfile


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, hub, name, host, tls=None):
        super().__init__((host, 0), Handler)
        self.hub, self.name = hub, name
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        pass  # broken connections are what this server is for


class FakeHub:
    def __init__(self, tls=None):
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.repositories, self.requests, self.faults = {}, [], []
        self.storage_delay = 0.0
        self.endpoint = Server(self, "endpoint", "127.0.0.1", tls)
        self.storage = Server(self, "storage", "127.0.0.1")
        self.scheme = "https" if tls else "http"

    def close(self):
        self.stopping.set()
        for server in (self.endpoint, self.storage):
            server.shutdown()
            server.server_close()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.endpoint.port}"

    @property
    def storage_url(self):
        return f"http://localhost:{self.storage.port}"

    def fault(self, where, change, times=1, path=""):
        self.faults.append(Fault(where, change, times, path))

    def next_fault(self, record):
        """The first fault that concerns the request; it is used up by one."""
        kind = "storage" if record.server == "storage" else record.method
        for fault in self.faults:
            if fault.times > 0 and fault.where in (kind, "any") and fault.path in record.path:
                fault.times -= 1
                return fault
        return None

    def seen(self, server=None, method=None, path=""):
        return [r for r in self.requests
                if server in (None, r.server) and method in (None, r.method) and path in r.path]

    def endpoint_answer(self, record):
        parts = unquote(urlsplit(record.path).path).lstrip("/").split("/resolve/")
        repository = self.repositories.get(parts[0])
        if len(parts) != 2 or "/" not in parts[1] or repository is None:
            return Answer(401, {"X-Error-Code": "RepoNotFound"}, b"Repository not found")
        revision, path = parts[1].split("/", 1)
        commit = repository.refs.get(revision, revision)
        if commit != repository.commit:
            return Answer(404, {"X-Error-Code": "RevisionNotFound"}, b"Revision not found")
        file = repository.files.get(path)
        if file is None:
            return Answer(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit}, b"Entry not found")
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes", "ETag": f'"{file.hash}"'}
        if file.lfs:
            headers |= {"X-Linked-Etag": f'"{file.hash}"', "X-Linked-Size": len(file.data), "ETag": '"other"',
                        "Location": f"{self.storage_url}/{quote(parts[0])}/{quote(path)}?Signature=SECRETSIGNATURE"}
            return Answer(302, headers)
        return ranged(Answer(200, headers, file.data), record)

    def storage_answer(self, record):
        path = unquote(urlsplit(record.path).path).lstrip("/")
        for name, repository in self.repositories.items():
            file = repository.files.get(path.removeprefix(name + "/")) if path.startswith(name + "/") else None
            if file:
                answer = ranged(Answer(200, {"ETag": '"storage"', "Accept-Ranges": "bytes"}, file.data), record)
                answer.delay = self.storage_delay
                return answer
        return Answer(404, {}, b"no such object")


def ranged(answer, record):
    """The part that a Range header asks for."""
    asked = record.headers.get("range")
    if not asked:
        return answer
    total, first = len(answer.body), int(asked.removeprefix("bytes=").split("-")[0])
    if first >= total:
        return Answer(416, {"Content-Range": f"bytes */{total}"})
    headers = {**answer.headers, "Content-Range": f"bytes {first}-{total - 1}/{total}"}
    return Answer(206, headers, answer.body[first:])
