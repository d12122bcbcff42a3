"""A password goes only to a server whose certificate this computer trusts, with --insecure or without."""

from __future__ import annotations

import datetime
import ipaddress
import logging
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.errors import PipelineError
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.transport import Transport
from tests.limesurvey.calls import Calls
from tests.limesurvey.double import Double, listening


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path / "server.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize("insecure", [False, True])
def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(
    certificate: Path, caplog: pytest.LogCaptureFixture, insecure: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    double = Double(Calls())
    with listening(double, context):
        transport = Transport(double.url, timeout=(2.0, 2.0), pauses=())
        with pytest.raises(PipelineError, match="certificate is not trusted"):
            Server(double.url, "admin", "secret", insecure=insecure, transport=transport)
        assert double.log == []
        transport.verify = str(certificate)  # the same server, vouched for
        with Server(double.url, "admin", "secret", transport=transport):
            assert double.log == ["get_session_key"]
    assert "secret" not in caplog.text
