//! The driver: hot code in, installed code out.

use crate::bail::Bail;
use crate::build::{self, Sight};
use crate::compile::{CodeLine, Compiled, Given, compile};
use crate::doubts::Doubts;
use crate::exits::{EXIT_BITS, Exit};
use crate::explain::{self, Explained, Record};
use crate::ir::Reason;
use crate::lower;
use crate::stubs::{self, Stubs};
use crate::worker::{Done, Worker};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Linkage, Module, default_libcall_names};
use runtime::bytecode::Op;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::profile::SourceLine;
use runtime::tier::{self, JitBackend, Resume, Running, Turn};
use runtime::vm::Vm;
use rustc_hash::FxHashMap as HashMap;
use std::time::{Duration, Instant};
use target_lexicon::{Architecture, HOST};

/// Exits of one unit that are taken before it is thrown away and compiled again; of each further attempt twice as many.
const MAX_EXITS: u32 = 200;
/// About what an exit costs, with what is interpreted after it; code is compiled again when its exits have cost this part of
/// what compiling it took.
const EXIT_COST: Duration = Duration::from_micros(1);
const PAYS: u32 = 20;
/// Code that was never executed before it was compiled around counts so many times when it is met.
const NOT_SEEN: u32 = 4;
/// So does what leaves in the middle of a function that stands for a builtin: all of its items that are left are interpreted.
const IN_STAND_IN: u32 = 16;
/// Code that is left more often than that is interpreted until better code is there: the exits looked at together, and the
/// time from one to the next.
const BURST: u32 = 256;
const WORTH_IT: Duration = Duration::from_micros(2);
/// So many samples a loop waits for the one around it to be entered.
const PATIENCE: u32 = 6;
/// How often code is compiled again.
const MAX_ATTEMPTS: u32 = 6;
/// So often code that was thrown away for what it relied on is compiled again without that being counted as an attempt.
const MAX_EPOCHS: u32 = 64;

/// What is being done with a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Compiling,
    Installed,
    /// It is left too often: it runs until better code takes its place.
    Doubted,
    /// Thrown away, though it may still be running; or never installed.
    Retired,
}

/// A piece of compiled code.
struct Unit {
    code: Gc<Code>,
    entry: usize,
    given: Given,
    /// `Code::shared_iterators` when it was built.
    shared_iterators: u32,
    exits: Vec<Exit>,
    /// How often it was left, weighted.
    left: u32,
    /// So often is too often.
    limit: u32,
    /// When it was built, as [`Doubts`] counts.
    built: u32,
    state: Stage,
    /// Where its machine code is, and how large; 0 if it was never installed.
    address: usize,
    size: usize,
    lines: Vec<CodeLine>,
    /// Exits since a moment, once it is doubted.
    lately: (u32, Instant),
    /// How long building and compiling took, and instructions of IR.
    took: (Duration, Duration),
    instructions: usize,
}

impl Unit {
    /// Tells who observes code of this one.
    fn show(&self, vm: &mut Vm) {
        if self.address == 0 || !vm.observes_code() {
            return;
        }
        let files: Vec<String> = self.lines.iter().map(|at| at.code.filename.get().to_string_lossy()).collect();
        let lines = self.lines.iter().zip(&files).filter(|(at, _)| at.line != 0);
        let lines: Vec<_> = lines.map(|(at, file)| SourceLine { offset: at.offset, line: at.line, file }).collect();
        vm.observe_code(self.code, self.address, self.size, &lines);
    }
}

