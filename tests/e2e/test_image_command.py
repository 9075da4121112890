"""`catvton image` over every recorded file, as a user runs it."""

import json
import os
import subprocess

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file

from conftest import DATA, program

IMAGES = DATA / "images"
EXPECTED = json.loads((IMAGES / "bad/expected.json").read_text())["files"]
FILES = [row["file"] for row in json.loads((IMAGES / "files.json").read_text())]
GROWTH_BYTES = 64 << 20


def run(*arguments):
    """(exit status, JSON of standard output, peak resident bytes)"""
    process = subprocess.Popen([program(), "image", *map(str, arguments), "--json"], stdout=subprocess.PIPE)
    output = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, json.loads(output), usage.ru_maxrss * 1024


def pixels(path):
    with Image.open(path) as image:
        assert image.mode == "RGB"
        return np.asarray(image)


@pytest.fixture(scope="session")
def recorded():
    return load_file(IMAGES / "files.safetensors")


@pytest.fixture(scope="session")
def ordinary_peak():
    """What the program needs for a small good picture."""
    return run(IMAGES / "files" / "png_1x1.png")[2]


@pytest.mark.parametrize("name", FILES)
def test_good_file_gives_recorded_pixels(name, recorded, tmp_path):
    output = tmp_path / "out.png"
    status, report, _ = run(IMAGES / "files" / name, "--output", output)
    assert status == 0
    want = recorded.get(name + "@over_white", recorded.get(name + "@high_byte", recorded[name]))
    if want.ndim == 2:
        want = np.repeat(want[..., None], 3, axis=2)
    assert np.array_equal(pixels(output), want)
    assert (report["height"], report["width"]) == want.shape[:2]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_bad_file_gets_its_verdict(name, ordinary_peak, tmp_path):
    row, output = EXPECTED[name], tmp_path / "out.png"
    status, report, peak = run(IMAGES / "bad" / name, "--output", output)
    verdict = report["error"]["code"] if "error" in report else "ok"
    assert verdict in (row["expect"], row.get("or"))
    assert (status == 0) == (verdict == "ok")
    assert output.exists() == (verdict == "ok")
    assert len(list(tmp_path.iterdir())) == (verdict == "ok")
    if verdict == "ok" and "size" in row:
        assert [report["width"], report["height"]] == row["size"]
    assert peak < ordinary_peak + GROWTH_BYTES


def test_every_transformation_is_recorded(tmp_path):
    inputs = load_file(IMAGES / "inputs.safetensors")
    geometry = load_file(IMAGES / "geometry.safetensors")
    resized = load_file(IMAGES / "resize.safetensors")
    blurred = load_file(IMAGES / "blur.safetensors")
    source, output = tmp_path / "in.png", tmp_path / "out.png"
    Image.fromarray(inputs["noise_rgb"]).save(source)
    cases = [(("--blur", 9), blurred["noise_rgb.r9"])]
    for fit in ("crop", "pad"):
        cases.append((("--resize", "48x64", "--fit", fit), geometry[f"{fit}.noise_rgb.48x64"]))
    for name, want in resized.items():
        stem, size, kind = (name.split("@")[0].rsplit(".", 2) + ["", ""])[:3]
        if stem == "noise_rgb" and "@" not in name and size in ("1x1", "74x58"):
            cases.append((("--resize", size, "--filter", kind), want))
    assert len(cases) > 3
    for arguments, want in cases:
        assert run(source, "--output", output, *arguments)[0] == 0
        assert np.array_equal(pixels(output), want), arguments


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("--resize", "0x5"), "invalid_argument"),
        (("--resize", "5"), "invalid_argument"),
        (("--resize", "5x5x5"), "invalid_argument"),
        (("--resize", "20000x5"), "invalid_argument"),
        (("--fit", "pad"), "invalid_argument"),
        (("--filter", "box"), "invalid_argument"),
        (("--blur", "-1"), "invalid_argument"),
        (("--output", "out.bmp"), "invalid_argument"),
        (("--output", "absent/folder/out.png"), "io"),
    ],
)
def test_bad_argument_is_refused(arguments, code):
    status, report, _ = run(IMAGES / "files" / "png_rgb8.png", *arguments)
    assert status != 0
    assert report["error"]["code"] == code


def test_absent_input_is_not_found():
    assert run(IMAGES / "absent.png")[1]["error"]["code"] == "not_found"
