//! What exits make: objects that compiled code kept in pieces, and numbers too large for a word. Code leaves the pieces in the
//! interpreter's words for that, and the runtime puts them together: were objects made in machine code, exits would be most of
//! what there is to compile.

use crate::exits;
use crate::ir::{Function, HANDLED, InstId, Op, Type, UNBOUND_FLOAT, UNBOUND_INT};
use runtime::object::header::Kind;
use runtime::tier::{self, RaisePath, layout};
use runtime::value::Value;
use runtime::vm::Vm;
use rustc_hash::FxHashMap as HashMap;

/// Where a piece comes from.
#[derive(Clone, Copy, Debug)]
enum Piece {
    /// It is what compiled code left from this word on, in the form of a type.
    Left { at: usize, ty: Type, perhaps_unbound: bool },
    /// It is the same whenever the exit is taken.
    Constant(u64),
    /// It was made before, as number so-and-so.
    Made(usize),
}

/// What is made of pieces.
#[derive(Clone, Debug)]
enum What {
    /// The piece itself, in a box if it is a number.
    Boxed,
    /// An instance of the class that is the first piece, which holds the others at these places.
    Instance {
        header: u64,
        size: u32,
        offsets: Vec<i32>,
    },
    Tuple,
    TupleOf {
        header: u64,
    },
    Dict,
    /// The traceback along the path at this address.
    Traceback {
        path: usize,
    },
    Coroutine,
    /// The float that is the first piece, an int if the second holds.
    Number,
    /// The second piece if the first holds, else what the window has in this register.
    KeptOr {
        at: i32,
    },
}

#[derive(Clone, Debug)]
struct Recipe {
    what: What,
    pieces: Vec<Piece>,
}

/// The interpreter's words in which a unit's exits leave pieces: each has its own, so that exits may share the code that writes it.
#[derive(Debug, Default)]
pub(crate) struct Places {
    of: HashMap<InstId, usize>,
    words: usize,
}

impl Places {
    /// Whether the interpreter has so many.
    pub(crate) fn fit(&self) -> bool {
        self.words <= tier::EXIT_WORDS
    }

    fn of(&mut self, id: InstId, ty: Type) -> usize {
        *self.of.entry(id).or_insert_with(|| {
            let at = self.words;
            self.words += if matches!(ty, Type::Wide | Type::Complex) { 2 } else { 1 };
            at
        })
    }
}

/// What an exit makes.
#[derive(Debug, Default)]
pub(crate) struct Remade {
    recipes: Vec<Recipe>,
    /// The registers that get some of that.
    writes: Vec<(i32, usize)>,
    /// Values that compiled code leaves, each from a word on.
    pub(crate) left: Vec<(usize, InstId)>,
}

/// A plan being made.
struct Planner<'a> {
    function: &'a Function,
    /// Addresses of the function's paths of exceptions.
    paths: &'a [usize],
    places: &'a mut Places,
    plan: Remade,
    numbers: HashMap<InstId, usize>,
}

/// Whether a value that an exit writes is made there.
pub(crate) fn is_made(function: &Function, id: InstId) -> bool {
    function.sunk.contains(&id) || matches!(function.ty(id), Type::Wide | Type::Complex)
}

/// The function of the runtime that makes an object with this first word.
pub(crate) fn maker(header: u64) -> extern "C" fn(&mut Vm, u64, u64) -> u64 {
    const EXCEPTION: u8 = Kind::Exception as u8;
    const FUNCTION: u8 = Kind::Function as u8;
    const METHOD: u8 = Kind::BoundMethod as u8;
    const RANGE: u8 = Kind::Range as u8;
    // Of those only what makes pairs is made in place.
    const PAIRS: u8 = Kind::Native as u8;
    match (header >> (8 * layout::KIND)) as u8 {
        EXCEPTION => tier::exception,
        FUNCTION => tier::function,
        METHOD => tier::bound_method,
        RANGE => tier::range,
        PAIRS => tier::pairs,
        _ => tier::instance,
    }
}

impl Remade {
    /// What is made for these writes to registers. `paths` are the addresses of the function's paths of exceptions.
    pub(crate) fn new(function: &Function, writes: &[(i32, InstId)], paths: &[usize], places: &mut Places) -> Remade {
        let plan = Remade::default();
        let mut planner = Planner { function, paths, places, plan, numbers: HashMap::default() };
        for &(register, id) in writes {
            if is_made(function, id) && exits::constant(function, id).is_none() {
                let number = planner.add(id);
                planner.plan.writes.push((register, number));
            }
        }
        planner.plan
    }

    /// Makes everything, for a root at `base` whose registers are as compiled code has left them. Collects nothing. Without
    /// memory for something it is None.
    pub(crate) fn make(&self, vm: &mut Vm, base: *mut u64) -> Vec<u64> {
        let mut made = Vec::with_capacity(self.recipes.len());
        for recipe in &self.recipes {
            let pieces: Vec<u64> = recipe.pieces.iter().map(|&piece| value_of(vm, piece, &made)).collect();
            let object = recipe.make(vm, base, &pieces);
            made.push(if object == 0 { Value::NONE.bits() } else { object });
        }
        made
    }

