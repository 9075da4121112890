"""The layout of VITON-HD, and what is said about folders that do not have it."""
import re

import pytest
from pairs import LayoutError, has_masks, read_pairs


@pytest.fixture
def layout(tmp_path):
    """A folder with a list of pairs and empty folders; the reader opens no picture."""

    def make(text="a.jpg x.jpg\nb.jpg y.jpg\n", folders=("image", "cloth")):
        (tmp_path / "test_pairs.txt").write_text(text)
        for folder in folders:
            (tmp_path / folder).mkdir(parents=True)
        return tmp_path

    return make


def test_unpaired_results_are_named_after_both(layout):
    data = layout()
    pairs = read_pairs(data, paired=False, with_masks=False)
    assert [pair.name for pair in pairs] == ["a__x", "b__y"]
    assert pairs[1].person == data / "image/b.jpg" and pairs[1].cloth == data / "cloth/y.jpg" and pairs[1].mask is None


def test_paired_results_are_named_after_the_person(layout):
    data = layout("a.jpg x.jpg\na.jpg y.jpg\n\nb.jpg x.jpg\n")
    pairs = read_pairs(data, paired=True, with_masks=False)
    assert [(pair.name, pair.cloth) for pair in pairs] == [("a", data / "cloth/a.jpg"), ("b", data / "cloth/b.jpg")]


def test_the_published_folder_has_its_pictures_in_test(layout):
    data = layout(folders=("test/image", "test/cloth", "test/agnostic-mask"))
    assert has_masks(data)
    pair = read_pairs(data, paired=False, with_masks=True)[0]
    assert pair.person == data / "test/image/a.jpg"
    assert pair.mask == data / "test/agnostic-mask/a_mask.png"


@pytest.mark.parametrize("name", ["a_mask.png", "a.png", "a.jpg"])
def test_names_of_masks(layout, name):
    data = layout(folders=("image", "cloth", "agnostic-mask"))
    (data / "agnostic-mask" / name).touch()
    assert read_pairs(data, paired=False, with_masks=True)[0].mask == data / "agnostic-mask" / name


@pytest.mark.parametrize("text, message", [
    ("", "test_pairs.txt: names no pair"),
    ("a.jpg x.jpg\na.jpg\n", r"test_pairs.txt:2: 'a.jpg': wanted are two file names"),
    ("a.jpg x.jpg y.jpg\n", "test_pairs.txt:1"),
    ("../a.jpg x.jpg\n", "test_pairs.txt:1"),
    ("a.jpg ..\n", "test_pairs.txt:1"),
    ("a.jpg x.jpg\na.png x.png\n", "a.png x.png and a.jpg x.jpg would both be a__x.png"),
])
def test_wrong_lists(layout, text, message):
    with pytest.raises(LayoutError, match=message):
        read_pairs(layout(text), paired=False, with_masks=False)


def test_missing_parts(layout, tmp_path):
    message = f"{tmp_path / 'image'}: no such folder; wanted are test_pairs.txt"
    with pytest.raises(LayoutError, match=re.escape(message)):
        read_pairs(tmp_path, paired=False, with_masks=False)
    data = layout()
    with pytest.raises(LayoutError, match="agnostic-mask: no such folder"):
        read_pairs(data, paired=False, with_masks=True)
    (data / "test_pairs.txt").unlink()
    with pytest.raises(LayoutError, match="test_pairs.txt: cannot be read"):
        read_pairs(data, paired=False, with_masks=False)
    (data / "test_pairs.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LayoutError, match="test_pairs.txt: cannot be read"):
        read_pairs(data, paired=False, with_masks=False)
