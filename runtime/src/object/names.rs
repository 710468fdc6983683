//! Names the runtime itself uses: special methods and a few attributes, interned once.

use super::reliance::Group;
use super::shape::AddressMap;
use super::string::Str;
use crate::heap::Gc;
use crate::vm::Vm;

macro_rules! specials {
    ($($variant:ident = $name:literal,)*) => {
        /// A special method that the runtime looks up on classes.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Special { $(#[doc = $name] $variant,)* }

        const SPECIALS: &[&str] = &[$($name,)*];

        impl Special {
            /// How many there are.
            pub const COUNT: usize = SPECIALS.len();

            const ALL: &[Special] = &[$(Special::$variant,)*];

            /// The method's name.
            pub fn name(self) -> &'static str {
                SPECIALS[self as usize]
            }
        }
    };
}

specials! {
    New = "__new__", Init = "__init__", Del = "__del__", Repr = "__repr__", Str = "__str__", Bytes = "__bytes__",
    Format = "__format__", Lt = "__lt__", Le = "__le__", Eq = "__eq__", Ne = "__ne__", Gt = "__gt__", Ge = "__ge__",
    Hash = "__hash__", Bool = "__bool__", GetAttr = "__getattr__", GetAttribute = "__getattribute__",
    SetAttr = "__setattr__", DelAttr = "__delattr__", Dir = "__dir__", Get = "__get__", Set = "__set__",
    Delete = "__delete__", SetName = "__set_name__", InitSubclass = "__init_subclass__", ClassGetItem = "__class_getitem__",
    InstanceCheck = "__instancecheck__", SubclassCheck = "__subclasscheck__", Prepare = "__prepare__", Call = "__call__",
    Len = "__len__", LengthHint = "__length_hint__", GetItem = "__getitem__", SetItem = "__setitem__",
    DelItem = "__delitem__", Missing = "__missing__", Iter = "__iter__", Next = "__next__", Reversed = "__reversed__",
    Contains = "__contains__", Add = "__add__", Sub = "__sub__", Mul = "__mul__", MatMul = "__matmul__",
    TrueDiv = "__truediv__", FloorDiv = "__floordiv__", Mod = "__mod__", DivMod = "__divmod__", Pow = "__pow__",
    LShift = "__lshift__", RShift = "__rshift__", And = "__and__", Xor = "__xor__", Or = "__or__", RAdd = "__radd__",
    RSub = "__rsub__", RMul = "__rmul__", RMatMul = "__rmatmul__", RTrueDiv = "__rtruediv__", RFloorDiv = "__rfloordiv__",
    RMod = "__rmod__", RDivMod = "__rdivmod__", RPow = "__rpow__", RLShift = "__rlshift__", RRShift = "__rrshift__",
    RAnd = "__rand__", RXor = "__rxor__", ROr = "__ror__", IAdd = "__iadd__", ISub = "__isub__", IMul = "__imul__",
    IMatMul = "__imatmul__", ITrueDiv = "__itruediv__", IFloorDiv = "__ifloordiv__", IMod = "__imod__", IPow = "__ipow__",
    ILShift = "__ilshift__", IRShift = "__irshift__", IAnd = "__iand__", IXor = "__ixor__", IOr = "__ior__",
    Neg = "__neg__", Pos = "__pos__", Abs = "__abs__", Invert = "__invert__", Complex = "__complex__", Int = "__int__",
    Float = "__float__", Index = "__index__", Round = "__round__", Trunc = "__trunc__", Floor = "__floor__",
    Ceil = "__ceil__", Enter = "__enter__", Exit = "__exit__", Await = "__await__", AIter = "__aiter__",
    ANext = "__anext__", AEnter = "__aenter__", AExit = "__aexit__", Buffer = "__buffer__", Subclasses = "__subclasses__",
    MroEntries = "__mro_entries__", Mro = "mro", MatchArgs = "__match_args__", Class = "__class__", Dict = "__dict__", Doc = "__doc__",
    Module = "__module__", Name = "__name__", Qualname = "__qualname__", Slots = "__slots__", ClassCell = "__classcell__",
    Annotations = "__annotations__", AbstractMethods = "__abstractmethods__", TypeParams = "__type_params__",
    Builtins = "__builtins__", File = "__file__", Path = "__path__", Spec = "__spec__", Package = "__package__",
    Loader = "__loader__", All = "__all__", Wrapped = "__wrapped__", Notes = "__notes__", Weakref = "__weakref__",
    Reduce = "__reduce__", ReduceEx = "__reduce_ex__", GetState = "__getstate__", GetNewArgs = "__getnewargs__",
    GetNewArgsEx = "__getnewargs_ex__", SetState = "__setstate__", Send = "send", Throw = "throw", Close = "close",
    Keys = "keys", OrigBases = "__orig_bases__", IsAbstractMethod = "__isabstractmethod__",
    BuildClass = "__build_class__", Import = "__import__", ObjClass = "__objclass__", Self_ = "__self__",
    Func = "__func__", Copy = "copy", Items = "items", Values = "values", Write = "write", Flush = "flush", Update = "update",
    BasesAttr = "__bases__", Main = "__main__", Metaclass = "metaclass", SizeOf = "__sizeof__", ClassDict = "__classdict__", StaticAttributes = "__static_attributes__",
    AbcImpl = "_abc_impl", Stdout = "stdout",
}

/// The interned names.
pub struct Names {
    specials: Vec<Gc<Str>>,
    /// The empty str.
    pub(crate) empty: Option<Gc<Str>>,
    /// By the hashes of their names.
    groups: AddressMap<u64, Group>,
}

impl Vm {
    /// One of the names that the runtime uses.
    #[inline(always)]
    pub fn known_name(&self, special: Special) -> Gc<Str> {
        self.names.special(special)
    }
}

impl Names {
    pub(crate) fn empty() -> Names {
        Names { specials: Vec::new(), empty: None, groups: AddressMap::default() }
    }

    pub(crate) fn fill(vm: &mut Vm) {
        let specials = SPECIALS.iter().map(|name| vm.intern(name)).collect();
        // Interned strings are pinned and rooted by the intern table.
        let empty = Some(vm.intern(""));
        let by_name = |&special: &Special| (vm.intern(special.name()).hash(vm), Group::of(special));
        let groups = Special::ALL.iter().map(by_name).collect();
        vm.names = Names { specials, empty, groups };
    }

    /// Group of the special method whose name has this hash.
    pub(super) fn group(&self, hash: u64) -> Option<Group> {
        self.groups.get(&hash).copied()
    }

    /// Name of a special method.
    #[inline(always)]
    pub fn special(&self, special: Special) -> Gc<Str> {
        self.specials[special as usize]
    }
}
