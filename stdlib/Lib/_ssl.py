"""TLS for the module ssl: contexts, sockets and certificates on top of the sessions of `_rustls`."""

import _rustls
import _socket
import binascii
import os
import time
from _x509 import OBJECTS as _OBJECTS, Parsed as _Parsed, der_elements as _der

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


# Input and output ---------------------------------------------------------------------------------------------------

class MemoryBIO:
    """Bytes on their way between a program and a TLS session."""

    def __init__(self):
        self._data, self._eof = bytearray(), False

    def read(self, size=-1, /):
        """Read up to size bytes from the memory BIO."""
        if size < 0 or size > len(self._data):
            size = len(self._data)
        taken = bytes(self._data[:size])
        del self._data[:size]
        return taken

    def write(self, b, /):
        """Writes the bytes b into the memory BIO."""
        if self._eof:
            raise _error(SSLError, SSL_ERROR_SSL, "cannot write() after write_eof()")
        with memoryview(b) as view:
            if not view.c_contiguous:
                raise BufferError("memoryview: underlying buffer is not C-contiguous")
            self._data += view
            return view.nbytes

    def write_eof(self):
        """Write an EOF marker to the memory BIO."""
        self._eof = True

    @property
    def pending(self):
        """The number of bytes pending in the memory BIO."""
        return len(self._data)

    @property
    def eof(self):
        """Whether the memory BIO is at EOF."""
        return self._eof and not self._data


class SSLSession:
    """A session to be resumed; rustls resumes by itself, so that there is little to tell."""

    def __init__(self):
        raise TypeError("cannot create '_ssl.SSLSession' instances")

    id = b""
    has_ticket = False
    ticket_lifetime_hint = 0
    timeout = 7200

    @property
    def time(self):
        """Session creation time (seconds since epoch)."""
        return self._time

    def __eq__(self, other):
        return self is other if isinstance(other, SSLSession) else NotImplemented

    __hash__ = None


class _Channel:
    """Where records come from: no further than to the end of one. What follows it stays where it is, for `select` to tell of,
    and for others to read after the farewell."""

    def __init__(self):
        self._head, self._left = bytearray(), 5

    def receive(self, what):
        """Some bytes of a record; none at the end of the stream."""
        data = self._fetch(self._left, what)
        self._left -= len(data)
        if len(self._head) < 5:
            self._head += data
            if len(self._head) == 5:
                self._left = self._head[3] << 8 | self._head[4]
        if not self._left:
            self._head.clear()
            self._left = 5
        return data


class _BioChannel(_Channel):
    """The two memory BIOs of an SSLObject."""

    def __init__(self, incoming, outgoing):
        super().__init__()
        self.incoming, self.outgoing = incoming, outgoing

    def _fetch(self, size, what):
        data = self.incoming.read(size)
        if data or self.incoming.eof:
            return data
        raise _want_read()

    def send(self, data, what):
        return self.outgoing.write(data)


class _SocketChannel(_Channel):
    """The socket of an SSLSocket, by the methods of its base, which know no TLS."""

    def __init__(self, sock):
        super().__init__()
        self.sock = sock

    def _fetch(self, size, what):
        try:
            return _socket.socket.recv(self.sock, size)
        except BlockingIOError:
            raise _want_read() from None
        except TimeoutError:
            raise TimeoutError(f"The {what} operation timed out") from None

    def send(self, data, what):
        try:
            return _socket.socket.send(self.sock, data)
        except BlockingIOError:
            raise _want_write() from None
        except TimeoutError:
            raise TimeoutError(f"The {what} operation timed out") from None


