"""The files that settings may come from, and why one cannot be read."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from application.settings import Settings
from application.settings_problem import SettingProblem
from application.settings_variables import SECRETS_DIRECTORY, variable_of


def usable_secrets_directory(environ: Mapping[str, str]) -> str | None:
    """Return the directory of secrets; None where there is none, or one that cannot be read."""
    directory = environ.get(SECRETS_DIRECTORY)
    return directory if directory and not any(_wrong_directory(directory)) else None


def wrong_files(environ: Mapping[str, str]) -> Iterator[SettingProblem]:
    """Name the variables whose file or directory cannot be read; not what they hold, it may be the secret itself."""
    if directory := environ.get(SECRETS_DIRECTORY):
        yield from _wrong_directory(directory)
    for name in Settings.model_fields:
        variable = f"{variable_of(name)}_FILE"
        reason = _why_unreadable(Path(environ[variable])) if environ.get(variable) else ""
        if reason:
            cure = "correct the path, or let the service read the file"
            yield SettingProblem(variable, f"names a file that cannot be read ({reason})", cure)


def _wrong_directory(directory: str) -> Iterator[SettingProblem]:
    path = Path(directory)
    if not path.is_dir():
        yield SettingProblem(SECRETS_DIRECTORY, "names no directory", "correct the path, or unset it")
        return
    wanted = {variable_of(name) for name in Settings.model_fields}
    for file in sorted(path.iterdir()):
        reason = _why_unreadable(file) if file.name.upper() in wanted else ""
        if reason:
            fault = f"holds a file {file.name} that cannot be read ({reason})"
            yield SettingProblem(SECRETS_DIRECTORY, fault, "let the service read it, or remove it")


def _why_unreadable(path: Path) -> str:
    try:
        path.read_text()
    except UnicodeDecodeError:
        return "no text in UTF-8"
    except OSError as error:
        return str(error.strerror)
    return ""
