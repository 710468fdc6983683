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
print("ok")
