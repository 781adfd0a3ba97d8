"""The role of a route follows from the command or query that it names."""

from functools import partial

from api.access.keys_controller import KeysController
from api.openapi.required_role import required_role
from api.worker.workers_controller import WorkersController
from domain.access.principal import Role


def test_is_that_of_the_request_that_is_named() -> None:
    """Also where the endpoint is a method bound to its controller; None where nothing is named."""
    assert required_role(WorkersController.list_workers) is Role.VIEWER
    bound = partial(WorkersController.remove_worker, object())  # type: ignore[arg-type]  # as classy-fastapi binds it
    assert required_role(bound) is Role.OPERATOR
    assert required_role(KeysController.create_key) is Role.ADMIN
    assert required_role(test_is_that_of_the_request_that_is_named) is None
