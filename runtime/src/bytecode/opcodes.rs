//! THE opcode table. Enum, encoder, decoder, disassembler, verifier, interpreter and IR builder all derive from it.
//!
//! # The machine
//!
//! A code object runs in a *register window*: a run of 64-bit [`Value`](crate::value::Value)s on the register stack.
//! Register 0 upwards holds, in this order: parameters, other locals, cells, free variables, then temporaries, which
//! are allocated like a stack. Bodies of modules and classes, and code run by `exec`, keep their namespace (the mapping
//! that `locals()` returns) in register 0; there names are reached by `*_name` opcodes.
//!
//! An instruction is one 64-bit word:
//!
//! ```text
//!   63       48 47       32 31       16 15      8 7       0
//!  +-----------+-----------+-----------+---------+---------+
//!  |     C     |     B     |     A     |   aux   | opcode  |
//!  +-----------+-----------+-----------+---------+---------+
//!  |  Wide: C and B as one 32 bit word |
//! ```
//!
//! **Invariant:** an opcode that yields a value writes it to register A and nowhere else, so that whoever completes the
//! instruction later (a returning callee, a generator that yields) finds the destination by decoding it. Opcodes that
//! yield several values write them to A, A+1, ….
//!
//! Jump offsets count instructions from the jump itself. Jumps backwards poll the eval breaker.
//!
//! # Calls
//!
//! `call A, B, C` calls the object in register B with C positional arguments in registers B+4, B+5, …; registers
//! B+1 … B+3 become the callee's frame header (see `frame`), B+4 its register 0. All of B … are dead afterwards.
//! For methods `load_method` leaves the function in its A and `self` in A+4; when the attribute is not a plain method
//! it leaves the attribute in A and EMPTY in A+4, and `call_method` moves the arguments down by one.
//! Keyword calls carry a tuple of names in the register after the last argument (values of keywords come last).
//!
//! # Adding an opcode
//!
//! Add a row here; the build then fails until interpreter, disassembler and verifier handle it.

/// What an operand field means; the verifier and the disassembler go by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Register that is written.
    Write,
    /// Register that is read.
    Read,
    /// Register that is read and written.
    ReadWrite,
    /// First of a run of registers that are read; how many is given by the [`Operand::Count`] of the same instruction.
    ReadRun,
    /// First of a run of registers that are written; how many is given by the [`Operand::Count`].
    WriteRun,
    /// First register of a call window: callee, three header words, then arguments.
    Window,
    /// Number of registers in a run, or of arguments.
    Count,
    /// Index into the code object's names (16 bits).
    Name,
    /// Index into the code object's names (32 bits, in B and C).
    WideName,
    /// Index into the code object's constants (32 bits, in B and C).
    WideConst,
    /// Index into the code object's nested code objects.
    Child,
    /// Signed 16-bit integer.
    Int,
    /// Signed 32-bit integer in B and C.
    WideInt,
    /// Raw bits of a constant word (`None`, `True`, …) in B and C.
    WideBits,
    /// Signed 16-bit jump offset.
    Jump,
    /// Signed 32-bit jump offset in B and C.
    WideJump,
    /// Unused; zero.
    None,
}

/// What executing an opcode may do besides writing its operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: cannot raise, collect or run Python.
    Pure,
    /// May allocate, therefore collect, and raise `MemoryError`; runs no Python code.
    Allocates,
    /// May raise, runs no Python code.
    Raises,
    /// May run any Python code.
    CallsPython,
    /// Leaves the frame or changes control in a way of its own.
    Control,
}

