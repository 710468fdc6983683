//! `_rustls`: TLS without input and output, which the module `_ssl` in `Lib` makes sockets' TLS of.
//!
//! ```text
//!   _ssl.py ── Config (certificates, versions) ──▶ Session
//!   socket ── feed(ciphertext) ──▶ Session ──▶ take() ── ciphertext ──▶ socket
//!   MemoryBIO ── draw(bio) ──▶ Session ──▶ take_into(bio), write_into(text, bio) ──▶ MemoryBIO
//!   program ── write(text) ──▶ Session ──▶ read(n) ──▶ program
//! ```
//!
//! What goes wrong is returned as a text, for `_ssl.py` to word it as OpenSSL does.

mod bio;
mod verify;

use crate::convert::{data, size, truth};
use crate::receiver::this;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method};
use runtime::object::list::List;
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{Accepted, Acceptor, WebPkiClientVerifier};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, Connection, Error, RootCertStore, ServerConfig,
    SupportedProtocolVersion,
};
use std::cell::RefCell;
use std::io::{BufRead, ErrorKind, Write};
use std::sync::Arc;

/// What sessions of a side are made with.
enum Config {
    Client(Arc<ClientConfig>, Arc<verify::ServerVerifier>),
    Server(Arc<ServerConfig>),
}

impl NativeData for Config {
    runtime::native_info!(Config);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

/// The state of a session.
enum Stage {
    /// A server that waits for the client's greeting.
    Waiting(Box<Acceptor>),
    /// A server that has it, and is to be told its configuration.
    Greeted(Box<Accepted>),
    Talking(Box<Connection>),
    /// Failed before it was one of the others.
    Broken,
}

struct Session {
    stage: RefCell<Stage>,
    /// What the peer sent and rustls has no room for until something is read.
    backlog: RefCell<Vec<u8>>,
    /// How far the record has come in that is drawn from memory.
    progress: RefCell<bio::Progress>,
    /// What is to be sent when the session is in no state to have it.
    alert: RefCell<Vec<u8>>,
    /// What checks a server's certificate.
    verifier: Option<Arc<verify::ServerVerifier>>,
}

impl NativeData for Session {
    runtime::native_info!(Session);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The bytes of each item of a list.
fn list_of_bytes(vm: &mut Vm, value: Value) -> PyResult<Vec<Vec<u8>>> {
    let list = value.cast::<List>();
    let mut all = Vec::new();
    for at in 0..list.map_or(0, |list| list.len()) {
        if let Some(item) = list.and_then(|list| list.get(at)) {
            all.push(data(vm, item)?.to_vec());
        }
    }
    Ok(all)
}

fn versions(low: i64, high: i64) -> Vec<&'static SupportedProtocolVersion> {
    let known = [(0x303, &rustls::version::TLS12), (0x304, &rustls::version::TLS13)];
    known.into_iter().filter(|(number, _)| (low..=high).contains(number)).map(|(_, version)| version).collect()
}

/// A certificate chain and its key.
type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn identity(chain: Vec<Vec<u8>>, key: Vec<u8>) -> Result<Option<Identity>, Error> {
    if chain.is_empty() {
        return Ok(None);
    }
    let key = PrivateKeyDer::try_from(key).map_err(|why| Error::General(why.to_owned()))?;
    Ok(Some((chain.into_iter().map(CertificateDer::from).collect(), key)))
}

/// What Python says of a side.
struct Wishes {
    roots: Vec<Vec<u8>>,
    chain: Vec<Vec<u8>>,
    key: Vec<u8>,
    /// `CERT_NONE`, `CERT_OPTIONAL`, `CERT_REQUIRED`
    verify: i64,
    check_hostname: bool,
    alpn: Vec<Vec<u8>>,
    versions: Vec<&'static SupportedProtocolVersion>,
}

fn wishes(vm: &mut Vm, args: Args<'_>) -> PyResult<Wishes> {
    let (low, high) = (size(vm, args[6])?, size(vm, args[7])?);
    Ok(Wishes {
        roots: list_of_bytes(vm, args[0])?,
        chain: list_of_bytes(vm, args[1])?,
        key: data(vm, args[2])?.to_vec(),
        verify: size(vm, args[3])?,
        check_hostname: truth(vm, args.opt(4), false)?,
        alpn: list_of_bytes(vm, args[5])?,
        versions: versions(low, high),
    })
}

fn make_client(wishes: Wishes) -> Result<Config, Error> {
    let provider = provider();
    let verifier =
        Arc::new(verify::ServerVerifier::new(&provider, wishes.roots, wishes.verify != 0, wishes.check_hostname));
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&wishes.versions)?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::<verify::ServerVerifier>::clone(&verifier));
    let mut config = match identity(wishes.chain, wishes.key)? {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = wishes.alpn;
    Ok(Config::Client(Arc::new(config), verifier))
}

