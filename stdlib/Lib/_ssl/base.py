"""Constants, errors, certificates and paths of `_ssl`."""

import binascii
import os
from _x509 import OBJECTS as _OBJECTS, Parsed as _Parsed

# Classes and functions are those of the package, whose name they show.
__name__ = "_ssl"

OPENSSL_VERSION_NUMBER = 0x300000d0
OPENSSL_VERSION_INFO = (3, 0, 0, 13, 0)
OPENSSL_VERSION = "OpenSSL 3.0.13 (interface only: TLS is rustls)"
_OPENSSL_API_VERSION = OPENSSL_VERSION_INFO
_DEFAULT_CIPHERS = "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM"

globals().update({
    "SSL_ERROR_ZERO_RETURN": 6, "SSL_ERROR_WANT_READ": 2, "SSL_ERROR_WANT_WRITE": 3, "SSL_ERROR_WANT_X509_LOOKUP": 4,
    "SSL_ERROR_SYSCALL": 5, "SSL_ERROR_SSL": 1, "SSL_ERROR_WANT_CONNECT": 7, "SSL_ERROR_EOF": 8,
    "SSL_ERROR_INVALID_ERROR_CODE": 10, "CERT_NONE": 0, "CERT_OPTIONAL": 1, "CERT_REQUIRED": 2, "VERIFY_DEFAULT": 0,
    "VERIFY_CRL_CHECK_LEAF": 4, "VERIFY_CRL_CHECK_CHAIN": 12, "VERIFY_X509_STRICT": 32,
    "VERIFY_ALLOW_PROXY_CERTS": 64, "VERIFY_X509_TRUSTED_FIRST": 32768, "VERIFY_X509_PARTIAL_CHAIN": 524288,
    "ALERT_DESCRIPTION_CLOSE_NOTIFY": 0, "ALERT_DESCRIPTION_UNEXPECTED_MESSAGE": 10,
    "ALERT_DESCRIPTION_BAD_RECORD_MAC": 20, "ALERT_DESCRIPTION_RECORD_OVERFLOW": 22,
    "ALERT_DESCRIPTION_DECOMPRESSION_FAILURE": 30, "ALERT_DESCRIPTION_HANDSHAKE_FAILURE": 40,
    "ALERT_DESCRIPTION_BAD_CERTIFICATE": 42, "ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE": 43,
    "ALERT_DESCRIPTION_CERTIFICATE_REVOKED": 44, "ALERT_DESCRIPTION_CERTIFICATE_EXPIRED": 45,
    "ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN": 46, "ALERT_DESCRIPTION_ILLEGAL_PARAMETER": 47,
    "ALERT_DESCRIPTION_UNKNOWN_CA": 48, "ALERT_DESCRIPTION_ACCESS_DENIED": 49, "ALERT_DESCRIPTION_DECODE_ERROR": 50,
    "ALERT_DESCRIPTION_DECRYPT_ERROR": 51, "ALERT_DESCRIPTION_PROTOCOL_VERSION": 70,
    "ALERT_DESCRIPTION_INSUFFICIENT_SECURITY": 71, "ALERT_DESCRIPTION_INTERNAL_ERROR": 80,
    "ALERT_DESCRIPTION_USER_CANCELLED": 90, "ALERT_DESCRIPTION_NO_RENEGOTIATION": 100,
    "ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION": 110, "ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE": 111,
    "ALERT_DESCRIPTION_UNRECOGNIZED_NAME": 112, "ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE": 113,
    "ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE": 114, "ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY": 115,
    "PROTOCOL_SSLv23": 2, "PROTOCOL_TLS": 2, "PROTOCOL_TLS_CLIENT": 16, "PROTOCOL_TLS_SERVER": 17,
    "PROTOCOL_TLSv1": 3, "PROTOCOL_TLSv1_1": 4, "PROTOCOL_TLSv1_2": 5, "OP_ALL": 2147483728, "OP_NO_SSLv2": 0,
    "OP_NO_SSLv3": 33554432, "OP_NO_TLSv1": 67108864, "OP_NO_TLSv1_1": 268435456, "OP_NO_TLSv1_2": 134217728,
    "OP_NO_TLSv1_3": 536870912, "OP_CIPHER_SERVER_PREFERENCE": 4194304, "OP_SINGLE_DH_USE": 0, "OP_NO_TICKET": 16384,
    "OP_LEGACY_SERVER_CONNECT": 4, "OP_SINGLE_ECDH_USE": 0, "OP_NO_COMPRESSION": 131072,
    "OP_ENABLE_MIDDLEBOX_COMPAT": 1048576, "OP_NO_RENEGOTIATION": 1073741824, "OP_IGNORE_UNEXPECTED_EOF": 128,
    "OP_ENABLE_KTLS": 8, "HOSTFLAG_ALWAYS_CHECK_SUBJECT": 1, "HOSTFLAG_NEVER_CHECK_SUBJECT": 32,
    "HOSTFLAG_NO_WILDCARDS": 2, "HOSTFLAG_NO_PARTIAL_WILDCARDS": 4, "HOSTFLAG_MULTI_LABEL_WILDCARDS": 8,
    "HOSTFLAG_SINGLE_LABEL_SUBDOMAINS": 16, "ENCODING_PEM": 1, "ENCODING_DER": 2, "PROTO_MINIMUM_SUPPORTED": -2,
    "PROTO_MAXIMUM_SUPPORTED": -1, "PROTO_SSLv3": 768, "PROTO_TLSv1": 769, "PROTO_TLSv1_1": 770, "PROTO_TLSv1_2": 771,
    "PROTO_TLSv1_3": 772, "HAS_SNI": True, "HAS_TLS_UNIQUE": True, "HAS_ECDH": True, "HAS_NPN": False,
    "HAS_ALPN": True, "HAS_SSLv2": False, "HAS_SSLv3": False, "HAS_TLSv1": True, "HAS_TLSv1_1": True,
    "HAS_TLSv1_2": True, "HAS_TLSv1_3": True,
})
HAS_TLSv1 = HAS_TLSv1_1 = False
HAS_PSK = HAS_PHA = False