struct Backend {
    isa: OwnedTargetIsa,
    module: JITModule,
    context: FunctionBuilderContext,
    stubs: Option<Stubs>,
    worker: Option<Worker>,
    units: Vec<Unit>,
    /// Attempts by code and entry; what was given up has the most.
    attempts: HashMap<(u64, usize), u32>,
    /// `Vm::epoch` when that was looked at last, and how often it had changed.
    epoch: u64,
    epochs_noticed: u32,
    doubts: Doubts,
    analyses: build::Analyses,
    /// When a loop was asked for last, by code and the outermost loop around it, in ticks of the code.
    asked: HashMap<(u64, usize), u32>,
    /// The iterators with which outermost loops were sampled last, by code and header: their words.
    turns: HashMap<(u64, usize), u64>,
    code_size: usize,
    /// Samples that found code interpreted, and why code was given up: for `--stats`.
    interpreted: HashMap<u64, (Gc<Code>, u32)>,
    given_up: Vec<(Gc<Code>, usize, Bail)>,
    dump: Vec<String>,
    /// For `--explain`.
    record: Option<Box<Record>>,
}

/// Gives an interpreter the compiler; nothing happens on machines that it cannot compile for.
pub fn install(vm: &mut Vm) {
    if let Some(backend) = Backend::new(vm) {
        vm.install_backend(Box::new(backend));
    }
}

/// The same, for an interpreter whose options ask for explanations: where to find them when it has let the compiler go.
pub fn install_explained(vm: &mut Vm) -> Option<Explained> {
    let (mut backend, out) = (Backend::new(vm)?, Explained::default());
    backend.record = Some(Box::new(Record::new(out.clone())));
    vm.install_backend(Box::new(backend));
    Some(out)
}

/// What the compiler makes is verified: asked for, or in debug builds.
fn verifies(vm: &Vm) -> bool {
    vm.options.verify_ir || cfg!(debug_assertions)
}

impl Backend {
    fn new(vm: &Vm) -> Option<Backend> {
        if !matches!(HOST.architecture, Architecture::X86_64 | Architecture::Aarch64(_)) {
            return None;
        }
        let mut flags = settings::builder();
        let mut set = |name, value| flags.set(name, value).ok();
        set("use_colocated_libcalls", "false")?;
        set("is_pic", "false")?;
        set("opt_level", "speed")?;
        set("preserve_frame_pointers", "true")?;
        set("enable_probestack", "false")?;
        set("enable_verifier", if verifies(vm) { "true" } else { "false" })?;
        let isa = cranelift_native::builder().ok()?.finish(settings::Flags::new(flags)).ok()?;
        let module = JITModule::new(JITBuilder::with_isa(isa.clone(), default_libcall_names()));
        Some(Backend {
            isa,
            module,
            context: FunctionBuilderContext::new(),
            stubs: None,
            worker: None,
            units: Vec::new(),
            attempts: HashMap::default(),
            epoch: vm.epoch(),
            epochs_noticed: 0,
            doubts: Doubts::default(),
            analyses: build::Analyses::default(),
            asked: HashMap::default(),
            turns: HashMap::default(),
            code_size: 0,
            interpreted: HashMap::default(),
            given_up: Vec::new(),
            dump: vm.options.dump.clone(),
            record: None,
        })
    }

    fn dumps(&self, what: &str) -> bool {
        self.dump.iter().any(|wanted| wanted == what)
    }

