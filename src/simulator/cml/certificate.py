"""A self-signed certificate, as a fresh CML host has one."""

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

VALID_FOR: Final = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class HostCertificate:
    """A certificate with what serves it."""

    context: ssl.SSLContext
    pem: str
    fingerprint: str
    """SHA-256 of the certificate's DER, in lowercase hexadecimal digits."""


def self_signed(name: str, address: str, now: datetime) -> HostCertificate:
    """Make a certificate for a name and an IP address, with a new key each time."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address(address))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = certificate.public_bytes(Encoding.PEM)
    fingerprint = sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
    return HostCertificate(_context(private + public), public.decode(), fingerprint)


def _context(pem: bytes) -> ssl.SSLContext:
    """Load the key with its certificate; the standard library takes both from a file alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0  # nobody resumes here, and each ticket costs every connection
    with TemporaryDirectory() as folder:
        path = Path(folder, "host.pem")
        path.touch(mode=0o600)
        path.write_bytes(pem)
        context.load_cert_chain(path)
    return context
