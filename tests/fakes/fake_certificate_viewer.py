"""Certificates that are seen where a test puts them."""

from dataclasses import dataclass, field

from application.ports.cml_errors import CMLUnreachableError
from domain.cml.cml_trust import SeenCertificate
from domain.errors import InvalidRequestError


@dataclass
class FakeCertificateViewer:
    """By URL; whoever is not here cannot be reached."""

    certificates: dict[str, SeenCertificate] = field(default_factory=dict)

    async def view_async(self, url: str) -> SeenCertificate:
        """Return it."""
        if url not in self.certificates:
            raise CMLUnreachableError(f"{url} shows no certificate")
        return self.certificates[url]

    def authority_in(self, text: str) -> str:
        """Take what begins as PEM does."""
        if not text.startswith("-----BEGIN CERTIFICATE"):
            raise InvalidRequestError("it is no certificate in PEM", "ca_pem")
        return text
