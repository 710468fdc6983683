//! THE table of what explanations say: how bad it is, the sentence, and what the programmer could change.

use crate::bail::Bail;
use crate::ir::Reason;

/// How much something costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// It saves time.
    Good,
    /// It is worth knowing.
    Note,
    /// It costs time wherever it happens often.
    Cost,
    /// It costs a lot of time wherever it happens often.
    Bad,
}

macro_rules! topics {
    ($($(#[doc = $doc:literal])+ $name:ident $severity:ident $sentence:literal $advice:literal;)*) => {
        /// Something that can be said of a line.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Topic { $($(#[doc = $doc])+ $name,)* }

        impl Topic {
            /// How much it costs.
            pub fn severity(self) -> Severity {
                match self { $(Topic::$name => Severity::$severity,)* }
            }

            /// The sentence, with `{}` where details go.
            pub fn sentence(self) -> &'static str {
                match self { $(Topic::$name => $sentence,)* }
            }

            /// What the programmer could change; empty if there is nothing.
            pub fn advice(self) -> &'static str {
                match self { $(Topic::$name => $advice,)* }
            }
        }
    };
}

topics! {
    /// Exit: [`Reason::WrongType`].
    WrongType Bad "a value had another type than before{}"
        "give each variable values of one type here (int and float count as two); a conversion where the value comes from is cheap";
    /// Exit: [`Reason::WrongShape`].
    WrongShape Bad "an object was of another class than before, or had other attributes{}"
        "set the same attributes in the same order in every __init__, and do not mix many classes at one place";
    /// Exit: [`Reason::WrongTarget`].
    WrongTarget Bad "another function, class or constant was met than before{}"
        "if many functions are called from one place, pick the function outside of the loop";
    /// Exit: [`Reason::Overflow`].
    Overflow Bad "a number grew out of 64 bits{}"
        "if the numbers may wrap around, mask them (& 0xFFFFFFFF) before they grow";
    /// Exit: [`Reason::BadOperand`].
    BadOperand Bad "the operation does not work for this operand, such as a division by zero{}"
        "test the operand before, if that happens often";
    /// Exit: [`Reason::NoAnswer`].
    NoAnswer Note "an operation had something to do that it seldom has{}"
        "";
    /// Exit: [`Reason::OutOfRange`].
    OutOfRange Bad "an index was out of range{}"
        "test the index, or loop over the items, instead of counting on IndexError";
    /// Exit: [`Reason::Unbound`].
    Unbound Bad "a variable, attribute or item was not there{}"
        "give the variable or attribute a value (None, say) before the loop, or in __init__";
    /// Exit: [`Reason::Invalidated`].
    Invalidated Bad "something had changed that compiled code relied on: a class, a function, or a variable of a module"
        "assign attributes of classes and variables of modules once, before what takes time; keep what changes in an object or a local variable";
    /// Exit: [`Reason::Raised`].
    Raised Bad "an exception was raised and left compiled code"
        "where this happens often, test before instead of raising";
    /// Exit: [`Reason::NotCompiled`].
    NotCompiled Bad "the interpreter went on here, since compiled code cannot do this: {}"
        "";
    /// Exit: [`Reason::NotSeen`].
    NotSeen Note "this had not run yet when the code around it was compiled"
        "";
    /// Exit: [`Reason::Disturbed`].
    Disturbed Note "another thread, a signal handler or a finalizer had to run"
        "";

    /// Given up: [`Bail::TooLarge`].
    TooLarge Bad "the function is too large to be compiled"
        "move the loops that take time into functions of their own";
    /// Given up: [`Bail::Rebuild`].
    Unsettled Bad "the types of variables in its loops do not settle"
        "use a variable for values of one type only";
    /// Given up: [`Bail::Opcode`].
    NoSuchOperation Bad "compiled code cannot begin with this: {}"
        "";
    /// Given up: [`Bail::BackEnd`] and [`Bail::Target`].
    Refused Bad "the generator of machine code refused the function, which is a fault of krait's"
        "";
    /// It is not there yet.
    Pending Note "the compiler had not finished it when the program ended"
        "";
    /// See [`Topic::Invalidated`].
    Discarded Cost "its compiled code was thrown away {} times, because something that it relied on was changed"
        "assign attributes of classes and variables of modules that functions read before what takes time; keep what changes in an object or a local variable";
    /// Compiled as often as that is done, and still left too often.
    GivenUp Bad "it was compiled {} times and each time left too often; the last version takes nothing for granted"
        "see the lines where compiled code is left";

    /// A call of a known function.
    CallLarge Note "{} is called, not built in here: it is too large"
        "";
    /// A call of a known function.
    CallNoRoom Note "{} is called, not built in here: the function around it is large already"
        "";
    /// A call of a known function.
    CallDeep Note "{} is called, not built in here: calls are nested too deeply"
        "";
    /// A call of a known function.
    CallRecursive Note "{} is called, not built in here: it is recursive"
        "";
    /// A call of a known function.
    CallUnsupported Note "{} is called, not built in here: it uses something that only works in a function of its own"
        "";
    /// A call of a known function.
    CallKnown Note "{} is called, not built in here"
        "";
    /// A call.
    CallGenerator Note "{} makes a generator, which runs as a function of its own"
        "";
    /// A call.
    CallCoroutine Note "{} makes a coroutine, which runs as a function of its own"
        "";
    /// A call.
    CallVaries Cost "what is called varies here{}"
        "if this is hot, call one function from each place";
    /// A call.
    CallVariesPartly Note "what is called varies here: the usual callees are built in, others are called"
        "";
    /// A call.
    CallNative Note "{} is a native function and is called as such"
        "";
    /// A call.
    CallClass Cost "{} makes its objects in the general way: its class has a __new__, a metaclass or a base that is not plain"
        "classes whose instances are made in a hot loop should have nothing but __init__";
    /// A call.
    CallUnready Note "{} is called in the general way: it may be another function the next time"
        "";
    /// A call.
    CallArguments Cost "{} is called in the general way: its arguments have to be sorted out at each call (defaults, keywords, * and **)"
        "pass what it needs by position";
    /// A call.
    CallSpread Cost "the arguments of the call are unpacked each time (* or **)"
        "";
    /// A call.
    CallUnknown Note "what is called here was not known when this was compiled"
        "";

    /// The runtime executes an instruction.
    General Cost "{} is done in the general way"
        "";
    /// The same, where there is hardly a faster way.
    GeneralFine Note "{} is done by the runtime"
        "";
    /// The runtime executes an operator.
    GeneralOperator Cost "{} is done in the general way: the operands are of several types, or of one without a faster way"
        "";
    /// An attribute is looked for by name.
    AttributeVaries Cost "an attribute of objects of many classes is looked up by name each time{}"
        "fewer classes at this place, or the same attributes in the same order, make this a plain load";
    /// An iterator is asked for each item.
    AsksIterator Note "each item is asked of an iterator{}"
        "";

    /// An object is made.
    Allocates Note "makes {} each time"
        "";
    /// An object is not made.
    NotAllocated Good "{} is never made: its parts stay in registers"
        "";
    /// A function is built in.
    Inlined Good "{} is built in here"
        "";
}

