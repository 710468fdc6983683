//! THE table of IR operations: operands, result, what they may do. Types, effects, printing and verifying derive from it.

use runtime::object::protocol::BinaryOp;
use runtime::tier::{ItemPlace, Pattern, Resumes};

/// Type of an IR value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Type {
    /// No value.
    Nothing,
    /// A boxed Python value.
    Value,
    /// A Python int of 64 bits.
    Int,
    /// A Python int of up to 127 bits and a sign.
    Wide,
    /// A Python float.
    Float,
    /// A Python bool.
    Bool,
    /// A Python complex number.
    Complex,
}

/// What executing an operation may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// Nothing: may be removed, repeated and moved.
    Pure,
    /// Leaves compiled code if a condition does not hold, else nothing.
    Guards,
    /// Reads memory.
    Reads,
    /// Reads memory and leaves if a condition does not hold.
    ReadsOrExits,
    /// Writes memory that compiled code reads.
    Writes,
    /// May run any code.
    Calls,
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Cond {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl Cond {
    /// Its number in the runtime's `CompareOp`.
    pub(crate) fn number(self) -> i64 {
        self as i64
    }
}

/// A function of the runtime that gives a boxed value, or 0 for an exception.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Helper {
    /// Executes the instruction of the state: its operands are in registers.
    Interpret,
    /// The call instruction of the state.
    Call,
    /// `next(iterator)`: ABSENT at the end.
    Next,
    /// The function `next` of one argument: ABSENT where StopIteration without arguments is to be raised.
    NextOrStop,
    /// `next(iterator)` into the registers `to` and so on; see the runtime.
    NextUnpacked { to: u16, count: u16 },
    /// Truth of a value: 1 false, 2 true.
    Truth,
    /// Comparison: 1 false, 2 true.
    Compare(Cond),
    /// What a comparison yields, which may be anything.
    Comparison(Cond),
    /// `y in x`: 1 false, 2 true.
    Contains,
    /// Appends to a list.
    ListAppend,
    /// A generator that a function makes, without a frame.
    Generator,
    /// What the call of a class gives whose `__new__` has returned a value, in the frame between.
    FinishNew,
    /// The native function with the specification at `spec`, of `given` arguments in the registers from `first` on, which may
    /// resume a generator.
    Native { spec: u64, first: u16, given: u16, resumes: Option<Resumes> },
}