fn make_server(wishes: Wishes) -> Result<Config, Error> {
    let provider = provider();
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(&wishes.versions)?;
    let builder = if wishes.verify == 0 {
        builder.with_no_client_auth()
    } else {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(wishes.roots.into_iter().map(CertificateDer::from));
        let mut verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        if wishes.verify == 1 {
            verifier = verifier.allow_unauthenticated();
        }
        let verifier = verifier.build().map_err(|error| Error::General(error.to_string()))?;
        builder.with_client_cert_verifier(verifier)
    };
    let Some((chain, key)) = identity(wishes.chain, wishes.key)? else {
        return Err(Error::General("no certificate".to_owned()));
    };
    let mut config = builder.with_single_cert(chain, key)?;
    config.alpn_protocols = wishes.alpn;
    Ok(Config::Server(Arc::new(config)))
}

/// An error in a form that Python takes apart: `kind: detail`.
fn shown(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(why) => format!("certificate: {}", verify::reason(why)),
        Error::AlertReceived(alert) => format!("alert: {alert:?}"),
        Error::InvalidMessage(_) => format!("message: {error}"),
        Error::PeerIncompatible(why) => format!("incompatible: {why:?}"),
        Error::NoApplicationProtocol => "alpn: none in common".to_owned(),
        Error::NoCertificatesPresented => "nocert: peer did not return a certificate".to_owned(),
        other => format!("general: {other}"),
    }
}

/// A value, or the text of what went wrong.
fn or_text<T>(vm: &mut Vm, result: Result<T, Error>, f: impl FnOnce(&mut Vm, T) -> PyResult<Value>) -> PyResult<Value> {
    match result {
        Ok(made) => f(vm, made),
        Err(error) => Ok(vm.str(&shown(&error))?.value()),
    }
}

fn config_object(vm: &mut Vm, config: Config) -> PyResult<Value> {
    let class = vm.native_type(&CONFIG)?;
    Ok(vm.native(class, config)?.value())
}

fn client_config(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let made = make_client(wishes(vm, args)?);
    or_text(vm, made, config_object)
}

fn server_config(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let made = make_server(wishes(vm, args)?);
    or_text(vm, made, config_object)
}

fn session_object(vm: &mut Vm, stage: Stage, verifier: Option<Arc<verify::ServerVerifier>>) -> PyResult<Value> {
    let class = vm.native_type(&SESSION)?;
    let session = Session {
        stage: RefCell::new(stage),
        backlog: RefCell::default(),
        progress: RefCell::default(),
        alert: RefCell::default(),
        verifier,
    };
    Ok(vm.native(class, session)?.value())
}