    /// Builds IR for `code` and sees that it is compiled: now, or by the compile thread.
    fn compile_unit(&mut self, vm: &mut Vm, code: Gc<Code>, entry: usize, at: Sight) -> Result<(), Bail> {
        let attempts = self.attempts.get(&(code.word(), entry)).copied().unwrap_or(1);
        let start = Instant::now();
        let built = self.doubts.now();
        let mut epoch = vm.epoch();
        self.doubts.everything = attempts >= MAX_ATTEMPTS;
        let mut result = build::build(vm, &self.doubts, &mut self.analyses, code, entry, at);
        if vm.epoch() != epoch {
            // It writes a variable that it took for a constant before; by now that is known.
            epoch = vm.epoch();
            result = build::build(vm, &self.doubts, &mut self.analyses, code, entry, at);
        }
        self.doubts.everything = false;
        let shared_iterators = code.shared_iterators();
        let (function, objects) = result?;
        if self.dumps("ir") {
            eprintln!("; {} from {entry}\n{function}", code.qualname.get().to_string_lossy());
        }
        vm.keep_for_native(objects);
        let unit = self.units.len();
        let signature = lower::signature(self.isa.default_call_conv());
        let name = format!("krait_{unit}");
        let id = self.module.declare_function(&name, Linkage::Local, &signature).map_err(|_| Bail::BackEnd)?;
        let (stress, verify, dump_clif) = (vm.options.deopt_stress, verifies(vm), self.dumps("clif"));
        let (chars, lines) = (runtime::tier::single_chars(vm), vm.observes_lines());
        let instances = runtime::tier::instances_known(vm);
        let (stubs, first_words) = (self.stubs()?, runtime::tier::first_words(vm));
        let passes = crate::passes::PASSES.iter().enumerate();
        let shown = passes.filter(|(_, pass)| self.dumps(&format!("ir:{}", pass.name)));
        let dump_after = shown.fold(0, |bits, (index, _)| bits | 1 << index);
        let given = Given {
            unit,
            id,
            epoch,
            stress,
            verify,
            chars,
            instances,
            stubs,
            first_words,
            dump_clif,
            dump_after,
            lines,
        };
        let limit = if attempts >= MAX_ATTEMPTS { u32::MAX } else { MAX_EXITS << (attempts - 1) };
        let (exits, lines) = (Vec::new(), Vec::new());
        let state = Stage::Compiling;
        let took = (start.elapsed(), Duration::ZERO);
        if let Some(record) = &mut self.record {
            record.taken += took.0;
        }
        let (left, address, size, instructions) = (0, 0, 0, 0);
        self.units.push(Unit {
            code,
            entry,
            given,
            shared_iterators,
            exits,
            left,
            limit,
            built,
            state,
            address,
            size,
            lines,
            lately: (0, start),
            took,
            instructions,
        });
        // Counted thresholds are for tests, which want the same every time.
        if vm.options.jit_threshold.is_none() && self.worker().is_some() {
            let sent = self.worker.as_ref().is_some_and(|worker| worker.send(function, given));
            return if sent { Ok(()) } else { Err(Bail::BackEnd) };
        }
        let compiled = compile(&self.isa, &mut self.context, function, given)?;
        self.install_unit(vm, unit, compiled)
    }

    /// A loop has become hot by itself: units that were left for what they had never seen in its code led there, though they
    /// may have it built in. They are compiled again when they are left once more.
    fn doubt_what_led_here(&mut self, code: Gc<Code>, entry: usize) {
        if entry == 0 {
            return;
        }
        let led_here = |exit: &Exit| exit.count > 0 && exit.reason == Reason::NotSeen && exit.place().0 == code;
        let installed = self.units.iter_mut().filter(|unit| unit.state == Stage::Installed && unit.limit < u32::MAX);
        for unit in installed.filter(|unit| (unit.code, unit.entry) != (code, entry)) {
            if unit.exits.iter().any(led_here) {
                unit.left = unit.left.max(unit.limit);
            }
        }
    }

    /// The stubs, which the first code to be compiled has made.
    fn stubs(&mut self) -> Result<Stubs, Bail> {
        if let Some(stubs) = self.stubs {
            return Ok(stubs);
        }
        let stubs = stubs::make(&self.isa, &mut self.module, &mut self.context)?;
        Ok(*self.stubs.insert(stubs))
    }

    /// The compile thread of this process.
    fn worker(&mut self) -> Option<&Worker> {
        if self.worker.as_ref().is_none_or(|worker| !worker.is_here()) {
            self.worker = Worker::start(self.isa.clone());
        }
        self.worker.as_ref()
    }