/// A function of the runtime that neither runs Python nor looks at frames: it gives a word, or 0 when it cannot say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Leaf {
    /// `container[key]`
    Item,
    /// `container[key] = value`: 1.
    SetItem,
    /// `del container[key]`: 1.
    DeleteItem,
    /// `item in container`: 1 false, 2 true.
    Contains,
    /// Comparison: 1 false, 2 true.
    Compare(Cond),
    /// What a comparison yields.
    Comparison(Cond),
    /// A binary operator, which may be an in-place one.
    Binary(BinaryOp),
    /// A binary operator that is not an in-place one.
    Operator(BinaryOp),
    /// Truth of a value: 1 false, 2 true.
    Truth,
    /// `bool(x)`
    Bool,
    /// `len(x)`
    Len,
    /// `ord(c)`
    Ord,
    /// `chr(n)`
    Chr,
    /// `abs(x)`
    Abs,
    /// `min(x, y)`
    Min,
    /// `max(x, y)`
    Max,
    /// `isinstance(x, class)`
    IsInstance,
    /// `isinstance` of a class or a tuple of classes that is known, by the shape. `objects`: no other values are instances.
    InstanceOf { wanted: u64, objects: bool },
    /// Whether a value is what a pattern of sequences or mappings matches.
    Matches(Pattern),
    /// `list.pop()`
    ListPop,
    /// `bytearray.append(byte)`
    ByteAppend,
    /// `dict.get(key)`
    DictGet,
    /// `dict.get(key, default)`
    DictGetOr,
    /// `dict.pop(key)`
    DictPop,
    /// `dict.pop(key, default)`
    DictPopOr,
    /// `str.startswith(prefix)`
    StartsWith,
    /// `str.endswith(suffix)`
    EndsWith,
    /// What `*rest` gets of an exact list or tuple, with so many items before and after it.
    Rest { before: u16, after: u16 },
    /// `dict.setdefault(key, default)`
    SetDefault,
    /// `set.add(x)`
    SetAdd,
    /// `set.discard(x)`
    SetDiscard,
    /// `set.remove(x)`
    SetRemove,
    /// `int(x)`
    ToInt,
    /// `float(x)`
    ToFloat,
    /// `type(x)`
    TypeOf,
    /// `object.__new__(class)`
    NewObject,
    /// `tuple.__new__(class, tuple)`
    NewTupleOfClass,
    /// `str(x)`
    ToStr,
    /// `format(x, spec)`
    Format,
    /// `getattr(x, name)`
    GetAttr,
    /// `getattr(x, name, default)`
    GetAttrOr,
    /// `hasattr(x, name)`
    HasAttr,
    /// `setattr(x, name, value)`, or what `object.__setattr__` does.
    SetAttr { plain: bool },
    /// Attribute `name` of an object.
    Attribute { name: u64 },
    /// The function that attribute `name` of an object is, which has the object as its first argument.
    Method { name: u64 },
    /// `container[start:stop]`
    Slice,
    /// `container[start:stop:step]`
    Steps,
    /// `iter(x)`
    Iter,
    /// `next(iterator)`, where there is a next item.
    Next,
    /// `enumerate(x)`
    Enumerate,
    /// `zip(...)`
    Zip,
    /// `reversed(x)`
    Reversed,
    /// Key and value of the next item of an iterator over a dict's items, into two registers, counted from register 0 of the
    /// root: STORED.
    NextPair { at: i32 },
    /// The native function with the specification at `spec`, where its rule allows that.
    Native { spec: u64 },
    /// Whether an iterator over a table has come to the end: 1.
    TableEnd,
    /// A tuple of the arguments.
    Tuple,
    /// A list of the arguments.
    List,
    /// A set of the arguments.
    Set,
    /// A dict of keys and values in turns.
    Dict,
    /// Strs behind one another.
    Text,
    /// `range(...)`
    Range,
    /// An object of a builtin class, empty or of what is in the argument.
    New { kind: u8 },
    /// An object of the builtin class at `class`, where the rules of its constructors allow that.
    Construct { class: u64 },
}

impl Leaf {
    /// Whether it often has no answer where nothing is unusual.
    pub(crate) fn is_often_unsure(self) -> bool {
        use Leaf::{Attribute, Construct, GetAttr, GetAttrOr, HasAttr, IsInstance, New, Next, NextPair, SetAttr};
        let of_classes = matches!(
            self,
            Attribute { .. }
                | GetAttr
                | GetAttrOr
                | HasAttr
                | SetAttr { .. }
                | IsInstance
                | New { .. }
                | Construct { .. }
        );
        of_classes || matches!(self, Next | NextPair { .. })
    }

    /// Whether it is for an operator, a comparison or a test of truth.
    pub(crate) fn is_operator(self) -> bool {
        use Leaf::{Binary, Compare, Comparison, Contains, Operator, Truth};
        matches!(self, Binary(_) | Operator(_) | Compare(_) | Comparison(_) | Contains | Truth)
    }

    /// Whether it changes no object that was there before.
    pub(crate) fn only_reads(self) -> bool {
        use Leaf::*;
        matches!(
            self,
            Item | Rest { .. }
                | StartsWith
                | EndsWith
                | Contains
                | Compare(_)
                | Comparison(_)
                | Operator(_)
                | Truth
                | Bool
                | Len
                | Ord
                | Chr
                | Abs
                | Min
                | Max
                | IsInstance
                | InstanceOf { .. }
                | Matches(_)
                | Attribute { .. }
                | Method { .. }
                | HasAttr
                | DictGet
                | DictGetOr
                | ToInt
                | ToFloat
                | TypeOf
                | ToStr
                | Format
                | Slice
                | Steps
                | Tuple
                | List
                | Set
                | Dict
                | Text
                | Range
        )
    }

