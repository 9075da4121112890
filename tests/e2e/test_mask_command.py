"""catvton mask from label maps against recorded masks; needs no model."""
import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file

from conftest import DATA


def png_bytes(tensors, name):
    """A tensor that holds the bytes of a PNG file, or the pixels themselves."""
    return tensors[name + ":png"].tobytes() if name + ":png" in tensors else None


@pytest.fixture(scope="module")
def recorded():
    return load_file(DATA / "masker/g8_mask.safetensors")


def save(tensors, name, path):
    content = png_bytes(tensors, name)
    if content is not None:
        path.write_bytes(content)
    else:
        Image.fromarray(tensors[name]).save(path)
    return path


@pytest.mark.parametrize("cloth_type", ["upper", "lower", "overall", "inner", "outer"])
def test_masks_from_label_maps(catvton, recorded, picture, tmp_path, cloth_type):
    names = sorted({key.split(".")[0] for key in recorded})
    checked = 0
    for name in names[::8]:
        maps = [save(recorded, f"{name}.{part}", tmp_path / f"{part}.png") for part in ("densepose", "atr", "lip")]
        output, want = tmp_path / "mask.png", save(recorded, f"{name}.{cloth_type}.mask", tmp_path / "want.png")
        result = catvton("mask", "--densepose", maps[0], "--atr", maps[1], "--lip", maps[2], "--cloth-type", cloth_type,
                         "--output", output, "--json")
        assert result.returncode == 0, (name, result.stdout, result.stderr)
        assert np.array_equal(picture(output), picture(want)), name
        assert result.json["masked_pixels"] == (picture(want) > 127).sum()
        checked += 1
    assert checked >= 3


def test_maps_of_different_sizes(catvton, recorded, tmp_path):
    for part, size in (("densepose", 16), ("atr", 16), ("lip", 20)):
        Image.fromarray(np.zeros((size, size), np.uint8)).save(tmp_path / f"{part}.png")
    result = catvton("mask", "--densepose", tmp_path / "densepose.png", "--atr", tmp_path / "atr.png", "--lip",
                     tmp_path / "lip.png", "--cloth-type", "upper", "--output", tmp_path / "mask.png", "--json")
    assert result.json["error"]["code"] == "invalid_argument"
    assert not (tmp_path / "mask.png").exists()