_VERSIONS = {0x303: "TLSv1.2", 0x304: "TLSv1.3"}
# By rustls's name: OpenSSL's name and bits.
_CIPHERS = {
    "TLS13_AES_256_GCM_SHA384": ("TLS_AES_256_GCM_SHA384", "TLSv1.3", 256),
    "TLS13_CHACHA20_POLY1305_SHA256": ("TLS_CHACHA20_POLY1305_SHA256", "TLSv1.3", 256),
    "TLS13_AES_128_GCM_SHA256": ("TLS_AES_128_GCM_SHA256", "TLSv1.3", 128),
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLSv1.2", 256),
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": ("ECDHE-RSA-AES256-GCM-SHA384", "TLSv1.2", 256),
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLSv1.2", 128),
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": ("ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2", 128),
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLSv1.2", 256),
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": ("ECDHE-RSA-CHACHA20-POLY1305", "TLSv1.2", 256),
}
# What rustls calls an alert it got: OpenSSL's reason and words.
_ALERTS = {
    "ProtocolVersion": ("TLSV1_ALERT_PROTOCOL_VERSION", "tlsv1 alert protocol version"),
    "UnknownCA": ("TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca"),
    "HandshakeFailure": ("SSLV3_ALERT_HANDSHAKE_FAILURE", "sslv3 alert handshake failure"),
    "BadCertificate": ("SSLV3_ALERT_BAD_CERTIFICATE", "sslv3 alert bad certificate"),
    "CertificateUnknown": ("SSLV3_ALERT_CERTIFICATE_UNKNOWN", "sslv3 alert certificate unknown"),
    "CertificateExpired": ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "sslv3 alert certificate expired"),
    "CertificateRequired": ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required"),
    "AccessDenied": ("TLSV1_ALERT_ACCESS_DENIED", "tlsv1 alert access denied"),
    "UnrecognizedName": ("TLSV1_UNRECOGNIZED_NAME", "tlsv1 unrecognized name"),
    "UnrecognisedName": ("TLSV1_UNRECOGNIZED_NAME", "tlsv1 unrecognized name"),
    "InternalError": ("TLSV1_ALERT_INTERNAL_ERROR", "tlsv1 alert internal error"),
    "DecodeError": ("TLSV1_ALERT_DECODE_ERROR", "tlsv1 alert decode error"),
    "DecryptError": ("TLSV1_ALERT_DECRYPT_ERROR", "tlsv1 alert decrypt error"),
    "NoApplicationProtocol": ("TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "tlsv1 alert no application protocol"),
    "UnexpectedMessage": ("SSLV3_ALERT_UNEXPECTED_MESSAGE", "sslv3 alert unexpected message"),
    "IllegalParameter": ("SSLV3_ALERT_ILLEGAL_PARAMETER", "sslv3 alert illegal parameter"),
}


def _is_address(name):
    for family in (_socket.AF_INET, _socket.AF_INET6):
        try:
            _socket.inet_pton(family, name)
        except OSError:
            continue
        return True
    return False


