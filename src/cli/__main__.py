"""`python -m cli` is `cml-fleet`."""

from cli.main import run

run()
