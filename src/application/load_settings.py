"""Loads the settings, or says which ones are wrong and what would be right."""

from application.errors import StartupError
from application.read_settings import read_settings
from application.settings import Settings


def load_settings() -> Settings:
    """Read the settings from the environment; StartupError names every one that is missing or wrong."""
    reading = read_settings()
    if not reading.problems:
        return reading.settings
    sentences = [str(problem) for problem in reading.problems]
    if len(sentences) == 1:
        raise StartupError(sentences[0])
    raise StartupError(f"{len(sentences)} settings are wrong:" + "".join(f"\n  {sentence}" for sentence in sentences))
