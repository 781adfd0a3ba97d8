"""TrustedCertificates: what aiohttp is told to accept of a controller."""

from ssl import SSLContext, create_default_context

from aiohttp import Fingerprint

from domain.cml.cml_trust import CMLTrust


class TrustedCertificates:
    """One SSL context for each set of authorities, whoever it is for: the system's take 30 ms and half a MB to load.

    Also one object for each fingerprint: aiohttp uses a kept connection again only for the very same one.
    """

    def __init__(self) -> None:
        self._contexts: dict[str | None, SSLContext] = {}
        self._fingerprints: dict[str, Fingerprint] = {}

    def accepted_by(self, trust: CMLTrust | None) -> SSLContext | Fingerprint:
        """The one certificate that is pinned, or what the authorities have signed: the trusted one, the system's."""
        if trust is not None and trust.fingerprint:
            return self._pin(trust.fingerprint)
        return self._context(trust.ca_pem if trust else None)

    def _pin(self, fingerprint: str) -> Fingerprint:
        if fingerprint not in self._fingerprints:
            self._fingerprints[fingerprint] = Fingerprint(bytes.fromhex(fingerprint))
        return self._fingerprints[fingerprint]

    def _context(self, authority: str | None) -> SSLContext:
        if authority not in self._contexts:
            self._contexts[authority] = create_default_context(cadata=authority)
        return self._contexts[authority]
