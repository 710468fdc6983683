"""Sessions: what goes through sockets and memory."""

import _rustls
import _socket
import _ssl
import time
from _ssl.base import *
from _ssl.base import _certificate, _eof, _error, _want_read, _want_write
from _x509 import Parsed as _Parsed

# As in `base`.
__name__ = "_ssl"


# Input and output ---------------------------------------------------------------------------------------------------

class MemoryBIO(_rustls.MemoryBIO):
    """Bytes on their way between a program and a TLS session."""

    __slots__ = ()

    def write(self, b, /):
        """Writes the bytes b into the memory BIO."""
        count = _rustls.MemoryBIO.write(self, b)
        if count is None:
            raise _error(SSLError, SSL_ERROR_SSL, "cannot write() after write_eof()")
        return count


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


class _BioChannel:
    """The two memory BIOs of an SSLObject."""

    def __init__(self, incoming, outgoing):
        self.incoming, self.outgoing = incoming, outgoing

    def receive(self, tls, what):
        """Has the session take in a record or some of it: None, or what is wrong with it; False at the end of the stream."""
        problem = tls.draw(self.incoming)
        if problem is False and not self.incoming.eof:
            raise _want_read()
        return problem

    def flush(self, tls, what):
        """Takes what the session has to send."""
        tls.take_into(self.outgoing)

    def send(self, data, what):
        """Sends what is no session's."""
        return self.outgoing.write(data)

    def write(self, tls, view):
        """Sends bytes encrypted; how many."""
        return tls.write_into(view, self.outgoing)


class _SocketChannel:
    """The socket of an SSLSocket, by the methods of its base, which know no TLS."""

    def __init__(self, sock):
        self.sock = sock
        self._head, self._left, self._out = b"", 5, b""

    def receive(self, tls, what):
        """As in `_BioChannel`. Receives no further than to the end of a record: what follows it stays where it is, for
        `select` to tell of, and for others to read after the farewell."""
        try:
            data = _socket.socket.recv(self.sock, self._left)
        except BlockingIOError:
            raise _want_read() from None
        except TimeoutError:
            raise TimeoutError(f"The {what} operation timed out") from None
        if not data:
            return False
        self._left -= len(data)
        if len(self._head) < 5:
            self._head += data
            if len(self._head) == 5:
                self._left = self._head[3] << 8 | self._head[4]
        if not self._left:
            self._head, self._left = b"", 5
        return tls.feed(data)

    def flush(self, tls, what):
        """Sends what the session has to send; the rest stays if the socket does not take it."""
        data = self._out + tls.take()
        try:
            while data:
                data = data[self.send(data, what):]
        finally:
            self._out = data

    def send(self, data, what):
        """Sends what is no session's, or some of it; how many bytes."""
        try:
            return _socket.socket.send(self.sock, data)
        except BlockingIOError:
            raise _want_write() from None
        except TimeoutError:
            raise TimeoutError(f"The {what} operation timed out") from None

    def write(self, tls, view):
        """Sends bytes encrypted; how many, of which those that the socket does not take are sent by later calls."""
        at = 0
        while at < len(view):
            at += tls.write(view[at:at + 16384])
            try:
                self.flush(tls, "write")
            except SSLWantWriteError:
                break
        return at


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
        self._done, self._said_farewell = False, False
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
        if not isinstance(context, _ssl._SSLContext):
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
        self._channel.flush(self._tls, what)

    def _receive(self, what):
        """Takes in more from the peer; false at the end of the stream."""
        problem = self._channel.receive(self._tls, what)
        if problem is False:
            self._tls.feed_end()
            return False
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
            return self._channel.write(self._tls, view.cast("B")) if view.nbytes else 0

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
