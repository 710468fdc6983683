# hashlib.new, HMAC and keys from passwords.
import hashlib
import hmac

assert hashlib.new("SHA512-256", b"abc").hexdigest().startswith("53048e2681941ef99b2e29b76b4c7dab")
assert hashlib.new("ripemd160", b"abc").hexdigest() == "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"
assert hashlib.new("sm3", b"abc").hexdigest().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")
assert hashlib.shake_128(b"").hexdigest(4) == "7f9c2ba4" and {"sha3_256", "md5"} <= hashlib.algorithms_available
h = hashlib.sha256(b"a")
copy = h.copy()
copy.update(b"b")
assert h.digest() != copy.digest() == hashlib.sha256(b"ab").digest() and repr(h).startswith("<sha256 _hashlib.HASH object @ 0x")
assert hmac.new(b"key", b"text", "md5").hexdigest() == "d0ca6177c61c975fd2f8c07d8c6528c6"
assert hmac.digest(b"k" * 200, b"m", "sha512")[:4].hex() == hmac.new(b"k" * 200, b"m", hashlib.sha512).hexdigest()[:8]
assert hmac.new(b"", b"", "sha3_256").name == "hmac-sha3_256"
assert hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 2, 20).hex() == (
    "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"
)
assert hashlib.scrypt(b"", salt=b"", n=16, r=1, p=1).hex().startswith("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8")
for call, text in [
    (lambda: hashlib.new("nothing"), "unsupported hash type nothing"),
    (lambda: hashlib.pbkdf2_hmac("md5", b"", b"", 0), "iteration value must be greater than 0."),
    (lambda: hashlib.scrypt(b"", salt=b"", n=3, r=1, p=1), "n must be a power of 2."),
    (lambda: hashlib.scrypt(b"", salt=b"", n=2**20, r=8, p=1), "[digital envelope routines] memory limit exceeded"),
]:
    try:
        call()
    except ValueError as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(text)
print("ok")
