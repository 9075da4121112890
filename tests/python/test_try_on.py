"""What a run takes and gives."""
import json
import subprocess

import catvton
import numpy as np
import pytest
from conftest import MODELS, PROGRAM, QUICK, SAMPLES
from PIL import Image


def test_mini_dresses_a_sample(mini, mini_masker):
    person, cloth = (catvton.load_image(SAMPLES / f"{kind}-1.png") for kind in ("person", "cloth"))
    result = mini.run(person, cloth, masker=mini_masker, cloth_type="upper", num_inference_steps=3, seed=7)
    assert (mini.width, mini.height) == (192, 256)
    assert result.image.shape == (256, 192, 3) and result.image.dtype == np.uint8
    assert result.mask.shape == (256, 192) and set(np.unique(result.mask)) == {0, 255}
    assert result.seed == 7
    assert result.masked.people[result.masked.person].score > 0.5
    assert result.masked.mask.shape == (256, 192)
    assert result.seconds.mask > 0 and result.seconds.total >= result.seconds.denoise > 0
    assert result.peak_memory_bytes > 1 << 20


def test_defaults_are_those_of_the_library(tiny, mini, try_on):
    """The program prints the C++ structs' defaults; a model may bring a size and steps of its own."""
    listing = subprocess.run([PROGRAM, "tryon", "--help"], capture_output=True, text=True, check=True).stdout
    text = catvton.Pipeline.run.__doc__.splitlines()[0]
    for option, keyword in (("guidance-scale FLOAT=", "guidance_scale: float = "), ("eta FLOAT=", "eta: float = "),
                            ("mask-blur INT=", "mask_blur: int = ")):
        assert float(listing.split(option)[1].split()[0]) == float(text.split(keyword)[1].split(",")[0])
    default_seed = int(listing.split("seed INT=")[1].split()[0])
    assert try_on().seed == default_seed
    assert np.array_equal(try_on().image, try_on(seed=default_seed).image)
    assert (tiny.width, tiny.height, tiny.num_inference_steps) == (768, 1024, 50)
    assert mini.num_inference_steps == 20


def test_images_are_those_of_the_program(tmp_path, try_on):
    files = {name: MODELS / f"{name}.png" for name in ("person", "cloth", "mask")}
    command = [PROGRAM, "tryon", "--model", MODELS / "tiny.safetensors", "--output", tmp_path / "result.png", "--seed", "5",
               "--device", "cpu", "--threads", "1", "--quiet"]
    for name, path in files.items():
        command += [f"--{name}", path]
    for keyword, value in QUICK.items():
        command += ["--" + keyword.replace("_", "-"), str(value)]
    subprocess.run(command, check=True)
    assert np.array_equal(catvton.load_image(tmp_path / "result.png"), try_on(seed=5).image)


def test_pil_images_are_as_good_as_arrays(tiny, pictures, try_on):
    person, cloth, mask = (Image.fromarray(picture) for picture in pictures)
    result = tiny.run(person, cloth, mask=mask, **QUICK)
    assert np.array_equal(result.image, try_on().image)
    assert result.to_pil().mode == "RGB" and result.to_pil().size == (64, 64)
    assert np.array_equal(np.asarray(result.to_pil()), result.image)


def test_alpha_is_dropped_and_one_channel_is_grey(tiny, pictures, try_on):
    person, cloth, mask = pictures
    rgba = np.dstack([person, np.full(person.shape[:2], 9, np.uint8)])
    assert np.array_equal(tiny.run(rgba, cloth, mask=mask[..., None], **QUICK).image, try_on().image)
    assert np.array_equal(tiny.run(Image.fromarray(rgba), cloth, mask=mask, **QUICK).image, try_on().image)
    grey = np.ascontiguousarray(cloth[..., 0])
    as_rgb = np.repeat(grey[..., None], 3, axis=2)
    assert np.array_equal(tiny.run(person, grey, mask=mask, **QUICK).image,
                          tiny.run(person, as_rgb, mask=mask, **QUICK).image)


