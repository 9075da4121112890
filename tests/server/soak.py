"""Many clients for a while, most of them wrong, then many slow ones. Prints figures; exit status 1 when one is bad.

    python tests/server/soak.py [--clients 32] [--seconds 120] [--slow 200] [--server PROGRAM]

Held against: no reply has a wrong status, no two try-ons run at a time, /health answers within 50 ms at the 99th
percentile, the server's memory stays where it was after a fifth of the time, and slow clients are dropped at the
deadline while /health goes on answering. A busy machine makes the times worse than the server is.
"""
import argparse
import http.client
import json
import multiprocessing
import random
import socket
import sys
import threading
import time

from conftest import BOUNDARY, BUILD, TESTS, Server, form

DATA = TESTS.parent / "examples/data"
CLIENT_TIMEOUT = 5  # seconds
HEALTH_LIMIT = 0.050  # seconds
MEMORY_LIMIT = 16 * 1024  # KiB of growth
FILES = {"person_image": (DATA / "person-1.png").read_bytes(), "cloth_image": (DATA / "cloth-1.png").read_bytes()}
STEPS = 5
TYPE = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
LONG_HEAD = (f"POST /api/try-on HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
             f"Content-Type: {TYPE['Content-Type']}\r\n\r\n").encode()
GOOD = form(FILES, {"num_inference_steps": STEPS})

# (method, path, headers, body, the statuses that are right)
WRONG = [
    ("GET", "/nope", {}, None, {404}),
    ("GET", "/api/try-on", {}, None, {405}),
    ("POST", "/api/try-on", TYPE, form(FILES, {"cloth_type": "hat", "seed": "x"}), {422}),
    ("POST", "/api/try-on", TYPE, form(FILES, {"guidance_scale": "nan"}), {422}),
    ("POST", "/api/try-on", TYPE, form({"person_image": FILES["person_image"]}, {}), {422}),
    ("POST", "/api/try-on", TYPE, form({**FILES, "cloth_image": b"\0\0\0\x18ftypheic" + bytes(999)}, {}), {415}),
    ("POST", "/api/try-on", TYPE, form({**FILES, "person_image": FILES["person_image"][:-500]}, {}), {422}),
    ("POST", "/api/try-on", TYPE, form({**FILES, "person_image": b"x" * 300_000}, {}), {415}),
    ("POST", "/api/try-on", TYPE, GOOD[:-40], {400}),
    ("POST", "/api/try-on", {"Content-Type": "application/json"}, b"{}", {415}),
    ("POST", "/api/try-on", {**TYPE, "Content-Length": "99999999999"}, None, {413}),
    ("GET", "/health", {"Content-Length": "x"}, None, {400}),
]