/// Calls `$consumer! { … }` with the table's rows:
/// `doc Variant = mnemonic (A, B, C) [meaning of aux] effect;`
#[macro_export]
macro_rules! for_each_op {
    ($consumer:ident) => {
        $consumer! {
            // ---- moves and constants
            /// Does nothing.
            Nop = nop (None, None, None) Pure;
            /// `A = B`
            Move = move_ (Write, Read, None) Pure;
            /// `A = constants[wide]`
            LoadConst = load_const (Write, WideConst, None) Pure;
            /// `A = wide` as an int.
            LoadInt = load_int (Write, WideInt, None) Pure;
            /// `A =` the constant word whose bits are `wide`: EMPTY, None, False, True, NotImplemented, Ellipsis.
            LoadSpecial = load_special (Write, WideBits, None) Pure;
            /// Makes the `B` registers from `A` on EMPTY (unbound). Aux 1 marks the beginning of an inlined comprehension that has
            /// its variables there, aux 2 its end.
            ClearLocals = clear_locals (WriteRun, Count, None) [Mark] Pure;
            /// Raises `UnboundLocalError` (or `NameError` for a free variable) naming register `A` if `A` is EMPTY.
            CheckLocal = check_local (Read, None, None) Raises;
            /// Unbinds local `A`; raises `UnboundLocalError` if it is unbound.
            DeleteLocal = delete_local (ReadWrite, None, None) Raises;

            // ---- cells
            /// `A =` a new cell holding what `A` held (EMPTY: unbound).
            MakeCell = make_cell (ReadWrite, None, None) Allocates;
            /// Copies the `B` cells of the running function's closure to the registers from `A` on.
            CopyFree = copy_free (WriteRun, Count, None) Pure;
            /// `A =` content of cell `B`; `NameError`/`UnboundLocalError` naming register B if it is unbound.
            LoadCell = load_cell (Write, Read, None) Raises;
            /// Content of cell `A` `= B`.
            StoreCell = store_cell (Read, Read, None) Pure;
            /// Unbinds cell `A`.
            DeleteCell = delete_cell (Read, None, None) Raises;
            /// `A =` item of mapping `B` named like register `C`, else content of cell `C` (class bodies, PEP 695 scopes).
            LoadDictOrCell = load_dict_or_cell (Write, Read, Read) CallsPython;

            // ---- names
            /// `A =` global or builtin `names[wide]`.
            LoadGlobal = load_global (Write, WideName, None) CallsPython;
            /// Global `names[wide] = A`.
            StoreGlobal = store_global (Read, WideName, None) CallsPython;
            /// Deletes global `names[wide]`.
            DeleteGlobal = delete_global (None, WideName, None) CallsPython;
            /// `A =` name `names[wide]` from the namespace in register 0, then globals, then builtins.
            LoadName = load_name (Write, WideName, None) CallsPython;
            /// Namespace in register 0: `names[wide] = A`.
            StoreName = store_name (Read, WideName, None) CallsPython;
            /// Deletes `names[wide]` from the namespace in register 0.
            DeleteName = delete_name (None, WideName, None) CallsPython;
            /// `A =` item `names[C]` of mapping `B`, else global or builtin of that name.
            LoadDictOrGlobal = load_dict_or_global (Write, Read, Name) CallsPython;
            /// `A =` the namespace: register 0 in bodies of modules and classes, in functions a new dict of the bound locals.
            LoadLocals = load_locals (Write, None, None) Allocates;
            /// `A = builtins.__build_class__` as seen by the running frame.
            LoadBuildClass = load_build_class (Write, None, None) CallsPython;

            // ---- attributes and items
            /// `A = B.names[C]`
            LoadAttr = load_attr (Write, Read, Name) CallsPython;
            /// `A.names[C] = B`
            StoreAttr = store_attr (Read, Read, Name) CallsPython;
            /// `del A.names[wide]`
            DeleteAttr = delete_attr (Read, WideName, None) CallsPython;
            /// `A` (function or attribute) and `A+4` (`self` or EMPTY) = method `names[C]` of `B`.
            LoadMethod = load_method (Window, Read, Name) CallsPython;
            /// `A = super(R[B+1], R[B+2]).names[C]` when `R[B]` is the builtin `super`, else calls `R[B]`. With aux 1 the
            /// source said `super()`, with aux 0 it gave both arguments; messages differ.
            LoadSuperAttr = load_super_attr (Write, Read, Name) [ImplicitSuper] CallsPython;
            /// As `load_super_attr`, leaving method and `self` as `load_method` does; A is a window.
            LoadSuperMethod = load_super_method (Window, Read, Name) [ImplicitSuper] CallsPython;
            /// `A = B[C]`
            GetItem = get_item (Write, Read, Read) CallsPython;
            /// `A = B[c]` with the int `c` in field C.
            GetItemInt = get_item_int (Write, Read, Int) CallsPython;
            /// `A[B] = C`
            SetItem = set_item (Read, Read, Read) CallsPython;
            /// `del A[B]`
            DeleteItem = delete_item (Read, Read, None) CallsPython;
            /// `A = B[R[C]:R[C+1]]`
            GetSlice = get_slice (Write, Read, Read) CallsPython;
            /// `A[R[B]:R[B+1]] = C`
            SetSlice = set_slice (Read, Read, Read) CallsPython;
            /// `A = slice(R[B], R[B+1], R[B+2])`
            BuildSlice = build_slice (Write, Read, None) Allocates;

            // ---- arithmetic; aux 1: the in-place form
            /// `A = B + C`
            Add = add (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B - C`
            Sub = sub (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B * C`
            Mul = mul (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B @ C`
            MatMul = mat_mul (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B / C`
            TrueDiv = true_div (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B // C`
            FloorDiv = floor_div (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B % C`
            Mod = mod_ (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B ** C`
            Pow = pow (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B << C`
            LShift = lshift (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B >> C`
            RShift = rshift (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B & C`
            And = and (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B | C`
            Or = or (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B ^ C`
            Xor = xor (Write, Read, Read) [InPlace] CallsPython;
            /// `A = B + c`, `c` the int in field C.
            AddInt = add_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B - c`
            SubInt = sub_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B * c`
            MulInt = mul_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B // c`; the compiler never emits `c` = 0.
            FloorDivInt = floor_div_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B % c`; the compiler never emits `c` = 0.
            ModInt = mod_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B & c`
            AndInt = and_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B << c`; the compiler emits only `0 <= c < 64`.
            LShiftInt = lshift_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = B >> c`; the compiler emits only `0 <= c < 64`.
            RShiftInt = rshift_int (Write, Read, Int) [InPlace] CallsPython;
            /// `A = -B`
            Neg = neg (Write, Read, None) CallsPython;
            /// `A = +B`
            Pos = pos (Write, Read, None) CallsPython;
            /// `A = ~B`
            Invert = invert (Write, Read, None) CallsPython;
            /// `A = not B`
            Not = not (Write, Read, None) CallsPython;
            /// `A = bool(B)`
            ToBool = to_bool (Write, Read, None) CallsPython;

            // ---- comparison to a value
            /// `A = B < C`
            Lt = lt (Write, Read, Read) CallsPython;
            /// `A = B <= C`
            Le = le (Write, Read, Read) CallsPython;
            /// `A = B == C`
            Eq = eq (Write, Read, Read) CallsPython;
            /// `A = B != C`
            Ne = ne (Write, Read, Read) CallsPython;
            /// `A = B > C`
            Gt = gt (Write, Read, Read) CallsPython;
            /// `A = B >= C`
            Ge = ge (Write, Read, Read) CallsPython;
            /// `A = B is C`
            Is = is (Write, Read, Read) Pure;
            /// `A = B is not C`
            IsNot = is_not (Write, Read, Read) Pure;
            /// `A = B in C`
            In = in_ (Write, Read, Read) CallsPython;
            /// `A = B not in C`
            NotIn = not_in (Write, Read, Read) CallsPython;

            // ---- jumps
            /// Jumps by `wide`.
            Jump = jump (None, WideJump, None) Control;
            /// Jumps if `A` is true.
            JumpIfTrue = jump_if_true (Read, WideJump, None) CallsPython;
            /// Jumps if `A` is false.
            JumpIfFalse = jump_if_false (Read, WideJump, None) CallsPython;
            /// Jumps if `A is None`.
            JumpIfNone = jump_if_none (Read, WideJump, None) Control;
            /// Jumps if `A is not None`.
            JumpIfNotNone = jump_if_not_none (Read, WideJump, None) Control;
            /// Jumps by C if `A < B`. Comparison jumps exist in pairs: `not (a < b)` is not `a >= b` for every type.
            JumpIfLt = jump_if_lt (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A <= B`.
            JumpIfLe = jump_if_le (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A == B`.
            JumpIfEq = jump_if_eq (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A != B`.
            JumpIfNe = jump_if_ne (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A > B`.
            JumpIfGt = jump_if_gt (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A >= B`.
            JumpIfGe = jump_if_ge (Read, Read, Jump) CallsPython;
            /// Jumps by C unless `A < B`.
            JumpIfNotLt = jump_if_not_lt (Read, Read, Jump) CallsPython;
            /// Jumps by C unless `A <= B`.
            JumpIfNotLe = jump_if_not_le (Read, Read, Jump) CallsPython;
            /// Jumps by C unless `A == B`.
            JumpIfNotEq = jump_if_not_eq (Read, Read, Jump) CallsPython;
            /// Jumps by C unless `A != B`.
            JumpIfNotNe = jump_if_not_ne (Read, Read, Jump) CallsPython;
            /// Jumps by C unless `A > B`.
            JumpIfNotGt = jump_if_not_gt (Read, Read, Jump) CallsPython;
            /// Jumps by C unless `A >= B`.
            JumpIfNotGe = jump_if_not_ge (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A < b`, `b` the int in field B.
            JumpIfLtInt = jump_if_lt_int (Read, Int, Jump) CallsPython;
            /// Jumps by C if `A <= b`.
            JumpIfLeInt = jump_if_le_int (Read, Int, Jump) CallsPython;
            /// Jumps by C if `A == b`.
            JumpIfEqInt = jump_if_eq_int (Read, Int, Jump) CallsPython;
            /// Jumps by C if `A != b`.
            JumpIfNeInt = jump_if_ne_int (Read, Int, Jump) CallsPython;
            /// Jumps by C if `A > b`.
            JumpIfGtInt = jump_if_gt_int (Read, Int, Jump) CallsPython;
            /// Jumps by C if `A >= b`.
            JumpIfGeInt = jump_if_ge_int (Read, Int, Jump) CallsPython;
            /// Jumps by C unless `A < b`.
            JumpIfNotLtInt = jump_if_not_lt_int (Read, Int, Jump) CallsPython;
            /// Jumps by C unless `A <= b`.
            JumpIfNotLeInt = jump_if_not_le_int (Read, Int, Jump) CallsPython;
            /// Jumps by C unless `A == b`.
            JumpIfNotEqInt = jump_if_not_eq_int (Read, Int, Jump) CallsPython;
            /// Jumps by C unless `A != b`.
            JumpIfNotNeInt = jump_if_not_ne_int (Read, Int, Jump) CallsPython;
            /// Jumps by C unless `A > b`.
            JumpIfNotGtInt = jump_if_not_gt_int (Read, Int, Jump) CallsPython;
            /// Jumps by C unless `A >= b`.
            JumpIfNotGeInt = jump_if_not_ge_int (Read, Int, Jump) CallsPython;
            /// Jumps by C if `A is B`.
            JumpIfIs = jump_if_is (Read, Read, Jump) Control;
            /// Jumps by C if `A is not B`.
            JumpIfIsNot = jump_if_is_not (Read, Read, Jump) Control;
            /// Jumps by C if `A in B`.
            JumpIfIn = jump_if_in (Read, Read, Jump) CallsPython;
            /// Jumps by C if `A not in B`.
            JumpIfNotIn = jump_if_not_in (Read, Read, Jump) CallsPython;

            // ---- iteration
            /// `A = iter(B)`
            GetIter = get_iter (Write, Read, None) CallsPython;
            /// `A = next(B)` and jumps by C (to the loop body), or falls through when `B` is exhausted, leaving `A` alone.
            /// aux 1: the body begins by unpacking `A`, which is not used otherwise.
            ForIter = for_iter (Write, Read, Jump) [Unpacked] CallsPython;
            /// The `C` registers from `A` on = the items of `B`, which must have exactly as many.
            UnpackSequence = unpack_sequence (WriteRun, Read, Count) CallsPython;
            /// `a, b, *rest, c = B`: aux registers before the star, then the list, then `C` registers after it, from `A` on.
            UnpackEx = unpack_ex (Write, Read, Count) [Before] CallsPython;

            // ---- building
            /// `A = (R[B], …)`, `C` items.
            BuildTuple = build_tuple (Write, ReadRun, Count) Allocates;
            /// `A = [R[B], …]`, `C` items.
            BuildList = build_list (Write, ReadRun, Count) Allocates;
            /// `A = {R[B], …}`, `C` items, added in order.
            BuildSet = build_set (Write, ReadRun, Count) CallsPython;
            /// `A = {R[B]: R[B+1], …}`, `C` registers (twice the number of pairs).
            BuildMap = build_map (Write, ReadRun, Count) CallsPython;
            /// `A =` concatenation of the `C` strings from `B` on.
            BuildString = build_string (Write, ReadRun, Count) Allocates;
            /// `A =` `B` converted as aux says (0 none, 1 `str`, 2 `repr`, 3 `ascii`), then formatted with the spec in
            /// `R[C-1]`, or an empty one when field C is 0.
            FormatValue = format_value (Write, Read, Count) [Conversion] CallsPython;
            /// Appends `B` to list `A`.
            ListAppend = list_append (Read, Read, None) Allocates;
            /// Adds `B` to set `A`.
            SetAdd = set_add (Read, Read, None) CallsPython;
            /// Dict `A`: `[B] = C`.
            MapAdd = map_add (Read, Read, Read) CallsPython;
            /// Extends list `A` by iterable `B` (message: "Value after * must be an iterable, not X").
            ListExtend = list_extend (Read, Read, None) CallsPython;
            /// Adds the items of iterable `B` to set `A`.
            SetUpdate = set_update (Read, Read, None) CallsPython;
            /// Updates dict `A` from mapping `B` (`{**b}`).
            DictUpdate = dict_update (Read, Read, None) CallsPython;
            /// Adds keyword mapping `B` to dict `A`; repeated or non-string keys are errors that name callee `C`.
            DictMerge = dict_merge (Read, Read, Read) CallsPython;
            /// `A = tuple(B)`, `B` a list that nobody else has.
            ListToTuple = list_to_tuple (Write, Read, None) Allocates;

            // ---- functions and calls
            /// `A =` function of `children[C]`. aux says which registers from `B` on are used, in this order: 1 tuple of
            /// defaults, 2 dict of keyword defaults, 4 annotations (tuple of name, value, name, …), 8 closure tuple of cells.
            MakeFunction = make_function (Write, Read, Child) [Parts] Allocates;
            /// `A =` call of `R[B]` with `C` arguments.
            Call = call (Write, Window, Count) CallsPython;
            /// `A =` call of what `load_method` left at `B`, with `C` arguments (not counting `self`) from `B+5` on.
            CallMethod = call_method (Write, Window, Count) CallsPython;
            /// As `call` with `C` arguments in all, the last ones by keyword; names (tuple) in register `B+4+C`.
            CallKw = call_kw (Write, Window, Count) CallsPython;
            /// As `call_method` with keywords; names (tuple) in register `B+5+C`.
            CallMethodKw = call_method_kw (Write, Window, Count) CallsPython;
            /// `A =` call of `R[B]` with positional arguments from iterable `R[B+4]` and keywords from mapping `R[B+5]` or EMPTY.
            CallEx = call_ex (Write, Window, None) CallsPython;
            /// Returns `A`.
            Return = return_ (Read, None, None) Control;
            /// Returns `None`; aux: [`IMPLICIT`].
            ReturnNone = return_none (None, None, None) Control;

            // ---- generators and coroutines
            /// First instruction (after cells are made) of generator, coroutine and async generator code: suspends the frame
            /// into a new object of the kind the code's flags say and returns that. Execution resumes at the next instruction.
            ReturnGenerator = return_generator (None, None, None) Control;
            /// Suspends, yielding `B`; when resumed `A =` the value sent. Registers from C on are not in use. aux: see [`yields`];
            /// on behalf of `yield from` or `await`, `throw` and `close` go to the inner iterator, which is in register C, and
            /// registers above A are not in use.
            Yield = yield_ (Write, Read, Count) [Delegating] Control;
            /// `A =` iterator for `yield from B` (coroutines only inside coroutines).
            GetYieldFromIter = get_yield_from_iter (Write, Read, None) CallsPython;
            /// `A =` iterator to await `B` on. aux: 1 in `__aenter__`, 2 in `__aexit__` position, for the message.
            GetAwaitable = get_awaitable (Write, Read, None) [AwaitPosition] CallsPython;
            /// Sends `A` into iterator `B`. If that yields, `A =` the value and execution goes on; if it returns,
            /// `A =` the result and it jumps by C.
            Send = send (ReadWrite, Read, Jump) CallsPython;
            /// `A = aiter(B)`
            GetAIter = get_aiter (Write, Read, None) CallsPython;
            /// `A =` awaitable of `B.__anext__()`
            GetANext = get_anext (Write, Read, None) CallsPython;
            /// Ends an `async for`: falls through if exception `A` is `StopAsyncIteration`, else raises it again.
            EndAsyncFor = end_async_for (Read, None, None) Control;
            /// `A = B` wrapped as a value yielded by an async generator.
            AsyncGenWrap = async_gen_wrap (Write, Read, None) Allocates;

            // ---- exceptions and context managers
            /// Raises: aux 0 the handled exception again, 1 `A`, 2 `A from B`.
            Raise = raise (Read, Read, None) [RaiseKind] Control;
            /// Raises `A` again without adding a traceback entry for this instruction; aux [`IMPLICIT`]: the frame is where
            /// the exception was raised.
            Reraise = reraise (Read, None, None) Control;
            /// Begins a handler: `A =` the exception handled so far, and `B` becomes the handled one.
            PushExc = push_exc (Write, Read, None) Pure;
            /// Ends a handler: the handled exception is again what `push_exc` saved in `A`.
            PopExc = pop_exc (Read, None, None) Pure;
            /// `A =` whether exception `B` matches the class or tuple of classes `C` (else TypeError "catching classes that …").
            CheckExcMatch = check_exc_match (Write, Read, Read) CallsPython;
            /// `except*`: splits exception group `B` by `C`: `A =` the rest or None, `A+1 =` the match or None.
            CheckEgMatch = check_eg_match (Write, Read, Read) CallsPython;
            /// `A =` what is to be raised after `except*` handlers: from the original exception `B` and the list `C` of raised and
            /// unhandled ones; None if nothing.
            PrepReraiseStar = prep_reraise_star (Write, Read, Read) CallsPython;
            /// `A = AssertionError`, the builtin whatever the name is bound to.
            LoadAssertionError = load_assertion_error (Write, None, None) Pure;
            /// `A =` result of `B.__enter__()`, `A+1 =` its bound `__exit__`, which is looked up before.
            BeforeWith = before_with (Write, Read, None) CallsPython;
            /// `A =` the awaitable of `B.__aenter__()`, `A+1 =` its bound `__aexit__`, which is looked up before.
            BeforeAsyncWith = before_async_with (Write, Read, None) CallsPython;
            /// `A = B(type(C), C, C.__traceback__)`
            WithExceptStart = with_except_start (Write, Read, Read) CallsPython;

            // ---- import
            /// `A =` import of `names[C]` with level `R[B]` and from-list `R[B+1]`.
            ImportName = import_name (Write, Read, Name) CallsPython;
            /// `A = from B import names[C]`
            ImportFrom = import_from (Write, Read, Name) CallsPython;
            /// `from A import *` into the namespace in register 0.
            ImportStar = import_star (Read, None, None) CallsPython;

            // ---- match
            /// `A =` whether `B` is a mapping pattern's subject (`Py_TPFLAGS_MAPPING`).
            MatchMapping = match_mapping (Write, Read, None) Pure;
            /// `A =` whether `B` is a sequence pattern's subject.
            MatchSequence = match_sequence (Write, Read, None) Pure;
            /// `A =` whether `B` is an instance of class `R[C]` with what the aux sub-patterns of a class pattern ask for, of which
            /// the last ones have the keyword names in tuple `R[C+1]`; that goes to the aux registers from A+1 on, or None.
            MatchClass = match_class (Write, Read, Read) [SubPatterns] CallsPython;
            /// `A =` whether mapping `B` has the aux keys in tuple `C`, whose values go to the registers from A+1 on, or None.
            MatchKeys = match_keys (Write, Read, Read) [SubPatterns] CallsPython;
            /// `A =` new dict of mapping `B` without the keys in tuple `C`.
            CopyDictWithout = copy_dict_without (Write, Read, Read) CallsPython;
            /// `A = len(B)`
            GetLen = get_len (Write, Read, None) CallsPython;

            // ---- rarely
            /// `A =` intrinsic number aux (see [`Intrinsic`]) of `B` and `C`.
            CallIntrinsic = call_intrinsic (Write, Read, Read) [Intrinsic] CallsPython;

            // ---- never emitted by the compiler
            /// Leaves the loop: the frame below was entered from native code.
            Halt = halt (None, None, None) Control;
            /// A frame that has a frame object has returned; see `frame/live.rs`.
            LeaveFrame = leave_frame (None, None, None) Control;
        }
    };
}

/// Aux byte of a `ReturnNone` or `Jump` that no statement says: trace functions hear of no line.
pub const IMPLICIT: u8 = 1;

/// Bits of the aux byte of `yield`.
pub mod yields {
    /// On behalf of `yield from` or `await`.
    pub const DELEGATING: u8 = 1;
    /// The registers in use have been written since the function began.
    pub const WRITTEN: u8 = 2;
}

macro_rules! define_opcodes {
    ($($(#[doc = $doc:expr])+ $variant:ident = $mnemonic:ident ($a:ident, $b:ident, $c:ident) $([$aux:ident])? $effect:ident;)*) => {
        /// Opcode of one instruction; see the rows of [`for_each_op`].
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $($(#[doc = $doc])+ $variant,)* }

        /// What the table says of one opcode.
        #[derive(Debug)]
        pub struct OpInfo {
            /// Name in dumps.
            pub name: &'static str,
            /// Meaning of fields A, B and C.
            pub operands: [Operand; 3],
            /// Meaning of the aux byte, when it has one.
            pub aux: Option<&'static str>,
            /// What executing it may do.
            pub effect: Effect,
        }

        /// The table by opcode number.
        pub static OPS: &[OpInfo] = &[$(OpInfo {
            name: stringify!($mnemonic),
            operands: [Operand::$a, Operand::$b, Operand::$c],
            aux: define_opcodes!(@aux $($aux)?),
            effect: Effect::$effect,
        },)*];

        const ALL: &[Op] = &[$(Op::$variant,)*];
    };
    (@aux) => { None };
    (@aux $aux:ident) => { Some(stringify!($aux)) };
}
for_each_op!(define_opcodes);

impl Op {
    /// The opcode numbered `byte`, if there is one.
    pub fn from_byte(byte: u8) -> Option<Op> {
        ALL.get(usize::from(byte)).copied()
    }

    /// What the table says of this opcode.
    pub fn info(self) -> &'static OpInfo {
        &OPS[self as usize]
    }
}

/// Operations without an opcode of their own, by number in the aux byte of `call_intrinsic`. Names and meanings follow
/// CPython's `pycore_intrinsics.h`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Intrinsic {
    /// Prints `B` through `sys.displayhook` (interactive input).
    Print,
    /// Makes sure that the namespace in register 0 has `__annotations__`.
    SetupAnnotations,
    /// `TypeVar(B)`; `B` is the name.
    TypeVar,
    /// `TypeVar(B, bound=lazy C)`; `C` is a function of no arguments.
    TypeVarWithBound,
    /// `TypeVar(B, *lazy C)`; `C` is a function of no arguments giving a tuple.
    TypeVarWithConstraints,
    /// `ParamSpec(B)`
    ParamSpec,
    /// `TypeVarTuple(B)`
    TypeVarTuple,
    /// `typing.Generic[B]`, for the bases of a generic class.
    SubscriptGeneric,
    /// Type alias from the tuple `B`: name, type parameters (tuple or None), function that computes the value.
    TypeAlias,
    /// Sets `__type_params__` of function `B` to the tuple `C`; the result is `B`.
    SetFunctionTypeParams,
}

impl Intrinsic {
    const ALL: [Intrinsic; 10] = [
        Intrinsic::Print,
        Intrinsic::SetupAnnotations,
        Intrinsic::TypeVar,
        Intrinsic::TypeVarWithBound,
        Intrinsic::TypeVarWithConstraints,
        Intrinsic::ParamSpec,
        Intrinsic::TypeVarTuple,
        Intrinsic::SubscriptGeneric,
        Intrinsic::TypeAlias,
        Intrinsic::SetFunctionTypeParams,
    ];

    /// The intrinsic numbered `byte`, if there is one.
    pub fn from_byte(byte: u8) -> Option<Intrinsic> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

/// One encoded instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Instr(pub u64);

impl Instr {
    /// An instruction of three 16-bit operands.
    pub fn abc(op: Op, a: u16, b: u16, c: u16) -> Instr {
        Instr(u64::from(op as u8) | u64::from(a) << 16 | u64::from(b) << 32 | u64::from(c) << 48)
    }

    /// An instruction of one 16-bit and one 32-bit operand.
    pub fn wide(op: Op, a: u16, wide: u32) -> Instr {
        Instr(u64::from(op as u8) | u64::from(a) << 16 | u64::from(wide) << 32)
    }

    /// The same instruction with the aux byte `aux`.
    pub fn with_aux(self, aux: u8) -> Instr {
        Instr(self.0 & !0xFF00 | u64::from(aux) << 8)
    }

    /// Opcode byte, which may be one the interpreter has quickened to.
    pub fn op_byte(self) -> u8 {
        self.0 as u8
    }

    /// Aux byte.
    pub fn aux(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Field A.
    pub fn a(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Field B.
    pub fn b(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Field C.
    pub fn c(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Fields B and C as one word.
    pub fn wide_operand(self) -> u32 {
        (self.0 >> 32) as u32
    }
}