fn client(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (config, verifier) = match &this::<Config>(args[0]).data {
        Config::Client(config, verifier) => (Arc::clone(config), Arc::clone(verifier)),
        Config::Server(_) => return Err(vm.type_error("not the configuration of a client")),
    };
    let name = args[1].cast::<Str>().map_or(String::new(), |name| name.to_string_lossy());
    // Without a name none is sent, nor checked.
    let (config, name) = match ServerName::try_from(name) {
        Ok(name) => (config, name),
        Err(_) => {
            let mut nameless = (*config).clone();
            nameless.enable_sni = false;
            let address = ServerName::IpAddress(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED).into());
            (Arc::new(nameless), address)
        }
    };
    let made = ClientConnection::new(config, name);
    or_text(vm, made, |vm, made| session_object(vm, Stage::Talking(Box::new(Connection::Client(made))), Some(verifier)))
}

fn server(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    session_object(vm, Stage::Waiting(Box::default()), None)
}

type This = Gc<Native<Session>>;

/// Takes in what the peer sent; None, or what is wrong with it.
fn feed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let bytes = data(vm, args[1])?;
    let result = feed_bytes(session, &bytes);
    verdict(vm, session, result)
}

/// None, or what is wrong with what the peer sent.
fn verdict(vm: &mut Vm, session: This, result: Result<(), Error>) -> PyResult<Value> {
    if let (Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)), Some(verifier)) =
        (&result, &session.data.verifier)
    {
        let text = format!("certificate: {}", verifier.issue());
        return Ok(vm.str(&text)?.value());
    }
    or_text(vm, result, |_, ()| Ok(Value::NONE))
}

fn feed_bytes(session: This, bytes: &[u8]) -> Result<(), Error> {
    let mut rest = bytes;
    let mut stage = session.data.stage.borrow_mut();
    match &mut *stage {
        Stage::Waiting(acceptor) => {
            while !rest.is_empty() {
                if acceptor.read_tls(&mut rest).unwrap_or(0) == 0 {
                    break;
                }
            }
            match acceptor.accept() {
                Ok(Some(accepted)) => *stage = Stage::Greeted(Box::new(accepted)),
                Ok(None) => {}
                Err((error, mut alert)) => {
                    // Writing to memory does not fail.
                    drop(alert.write_all(&mut *session.data.alert.borrow_mut()));
                    *stage = Stage::Broken;
                    return Err(error);
                }
            }
        }
        Stage::Talking(connection) => {
            let mut backlog = session.data.backlog.borrow_mut();
            if backlog.is_empty() {
                let result = digest(connection, &mut rest);
                backlog.extend_from_slice(rest);
                return result;
            }
            backlog.extend_from_slice(bytes);
            digest_backlog(connection, &mut backlog)?;
        }
        // Clients that were greeted may send on at once.
        Stage::Greeted(_) => session.data.backlog.borrow_mut().extend_from_slice(bytes),
        Stage::Broken => {}
    }
    Ok(())
}

/// Takes in as much of some bytes as there is room for, and leaves the rest.
fn digest(connection: &mut Connection, rest: &mut &[u8]) -> Result<(), Error> {
    let mut result = Ok(());
    while !rest.is_empty() && result.is_ok() && connection.wants_read() {
        match connection.read_tls(rest) {
            Ok(0) | Err(_) => break,
            Ok(_) => result = connection.process_new_packets().map(drop),
        }
    }
    result
}

/// Takes in as much of the backlog as there is room for.
fn digest_backlog(connection: &mut Connection, backlog: &mut Vec<u8>) -> Result<(), Error> {
    let mut rest = &backlog[..];
    let result = digest(connection, &mut rest);
    let used = backlog.len() - rest.len();
    backlog.drain(..used);
    result
}

/// Says that the peer closed the stream below.
fn feed_end(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    if let Stage::Talking(connection) = &mut *session.data.stage.borrow_mut() {
        let ended = connection.read_tls(&mut std::io::empty());
        drop(ended.map(|_| connection.process_new_packets()));
    }
    Ok(Value::NONE)
}

