"""The whole HTTP contract against the server with the embedded model, and many clients at once."""
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

CONTRACT = Path(__file__).resolve().parent / "contract/run_contract.py"


def test_contract(start, pictures):
    _, paths = pictures
    # A quarter of the model's own size: what is tested is the server, and half the time will do.
    server = start("server", "--model", "mini", "--width", 96, "--height", 128, "--client-timeout", 3).wait_until_ready()
    done = subprocess.run([sys.executable, CONTRACT, "--base-url", server.url, "--client-timeout", "3", "--person",
                           paths["person_image"], "--cloth", paths["cloth_image"], "--busy-steps", "40"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert done.stdout.strip().endswith("172 passed, 0 failed")


def test_many_clients_most_of_them_wrong(start, pictures):
    files, _ = pictures
    server = start("fault", "--client-timeout", 2).wait_until_ready()
    bad = {**files, "cloth_image": b"not a picture"}
    calls = [(lambda: server.try_on(files), {200, 503}), (lambda: server.try_on(bad), {415}),
             (lambda: server.try_on(files, cloth_type="hat"), {422}), (lambda: server.request("/nope"), {404}),
             (lambda: server.try_on({"person_image": files["person_image"]}), {422}),
             (lambda: server.request("/api/try-on"), {405})]
    wrong, end = [], time.time() + 8

    def client(number):
        rng = random.Random(number)
        while time.time() < end:
            call, right = rng.choice(calls)
            if (status := call().status) not in right:
                wrong.append(status)

    threads = [threading.Thread(target=client, args=(i,)) for i in range(16)]
    for thread in threads:
        thread.start()
    while time.time() < end:
        assert server.request("/health").status == 200
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert not wrong
