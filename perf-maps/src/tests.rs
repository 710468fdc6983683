//! What was written is read back.
#![expect(unsafe_code, reason = "the limit of file sizes stands in for a full disk")]

use crate::eh_frame;
use crate::{JitDump, Line, Machine, PerfMap, room_after};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

/// A folder of the test's own, which is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("krait-perf-maps-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the temporary folder can be written to");
        Folder(path)
    }

    fn file(&self, kind: &str) -> PathBuf {
        let process = std::process::id();
        self.0.join(if kind == "map" { format!("perf-{process}.map") } else { format!("jit-{process}.dump") })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Reads numbers and texts off the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn u32(&mut self) -> u32 {
        u32::from_ne_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn u64(&mut self) -> u64 {
        u64::from_ne_bytes(self.take(8).try_into().expect("eight bytes"))
    }

    fn text(&mut self) -> String {
        let end = self.0.iter().position(|&byte| byte == 0).expect("texts end");
        let text = String::from_utf8(self.take(end).to_vec()).expect("texts are UTF-8");
        self.take(1);
        text
    }
}

#[derive(Debug, PartialEq)]
enum Record {
    Load { address: u64, index: u64, name: String, code: Vec<u8> },
    Lines { address: u64, entries: Vec<(u64, u32, String)> },
    Unwinding { size: u64, header_size: u64, mapped: u64 },
    Close,
}

fn parse(bytes: &[u8]) -> Vec<Record> {
    let mut header = Reader(bytes);
    assert_eq!([header.u32(), header.u32(), header.u32()], [0x4A695444, 1, 40]);
    assert_eq!([header.u32(), header.u32(), header.u32()], [62, 0, std::process::id()]);
    let mut last = header.u64();
    assert_eq!(header.u64(), 0);
    let mut rest = header;
    let mut records = Vec::new();
    while !rest.0.is_empty() {
        let (kind, size, time) = (rest.u32(), rest.u32(), rest.u64());
        assert!(time >= last, "records are in order");
        last = time;
        let mut body = Reader(rest.take(size as usize - 16));
        records.push(match kind {
            0 => {
                assert_eq!(body.u32(), std::process::id());
                body.u32();
                let (vma, address, size, index) = (body.u64(), body.u64(), body.u64(), body.u64());
                assert_eq!(vma, address);
                let name = body.text();
                assert_eq!(body.0.len() as u64, size, "the code ends the record");
                Record::Load { address, index, name, code: body.0.to_vec() }
            }
            2 => {
                assert_eq!(size % 8, 0);
                let (address, count) = (body.u64(), body.u64());
                let entry = |_| {
                    let (at, line, discriminator) = (body.u64(), body.u32(), body.u32());
                    assert_eq!(discriminator, 0);
                    (at, line, body.text())
                };
                Record::Lines { address, entries: (0..count).map(entry).collect() }
            }
            3 => Record::Close,
            4 => {
                assert_eq!(size % 8, 0);
                Record::Unwinding { size: body.u64(), header_size: body.u64(), mapped: body.u64() }
            }
            other => panic!("record {other}"),
        });
    }
    records
}

#[test]
fn a_map_has_a_line_for_each_piece_of_code() {
    let folder = Folder::new("lines");
    let mut map = PerfMap::open_in(&folder.0).expect("a new file");
    map.add(0x7f00_1234_5000, 11, "py::C.m:/tmp/é x.py");
    map.add(0xabc, 0x1000, "py::a\nb:\t");
    drop(map);
    let mut again = PerfMap::open_in(&folder.0).expect("the file is opened again");
    again.add(1, 2, "py::last:f");
    let path = folder.file("map");
    let text = std::fs::read_to_string(&path).expect("the file was written");
    assert_eq!(text, "7f0012345000 b py::C.m:/tmp/é x.py\nabc 1000 py::a?b:?\n1 2 py::last:f\n");
    assert_eq!(std::fs::metadata(path).expect("it exists").permissions().mode() & 0o777, 0o600);
}

#[test]
fn links_are_not_followed() {
    let folder = Folder::new("links");
    let victim = folder.0.join("victim");
    std::fs::write(&victim, "precious").expect("a file");
    symlink(&victim, folder.file("map")).expect("a link");
    symlink(&victim, folder.file("dump")).expect("a link");
    PerfMap::open_in(&folder.0).expect_err("a link is in the way");
    JitDump::open_in(&folder.0, Machine::X86_64).expect_err("a link is in the way");
    assert_eq!(std::fs::read_to_string(&victim).expect("it exists"), "precious");
}

#[test]
fn a_dump_reads_back() {
    let folder = Folder::new("dump");
    let path = folder.file("dump");
    std::fs::write(&path, "of an earlier process").expect("a file");
    let stale = std::fs::metadata(&path).expect("it exists").ino();
    let keep = std::fs::File::open(&path).expect("it exists");
    let mut dump = JitDump::open_in(&folder.0, Machine::X86_64).expect("the stale file is replaced");
    assert_eq!(dump.path(), path);
    assert_ne!(std::fs::metadata(&path).expect("it exists").ino(), stale);
    drop(keep);
    let lines = [Line { offset: 0, line: 3, file: "a.py" }, Line { offset: 4, line: 70_000, file: "lib/b.py" }];
    dump.add(0x4000, &[0x55, 0x48, 0x89, 0xe5, 0xc3], "py::f:a.py", &lines);
    dump.add(0x5000, &[0xc3], "py::g\0h:a.py", &[]);
    drop(dump);
    let records = parse(&std::fs::read(&path).expect("the file was written"));
    let Record::Unwinding { size, header_size, mapped } = records[0] else { panic!("{:?}", records[0]) };
    assert_eq!((header_size, mapped), (20, size.next_multiple_of(8)));
    assert_eq!(room_after(Machine::X86_64, 5) as u64, 3 + mapped);
    let entries = vec![(0x4000, 3, "a.py".to_owned()), (0x4004, 70_000, "lib/b.py".to_owned())];
    assert_eq!(records[1], Record::Lines { address: 0x4000, entries });
    let code = vec![0x55, 0x48, 0x89, 0xe5, 0xc3];
    assert_eq!(records[2], Record::Load { address: 0x4000, index: 0, name: "py::f:a.py".to_owned(), code });
    assert!(matches!(records[3], Record::Unwinding { .. }));
    let name = "py::g".to_owned();
    assert_eq!(records[4], Record::Load { address: 0x5000, index: 1, name, code: vec![0xc3] });
    assert_eq!(records[5..], [Record::Close]);
}

/// Files of this process grow no further than so many bytes.
fn limit_file_size(bytes: libc::rlim_t) {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: ignoring a signal needs no handler; the other calls read and write the structure given.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit);
        limit.rlim_cur = bytes.min(limit.rlim_max);
        libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit);
    }
}