    /// Puts machine code in its place and lets the interpreter enter it.
    fn install_unit(&mut self, vm: &mut Vm, unit: usize, compiled: Compiled) -> Result<(), Bail> {
        let Unit { code, entry, shared_iterators, .. } = self.units[unit];
        if entry != 0 && code.shared_iterators() != shared_iterators {
            self.units[unit].state = Stage::Retired;
            return Ok(());
        }
        let id = self.units[unit].given.id;
        let Compiled { mut bytes, alignment, relocations, exits, lines, survey, time, instructions } = compiled;
        if let (Some(record), Some(survey)) = (&mut self.record, survey) {
            record.install(unit, code, survey);
        }
        let size = bytes.len();
        bytes.resize(size + vm.room_after_code(size), 0);
        self.module.define_function_bytes(id, alignment, &bytes, &relocations).map_err(|_| Bail::BackEnd)?;
        self.module.finalize_definitions().map_err(|_| Bail::BackEnd)?;
        let address = self.module.get_finalized_function(id) as usize;
        self.code_size += size;
        self.retire(self.units[unit].code, self.units[unit].entry);
        let unit = &mut self.units[unit];
        (unit.exits, unit.lines, unit.address, unit.size) = (exits, lines, address, size);
        (unit.took.1, unit.instructions) = (time, instructions);
        if vm.options.jit_threshold.is_none() {
            // Compiling again has to pay.
            unit.limit = unit.limit.max((time.as_micros() / EXIT_COST.as_micros()) as u32 / PAYS);
        }
        unit.state = Stage::Installed;
        if vm.options.jit_threshold.is_none() {
            unit.code.ticks.set(0);
            let code = unit.code.word();
            self.asked.retain(|(other, _), _| *other != code);
        }
        unit.show(vm);
        vm.install_native(unit.code, unit.entry, address);
        Ok(())
    }

    /// Code that was entered at `entry` is entered no more.
    fn retire(&mut self, code: Gc<Code>, entry: usize) {
        let entered = |unit: &&mut Unit| matches!(unit.state, Stage::Installed | Stage::Doubted);
        let units = self.units.iter_mut().filter(entered);
        units.filter(|unit| unit.code == code && unit.entry == entry).for_each(|unit| unit.state = Stage::Retired);
    }

    /// Notices that compiled code was thrown away for what it relied on: it may be compiled again as if for the first time.
    fn notice_epoch(&mut self, vm: &Vm) {
        if self.epoch == vm.epoch() {
            return;
        }
        self.epoch = vm.epoch();
        self.epochs_noticed += 1;
        for unit in self.units.iter_mut().filter(|unit| matches!(unit.state, Stage::Installed | Stage::Doubted)) {
            unit.state = Stage::Retired;
            if let Some(record) = &mut self.record {
                record.discard(unit.code);
            }
            if self.epochs_noticed <= MAX_EPOCHS {
                self.attempts
                    .entry((unit.code.word(), unit.entry))
                    .and_modify(|attempts| *attempts -= 1.min(*attempts));
            }
        }
    }

    /// Compiles code, unless that was or is being done, or given up; whether it does. What is sampled while another entry of
    /// the same code is being compiled may not be hot any more after that, unless that is a loop which has been left.
    fn request(&mut self, vm: &mut Vm, code: Gc<Code>, entry: usize, at: Sight) -> bool {
        self.notice_epoch(vm);
        let compiling = |unit: &&Unit| unit.state == Stage::Compiling && unit.code == code;
        let entries: Vec<usize> = self.units.iter().rev().take(64).filter(compiling).map(|unit| unit.entry).collect();
        let mut waits_for = |other| other == entry || at.is_entry && !self.are_apart(vm, code, entry, other);
        if at.is_entry && code.is_native(entry) || entries.into_iter().any(&mut waits_for) {
            return false;
        }
        let attempts = self.attempts.entry((code.word(), entry)).or_insert(0);
        if *attempts >= MAX_ATTEMPTS {
            return false;
        }
        *attempts += 1;
        match self.compile_unit(vm, code, entry, at) {
            Ok(()) => {
                self.doubt_what_led_here(code, entry);
                true
            }
            Err(bail) => {
                self.give_up(code, entry, bail);
                false
            }
        }
    }