# Where messages say that they come from.
_PLACE = "(_ssl.c:1000)"


class SSLError(OSError):
    """An error occurred in the SSL implementation."""

    library = reason = None

    def __str__(self):
        if isinstance(self.strerror, str):
            return self.strerror
        return str(self.args)


class SSLCertVerificationError(SSLError, ValueError):
    """A certificate could not be verified."""


class SSLZeroReturnError(SSLError):
    """SSL/TLS session closed cleanly."""


class SSLWantReadError(SSLError):
    """Non-blocking SSL socket needs to read more data\nbefore the requested operation can be completed."""


class SSLWantWriteError(SSLError):
    """Non-blocking SSL socket needs to write more data\nbefore the requested operation can be completed."""


class SSLSyscallError(SSLError):
    """System error when attempting SSL operation."""


class SSLEOFError(SSLError):
    """SSL/TLS connection terminated abruptly."""


for _class in (SSLError, SSLCertVerificationError, SSLZeroReturnError, SSLWantReadError, SSLWantWriteError,
               SSLSyscallError, SSLEOFError):
    _class.__module__ = "ssl"


def _error(kind, number, text, reason=None, library=None):
    prefix = f"[{library}: {reason}] " if library and reason else f"[{library}] " if library else ""
    made = kind(number, f"{prefix}{text} {_PLACE}")
    made.library, made.reason = library, reason
    return made


def _want_read():
    return _error(SSLWantReadError, SSL_ERROR_WANT_READ, "The operation did not complete (read)")


def _want_write():
    return _error(SSLWantWriteError, SSL_ERROR_WANT_WRITE, "The operation did not complete (write)")