    /// Whether the function is given the address of its arguments and their number.
    pub(crate) fn takes_array(self) -> bool {
        use Leaf::{Construct, Dict, List, Native, New, Range, Set, Text, Tuple, Zip};
        matches!(self, Native { .. } | Tuple | List | Set | Dict | Text | Range | New { .. } | Construct { .. } | Zip)
    }
}

macro_rules! float_functions {
    ($($name:ident $text:literal $f:expr;)*) => {
        /// A function of `math` from a float to a float.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub(crate) enum FloatFunction { $($name,)* }

        impl FloatFunction {
            pub(crate) const ALL: &[FloatFunction] = &[$(FloatFunction::$name,)*];

            /// Its name in `math`.
            pub(crate) fn name(self) -> &'static str {
                match self { $(FloatFunction::$name => $text,)* }
            }

            /// Address of the function.
            pub(crate) fn address(self) -> usize {
                $(
                    #[expect(non_snake_case, reason = "named after the variant")]
                    extern "C" fn $name(x: f64) -> f64 {
                        $f(x)
                    }
                )*
                match self { $(FloatFunction::$name => $name as *const () as usize,)* }
            }
        }
    };
}
// The same functions as in the library's `math`.
float_functions! {
    Sqrt "sqrt" f64::sqrt;
    Sin "sin" f64::sin;
    Cos "cos" f64::cos;
    Tan "tan" f64::tan;
    Atan "atan" f64::atan;
    Exp "exp" f64::exp;
    Fabs "fabs" f64::abs;
    Asin "asin" f64::asin;
    Acos "acos" f64::acos;
    Log "log" f64::ln;
    Log2 "log2" f64::log2;
    Log10 "log10" f64::log10;
}

