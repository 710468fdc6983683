//! The files by which `perf` learns of machine code, as an observer of the interpreter's.

use perf_maps::{JitDump, Line, Machine, PerfMap};
use runtime::profile::{CodeObserver, Format, SourceLine};

/// Opens the files of this process. Like CPython, a program runs all the same if that cannot be.
pub(crate) fn open(format: Format) -> Option<Box<dyn CodeObserver>> {
    match format {
        Format::Names => Some(Box::new(Map(PerfMap::open().ok()?))),
        Format::Lines => {
            let machine = Machine::HOST?;
            match JitDump::open(machine) {
                Ok(dump) => Some(Box::new(Dump { dump, machine })),
                Err(error) => {
                    eprintln!("krait: perf is not told of code: no jitdump file can be written: {error}");
                    None
                }
            }
        }
    }
}

struct Map(PerfMap);

impl CodeObserver for Map {
    fn code_added(&mut self, name: &str, address: usize, code: &[u8], _: &[SourceLine<'_>]) {
        self.0.add(address, code.len(), name);
    }

    fn room_after(&self, _: usize) -> usize {
        0
    }
}

struct Dump {
    dump: JitDump,
    machine: Machine,
}

impl CodeObserver for Dump {
    fn code_added(&mut self, name: &str, address: usize, code: &[u8], lines: &[SourceLine<'_>]) {
        let lines: Vec<Line<'_>> =
            lines.iter().map(|&SourceLine { offset, line, file }| Line { offset, line, file }).collect();
        self.dump.add(address, code, name, &lines);
    }

    fn room_after(&self, size: usize) -> usize {
        perf_maps::room_after(self.machine, size)
    }
}
