"""A process that makes try-on after try-on stays as large as it is. CATVTON_TEST_TRY_ONS sets how many: with 1,000, a
leak of one result (16 KB each) shows in the resident set; with fewer, in what the allocator counts."""
import ctypes
import gc
import os
import sys
from pathlib import Path

import catvton
import numpy as np
import pytest
from conftest import MODELS, QUICK
from PIL import Image

TRY_ONS = int(os.environ.get("CATVTON_TEST_TRY_ONS", "30"))
ONE_STEP = {**QUICK, "num_inference_steps": 1, "guidance_scale": 1.0, "mask_blur": 0}
WARM_UP = 10
PAGE = os.sysconf("SC_PAGE_SIZE")


class Mallinfo2(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]


def native_bytes():
    """What C and C++ have allocated and not freed."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = Mallinfo2
    info = mallinfo2()
    return info.uordblks + info.hblkhd


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def growth(work, times):
    """By how much resident bytes, native bytes and Python's blocks grow during `times` calls, after a warm-up."""
    for _ in range(WARM_UP):
        work()
    gc.collect()
    before = resident_bytes(), native_bytes(), sys.getallocatedblocks()
    for _ in range(times):
        work()
    gc.collect()
    now = resident_bytes(), native_bytes(), sys.getallocatedblocks()
    grown = [end - start for start, end in zip(before, now)]
    print(f"{times} calls: resident {grown[0] / 2**20:+.2f} MiB, native {grown[1] / 2**10:+.1f} KiB, blocks {grown[2]:+}")
    return grown


def assert_flat(work, times, *arguments):
    """Nothing grows with the number of calls, and nobody has kept one of their arguments."""
    references = [sys.getrefcount(argument) for argument in arguments]
    resident, native, blocks = growth(work, times)
    assert resident < 8 << 20
    assert native < times * 2 << 10  # no picture of a result, of 4 KiB at least
    assert blocks < 1000  # Python's free lists take some hundreds
    assert [sys.getrefcount(argument) for argument in arguments] == references


@pytest.fixture(scope="module")
def photos():
    """Large, so that a copy that is not freed shows at once: 2.6 MB each."""
    rng = np.random.default_rng(1)
    person, cloth = rng.integers(0, 256, (2, 1152, 768, 3), np.uint8)
    mask = np.zeros((1152, 768), np.uint8)
    mask[300:800, 200:600] = 255
    return person, cloth, mask


def test_a_measure_that_sees_a_leak():
    kept = []
    resident, native, blocks = growth(lambda: kept.append(np.ones(6000, np.uint8)), 40)
    assert native > 40 * 6000 and blocks >= 40


def test_try_ons(tiny, photos):
    """Arrays that are copied for their layout, and callbacks with everything that they are given."""
    person, cloth, mask = photos
    reversed_person = person[:, ::-1]
    seen = []

    def work():
        result = tiny.run(reversed_person, cloth, mask=mask, **ONE_STEP, preview_every=1,
                          callback_on_preview=lambda image, step: seen.append(image.shape),
                          callback_on_step_end=lambda progress: seen.append(progress.step))
        assert result.image.shape == (64, 64, 3)
        assert seen == [1, (64, 64, 3)] or seen == [(64, 64, 3), 1]
        seen.clear()

    assert_flat(work, TRY_ONS, reversed_person, cloth, mask)


def test_runs_that_fail(tiny, photos):
    """What refuses, cancels and raises lets go of its arguments too."""
    person, cloth, mask = photos
    picture = Image.fromarray(person)

    def fail(progress):
        raise LookupError(progress)

    def work():
        with pytest.raises(catvton.CancelledError):
            tiny.run(picture, cloth, mask=mask, **ONE_STEP, callback_on_step_end=lambda progress: "cancel")
        with pytest.raises(LookupError):
            tiny.run(picture, cloth, mask=mask, **ONE_STEP, callback_on_step_end=fail)
        with pytest.raises(catvton.InvalidArgumentError):
            tiny.run(picture, cloth, mask=mask[:9], **ONE_STEP)
        with pytest.raises(catvton.ArgumentTypeError):
            tiny.run(picture, cloth, mask=mask, **{**ONE_STEP, "height": "64"})

    assert_flat(work, min(TRY_ONS, 10), picture, cloth, mask, fail)


def test_masks_files_and_models(context, mini_masker, photos):
    person, _, mask = photos
    options = catvton.MaskOptions(allow_no_person=True, use_cache=False, user_add=mask[:256, :192])

    def work():
        assert mini_masker.mask(person[:256, :192], "upper", mask_options=options).to_pil().mode == "L"
        assert catvton.decode_image(catvton.encode_image(mask)).shape == (*mask.shape, 3)
        with catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", context=context) as pipeline:
            assert not pipeline.closed

    assert_flat(work, min(TRY_ONS, 5), person, mask, options)
