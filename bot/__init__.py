"""Where people meet the index: the command line and Discord."""
