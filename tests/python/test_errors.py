"""Every refusal names the value and the remedy, in the class of its error code."""
import re

import catvton
import numpy as np
import pytest
from conftest import MODELS, ROOT, noise
from PIL import Image


def error_names():
    """The codes of the C++ enumeration, read from its header."""
    header = (ROOT / "libcatvton/include/catvton/error.hpp").read_text()
    body = re.search(r"enum class ErrorCode \{(.*?)\};", header, re.S).group(1)
    return re.findall(r"^    (\w+) =", body, re.M)


def test_every_code_has_one_class():
    classes = {c.code: c for c in vars(catvton).values()
               if isinstance(c, type) and issubclass(c, catvton.Error) and c.__bases__[0] is catvton.Error}
    names = error_names()
    assert len(names) >= 16 and set(classes) == set(names)
    for name, cls in classes.items():
        assert cls.__name__ == "".join(part.capitalize() for part in name.split("_")) + "Error"
        assert cls.__module__ == "catvton" and cls.__name__ in catvton.__all__
    assert {name for name, cls in classes.items() if cls.retryable} == {
        "io", "out_of_memory", "busy", "cancelled", "deadline_exceeded"}
    assert issubclass(catvton.InvalidArgumentError, ValueError) and issubclass(catvton.OutOfMemoryError, MemoryError)


PICTURES = {
    "float": (lambda: noise(96, 64, 3) / np.float32(255), TypeError, "float32.*must be uint8"),
    "signed": (lambda: noise(96, 64, 3).view(np.int8), TypeError, "int8.*must be uint8"),
    "truth": (lambda: noise(96, 64, 3) > 9, TypeError, "bool.*must be uint8"),
    "list": (lambda: noise(96, 64, 3).tolist(), TypeError, "must be a NumPy array or a PIL image, not list"),
    "none": (lambda: None, TypeError, "not NoneType"),
    "path": (lambda: "person.png", TypeError, "not str"),
    "chw": (lambda: noise(3, 96, 64), ValueError, r"shape \(3, 96, 64\): must be \(height, width"),
    "batch": (lambda: noise(1, 96, 64, 3), ValueError, r"shape \(1, 96, 64, 3\)"),
    "two channels": (lambda: noise(96, 64, 2), ValueError, r"shape \(96, 64, 2\)"),
    "line": (lambda: noise(64), ValueError, r"shape \(64,\)"),
    "empty": (lambda: noise(0, 64, 3), ValueError, "64x0.*1 to 16384"),
    "too wide": (lambda: np.zeros((1, 16385), np.uint8), ValueError, "16385.*1 to 16384"),
    "palette": (lambda: Image.new("P", (64, 96)), TypeError, "mode 'P': must be L, RGB or RGBA"),
    "cmyk": (lambda: Image.new("CMYK", (64, 96)), TypeError, "mode 'CMYK'.*convert it"),
    "one bit": (lambda: Image.new("1", (64, 96)), TypeError, "mode '1'"),
}


@pytest.mark.parametrize("argument", ["person", "cloth", "mask"])
@pytest.mark.parametrize("picture", PICTURES)
def test_wrong_pictures(tiny, pictures, picture, argument):
    make, kind, message = PICTURES[picture]
    if picture == "none" and argument == "mask":
        message, kind = "mask", ValueError  # None is no mask, and this model needs one
    arguments = dict(zip(("person", "cloth", "mask"), pictures), width=64, height=64)
    arguments[argument] = make()
    with pytest.raises(catvton.InvalidArgumentError, match=f"{argument}.*{message}") as caught:
        tiny.run(**arguments)
    assert isinstance(caught.value, kind)


def test_a_mask_of_another_size_is_refused(tiny, pictures):
    with pytest.raises(catvton.InvalidArgumentError, match="mask is 32x96 but person is 64x96"):
        tiny.run(*pictures[:2], mask=pictures[2][:, :32], width=64, height=64)


WRONG_TYPES = [
    ("num_inference_steps", True), ("num_inference_steps", "5"), ("num_inference_steps", 2.0),
    ("num_inference_steps", 2**40), ("height", False), ("width", 64.0), ("mask_blur", True), ("mask_blur", None),
    ("preview_every", True), ("seed", 1.5), ("seed", True), ("seed", 2**70), ("seed", "7"), ("guidance_scale", True),
    ("guidance_scale", "2.5"), ("guidance_scale", None), ("eta", False), ("lock_timeout_seconds", True),
    ("deadline_seconds", "1"), ("repaint", 1), ("repaint", None), ("progress_bar", "yes"), ("geometry", 1),
    ("geometry", None), ("lock_policy", True),
]


@pytest.mark.parametrize("keyword, value", WRONG_TYPES)
def test_nothing_is_converted_silently(try_on, keyword, value):
    with pytest.raises(catvton.InvalidArgumentError, match=f"^{keyword} .*must be") as caught:
        try_on(**{keyword: value})
    assert type(value).__name__ in str(caught.value) or str(value) in str(caught.value)
    assert isinstance(caught.value, TypeError) or isinstance(value, int)


