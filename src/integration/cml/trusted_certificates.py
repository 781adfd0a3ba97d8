"""TrustedCertificates: what aiohttp is told to accept of a controller."""

from ssl import SSLContext, create_default_context

from aiohttp import Fingerprint

from domain.cml.cml_trust import CMLTrust


class TrustedCertificates:
    """One SSL context for each set of authorities, whoever it is for: the system's take 30 ms and half a MB to load."""

    def __init__(self) -> None:
        self._contexts: dict[str | None, SSLContext] = {}

    def accepted_by(self, trust: CMLTrust | None) -> SSLContext | Fingerprint:
        """The one certificate that is pinned, or what the authorities have signed: the trusted one, the system's."""
        if trust is not None and trust.fingerprint:
            return Fingerprint(bytes.fromhex(trust.fingerprint))
        authority = trust.ca_pem if trust else None
        context = self._contexts.get(authority)
        if context is None:
            context = self._contexts[authority] = create_default_context(cadata=authority)
        return context