    /// Whether two entries are loops of which none is within the other.
    fn are_apart(&mut self, vm: &mut Vm, code: Gc<Code>, entry: usize, other: usize) -> bool {
        let mut within = |entry, other: usize| self.analyses.loops_around(vm, code, entry).contains(&other);
        entry != 0 && other != 0 && !build::suspends(code) && !within(entry, other) && !within(other, entry)
    }

    /// Compiles code again that is left too often, with what its exits have shown. It runs until then; where that cannot be
    /// done it is interpreted.
    fn replace(&mut self, vm: &mut Vm, number: usize, base: *mut u64) {
        let Unit { code, entry, .. } = self.units[number];
        self.units[number].state = Stage::Doubted;
        self.learn(number);
        if !self.request(vm, code, entry, Sight { base, is_entry: false }) {
            self.retire(code, entry);
            vm.remove_native(code, entry);
        }
    }

    /// Gives up code for good, or until something else makes it hot again.
    fn give_up(&mut self, code: Gc<Code>, entry: usize, bail: Bail) {
        if self.dumps("jit") {
            eprintln!("; {} from {entry}: {bail:?}", code.qualname.get().to_string_lossy());
        }
        if self.dumps("stats") || self.record.is_some() {
            self.given_up.push((code, entry, bail));
        }
        self.attempts.insert((code.word(), entry), MAX_ATTEMPTS);
    }

    /// Notes what a unit that is thrown away took for granted and found wrong.
    fn learn(&mut self, unit: usize) {
        let unit = &self.units[unit];
        let often = unit.limit / 8;
        let tells = |exit: &&Exit| !matches!(exit.reason, Reason::Disturbed | Reason::Raised | Reason::NotCompiled);
        for exit in unit.exits.iter().filter(|exit| exit.count > 0).filter(tells) {
            if matches!(exit.reason, Reason::NotSeen | Reason::NoAnswer) || exit.count >= often {
                self.doubts.add(exit.guess(), unit.built, unit.limit > MAX_EXITS);
            }
        }
    }
}

impl Backend {
    /// What there is to say of the run.
    fn explain(&self, record: &Record) -> explain::Explanation {
        let units = self.units.iter().enumerate().map(|(number, unit)| explain::UnitFacts {
            number,
            code: unit.code,
            entry: unit.entry,
            was_installed: unit.address != 0,
            is_pending: unit.state == Stage::Compiling,
            exits: &unit.exits,
        });
        let mut explanation = explain::explain(record, &units.collect::<Vec<_>>(), &self.given_up, MAX_ATTEMPTS);
        let sum = |time: fn(&Unit) -> Duration| self.units.iter().map(time).sum::<Duration>();
        (explanation.building, explanation.compiling) = (sum(|unit| unit.took.0), sum(|unit| unit.took.1));
        (explanation.units, explanation.code_size) = (self.units.len(), self.code_size);
        explanation
    }

    /// The units that took longest, for `--stats`.
    fn show_times(&self) {
        let sum = |time: fn(&Unit) -> Duration| self.units.iter().map(time).sum::<Duration>();
        eprintln!("; {:?} building, {:?} compiling", sum(|unit| unit.took.0), sum(|unit| unit.took.1));
        let mut units: Vec<&Unit> = self.units.iter().collect();
        units.sort_by_key(|unit| std::cmp::Reverse(unit.took.0 + unit.took.1));
        for unit in units.into_iter().take(8) {
            eprintln!(
                ";  {} from {}: {:?} building, {:?} compiling, {} instructions, {} exits, {} bytes",
                unit.code.qualname.get().to_string_lossy(),
                unit.entry,
                unit.took.0,
                unit.took.1,
                unit.instructions,
                unit.exits.len(),
                unit.size,
            );
        }
    }
}

