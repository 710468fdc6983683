//! Sockets, their addresses and names.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW] of the parent module")]

use super::errno;
use libc::{c_char, c_int, c_void, sockaddr, sockaddr_storage, socklen_t};
use std::ffi::{CStr, CString};

/// A socket address of any family.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    storage: sockaddr_storage,
    len: socklen_t,
}

/// What an address says.
pub(crate) enum View {
    /// Nothing: the peer has no address.
    Nothing,
    V4 {
        host: [u8; 4],
        port: u16,
    },
    V6 {
        host: [u8; 16],
        port: u16,
        flow: u32,
        scope: u32,
    },
    /// A path or an abstract name, which begins with NUL.
    Unix(Vec<u8>),
    Netlink {
        pid: u32,
        groups: u32,
    },
    Other {
        family: i32,
        bytes: Vec<u8>,
    },
}

impl Address {
    fn empty() -> Address {
        // SAFETY: [NEW]
        Address { storage: unsafe { std::mem::zeroed() }, len: size_of::<sockaddr_storage>() as socklen_t }
    }

    fn of<T>(address: T) -> Address {
        const { assert!(size_of::<T>() <= size_of::<sockaddr_storage>()) };
        let mut new = Address::empty();
        new.len = size_of::<T>() as socklen_t;
        // SAFETY: [ARGUMENTS]: the storage is large enough and aligned for every kind of address.
        unsafe { (&raw mut new.storage).cast::<T>().write(address) };
        new
    }

    fn read<T: Copy>(&self) -> T {
        // SAFETY: [NEW]: the storage is large enough, and all bits zero are valid.
        unsafe { (&raw const self.storage).cast::<T>().read() }
    }

    pub(crate) fn v4(host: [u8; 4], port: u16) -> Address {
        // SAFETY: [NEW]
        let mut address: libc::sockaddr_in = unsafe { std::mem::zeroed() };
        address.sin_family = libc::AF_INET as libc::sa_family_t;
        address.sin_port = port.to_be();
        address.sin_addr.s_addr = u32::from_ne_bytes(host);
        Address::of(address)
    }

    pub(crate) fn v6(host: [u8; 16], port: u16, flow: u32, scope: u32) -> Address {
        // SAFETY: [NEW]
        let mut address: libc::sockaddr_in6 = unsafe { std::mem::zeroed() };
        address.sin6_family = libc::AF_INET6 as libc::sa_family_t;
        address.sin6_port = port.to_be();
        address.sin6_flowinfo = flow.to_be();
        address.sin6_scope_id = scope;
        address.sin6_addr.s6_addr = host;
        Address::of(address)
    }

    /// A path, or an abstract name that begins with NUL; none if it is too long.
    pub(crate) fn unix(path: &[u8]) -> Option<Address> {
        // SAFETY: [NEW]
        let mut address: libc::sockaddr_un = unsafe { std::mem::zeroed() };
        address.sun_family = libc::AF_UNIX as libc::sa_family_t;
        let is_abstract = path.first() == Some(&0);
        let room = address.sun_path.len() - usize::from(!is_abstract);
        if path.len() > room {
            return None;
        }
        for (to, &from) in address.sun_path.iter_mut().zip(path) {
            *to = from as c_char;
        }
        let head = std::mem::offset_of!(libc::sockaddr_un, sun_path);
        let mut new = Address::of(address);
        new.len = (head + path.len() + usize::from(!is_abstract)) as socklen_t;
        Some(new)
    }

    pub(crate) fn netlink(pid: u32, groups: u32) -> Address {
        // SAFETY: [NEW]
        let mut address: libc::sockaddr_nl = unsafe { std::mem::zeroed() };
        address.nl_family = libc::AF_NETLINK as libc::sa_family_t;
        (address.nl_pid, address.nl_groups) = (pid, groups);
        Address::of(address)
    }

