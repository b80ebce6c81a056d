"""What people can do on Discord: commands, menus and buttons.

In: an interaction. Out: what the responder gives for it. One file for each command or group;
``permissions`` says who may use an owner's command, ``sync`` writes the commands to Discord.
May import ``answering``, ``render``, ``state``, ``service`` and ``index``.
"""
