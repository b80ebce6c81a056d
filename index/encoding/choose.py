"""A model's name → the encoder for a build, or the quicker one for questions."""

from index.encoders import QuestionEncoder
from index.encoding.models import DEFAULT_NAME, find_model
from index.encoding.question_encoder import NumpyEncoder, fits
from index.encoding.sentence_encoder import SentenceEncoder
from index.files import HashedFile


def load_encoder(name: str = DEFAULT_NAME) -> SentenceEncoder:
    """The encoder of that name for a build; raises ``EncoderError`` as ``find_model`` does."""
    return SentenceEncoder(find_model(name))


def load_question_encoder(
    name: str, seen: HashedFile | None = None, *, once: bool = False
) -> QuestionEncoder:
    """The encoder of that name for questions, in NumPy where the model's files allow it.

    One that is asked ``once`` keeps no more of the weights in memory than a layer. Raises
    ``EncoderError`` as ``find_model`` does.
    """
    model = find_model(name, seen)
    return NumpyEncoder(model, once=once) if fits(model.folder) else SentenceEncoder(model)