    pub(crate) fn view(&self) -> View {
        let head = std::mem::offset_of!(sockaddr_storage, ss_family) + size_of::<libc::sa_family_t>();
        let len = (self.len as usize).min(size_of::<sockaddr_storage>());
        if len < head {
            return View::Nothing;
        }
        let rest = |from: usize| {
            let start = (&raw const self.storage).cast::<u8>();
            // SAFETY: [ARGUMENTS]: within the storage.
            unsafe { std::slice::from_raw_parts(start.add(from), len - from) }.to_vec()
        };
        match c_int::from(self.storage.ss_family) {
            libc::AF_INET => {
                let address: libc::sockaddr_in = self.read();
                View::V4 { host: address.sin_addr.s_addr.to_ne_bytes(), port: u16::from_be(address.sin_port) }
            }
            libc::AF_INET6 => {
                let address: libc::sockaddr_in6 = self.read();
                View::V6 {
                    host: address.sin6_addr.s6_addr,
                    port: u16::from_be(address.sin6_port),
                    flow: u32::from_be(address.sin6_flowinfo),
                    scope: address.sin6_scope_id,
                }
            }
            libc::AF_UNIX => {
                let mut path = rest(std::mem::offset_of!(libc::sockaddr_un, sun_path));
                if path.first() != Some(&0) {
                    path.truncate(path.iter().position(|&byte| byte == 0).unwrap_or(path.len()));
                }
                View::Unix(path)
            }
            libc::AF_NETLINK => {
                let address: libc::sockaddr_nl = self.read();
                View::Netlink { pid: address.nl_pid, groups: address.nl_groups }
            }
            family => View::Other { family, bytes: rest(head) },
        }
    }

    fn as_ptr(&self) -> *const sockaddr {
        (&raw const self.storage).cast()
    }

    fn as_mut(&mut self) -> (*mut sockaddr, *mut socklen_t) {
        ((&raw mut self.storage).cast(), &raw mut self.len)
    }
}

macro_rules! simple {
    ($($name:ident($($arg:ident: $type:ty),*);)*) => {$(
        pub(crate) fn $name($($arg: $type),*) -> c_int {
            // SAFETY: [ARGUMENTS]
            unsafe { libc::$name($($arg),*) }
        }
    )*};
}
simple! {
    socket(family: c_int, kind: c_int, protocol: c_int);
    listen(fd: c_int, backlog: c_int);
    shutdown(fd: c_int, how: c_int);
}

pub(crate) fn bind(fd: c_int, address: &Address) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::bind(fd, address.as_ptr(), address.len) }
}

pub(crate) fn connect(fd: c_int, address: &Address) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::connect(fd, address.as_ptr(), address.len) }
}

/// A new descriptor, not to be inherited, and the peer's address.
pub(crate) fn accept(fd: c_int) -> (c_int, Address) {
    let mut address = Address::empty();
    let (to, len) = address.as_mut();
    // SAFETY: [ARGUMENTS]
    let new = unsafe { libc::accept4(fd, to, len, libc::SOCK_CLOEXEC) };
    (new, address)
}

pub(crate) fn own_address(fd: c_int) -> Result<Address, i32> {
    let mut address = Address::empty();
    let (to, len) = address.as_mut();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::getsockname(fd, to, len) } < 0 { Err(errno()) } else { Ok(address) }
}

pub(crate) fn peer_address(fd: c_int) -> Result<Address, i32> {
    let mut address = Address::empty();
    let (to, len) = address.as_mut();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::getpeername(fd, to, len) } < 0 { Err(errno()) } else { Ok(address) }
}

pub(crate) fn socketpair(family: c_int, kind: c_int, protocol: c_int) -> Result<[c_int; 2], i32> {
    let mut fds = [-1; 2];
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::socketpair(family, kind | libc::SOCK_CLOEXEC, protocol, fds.as_mut_ptr()) };
    if result < 0 { Err(errno()) } else { Ok(fds) }
}

/// How many bytes can be received without waiting, as far as that can be told.
pub(crate) fn available(fd: c_int) -> usize {
    let mut count: c_int = 0;
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::ioctl(fd, libc::FIONREAD, &raw mut count) };
    if result == 0 { usize::try_from(count).unwrap_or(0) } else { 0 }
}

