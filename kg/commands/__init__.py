"""The command line's commands, one file a use: parse, call a room, print.  Nothing else prints or exits."""
