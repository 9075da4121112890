"""try_on.py, the smallest example."""
import catvton
import numpy as np
from conftest import EXAMPLES, MODELS, run


def test_dresses_a_sample(tmp_path):
    samples = EXAMPLES / "data"
    run("python/try_on.py", samples / "person-1.png", samples / "cloth-1.png", tmp_path / "result.png", "--steps", "2",
        "--seed", "7")
    pipeline = catvton.Pipeline.from_pretrained("mini")
    masker = catvton.AutoMasker.from_pretrained("mini", context=pipeline.context)
    person, cloth = (catvton.load_image(samples / f"{kind}-1.png") for kind in ("person", "cloth"))
    wanted = pipeline.run(person, cloth, masker=masker, cloth_type="upper", num_inference_steps=2, seed=7)
    assert np.array_equal(catvton.load_image(tmp_path / "result.png"), wanted.image)


def test_an_error_is_one_line(tmp_path):
    said = run("python/try_on.py", tmp_path / "nobody.png", MODELS / "cloth.png", tmp_path / "result.png", status=1)
    assert said.startswith("try_on: ") and "nobody.png" in said and said.count("\n") == 1
    assert not list(tmp_path.iterdir())
