"""Malformed weight files of every format, each with the error it must give.

    python -m weight_corpus DIR     (from tests/support)

writes them with expected.json: {file: {"code": ..., "rule": part of the message}}. Standard library only.
"""
