"""The examples pass mypy --strict against the package's stubs."""
import os
import subprocess
import sys
from pathlib import Path

import catvton
from conftest import EXAMPLES


def test_mypy(tmp_path):
    files = [EXAMPLES / "contact_sheet.py", *EXAMPLES.glob("python/*.py"), *EXAMPLES.glob("ray/*.py")]
    assert len(files) >= 8
    path = os.pathsep.join(map(str, (EXAMPLES, EXAMPLES / "python", Path(catvton.__file__).parents[1])))
    done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", Path(__file__).with_name("mypy.ini"),
                           "--cache-dir", tmp_path, *files], env={**os.environ, "MYPYPATH": path},
                          capture_output=True, text=True)
    # Status 1 is found errors; those in the package's own files are for the package's tests.
    assert done.returncode in (0, 1), done.stderr
    wrong = [line for line in done.stdout.splitlines() if line.startswith((str(EXAMPLES), "examples/"))]
    assert not wrong, "\n".join(wrong)