def ask(port, method, path, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def leave_early(port, rng):
    """A right request whose client goes away, before or during its try-on."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        head = (f"POST /api/try-on HTTP/1.1\r\nHost: x\r\nContent-Length: {len(GOOD)}\r\n"
                f"Content-Type: {TYPE['Content-Type']}\r\n\r\n").encode()
        connection.sendall((head + GOOD)[:rng.choice([10, len(head), len(GOOD) // 2, len(head + GOOD)])])
        time.sleep(rng.uniform(0, 0.3))


def client(port, number, end, results):
    rng = random.Random(number)
    while time.time() < end:
        chance = rng.random()
        if chance < 0.1:
            leave_early(port, rng)
        elif chance < 0.25:
            status, body = ask(port, "POST", "/api/try-on", TYPE, GOOD)
            done = time.time()
            if status == 200:
                results.append(("ran", done - json.loads(body)["seconds"], done))
            else:
                results.append(("right" if status == 503 else "wrong", "a right request", status))
        else:
            method, path, headers, body, right = rng.choice(WRONG)
            status, _ = ask(port, method, path, headers, body)
            results.append(("right" if status in right else "wrong", f"{method} {path}", status))
        time.sleep(rng.uniform(0, 0.2))


def clients(port, numbers, end, queue):
    """Some of the clients, in a process of their own. One that ends with an exception counts as a wrong reply."""
    results = []

    def run(number):
        try:
            client(port, number, end, results)
        except Exception as error:
            results.append(("wrong", repr(error), 0))

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(results)


def watch_health(port, stop, queue):
    times = []
    while not stop.is_set():
        began = time.perf_counter()
        status, _ = ask(port, "GET", "/health", {}, None)
        times.append(time.perf_counter() - began if status == 200 else 60)
        time.sleep(0.02)
    queue.put(sorted(times))


class HealthWatch:
    """Asks /health from a process of its own, so that the clients' work does not lengthen its times."""

    def __init__(self, port):
        self.stop, self.queue = multiprocessing.Event(), multiprocessing.Queue()
        self.process = multiprocessing.Process(target=watch_health, args=(port, self.stop, self.queue))
        self.process.start()

    def report(self):
        """Prints the percentiles; returns whether they are good."""
        self.stop.set()
        times = self.queue.get(timeout=90)
        self.process.join()
        p50, p99 = (times[int(share * (len(times) - 1))] for share in (0.5, 0.99))
        print(f"  /health: {len(times)} times, median {p50 * 1e3:.1f} ms, 99th percentile {p99 * 1e3:.1f} ms, "
              f"longest {times[-1] * 1e3:.1f} ms")
        return p99 < HEALTH_LIMIT


def resident(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def overlaps(runs):
    """Try-ons that began before the one before them was half done; replies' ways differ by less than that."""
    runs = sorted(runs)
    return sum(later[0] < (earlier[0] + earlier[1]) / 2 for earlier, later in zip(runs, runs[1:]))


def many_clients(server, count, seconds):
    watch, queue, end = HealthWatch(server.port), multiprocessing.Queue(), time.time() + seconds
    groups = [range(i, count, 4) for i in range(4)]
    processes = [multiprocessing.Process(target=clients, args=(server.port, group, end, queue)) for group in groups]
    for process in processes:
        process.start()
    time.sleep(seconds / 5)
    memory = [resident(server)]
    results = sum((queue.get(timeout=seconds + 120) for _ in processes), [])
    memory.append(resident(server))
    runs = [(began, ended) for kind, began, ended in results if kind == "ran"]
    wrong = [result[1:] for result in results if result[0] == "wrong"]
    print(f"{count} clients for {seconds:g} s: {len(results)} replies, {len(wrong)} wrong {wrong[:5]}; {len(runs)} "
          f"try-ons, {overlaps(runs)} of them at a time with another; memory {memory[0]} -> {memory[1]} KiB")
    quick = watch.report()
    return quick and runs and not wrong and not overlaps(runs) and memory[1] - memory[0] < MEMORY_LIMIT


def drip(port, number, ends):
    """Sends a byte now and then until it is dropped; notes when that was."""
    start = (b"GET /hea", LONG_HEAD, b"", b"GET /health HTTP/1.1\r\nX: ")[number % 4]
    began = time.time()
    with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
        try:
            connection.sendall(start)
            while time.time() - began < 4 * CLIENT_TIMEOUT:
                if number % 4 != 2:  # one kind is silent
                    connection.sendall(b"x")
                try:
                    if not connection.recv(4096):
                        break
                except TimeoutError:
                    continue
        except OSError:
            pass  # reset: dropped as well
    ends.append(time.time() - began)


def slow_clients(server, count):
    watch, ends = HealthWatch(server.port), []
    threads = [threading.Thread(target=drip, args=(server.port, i, ends)) for i in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    status, _ = ask(server.port, "POST", "/api/try-on", TYPE, GOOD)
    for thread in threads:
        thread.join()
    print(f"{count} slow clients, limit {CLIENT_TIMEOUT} s: dropped after {min(ends):.1f} to {max(ends):.1f} s; "
          f"a try-on among them: {status}")
    return watch.report() and status == 200 and max(ends) < 1.5 * CLIENT_TIMEOUT + 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--server", default=str(BUILD / "bin/catvton-server"))
    args = parser.parse_args()
    server = Server(args.server, "--model", "mini", "--client-timeout", CLIENT_TIMEOUT).wait_until_ready()
    good = many_clients(server, args.clients, args.seconds)
    good = slow_clients(server, args.slow) and good
    status, _ = server.stop()
    print(f"exit status after SIGTERM: {status}")
    return 0 if good and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
