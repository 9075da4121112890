"""catvton tryon against recorded runs, and what a user sees when something is wrong."""
import json
import signal
import subprocess

import numpy as np
import pytest

from conftest import program

torch = pytest.importorskip("torch", reason="the checkpoints are written with PyTorch")

MASKED = ["pipeline_1step", "pipeline_4step", "pipeline_10step", "pipeline_50step", "pipeline_landscape",
          "pipeline_resize_tall", "pipeline_resize_wide", "pipeline_enlarge", "pipeline_eta0"]


def assert_close(got, want):
    """The bar of the library: at most one level on 99.9 % of the values, never more than three."""
    assert got.shape == want.shape
    levels = np.abs(got.astype(int) - want.astype(int))
    assert levels.max() <= 3
    assert (levels <= 1).mean() >= 0.999


def run_case(catvton, tryon_arguments, case, *model):
    output = case["folder"] / "result.png"
    return output, catvton(*tryon_arguments(case), *model, "--output", output, "--json")


@pytest.mark.parametrize("name", MASKED)
def test_recorded_runs(catvton, golden, tryon_arguments, checkpoints, picture, name):
    case = golden(name)
    output, result = run_case(catvton, tryon_arguments, case, "--model", checkpoints())
    assert result.returncode == 0, result.stderr
    assert_close(picture(output), case["image"])
    assert result.json["seed"] == case["seed"]
    assert (result.json["width"], result.json["height"]) == (case["width"], case["height"])
    assert result.json["steps"] == case["steps"]
    assert set(result.json["seconds"]) == {"load", "prepare", "mask", "encode", "denoise", "decode", "total"}
    assert result.json["peak_memory_bytes"] > 1 << 20
    assert result.json["output"] == str(output)


@pytest.mark.parametrize("arguments", [
    {"file_format": "safetensors"}, {"old_vae_keys": False}, {"file_format": "safetensors", "old_vae_keys": False}])
def test_every_file_layout(catvton, golden, tryon_arguments, checkpoints, picture, arguments):
    case = golden("pipeline_4step")
    output, result = run_case(catvton, tryon_arguments, case, "--model", checkpoints(**arguments))
    assert result.returncode == 0, result.stderr
    assert_close(picture(output), case["image"])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("file_format", ["bin", "safetensors"])
def test_half_precision_files(catvton, golden, tryon_arguments, checkpoints, picture, dtype, file_format):
    case = golden("pipeline_4step")
    model = checkpoints(dtype=dtype, file_format=file_format)
    output, result = run_case(catvton, tryon_arguments, case, "--model", model)
    assert result.returncode == 0, result.stderr
    # The rounding of the weights moves the picture, but not far.
    assert np.abs(picture(output).astype(int) - case["image"].astype(int)).mean() < 3


@pytest.mark.parametrize("name", ["pipeline_mask_free_4step", "pipeline_mask_free_resize"])
def test_mask_free(catvton, golden, tryon_arguments, checkpoints, picture, name):
    case = golden(name)
    output, result = run_case(catvton, tryon_arguments, case, "--model", checkpoints(mask_free=True))
    assert result.returncode == 0, result.stderr
    assert_close(picture(output), case["image"])


def test_salt_and_attention_versions_change_the_picture(catvton, golden, tryon_arguments, checkpoints, picture):
    case = golden("pipeline_4step")
    for model in (["--model", checkpoints(salt="other")],
                  ["--model", checkpoints(), "--attention-version", "vitonhd"],
                  ["--model", checkpoints(), "--attention-version", "dresscode"]):
        output, result = run_case(catvton, tryon_arguments, case, *model)
        assert result.returncode == 0, result.stderr
        assert np.abs(picture(output).astype(int) - case["image"].astype(int)).mean() > 5


def test_single_sources_and_hub_cache(catvton, golden, tryon_arguments, checkpoints, picture, tmp_path):
    case = golden("pipeline_4step")
    root = checkpoints()
    folders = ["--base-model", root / "booksforcharlie/stable-diffusion-inpainting", "--vae",
               root / "stabilityai/sd-vae-ft-mse", "--resume-path", root / "zhengchong/CatVTON"]
    output, result = run_case(catvton, tryon_arguments, case, *folders)
    assert result.returncode == 0, result.stderr
    assert_close(picture(output), case["image"])

    commit = "0123456789abcdef0123456789abcdef01234567"
    for repository in ("booksforcharlie/stable-diffusion-inpainting", "stabilityai/sd-vae-ft-mse",
                       "zhengchong/CatVTON"):
        folder = tmp_path / "hub" / ("models--" + repository.replace("/", "--"))
        (folder / "refs").mkdir(parents=True)
        (folder / "refs/main").write_text(commit)
        (folder / "snapshots").mkdir()
        (folder / "snapshots" / commit).symlink_to(root / repository)
    output = tmp_path / "from-cache.png"
    result = catvton(*tryon_arguments(case), "--output", output, env={"HF_HOME": str(tmp_path)})
    assert result.returncode == 0, result.stderr
    assert_close(picture(output), case["image"])


