"""``python -m bot``, and the command ``pincite``: a command line, run so that it can be ended.

What takes long, the imports too, begins when a signal already ends the process without a word.
"""

from bot.cli.signals import end_at_once


def main() -> None:
    """Run the command line of this process, and end the process with its exit code."""
    end_at_once()
    from bot.command_line import run_and_exit

    run_and_exit()


if __name__ == "__main__":
    main()
