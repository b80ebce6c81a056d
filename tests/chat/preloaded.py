"""What a bot reads once; the process whose forks are the bots of tests imports it last."""

import gc

from bot.chat.render.translations import LANGUAGES, read_language

for language in LANGUAGES:
    read_language(language)
# The garbage collector of a fork need not look at what was imported before it.
gc.collect()
gc.freeze()
