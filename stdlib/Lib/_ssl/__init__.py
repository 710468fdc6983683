"""TLS for the module ssl: contexts, sockets and certificates on top of the sessions of `_rustls`."""

import _rustls
import os
from _ssl.base import *
from _ssl.base import (
    _DEFAULT_CIPHERS, _error, _OPENSSL_API_VERSION, _pem_blocks, _test_decode_cert,
)
from _ssl.session import *
from _ssl.session import _BioChannel, _CIPHERS, _SocketChannel, _SSLSocket
from _x509 import Parsed as _Parsed, der_elements as _der

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
