"""Docstrings, in Google's style: every public name has one, and it names the arguments that there are."""
import ast
import builtins
import inspect
import re

import catvton
import pytest
from conftest import ROOT

STUB = ast.parse((ROOT / "bindings/python/catvton/_catvton.pyi").read_text())
SECTIONS = ("Args", "Attributes", "Example", "Returns", "Raises")


def functions():
    """(name, definition) of every function and method of the extension."""
    for node in STUB.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    yield f"{node.name}.{member.name}", member


def is_property(node):
    return any(getattr(decorator, "id", "") == "property" for decorator in node.decorator_list)


# A token's constructor takes nothing; the fields of MaskOptions are described by its constructor.
FUNCTIONS = {
    name: node for name, node in functions()
    if not re.search(r"\.__(?!init)", name) and name != "CancellationToken.__init__"
    and not (name.startswith("MaskOptions.") and is_property(node))}


def sections(doc):
    """{section: [name of each entry]} of a docstring."""
    found = {}
    for title, body in re.findall(rf"^({'|'.join(SECTIONS)}):\n((?:    .*\n?|\n)*)", doc, re.M):
        found[title] = re.findall(r"^    (\S.*?):(?: |$)", body, re.M)
    return found


def argument_names(node):
    names = [argument.arg for argument in node.args.args + node.args.kwonlyargs]
    return [name for name in names if name != "self"]


def test_public_names_have_docstrings():
    named = [name for name in catvton.__all__ if inspect.isclass(getattr(catvton, name))
             or inspect.isroutine(getattr(catvton, name))]
    assert len(named) > 40
    assert not [name for name in named if not (getattr(catvton, name).__doc__ or "").strip()]
    assert inspect.getdoc(catvton).startswith("Virtual try-on")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstring(name):
    node = FUNCTIONS[name]
    doc = inspect.cleandoc(ast.get_docstring(node) or "")
    arguments = argument_names(node)
    assert doc
    found = sections(doc)
    assert found.get("Args", []) == arguments
    assert not re.search(r"^(Arguments|Parameters|Return|Throws|Raise|Arg):", doc, re.M)
    for error in found.get("Raises", []):
        assert issubclass(getattr(catvton, error, None) or getattr(builtins, error), BaseException)
    if arguments and not is_property(node) and isinstance(node.returns, ast.Name | ast.Subscript | ast.Attribute):
        assert "Returns" in found


@pytest.mark.parametrize("function", [catvton.enable_logging, catvton.disable_logging])
def test_docstring_of_python_functions(function):
    assert sections(inspect.getdoc(function)).get("Args", []) == list(inspect.signature(function).parameters)
