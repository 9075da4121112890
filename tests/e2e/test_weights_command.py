"""catvton weights and catvton convert."""
import itertools
import json

import pytest
from safetensors import safe_open

from conftest import DATA

torch = pytest.importorskip("torch", reason="the checkpoints are written with PyTorch")
load_file = pytest.importorskip("safetensors.torch").load_file

DTYPES = {"no": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
FOLDERS = {"mix": "mix-48k-1024", "vitonhd": "vitonhd-16k-512", "dresscode": "dresscode-16k-512"}
UNET = "booksforcharlie/stable-diffusion-inpainting/unet/diffusion_pytorch_model"
# In the order in which CatVTON's attention file numbers them: down, up, mid.
ATTENTIONS = ([f"down_blocks.{b}.attentions.{i}" for b, i in itertools.product((0, 1, 2), range(2))] +
              [f"up_blocks.{b}.attentions.{i}" for b, i in itertools.product((1, 2, 3), range(3))] +
              ["mid_block.attentions.0"])


def sources(root, version):
    """The tensors that the published files hold, by the names of the merged file, read without the library."""
    want = {}
    unet = torch.load(root / f"{UNET}.bin", weights_only=True)
    for name, value in unet.items():
        if ".attn2." not in name:
            want["unet." + name] = value
    for key, value in load_file(root / f"zhengchong/CatVTON/{FOLDERS[version]}/attention/model.safetensors").items():
        number, part = key.split(".", 1)
        want[f"unet.{ATTENTIONS[int(number) // 8]}.transformer_blocks.0.attn1.{part}"] = value
    vae = torch.load(root / "stabilityai/sd-vae-ft-mse/diffusion_pytorch_model.bin", weights_only=True)
    renamed = {".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0."}
    for name, value in vae.items():
        if ".attentions." in name:
            for old, new in renamed.items():
                name = name.replace(old, new)
        want["vae." + name] = value
    return want


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("version", FOLDERS)
def test_converted_tensors_are_the_sources(catvton, checkpoints, tmp_path, dtype, version):
    merged = tmp_path / "merged.safetensors"
    result = catvton("convert", "--model", checkpoints(), "--attention-version", version, "--dtype", dtype, "--output",
                     merged, "--json")
    assert result.returncode == 0, result.stderr
    assert result.json == {"output": str(merged), "bytes": merged.stat().st_size}
    assert list(tmp_path.iterdir()) == [merged]
    got, want = load_file(merged), sources(checkpoints(), version)
    assert set(got) == set(want)
    for name in want:
        assert got[name].dtype == DTYPES[dtype]
        assert torch.equal(got[name], want[name].to(DTYPES[dtype])), name
    with safe_open(merged, "pt") as file:
        metadata = file.metadata()
    assert metadata["catvton.format"] == "1"
    assert metadata["catvton.attention_version"] == FOLDERS[version]
    assert json.loads(metadata["catvton.unet.config"]) == json.loads((DATA / "configs/tiny/unet.json").read_text())


def test_a_merged_file_keeps_to_its_attention(catvton, checkpoints, tmp_path):
    merged, again = tmp_path / "merged.safetensors", tmp_path / "again.safetensors"
    assert catvton("convert", "--model", checkpoints(), "--attention-version", "vitonhd", "--output",
                   merged).returncode == 0
    assert catvton("convert", "--model", merged, "--output", again).returncode == 0
    assert again.read_bytes() == merged.read_bytes()
    result = catvton("convert", "--model", merged, "--attention-version", "dresscode", "--output", again, "--json")
    assert result.json["error"]["code"] == "invalid_argument"
    assert "vitonhd-16k-512" in result.json["error"]["message"]


def test_a_failed_conversion_leaves_the_old_file(catvton, checkpoints, tmp_path):
    output = tmp_path / "merged.safetensors"
    output.write_bytes(b"old")
    result = catvton("convert", "--model", tmp_path / "absent", "--output", output, "--json")
    assert result.json["error"]["code"] == "not_found"
    assert output.read_bytes() == b"old"
    result = catvton("convert", "--model", checkpoints(), "--output", tmp_path / "absent/merged.safetensors", "--json")
    assert result.json["error"]["code"] == "io"
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize("file_format,name", [("bin", "torch_zip"), ("safetensors", "safetensors")])
def test_listing(catvton, checkpoints, file_format, name):
    file = checkpoints(file_format=file_format) / f"{UNET}.{file_format}"
    result = catvton("weights", file, "--json")
    assert result.returncode == 0, result.stderr
    want = load_file(file) if file_format == "safetensors" else torch.load(file, weights_only=True)
    assert result.json["file"] == str(file)
    assert result.json["format"] == name
    assert result.json["bytes"] == sum(value.nbytes for value in want.values())
    assert {row["name"]: (row["dtype"], row["shape"]) for row in result.json["tensors"]} == \
        {key: ("F32", list(value.shape)) for key, value in want.items()}
    plain = catvton("weights", file)
    assert len(plain.stdout.splitlines()) == len(want) + 1
    assert plain.stdout.splitlines()[-1].startswith(f"{name}: {len(want)} tensors, ")


def test_listing_a_file_that_is_none(catvton, tmp_path):
    assert catvton("weights", tmp_path / "absent", "--json").json["error"]["code"] == "not_found"
    assert catvton("weights", tmp_path, "--json").json["error"]["code"] == "unsupported_format"
    text = tmp_path / "text"
    text.write_text("just a text, long enough to be no header of a weight file")
    assert catvton("weights", text, "--json").json["error"]["code"] == "unsupported_format"