class _SSLSocket:
    """One end of a TLS connection, over a socket or memory BIOs."""

    def __init__(self):
        raise TypeError("cannot create '_ssl._SSLSocket' instances")

    @classmethod
    def _make(cls, context, channel, server_side, server_hostname, owner):
        if server_hostname is not None:
            if "\0" in server_hostname:
                raise TypeError("embedded null character")
            if not server_hostname or server_hostname.startswith("."):
                raise ValueError("server_hostname cannot be an empty string or start with a leading dot.")
        self = object.__new__(cls)
        self._context, self._channel, self._owner = context, channel, owner
        self.server_side, self.server_hostname = bool(server_side), server_hostname
        self._out, self._done, self._said_farewell = bytearray(), False, False
        self._session = None
        if server_side:
            self._tls = _rustls.server()
        else:
            self._tls = self._checked(_rustls.client(context._config(False), server_hostname or ""))
        return self

    @property
    def context(self):
        """The currently used SSLContext."""
        return self._context

    @context.setter
    def context(self, context):
        if not isinstance(context, _SSLContext):
            raise TypeError("The value must be a SSLContext")
        self._context = context

    @property
    def owner(self):
        """The Python-level owner of this object."""
        return self._owner

    @owner.setter
    def owner(self, owner):
        self._owner = owner

    @property
    def session(self):
        """The session of a finished handshake."""
        if self._session is None and self._done:
            self._session = object.__new__(SSLSession)
            self._session._time = int(time.time())
        return self._session

    @session.setter
    def session(self, session):
        if not isinstance(session, SSLSession):
            raise TypeError("Value is not a SSLSession.")
        if self.server_side:
            raise ValueError("Cannot set session for server-side SSLSocket.")
        if self._done:
            raise ValueError("Cannot set session after handshake.")

    session_reused = False

    def _checked(self, result):
        """A result of `_rustls`, or the exception for a text that says what is wrong."""
        if isinstance(result, str):
            raise self._failure(result)
        return result

    def _failure(self, text):
        kind, _, detail = text.partition(": ")
        if kind == "certificate":
            return self._verification(detail)
        if kind == "nocert":
            return _error(SSLError, SSL_ERROR_SSL, "peer did not return a certificate",
                          "PEER_DID_NOT_RETURN_A_CERTIFICATE", "SSL")
        if kind == "alert":
            reason, words = _ALERTS.get(detail, (f"ALERT_{detail.upper()}", f"alert {detail}"))
            return _error(SSLError, SSL_ERROR_SSL, words, reason, "SSL")
        if kind == "message":
            return _error(SSLError, SSL_ERROR_SSL, "wrong version number", "WRONG_VERSION_NUMBER", "SSL")
        if kind == "incompatible":
            if "Version" in detail or "Tls1" in detail:
                return _error(SSLError, SSL_ERROR_SSL, "unsupported protocol", "UNSUPPORTED_PROTOCOL", "SSL")
            return _error(SSLError, SSL_ERROR_SSL, "no shared cipher", "NO_SHARED_CIPHER", "SSL")
        if kind == "alpn":
            return _error(SSLError, SSL_ERROR_SSL, "no application protocol", "NO_APPLICATION_PROTOCOL", "SSL")
        return _error(SSLError, SSL_ERROR_SSL, detail or text, None, "SSL")

    def _verification(self, detail):
        code, words = 1, "unspecified certificate verification error"
        if detail == "name":
            if _is_address(self.server_hostname):
                code, words = 64, f"IP address mismatch, certificate is not valid for '{self.server_hostname}'."
            else:
                code, words = 62, f"Hostname mismatch, certificate is not valid for '{self.server_hostname}'."
        elif detail == "issuer":
            code, words = 20, "unable to get local issuer certificate"
        else:
            known = {"self-signed": (18, "self-signed certificate"),
                     "self-signed chain": (19, "self-signed certificate in certificate chain"), "expired": (10, "certificate has expired"), "not yet": (9, "certificate is not yet valid"),
                     "revoked": (23, "certificate revoked"), "signature": (7, "certificate signature failure"),
                     "purpose": (26, "unsuitable certificate purpose")}
            if "CaUsedAsEndEntity" in detail:
                code, words = 18, "self-signed certificate"
            else:
                code, words = known.get(detail, (code, words))
        made = _error(SSLCertVerificationError, SSL_ERROR_SSL, f"certificate verify failed: {words}",
                      "CERTIFICATE_VERIFY_FAILED", "SSL")
        made.verify_code, made.verify_message = code, words
        return made

    def _flush(self, what):
        """Sends what is to be sent; the rest stays if the socket does not take it."""
        self._out += self._tls.take()
        while self._out:
            sent = self._channel.send(bytes(self._out), what)
            del self._out[:sent]

    def _receive(self, what):
        """Takes in more from the peer; false at the end of the stream."""
        data = self._channel.receive(what)
        if not data:
            self._tls.feed_end()
            return False
        problem = self._tls.feed(data)
        if problem is not None:
            failure = self._failure(problem)
            try:
                self._flush(what)
            except OSError:
                pass
            raise failure
        return True

    def do_handshake(self):
        """Perform a TLS/SSL handshake."""
        tls = self._tls
        while tls.is_handshaking():
            self._flush("handshake")
            if self.server_side and tls.greeting() is not False:
                self._answer(tls.greeting())
                continue
            if not tls.is_handshaking():
                break
            if not self._receive("handshake"):
                raise _eof()
        self._flush("handshake")
        self._done = True

    def _answer(self, name):
        callback = self._context._sni_callback
        if callback is not None:
            try:
                alert = callback(self._owner, name, self._context)
            except Exception as e:
                import sys
                sys.unraisablehook(_Unraisable(e, callback))
                alert = ALERT_DESCRIPTION_HANDSHAKE_FAILURE
            if alert is not None:
                if not isinstance(alert, int):
                    alert = ALERT_DESCRIPTION_INTERNAL_ERROR
                self._channel.send(bytes([21, 3, 3, 0, 2, 2, alert]), "handshake")
                raise _error(SSLError, SSL_ERROR_SSL, "callback failed", "CALLBACK_FAILED", "SSL")
        try:
            self._checked(self._tls.answer(self._context._config(True)))
        except SSLError:
            try:
                self._flush("handshake")
            except OSError:
                pass
            raise

    def read(self, len=1024, buffer=None, /):
        """Read up to size bytes from the SSL socket."""
        if len < 0 and buffer is None:
            raise ValueError("size should not be negative")
        if buffer is not None:
            view = memoryview(buffer).cast("B")
            if len <= 0 or len > view.nbytes:
                len = view.nbytes
            data = self._read(len)
            view[:data.__len__()] = data
            return data.__len__()
        return self._read(len)

    def _read(self, n):
        if n == 0:
            return b""
        if not self._done:
            self.do_handshake()
        while True:
            data = self._checked(self._tls.read(n))
            if data is False:
                raise _eof()
            if data is not None:
                return data
            try:
                self._flush("read")
            except SSLWantWriteError:
                pass
            self._receive("read")

    def write(self, b, /):
        """Writes the bytes-like object b into the SSL object."""
        if not self._done:
            self.do_handshake()
        self._flush("write")
        with memoryview(b) as view:
            view = view.cast("B") if view.nbytes else view
            total, at = view.nbytes, 0
            while at < total:
                at += self._tls.write(view[at:at + 16384])
                try:
                    self._flush("write")
                except SSLWantWriteError:
                    # What was taken is sent by later calls.
                    break
        return at if total else 0

    def pending(self):
        """Returns the number of already decrypted bytes available for read, pending on the connection."""
        return self._tls.pending()

    def shutdown(self):
        """Does the SSL shutdown handshake with the remote end."""
        if not self._said_farewell:
            self._said_farewell = True
            self._tls.farewell()
        self._flush("write")
        while True:
            data = self._checked(self._tls.read(16384))
            if data is False or data == b"" or data is None and not self._receive("read"):
                break
        return self._channel.sock if isinstance(self._channel, _SocketChannel) else None

    def getpeercert(self, binary_mode=False, /):
        """Returns the certificate for the peer."""
        if not self._done:
            raise ValueError("handshake not done yet")
        chain = self._tls.certificates()
        if not chain:
            return None
        if binary_mode:
            return chain[0]
        return _Parsed(chain[0]).as_dict() if self._context.verify_mode != CERT_NONE else {}

    def get_unverified_chain(self):
        """The certificates that the peer sent."""
        return [_certificate(der) for der in self._tls.certificates()] or None

    get_verified_chain = get_unverified_chain

    def cipher(self):
        """Name, protocol and bits of the cipher in use."""
        agreed = self._tls.agreed()
        return _CIPHERS.get(agreed[1], (agreed[1], _VERSIONS.get(agreed[0]), 256)) if agreed else None

    def shared_ciphers(self):
        """The ciphers that both sides know."""
        return [self.cipher()] if self.server_side and self._done else None

    def version(self):
        """The version of TLS in use."""
        agreed = self._tls.agreed() if self._done else None
        return _VERSIONS.get(agreed[0]) if agreed else None

    def selected_alpn_protocol(self):
        """The application protocol that was agreed on."""
        agreed = self._tls.agreed()
        return agreed[2] if agreed else None

    def compression(self):
        """None: nothing is compressed."""
        return None

    def get_channel_binding(self, cb_type="tls-unique"):
        """Get channel binding data for current connection."""
        if cb_type != "tls-unique":
            raise ValueError(f"'{cb_type}' channel binding type not implemented")
        return None

    def verify_client_post_handshake(self):
        """Initiate TLS 1.3 post-handshake authentication: there is none."""
        raise NotImplementedError("Post-handshake auth is not supported by your OpenSSL version.")


