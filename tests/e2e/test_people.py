"""The generator of drawn people: what the embedded model is trained on and measured with."""
import sys
import zlib

import numpy as np
import pytest

from conftest import TESTS

sys.path[:0] = [str(TESTS.parent / "libcatvton/models/mini/train")]

import people  # noqa: E402

ARRAYS = ("image", "garment", "atr", "lip", "densepose")
# Of the label maps: whoever draws other people must train again.
CHECKSUMS = {(1, 1001): 1793550692, (2, 1002): 3771026251, (3, 1003): 3770827962}


def label_checksum(sample):
    return zlib.crc32(b"".join(sample[k].tobytes() for k in ("atr", "lip", "densepose")))


@pytest.mark.parametrize("seeds", CHECKSUMS)
def test_a_seed_is_a_drawing(seeds):
    first, second = people.draw(*seeds), people.draw(*seeds)
    assert all(np.array_equal(first[k], second[k]) for k in ARRAYS)
    assert label_checksum(first) == CHECKSUMS[seeds]


@pytest.mark.parametrize("category", ["upper", "lower", "overall"])
def test_two_garments_differ_inside_the_masks_only(category):
    kinds = [k for k in people.KINDS if people.CATEGORY[k] == category]
    for i in range(6):
        a, b = (people.draw(i, 2000 + 10 * i + n, kind=kinds[(i + n) % len(kinds)]) for n in (0, 1))
        inside = np.logical_or.reduce([people.agnostic_mask(s["atr"], s["lip"], s["densepose"], category) for s in (a, b)])
        differs = (a["image"] != b["image"]).any(-1)
        assert differs.sum() > 500
        assert (differs & ~inside).sum() <= 0.02 * differs.sum()


def test_labels_are_in_range_and_agree():
    for i in range(8):
        s = people.draw(i, 3000 + i)
        assert s["image"].shape == s["garment"].shape == (people.HEIGHT, people.WIDTH, 3)
        assert s["atr"].max() <= 17 and s["lip"].max() <= 19 and s["densepose"].max() <= 24
        only_atr = (s["atr"] > 0) & (s["lip"] == 0)
        assert set(np.unique(s["atr"][only_atr])) <= {people.ATR["face"], people.ATR["bag"]}  # bare neck and torso
        assert not ((s["atr"] == 0) & (s["lip"] > 0)).any()


def test_all_kinds_and_patterns_occur():
    garments = [people.Garment(seed) for seed in range(300)]
    assert {g.kind for g in garments} == set(people.KINDS)
    assert {g.pattern for g in garments} == set(people.PATTERNS)