/// Appends what is to be sent to the peer.
fn put_out(session: This, out: &mut Vec<u8>) {
    out.append(&mut session.data.alert.borrow_mut());
    if let Stage::Talking(connection) = &mut *session.data.stage.borrow_mut() {
        while connection.wants_write() {
            if connection.write_tls(out).unwrap_or(0) == 0 {
                break;
            }
        }
    }
}

/// What is to be sent to the peer.
fn take(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut out = Vec::new();
    put_out(this::<Session>(args[0]), &mut out);
    Ok(vm.bytes(&out)?.value())
}

/// The name that a client that has greeted wants, or None; False if it has not greeted.
fn greeting(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let name = match &*session.data.stage.borrow() {
        Stage::Greeted(accepted) => accepted.client_hello().server_name().map(str::to_owned),
        Stage::Waiting(_) | Stage::Talking(_) | Stage::Broken => return Ok(Value::FALSE),
    };
    match name {
        Some(name) => Ok(vm.str(&name)?.value()),
        None => Ok(Value::NONE),
    }
}

/// Answers a greeting; None, or what is wrong.
fn answer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let config = match &this::<Config>(args[1]).data {
        Config::Server(config) => Arc::clone(config),
        Config::Client(..) => return Err(vm.type_error("not the configuration of a server")),
    };
    let stage = session.data.stage.replace(Stage::Broken);
    let Stage::Greeted(accepted) = stage else {
        session.data.stage.replace(stage);
        return Ok(Value::NONE);
    };
    let result = match accepted.into_connection(config) {
        Ok(connection) => {
            let mut connection = Box::new(Connection::Server(connection));
            let result = digest_backlog(&mut connection, &mut session.data.backlog.borrow_mut());
            session.data.stage.replace(Stage::Talking(connection));
            result
        }
        Err((error, mut alert)) => {
            // Writing to memory does not fail.
            drop(alert.write_all(&mut *session.data.alert.borrow_mut()));
            Err(error)
        }
    };
    or_text(vm, result, |_, ()| Ok(Value::NONE))
}

/// Up to `n` bytes of what the peer wrote: None if there is nothing yet, b"" after its farewell, False if it closed without;
/// or what is wrong with what it sent.
fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let most = usize::try_from(size(vm, args[1])?).unwrap_or(0);
    let mut stage = session.data.stage.borrow_mut();
    let Stage::Talking(connection) = &mut *stage else { return Ok(Value::NONE) };
    let taken = first_chunk(vm, connection, most)?;
    let mut backlog = session.data.backlog.borrow_mut();
    if !backlog.is_empty() {
        if let Err(error) = digest_backlog(connection, &mut backlog) {
            return Ok(vm.str(&shown(&error))?.value());
        }
        if !taken.is::<Bytes>() {
            return first_chunk(vm, connection, most);
        }
    }
    Ok(taken)
}

/// Up to `most` bytes of the first record that was decrypted, or what `read` says if there is none.
fn first_chunk(vm: &mut Vm, connection: &mut Connection, most: usize) -> PyResult<Value> {
    let mut reader = connection.reader();
    let (bytes, count) = match reader.fill_buf() {
        Ok(chunk) => {
            let chunk = &chunk[..chunk.len().min(most)];
            (vm.bytes(chunk)?, chunk.len())
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Value::NONE),
        Err(_) => return Ok(Value::FALSE),
    };
    reader.consume(count);
    Ok(bytes.value())
}

/// How many bytes can be read at once.
fn pending(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let count = match &mut *session.data.stage.borrow_mut() {
        Stage::Talking(connection) => {
            connection.process_new_packets().map_or(0, |state| state.plaintext_bytes_to_read())
        }
        Stage::Waiting(_) | Stage::Greeted(_) | Stage::Broken => 0,
    };
    Ok(Value::len(count))
}