class _Unraisable:
    def __init__(self, error, object):
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.err_msg, self.object = None, object


_PROTOCOLS = (PROTOCOL_TLS, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER, PROTOCOL_TLSv1, PROTOCOL_TLSv1_1, PROTOCOL_TLSv1_2)
_NAMED = {PROTO_MINIMUM_SUPPORTED, PROTO_MAXIMUM_SUPPORTED, PROTO_SSLv3, PROTO_TLSv1, PROTO_TLSv1_1, PROTO_TLSv1_2,
          PROTO_TLSv1_3}
_KEYS = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")


def _warn(text):
    import warnings
    warnings.warn(text, DeprecationWarning, stacklevel=3)


class _SSLContext:
    """What connections have in common: certificates, trust, versions."""

    def __new__(cls, protocol, /):
        if protocol not in _PROTOCOLS:
            raise ValueError("invalid or unsupported protocol version")
        if protocol == PROTOCOL_TLS:
            _warn("ssl.PROTOCOL_TLS is deprecated")
        elif protocol not in (PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER):
            _warn(f"ssl.PROTOCOL_{ {PROTOCOL_TLSv1: 'TLSv1', PROTOCOL_TLSv1_1: 'TLSv1_1', PROTOCOL_TLSv1_2: 'TLSv1_2'}[protocol]} is deprecated")
        self = object.__new__(cls)
        self._protocol = protocol
        client = protocol == PROTOCOL_TLS_CLIENT
        self._verify_mode = CERT_REQUIRED if client else CERT_NONE
        self._check_hostname = client
        self._minimum, self._maximum = PROTO_TLSv1_2, PROTO_MAXIMUM_SUPPORTED
        if protocol == PROTOCOL_TLSv1_2:
            self._maximum = PROTO_TLSv1_2
        self._options = OP_ALL | OP_NO_SSLv3 | OP_CIPHER_SERVER_PREFERENCE | OP_NO_COMPRESSION | OP_ENABLE_MIDDLEBOX_COMPAT
        self._options |= OP_IGNORE_UNEXPECTED_EOF
        self._verify_flags = VERIFY_X509_TRUSTED_FIRST
        self._flags = HOSTFLAG_NO_PARTIAL_WILDCARDS
        # Certificates of folders are trusted too, but not counted before OpenSSL would look them up.
        self._roots, self._folder_roots, self._chain, self._key, self._alpn = [], [], [], b"", []
        self._sni_callback = self._message_callback = self._keylog = None
        self._tickets, self._post_handshake = 2, False
        self._configs = {}
        return self

    def _config(self, server):
        """The configuration for a side, made anew when something has changed."""
        low, high = self._range()
        verify, name = self._verify_mode, self._check_hostname
        roots = self._roots + self._folder_roots
        key = (server, low, high, verify, name, len(roots), tuple(self._alpn), id(self._chain))
        known = self._configs.get(server)
        if known is None or known[0] != key:
            if server and not self._chain:
                raise _error(SSLError, SSL_ERROR_SSL, "no shared cipher", "NO_SHARED_CIPHER", "SSL")
            if low > high:
                raise _error(SSLError, SSL_ERROR_SSL, "no protocols available", "NO_PROTOCOLS_AVAILABLE", "SSL")
            make = _rustls.server_config if server else _rustls.client_config
            # A server that names no authorities trusts no client.
            made = make(roots, self._chain, self._key, verify, name, self._alpn, low, high)
            if isinstance(made, str):
                raise _error(SSLError, SSL_ERROR_SSL, made.partition(": ")[2], None, "SSL")
            self._configs[server] = known = key, made
        return known[1]

    def _range(self):
        low = {PROTO_MINIMUM_SUPPORTED: PROTO_SSLv3}.get(self._minimum, self._minimum)
        high = {PROTO_MAXIMUM_SUPPORTED: PROTO_TLSv1_3, PROTO_MINIMUM_SUPPORTED: PROTO_SSLv3}.get(self._maximum, self._maximum)
        if low == PROTO_MAXIMUM_SUPPORTED:
            low = PROTO_TLSv1_3
        if self._options & OP_NO_TLSv1_3:
            high = min(high, PROTO_TLSv1_2)
        if self._options & OP_NO_TLSv1_2:
            low = max(low, PROTO_TLSv1_3)
        return low, high

    def _wrap_socket(self, sock, server_side, server_hostname=None, *, owner=None, session=None):
        self._check_side(server_side)
        made = _SSLSocket._make(self, _SocketChannel(sock), server_side, server_hostname, owner)
        if session is not None:
            made.session = session
        return made

    def _wrap_bio(self, incoming, outgoing, server_side, server_hostname=None, *, owner=None, session=None):
        self._check_side(server_side)
        made = _SSLSocket._make(self, _BioChannel(incoming, outgoing), server_side, server_hostname, owner)
        if session is not None:
            made.session = session
        return made

    def _check_side(self, server_side):
        if server_side and self._protocol == PROTOCOL_TLS_CLIENT:
            raise _error(SSLError, SSL_ERROR_SSL, "Cannot create a server socket with a PROTOCOL_TLS_CLIENT context")
        if not server_side and self._protocol == PROTOCOL_TLS_SERVER:
            raise _error(SSLError, SSL_ERROR_SSL, "Cannot create a client socket with a PROTOCOL_TLS_SERVER context")

    def set_ciphers(self, cipherlist, /):
        """Which ciphers may be used: rustls has only strong ones, so that a list must leave one of them."""
        known = ("ALL", "DEFAULT", "HIGH", "MEDIUM", "ECDH", "DHE", "AES", "CHACHA20", "TLS_", "RSA", "@", "kE", "FIPS", "COMPLEMENT")
        words = [word for word in cipherlist.replace(",", ":").replace(" ", ":").split(":") if word]
        if not any(word.startswith(known) for word in words):
            raise SSLError("No cipher can be selected.")

    def get_ciphers(self):
        """The ciphers that may be used."""
        return [{"id": 0, "name": name, "protocol": protocol, "description": f"{name:30} {protocol}",
                 "strength_bits": bits, "alg_bits": bits, "aead": True, "symmetric": "aes-%d-gcm" % bits
                 if "AES" in name else "chacha20-poly1305", "digest": None, "kea": "kx-any", "auth": "auth-any"}
                for name, protocol, bits in _CIPHERS.values()]

    def _set_alpn_protocols(self, protos, /):
        data, at = bytes(protos), 0
        self._alpn = []
        while at < len(data):
            self._alpn.append(data[at + 1:at + 1 + data[at]])
            at += 1 + data[at]

    def load_cert_chain(self, certfile, keyfile=None, password=None):
        """Load a private key and the certificates that go with it."""
        if keyfile is None:
            keyfile = certfile
        for path in (certfile, keyfile):
            if not isinstance(path, (str, bytes, os.PathLike)):
                what = "certfile" if path is certfile else "keyfile"
                raise TypeError(f"{what} should be a valid filesystem path")
        with open(certfile, "rb") as file:
            blocks = list(_pem_blocks(file.read()))
        chain = [data for label, data, _ in blocks if label.endswith("CERTIFICATE")]
        if not chain:
            raise _error(SSLError, 9, "PEM lib", None, "SSL")
        if keyfile != certfile:
            with open(keyfile, "rb") as file:
                blocks = list(_pem_blocks(file.read()))
        keys = [(data, encrypted) for label, data, encrypted in blocks if label in _KEYS or label == "ENCRYPTED PRIVATE KEY"]
        if not keys:
            raise _error(SSLError, 9, "PEM lib", None, "SSL")
        key, encrypted = keys[0]
        if encrypted:
            self._password(password)
            raise _error(SSLError, 9, "encrypted private keys cannot be read", None, "SSL")
        made = _rustls.server_config([], chain, key, CERT_NONE, False, [], PROTO_TLSv1_2, PROTO_TLSv1_3)
        if isinstance(made, str):
            if "KeyMismatch" in made or "mismatch" in made.lower():
                raise _error(SSLError, 116, "key values mismatch", "KEY_VALUES_MISMATCH", "X509")
            raise _error(SSLError, 9, "PEM lib", None, "SSL")
        self._chain, self._key = chain, key

    def _password(self, password):
        if callable(password):
            password = password()
            if not isinstance(password, (str, bytes, bytearray)):
                raise TypeError("password callback must return a string")
        if password is not None and not isinstance(password, (str, bytes, bytearray)):
            raise TypeError("password should be a string or callable")
        if password is not None and len(password) > 1024:
            raise ValueError("password cannot be longer than 1024 bytes")

    def load_dh_params(self, path, /):
        """Check a file of Diffie-Hellman parameters; rustls uses elliptic curves alone."""
        with open(path, "rb") as file:
            if not any(label == "DH PARAMETERS" for label, _, _ in _pem_blocks(file.read())):
                raise _error(SSLError, SSL_ERROR_SSL, "no start line", "NO_START_LINE", "PEM")

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        """Load the certificates that are trusted."""
        if cafile is None and capath is None and cadata is None:
            raise TypeError("cafile, capath and cadata cannot be all omitted")
        for path, what in ((cafile, "cafile"), (capath, "capath")):
            if path is not None and not isinstance(path, (str, bytes, os.PathLike)):
                raise TypeError(f"{what} should be a valid filesystem path")
        if cadata is not None:
            self._load_data(cadata)
        if cafile is not None:
            with open(cafile, "rb") as file:
                found = [data for label, data, _ in _pem_blocks(file.read()) if label.endswith("CERTIFICATE")]
            if not found:
                raise _error(SSLError, 136, "no certificate or crl found", "NO_CERTIFICATE_OR_CRL_FOUND", "X509")
            self._add_roots(found)
        if capath is not None:
            self._load_folder(capath)

    def _load_data(self, cadata):
        if isinstance(cadata, str):
            if not cadata.isascii():
                raise TypeError("cadata should be an ASCII string or a bytes-like object")
            found = [data for label, data, _ in _pem_blocks(cadata.encode()) if label.endswith("CERTIFICATE")]
            if not found:
                raise _error(SSLError, SSL_ERROR_SSL, "no start line: cadata does not contain a certificate")
        else:
            data = bytes(memoryview(cadata))
            found = []
            try:
                for _, start, end in _der(data):
                    first = len(b"".join(found))
                    found.append(data[first:end])
                    _Parsed(found[-1])
            except (ValueError, IndexError):
                raise _error(SSLError, SSL_ERROR_SSL, "not enough data: cadata does not contain a certificate") from None
            if not found:
                raise _error(SSLError, SSL_ERROR_SSL, "not enough data: cadata does not contain a certificate")
        self._add_roots(found)

    def _load_folder(self, folder):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return
        for name in names:
            name = os.fsdecode(name)
            # As `openssl rehash` names them: eight digits and a number.
            stem, _, number = name.partition(".")
            if len(stem) == 8 and number.isdigit():
                try:
                    with open(os.path.join(os.fsdecode(folder), name), "rb") as file:
                        blocks = _pem_blocks(file.read())
                        self._folder_roots += [data for label, data, _ in blocks if label.endswith("CERTIFICATE")]
                except OSError:
                    continue

    def _add_roots(self, found):
        for data in found:
            if data not in self._known_roots():
                self._roots.append(data)

    def _known_roots(self):
        known = self.__dict__.setdefault("_root_set", set())
        if len(known) != len(self._roots):
            known.update(self._roots)
        return known

    def set_default_verify_paths(self):
        """Trust what the system trusts."""
        file_name, file, folder_name, folder = get_default_verify_paths()
        file, folder = os.environ.get(file_name, file), os.environ.get(folder_name)
        if os.path.isfile(file):
            try:
                self.load_verify_locations(file)
            except SSLError:
                pass
        if folder:
            self._load_folder(folder)

    def set_ecdh_curve(self, name, /):
        """Check the name of a curve; rustls chooses the curve."""
        if os.fsdecode(name) not in ("prime256v1", "secp384r1", "secp521r1", "X25519"):
            raise ValueError(f"unknown elliptic curve name {name!r}")

    def cert_store_stats(self):
        """How many certificates are trusted, and how many of them are authorities'."""
        return {"x509": len(self._roots), "crl": 0, "x509_ca": sum(_Parsed(root).is_ca() for root in self._roots)}

    def get_ca_certs(self, binary_form=False):
        """The authorities' certificates that are trusted."""
        roots = [root for root in self._roots if _Parsed(root).is_ca()]
        return roots if binary_form else [_Parsed(root).as_dict() for root in roots]

    def session_stats(self):
        """Counts of OpenSSL's session cache, which there is not."""
        return dict.fromkeys(("number", "connect", "connect_good", "connect_renegotiate", "accept", "accept_good",
                              "accept_renegotiate", "hits", "misses", "timeouts", "cache_full"), 0)

    protocol = property(lambda self: self._protocol)
    security_level = property(lambda self: 2, doc="The current security level.")

    @property
    def verify_mode(self):
        return self._verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        if not isinstance(mode, int):
            raise TypeError(f"'{type(mode).__name__}' object cannot be interpreted as an integer")
        if mode not in (CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED):
            raise ValueError("invalid value for verify_mode")
        if mode == CERT_NONE and self._check_hostname:
            raise ValueError("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.")
        self._verify_mode = int(mode)

    @property
    def check_hostname(self):
        return self._check_hostname

    @check_hostname.setter
    def check_hostname(self, on):
        self._check_hostname = bool(on)
        if on and self._verify_mode == CERT_NONE:
            self._verify_mode = CERT_REQUIRED

    @property
    def verify_flags(self):
        return self._verify_flags

    @verify_flags.setter
    def verify_flags(self, flags):
        self._verify_flags = int(flags)

    @property
    def options(self):
        return self._options

    @options.setter
    def options(self, options):
        options = int(options)
        if options < 0:
            raise OverflowError("can't convert negative value to unsigned int")
        deprecated = OP_NO_SSLv3 | OP_NO_TLSv1 | OP_NO_TLSv1_1 | OP_NO_TLSv1_2 | OP_NO_TLSv1_3
        if options & ~self._options & deprecated & ~OP_NO_SSLv3:
            _warn("ssl.OP_NO_SSL*/ssl.OP_NO_TLS* options are deprecated")
        self._options = options

    @property
    def minimum_version(self):
        return self._minimum

    @minimum_version.setter
    def minimum_version(self, version):
        version = self._version(version)
        self._minimum = PROTO_TLSv1_3 if version == PROTO_MAXIMUM_SUPPORTED else version

    @property
    def maximum_version(self):
        return self._maximum

    @maximum_version.setter
    def maximum_version(self, version):
        version = self._version(version)
        self._maximum = PROTO_TLSv1 if version == PROTO_MINIMUM_SUPPORTED else version

    def _version(self, version):
        version = int(version)
        if self._protocol not in (PROTOCOL_TLS, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER):
            raise ValueError("The context's protocol doesn't support modification of highest and lowest version.")
        if version not in _NAMED:
            raise ValueError(f"Unsupported TLS/SSL version 0x{version & 0xffffffff:x}")
        if version in (PROTO_SSLv3, PROTO_TLSv1, PROTO_TLSv1_1):
            names = {PROTO_SSLv3: "SSLv3", PROTO_TLSv1: "TLSv1", PROTO_TLSv1_1: "TLSv1_1"}
            _warn(f"ssl.TLSVersion.{names[version]} is deprecated")
        return version

    @property
    def sni_callback(self):
        """Called when a client names a server."""
        return self._sni_callback

    @sni_callback.setter
    def sni_callback(self, callback):
        if self._protocol == PROTOCOL_TLS_CLIENT:
            raise ValueError("sni_callback cannot be set on TLS_CLIENT context")
        if callback is not None and not callable(callback):
            raise TypeError("not a callable object")
        self._sni_callback = callback

    @property
    def keylog_filename(self):
        return self._keylog

    @keylog_filename.setter
    def keylog_filename(self, name):
        if name is not None:
            open(name, "ab").close()
        self._keylog = name

    @property
    def _msg_callback(self):
        return self._message_callback

    @_msg_callback.setter
    def _msg_callback(self, callback):
        if callback is not None and not callable(callback):
            raise TypeError(f"{callback} is not callable.")
        self._message_callback = callback

    @property
    def _host_flags(self):
        return self._flags

    @_host_flags.setter
    def _host_flags(self, flags):
        self._flags = int(flags)

    @property
    def num_tickets(self):
        """Control the number of TLSv1.3 session tickets."""
        return self._tickets

    @num_tickets.setter
    def num_tickets(self, count):
        if count < 0:
            raise ValueError("value must be non-negative")
        if self._protocol != PROTOCOL_TLS_SERVER:
            raise ValueError("SSLContext is not a server context.")
        self._tickets = int(count)

    @property
    def post_handshake_auth(self):
        return self._post_handshake

    @post_handshake_auth.setter
    def post_handshake_auth(self, on):
        if on is None:
            raise AttributeError("cannot delete attribute")
        self._post_handshake = bool(on)
