"""The wheel, installed where nothing but torch and its like is. `pip wheel .` compiles the library, which takes many
minutes: here the package comes from this build by the install rules that a wheel follows, and all else (metadata,
packing, pip's installation) is what users have."""
import email
import os
import re
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import catvton
import numpy as np
import pytest
from conftest import ROOT, SAMPLES

README = (ROOT / "README.md").read_text()
BUILD = Path(catvton.__file__).absolute().parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def clean_environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CATVTON"))}
    return {**kept, "OMP_NUM_THREADS": "1"}  # the programs take the default, whose threads spin while others work


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["cmake", "--install", BUILD, "--component", "python", "--prefix", folder], check=True)
    versioned = [path for path in (folder / "catvton").glob("libcatvton.so.*") if not path.is_symlink()]
    settings = {"wheel.cmake": "false", "wheel.platlib": "true", "wheel.packages": folder / "catvton",
                "wheel.exclude": f"catvton/{versioned[0].name}"}  # the symbolic link to it becomes the file
    subprocess.run([*PIP, "wheel", ROOT, "--no-deps", "--no-build-isolation", "--wheel-dir", folder / "dist",
                    *(f"--config-settings={name}={value}" for name, value in settings.items())],
                   check=True, env=clean_environment())
    [made] = (folder / "dist").iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The Python of an empty environment with that wheel, which sees this one's torch, NumPy, Pillow and tqdm."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    subprocess.run([*PIP, "--python", python, "install", "--no-index", "--no-deps", wheel], check=True,
                   env=clean_environment())
    [packages] = folder.glob("lib/python3*/site-packages")
    (packages / "torch-of-the-tests.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return python


def test_what_the_wheel_holds(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = email.message_from_bytes(archive.read(f"catvton-{catvton.__version__}.dist-info/METADATA"))
    version = f"{sys.version_info.major}{sys.version_info.minor}"
    assert re.fullmatch(rf"catvton-[0-9.]+-cp{version}-cp{version}-linux_\w+\.whl", wheel.name)
    package = {name.removeprefix("catvton/") for name in names if name.startswith("catvton/")}
    source = {path.name for path in (ROOT / "bindings/python/catvton").iterdir() if path.suffix in (".py", ".pyi")}
    assert source | {"py.typed", "_build.py"} <= package
    assert len([name for name in package if name.startswith("_catvton.cpython")]) == 1
    assert len([name for name in package if name.startswith("libcatvton.so")]) == 1
    assert "share/catvton/models/mini/try_on.safetensors" in package
    assert not [name for name in names if "train" in name or "__pycache__" in name]
    assert {Path(name).name for name in names} >= {"LICENSE", "NOTICE"}
    torch = catvton.version().torch.split("+")[0]
    assert f"torch=={torch}" in metadata.get_all("Requires-Dist")
    assert (metadata["Name"], metadata["Version"]) == ("catvton", catvton.__version__)
    assert metadata["License-Expression"] == "Apache-2.0"


def run(python, program, folder):
    done = subprocess.run([python, "-c", program], cwd=folder, env=clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readmes_command(installed, tmp_path):
    [program] = re.findall(r"^python -c '\n(.*?)'$", README, re.M | re.S)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    where = run(installed, program + "\nprint(catvton.__file__)", tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parents[1])
    assert catvton.load_image(tmp_path / "result.png").shape == (256, 192, 3)


def test_the_readmes_program(installed, tmp_path):
    [program] = re.findall(r"^## In Python$.*?^```python$\n(.*?)^```$", README, re.M | re.S)
    for sample, name in (("person-1", "person.jpg"), ("cloth-1", "shirt.jpg")):
        catvton.save_image(catvton.load_image(SAMPLES / f"{sample}.png"), tmp_path / name)
    mask = np.zeros(catvton.load_image(tmp_path / "person.jpg").shape[:2], np.uint8)
    mask[len(mask) // 4:len(mask) // 2] = 255
    catvton.save_image(mask, tmp_path / "mask.png")
    assert run(installed, program, tmp_path).splitlines() == [f"{step} of 10" for step in range(1, 11)]
    assert catvton.load_image(tmp_path / "result.png").shape == (256, 192, 3)


def test_the_library_comes_from_the_wheel_and_torch_from_torch(installed, tmp_path):
    program = """
import importlib.util, re
from pathlib import Path
import catvton
catvton.GpuContext("cpu")
loaded = set(re.findall(r"(/\\S+/(lib\\w+)\\.so\\S*)", Path("/proc/self/maps").read_text()))
where = {name: Path(path).resolve().parent for path, name in loaded}
assert where["libcatvton"] == Path(catvton.__file__).parent, where
torch = Path(importlib.util.find_spec("torch").origin).parent
assert where["libtorch_cpu"] == where["libc10"] == (torch / "lib").resolve(), where
"""
    run(installed, program, tmp_path)