    /// Writes what was made to registers.
    pub(crate) fn write(&self, vm: &mut Vm, base: *mut u64, made: &[u64]) {
        for &(register, number) in &self.writes {
            match register {
                HANDLED => vm.set_handled(Value::from_bits(made[number])),
                _ => tier::set_frame_word(base, register as isize, made[number]),
            }
        }
    }
}

impl Planner<'_> {
    /// The number of something that is made.
    fn add(&mut self, id: InstId) -> usize {
        if let Some(&number) = self.numbers.get(&id) {
            return number;
        }
        let inst = self.function.inst(id);
        let what = match inst.op {
            _ if !self.function.sunk.contains(&id) => What::Boxed,
            Op::MakeInstance { header, size, layout } => {
                What::Instance { header, size, offsets: self.function.layouts[layout as usize].clone() }
            }
            Op::NewTupleOf { header } | Op::MakeTupleOf { header } => What::TupleOf { header },
            Op::NewDict => What::Dict,
            Op::NewTraceback { path } => What::Traceback { path: self.paths[path as usize] },
            Op::NewCoroutine => What::Coroutine,
            Op::BoxNumber => What::Number,
            Op::KeptOr { at } => What::KeptOr { at },
            _ => What::Tuple,
        };
        let pieces = match what {
            What::Boxed => vec![self.left(id)],
            _ => inst.args.iter().map(|&arg| self.piece(arg)).collect(),
        };
        self.plan.recipes.push(Recipe { what, pieces });
        let number = self.plan.recipes.len() - 1;
        self.numbers.insert(id, number);
        number
    }

    fn piece(&mut self, id: InstId) -> Piece {
        match exits::constant(self.function, id) {
            Some(bits) => Piece::Constant(bits),
            None if self.function.sunk.contains(&id) => Piece::Made(self.add(id)),
            None => self.left(id),
        }
    }

    fn left(&mut self, id: InstId) -> Piece {
        let (ty, perhaps_unbound) = (self.function.ty(id), self.function.perhaps_unbound.contains(&id));
        let at = self.places.of(id, ty);
        if !self.plan.left.contains(&(at, id)) {
            self.plan.left.push((at, id));
        }
        Piece::Left { at, ty, perhaps_unbound }
    }
}

/// A piece as a boxed value.
fn value_of(vm: &mut Vm, piece: Piece, made: &[u64]) -> u64 {
    let Piece::Left { at, ty, perhaps_unbound } = piece else {
        return match piece {
            Piece::Constant(bits) => bits,
            Piece::Made(number) => made[number],
            Piece::Left { .. } => unreachable!("looked at before"),
        };
    };
    let word = tier::exit_word(vm, at);
    match ty {
        Type::Value | Type::Nothing => word,
        Type::Float if word == UNBOUND_FLOAT => Value::EMPTY.bits(),
        Type::Float => Value::float(f64::from_bits(word)).bits(),
        Type::Bool => Value::bool(word & 1 == 1).bits(),
        Type::Int if perhaps_unbound && word as i64 == UNBOUND_INT => Value::EMPTY.bits(),
        Type::Int => tier::box_int(vm, word as i64),
        Type::Wide => {
            let high = tier::exit_word(vm, at + 1);
            tier::box_wide(vm, word, high as i64)
        }
        Type::Complex => {
            let imag = tier::exit_word(vm, at + 1);
            tier::box_complex(vm, word, imag)
        }
    }
}

impl Recipe {
    fn make(&self, vm: &mut Vm, base: *mut u64, pieces: &[u64]) -> u64 {
        let (first, count) = (pieces.as_ptr(), pieces.len() as u64);
        match &self.what {
            What::Boxed => pieces[0],
            What::Instance { header, size, offsets } => {
                let object = maker(*header)(vm, *header, pieces[0]);
                if object != 0 {
                    let mut words = vec![Value::EMPTY.bits(); *size as usize / 8 - 1];
                    for (&offset, &piece) in offsets.iter().zip(&pieces[1..]) {
                        words[offset as usize / 8 - 1] = piece;
                    }
                    tier::fill_object(object, &words);
                }
                object
            }
            What::Tuple => tier::leaf_tuple(vm, first, count),
            What::TupleOf { header } => tier::tuple_of(vm, *header, first, count),
            What::Dict => tier::leaf_dict(vm, first, count),
            What::Traceback { path } => tier::traceback(vm, base, *path as *const RaisePath, first),
            What::Coroutine => tier::new_coroutine(vm, pieces[0]),
            What::Number => {
                let number = Value::from_bits(pieces[0]).as_float().filter(|_| pieces[1] == Value::TRUE.bits());
                number.map_or(pieces[0], |number| tier::box_int(vm, number as i64))
            }
            What::KeptOr { .. } if pieces[0] == Value::TRUE.bits() => pieces[1],
            What::KeptOr { at } => tier::frame_word(base, *at as isize),
        }
    }
}
