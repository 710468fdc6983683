//! Keys from passwords.

use pbkdf2::pbkdf2_hmac;

/// Fills `out` by PBKDF2 with HMAC of the hash of this name.
pub(super) fn pbkdf2(hash: &str, password: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) {
    let derive = match hash {
        "md5" => pbkdf2_hmac::<md5::Md5>,
        "sha1" => pbkdf2_hmac::<sha1::Sha1>,
        "sha224" => pbkdf2_hmac::<sha2::Sha224>,
        "sha256" => pbkdf2_hmac::<sha2::Sha256>,
        "sha384" => pbkdf2_hmac::<sha2::Sha384>,
        "sha512" => pbkdf2_hmac::<sha2::Sha512>,
        "sha512_224" => pbkdf2_hmac::<sha2::Sha512_224>,
        "sha512_256" => pbkdf2_hmac::<sha2::Sha512_256>,
        "sha3_224" => pbkdf2_hmac::<sha3::Sha3_224>,
        "sha3_256" => pbkdf2_hmac::<sha3::Sha3_256>,
        "sha3_384" => pbkdf2_hmac::<sha3::Sha3_384>,
        "sha3_512" => pbkdf2_hmac::<sha3::Sha3_512>,
        "sm3" => pbkdf2_hmac::<sm3::Sm3>,
        name => {
            assert_eq!(name, "ripemd160", "every hash of fixed length has a row here");
            pbkdf2_hmac::<ripemd::Ripemd160>
        }
    };
    derive(password, salt, iterations, out);
}

/// Fills `out` by scrypt of cost `n`, block size `r` and parallelism `p`; whether these are allowed.
pub(super) fn scrypt(password: &[u8], salt: &[u8], (n, r, p): (u64, u32, u32), out: &mut [u8]) -> bool {
    // The length that `Params` wants is that of password hashes' texts, which nobody makes here.
    match scrypt::Params::new(n.trailing_zeros() as u8, r, p, scrypt::Params::RECOMMENDED_LEN) {
        Ok(params) => scrypt::scrypt(password, salt, &params, out).is_ok(),
        Err(_) => false,
    }
}
