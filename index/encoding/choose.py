"""A model's name → the encoder for a build, or the faster encoder for questions."""

from index.encoders import PassageReader, QuestionEncoder
from index.encoding.models import DEFAULT_NAME, DEFAULT_SHA256, find_model
from index.encoding.question_encoder import NumpyEncoder, is_supported
from index.encoding.reader import Reader
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


def is_default(encoder: QuestionEncoder) -> bool:
    """Whether it is the default encoder, which knows English alone."""
    return encoder.identity.sha256 == DEFAULT_SHA256


def reader_for(encoder: QuestionEncoder) -> PassageReader | None:
    """The reader that shares the encoder's layers; there is none for another than the default."""
    if isinstance(encoder, NumpyEncoder) and is_default(encoder):
        return Reader(encoder)
    return None
