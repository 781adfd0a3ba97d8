"""The port that looks at the certificate of a controller."""

from typing import Protocol

from domain.cml.cml_trust import SeenCertificate


class CertificateViewer(Protocol):
    """Looks, and sends nothing."""

    async def view_async(self, url: str) -> SeenCertificate:
        """The certificate shown at `url`, whoever signed it; CMLUnreachableError, CMLAddressRefusedError."""

    def authority_in(self, text: str) -> str:
        """The certificates in a text, in PEM, and nothing else of it; InvalidRequestError where there are none."""
