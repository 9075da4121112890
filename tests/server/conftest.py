"""Fixtures of the HTTP server's tests. CATVTON_SERVER and CATVTON_FAULT_SERVER name the programs."""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent / "libcatvton/models/mini/train")]
BUILD = TESTS.parent / "build/release"
BOUNDARY = "tests7b0c"


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def wait_until(condition, what, seconds=20):
    """Looks again and again; fails the test when the condition does not come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.01)


def first_line(pipe):
    """Not readline(): communicate() would not see what that has read ahead."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(pipe.fileno(), 1)):
        line += byte
    return line.decode()


class Server:
    """A running server on a port of its own."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, "--host", "127.0.0.1", "--port", "0", *map(str, arguments)],
                                        stderr=subprocess.PIPE, text=True)
        self.log = [first_line(self.process.stderr)]
        self.port = int(re.search(r"listening on 127\.0\.0\.1:(\d+)", self.log[0]).group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def request(self, path, method="GET", body=None, headers=None, timeout=60):
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as reply:
                return Reply(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as error:
            return Reply(error.code, error.headers, error.read())

    def try_on(self, pictures, headers=None, timeout=60, **fields):
        body = form(pictures, fields)
        return self.request("/api/try-on", "POST", body,
                            {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **(headers or {})}, timeout)

    def send_try_on(self, pictures, **fields):
        """Sends a try-on and returns its socket without waiting for the reply."""
        body = form(pictures, fields)
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sendall(f"POST /api/try-on HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nContent-Type: "
                           f"multipart/form-data; boundary={BOUNDARY}\r\n\r\n".encode() + body)
        return connection

    def wait_until_busy(self):
        wait_until(lambda: self.metric("catvton_busy"), "a try-on runs")

    def metric(self, name):
        return float(re.search(rf"^{name} (\S+)", self.request("/metrics").body.decode(), re.MULTILINE).group(1))

    def wait_until_ready(self):
        wait_until(lambda: self.request("/health").status == 200, "the models are loaded", 60)
        return self

    def stop(self):
        """Ends it as a service manager does; returns the exit status and the rest of its log."""
        self.process.send_signal(signal.SIGTERM)
        _, rest = self.process.communicate(timeout=40)
        return self.process.returncode, "".join(self.log) + rest


def form(pictures, fields):
    parts = [(f'name="{name}"; filename="{name}.png"', data) for name, data in pictures.items()]
    parts += [(f'name="{name}"', str(value).encode()) for name, value in fields.items()]
    lines = b"".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
                     for head, data in parts)
    return lines + f"--{BOUNDARY}--\r\n".encode()


@pytest.fixture
def start():
    """Starts servers that are ended with the test: start("server" | "fault", arguments...)."""
    programs = {"server": os.environ.get("CATVTON_SERVER", str(BUILD / "bin/catvton-server")),
                "fault": os.environ.get("CATVTON_FAULT_SERVER", str(BUILD / "bin/fault_server"))}
    running = []

    def begin(which, *arguments):
        running.append(Server(programs[which], *arguments))
        return running[-1]

    yield begin
    for server in running:
        if server.process.poll() is None:
            server.process.kill()
            server.process.communicate()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """A drawn person and a garment that the embedded model knows, as PNG bytes and as files."""
    import people

    folder = tmp_path_factory.mktemp("pictures")
    sample, worn = people.draw(8_000_001, 9_000_001, kind="tshirt"), people.draw(8_000_001, 9_500_001, kind="tshirt")
    paths = {"person_image": folder / "person.png", "cloth_image": folder / "cloth.png"}
    Image.fromarray(worn["image"]).save(paths["person_image"])
    Image.fromarray(sample["garment"]).save(paths["cloth_image"])
    files = {name: path.read_bytes() for name, path in paths.items()}
    return files, paths
