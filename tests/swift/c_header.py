"""What catvton.h declares, as clang sees it."""

import dataclasses
import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "capi/include"


@dataclasses.dataclass
class Header:
    functions: dict[str, int] = dataclasses.field(default_factory=dict)  # name -> number of parameters
    structs: dict[str, set[str]] = dataclasses.field(default_factory=dict)  # name -> fields
    types: set[str] = dataclasses.field(default_factory=set)  # typedefs, structs among them
    constants: dict[str, int] = dataclasses.field(default_factory=dict)  # enumerators and plain macros


def read_header(clang: str) -> Header:
    header = Header()
    source = "#include <catvton/catvton.h>\n"
    _collect(json.loads(_run(clang, source, "-fsyntax-only", "-Xclang", "-ast-dump=json")), header)
    for name, value in re.findall(r"^#define (CATVTON_\w+) (\d+)$", _run(clang, source, "-dM", "-E"), re.M):
        header.constants[name] = int(value)
    return header


def _run(clang: str, source: str, *options: str) -> str:
    command = [clang, "-x", "c", "-std=c11", "-I", str(INCLUDE), *options, "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


def _collect(node: dict, header: Header) -> None:
    kind, name, inner = node.get("kind"), node.get("name", ""), node.get("inner", [])
    if kind == "EnumConstantDecl":
        header.constants[name] = int(inner[0]["value"])
    if name.startswith("catvton_"):
        if kind == "FunctionDecl":
            header.functions[name] = sum(child["kind"] == "ParmVarDecl" for child in inner)
        elif kind == "RecordDecl":
            header.structs[name] = {child["name"] for child in inner if child["kind"] == "FieldDecl"}
        elif kind == "TypedefDecl":
            header.types.add(name)
    for child in inner:
        _collect(child, header)