@pytest.mark.parametrize("layout", ["fortran", "reversed", "strided", "cropped", "readonly"])
def test_array_layouts_mean_the_same(tiny, pictures, try_on, layout):
    person, cloth, mask = pictures
    other = {
        "fortran": lambda: np.asfortranarray(person),
        "reversed": lambda: np.ascontiguousarray(person[::-1, ::-1])[::-1, ::-1],
        "strided": lambda: np.repeat(np.repeat(person, 2, 0), 2, 1)[::2, ::2],
        "cropped": lambda: np.pad(person, ((3, 3), (5, 5), (0, 0)))[3:-3, 5:-5],
        "readonly": lambda: np.frombuffer(person.tobytes(), np.uint8).reshape(person.shape),
    }[layout]()
    assert np.array_equal(other, person)
    assert np.array_equal(tiny.run(other, cloth, mask=mask, **QUICK).image, try_on().image)


def test_result_outlives_its_pipeline(context, pictures):
    pipeline = catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", context=context)
    image = pipeline.run(*pictures[:2], mask=pictures[2], **QUICK).image
    before = image.copy()
    del pipeline
    assert np.array_equal(image, before)
    image[:] = 0  # it is the caller's


def test_seed_minus_one_draws_one(try_on):
    first, second = try_on(seed=-1), try_on(seed=-1)
    assert first.seed != second.seed and first.seed >= 0
    assert np.array_equal(try_on(seed=first.seed).image, first.image)


def test_a_generator_is_its_seed(try_on):
    torch = pytest.importorskip("torch")
    generator = torch.Generator().manual_seed(11)
    state = generator.get_state()
    result = try_on(generator=generator)
    assert result.seed == 11
    assert np.array_equal(result.image, try_on(seed=11).image)
    assert torch.equal(generator.get_state(), state)
    with pytest.raises(catvton.InvalidArgumentError, match="exclude each other"):
        try_on(generator=generator, seed=3)
    torch.rand(1, generator=generator)
    with pytest.raises(catvton.InvalidArgumentError, match="has drawn numbers already"):
        try_on(generator=generator)


def test_a_batch_of_one_is_a_run(tiny, pictures, try_on):
    person, cloth, mask = pictures
    assert np.array_equal(tiny.run_batch([(person, cloth, mask)], **QUICK)[0].image, try_on().image)
    two = tiny.run_batch([(person, cloth, mask), (person, cloth, Image.fromarray(mask))], **QUICK)
    assert [result.image.shape for result in two] == [(64, 64, 3)] * 2


def test_a_mask_free_model_takes_no_mask(context, pictures):
    pipeline = catvton.Pipeline.from_pretrained(MODELS / "tiny_mask_free.safetensors", context=context, mask_free=True)
    result = pipeline.run(*pictures[:2], **QUICK)
    assert pipeline.mask_free and result.mask is None and result.masked is None


def test_converted_model_gives_the_same_image(tmp_path, context, try_on):
    catvton.convert_model(MODELS / "tiny.safetensors", tmp_path / "copy.safetensors")
    info = catvton.inspect_weights(tmp_path / "copy.safetensors")
    assert info.format == "safetensors" and info.tensors[0].dtype == "F32"
    copy = catvton.Pipeline.from_pretrained(tmp_path / "copy.safetensors", context=context)
    assert np.array_equal(try_on(pipeline=copy).image, try_on().image)


def test_estimate_grows_with_the_picture(tiny):
    small, large = tiny.estimate(width=64, height=64), tiny.estimate()
    assert small.weights == large.weights > 0
    assert small.activations < large.activations and large.total == large.weights + large.activations


def test_images_survive_files(tmp_path, pictures):
    person = pictures[0]
    catvton.save_image(person, tmp_path / "person.png")
    assert np.array_equal(catvton.load_image(tmp_path / "person.png"), person)
    assert np.array_equal(catvton.decode_image(catvton.encode_image(Image.fromarray(person))), person)
    assert catvton.load_image(tmp_path / "person.png", channels=4).shape == (96, 64, 4)
    labels = np.arange(24, dtype=np.uint8).reshape(4, 6)
    catvton.save_label_map(labels, tmp_path / "labels.png")
    assert np.array_equal(catvton.load_label_map(tmp_path / "labels.png"), labels)


def test_version_names_the_torch_that_is_loaded():
    torch = pytest.importorskip("torch")
    assert catvton.version().torch.split("+")[0] == torch.__version__.split("+")[0]
    info = subprocess.run([PROGRAM, "info", "--json"], capture_output=True, text=True, check=True).stdout
    assert json.loads(info)["versions"]["catvton"] == catvton.__version__
