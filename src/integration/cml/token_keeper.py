"""TokenKeeper: the token of one controller for the credentials as they are now, got by one login at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy

from application.clock import Clock
from application.ports.cml_errors import CMLCredentialsRejectedError
from domain.cml.cml_login import CMLLogin
from domain.errors import DomainError
from integration.cml.login_limit import LoginLimit

LogIn = Callable[[CMLLogin], Awaitable[str]]


class TokenKeeper:
    """Keeps a token until the controller does not know it any more. Other credentials get another keeper."""

    def __init__(self, login: CMLLogin, log_in: LogIn, clock: Clock) -> None:
        self.login = login
        self._log_in = log_in
        self._limit = LoginLimit(clock)
        self._turn = asyncio.Lock()
        self._token: str | None = None
        self._error: DomainError | None = None
        self._outcomes = 0

    async def token_async(self) -> str:
        """The token to show. Who waits for another's login gets what came of that one, also its error."""
        if self._token is not None:
            return self._token
        seen = self._outcomes
        async with self._turn:
            return self._outcome() if self._outcomes != seen else await self._get()

    def reject(self, token: str) -> None:
        """Note that the controller does not know `token`: the next call gets another one where there can be one."""
        if self._token == token:
            self._token = None
            if self.login.is_token:
                self._limit.count(refused=True)

    def _outcome(self) -> str:
        if self._token is None:
            raise copy(self._error) or CMLCredentialsRejectedError("the token was rejected as soon as it was given")
        return self._token

    async def _get(self) -> str:
        self._check_limit()
        try:
            token = self.login.secret if self.login.is_token else await self._log_in(self.login)
        except DomainError as error:
            self._settle(None, copy(error))
            raise
        self._settle(token, None)
        return token

    def _check_limit(self) -> None:
        if seconds := self._limit.seconds_left():
            minutes = int(seconds / 60) + 1
            raise CMLCredentialsRejectedError(
                f"the credentials were not accepted, or too often; they are tried again in {minutes} min, "
                "or when they are changed"
            )

    def _settle(self, token: str | None, error: DomainError | None) -> None:
        self._token, self._error = token, error
        self._outcomes += 1
        refused = isinstance(error, CMLCredentialsRejectedError)
        if refused or (token is not None and not self.login.is_token):
            self._limit.count(refused=refused)
