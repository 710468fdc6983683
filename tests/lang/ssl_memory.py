# TLS between two ends in memory, with a certificate that is trusted as it is.
import ssl

CERT = """-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUbzaPUV4bH+uxc7RTvCtElP4lnEAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODEzNTgxMloYDzIxMjYxMTA0
MTM1ODEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARkpFgnerMojb1infMfpDPkPPHicj1KTte8OZnKSw7EFUqQBrN0G4bN
KLGTTyYjORxuxyvXPkzX9shPbD9cJ6Qfo2kwZzAdBgNVHQ4EFgQUoFg9dREx8ELw
AW1mAxSMrHD/4J8wHwYDVR0jBBgwFoAUoFg9dREx8ELwAW1mAxSMrHD/4J8wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIhANlasu/8nWfT/4Ns8te+7gqcOd3zr+RX4v699w64/BEHAiBAhUfVn9Rf
yFYUL7+IJLiD+xyNz8yz0Wk4smW0c0yrTg==
-----END CERTIFICATE-----
"""
assert ssl.DER_cert_to_PEM_cert(ssl.PEM_cert_to_DER_cert(CERT)).split() == CERT.split()
context = ssl.create_default_context(cadata=CERT)
assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname and context.cert_store_stats()["x509"] == 1
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
try:
    client.do_handshake()
except ssl.SSLWantReadError as e:
    assert e.errno == ssl.SSL_ERROR_WANT_READ and "did not complete (read)" in str(e)
else:
    assert False
hello = outgoing.read()
assert hello[0] == 22 and b"localhost" in hello
incoming.write(b"HTTP/1.0 400 no\r\n\r\n")
try:
    client.do_handshake()
except ssl.SSLError as e:
    assert e.library == "SSL" and e.reason in ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG"), e
else:
    assert False
bio = ssl.MemoryBIO()
assert bio.write(b"abc") == 3 and bio.pending == 3 and not bio.eof and bio.read(2) == b"ab"
bio.write_eof()
assert not bio.eof and bio.read() == b"c" and bio.eof
assert ssl.cert_time_to_seconds("Jan  5 09:34:43 2018 GMT") == 1515144883
assert len(ssl.RAND_bytes(5)) == 5 and ssl.RAND_status()
for bad in (lambda: ssl.SSLContext(99), lambda: setattr(context, "verify_mode", ssl.CERT_NONE)):
    try:
        bad()
    except ValueError:
        pass
    else:
        assert False
assert issubclass(ssl.SSLCertVerificationError, (ssl.SSLError, ValueError)) and issubclass(ssl.SSLError, OSError)

KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNrQkabZ6ujGHwEM9
jzhSUQdEUh95e/tbeR2QCi46xWShRANCAARkpFgnerMojb1infMfpDPkPPHicj1K
Tte8OZnKSw7EFUqQBrN0G4bNKLGTTyYjORxuxyvXPkzX9shPbD9cJ6Qf
-----END PRIVATE KEY-----
"""


def talk(client_context, name):
    """A handshake in memory, a message each way, and a farewell."""
    import os
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
        file.write(CERT + KEY)
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(file.name)
    os.unlink(file.name)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(down, up, server_hostname=name)
    server = server_context.wrap_bio(up, down, server_side=True)
    left = [client, server]
    while left:
        for end in list(left):
            try:
                end.do_handshake()
                left.remove(end)
            except ssl.SSLWantReadError:
                pass
    assert client.version() == server.version() == "TLSv1.3" and client.cipher() == server.cipher()
    client.write(b"x" * 50000)
    received = b""
    while len(received) < 50000:
        received += server.read(9999)
    server.write(b"done")
    assert received == b"x" * 50000 and client.read(100) == b"done"
    assert client.getpeercert()["subjectAltName"] == (("DNS", "localhost"),)
    return True


assert talk(context, "localhost")
for trust, name, message in ((CERT, "other.example", "Hostname mismatch, certificate is not valid for 'other.example'."),
                             (None, "localhost", "self-signed certificate")):
    try:
        talk(ssl.create_default_context(cadata=trust) if trust else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), name)
    except ssl.SSLCertVerificationError as e:
        assert e.verify_message == message and e.reason == "CERTIFICATE_VERIFY_FAILED", e
    else:
        assert False
print("ok")
