//! How the command is linked: at fixed addresses. A position-independent executable of this size would have half a megabyte of
//! tables copied and relocated at every start, by way of relocations of more than that.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