macro_rules! ir_ops {
    ($($(#[doc = $doc:literal])+ $name:ident $({ $($field:ident: $field_type:ty),* })? ($($arg:ident),*) -> $result:ident, $effect:ident;)*) => {
        /// An operation.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub(crate) enum Op { $($(#[doc = $doc])+ $name $({ $($field: $field_type),* })?,)* }

        impl Op {
            /// Type of the result; of [`Op::Param`] the parameter has its own.
            pub(crate) fn result(self) -> Type {
                match self { $(Op::$name $({ $($field: _),* })? => Type::$result,)* }
            }

            /// What executing it may do.
            pub(crate) fn effect(self) -> Effect {
                match self { $(Op::$name $({ $($field: _),* })? => Effect::$effect,)* }
            }

            /// Whether it leaves only where its own result could not be had: without a use it need not be done. Not what
            /// raises for some operands, as a shift does.
            pub(crate) fn guards_result_only(self) -> bool {
                use Op::*;
                matches!(
                    self,
                    NewTuple | NewTupleOf { .. } | NewDict | NewTraceback { .. } | NewCoroutine | IntAdd | IntSub | IntMul | IntNeg | WideAdd | WideSub | WideMul | WideShl { .. } | ExactFloat
                )
            }

            /// Whether it makes a value that can as well be made where compiled code is left, if nothing else wants it.
            pub(crate) fn may_sink(self) -> bool {
                matches!(
                    self,
                    Op::NewTuple
                        | Op::NewTupleOf { .. }
                        | Op::NewDict
                        | Op::NewTraceback { .. }
                        | Op::NewCoroutine
                        | Op::MakeInstance { .. }
                        | Op::MakeTuple
                        | Op::MakeTupleOf { .. }
                        | Op::BoxNumber
                        | Op::KeptOr { .. }
                )
            }

            /// Types of the arguments; helpers take any number of boxed ones.
            pub(crate) fn arguments(self) -> &'static [Type] {
                match self { $(Op::$name $({ $($field: _),* })? => &[$(Type::$arg),*],)* }
            }
        }
    };
}

/// Numbers in words, for [`Op::IsOfKind`].
pub(crate) mod numbers {
    /// Small ints.
    pub(crate) const INT: u8 = 1;
    /// Floats.
    pub(crate) const FLOAT: u8 = 2;
    /// `True` and `False`
    pub(crate) const BOOL: u8 = 4;
}

ir_ops! {
    /// A block's parameter.
    Param () -> Value, Pure;
    /// What register `at`, counted from the root's register 0, holds in the window.
    Register { at: i32 } () -> Value, Reads;
    /// A number in its box if the bool holds; else what register `at` holds in the window.
    KeptOr { at: i32 } (Bool) -> Value, Reads;
    /// An int.
    Int { value: i64 } () -> Int, Pure;
    /// A wide int.
    Wide { value: i128 } () -> Wide, Pure;
    /// A float, by its bits.
    Float { bits: u64 } () -> Float, Pure;
    /// A bool.
    Bool { value: bool } () -> Bool, Pure;
    /// A boxed value, by its bits: a constant, or an object that is pinned.
    Word { bits: u64 } () -> Value, Pure;

    /// The int that a value is.
    GuardInt (Value) -> Int, Guards;
    /// The wide int that a value is.
    GuardWide (Value) -> Wide, Guards;
    /// The float that a value is.
    GuardFloat (Value) -> Float, Guards;
    /// The float or int that a value is, as a float.
    GuardNumber (Value) -> Float, Guards;
    /// The complex number that a value is.
    GuardComplex (Value) -> Complex, Guards;
    /// The complex number, float or small int that a value is, as a complex number.
    GuardComplexNumber (Value) -> Complex, Guards;
    /// One of two values is a heap object.
    GuardHeapAmong (Value, Value) -> Nothing, Guards;
    /// The bool that a value is.
    GuardBool (Value) -> Bool, Guards;
    /// The bool is false.
    GuardFalse (Bool) -> Nothing, Guards;
    /// The value is an object of shape `shape`.
    GuardShape { shape: u32 } (Value) -> Nothing, Guards;
    /// The value is an object of shape `shape`, which such objects never lose.
    GuardFixedShape { shape: u32 } (Value) -> Nothing, Guards;
    /// The value is an object of a shape that such objects never lose, and its byte at `offset`, which never changes, equals
    /// `value`.
    GuardFixedByte { shape: u32, offset: i32, value: u8 } (Value) -> Nothing, Guards;
    /// The value is an object of one of two shapes.
    GuardShapes { first: u32, second: u32 } (Value) -> Nothing, Guards;
    /// The value is an object of a kind.
    GuardKind { kind: u8 } (Value) -> Nothing, Guards;
    /// The value is this word.
    GuardWord { bits: u64 } (Value) -> Nothing, Guards;
    /// Two values are not the same.
    GuardDiffers (Value, Value) -> Nothing, Guards;
    /// One of two numbers is a float.
    GuardFloatAmong (Value, Value) -> Nothing, Guards;
    /// An iterator over a range of small ints: start, stop, step.
    NewRangeIterator (Int, Int, Int) -> Value, Guards;
    /// An iterator over a tuple or list.
    NewSequenceIterator { tuple: bool } (Value) -> Value, Guards;
    /// An iterator over a dict or set of so many entries: its first word, and what it gives.
    NewTableIterator { header: u64, yields: u8 } (Value, Int) -> Value, Guards;
    /// A new instance of a class without a builtin base: its first word, and its size; 0 if the runtime has to make it.
    NewInstance { header: u64, size: u32 } (Value) -> Value, Guards;
    /// An instance of a class: its first word, its size, and which layout its slots have, whose values follow the class.
    MakeInstance { header: u64, size: u32, layout: u32 } () -> Value, Reads;
    /// A tuple, made where something needs it.
    MakeTuple () -> Value, Reads;
    /// A tuple.
    NewTuple () -> Value, Guards;
    /// A tuple of a derived class, by its first word.
    NewTupleOf { header: u64 } () -> Value, Guards;
    /// The same, made where something needs it.
    MakeTupleOf { header: u64 } () -> Value, Reads;
    /// The traceback of an exception that has come along a path, of each frame that is left the function and the registers.
    NewTraceback { path: u32 } () -> Value, Guards;
    /// A coroutine of a function, which runs.
    NewCoroutine (Value) -> Value, Guards;
    /// A dict of keys and values in turns.
    NewDict () -> Value, Guards;
    /// The value is not EMPTY.
    GuardBound (Value) -> Nothing, Guards;
    /// The int is a float without rounding.
    ExactFloat (Int) -> Float, Guards;

    /// A boxed int.
    BoxInt (Int) -> Value, Pure;
    /// A boxed int that is known to be small.
    BoxSmall (Int) -> Value, Pure;
    /// A boxed wide int.
    BoxWide (Wide) -> Value, Pure;
    /// An int as a wide one.
    IntToWide (Int) -> Wide, Pure;
    /// The word as a wide int that is not negative.
    WordToWide (Int) -> Wide, Pure;
    /// The low 64 bits.
    WideLow (Wide) -> Int, Pure;
    /// A boxed float.
    BoxFloat (Float) -> Value, Pure;
    /// A boxed number: the float, or the small int that it stands for if the bool holds.
    BoxNumber (Float, Bool) -> Value, Pure;
    /// A boxed complex number.
    BoxComplex (Complex) -> Value, Pure;
    /// A boxed bool.
    BoxBool (Bool) -> Value, Pure;
    /// An int as a float, rounded.
    IntToFloat (Int) -> Float, Pure;
    /// A bool as an int.
    BoolToInt (Bool) -> Int, Pure;

    /// Sum; leaves on overflow.
    IntAdd (Int, Int) -> Int, Guards;
    /// Difference; leaves on overflow.
    IntSub (Int, Int) -> Int, Guards;
    /// Sum modulo 2^64.
    WordAdd (Int, Int) -> Int, Pure;
    /// Difference modulo 2^64.
    WordSub (Int, Int) -> Int, Pure;
    /// Product modulo 2^64.
    WordMul (Int, Int) -> Int, Pure;
    /// `<<` modulo 2^64.
    WordShl { count: u8 } (Int) -> Int, Pure;
    /// Product; leaves on overflow.
    IntMul (Int, Int) -> Int, Guards;
    /// `//`; leaves if the divisor is 0 or the quotient does not fit.
    IntFloorDiv (Int, Int) -> Int, Guards;
    /// `%`; leaves if the divisor is 0.
    IntMod (Int, Int) -> Int, Guards;
    /// `&`
    IntAnd (Int, Int) -> Int, Pure;
    /// `|`
    IntOr (Int, Int) -> Int, Pure;
    /// `^`
    IntXor (Int, Int) -> Int, Pure;
    /// `<<`; leaves if the count is negative or too large, or bits are lost.
    IntShl (Int, Int) -> Int, Guards;
    /// `>>`; leaves if the count is negative.
    IntShr (Int, Int) -> Int, Guards;
    /// `-`; leaves on overflow.
    IntNeg (Int) -> Int, Guards;
    /// How many bits its absolute value needs.
    BitLength (Int) -> Int, Pure;
    /// How many bits of its absolute value are set.
    BitCount (Int) -> Int, Pure;
    /// `~`
    IntNot (Int) -> Int, Pure;
    /// Comparison of ints.
    IntCompare { cond: Cond } (Int, Int) -> Bool, Pure;

    /// Sum; leaves on overflow.
    WideAdd (Wide, Wide) -> Wide, Guards;
    /// Difference; leaves on overflow.
    WideSub (Wide, Wide) -> Wide, Guards;
    /// Product; leaves on overflow.
    WideMul (Wide, Wide) -> Wide, Guards;
    /// `&`
    WideAnd (Wide, Wide) -> Wide, Pure;
    /// `|`
    WideOr (Wide, Wide) -> Wide, Pure;
    /// `^`
    WideXor (Wide, Wide) -> Wide, Pure;
    /// `<<`; leaves if bits are lost.
    WideShl { count: u8 } (Wide) -> Wide, Guards;
    /// `>>`
    WideShr { count: u8 } (Wide) -> Wide, Pure;
    /// `%`; leaves if the divisor is 0.
    WideModInt (Wide, Int) -> Int, Guards;
    /// `//` where the quotient is known to fit a word; leaves if the divisor is 0.
    WideDivInt (Wide, Int) -> Wide, Guards;
    /// Comparison of wide ints.
    WideCompare { cond: Cond } (Wide, Wide) -> Bool, Pure;

    /// Sum.
    FloatAdd (Float, Float) -> Float, Pure;
    /// Difference.
    FloatSub (Float, Float) -> Float, Pure;
    /// Product.
    FloatMul (Float, Float) -> Float, Pure;
    /// Quotient; leaves if the divisor is 0.
    FloatDiv (Float, Float) -> Float, Guards;
    /// `//`; leaves if the divisor is 0.
    FloatFloorDiv (Float, Float) -> Float, Guards;
    /// `%`; leaves if the divisor is 0.
    FloatMod (Float, Float) -> Float, Guards;
    /// `**`; leaves where its result is not finite.
    FloatPower (Float, Float) -> Float, Guards;
    /// Absolute value.
    FloatAbs (Float) -> Float, Pure;
    /// A function of `math`; leaves where its result is not finite.
    FloatCall { function: FloatFunction } (Float) -> Float, Guards;
    /// The integral float below or at it.
    FloatFloor (Float) -> Float, Pure;
    /// The integral float above or at it.
    FloatCeil (Float) -> Float, Pure;
    /// The nearest integral float, of two as near the even one.
    FloatNearest (Float) -> Float, Pure;
    /// The int that a float is without its fraction; leaves if that does not fit.
    Truncate (Float) -> Int, Guards;
    /// One int or another.
    SelectInt (Bool, Int, Int) -> Int, Pure;
    /// One float or another.
    SelectFloat (Bool, Float, Float) -> Float, Pure;
    /// `-`
    FloatNeg (Float) -> Float, Pure;
    /// A complex number of its parts.
    MakeComplex (Float, Float) -> Complex, Pure;
    /// The real part.
    ComplexReal (Complex) -> Float, Pure;
    /// The imaginary part.
    ComplexImag (Complex) -> Float, Pure;
    /// Quotient; leaves if the divisor is 0 or has a NaN.
    ComplexDiv (Complex, Complex) -> Complex, Guards;
    /// Absolute value; leaves if that is infinite.
    ComplexAbs (Complex) -> Float, Guards;
    /// Comparison of floats.
    FloatCompare { cond: Cond } (Float, Float) -> Bool, Pure;

    /// Whether a heap object is of shape `shape`.
    IsShape { shape: u32 } (Value) -> Bool, Reads;
    /// Whether a value is an object, and that of a shape.
    HasShape { shape: u32 } (Value) -> Bool, Reads;
    /// True for objects of these kinds (a bit for each) and values of these [`numbers`]; false for other values that are no
    /// objects and for objects of some builtin classes; else 0.
    IsOfKind { kinds: u64, numbers: u8 } (Value) -> Value, Pure;
    /// Whether the plain number at `offset` of an object is `value`.
    IsLoad { offset: i32, value: i64 } (Value) -> Bool, Reads;
    /// The value is a heap object.
    GuardHeap (Value) -> Nothing, Guards;
    /// Appends to a list if there is room; the bool says whether it did.
    TryAppend (Value, Value) -> Bool, Calls;
    /// `+`, `-` or `*` of two small ints or two floats, or of one of each if they are `mixed`; 0 for others, and where the result
    /// is no small int.
    TryArithmetic { op: BinaryOp, mixed: bool } (Value, Value) -> Value, Pure;
    /// Comparison of two small ints or two floats, or of one of each if they are `mixed`: 1 false, 2 true; 0 for others.
    TryCompare { cond: Cond, mixed: bool } (Value, Value) -> Value, Pure;
    /// Whether both are the same word.
    Same (Value, Value) -> Bool, Pure;
    /// `not`
    Not (Bool) -> Bool, Pure;

    /// Where a dict has the entry of a key; negative if it has none, or if that cannot be said.
    DictFind (Value, Value) -> Int, Reads;
    /// The int is at least `least`.
    GuardAtLeast { least: i64 } (Int) -> Nothing, Guards;
    /// The value of the entry of a dict that was found there.
    DictValue (Value, Int) -> Value, Reads;
    /// The value of the entry of a dict that was found there; another value if none was.
    DictValueOr (Value, Int, Value) -> Value, Reads;
    /// Sets the value of the entry of a dict that was found there: a word that is not 0; 0 if none was.
    SetDictValue (Value, Int, Value) -> Value, Calls;
    /// Address of the next entry of an unchanged dict or set, which an iterator then has gone past; negative where the runtime
    /// has to say more.
    NextEntry { of_set: bool } (Value) -> Int, Writes;
    /// A word of an entry.
    EntryWord { offset: i32 } (Int) -> Value, Reads;
    /// Number of typed items of an object, each of 2 to the `size_log2` bytes.
    ItemsLen { place: ItemPlace, size_log2: u8 } (Value) -> Int, Reads;
    /// Address of the typed items of an object.
    ItemsAddress { place: ItemPlace } (Value) -> Int, Reads;
    /// The place that an index names among so many items; leaves if there is none.
    PlaceAmong (Int, Int) -> Int, Guards;
    /// The int of a type code at an address and a place there; leaves if it needs more than a word.
    LoadItem { code: u8 } (Int, Int) -> Int, ReadsOrExits;
    /// The float at an address and a place there.
    LoadFloatItem { code: u8 } (Int, Int) -> Float, Reads;
    /// The int fits an item of a type code.
    GuardFits { code: u8 } (Int) -> Nothing, Guards;
    /// Writes an int that fits to an address and a place there.
    StoreItem { code: u8 } (Int, Int, Int) -> Nothing, Writes;
    /// Writes a float to an address and a place there.
    StoreFloatItem { code: u8 } (Int, Int, Float) -> Nothing, Writes;
    /// Number of characters of a str.
    TextLen (Value) -> Int, Reads;
    /// Character of a str; leaves if the index is out of range.
    TextItem (Value, Int) -> Value, ReadsOrExits;
    /// Whether two strs have the same characters.
    SameText (Value, Value) -> Bool, Reads;
    /// The order of two strs: negative, 0 or positive.
    TextOrder (Value, Value) -> Int, Reads;
    /// Whether a str is one of the Latin-1 characters in `mask`: the word `yes` or `no`; 0 for other strs, and unless the value
    /// is known to be a str for others.
    CharIn { mask: [u64; 4], known: bool, yes: u64, no: u64 } (Value) -> Value, Reads;
    /// The code of the one Latin-1 character that a str is; leaves if it is another one.
    CharCode (Value) -> Int, ReadsOrExits;
    /// The str of a Latin-1 character; leaves if the number is none.
    CharOf (Int) -> Value, ReadsOrExits;

    /// The word at an offset in an object.
    Load { offset: i32 } (Value) -> Value, Reads;
    /// The plain 64-bit number at an offset in an object.
    LoadInt { offset: i32 } (Value) -> Int, Reads;
    /// Number of items of a list or tuple, which is at an offset in it.
    Length { offset: i32 } (Value) -> Int, Reads;
    /// Number of items of a dict or set, which is at an offset in it, a number of 32 bits.
    Count { offset: i32 } (Value) -> Int, Reads;
    /// Writes a word at an offset in an object.
    Store { offset: i32 } (Value, Value) -> Nothing, Writes;
    /// Writes a plain number at an offset in an object.
    StoreInt { offset: i32 } (Value, Int) -> Nothing, Writes;
    /// Writes a byte at an offset in an object.
    StoreByte { offset: i32, value: u8 } (Value) -> Nothing, Writes;
    /// Gives an object another shape.
    StoreShape { shape: u32 } (Value) -> Nothing, Writes;
    /// Nothing: the object exists here.
    Keep (Value) -> Nothing, Writes;
    /// Write barrier: the object was written to.
    Barrier (Value) -> Nothing, Writes;
    /// A generator, whose registers have been written to its array, waits at an address, with so many of them live.
    SuspendGenerator (Value, Int, Int) -> Nothing, Writes;
    /// Item of a tuple; leaves if the index is out of range.
    TupleItem (Value, Int) -> Value, ReadsOrExits;
    /// What holds the items of a list or tuple; leaves if the value is neither.
    SequenceItems (Value) -> Value, ReadsOrExits;
    /// Number of items of a list or tuple; leaves if the value is neither.
    SequenceLen (Value) -> Int, ReadsOrExits;
    /// An item of what holds them, which is known to be there.
    HeldItem (Value, Int) -> Value, Reads;
    /// Replaces an item of what holds them, which is known to be there, the write barrier included.
    SetHeldItem (Value, Int, Value) -> Nothing, Writes;
    /// The byte at `offset` equals `value`.
    GuardByte { offset: i32, value: u8 } (Value) -> Nothing, ReadsOrExits;
    /// The plain number at `offset` equals `value`.
    GuardLoad { offset: i32, value: i64 } (Value) -> Nothing, ReadsOrExits;

    /// Writes a register of the window, counted from the root's register 0.
    StoreRegister { at: i32 } (Value) -> Nothing, Writes;
    /// Writes the header of an inlined frame, but for the function.
    WriteFrame { frame: super::FrameId } () -> Nothing, Writes;
    /// An inlined frame whose header was written is left: its frame object, if there is one, has to know.
    LeaveFrame { frame: super::FrameId } () -> Nothing, Calls;
    /// What a leaf function gave is an answer.
    GuardAnswer (Value) -> Nothing, Guards;
    /// A function of the runtime that needs nothing written to registers.
    Leaf { leaf: Leaf } () -> Value, Calls;
    /// A function of the runtime.
    Call { helper: Helper } () -> Value, Calls;
    /// Calls a function with the code at `code`, whose arguments are in the window that starts at register `window` of the
    /// root; by the runtime if it is not compiled.
    CallCode { code: u64, window: i32, registers: u32 } (Value) -> Value, Calls;
    /// Whether the code at `code` is compiled, and the stacks have room for its frame at register `window` of the root.
    CanEnter { code: u64, window: i32, registers: u32 } () -> Bool, Reads;
    /// Calls a function with the code at `code`, which can be entered: the function, and all that its parameters get.
    EnterCode { code: u64, window: i32 } () -> Value, Calls;
    /// Calls anything with `count` arguments, which are in the window that starts at register `window` of the root: compiled
    /// code of a plain function, all else by the runtime. `enters`: looks for such code itself before it asks the runtime.
    CallAny { window: i32, count: u32, enters: bool } (Value) -> Value, Calls;
    /// What the instruction of the state has raised, or raises itself, comes to the frame that handles it: the exception.
    Catch { frame: super::FrameId } () -> Value, Calls;
    /// Sees to what waits for attention; leaves if anything may have changed then.
    Poll () -> Nothing, ReadsOrExits;
    /// Leaves if what inline caches relied on has changed since compiling.
    CheckEpoch () -> Nothing, ReadsOrExits;
}