impl Topic {
    /// Whether it is about leaving compiled code, and counted.
    pub fn is_exit(self) -> bool {
        self <= Topic::Disturbed
    }

    /// Whether it says that something was given up.
    pub fn is_bail(self) -> bool {
        (Topic::TooLarge..=Topic::GivenUp).contains(&self)
    }

    pub(crate) fn of_exit(reason: Reason) -> Topic {
        match reason {
            Reason::WrongType => Topic::WrongType,
            Reason::WrongShape => Topic::WrongShape,
            Reason::WrongTarget => Topic::WrongTarget,
            Reason::Overflow => Topic::Overflow,
            Reason::NoAnswer => Topic::NoAnswer,
            Reason::BadOperand => Topic::BadOperand,
            Reason::OutOfRange => Topic::OutOfRange,
            Reason::Unbound => Topic::Unbound,
            Reason::Invalidated => Topic::Invalidated,
            Reason::Raised => Topic::Raised,
            Reason::NotCompiled => Topic::NotCompiled,
            Reason::NotSeen => Topic::NotSeen,
            Reason::Disturbed => Topic::Disturbed,
        }
    }

    pub(crate) fn of_bail(bail: Bail) -> Topic {
        match bail {
            Bail::TooLarge => Topic::TooLarge,
            Bail::Rebuild => Topic::Unsettled,
            Bail::Opcode(_) => Topic::NoSuchOperation,
            Bail::Target | Bail::BackEnd => Topic::Refused,
        }
    }
}