pub(crate) fn recv(fd: c_int, buffer: &mut [u8], flags: c_int) -> isize {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::recv(fd, buffer.as_mut_ptr().cast(), buffer.len(), flags) }
}

pub(crate) fn recvfrom(fd: c_int, buffer: &mut [u8], flags: c_int) -> (isize, Address) {
    let mut address = Address::empty();
    let (to, len) = address.as_mut();
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::recvfrom(fd, buffer.as_mut_ptr().cast(), buffer.len(), flags, to, len) };
    (count, address)
}

pub(crate) fn send(fd: c_int, data: &[u8], flags: c_int) -> isize {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::send(fd, data.as_ptr().cast(), data.len(), flags) }
}

pub(crate) fn sendto(fd: c_int, data: &[u8], flags: c_int, address: &Address) -> isize {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::sendto(fd, data.as_ptr().cast(), data.len(), flags, address.as_ptr(), address.len) }
}

/// An option's value, of at most `buffer.len()` bytes; how many there are, or the error number.
pub(crate) fn getsockopt(fd: c_int, level: c_int, name: c_int, buffer: &mut [u8]) -> Result<usize, i32> {
    let mut len = buffer.len() as socklen_t;
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::getsockopt(fd, level, name, buffer.as_mut_ptr().cast(), &raw mut len) };
    if result < 0 { Err(errno()) } else { Ok(len as usize) }
}

pub(crate) fn setsockopt(fd: c_int, level: c_int, name: c_int, value: &[u8]) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::setsockopt(fd, level, name, value.as_ptr().cast(), value.len() as socklen_t) }
}

/// Sets an option to no value of a given length.
pub(crate) fn setsockopt_none(fd: c_int, level: c_int, name: c_int, len: u32) -> c_int {
    // SAFETY: [ARGUMENTS]: the system reads nothing for these.
    unsafe { libc::setsockopt(fd, level, name, std::ptr::null(), len) }
}

/// Waits until the descriptor can be read from (or written to) or something is wrong; 0 when the time is over.
pub(crate) fn wait(fd: c_int, writing: bool, milliseconds: c_int) -> Result<usize, i32> {
    let events = if writing { libc::POLLOUT } else { libc::POLLIN };
    super::poll::poll(&mut [libc::pollfd { fd, events, revents: 0 }], milliseconds)
}

pub(crate) fn set_blocking(fd: c_int, blocking: bool) -> c_int {
    let mut on = c_int::from(!blocking);
    // SAFETY: [ARGUMENTS]
    unsafe { libc::ioctl(fd, libc::FIONBIO, &raw mut on) }
}

/// A control message: level, type and data.
pub(crate) type Control = (c_int, c_int, Vec<u8>);

/// What `recvmsg` gave.
pub(crate) struct Message {
    pub(crate) count: usize,
    pub(crate) controls: Vec<Control>,
    pub(crate) flags: c_int,
    pub(crate) address: Address,
}

/// Receives into `buffer` with room for `room` bytes of control messages.
pub(crate) fn recvmsg(fd: c_int, buffer: &mut [u8], room: usize, flags: c_int) -> Result<Message, i32> {
    let mut address = Address::empty();
    // Words, so that the headers in it are aligned.
    let mut control = vec![0u64; room.div_ceil(8)];
    let mut part = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    // SAFETY: [NEW]
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_name = (&raw mut address.storage).cast();
    message.msg_namelen = address.len;
    (message.msg_iov, message.msg_iovlen) = (&raw mut part, 1);
    if room > 0 {
        (message.msg_control, message.msg_controllen) = (control.as_mut_ptr().cast(), room as _);
    }
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::recvmsg(fd, &raw mut message, flags) };
    let Ok(count) = usize::try_from(count) else { return Err(errno()) };
    address.len = message.msg_namelen;
    Ok(Message { count, controls: controls(&message), flags: message.msg_flags, address })
}