def _eof():
    return _error(SSLEOFError, SSL_ERROR_EOF, "EOF occurred in violation of protocol",
                  "UNEXPECTED_EOF_WHILE_READING", "SSL")


# Certificates ------------------------------------------------------------------------------------------------------

def txt2obj(txt, name=False):
    """Lookup NID, short name, long name and OID of an ASN1_OBJECT."""
    for row in _OBJECTS:
        if row[3] == txt or name and txt in row[1:3]:
            return row
    raise ValueError(f"unknown object '{txt:.100}'")


def nid2obj(nid, /):
    """Lookup NID, short name, long name and OID of an ASN1_OBJECT by NID."""
    if nid < 0:
        raise ValueError("NID must be positive")
    for row in _OBJECTS:
        if row[0] == nid:
            return row
    raise ValueError(f"unknown NID {nid}")


def _pem_blocks(data):
    """The label and DER data of each block of PEM text, and whether it is encrypted."""
    label = None
    for line in data.splitlines():
        line = line.strip()
        if line.startswith(b"-----BEGIN ") and line.endswith(b"-----"):
            label, lines, encrypted = line[11:-5].decode("ascii", "replace"), [], False
        elif label is not None and line.startswith(b"-----END "):
            try:
                contents = binascii.a2b_base64(b"".join(lines))
            except binascii.Error:
                raise _error(SSLError, 9, "PEM lib", None, "SSL") from None
            yield label, contents, encrypted or "ENCRYPTED" in label
            label = None
        elif label is not None:
            if b":" in line:
                encrypted |= line.startswith(b"Proc-Type") and b"ENCRYPTED" in line
            else:
                lines.append(line)


def _test_decode_cert(path, /):
    with open(path, "rb") as file:
        for label, data, _ in _pem_blocks(file.read()):
            if label.endswith("CERTIFICATE"):
                return _Parsed(data).as_dict()
    raise SSLError("Error decoding PEM-encoded file")


class Certificate:
    """A certificate of a chain."""

    def __init__(self):
        raise TypeError("cannot create '_ssl.Certificate' instances")

    def public_bytes(self, format=ENCODING_PEM, /):
        if format == ENCODING_DER:
            return self._der
        if format != ENCODING_PEM:
            raise ValueError("Unsupported format")
        text = binascii.b2a_base64(self._der, newline=False).decode()
        lines = [text[at:at + 64] for at in range(0, len(text), 64)]
        return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])

    def get_info(self):
        return _Parsed(self._der).as_dict()

    def __eq__(self, other):
        return self._der == other._der if isinstance(other, Certificate) else NotImplemented

    def __hash__(self):
        return hash(self._der)

    def __repr__(self):
        return f"<_ssl.Certificate {_Parsed(self._der).subject!r}>"


def _certificate(data):
    made = object.__new__(Certificate)
    made._der = data
    return made


# Random bytes, paths ------------------------------------------------------------------------------------------------

def RAND_bytes(n, /):
    """Generate n cryptographically strong pseudo-random bytes."""
    if n < 0:
        raise ValueError("num must be positive")
    return os.urandom(n)


def RAND_status():
    """Returns True if the OpenSSL PRNG has been seeded with enough data and False if not."""
    return True


def RAND_add(string, entropy, /):
    """Mix string into the OpenSSL PRNG state: there is none, the system's generator is used."""
    if not isinstance(string, str):
        memoryview(string)
    float(entropy)


_FILES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
          "/etc/ssl/cert.pem", "/etc/pki/tls/cacert.pem")


def get_default_verify_paths():
    """Return search paths and environment vars that are used by SSLContext's set_default_verify_paths()."""
    file = next((path for path in _FILES if os.path.exists(path)), "/usr/lib/ssl/cert.pem")
    return "SSL_CERT_FILE", file, "SSL_CERT_DIR", "/etc/ssl/certs"
