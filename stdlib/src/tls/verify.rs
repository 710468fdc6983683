//! Checking a server's certificate as a context says: not at all, or against trusted ones, with or without its name.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::{Arc, Mutex};

#[derive(Debug)]
pub(super) struct ServerVerifier {
    provider: Arc<CryptoProvider>,
    roots: RootCertStore,
    /// The trusted certificates as they are: one that a server shows itself is trusted, whatever it may be used for.
    trusted: Vec<Vec<u8>>,
    verify: bool,
    check_name: bool,
    /// What was wrong with the last chain whose issuer is not known.
    issue: Mutex<&'static str>,
}

impl ServerVerifier {
    pub(super) fn new(
        provider: &Arc<CryptoProvider>,
        trusted: Vec<Vec<u8>>,
        verify: bool,
        check_name: bool,
    ) -> ServerVerifier {
        let mut roots = RootCertStore::empty();
        if verify {
            roots.add_parsable_certificates(trusted.iter().map(|root| CertificateDer::from(root.as_slice())));
        }
        ServerVerifier {
            provider: Arc::clone(provider),
            roots,
            trusted,
            verify,
            check_name,
            issue: Mutex::new("issuer"),
        }
    }
}

/// The contents of the DER element that data starts with, and what follows it.
fn element(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&size, mut rest) = data.get(1..)?.split_first()?;
    let mut len = usize::from(size);
    if size & 0x80 != 0 {
        let (bytes, tail) = rest.split_at_checked(usize::from(size & 0x7f))?;
        len = bytes.iter().fold(0, |len, &byte| len << 8 | usize::from(byte));
        rest = tail;
    }
    rest.split_at_checked(len)
}

/// Whether a certificate names its own subject as its issuer.
fn is_self_signed(certificate: &[u8]) -> bool {
    const VERSION: u8 = 0xa0;
    let names = || {
        let (body, _) = element(element(certificate)?.0)?;
        let body = if body.first() == Some(&VERSION) { element(body)?.1 } else { body };
        let (issuer, rest) = element(element(element(body)?.1)?.1)?;
        let (subject, _) = element(element(rest)?.1)?;
        Some(issuer == subject)
    };
    names().unwrap_or(false)
}

impl ServerVerifier {
    /// A word for what is wrong with the issuer of the last chain.
    pub(super) fn issue(&self) -> &'static str {
        self.issue.lock().map_or("issuer", |issue| *issue)
    }

    fn note_issue(&self, end_entity: &[u8], intermediates: &[CertificateDer<'_>]) {
        let issue = if is_self_signed(end_entity) {
            "self-signed"
        } else if intermediates.iter().any(|certificate| is_self_signed(certificate)) {
            "self-signed chain"
        } else {
            "issuer"
        };
        if let Ok(mut noted) = self.issue.lock() {
            *noted = issue;
        }
    }
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if !self.verify {
            return Ok(ServerCertVerified::assertion());
        }
        let parsed = ParsedCertificate::try_from(end_entity)?;
        if !self.trusted.iter().any(|trusted| **trusted == **end_entity) {
            let algorithms = self.provider.signature_verification_algorithms.all;
            let signed =
                verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, intermediates, now, algorithms);
            if let Err(error) = signed {
                self.note_issue(end_entity, intermediates);
                return Err(error);
            }
        }
        if self.check_name {
            verify_server_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A word for what is wrong with a certificate.
pub(super) fn reason(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "not yet".to_owned(),
        CertificateError::Revoked => "revoked".to_owned(),
        CertificateError::UnknownIssuer => "issuer".to_owned(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => "name".to_owned(),
        CertificateError::BadSignature => "signature".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => "purpose".to_owned(),
        other => format!("other {other:?}"),
    }
}