def test_converted_file(catvton, golden, tryon_arguments, checkpoints, picture, tmp_path):
    case = golden("pipeline_4step")
    merged = tmp_path / "merged.safetensors"
    result = catvton("convert", "--model", checkpoints(), "--output", merged)
    assert result.returncode == 0, result.stderr
    output, result = run_case(catvton, tryon_arguments, case, "--model", merged)
    assert result.returncode == 0, result.stderr
    assert_close(picture(output), case["image"])


def test_previews_and_repaint(catvton, golden, tryon_arguments, checkpoints, picture, tmp_path):
    case = golden("pipeline_4step")
    output = tmp_path / "result.webp"
    result = catvton(*tryon_arguments(case), "--model", checkpoints(), "--output", output, "--repaint",
                     "--preview-every", 2, "--preview-dir", tmp_path / "previews")
    assert result.returncode == 0, result.stderr
    assert sorted(p.name for p in (tmp_path / "previews").iterdir()) == ["step-002.png", "step-004.png"]
    assert picture(tmp_path / "previews/step-002.png").shape == (128, 96, 3)
    assert "step 4/4" in result.stderr
    assert output.exists()


@pytest.mark.parametrize("change,code", [
    (["--width", "70"], "invalid_argument"), (["--seed", "-2"], "invalid_argument"),
    (["--guidance-scale", "nan"], "invalid_argument"), (["--device", "cuda:77"], "not_found"),
    (["--output", "/nonexistent/folder/x.png"], "not_found"), (["--output", "x.bmp"], "invalid_argument"),
    (["--person", "/nonexistent.png"], "not_found"), (["--model", "/nonexistent"], "not_found"),
    (["--num-inference-steps", "many"], "invalid_argument"), (["--unknown"], "invalid_argument")])
def test_errors_name_their_code(catvton, golden, tryon_arguments, checkpoints, tmp_path, change, code):
    case = golden("pipeline_1step")
    arguments = [*map(str, tryon_arguments(case)), "--model", str(checkpoints()), "--output", str(tmp_path / "o.png")]
    for option in change[::2]:
        if option in arguments:
            at = arguments.index(option)
            del arguments[at:at + 2]
    result = catvton(*arguments, *change, "--json")
    assert result.json["error"]["code"] == code, result.stdout
    assert result.json["error"]["message"]
    assert result.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_mask_of_another_size(catvton, golden, tryon_arguments, checkpoints, tmp_path):
    case = golden("pipeline_1step")
    case["mask"] = golden("pipeline_4step")["mask"]
    result = catvton(*tryon_arguments(case), "--model", checkpoints(), "--output", tmp_path / "o.png", "--json")
    assert result.json["error"]["code"] == "invalid_argument"
    assert "mask is 96x128 but person is 64x96" in result.json["error"]["message"]


def test_damaged_weights_are_named(catvton, golden, tryon_arguments, checkpoints, tmp_path):
    from checkpoints import write_checkpoint

    root = write_checkpoint(tmp_path / "model", file_format="safetensors")
    vae = root / "stabilityai/sd-vae-ft-mse/diffusion_pytorch_model.safetensors"
    vae.write_bytes(vae.read_bytes()[:-100])
    case = golden("pipeline_1step")
    result = catvton(*tryon_arguments(case), "--model", root, "--output", tmp_path / "o.png", "--json")
    assert result.json["error"]["code"] == "corrupt_weights"
    assert "diffusion_pytorch_model.safetensors" in result.json["error"]["message"]


def test_interrupt_leaves_nothing_behind(golden, tryon_arguments, checkpoints, tmp_path):
    case = {**golden("pipeline_4step"), "steps": 900, "width": 256, "height": 256}
    output = tmp_path / "out/result.png"
    output.parent.mkdir()
    process = subprocess.Popen([program(), *map(str, tryon_arguments(case)), "--model", str(checkpoints()), "--output",
                                str(output), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               bufsize=1)
    for line in process.stderr:
        if line.startswith("step 2/"):
            break
    process.send_signal(signal.SIGINT)
    stdout, _ = process.communicate(timeout=60)
    assert json.loads(stdout)["error"]["code"] == "cancelled"
    assert process.returncode == 14
    assert list(output.parent.iterdir()) == []


def test_info(catvton):
    result = catvton("info", "--json")
    assert result.returncode == 0
    assert result.json["versions"]["catvton"]
    assert result.json["devices"][0]["kind"] == "cpu"
    assert result.json["limits"]["image_pixels"] == 64 << 20
    assert "LibTorch" in catvton("info").stdout


def test_help_documents_the_exit_statuses(catvton):
    text = catvton("--help").stdout
    for name in ("invalid_image", "corrupt_weights", "cancelled", "out_of_memory"):
        assert name in text
