"""Models by name, from the cache: loading, converting, and what is said when they are not there; the server too."""
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import models
import pytest
from conftest import COMMIT, ROOT, TOKEN, Client, program
from fake_hub import Answer

torch = pytest.importorskip("torch", reason="the checkpoints are written with PyTorch")
SIZE = ["--width", 64, "--height", 64, "--num-inference-steps", 1]
BASE = "booksforcharlie/stable-diffusion-inpainting"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return models.write_checkpoint(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture
def published(hub, tmp_path, checkpoint):
    """A client whose manifest is that of the tiny model."""
    client = Client(hub, tmp_path, TOKEN, program())
    client.described = models.serve(hub, checkpoint, tmp_path / "manifest.json")
    return client


def catvton(client, *arguments, **env):
    return subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          env=client.environment(**env))


def convert(client, output, *arguments, **env):
    return catvton(client, "convert", "--model", "catvton", "--output", output, *arguments, **env)


def test_a_model_that_is_not_there_names_the_command(published, hub, tmp_path, exit_status):
    for arguments in (["--model", "catvton"], []):
        result = catvton(published, "convert", *arguments, "--output", tmp_path / "x")
        assert result.returncode == exit_status["not_found"]
        assert "`catvton models pull catvton`" in result.stderr and str(published.cache) in result.stderr
    assert hub.requests == [], "only a pull downloads"


def test_a_model_that_is_there_in_part_names_the_command(published, tmp_path, exit_status):
    assert published.run("pull", "catvton").returncode == 0
    snapshot = published.cache / f"models--{BASE.replace('/', '--')}/snapshots/{'b' * 40}"
    (snapshot / "unet/diffusion_pytorch_model.bin").unlink()
    result = convert(published, tmp_path / "x")
    assert result.returncode == exit_status["not_found"]
    assert "`catvton models pull catvton`" in result.stderr


def test_a_pulled_model_is_the_folder_that_it_came_from(published, hub, checkpoint, tmp_path):
    assert published.run("pull", "catvton").returncode == 0
    hub.requests.clear()
    result = convert(published, tmp_path / "cache.safetensors")
    assert result.returncode == 0, result.stderr
    assert hub.requests == []
    catvton(published, "convert", "--model", checkpoint, "--output", tmp_path / "folder.safetensors")
    assert (tmp_path / "cache.safetensors").read_bytes() == (tmp_path / "folder.safetensors").read_bytes()
    assert published.run("verify", "catvton").returncode == 0


def test_a_pulled_model_makes_a_try_on(published, tmp_path):
    assert published.run("pull", "catvton").returncode == 0
    data = ROOT / "examples/data"
    result = catvton(published, "tryon", "--model", "catvton", "--person", data / "person-1.png", "--cloth",
                     data / "cloth-1.png", "--cloth-type", "upper", *SIZE, "--device", "cpu", "--output",
                     tmp_path / "result.png", HF_HUB_OFFLINE=1)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "result.png").stat().st_size > 100


def test_the_newest_revision_is_found_by_name(published, hub, tmp_path):
    """What Python or --latest downloaded as main serves when the pinned revision is not there."""
    for repository in hub.repositories.values():
        repository.commit = repository.refs["main"] = COMMIT
    assert published.run("pull", "catvton", "--latest").returncode == 0
    assert convert(published, tmp_path / "x").returncode == 0


@dataclass
class Server:
    process: subprocess.Popen
    port: int

    def health(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5).status
        except urllib.error.HTTPError as error:
            return error.code

    def wait_for(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end and self.process.poll() is None
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=20)[0]

    def output_of_failure(self):
        """What it writes until it ends by itself, because it has no models."""
        output = self.process.communicate(timeout=60)[0]
        assert self.process.returncode == 1, output
        return output


def first_line(pipe):
    """Not readline(): communicate() would not see what that has read ahead."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(pipe.fileno(), 1)):
        line += byte
    return line.decode()


@pytest.fixture
def start_server():
    running = []

    def start(client, *arguments, **env):
        server = os.environ.get("CATVTON_SERVER", str(ROOT / "build/release/bin/catvton-server"))
        command = [server, "--host", "127.0.0.1", "--port", "0", "--device", "cpu", "--threads", "1", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env=client.environment(**env))
        running.append(process)
        port = re.search(r"listening on 127\.0\.0\.1:(\d+)", first_line(process.stdout)).group(1)
        return Server(process, int(port))

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("arguments", [
    ["--model", "catvton"], [], ["--base-model", BASE, "--resume-path", "zhengchong/CatVTON"]])
def test_the_server_downloads_at_start(published, hub, start_server, arguments):
    server = start_server(published, *arguments)
    server.wait_for(lambda: server.health() == 200)
    log = server.stop()
    assert server.process.returncode == 0
    size = sum(f["size"] for r in published.described for f in r["files"])
    for part in (f"downloading {size} bytes from {hub.url}", "licence of zhengchong/CatVTON: Licence of"):
        assert part in log
    assert TOKEN not in log
    assert published.run("verify", "catvton").returncode == 0


def test_the_server_uses_what_is_there(published, hub, start_server):
    assert published.run("pull", "catvton").returncode == 0
    hub.requests.clear()
    for arguments in (["--offline"], []):
        server = start_server(published, *arguments)
        server.wait_for(lambda: server.health() == 200)
        assert "downloading" not in server.stop()
    assert hub.requests == []


def test_the_server_says_loading_while_it_downloads_and_ends_at_once(published, hub, start_server):
    hub.storage_delay = 0.5
    server = start_server(published)
    server.wait_for(lambda: hub.seen("storage"))
    assert server.health() == 503
    begin = time.monotonic()
    log = server.stop()
    assert server.process.returncode == 0 and time.monotonic() - begin < 10, log


def test_the_server_offline_downloads_nothing(published, hub, start_server):
    for arguments, env in ((["--offline"], {}), ([], {"HF_HUB_OFFLINE": 1})):
        server = start_server(published, *arguments, **env)
        assert "pull catvton" in server.output_of_failure()
    assert hub.requests == []


def test_the_server_takes_other_repositories(published, hub, start_server):
    """The files that are read are found out; what the first choice lacks the second may have."""
    hub.repositories["someone/base"] = hub.repositories.pop(BASE)
    server = start_server(published, "--base-model", "someone/base")
    server.wait_for(lambda: server.health() == 200)
    server.stop()
    names = {r.path.split("/resolve/")[1].split("/", 1)[1] for r in hub.seen("endpoint", "GET", "someone/base")}
    assert names == {"unet/config.json", "scheduler/scheduler_config.json", "unet/diffusion_pytorch_model.bin"}
    assert (published.cache / f"models--someone--base/.no_exist/{'b' * 40}/unet/diffusion_pytorch_model.safetensors"
            ).is_file()


def test_a_server_that_cannot_download_ends_and_says_why_in_its_log(published, hub, start_server):
    hub.fault("HEAD", lambda a, r: Answer(403, {"X-Error-Code": "GatedRepo"}), times=99)
    log = start_server(published).output_of_failure()
    assert "Accept the terms" in log and TOKEN not in log
