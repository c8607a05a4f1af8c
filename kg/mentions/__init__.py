"""The mentions room: where a text names something, and of which class."""
