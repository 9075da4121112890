"""Replies that need a fault: loading, failed loading, memory, defects, and the queue."""
import signal
import threading
import time

OUT_OF_MEMORY, DEFECT, NO_PERSON, SLOW, FOREIGN = 1, 2, 3, 4, 5  # seeds that fault_server obeys


def test_while_the_models_load(start, pictures, tmp_path):
    files, _ = pictures
    hold = tmp_path / "hold"
    hold.touch()
    server = start("fault", "--hold-loading", hold)
    reply = server.request("/health")
    assert reply.status == 503
    assert reply.json == {"status": "loading", "message": "Models are still loading"}
    assert server.request("/").json["status"] == "loading"
    reply = server.try_on(files)
    assert reply.status == 503
    assert reply.json["detail"] == "Models are still loading. Please wait and try again."
    assert reply.json["code"] == "loading" and reply.json["retryable"]
    assert server.try_on(files, cloth_type="hat").status == 422  # a wrong request is told so at once
    hold.unlink()
    server.wait_until_ready()
    assert server.try_on(files).status == 200


def test_models_that_cannot_be_loaded(start):
    server = start("fault", "--fail-loading")
    _, log = server.process.communicate(timeout=20)
    assert server.process.returncode == 1  # so that a service manager sees it
    assert "could not be loaded: no weights in /secret/folder" in log


def test_termination_while_loading(start, tmp_path):
    hold = tmp_path / "hold"
    hold.touch()
    server = start("fault", "--hold-loading", hold)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    hold.unlink()
    server.process.communicate(timeout=20)
    assert server.process.returncode == 0


def test_out_of_memory(start, pictures):
    server = start("fault").wait_until_ready()
    reply = server.try_on(pictures[0], seed=OUT_OF_MEMORY)
    assert reply.status == 503 and reply.json["code"] == "out_of_memory" and reply.json["retryable"]
    assert reply.json["detail"].startswith("GPU out of memory. Image may be too large. Error: ")
    assert b"/secret" not in reply.body
    assert server.try_on(pictures[0]).status == 200  # the device is free again


def test_defects_leave_an_id_only(start, pictures):
    server = start("fault").wait_until_ready()
    for seed in (DEFECT, FOREIGN):
        reply = server.try_on(pictures[0], seed=seed)
        assert reply.status == 500 and b"secret" not in reply.body
    found = reply.json["detail"].split()[-1]
    _, log = server.stop()
    assert f"error {found}: not of the library: /secret" in log


def test_nobody_in_the_photo(start, pictures):
    reply = start("fault").wait_until_ready().try_on(pictures[0], seed=NO_PERSON)
    assert reply.status == 422 and reply.json["code"] == "no_person"


def run_together(server, files, count, **fields):
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(server.try_on(files, **fields))) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(reply.status for reply in replies)


def test_queue(start, pictures):
    files, _ = pictures
    assert run_together(start("fault").wait_until_ready(), files, 3, seed=SLOW) == [200, 503, 503]
    assert run_together(start("fault", "--queue", 1).wait_until_ready(), files, 3, seed=SLOW) == [200, 200, 503]


def test_who_leaves_the_queue_leaves_room(start, pictures):
    files, _ = pictures
    server = start("fault", "--queue", 1).wait_until_ready()
    running = threading.Thread(target=server.try_on, args=(files,), kwargs={"seed": SLOW})
    running.start()
    server.wait_until_busy()
    leaver = server.send_try_on(files, seed=SLOW)  # takes the one place in the queue
    time.sleep(0.3)
    assert server.try_on(files).json["code"] == "busy"
    leaver.close()
    time.sleep(0.3)
    assert server.try_on(files).status == 200
    running.join()


def test_request_timeout_counts_the_queue(start, pictures):
    files, _ = pictures
    server = start("fault", "--queue", 1, "--request-timeout", 1).wait_until_ready()
    running = threading.Thread(target=server.try_on, args=(files,), kwargs={"seed": SLOW})
    running.start()
    server.wait_until_busy()
    time.sleep(0.5)
    replies = run_together(server, files, 1, seed=SLOW)  # half a second is left of it when its turn comes
    running.join()
    assert replies == [504]


def test_request_timeout(start, pictures):
    server = start("fault", "--request-timeout", 0.3).wait_until_ready()
    reply = server.try_on(pictures[0], seed=SLOW)
    assert reply.json["code"] == "deadline_exceeded"
    assert server.try_on(pictures[0]).status == 200


def test_a_second_signal_stops_what_runs(start, pictures):
    server = start("fault").wait_until_ready()
    connection = server.send_try_on(pictures[0], seed=SLOW)
    server.wait_until_busy()
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    server.process.send_signal(signal.SIGTERM)
    server.process.communicate(timeout=20)
    assert server.process.returncode == 0
    assert connection.recv(1) == b""  # it ended without a reply
    connection.close()


def test_termination_lets_a_try_on_finish(start, pictures):
    server = start("fault").wait_until_ready()
    replies = []
    thread = threading.Thread(target=lambda: replies.append(server.try_on(pictures[0], seed=SLOW)))
    thread.start()
    time.sleep(0.4)
    began = time.time()
    status, _ = server.stop()
    thread.join()
    assert status == 0 and time.time() - began < 10
    assert replies[0].status == 200
