"""catvton bench: what it reports fits together. No test asserts a time."""
import pytest

STAGES = {"prepare", "mask", "encode", "denoise", "decode", "total"}


@pytest.fixture(scope="module")
def bench(catvton, checkpoints):
    return lambda *arguments: catvton("bench", "--model", checkpoints(), "--device", "cpu", "--threads", 2, *arguments)


def test_each_size_is_measured(bench):
    result = bench("--size", "64x128", "--size", "128x64", "--num-inference-steps", 3, "--repetitions", 2, "--json")
    assert result.returncode == 0, result.stderr
    report = result.json
    assert report["device"] == "cpu" and report["threads"] == 2 and report["load_seconds"] > 0
    assert [(size["width"], size["height"]) for size in report["sizes"]] == [(64, 128), (128, 64)]
    for size in report["sizes"]:
        assert size["steps"] == 3 and len(size["repetitions"]) == 2
        assert set(size["median_seconds"]) == STAGES | {"step"}
        for repetition in size["repetitions"]:
            assert set(repetition) == STAGES | {"steps"}
            assert len(repetition["steps"]) == 3 and all(step > 0 for step in repetition["steps"])
            assert sum(repetition["steps"]) <= repetition["denoise"] * 1.001 + 1e-3
            assert sum(repetition[stage] for stage in STAGES - {"total"}) <= repetition["total"] + 1e-3
        assert 0 < size["estimated_memory_bytes"] and size["peak_memory_bytes"] > 1 << 20


def test_the_model_decides_what_is_not_given(catvton):
    result = catvton("bench", "--model", "mini", "--repetitions", 1, "--num-inference-steps", 1, "--json")
    assert result.returncode == 0, result.stderr
    assert [(size["width"], size["height"]) for size in result.json["sizes"]] == [(192, 256)]


def test_a_table_for_people(bench):
    result = bench("--size", "64x64", "--num-inference-steps", 1, "--repetitions", 1)
    assert result.returncode == 0, result.stderr
    for word in ("64x64, 1 steps", "encode", "denoise", "decode", "peak"):
        assert word in result.stdout


@pytest.mark.parametrize("arguments, word", [
    (["--size", "64"], "WIDTHxHEIGHT"), (["--size", "64x"], "WIDTHxHEIGHT"), (["--size", "64x64x64"], "WIDTHxHEIGHT"),
    (["--size", "60x64"], "width is 60"), (["--size", "64x4096"], "2048"), (["--repetitions", 0], "repetitions"),
    (["--num-inference-steps", 1000], "num-inference-steps"), (["--guidance-scale", "nan"], "guidance_scale is nan"),
    (["--cloth-type", "upper"], "--person")])
def test_bad_arguments_are_named(bench, arguments, word):
    result = bench(*arguments)
    assert result.returncode == 2 and word in result.stderr, result.stderr
