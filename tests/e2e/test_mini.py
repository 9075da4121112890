"""The embedded model, through the program, against drawings whose truth is known."""
import sys

import numpy as np
import pytest
from PIL import Image

from conftest import TESTS

TRAIN = TESTS.parent / "libcatvton/models/mini/train"
sys.path[:0] = [str(TRAIN)]

import people  # noqa: E402
from evaluate import draw_case, true_mask  # noqa: E402
from measures import overlap, psnr, to_lab  # noqa: E402

CASES = 6
WORN = {"upper": ("upper",), "lower": ("pants", "skirt"), "overall": ("dress",)}


def save(path, picture):
    Image.fromarray(picture).save(path)
    return path


def load(path):
    return np.asarray(Image.open(path))


class TryOn:
    """One person, the garment that is tried on, the result, and what it should be."""

    def __init__(self, catvton, folder, index):
        self.worn, self.truth = draw_case(index)
        self.kind = self.truth["category"]
        self.person, self.cloth = save(folder / "person.png", self.worn["image"]), folder / "cloth.png"
        save(self.cloth, self.truth["garment"])
        done = catvton("tryon", "--model", "mini", "--person", self.person, "--cloth", self.cloth, "--cloth-type",
                       self.kind, "--save-intermediates", folder, "--output", folder / "result.png", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        self.report, self.result, self.mask = done.json, load(folder / "result.png"), load(folder / "mask.png") > 127

    def garment(self, sample):
        return np.isin(sample["atr"], [people.ATR[name] for name in WORN[self.kind]])


@pytest.fixture(scope="module")
def try_ons(catvton, tmp_path_factory):
    return [TryOn(catvton, tmp_path_factory.mktemp("mini"), i) for i in range(CASES)]


def test_size_and_steps_are_the_models(try_ons):
    for one in try_ons:
        assert one.result.shape == (people.HEIGHT, people.WIDTH, 3)
        assert one.report["steps"] == 20


def test_mask_is_where_the_drawing_has_it(try_ons):
    overlaps = [overlap(one.mask, true_mask(one.worn, one.kind)) for one in try_ons]
    assert min(overlaps) > 0.7, overlaps
    assert np.mean(overlaps) >= 0.85, overlaps


@pytest.mark.parametrize("kind", ["upper", "lower", "overall"])
def test_mask_command_for_every_kind(catvton, tmp_path, kind):
    worn, _ = draw_case(100)
    person = save(tmp_path / "person.png", worn["image"])
    done = catvton("mask", "--model", "mini", "--person", person, "--cloth-type", kind, "--output", tmp_path / "m.png",
                   "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.json["person_found"]
    assert overlap(load(tmp_path / "m.png") > 127, true_mask(worn, kind)) >= 0.85


def test_an_empty_room_has_no_person(catvton, tmp_path):
    room = np.full((people.HEIGHT, people.WIDTH, 3), 215, np.uint8)
    done = catvton("mask", "--model", "mini", "--person", save(tmp_path / "room.png", room), "--cloth-type", "upper",
                   "--output", tmp_path / "m.png", "--json")
    assert done.json["error"]["code"] == "no_person"
    assert not (tmp_path / "m.png").exists()


def test_the_garments_colour_arrives(try_ons):
    """The mean colour: where exactly a stripe lies is the model card's business."""
    distances = []
    for one in try_ons:
        where = one.garment(one.truth)
        distances.append(np.linalg.norm(to_lab(one.result)[where].mean(0) - to_lab(one.truth["image"])[where].mean(0)))
    assert np.median(distances) <= 15, distances


def test_the_person_stays(try_ons):
    assert np.mean([psnr(one.result, one.worn["image"], ~one.mask) for one in try_ons]) >= 24


def test_the_result_follows_the_garment(catvton, tmp_path):
    """One person in two garments of clearly different colour: each result is nearer to its own truth."""
    plain = [seed for seed in range(9_000_000, 9_000_400)
             if (g := people.Garment(seed, "tshirt")).pattern == "plain" and np.ptp(g.c1) > 120]
    colours = {seed: to_lab(np.array([[people.Garment(seed, "tshirt").c1]], np.uint8))[0, 0] for seed in plain}
    first = plain[0]
    second = max(plain, key=lambda seed: np.linalg.norm(colours[seed] - colours[first]))
    truths = {seed: people.draw(8_200_000, seed, kind="tshirt") for seed in (first, second)}
    worn = people.draw(8_200_000, 9_100_000, kind="tshirt")
    person = save(tmp_path / "person.png", worn["image"])
    where = np.logical_and.reduce([s["atr"] == people.ATR["upper"] for s in truths.values()])
    for seed, other in ((first, second), (second, first)):
        cloth = save(tmp_path / "cloth.png", truths[seed]["garment"])
        done = catvton("tryon", "--model", "mini", "--person", person, "--cloth", cloth, "--cloth-type", "upper",
                       "--output", tmp_path / "r.png", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        found = to_lab(load(tmp_path / "r.png"))[where].mean(0)
        own, wrong = (to_lab(truths[s]["image"])[where].mean(0) for s in (seed, other))
        assert np.linalg.norm(found - own) < np.linalg.norm(found - wrong)
