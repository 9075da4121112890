"""The Swift package without a Swift compiler: its module map compiles, its sources parse, its use of C fits the header."""

import os
import subprocess
from pathlib import Path

import pytest
from c_header import INCLUDE, ROOT, read_header
from swift_source import ENUMS, problems

CLANG = os.environ["CATVTON_CLANG"]
PACKAGE = ROOT / "bindings/swift"
SOURCES = sorted((PACKAGE / "Sources/Catvton").glob("*.swift"))


@pytest.fixture(scope="session")
def header():
    return read_header(CLANG)


def read(name: str) -> str:
    return (PACKAGE / "Sources/Catvton" / name).read_text()


def compile_with_module(tmp_path: Path, body: str) -> subprocess.CompletedProcess:
    source = tmp_path / "use.c"
    source.write_text(f"#pragma clang module import CCatvton\nint use(void) {{ {body} }}\n")
    return subprocess.run(
        [CLANG, "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-fmodules",
         f"-fmodules-cache-path={tmp_path / 'cache'}", "-fmodule-map-file=" + str(PACKAGE / "Sources/CCatvton/module.modulemap"),
         "-I", str(INCLUDE), str(source)], capture_output=True, text=True)


def test_the_header_was_understood(header):
    assert len(header.functions) > 60
    assert header.functions["catvton_pipeline_run"] == 6
    assert "guidance_scale" in header.structs["catvton_tryon_options"]
    assert header.constants["CATVTON_STATUS_INTERNAL"] == 16
    assert "catvton_pipeline" in header.types


def test_the_module_map_offers_the_header(tmp_path):
    done = compile_with_module(tmp_path, "return catvton_abi_version() != CATVTON_ABI_VERSION;")
    assert done.returncode == 0, done.stderr
    assert compile_with_module(tmp_path, "return catvton_invented();").returncode != 0


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_source_uses_c_as_the_header_has_it(path, header):
    assert problems(path.read_text(), header) == []


def test_the_package_description_parses(header):
    assert problems((PACKAGE / "Package.swift").read_text(), header) == []


def test_the_sources_use_much_of_the_header(header):
    text = "".join(path.read_text() for path in SOURCES)
    used = {name for name in header.functions if name + "(" in text}
    assert len(used) >= 40
    assert {"catvton_context_free", "catvton_pipeline_free", "catvton_masker_free", "catvton_image_free", "catvton_bytes_free",
            "catvton_cancellation_free", "catvton_tryon_result_free", "catvton_mask_result_free", "catvton_models_free"} <= used
    assert all(f"enum {name}: Int32" in text for name in ENUMS)


@pytest.mark.parametrize("file, old, new, problem", [
    ("Pipeline.swift", "catvton_pipeline_free(", "catvton_pipeline_release(", "catvton_pipeline_release is not in the header"),
    ("Pipeline.swift", "cInfo.total_seconds", "cInfo.seconds", "catvton_tryon_result_info has no field seconds"),
    ("Pipeline.swift", "clothView, maskView, &cOptions", "clothView, &cOptions", "called with 5 arguments and takes 6"),
    ("Pipeline.swift", "var cImage = catvton_image_view()", "var image = catvton_image_view()", "not named like one"),
    ("Pipeline.swift", "deinit {", "deinit ((", "syntax error"),
    ("LockPolicy.swift", "CATVTON_LOCK_REJECT", "CATVTON_LOCK_REFUSE", "CATVTON_LOCK_REFUSE is not in the header"),
    ("MaskOptions.swift", "case lower = 1", "case lower = 2", "enum ClothType"),
    ("Models.swift", "catvton_models_find(name, ", "catvton_models_find(", "called with 1 arguments and takes 2"),
    ("ModelInfo.swift", "case damaged = 2", "case broken = 2", "enum FileState"),
    ("PullOptions.swift", "cPlan.download_bytes", "cPlan.bytes_to_download", "catvton_pull_plan has no field bytes_to_download"),
    ("CatvtonError.swift", "case noPerson = 15", "case nobody = 15", "enum Code"),
    ("TryOnOptions.swift", "_ cOptions: catvton_tryon_options", "_ cOptions: catvton_options", "catvton_options is not in the header"),
])
def test_an_invented_name_is_found(header, file, old, new, problem):
    text = read(file)
    assert old in text
    assert any(problem in line for line in problems(text.replace(old, new), header))
