"""A folder of pairs: results, resuming, and pairs that fail."""
import fcntl
import json
import signal
import subprocess

import catvton
import numpy as np
import pytest
from conftest import EXAMPLES, JOB, MODELS, attempts, command, file_ids, images, run, wait_for
from PIL import Image

SCRIPT = "python/try_on_folder.py"
JOB = [*JOB, "--threads=1"]


def test_results_are_those_of_the_library(tmp_path, data):
    folder, output = data(3), tmp_path / "out"
    said = run(SCRIPT, folder, output, *JOB, "--seed", "5")
    assert "3 pairs: 3 written, 0 there before, 0 failed" in said
    assert set(images(output)) == {f"p{i}__c{i}.png" for i in range(3)}
    assert len(set(images(output).values())) == 3

    pipeline = catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", device="cpu", threads=1)
    wanted = pipeline.run(catvton.load_image(folder / "image/p2.png"), catvton.load_image(folder / "cloth/c2.png"),
                          mask=catvton.load_image(MODELS / "mask.png", channels=1), width=64, height=64,
                          num_inference_steps=2, seed=5)
    assert np.array_equal(catvton.load_image(output / "images/p2__c2.png"), wanted.image)

    # Each row: pictures of 64 x 96 at a height of 256, a result of 64 x 64, and 8 pixels around each.
    with Image.open(output / "contact-sheet.png") as sheet:
        assert sheet.size == (2 * 171 + 256 + 4 * 8, 3 * 256 + 4 * 8)
    assert json.loads((output / "report.json").read_text()) == {
        "pairs": 3, "written": 3, "present_before": 0, "failed": {}}


def test_whole_results_are_kept_and_others_made_again(tmp_path, data):
    folder, output = data(4), tmp_path / "out"
    run(SCRIPT, folder, output, *JOB)
    before, ids = images(output), file_ids(output)
    (output / "images/p1__c1.png").write_bytes(before["p1__c1.png"][:-7])
    damaged = bytearray(before["p2__c2.png"])
    damaged[len(damaged) // 2] ^= 1
    (output / "images/p2__c2.png").write_bytes(damaged)
    (output / "images/p3__c3.png").write_bytes(b"")
    (output / "images/p3__c3.png.1.0.tmp").write_bytes(b"of a killed process")
    assert "4 pairs: 3 written, 1 there before, 0 failed" in run(SCRIPT, folder, output, *JOB)
    assert images(output) == before
    assert file_ids(output)["p0__c0.png"] == ids["p0__c0.png"]

    ids = file_ids(output)
    assert "0 written, 4 there before" in run(SCRIPT, folder, output, *JOB)
    assert file_ids(output) == ids


@pytest.mark.parametrize("how, status", [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_goes_on_after_an_interruption(tmp_path, data, how, status):
    folder, output = data(5), tmp_path / "out"
    job = [*JOB, "--steps", "4"]
    process = subprocess.Popen(command(SCRIPT, folder, output, *job), stderr=subprocess.PIPE, text=True)
    wait_for(lambda: len(file_ids(output)) >= 2, process)
    process.send_signal(how)
    _, said = process.communicate()
    assert process.returncode == status
    assert ("the same command goes on from here" in said) == (how == signal.SIGINT)
    ids = file_ids(output)
    assert 2 <= len(ids) < 5

    run(SCRIPT, folder, output, *job)
    assert {name: file_ids(output)[name] for name in ids} == ids
    written = [name for _, name, event in attempts(output) if event == "written"]
    assert len(written) == len(set(written))
    if how == signal.SIGKILL:
        run(SCRIPT, folder, tmp_path / "whole", *job)
        assert images(output) == images(tmp_path / "whole")
    assert len(images(output)) == 5


def test_pairs_that_fail_are_reported_and_tried_again(tmp_path, data):
    folder, output = data(5), tmp_path / "out"
    person = (folder / "image/p0.png").read_bytes()
    (folder / "image/p0.png").write_bytes(person[:100])
    (folder / "cloth/c1.png").rename(folder / "cloth/elsewhere.png")
    (folder / "agnostic-mask/p2_mask.png").unlink()
    catvton.save_image(np.zeros((50, 50), np.uint8), folder / "agnostic-mask/p2_mask.png")
    (folder / "agnostic-mask/p3_mask.png").unlink()
    said = run(SCRIPT, folder, output, *JOB, status=1)
    assert set(images(output)) == {"p4__c4.png"}
    failed = json.loads((output / "report.json").read_text())["failed"]
    for name, what in {"p0__c0": "image/p0.png", "p1__c1": "cloth/c1.png", "p2__c2": "image/p2.png: mask",
                       "p3__c3": "agnostic-mask/p3_mask.png"}.items():
        assert what in failed[name] and f"failed: {name}: {failed[name]}" in said
    with Image.open(output / "contact-sheet.png") as sheet:
        assert sheet.height == 256 + 2 * 8

    (folder / "image/p0.png").write_bytes(person)
    (folder / "cloth/elsewhere.png").rename(folder / "cloth/c1.png")
    for i in (2, 3):
        (folder / f"agnostic-mask/p{i}_mask.png").unlink(missing_ok=True)
        (folder / f"agnostic-mask/p{i}_mask.png").symlink_to(MODELS / "mask.png")
    assert "5 pairs: 4 written, 1 there before, 0 failed" in run(SCRIPT, folder, output, *JOB)


def test_masks_are_found_where_none_are_given(tmp_path, data):
    folder, output = data(1, masks=False), tmp_path / "out"
    (folder / "image/someone.png").symlink_to(EXAMPLES / "data/person-1.png")
    catvton.save_image(np.full((256, 192, 3), 200, np.uint8), folder / "image/nobody.png")
    (folder / "test_pairs.txt").write_text("someone.png c0.png\nnobody.png c0.png\n")
    said = run(SCRIPT, folder, output, "--model", "mini", "--steps", "1", "--threads", "1", status=1)
    assert set(images(output)) == {"someone__c0.png"} and "failed: nobody__c0: " in said
    assert catvton.load_image(output / "images/someone__c0.png").shape == (256, 192, 3)


def test_a_folder_has_one_job_at_a_time_and_keeps_to_its_settings(tmp_path, data):
    folder, output = data(2), tmp_path / "out"
    run(SCRIPT, folder, output, *JOB, "--limit", "1")
    with (output / "settings.json").open() as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        assert "another job is writing there" in run(SCRIPT, folder, output, *JOB, status=2)
    assert "steps: 2 then, 3 now" in run(SCRIPT, folder, output, *JOB, "--steps", "3", status=2)
    assert set(images(output)) == {"p0__c0.png"}
    assert "2 pairs: 1 written, 1 there before" in run(SCRIPT, folder, output, *JOB)


def test_wrong_calls_write_nothing(tmp_path, data):
    output = tmp_path / "out"
    assert "image: no such folder; wanted are test_pairs.txt" in run(SCRIPT, tmp_path, output, *JOB, status=2)
    folder = data(1)
    for wrong in (["--limit", "0"], ["--seed", "-1"]):
        assert wrong[0] in run(SCRIPT, folder, output, *JOB, *wrong, status=2)
    assert not output.exists()
    said = run(SCRIPT, folder, output, "--model", tmp_path / "nothing.safetensors", status=1)
    assert said.startswith("try_on_folder: ")
