"""Messages of Discord channels → documents of the corpus, one set for each channel.

exclusions   whose messages are kept out, because they asked for it
"""
