"""A picture of an answer on Discord, drawn from the message that the bot really sends."""