/// Encrypts; how many bytes were taken.
fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let bytes = data(vm, args[1])?;
    let count = match &mut *session.data.stage.borrow_mut() {
        Stage::Talking(connection) => connection.writer().write(&bytes).unwrap_or(0),
        Stage::Waiting(_) | Stage::Greeted(_) | Stage::Broken => 0,
    };
    Ok(Value::len(count))
}

fn farewell(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Stage::Talking(connection) = &mut *this::<Session>(args[0]).data.stage.borrow_mut() {
        connection.send_close_notify();
    }
    Ok(Value::NONE)
}

fn is_handshaking(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(match &*this::<Session>(args[0]).data.stage.borrow() {
        Stage::Talking(connection) => connection.is_handshaking(),
        Stage::Waiting(_) | Stage::Greeted(_) | Stage::Broken => true,
    }))
}

/// What the peers agreed on: version, cipher suite, application protocol or None; None before that.
fn agreed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let (version, suite, protocol) = match &*session.data.stage.borrow() {
        Stage::Talking(connection) => (
            connection.protocol_version().map(u16::from),
            connection.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite())),
            connection.alpn_protocol().map(|protocol| String::from_utf8_lossy(protocol).into_owned()),
        ),
        Stage::Waiting(_) | Stage::Greeted(_) | Stage::Broken => (None, None, None),
    };
    let (Some(version), Some(suite)) = (version, suite) else { return Ok(Value::NONE) };
    let suite = vm.str(&suite)?.value();
    let protocol = match protocol {
        Some(protocol) => vm.str(&protocol)?.value(),
        None => Value::NONE,
    };
    Ok(vm.tuple(&[Value::int32(version.into()), suite, protocol])?.value())
}

/// The peer's certificates, its own first.
fn certificates(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let session = this::<Session>(args[0]);
    let chain: Vec<Vec<u8>> = match &*session.data.stage.borrow() {
        Stage::Talking(connection) => {
            connection.peer_certificates().unwrap_or(&[]).iter().map(|known| known.to_vec()).collect()
        }
        Stage::Waiting(_) | Stage::Greeted(_) | Stage::Broken => Vec::new(),
    };
    let list = vm.list(&[])?;
    for certificate in chain {
        let certificate = vm.bytes(&certificate)?.value();
        list.push(vm, certificate)?;
    }
    Ok(list.value())
}

static CONFIG: TypeSpec = TypeSpec { name: "Config", module: "_rustls", flags: type_flag::NO_NEW, ..TypeSpec::EMPTY };

static SESSION: TypeSpec = TypeSpec {
    name: "Session",
    module: "_rustls",
    flags: type_flag::NO_NEW,
    methods: &[
        method("feed", "(data, /)", feed),
        method("feed_end", "()", feed_end),
        method("draw", "(bio, /)", bio::draw),
        method("take", "()", take),
        method("take_into", "(bio, /)", bio::take_into),
        method("greeting", "()", greeting),
        method("answer", "(config, /)", answer),
        method("read", "(n, /)", read),
        method("pending", "()", pending),
        method("write", "(data, /)", write),
        method("write_into", "(data, bio, /)", bio::write_into),
        method("farewell", "()", farewell),
        method("is_handshaking", "()", is_handshaking),
        method("agreed", "()", agreed),
        method("certificates", "()", certificates),
    ],
    ..TypeSpec::EMPTY
};

/// The arguments of `client_config` and `server_config`.
const WISHES: &str = "(roots, chain, key, verify, check_hostname, alpn, lowest, highest, /)";

/// `_rustls`
pub(crate) static RUSTLS: ModuleSpec = ModuleSpec {
    name: "_rustls",
    doc: "TLS for the module _ssl.",
    functions: &[
        func("client_config", WISHES, client_config),
        func("server_config", WISHES, server_config),
        func("client", "(config, name, /)", client),
        func("server", "()", server),
    ],
    types: &[&CONFIG, &SESSION, &bio::MEMORY_BIO],
    ..ModuleSpec::EMPTY
};
