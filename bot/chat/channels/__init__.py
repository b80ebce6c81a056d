"""Messages of Discord channels → documents of the corpus, one set for each channel.

wording      a message's content → Markdown, in the words in which people wrote it
messages     a message of Discord → what is kept of it
log          what is kept of a channel, in the corpus's hidden folder
documents    what is kept → documents: messages, and threads as a whole
files        documents → files of the corpus
follower     one channel: its history, then its events
exclusions   whose messages are kept out, because they asked for it
keeper       all channels: their events, their files, and then one build

Only the channels that an owner names, while ``message_content`` is on. Nothing is sent anywhere.
"""
