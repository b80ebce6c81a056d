"""How the reader's weights are made; see ``train_reader``."""
