//! The C library's functions of floats: what CPython calls, so that results are equal to the last bit.
//!
//! Rust's own `asinh`, `acosh` and `atanh` differ from these in the last place and overflow early.
#![expect(unsafe_code, reason = "the declarations of foreign functions, which take and give plain floats")]

// SAFETY: C99 declares each of these as `double f(double)`; they read and write nothing but their arguments and `errno`.
unsafe extern "C" {
    /// Inverse hyperbolic cosine.
    pub(crate) safe fn acosh(x: f64) -> f64;
    /// Inverse hyperbolic sine.
    pub(crate) safe fn asinh(x: f64) -> f64;
    /// Inverse hyperbolic tangent.
    pub(crate) safe fn atanh(x: f64) -> f64;
    /// Cube root.
    pub(crate) safe fn cbrt(x: f64) -> f64;
    /// Error function.
    pub(crate) safe fn erf(x: f64) -> f64;
    /// Complementary error function.
    pub(crate) safe fn erfc(x: f64) -> f64;
    /// Logarithm of 1 + x.
    pub(crate) safe fn log1p(x: f64) -> f64;
}