@pytest.mark.parametrize("keyword, value", [
    ("num_inference_steps", 0), ("num_inference_steps", -1), ("num_inference_steps", 1000), ("height", 100),
    ("height", 56), ("width", 2056), ("guidance_scale", float("nan")), ("guidance_scale", -0.5),
    ("guidance_scale", float("inf")), ("eta", 1.5), ("eta", float("nan")), ("mask_blur", -1), ("mask_blur", 257),
    ("seed", -2), ("preview_every", -1), ("lock_timeout_seconds", -1.0), ("deadline_seconds", float("nan")),
    ("geometry", "stretch"), ("lock_policy", "WAIT"),
])
def test_values_out_of_range(try_on, keyword, value):
    with pytest.raises(catvton.InvalidArgumentError, match=f"{keyword}.*must be") as caught:
        try_on(**{keyword: value})
    assert str(value).removesuffix(".0") in str(caught.value)


def test_numbers_of_numpy_are_numbers(try_on):
    result = try_on(num_inference_steps=np.int64(1), guidance_scale=np.float32(2.5), seed=np.uint8(9), eta=1)
    assert np.array_equal(result.image, try_on(num_inference_steps=1, seed=9).image)


@pytest.mark.parametrize("keywords, message", [
    ({"masker": "x"}, "masker"), ({"cloth_type": "upper"}, "give masker"),
    ({"mask_options": catvton.MaskOptions()}, "give masker"), ({"preview_every": 1}, "give both or neither"),
    ({"callback_on_preview": print}, "give both or neither"), ({"callback_on_step_end": 3}, "callback_on_step_end"),
    ({"cancellation": 3}, "cancellation"), ({"generator": 3}, "generator"), ({"steps": 3}, "steps"),
])
def test_arguments_that_do_not_fit_together(try_on, keywords, message):
    with pytest.raises((catvton.InvalidArgumentError, TypeError), match=message):
        try_on(**keywords)


def test_masker_and_mask_exclude_each_other(try_on, mini_masker):
    with pytest.raises(catvton.InvalidArgumentError, match="exclude each other"):
        try_on(masker=mini_masker, cloth_type="upper")
    with pytest.raises(catvton.InvalidArgumentError, match="needs cloth_type"):
        try_on(mask=None, masker=mini_masker)


@pytest.mark.parametrize("keyword, value", [
    ("grow", 2000), ("feather", -1), ("person_index", 100), ("grow", True), ("use_cache", 1), ("fit", "huge"),
])
def test_mask_options(keyword, value):
    with pytest.raises(catvton.InvalidArgumentError, match=f"{keyword}.*must be"):
        catvton.MaskOptions(**{keyword: value})


def test_nobody_in_the_picture(mini_masker):
    with pytest.raises(catvton.NoPersonError, match="person"):
        mini_masker.mask(np.full((256, 192, 3), 215, np.uint8), "upper")


def test_files(tmp_path):
    with pytest.raises(catvton.NotFoundError, match="absent.png"):
        catvton.load_image(tmp_path / "absent.png")
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(catvton.UnsupportedFormatError):
        catvton.load_image(tmp_path / "text.png")
    broken = (MODELS / "person.png").read_bytes()[:5000]
    with pytest.raises(catvton.InvalidImageError):
        catvton.decode_image(broken)
    with pytest.raises(catvton.IoError, match="person.png"):
        catvton.save_image(noise(8, 8, 3), tmp_path / "absent" / "person.png")
    with pytest.raises(catvton.InvalidArgumentError, match="quality.*must be 1 to 100"):
        catvton.save_image(noise(8, 8, 3), tmp_path / "a.jpg", quality=0)
    with pytest.raises(catvton.InvalidArgumentError, match="channels.*must be"):
        catvton.load_image(MODELS / "person.png", channels=2)
    with pytest.raises(catvton.InvalidArgumentError, match="channels.*must be"):
        catvton.load_image(MODELS / "person.png", channels=True)


def test_models(tmp_path, context):
    with pytest.raises(catvton.NotFoundError, match="absent"):
        catvton.Pipeline.from_pretrained(tmp_path / "absent", context=context)
    file = tmp_path / "short.safetensors"
    file.write_bytes((MODELS / "tiny.safetensors").read_bytes()[:4000])
    with pytest.raises(catvton.CorruptWeightsError, match="short.safetensors"):
        catvton.Pipeline.from_pretrained(file, context=context)
    with pytest.raises(catvton.InvalidArgumentError, match="threads is -1: must be"):
        catvton.GpuContext("cpu", threads=-1)
    with pytest.raises(catvton.InvalidArgumentError, match="threads.*must be an int.*bool"):
        catvton.GpuContext("cpu", threads=True)
    with pytest.raises(catvton.InvalidArgumentError, match="the context has them already"):
        catvton.Pipeline.from_pretrained("mini", context=context, threads=2)
    with pytest.raises((catvton.InvalidArgumentError, catvton.NotFoundError), match="tpu"):
        catvton.GpuContext("tpu")