impl JitBackend for Backend {
    fn compare_turn(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize, base: *mut u64) -> Turn {
        if build::suspends(code) {
            return Turn::Unknown;
        }
        let Some(&outermost) = self.analyses.loops_around(vm, code, index).first() else { return Turn::Unknown };
        let instr = code.unit.code[outermost];
        if Op::from_byte(instr.op_byte()) != Some(Op::ForIter) {
            return Turn::Unknown;
        }
        // A collection may move it, which then looks like another one.
        let now = runtime::tier::frame_word(base, isize::from(instr.b() as i16));
        match self.turns.insert((code.word(), outermost), now) {
            Some(before) if before == now => Turn::Same,
            Some(_) => Turn::Other,
            None => Turn::First,
        }
    }

    fn hot_function(&mut self, vm: &mut Vm, code: Gc<Code>, base: *mut u64) {
        if build::suspends(code) {
            for entry in build::entries(code, base) {
                self.request(vm, code, entry, Sight { base, is_entry: true });
            }
            return;
        }
        self.request(vm, code, 0, Sight { base, is_entry: true });
    }

    /// Compiles the outermost loop around the instruction, which the interpreter enters at its next turn; inner ones only if
    /// that takes too long.
    fn hot_loop(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize, base: *mut u64) {
        if build::suspends(code) {
            self.hot_function(vm, code, base);
        }
        let nest = self.analyses.loops_around(vm, code, index);
        let ticks = code.ticks.get();
        let Some(&outermost) = nest.first() else { return };
        let key = (code.word(), outermost);
        let patient = self.asked.get(&key).is_some_and(|&since| ticks.saturating_sub(since) < PATIENCE);
        if patient && vm.options.jit_threshold.is_none() {
            return;
        }
        for header in nest {
            if self.request(vm, code, header, Sight { base, is_entry: true }) {
                self.asked.insert(key, ticks);
                return;
            }
        }
    }

    fn show_all(&mut self, vm: &mut Vm) {
        for unit in &self.units {
            unit.show(vm);
        }
    }

    fn poll(&mut self, vm: &mut Vm) {
        while let Some(Done { unit, result }) = self.worker.as_ref().and_then(Worker::take_done) {
            let Unit { code, entry, given, .. } = self.units[unit];
            let installed = result.and_then(|compiled| {
                // What inline caches relied on has changed since: it would be left at once.
                if given.epoch != vm.epoch() {
                    self.units[unit].state = Stage::Retired;
                    if let Some(record) = &mut self.record {
                        record.discard(code);
                    }
                    return Ok(());
                }
                self.install_unit(vm, unit, compiled)
            });
            if let Err(bail) = installed {
                self.give_up(code, entry, bail);
            }
        }
    }

    fn sampled(&mut self, code: Gc<Code>) {
        if self.dumps("stats") {
            self.interpreted.entry(code.word()).or_insert((code, 0)).1 += 1;
        }
    }

    fn observe(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize, running: Running) {
        let Some(record) = &mut self.record else { return };
        if record.sample(code, index, running) {
            vm.keep_for_native([code.value()]);
        }
    }

    fn expose(&mut self, vm: &mut Vm, base: *mut u64, exit: u64) {
        let unit = &self.units[(exit >> EXIT_BITS) as usize];
        unit.exits[(exit & ((1 << EXIT_BITS) - 1)) as usize].expose(vm, base);
    }