fn controls(message: &libc::msghdr) -> Vec<Control> {
    let mut found = Vec::new();
    let end = message.msg_control as usize + message.msg_controllen;
    // SAFETY: [ARGUMENTS]: the system filled the control memory, and the macros stay within it.
    unsafe {
        let mut header = libc::CMSG_FIRSTHDR(message);
        while !header.is_null() {
            let data = libc::CMSG_DATA(header);
            let head = data as usize - header as usize;
            let len = ((*header).cmsg_len as usize).saturating_sub(head).min(end.saturating_sub(data as usize));
            let bytes = std::slice::from_raw_parts(data, len).to_vec();
            found.push(((*header).cmsg_level, (*header).cmsg_type, bytes));
            header = libc::CMSG_NXTHDR(message, header);
        }
    }
    found
}

/// Sends parts with control messages.
pub(crate) fn sendmsg(
    fd: c_int,
    parts: &[&[u8]],
    controls: &[Control],
    flags: c_int,
    address: Option<&Address>,
) -> isize {
    let mut vectors: Vec<libc::iovec> = parts
        .iter()
        .map(|part| libc::iovec { iov_base: part.as_ptr().cast_mut().cast(), iov_len: part.len() })
        .collect();
    let room: usize = controls.iter().map(|(_, _, data)| cmsg_space(data.len())).sum();
    let mut control = vec![0u64; room.div_ceil(8)];
    // SAFETY: [NEW]
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    if let Some(address) = address {
        (message.msg_name, message.msg_namelen) = (address.as_ptr().cast_mut().cast(), address.len);
    }
    (message.msg_iov, message.msg_iovlen) = (vectors.as_mut_ptr(), vectors.len() as _);
    if room > 0 {
        (message.msg_control, message.msg_controllen) = (control.as_mut_ptr().cast(), room as _);
    }
    // SAFETY: [ARGUMENTS]: there is room for every header and its data.
    unsafe {
        let mut header = libc::CMSG_FIRSTHDR(&raw const message);
        for (level, kind, data) in controls {
            if header.is_null() {
                break;
            }
            (*header).cmsg_level = *level;
            (*header).cmsg_type = *kind;
            (*header).cmsg_len = cmsg_len(data.len()) as _;
            std::ptr::copy_nonoverlapping(data.as_ptr(), libc::CMSG_DATA(header), data.len());
            header = libc::CMSG_NXTHDR(&raw const message, header);
        }
        libc::sendmsg(fd, &raw const message, flags)
    }
}

pub(crate) fn cmsg_len(len: usize) -> usize {
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_LEN(len as u32) as usize }
}

pub(crate) fn cmsg_space(len: usize) -> usize {
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_SPACE(len as u32) as usize }
}

/// One answer of `getaddrinfo`.
pub(crate) struct Info {
    pub(crate) family: c_int,
    pub(crate) kind: c_int,
    pub(crate) protocol: c_int,
    pub(crate) canonical: Vec<u8>,
    pub(crate) address: Address,
}

/// What `getaddrinfo` is to look for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hints {
    pub(crate) family: c_int,
    pub(crate) kind: c_int,
    pub(crate) protocol: c_int,
    pub(crate) flags: c_int,
}

/// The addresses of a host and service; else the code, and for a system error its number.
pub(crate) fn getaddrinfo(
    host: Option<&CStr>,
    service: Option<&CStr>,
    hints: Hints,
) -> Result<Vec<Info>, (c_int, c_int)> {
    let text = |text: Option<&CStr>| text.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: [NEW]
    let mut wanted: libc::addrinfo = unsafe { std::mem::zeroed() };
    (wanted.ai_family, wanted.ai_socktype) = (hints.family, hints.kind);
    (wanted.ai_protocol, wanted.ai_flags) = (hints.protocol, hints.flags);
    let mut first = std::ptr::null_mut();
    // SAFETY: [ARGUMENTS]
    let code = unsafe { libc::getaddrinfo(text(host), text(service), &raw const wanted, &raw mut first) };
    if code != 0 {
        return Err((code, errno()));
    }
    let mut found = Vec::new();
    let mut at = first;
    while !at.is_null() {
        // SAFETY: [ARGUMENTS]: the list that the call made.
        let info = unsafe { &*at };
        let mut address = Address::empty();
        address.len = info.ai_addrlen.min(address.len);
        // SAFETY: [ARGUMENTS]: the address is so long, and the storage long enough.
        unsafe {
            let to = (&raw mut address.storage).cast::<u8>();
            std::ptr::copy_nonoverlapping(info.ai_addr.cast::<u8>(), to, address.len as usize);
        }
        let canonical = if info.ai_canonname.is_null() {
            Vec::new()
        } else {
            // SAFETY: [ARGUMENTS]
            unsafe { CStr::from_ptr(info.ai_canonname) }.to_bytes().to_vec()
        };
        let (family, kind, protocol) = (info.ai_family, info.ai_socktype, info.ai_protocol);
        found.push(Info { family, kind, protocol, canonical, address });
        at = info.ai_next;
    }
    // SAFETY: [ARGUMENTS]: the list is not used any more.
    unsafe { libc::freeaddrinfo(first) };
    Ok(found)
}

