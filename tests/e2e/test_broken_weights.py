"""Broken weight files in a model folder: what `catvton tryon`, `weights` and `convert` say, and that nothing is left."""
import os
import shutil

import numpy as np
import pytest
from PIL import Image

from support.weight_corpus import detectron2_cases, legacy_cases, safetensors_cases, torch_zip_cases

pytest.importorskip("torch", reason="the checkpoints are written with PyTorch")

BASE = "booksforcharlie/stable-diffusion-inpainting"
UNET = f"{BASE}/unet/diffusion_pytorch_model.bin"
VAE = "stabilityai/sd-vae-ft-mse/diffusion_pytorch_model.bin"
ATTENTION = "zhengchong/CatVTON/mix-48k-1024/attention/model.safetensors"
CASES = {case.name: case for module in (safetensors_cases, torch_zip_cases, legacy_cases, detectron2_cases)
         for case in module.cases()}
# One of each kind of rule; the whole corpus is run without the program's start-up.
PLACED = [
    (UNET, "zip_half.bin"), (UNET, "zip_deflated.bin"), (UNET, "zip_torchscript_code.bin"), (UNET, "tar.pth"),
    (UNET, "zip_pickle_global_os_system.bin"), (UNET, "zip_pickle_expanded_bomb.bin"),
    (VAE, "zip_crc_of_data.bin"), (VAE, "legacy_data_short.pth"), (VAE, "legacy_pickle_opcode_INST.pth"),
    (VAE, "detectron2_shape_overflow.pkl"), (VAE, "detectron2_dtype_object.pkl"),
    (ATTENTION, "overlap_half.safetensors"), (ATTENTION, "length_all_ones.safetensors"),
    (ATTENTION, "dtype_unread_F8_E4M3.safetensors"), (ATTENTION, "hidden_behind_nul.safetensors")]


@pytest.fixture
def model(checkpoints, tmp_path):
    """A copy of a good model folder; its files are links, so that one can be replaced."""
    target = tmp_path / "model"
    shutil.copytree(checkpoints(), target, copy_function=os.symlink)
    return target


@pytest.fixture
def try_on(catvton, model, tmp_path):
    """Runs tryon on that folder; fails when it leaves a picture or a part of one."""
    Image.fromarray(np.full((64, 64, 3), 128, np.uint8)).save(tmp_path / "photo.png")
    Image.fromarray(np.full((64, 64), 255, np.uint8)).save(tmp_path / "mask.png")
    output = tmp_path / "output"
    output.mkdir()

    def run(*more):
        photo = tmp_path / "photo.png"
        result = catvton("tryon", "--person", photo, "--cloth", photo, "--mask", tmp_path / "mask.png", "--width", 64,
                         "--height", 64, "--num-inference-steps", 1, "--device", "cpu", "--model", model, "--output",
                         output / "o.png", "--json", *more)
        assert list(output.iterdir()) == []
        return result

    return run


def replace(path, data):
    path.unlink()
    path.write_bytes(data)


def assert_error(result, code, *parts):
    assert result.returncode not in (0, 1) and result.returncode > 0, result.stderr
    assert result.json["error"]["code"] == code, result.stdout
    for part in parts:
        assert part in result.json["error"]["message"]


@pytest.mark.parametrize("place, name", PLACED)
def test_broken_files(try_on, model, place, name):
    case = CASES[name]
    replace(model / place, case.data)
    assert_error(try_on(), case.code, case.rule, str(model / place))


def test_missing_parts(try_on, model):
    for place, named in ((ATTENTION, "mix-48k-1024/attention"), (f"{BASE}/unet/config.json", "unet/config.json"),
                         (f"{BASE}/scheduler/scheduler_config.json", "scheduler_config.json"), (VAE, "sd-vae-ft-mse")):
        kept = (model / place).resolve()
        (model / place).unlink()
        assert_error(try_on(), "not_found", named)
        (model / place).symlink_to(kept)
    shutil.rmtree(model / "stabilityai")
    assert_error(try_on(), "not_found", "stabilityai/sd-vae-ft-mse", str(model))


def test_files_of_another_model(try_on, model, checkpoints):
    """Sound files that do not fit: the first differences are listed."""
    good = model / ATTENTION
    replace(good, (model / VAE).read_bytes())
    assert_error(try_on(), "corrupt_weights", "tensors: ", "unexpected ", "; ...")
    shutil.copyfile(checkpoints() / ATTENTION, good)
    replace(model / VAE, (model / UNET).read_bytes())
    assert_error(try_on(), "corrupt_weights", "does not fit", "missing ")


def test_broken_configs(try_on, model):
    config = model / BASE / "unet/config.json"
    text = config.read_text()
    for broken, rule in (("", "JSON"), ("[]", "not an object"), (text[:-3], "JSON"), ("\ufeff" + text, "byte order mark"),
                         (text.replace("{", '{"in_channels": 9,', 1), "duplicate key"), (text + "\0", "NUL"),
                         ('{"a":' * 100, "nested deeper")):
        replace(config, broken.encode())
        assert_error(try_on(), "corrupt_weights", rule, "unet/config.json")


def test_weights_and_convert(catvton, model, tmp_path):
    result = catvton("weights", model / ATTENTION, "--json")
    assert result.returncode == 0 and len(result.json["tensors"]) == 80
    case = CASES["overlap_half.safetensors"]
    replace(model / ATTENTION, case.data)
    assert_error(catvton("weights", model / ATTENTION, "--json"), case.code, case.rule)
    merged = tmp_path / "merged.safetensors"
    assert_error(catvton("convert", "--model", model, "--output", merged, "--json"), case.code, case.rule)
    assert not list(tmp_path.glob("merged*"))