    fn leave(&mut self, vm: &mut Vm, base: *mut u64, exit: u64) -> Resume {
        let number = (exit >> EXIT_BITS) as usize;
        let unit = &mut self.units[number];
        let place = (exit & ((1 << EXIT_BITS) - 1)) as usize;
        let exit = &mut unit.exits[place];
        exit.count += 1;
        let resume = exit.leave(vm, base);
        if let Some(record) = &mut self.record
            && exit.reason.is_wrong_guess()
            && Record::looks(exit.count)
        {
            record.meet(number, place, exit.operand_classes(vm, base));
        }
        // What raised has to be seen to by the interpreter; nothing can be learnt from it but that a handler is reached.
        if matches!(exit.reason, Reason::Raised | Reason::NotCompiled | Reason::Disturbed) && !exit.unreached {
            return resume;
        }
        if let Some((code, iter)) = exit.iter_before() {
            tier::gives_itself(code, iter);
        }
        let is_new = matches!(exit.reason, Reason::NotSeen | Reason::NoAnswer) || exit.unreached;
        let weight = match exit.is_in_stand_in() {
            true => IN_STAND_IN,
            false if is_new => NOT_SEEN,
            false => 1,
        };
        unit.left = unit.left.saturating_add(weight);
        if exit.count < 4 && self.dump.iter().any(|wanted| wanted == "exits") {
            let (code, pc) = exit.place();
            eprintln!("; exit {:?} in {} at {pc}", exit.reason, code.qualname.get().to_string_lossy());
        }
        if unit.state == Stage::Doubted {
            unit.lately.0 += 1;
            if unit.lately.0 == BURST {
                if unit.lately.1.elapsed() < WORTH_IT * BURST {
                    vm.remove_native(unit.code, unit.entry);
                }
                unit.lately = (0, Instant::now());
            }
        }
        if unit.left >= unit.limit && unit.state == Stage::Installed {
            let (code, entry) = (unit.code, unit.entry);
            unit.lately = (0, Instant::now());
            let at_once = exit.place() == (code, entry as u32);
            self.replace(vm, number, base);
            if at_once && self.units[number].state == Stage::Doubted {
                // It would only cost time until then.
                vm.remove_native(code, entry);
            }
        }
        resume
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Some(record) = &self.record {
            record.out.put(self.explain(record));
        }
        if !self.dumps("stats") {
            return;
        }
        let all = self.units.iter().flat_map(|unit| unit.exits.iter().map(move |exit| (unit, exit)));
        let mut exits: Vec<(&Unit, &Exit)> = all.filter(|(_, exit)| exit.count > 0).collect();
        exits.sort_by_key(|(_, exit)| std::cmp::Reverse(exit.count));
        let taken = exits.iter().map(|(_, exit)| exit.count).sum::<u32>();
        eprintln!("; {} units, {} bytes of code, {taken} exits taken", self.units.len(), self.code_size);
        for (unit, exit) in exits.iter().take(25) {
            let (code, pc) = exit.place();
            eprintln!(
                "; {:6} {:?} in {} at {pc} {:?} (unit {} from {})",
                exit.count,
                exit.reason,
                code.qualname.get().to_string_lossy(),
                runtime::bytecode::Op::from_byte(code.unit.code[pc as usize].op_byte()),
                unit.code.qualname.get().to_string_lossy(),
                unit.entry,
            );
        }
        self.show_times();
        let mut interpreted: Vec<(Gc<Code>, u32)> = self.interpreted.values().copied().collect();
        interpreted.sort_by_key(|(_, samples)| std::cmp::Reverse(*samples));
        for &(code, samples) in interpreted.iter().take(12) {
            let units = self.units.iter().filter(|unit| unit.code == code);
            let units: Vec<_> = units.map(|unit| (unit.entry, unit.state, unit.left)).collect();
            let given_up = self.given_up.iter().filter(|(other, ..)| *other == code);
            let given_up: Vec<_> = given_up.map(|(_, entry, bail)| (entry, bail)).collect();
            let name = code.qualname.get().to_string_lossy();
            eprintln!("; {samples:6} samples interpreted in {name}: units {units:?}, given up {given_up:?}");
        }
    }
}
