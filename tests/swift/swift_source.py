"""Holds what Swift sources use of C against the header, by their text: no Swift compiler is at hand.

The sources follow one rule that makes this possible: a variable that holds a struct of C, and no other, is named `c` and
a capital letter (`cOptions`), and is declared with its type in the same file.
"""

import re

import tree_sitter
import tree_sitter_swift
from c_header import Header

# Swift's enums with the numbers of C, and the constants they stand for.
ENUMS = {
    "Code": "CATVTON_STATUS_",
    "Stage": "CATVTON_STAGE_",
    "Level": "CATVTON_LOG_",
    "FileFormat": "CATVTON_FORMAT_",
    "Precision": "CATVTON_PRECISION_",
    "AttentionVersion": "CATVTON_ATTENTION_",
    "Geometry": "CATVTON_GEOMETRY_",
    "ClothType": "CATVTON_CLOTH_",
    "MaskFit": "CATVTON_FIT_",
    "FileState": "CATVTON_FILE_",
}
# The library also reads formats that it does not write; success is no error.
LEFT_OUT = {
    "FileFormat": {"CATVTON_FORMAT_BMP", "CATVTON_FORMAT_GIF", "CATVTON_FORMAT_TIFF"},
    "Code": {"CATVTON_STATUS_OK"},
}

_parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))


def problems(text: str, header: Header) -> list[str]:
    """What is wrong with one source file; empty if nothing."""
    tree = _parser.parse(text.encode())
    found = [f"syntax error in line {node.start_point[0] + 1}" for node in _nodes(tree.root_node)
             if node.type == "ERROR" or node.is_missing]
    code = _without_text(text, tree)
    return found + _names(code, header) + _calls(code, header) + _fields(code, header) + _enums(code, header)


def _nodes(node):
    yield node
    for child in node.children:
        yield from _nodes(child)


def _without_text(text: str, tree) -> str:
    """The source with blanks for comments."""
    code = bytearray(text.encode())
    for node in _nodes(tree.root_node):
        if "comment" in node.type:
            code[node.start_byte:node.end_byte] = b" " * (node.end_byte - node.start_byte)
    return code.decode()


def _names(code: str, header: Header) -> list[str]:
    known = header.functions.keys() | header.types | header.constants.keys()
    used = set(re.findall(r"\b(?:catvton|CATVTON)_\w+", code))
    return [f"{name} is not in the header" for name in sorted(used - known)]


def _calls(code: str, header: Header) -> list[str]:
    found = []
    for match in re.finditer(r"\b(catvton_\w+)\(", code):
        name, count = match[1], _argument_count(code, match.end())
        wanted = header.functions.get(name, 0 if name in header.structs else None)
        if wanted is not None and count != wanted:
            found.append(f"{name} is called with {count} arguments and takes {wanted}")
    return found


def _argument_count(code: str, start: int) -> int:
    """Of the call whose parenthesis opened just before `start`."""
    depth, commas, position = 1, 0, start
    while depth:
        character = code[position]
        depth += (character in "([{") - (character in ")]}")
        commas += character == "," and depth == 1
        position += 1
    return commas + 1 if code[start:position - 1].strip() else 0


def _fields(code: str, header: Header) -> list[str]:
    # In the order of the text: the nearest declaration before a use is the one that holds.
    events = re.compile(r"\b(c[A-Z]\w*)(?: = (catvton_\w+)\(\)|: (?:inout )?(catvton_\w+)|\.(\w+))")
    types: dict[str, str] = {}
    found = []
    for name, assigned, annotated, field in events.findall(code):
        if assigned or annotated:
            types[name] = assigned or annotated
        elif field == "pointee":
            continue
        elif name not in types:
            found.append(f"{name}.{field}: {name} has no declared type")
        elif field not in header.structs.get(types[name], set()):
            found.append(f"{types[name]} has no field {field}")
    for name in re.findall(r"\b(\w+) = catvton_\w+\(\)", code):
        if not re.match(r"c[A-Z]", name):
            found.append(f"{name} holds a struct of C and is not named like one")
    return found


def _enums(code: str, header: Header) -> list[str]:
    found = []
    for name, body in re.findall(r"enum (\w+): Int32[^{]*\{(.*?)\n *\}", code, re.S):
        prefix = ENUMS[name]
        wanted = {constant.removeprefix(prefix).replace("_", "").lower(): value
                  for constant, value in header.constants.items()
                  if constant.startswith(prefix) and constant not in LEFT_OUT.get(name, ())}
        got = {case.lower(): int(value) for case, value in re.findall(r"case `?(\w+)`? = (\d+)", body)}
        if got != wanted:
            found.append(f"enum {name} is {got} and the header has {wanted}")
    return found
