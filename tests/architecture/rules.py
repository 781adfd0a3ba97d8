"""The rules of the house that import contracts cannot say, each as a search for places that break it."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

Rule = Callable[[Path], Iterator[str]]

BANNED_WORDS = ("Manager", "Helper", "Util", "Utils", "Data", "Info", "Processor", "Common", "Misc")
OWN_TASK = "hosting.py"
MAX_BROAD_EXCEPTS = 3
COMMAND_BASES = ("Command", "Query")


@cache
def calls(tree: ast.Module) -> Sequence[tuple[str, ast.Call]]:
    """Every call in a module with the text of what is called."""
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


@cache
def trees(root: Path) -> Sequence[tuple[Path, ast.Module]]:
    """Every module below `root` with its syntax tree; read once, for all rules."""
    return [(path.relative_to(root), ast.parse(path.read_text())) for path in sorted(root.rglob("*.py"))]


def banned_class_names(root: Path) -> Iterator[str]:
    """Classes whose name ends in a word that says nothing."""
    for path, tree in trees(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and re.search(rf"({'|'.join(BANNED_WORDS)})$", node.name):
                yield f"{path}:{node.lineno} {node.name}"


def loose_tasks(root: Path) -> Iterator[str]:
    """`asyncio.gather`, and `asyncio.create_task` outside the one place where a service gets its task."""
    for path, tree in trees(root):
        for called, call in calls(tree):
            allowed = path.name == OWN_TASK and called == "asyncio.create_task"
            if called in {"asyncio.gather", "asyncio.create_task", "asyncio.ensure_future"} and not allowed:
                yield f"{path}:{call.lineno} {called}"


def broad_excepts(root: Path) -> Iterator[str]:
    """Handlers of `Exception`, `BaseException` or of everything that do not raise again."""
    for path, tree in trees(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises(node):
                yield f"{path}:{node.lineno}"


def misnamed_requests(root: Path) -> Iterator[str]:
    """Commands and queries whose name does not say so, or whose handler lives elsewhere or is called otherwise."""
    for path, tree in trees(root):
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        names = {node.name for node in classes}
        for node in classes:
            kind = next((base for base in COMMAND_BASES if any(_base(b) == base for b in node.bases)), None)
            if kind and not (node.name.endswith(kind) and f"{node.name}Handler" in names):
                yield f"{path}:{node.lineno} {node.name}"


def misnamed_events(root: Path) -> Iterator[str]:
    """Domain events whose name does not end in DomainEvent."""
    for path, tree in trees(root):
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            is_event = {_base(base) for base in node.bases} & {"FleetEvent", "WorkerDomainEvent"}
            if is_event and not node.name.endswith("DomainEvent"):
                yield f"{path}:{node.lineno} {node.name}"


def clocks_read_directly(root: Path) -> Iterator[str]:
    """`datetime.now`, `time.time` and `time.monotonic` outside the clock."""
    for path, tree in trees(root):
        for called, call in calls(tree):
            if called in {"datetime.now", "time.time", "time.monotonic"} and path.name != "clock.py":
                yield f"{path}:{call.lineno} {called}"


def formatted_log_events(root: Path) -> Iterator[str]:
    """Log calls whose event is put together at run time instead of being a word with fields."""
    for path, tree in trees(root):
        for called, call in calls(tree):
            event = call.args[0] if called.startswith("log.") and call.args else None
            if isinstance(event, ast.JoinedStr | ast.BinOp | ast.Call):
                yield f"{path}:{call.lineno}"


def telemetry_beyond_the_api(root: Path) -> Iterator[str]:
    """Imports of OpenTelemetry's SDK or exporters outside the adapter that sets them up."""
    for path, tree in trees(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and path.parts[0] != "opentelemetry":
                text = ast.unparse(node)
                if "opentelemetry.sdk" in text or "opentelemetry.exporter" in text:
                    yield f"{path}:{node.lineno} {text}"


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def _base(base: ast.expr) -> str:
    return ast.unparse(base.value if isinstance(base, ast.Subscript) else base).rsplit(".", 1)[-1]
