"""What ends the start."""


class StartupError(Exception):
    """The service cannot start; the message is one sentence that names the cause and the cure."""
