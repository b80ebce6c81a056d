"""A model's name → the encoder for a build, or the faster encoder for questions."""

from index.encoders import QuestionEncoder
from index.encoding.models import DEFAULT_NAME, find_model
from index.encoding.question_encoder import NumpyEncoder, is_supported
from index.encoding.sentence_encoder import SentenceEncoder
from index.files import HashedFile


def load_encoder(name: str = DEFAULT_NAME) -> SentenceEncoder:
    """The encoder of that name for a build; raises ``EncoderError`` as ``find_model`` does."""
    return SentenceEncoder(find_model(name))


def load_question_encoder(
    name: str, hashed_weights: HashedFile | None = None, *, once: bool = False
) -> QuestionEncoder:
    """The encoder of that name for questions, in NumPy if it supports the model.

    If it is used only ``once``, it keeps no more than one layer of the weights in memory.
    ``hashed_weights`` and errors are as in ``find_model``.
    """
    model = find_model(name, hashed_weights)
    return NumpyEncoder(model, once=once) if is_supported(model.folder) else SentenceEncoder(model)
