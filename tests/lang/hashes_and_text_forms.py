"""hashlib, binascii, string.Formatter and contextvars: results and messages."""

import _md5
import binascii
import hashlib
import string
from contextvars import ContextVar, Token, copy_context

variable = ContextVar("variable", default=5)


def outcome(expression):
    """What an expression gives: the repr of its value, or the exception's type and message."""
    try:
        return repr(eval(expression))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


CASES = [
    ("[getattr(hashlib, name)(b'abc').hexdigest() for name in ('md5', 'sha1', 'sha224', 'sha256')]", "['900150983cd24fb0d6963f7d28e17f72', 'a9993e364706816aba3e25717850c26c9cd0d89d', '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']"),
    ("[getattr(hashlib, name)(b'abc').hexdigest() for name in ('sha384', 'sha512', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512')]", "['cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7', 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f', 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf', '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532', 'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25', 'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0']"),
    ("[getattr(hashlib, name)(b'abc').hexdigest() for name in ('blake2b', 'blake2s')]", "['ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923', '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982']"),
    ('[(h.digest_size, h.block_size, h.name) for h in (hashlib.md5(), hashlib.sha512(), hashlib.sha3_256(), hashlib.blake2s())]', "[(16, 64, 'md5'), (64, 128, 'sha512'), (32, 136, 'sha3_256'), (32, 64, 'blake2s')]"),
    ("hashlib.shake_128(b'abc').hexdigest(10)", "'5881092dd818bf5cf8a3'"),
    ("hashlib.shake_256(b'').digest(5)", "b'F\\xb9\\xdd+\\x0b'"),
    ("hashlib.blake2b(b'a', key=b'k', salt=b's', person=b'p', digest_size=20, fanout=2, depth=3, leaf_size=100, node_offset=5, node_depth=1, inner_size=32, last_node=True).hexdigest()", "'28d54623a0c37c3c7b9a688c46a6affd76bb974d'"),
    ("hashlib.blake2b(salt=b'x' * 17)", 'ValueError: maximum salt length is 16 bytes'),
    ('hashlib.blake2b.MAX_KEY_SIZE', '64'),
    ("_md5.md5('a')", 'TypeError: Strings must be encoded before hashing'),
    ('_md5.md5(1)', 'TypeError: object supporting the buffer API required'),
    ("[h.update(b'b') or h.hexdigest() for h in [_md5.md5(b'a').copy()]]", "['187ef4436122d1cc2f40dc2b92f0eba0']"),
    ("binascii.hexlify(b'\\x01\\xab\\xff', '-')", "b'01-ab-ff'"),
    ("binascii.hexlify(b'abcde', ':', 2)", "b'61:6263:6465'"),
    ("binascii.hexlify(b'abcde', b':', -2)", "b'6162:6364:65'"),
    ("binascii.hexlify(b'abc', '--')", 'ValueError: sep must be length 1.'),
    ("binascii.unhexlify('01aB')", "b'\\x01\\xab'"),
    ("binascii.unhexlify(b'01a')", 'Error: Odd-length string'),
    ("binascii.unhexlify('zz')", 'Error: Non-hexadecimal digit found'),
    ("binascii.unhexlify('é')", 'ValueError: string argument should contain only ASCII characters'),
    ('binascii.unhexlify(1)', "TypeError: argument should be bytes, buffer or ASCII string, not 'int'"),
    ('binascii.b2a_base64(bytes(range(50)))', "b'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDE=\\n'"),
    ("binascii.b2a_base64(b'ab', newline=False)", "b'YWI='"),
    ("[binascii.a2b_base64(s) for s in (b'YWJj', b'YW Jj\\n', b'YQ==', b'!!!!', 'YWI=', b'====')]", "[b'abc', b'abc', b'a', b'', b'ab', b'']"),
    ("binascii.a2b_base64(b'YQ=')", 'Error: Incorrect padding'),
    ("binascii.a2b_base64(b'Y')", 'Error: Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4'),
    ("binascii.a2b_base64(b'YQ==YQ==', strict_mode=True)", 'Error: Excess data after padding'),
    ("binascii.a2b_base64(b'=', strict_mode=True)", 'Error: Leading padding not allowed'),
    ("binascii.a2b_base64(b'A=BC', strict_mode=True)", 'Error: Discontinuous padding not allowed'),
    ("binascii.b2a_uu(b'hello')", "b'%:&5L;&\\\\ \\n'"),
    ("binascii.b2a_uu(b'\\0\\0', backtick=True)", 'b\'"````\\n\''),
    ("binascii.b2a_uu(b'x' * 46)", 'Error: At most 45 bytes at once'),
    ("binascii.a2b_uu(b'%:&5L;&\\\\ \\n')", "b'hello'"),
    ("binascii.a2b_uu(b'#    xx')", 'Error: Trailing garbage'),
    ("binascii.b2a_qp(b'a=b \\n\\tx\\x80')", "b'a=3Db=20\\n\\tx=80'"),
    ("binascii.b2a_qp(b'a b_c', header=True)", "b'a_b=5Fc'"),
    ("binascii.b2a_qp(b'x' * 80)", "b'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=\\nxxxxx'"),
    ("binascii.a2b_qp(b'=41=\\nb_=zz=3D', header=True)", "b'Ab =zz='"),
    ("binascii.crc32(b'abc', 5)", '871334697'),
    ("binascii.crc_hqx(b'abc', 0xffff)", '20810'),
    ("string.Formatter().format('{0} {a!r:>5} {b[1]} {{}}', 1, a='x', b=[1, 2])", '"1   \'x\' 2 {}"'),
    ("string.Formatter().format('{')", "ValueError: Single '{' encountered in format string"),
    ('variable.get()', '5'),
    ('[variable.set(7).old_value is Token.MISSING, variable.get(), copy_context()[variable]]', '[True, 7, 7]'),
    ('[c.run(lambda: (variable.set(9), variable.get())[1]) for c in [copy_context()]]', '[9]'),
    ("ContextVar('w').get(3)", '3'),
    ('ContextVar(1)', 'TypeError: context variable name must be a str'),
    ('Token()', 'RuntimeError: Tokens can only be created by ContextVars'),
    ('copy_context().run()', 'TypeError: run() missing 1 required positional argument'),
]
for expression, expected in CASES:
    assert outcome(expression) == expected, f"{expression}: {outcome(expression)}, not {expected}"
print("ok")
