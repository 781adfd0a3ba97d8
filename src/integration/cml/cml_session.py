"""CMLSession: what is known of one controller between calls, and how a call to it is made."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec

from application.clock import Clock
from application.ports.cml_errors import CMLCredentialsRejectedError, CMLGarbledError
from domain.cml.cml_login import CMLLogin
from domain.cml.cml_trust import CMLTrust
from integration.cml.circuit_breaker import CircuitBreaker
from integration.cml.cml_call import CMLCall, CMLReply
from integration.cml.reply_errors import reply_error
from integration.cml.token_keeper import TokenKeeper

Exchange = Callable[[CMLCall, str | None], Awaitable[CMLReply]]


class CMLSession:
    """Of one worker at one address, trusted in one way: its breaker and its token. `exchange` sends a call there."""

    def __init__(self, url: str, trust: CMLTrust | None, exchange: Exchange, clock: Clock) -> None:
        self.url = url
        self.trust = trust
        self._exchange = exchange
        self._clock = clock
        self.breaker = CircuitBreaker(clock)
        self._tokens: TokenKeeper | None = None

    async def ask_async(self, call: CMLCall, login: CMLLogin | None) -> CMLReply:
        """Make a call and return its success; everything else is raised. `login` None = show no token."""
        with self.breaker.trying():
            return await self._ask(call, login)

    async def _ask(self, call: CMLCall, login: CMLLogin | None) -> CMLReply:
        if login is None:
            return self._success(call, await self._exchange(call, None), ())
        tokens = self._tokens_of(login)
        token = await tokens.token_async()
        reply = await self._exchange(call, token)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            tokens.reject(token)
            token = await tokens.token_async()  # once: a controller that restarted knows no token of before
            reply = await self._exchange(call, token)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            tokens.reject(token)
        return self._success(call, reply, (login.secret, token))

    def _tokens_of(self, login: CMLLogin) -> TokenKeeper:
        if self._tokens is None or self._tokens.login.revision != login.revision:
            self._tokens = TokenKeeper(login, self._log_in, self._clock)
        return self._tokens

    def _success(self, call: CMLCall, reply: CMLReply, secrets: tuple[str, ...]) -> CMLReply:
        if reply.is_success:
            return reply
        raise reply_error(self.url, call.path, reply, secrets)

    async def _log_in(self, login: CMLLogin) -> str:
        body = msgspec.json.encode({"username": login.username, "password": login.secret})
        call = CMLCall(method="POST", path="/authenticate", body=body, media_type="application/json")
        reply = await self._exchange(call, None)
        if not reply.is_success:
            raise self._login_error(reply, login)
        try:
            return msgspec.json.decode(reply.body, type=str)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CMLGarbledError(f"{self.url} answers to a login with what is no token") from error

    def _login_error(self, reply: CMLReply, login: CMLLogin) -> Exception:
        error = reply_error(self.url, "login", reply, (login.secret,))
        if isinstance(error, CMLCredentialsRejectedError):
            return CMLCredentialsRejectedError(f"{self.url} does not accept the user {login.username} or its password")
        return error
