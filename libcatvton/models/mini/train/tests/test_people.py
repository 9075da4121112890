"""The drawn people: a pure function of their seeds, and pairs that are fit for training.

cd libcatvton/models/mini/train && python -m pytest tests
"""

import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import people
import pytest
from PIL import Image, ImageFilter

PICTURES, LABELS = ("image", "garment"), ("atr", "lip", "densepose")
# Of pictures and of labels, by (person, garment, kind), with the versions in requirements.txt. Models trained on other
# drawings do not fit new ones: whoever changes these numbers trains again.
CHECKSUMS = {
    (1, 1001, None): (2275760960, 1793550692),
    (2, 1002, None): (2267527351, 3771026251),
    (3, 1003, "dress"): (672549179, 406210763),
    (2**31 - 1, 8000000, "skirt"): (1726990606, 1532424730),
}
MARGIN = 3  # pixels; supersampling mixes a garment's colour into neighbours that carry another label


def checksum(sample, names):
    return zlib.crc32(b"".join(sample[name].tobytes() for name in names))


def masks_of(sample, category):
    return people.agnostic_mask(sample["atr"], sample["lip"], sample["densepose"], category) > 0


def grown(mask, pixels):
    image = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(image.filter(ImageFilter.MaxFilter(2 * pixels + 1))) > 0


@pytest.fixture(scope="module")
def samples():
    """Every kind of garment, each on several people."""
    return [people.draw(i, 3000 + i, kind=people.KINDS[i % len(people.KINDS)]) for i in range(4 * len(people.KINDS))]


@pytest.mark.parametrize("names", [PICTURES, LABELS], ids=["pictures", "labels"])
@pytest.mark.parametrize("seeds", CHECKSUMS)
def test_seeds_give_the_same_drawing_everywhere(seeds, names):
    person, garment, kind = seeds
    sample = people.draw(person, garment, kind=kind)
    assert checksum(sample, names) == CHECKSUMS[seeds][names is LABELS]


def test_a_drawing_depends_on_nothing_drawn_before():
    first = people.draw(4, 5)
    people.draw(6, 7)
    second = people.draw(4, 5)
    assert all(np.array_equal(first[name], second[name]) for name in PICTURES + LABELS)


def test_person_and_garment_seed_both_matter():
    one, other_person, other_garment = people.draw(1, 2), people.draw(3, 2), people.draw(1, 4)
    assert np.array_equal(one["garment"], other_person["garment"])
    assert not np.array_equal(one["image"], other_person["image"])
    assert not np.array_equal(one["garment"], other_garment["garment"])


@pytest.mark.parametrize("kind", people.KINDS)
def test_the_named_kind_is_drawn(kind):
    sample = people.draw(1, 2, kind=kind, masks=("upper", "lower", "overall"))
    assert sample["kind"] == kind and sample["category"] == people.CATEGORY[kind]
    for category, mask in sample["masks"].items():
        assert mask.dtype == np.uint8 and set(np.unique(mask)) == {0, 255}
        assert np.array_equal(mask > 0, masks_of(sample, category))


@pytest.mark.parametrize("scale", [1, 2])
def test_scale_multiplies_the_size(scale):
    sample = people.draw(1, 2, scale=scale)
    size = (people.HEIGHT * scale, people.WIDTH * scale)
    assert all(sample[name].shape == (*size, 3) for name in PICTURES)
    assert all(sample[name].shape == size for name in LABELS)


@pytest.mark.parametrize("category", ["upper", "lower", "overall"])
def test_two_garments_on_one_person_differ_inside_their_masks_only(category):
    kinds = [kind for kind in people.KINDS if people.CATEGORY[kind] == category]
    for i in range(8):
        a, b = (people.draw(i, 2000 + 10 * i + n, kind=kinds[(i + n) % len(kinds)]) for n in (0, 1))
        differs = (a["image"] != b["image"]).any(-1)
        inside = grown(masks_of(a, category) | masks_of(b, category), MARGIN)
        assert differs.sum() > 500
        assert not (differs & ~inside).any()


def test_labels_are_within_range(samples):
    for sample in samples:
        assert all(sample[name].dtype == np.uint8 for name in PICTURES + LABELS)
        assert sample["atr"].max() <= max(people.ATR.values())
        assert sample["lip"].max() <= max(people.LIP.values())
        assert sample["densepose"].max() <= 24


def test_both_parsers_agree_on_the_background(samples):
    skin_and_bag = {people.ATR["skin"], people.ATR["bag"]}  # bare neck and torso, and what LIP has no label for
    for sample in samples:
        only_atr = (sample["atr"] > 0) & (sample["lip"] == 0)
        assert set(np.unique(sample["atr"][only_atr])) <= skin_and_bag
        assert not ((sample["atr"] == 0) & (sample["lip"] > 0)).any()


def test_the_worn_garment_carries_its_label(samples):
    names = dict(upper="upper", overall="dress", lower="pants")
    for sample in samples:
        name = "skirt" if sample["kind"] == "skirt" else names[sample["category"]]
        assert (sample["atr"] == people.ATR[name]).sum() > 500
        assert (sample["lip"] == people.LIP[name]).sum() > 500


def test_every_kind_and_pattern_occurs():
    garments = [people.Garment(seed) for seed in range(300)]
    assert {garment.kind for garment in garments} == set(people.KINDS)
    assert {garment.pattern for garment in garments} == set(people.PATTERNS)


def test_the_command_draws_a_sheet(tmp_path):
    out = tmp_path / "sheet.png"
    subprocess.run([sys.executable, "-m", "people", out], cwd=Path(people.__file__).parents[1], check=True)
    with Image.open(out) as sheet:
        assert sheet.size == (4 * 3 * people.WIDTH, 4 * people.HEIGHT)
