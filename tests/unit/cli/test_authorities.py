"""Who vouches for a server."""

import ssl

from cli.connection.authorities import authorities_for


def test_asks_the_usual_authorities_when_a_server_speaks_tls() -> None:
    """A key goes to nobody for whom no authority vouches."""
    assert authorities_for("https://fleet.example.org") is True


def test_trusts_nobody_when_a_server_speaks_no_tls() -> None:
    """Should such a connection ever turn to TLS, then it fails."""
    context = authorities_for("http://127.0.0.1:8080")
    assert isinstance(context, ssl.SSLContext)
    assert context.get_ca_certs() == []
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
