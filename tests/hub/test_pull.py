"""What a user sees of catvton models, and what lies on the disk afterwards."""
import json
import os

import pytest
from conftest import COMMIT, CONFIG, REPOSITORY, WEIGHTS, Client, program
from fake_hub import File, git_hash


@pytest.fixture
def client(hub, tmp_path):
    """Of the program that users have."""
    return Client(hub, tmp_path, program=program())


def test_layout_is_that_of_huggingface_hub(client, hub):
    client.pull_completes()
    files = hub.repositories[REPOSITORY].files
    snapshot = client.repository / "snapshots" / COMMIT
    assert os.readlink(snapshot / WEIGHTS) == f"../../../blobs/{files[WEIGHTS].hash}"
    assert os.readlink(snapshot / CONFIG) == f"../../blobs/{git_hash(files[CONFIG].data)}"
    assert (client.repository / "refs/main").read_text() == COMMIT
    locks = client.cache / ".locks/models--owner--model"
    assert {p.name for p in locks.iterdir()} == {f"{f.hash}.lock" for f in files.values()}
    assert (client.cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_says_beforehand_what_comes_from_where_under_which_licence(client, hub):
    text = client.pull_completes().stderr
    size = sum(len(f.data) for f in hub.repositories[REPOSITORY].files.values())
    first_file = text.index(f"{REPOSITORY}/{WEIGHTS}")
    for part in (f"{size} bytes", hub.url, "Test licence 1.0: for tests only (https://example.org/licence)"):
        assert 0 <= text.find(part) < first_file, part


def test_a_complete_set_needs_no_network(client, hub):
    client.pull_completes()
    hub.requests.clear()
    assert "nothing to download" in client.pull_completes().stderr
    assert hub.requests == []


def test_only_what_is_missing_is_downloaded(client, hub):
    client.pull_completes()
    (client.repository / "snapshots" / COMMIT / CONFIG).unlink()
    (client.repository / "blobs" / hub.repositories[REPOSITORY].files[CONFIG].hash).unlink()
    hub.requests.clear()
    client.pull_completes()
    assert not hub.seen(path=WEIGHTS)


def test_a_blob_of_another_revision_is_linked_not_downloaded(client, hub):
    client.pull_completes()
    (client.repository / "snapshots" / COMMIT / WEIGHTS).unlink()
    hub.requests.clear()
    client.pull_completes()
    assert not hub.seen("storage")


def test_a_dangling_link_is_repaired(client, hub):
    client.pull_completes()
    (client.repository / "blobs" / hub.repositories[REPOSITORY].files[WEIGHTS].hash).unlink()
    client.pull_completes()


def test_offline_uses_the_cache_only(client, hub, exit_status):
    for env in ({"HF_HUB_OFFLINE": "1"}, {"TRANSFORMERS_OFFLINE": "yes"}):
        client.pull_fails(exit_status["not_found"], "offline", str(client.cache), **env)
    assert client.run("pull", "set", "--offline").returncode == exit_status["not_found"]
    assert hub.requests == [] and not client.cache.exists()
    client.pull_completes()
    hub.requests.clear()
    client.pull_completes(HF_HUB_OFFLINE="TRUE")
    assert client.run("pull", "set", "--offline").returncode == 0
    assert hub.requests == []


@pytest.mark.parametrize("variables, place", [
    ({"HF_HUB_CACHE": "{0}/a"}, "a"), ({"HUGGINGFACE_HUB_CACHE": "{0}/b"}, "b"), ({"HF_HOME": "{0}/c"}, "c/hub"),
    ({"HF_HOME": "", "XDG_CACHE_HOME": "{0}/d"}, "d/huggingface/hub"),
    ({"HF_HOME": "", "HOME": "{0}/e"}, "e/.cache/huggingface/hub"),
])
def test_places_of_the_cache(client, tmp_path, variables, place):
    result = client.pull(**{k: v.format(tmp_path) for k, v in variables.items()})
    assert result.returncode == 0, result.stderr
    assert (tmp_path / place / f"models--owner--model/snapshots/{COMMIT}/{WEIGHTS}").is_file()


def test_a_pinned_commit_is_not_called_main_when_main_is_another(client, hub):
    hub.repositories[REPOSITORY].refs["main"] = "f" * 40
    client.pull_completes()
    assert not (client.repository / "refs").exists()


def test_a_named_revision_becomes_a_ref(client):
    client.manifest(revision="main")
    client.pull_completes()
    assert (client.repository / "refs/main").read_text() == COMMIT
    client.pull_completes(HF_HUB_OFFLINE="1")


def test_latest_follows_main(client, hub):
    client.pull_completes()
    newer = "e" * 40
    repository = hub.repositories[REPOSITORY]
    repository.commit = repository.refs["main"] = newer
    repository.files[CONFIG] = File(b"{}", lfs=False)
    assert client.run("pull", "set", "--latest").returncode == 0
    client.check()
    assert (client.repository / "snapshots" / newer / CONFIG).read_bytes() == b"{}"
    assert (client.repository / "refs/main").read_text() == newer


def test_the_server_is_right_about_hashes_and_one_warning_says_so(client, hub):
    client.manifest(files=[{"path": WEIGHTS, "size": 7, "sha256": "0" * 64}, {"path": CONFIG, "sha256": "1" * 64}])
    text = client.pull_completes().stderr
    assert text.count("the server's are taken") == 1
    assert f"{REPOSITORY}/{WEIGHTS}, {REPOSITORY}/{CONFIG}" in text


def test_list_path_and_json(client, hub, exit_status):
    client.manifest()
    before = client.run("list", "--json").json["models"]
    assert [m["name"] for m in before] == ["mini", "set"]
    assert [m["complete"] for m in before] == [True, False]
    missing = client.run("path", "set")
    assert missing.returncode == exit_status["not_found"] and "catvton models pull set" in missing.stderr
    pulled = client.run("pull", "set", "--json").json
    assert pulled["complete"] and pulled["folders"] == [str(client.repository / "snapshots" / COMMIT)]
    assert client.run("path", "set").stdout == pulled["folders"][0] + "\n"
    listed = client.run("list", "--json").json["models"][1]
    assert listed == pulled
    assert [f["bytes"] for f in listed["files"]] == [300_001, 9]
    assert "on disk" in client.run("list").stdout
    licences = client.run("licenses", "--json").json["models"][1]["licenses"]
    assert licences == [{"repository": REPOSITORY, "name": "Test licence 1.0", "url": "https://example.org/licence",
                         "terms": "for tests only"}]


def test_unknown_names_are_refused_with_the_known_ones(client, exit_status):
    for command in ("pull", "verify", "path"):
        result = client.run(command, "other")
        assert result.returncode == exit_status["not_found"]
        assert "mini, set" in result.stderr


def test_wrong_command_lines(client, exit_status):
    for arguments in (["pull"], ["frob"], ["pull", "set", "--retry-delay", "-1"], ["pull", "set", "more"]):
        assert client.run(*arguments).returncode == exit_status["invalid_argument"]
    result = client.run("pull", "other", "--json")
    assert result.json["error"]["code"] == "not_found"


def test_verify_and_repair(client, hub, exit_status):
    assert client.run("verify", "set").returncode == exit_status["not_found"]
    client.pull_completes()
    good = client.run("verify", "set", "--json")
    assert good.returncode == 0
    assert [f["state"] for f in good.json["files"]] == ["good", "good"]
    blob = client.repository / "blobs" / hub.repositories[REPOSITORY].files[WEIGHTS].hash
    data = bytearray(blob.read_bytes())
    data[1000] ^= 1
    blob.write_bytes(data)
    bad = client.run("verify", "set")
    assert bad.returncode == exit_status["corrupt_weights"]
    assert f"damaged  {REPOSITORY}/{WEIGHTS}" in bad.stdout and "models pull --check set" in bad.stderr
    assert client.run("pull", "set", "--check").returncode == 0
    client.check(complete=True)
    assert client.run("verify", "set").returncode == 0
    (client.repository / "snapshots" / COMMIT / CONFIG).unlink()
    assert client.run("verify", "set").returncode == exit_status["not_found"]


def test_a_damaged_blob_that_is_not_linked_is_replaced_too(client, hub):
    client.pull_completes()
    blob = client.repository / "blobs" / hub.repositories[REPOSITORY].files[WEIGHTS].hash
    blob.write_bytes(b"\0" * blob.stat().st_size)
    (client.repository / "snapshots" / COMMIT / WEIGHTS).unlink()
    assert client.run("pull", "set", "--check").returncode == 0
    client.check(complete=True)


def test_the_embedded_model_needs_no_download(client, hub):
    assert client.run("pull", "mini").returncode == 0
    assert client.run("verify", "mini").returncode == 0
    assert client.run("path", "mini").stdout.strip().endswith("/mini")
    assert hub.requests == []


@pytest.mark.parametrize("change, part", [
    ({"files": []}, "'files'"), ({"files": [{"path": "a", "size": -1}]}, "'size'"),
    ({"files": [{"path": "a", "sha256": "A" * 64}]}, "'sha256'"), ({"license": None}, "'license'"),
    ({"revision": "../x"}, "no revision"), ({"repository": "a/b/c"}, "no repository"),
    *(({"files": [{"path": p}]}, "no path") for p in ("../x", "/x", "a/../../x", "a//b", "a/", ".", "a\\b", "c:x")),
])
def test_a_broken_manifest_is_refused(client, exit_status, change, part):
    client.manifest(**change)
    client.pull_fails(exit_status["corrupt_weights"], part)


def test_a_manifest_that_is_not_there(client, exit_status):
    client.pull_fails(exit_status["not_found"], "nowhere.json", CATVTON_HUB_MANIFEST="/nowhere.json")


@pytest.mark.parametrize("variable, value", [
    ("HF_ENDPOINT", "ftp://example.org"), ("HF_ENDPOINT", "example.org"), ("HF_ENDPOINT", "http://u:p@127.0.0.1"),
    ("HF_ENDPOINT", "http://127.0.0.1/?x"), ("HF_HUB_DOWNLOAD_TIMEOUT", "soon"), ("HF_HUB_ETAG_TIMEOUT", "-1"),
    ("HF_TOKEN", "a b"),
])
def test_a_broken_environment_is_refused(client, exit_status, variable, value):
    client.pull_fails(exit_status["invalid_argument"], **{variable: value})


def test_an_endpoint_with_a_path_and_slashes(client, hub):
    repository = hub.repositories[REPOSITORY]
    hub.repositories["mirror/" + REPOSITORY] = repository
    client.pull_completes(HF_ENDPOINT=hub.url + "/mirror//")
    assert all(r.path.startswith("/mirror/owner/model/resolve/") for r in hub.seen("endpoint"))


def test_missing_files_are_remembered(client, hub, exit_status):
    client.manifest(files=[{"path": "no/such.bin"}])
    client.pull_fails(exit_status["not_found"], "no/such.bin")
    mark = client.repository / ".no_exist" / COMMIT / "no/such.bin"
    assert mark.is_file() and mark.stat().st_size == 0
    hub.requests.clear()
    client.pull_fails(exit_status["not_found"], "no/such.bin")
    assert hub.requests == []


def test_without_symbolic_links(client, hub):
    for _ in range(2):
        assert client.pull(HF_HUB_DISABLE_SYMLINKS="1").returncode == 0
    path = client.repository / "snapshots" / COMMIT / WEIGHTS
    assert path.is_file() and not path.is_symlink()
    assert len(hub.seen("storage")) == 1


def test_empty_file(client, hub):
    hub.repositories[REPOSITORY].files["empty"] = File(b"", lfs=False)
    client.manifest(files=[{"path": "empty"}])
    assert client.pull().returncode == 0
    client.check()
    assert (client.repository / "snapshots" / COMMIT / "empty").read_bytes() == b""


def test_names_that_need_quoting(client, hub):
    name = "a folder/50% & more#1?.bin"
    hub.repositories[REPOSITORY].files[name] = File(b"x" * 10)
    client.manifest(files=[{"path": name}])
    assert client.pull().returncode == 0
    assert (client.repository / "snapshots" / COMMIT / name).read_bytes() == b"x" * 10


def test_json_output_is_one_object(client):
    assert json.loads(client.run("pull", "set", "--json").stdout)["name"] == "set"
