"""Fixtures: the encoder for questions in NumPy."""

import pytest

from index.encoding.choose import load_question_encoder
from index.encoding.models import DEFAULT_NAME
from index.encoding.question_encoder import NumpyEncoder


@pytest.fixture(scope="module")
def numpy_encoder() -> NumpyEncoder:
    encoder = load_question_encoder(DEFAULT_NAME)
    assert isinstance(encoder, NumpyEncoder)
    return encoder
