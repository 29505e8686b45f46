"""The examples in the docstrings of scores are right."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

from forestall.foresee import scores

NAMES = [found.name for found in pkgutil.iter_modules(scores.__path__)]


@pytest.mark.parametrize("name", NAMES)
def test_examples_of_docstrings_are_right(name: str) -> None:
    module = importlib.import_module(f"{scores.__name__}.{name}")
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0
