"""The import finds LibTorch in the installed torch, in either order, and says what is wrong when it cannot; the
interpreter ends without a crash whatever is alive."""
import shutil
import subprocess
import sys
from pathlib import Path

import catvton
import pytest
from catvton._build import TORCH_VERSION
from conftest import ENDLESS, MODELS, QUICK

# A program that makes a try-on; `run(**keywords)` makes one more.
TRY_ON = f"""
import sys
from pathlib import Path
import catvton
folder = Path(sys.argv[1])
pipeline = catvton.Pipeline.from_pretrained(folder / "tiny.safetensors", device="cpu", threads=1)
person, cloth = catvton.load_image(folder / "person.png"), catvton.load_image(folder / "cloth.png")
mask = catvton.load_image(folder / "mask.png", channels=1)
def run(**keywords):
    return pipeline.run(person, cloth, mask=mask, **{{**{QUICK}, **keywords}})
"""
CHECK = """
import hashlib
print(hashlib.sha256(run().image.tobytes()).hexdigest())
"""


@pytest.fixture(scope="session")
def fake_packages(tmp_path_factory):
    """Makes a folder with catvton and with a torch package that says to be of `version`, or with none."""

    def make(version):
        folder = tmp_path_factory.mktemp("packages")
        shutil.copytree(Path(catvton.__file__).parent, folder / "catvton")
        if version:
            (folder / "torch").mkdir()
            (folder / "torch/__init__.py").write_text("raise RuntimeError('catvton must not import torch')")
            (folder / "torch/version.py").write_text(f"__version__ = {version!r}\n")
        return folder

    return make


def import_error(folder):
    """The ImportError of `import catvton` in an interpreter that sees `folder` and the standard library only."""
    code = "import sys; sys.path.append(sys.argv[1])\ntry: import catvton\nexcept ImportError as error: print(error)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.strip()


def test_torch_may_be_imported_before_after_or_never(python):
    use_torch = "assert torch.ones(2, 2).matmul(torch.ones(2, 2)).sum() == 8\n"
    before = python("import torch\n" + use_torch + TRY_ON + CHECK + use_torch, MODELS)
    after = python(TRY_ON + "import torch\n" + use_torch + CHECK, MODELS)
    never = python(TRY_ON + CHECK + "assert 'torch' not in sys.modules", MODELS)
    assert len(before) == 65 and before == after == never


def test_another_torch_is_refused(fake_packages):
    folder = fake_packages("1.2.3+cu999")
    message = import_error(folder)
    assert f"built with torch {TORCH_VERSION}" in message and f"torch 1.2.3+cu999 is in {folder}" in message
    assert f"install torch=={TORCH_VERSION}" in message and "build catvton again" in message


def test_a_missing_torch_is_named(fake_packages):
    message = import_error(fake_packages(None))
    assert f"needs torch {TORCH_VERSION}, which is not installed" in message and "install torch==" in message


def test_a_torch_without_its_libraries_is_named(fake_packages):
    message = import_error(fake_packages(f"{TORCH_VERSION}+cpu"))
    assert "libtorch" in message and "install torch==" in message


def test_optional_packages_are_not_imported(python):
    python("import catvton, sys\nassert not {'torch', 'PIL', 'tqdm', 'PIL.Image'} & set(sys.modules)")


def test_public_names():
    assert set(catvton.__all__) <= set(dir(catvton))
    foreign = [name for name in catvton.__all__
               if getattr(getattr(catvton, name), "__module__", "catvton").startswith("catvton._catvton")]
    assert not foreign
    assert catvton.__version__ == catvton.version().catvton


ALIVE = {
    "objects, a log sink and an exception": """
catvton.set_log_sink(print, minimum='debug')
result = run()
try:
    run(height=1)
except catvton.Error as error:
    kept = error
""",
    "a cycle and an array": """
import builtins
builtins.kept = run().image
pair = [pipeline, catvton.set_log_sink]
pair.append(pair)
del pipeline, pair
""",
    "logging, a thread and a closed pipeline": """
import threading
catvton.enable_logging()
thread = threading.Thread(target=run)
thread.start()
while not pipeline.context.busy and thread.is_alive():
    pass
pipeline.close()
""",
}


@pytest.mark.parametrize("what", ALIVE)
def test_the_interpreter_ends_with(python, what):
    assert python(TRY_ON + ALIVE[what] + "\nprint('end')", MODELS) == "end\n"


@pytest.mark.parametrize("follow", ["", ", callback_on_step_end=lambda progress: None"])
def test_the_interpreter_ends_while_daemon_threads_compute_and_wait(python, follow):
    text = TRY_ON + f"""
import threading, time
for _ in range(3):
    threading.Thread(target=lambda: run(**{ENDLESS}{follow}), daemon=True).start()
while not pipeline.context.busy:
    time.sleep(0.01)
time.sleep(0.3)
print('end')
"""
    assert python(text, MODELS) == "end\n"