pub(crate) fn gai_message(code: c_int) -> String {
    // SAFETY: a static string of the system.
    unsafe { CStr::from_ptr(libc::gai_strerror(code)) }.to_string_lossy().into_owned()
}

/// Names of an address's host and service.
pub(crate) fn getnameinfo(address: &Address, flags: c_int) -> Result<(Vec<u8>, Vec<u8>), (c_int, c_int)> {
    let (mut host, mut service) = ([0 as c_char; 1025], [0 as c_char; 32]);
    // SAFETY: [ARGUMENTS]
    let code = unsafe {
        libc::getnameinfo(
            address.as_ptr(),
            address.len,
            host.as_mut_ptr(),
            host.len() as socklen_t,
            service.as_mut_ptr(),
            service.len() as socklen_t,
            flags,
        )
    };
    if code != 0 {
        return Err((code, errno()));
    }
    // SAFETY: [ARGUMENTS]: the call ends what it writes with NUL.
    let text = |text: &[c_char]| unsafe { CStr::from_ptr(text.as_ptr()) }.to_bytes().to_vec();
    Ok((text(&host), text(&service)))
}

// Not in every version of the C library's bindings.
unsafe extern "C" {
    fn gethostbyaddr(address: *const c_void, len: socklen_t, family: c_int) -> *const libc::hostent;
    fn gethostbyname(name: *const c_char) -> *const libc::hostent;
    fn getservbyname(name: *const c_char, protocol: *const c_char) -> *const libc::servent;
    fn getservbyport(port: c_int, protocol: *const c_char) -> *const libc::servent;
    fn getprotobyname(name: *const c_char) -> *const libc::protoent;
    fn hstrerror(code: c_int) -> *const c_char;
    fn __h_errno_location() -> *mut c_int;
}

/// A host's name, other names and addresses.
pub(crate) struct Host {
    pub(crate) name: Vec<u8>,
    pub(crate) aliases: Vec<Vec<u8>>,
    pub(crate) family: c_int,
    pub(crate) addresses: Vec<Vec<u8>>,
}

fn host_of(entry: *const libc::hostent) -> Result<Host, c_int> {
    // SAFETY: [ARGUMENTS]: the entry is the library's and stays until its next call, which the interpreter's lock delays.
    unsafe {
        if entry.is_null() {
            return Err(*__h_errno_location());
        }
        let entry = &*entry;
        let list = |mut at: *mut *mut c_char, read: &dyn Fn(*const c_char) -> Vec<u8>| {
            let mut items = Vec::new();
            while !at.is_null() && !(*at).is_null() {
                items.push(read(*at));
                at = at.add(1);
            }
            items
        };
        let len = entry.h_length as usize;
        Ok(Host {
            name: CStr::from_ptr(entry.h_name).to_bytes().to_vec(),
            aliases: list(entry.h_aliases, &|text| CStr::from_ptr(text).to_bytes().to_vec()),
            family: entry.h_addrtype,
            addresses: list(entry.h_addr_list, &|bytes| std::slice::from_raw_parts(bytes.cast::<u8>(), len).to_vec()),
        })
    }
}

/// A host by name, or the resolver's code.
pub(crate) fn host_by_name(name: &CStr) -> Result<Host, c_int> {
    // SAFETY: [ARGUMENTS]
    host_of(unsafe { gethostbyname(name.as_ptr()) })
}

