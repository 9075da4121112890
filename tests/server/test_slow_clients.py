"""Clients that drip: the server stays responsive and drops them at its limit."""
import select
import socket
import time

HEAD = b"POST /api/try-on HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n"


def test_two_hundred_slow_connections(start):
    limit = 2.0
    server = start("fault", "--client-timeout", limit).wait_until_ready()
    clients = []
    for i in range(200):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall([b"GET /hea", HEAD, b"", b"GET /health HTTP/1.1\r\nX: "][i % 4])
        client.setblocking(False)
        clients.append(client)
    open_clients, began = list(clients), time.time()
    # A body may come slowly as long as it comes; these send a byte now and then, below the least rate.
    while open_clients and time.time() - began < 3 * limit + 4:
        assert server.request("/health", timeout=5).status == 200
        for client in list(open_clients):
            try:
                client.send(b"x")
                if select.select([client], [], [], 0)[0] and not client.recv(4096):
                    raise ConnectionError
            except OSError:
                open_clients.remove(client)
        time.sleep(0.2)
    for client in clients:
        client.close()
    assert not open_clients, f"{len(open_clients)} of 200 are still open"


def test_memory_does_not_grow(start, pictures):
    files, _ = pictures
    server = start("fault").wait_until_ready()

    def resident():
        with open(f"/proc/{server.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def some_requests():
        for _ in range(40):
            assert server.try_on(files).status == 200
            assert server.try_on({**files, "person_image": b"x" * 2_000_000}).status == 415

    some_requests()
    before = resident()
    some_requests()
    assert resident() - before < 8 * 1024  # KiB