#[test]
fn a_full_disk_costs_what_does_not_fit() {
    let folder = Folder::new("full");
    let mut dump = JitDump::open_in(&folder.0, Machine::X86_64).expect("a new file");
    let mut map = PerfMap::open_in(&folder.0).expect("a new file");
    // Other tests write less.
    limit_file_size(100_000);
    dump.add(0x4000, &vec![0xc3; 200_000], "py::large:a.py", &[]);
    dump.add(0x5000, &[0xc3], "py::small:a.py", &[]);
    map.add(1, 2, &"x".repeat(200_000));
    limit_file_size(libc::RLIM_INFINITY);
    map.add(3, 4, "py::small:a.py");
    drop(dump);
    let records = parse(&std::fs::read(folder.file("dump")).expect("it exists"));
    let name = "py::small:a.py".to_owned();
    assert_eq!(records[1], Record::Load { address: 0x5000, index: 0, name, code: vec![0xc3] });
    assert_eq!((records.len(), &records[2]), (3, &Record::Close));
    let text = std::fs::read_to_string(folder.file("map")).expect("it exists");
    assert_eq!(text.lines().last(), Some("3 4 py::small:a.py"));
}

#[test]
fn a_dump_is_whole_before_it_is_closed() {
    let folder = Folder::new("whole");
    let mut dump = JitDump::open_in(&folder.0, Machine::X86_64).expect("a new file");
    dump.add(0x4000, &[0xc3], "py::f:a.py", &[]);
    assert_eq!(parse(&std::fs::read(folder.file("dump")).expect("it exists")).len(), 2);
}

#[test]
fn sections_name_the_code_before_them() {
    for (machine, size) in [(Machine::X86_64, 8), (Machine::X86_64, 1001), (Machine::Aarch64, 20)] {
        let unwinding = eh_frame::unwinding(machine, size);
        let table = unwinding.bytes.len() - unwinding.header_size;
        let word = |at: usize| i32::from_ne_bytes(unwinding.bytes[at..at + 4].try_into().expect("four bytes"));
        // Addresses here count from the start of `.eh_frame`.
        let code = -(size.next_multiple_of(8) as i32);
        let header = table as i32;
        assert_eq!(header + 4 + word(table + 4), 0, "the header finds the frames");
        assert_eq!(header + word(table + 12), code, "the table finds the code");
        let function = (header + word(table + 16)) as usize;
        assert_eq!(word(function + 4), function as i32 + 4, "the entry finds what is common");
        assert_eq!(function as i32 + 8 + word(function + 8), code, "the entry finds the code");
        assert_eq!(word(function + 12), size as i32);
        assert_eq!(function + 4 + word(function) as usize, table - 8, "and is the last one");
        assert_eq!((table % 8, function % 8), (0, 0));
    }
}