/// A host by address, or the resolver's code.
pub(crate) fn host_by_address(family: c_int, address: &[u8]) -> Result<Host, c_int> {
    // SAFETY: [ARGUMENTS]
    host_of(unsafe { gethostbyaddr(address.as_ptr().cast(), address.len() as socklen_t, family) })
}

pub(crate) fn resolver_message(code: c_int) -> String {
    // SAFETY: a static string of the library.
    unsafe { CStr::from_ptr(hstrerror(code)) }.to_string_lossy().into_owned()
}

/// Port of a service.
pub(crate) fn service_by_name(name: &CStr, protocol: Option<&CStr>) -> Option<u16> {
    let protocol = protocol.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: [ARGUMENTS]
    let entry = unsafe { getservbyname(name.as_ptr(), protocol).as_ref() };
    entry.map(|entry| u16::from_be(entry.s_port as u16))
}

/// Name of the service at a port.
pub(crate) fn service_by_port(port: u16, protocol: Option<&CStr>) -> Option<CString> {
    let protocol = protocol.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: [ARGUMENTS]; the name is copied before the library can change it.
    unsafe {
        let entry = getservbyport(port.to_be().into(), protocol).as_ref();
        entry.map(|entry| CStr::from_ptr(entry.s_name).to_owned())
    }
}

/// Number of a protocol.
pub(crate) fn protocol_by_name(name: &CStr) -> Option<c_int> {
    // SAFETY: [ARGUMENTS]
    unsafe { getprotobyname(name.as_ptr()).as_ref() }.map(|entry| entry.p_proto)
}

/// Numbers and names of the network interfaces.
pub(crate) fn interfaces() -> Result<Vec<(u32, Vec<u8>)>, i32> {
    // SAFETY: [ARGUMENTS]: the list that the call made ends with a null name, and is given back.
    unsafe {
        let first = libc::if_nameindex();
        if first.is_null() {
            return Err(errno());
        }
        let mut found = Vec::new();
        let mut at = first;
        while !(*at).if_name.is_null() {
            found.push(((*at).if_index, CStr::from_ptr((*at).if_name).to_bytes().to_vec()));
            at = at.add(1);
        }
        libc::if_freenameindex(first);
        Ok(found)
    }
}

/// Number of an interface; 0 if there is none of this name.
pub(crate) fn interface_number(name: &CStr) -> u32 {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::if_nametoindex(name.as_ptr()) }
}

/// Name of an interface.
pub(crate) fn interface_name(number: u32) -> Result<Vec<u8>, i32> {
    let mut name = [0 as c_char; libc::IF_NAMESIZE];
    // SAFETY: [ARGUMENTS]; the name ends with NUL.
    unsafe {
        if libc::if_indextoname(number, name.as_mut_ptr()).is_null() {
            return Err(errno());
        }
        Ok(CStr::from_ptr(name.as_ptr()).to_bytes().to_vec())
    }
}

/// The host's name.
pub(crate) fn host_name() -> Result<Vec<u8>, i32> {
    let mut name = [0 as c_char; 1024];
    // SAFETY: [ARGUMENTS]; one byte is left for NUL.
    unsafe {
        if libc::gethostname(name.as_mut_ptr(), name.len() - 1) < 0 {
            return Err(errno());
        }
        Ok(CStr::from_ptr(name.as_ptr()).to_bytes().to_vec())
    }
}

pub(crate) fn set_host_name(name: &[u8]) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::sethostname(name.as_ptr().cast(), name.len()) }
}

/// An IPv4 address in any of the forms that the C library knows.
pub(crate) fn inet_aton(text: &CStr) -> Option<[u8; 4]> {
    unsafe extern "C" {
        fn inet_aton(text: *const c_char, out: *mut libc::in_addr) -> c_int;
    }
    let mut address = libc::in_addr { s_addr: 0 };
    // SAFETY: [ARGUMENTS]
    (unsafe { inet_aton(text.as_ptr(), &raw mut address) } != 0).then(|| address.s_addr.to_ne_bytes())
}
