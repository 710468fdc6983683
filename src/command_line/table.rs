//! THE table of command-line options: the parser goes by it and help is printed from it.

/// What an option is followed by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// Nothing.
    Nothing,
    /// A value: the rest of the argument or the next one.
    Value,
    /// Nothing, or a value behind `=`.
    Perhaps,
    /// A value that is the program: option parsing ends.
    Program,
}

/// What an option does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    BytesWarning,
    DontWriteBytecode,
    Command,
    Debug,
    IgnoreEnvironment,
    Help,
    HelpAll,
    HelpEnvironment,
    HelpX,
    Inspect,
    Isolated,
    Module,
    Optimize,
    SafePath,
    Quiet,
    RandomHashes,
    NoUserSite,
    NoSite,
    Tabs,
    Unbuffered,
    Verbose,
    Version,
    Warning,
    SkipFirstLine,
    X,
    CheckHashBased,
    Dump,
    DumpFilter,
    Check,
    HeapLimit,
    JitThreshold,
    Stats,
    Explain,
}

/// One option.
pub(crate) struct Flag {
    /// Its letter, or NUL.
    pub(crate) letter: char,
    /// Its long name without dashes, or nothing.
    pub(crate) name: &'static str,
    /// What follows.
    pub(crate) takes: Takes,
    /// What it does.
    pub(crate) action: Action,
    /// Its lines in the help text; none if help does not mention it.
    pub(crate) help: &'static str,
}

const fn flag(letter: char, takes: Takes, action: Action, help: &'static str) -> Flag {
    Flag { letter, name: "", takes, action, help }
}

const fn long(name: &'static str, takes: Takes, action: Action, help: &'static str) -> Flag {
    Flag { letter: '\0', name, takes, action, help }
}

/// All options, in the order of the help text.
pub(crate) static FLAGS: &[Flag] = &[
    flag(
        'b',
        Takes::Nothing,
        Action::BytesWarning,
        "-b     : issue warnings about str(bytes_instance), str(bytearray_instance)\n         and comparing bytes/bytearray with str. (-bb: issue errors)",
    ),
    flag(
        'B',
        Takes::Nothing,
        Action::DontWriteBytecode,
        "-B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x",
    ),
    flag('c', Takes::Program, Action::Command, "-c cmd : program passed in as string (terminates option list)"),
    flag(
        'd',
        Takes::Nothing,
        Action::Debug,
        "-d     : turn on parser debugging output (for experts only, only works on\n         debug builds); also PYTHONDEBUG=x",
    ),
    flag(
        'E',
        Takes::Nothing,
        Action::IgnoreEnvironment,
        "-E     : ignore PYTHON* environment variables (such as PYTHONPATH)",
    ),
    flag('h', Takes::Nothing, Action::Help, "-h     : print this help message and exit (also -? or --help)"),
    flag('?', Takes::Nothing, Action::Help, ""),
    long("help", Takes::Nothing, Action::Help, ""),
    flag(
        'i',
        Takes::Nothing,
        Action::Inspect,
        "-i     : inspect interactively after running script; forces a prompt even\n         if stdin does not appear to be a terminal; also PYTHONINSPECT=x",
    ),
    flag(
        'I',
        Takes::Nothing,
        Action::Isolated,
        "-I     : isolate Python from the user's environment (implies -E and -s)",
    ),
    flag('J', Takes::Nothing, Action::Debug, ""),
    flag('m', Takes::Program, Action::Module, "-m mod : run library module as a script (terminates option list)"),
    flag(
        'O',
        Takes::Nothing,
        Action::Optimize,
        "-O     : remove assert and __debug__-dependent statements; add .opt-1 before\n         .pyc extension; also PYTHONOPTIMIZE=x\n-OO    : do -O changes and also discard docstrings; add .opt-2 before\n         .pyc extension",
    ),
    flag(
        'P',
        Takes::Nothing,
        Action::SafePath,
        "-P     : don't prepend a potentially unsafe path to sys.path; also PYTHONSAFEPATH",
    ),
    flag(
        'q',
        Takes::Nothing,
        Action::Quiet,
        "-q     : don't print version and copyright messages on interactive startup",
    ),
    flag('R', Takes::Nothing, Action::RandomHashes, ""),
    flag(
        's',
        Takes::Nothing,
        Action::NoUserSite,
        "-s     : don't add user site directory to sys.path; also PYTHONNOUSERSITE",
    ),
    flag('S', Takes::Nothing, Action::NoSite, "-S     : don't imply 'import site' on initialization"),
    flag('t', Takes::Nothing, Action::Tabs, ""),
    flag(
        'u',
        Takes::Nothing,
        Action::Unbuffered,
        "-u     : force the stdout and stderr streams to be unbuffered;\n         this option has no effect on stdin; also PYTHONUNBUFFERED=x",
    ),
    flag(
        'v',
        Takes::Nothing,
        Action::Verbose,
        "-v     : verbose (trace import statements); also PYTHONVERBOSE=x\n         can be supplied multiple times to increase verbosity",
    ),
    flag(
        'V',
        Takes::Nothing,
        Action::Version,
        "-V     : print the Python version number and exit (also --version)\n         when given twice, print more information about the build",
    ),
    long("version", Takes::Nothing, Action::Version, ""),
    flag(
        'W',
        Takes::Value,
        Action::Warning,
        "-W arg : warning control; arg is action:message:category:module:lineno\n         also PYTHONWARNINGS=arg",
    ),
    flag(
        'x',
        Takes::Nothing,
        Action::SkipFirstLine,
        "-x     : skip first line of source, allowing use of non-Unix forms of #!cmd",
    ),
    flag('X', Takes::Value, Action::X, "-X opt : set implementation-specific option"),
    long(
        "check-hash-based-pycs",
        Takes::Value,
        Action::CheckHashBased,
        "--check-hash-based-pycs always|default|never:\n         control how Python invalidates hash-based .pyc files",
    ),
    long(
        "dump",
        Takes::Value,
        Action::Dump,
        "--dump=tokens|ast|symbols|bytecode\n         print what the program is made into instead of running it\n--dump=ir|ir:PASS|clif|jit|exits\n         print what the compiler makes, gives up, and where its code is left",
    ),
    long(
        "dump-filter",
        Takes::Value,
        Action::DumpFilter,
        "--dump-filter=NAME\n         limit --dump to functions of this qualified name; * stands for anything",
    ),
    long(
        "check",
        Takes::Value,
        Action::Check,
        "--check=heap,gc-stress:N,deopt-stress,ir\n         verify the heap after each collection; collect garbage at every Nth allocation;\n         leave compiled code at every guard once; verify what each pass of the compiler makes",
    ),
    long(
        "heap-limit",
        Takes::Value,
        Action::HeapLimit,
        "--heap-limit=N[k|m|g]\n         raise MemoryError when the heap would take more than N bytes",
    ),
    long(
        "jit-threshold",
        Takes::Value,
        Action::JitThreshold,
        "--jit-threshold=N\n         compile what has been at a taken jump N times, instead of what takes time",
    ),
    long(
        "stats",
        Takes::Nothing,
        Action::Stats,
        "--stats  : print what was compiled and where it was left, at the end",
    ),
    long(
        "explain",
        Takes::Perhaps,
        Action::Explain,
        "--explain[=FILE]\n         say at the end what ran compiled, what did not, and why, line by line:\n         to stderr, or to a file; as a page with the source if it is FILE.html",
    ),
    long(
        "help-env",
        Takes::Nothing,
        Action::HelpEnvironment,
        "--help-env      : print help about Python environment variables and exit",
    ),
    long(
        "help-xoptions",
        Takes::Nothing,
        Action::HelpX,
        "--help-xoptions : print help about implementation-specific -X options and exit",
    ),
    long("help-all", Takes::Nothing, Action::HelpAll, "--help-all      : print complete help information and exit"),
];

/// The end of the help text.
pub(crate) const ARGUMENTS: &str = "Arguments:\nfile   : program read from script file\n-      : program read from stdin (default; interactive mode if a tty)\narg ...: arguments passed to program in sys.argv[1:]\n";

/// Environment variables, for `--help-env`.
pub(crate) static VARIABLES: &[(&str, &str)] = &[
    ("PYTHONSTARTUP", "file executed on interactive startup (no default)"),
    (
        "PYTHONPATH",
        "':'-separated list of directories prefixed to the\n               default module search path.  The result is sys.path.",
    ),
    ("PYTHONHOME", "alternate <prefix> directory (or <prefix>:<exec_prefix>)."),
    ("PYTHONPLATLIBDIR", "override sys.platlibdir."),
    ("PYTHONUTF8", "if set to 1, enable the UTF-8 mode."),
    ("PYTHONIOENCODING", "Encoding[:errors] used for stdin/stdout/stderr."),
    (
        "PYTHONHASHSEED",
        "seed of the hashes of str and bytes objects: 'random' or an integer\n   in the range [0,4294967295], for hash values with a predictable seed.",
    ),
    (
        "PYTHONINTMAXSTRDIGITS",
        "limits the digits of an int value when converting from a\n   string and back; 0 disables the limit (-X int_max_str_digits=number).",
    ),
    (
        "PYTHONBREAKPOINT",
        "if set to 0, it disables the default debugger; it can be set to\n   the callable of your debugger of choice.",
    ),
    ("PYTHONFAULTHANDLER", "dump the Python traceback on fatal errors (-X faulthandler)."),
    ("PYTHONDEVMODE", "enable the development mode (-X dev)."),
    ("PYTHONPYCACHEPREFIX", "root directory for bytecode cache (pyc) files."),
    ("PYTHONWARNDEFAULTENCODING", "enable opt-in EncodingWarning for 'encoding=None'."),
    ("PYTHONPROFILEIMPORTTIME", "show how long each import takes (-X importtime)."),
    ("PYTHONPERFSUPPORT", "support the Linux \"perf\" profiler (-X perf)."),
    ("PYTHON_PERF_JIT_SUPPORT", "support \"perf\" with source lines (-X perf_jit)."),
    ("PYTHONDEBUG", "enable parser debug mode (-d)"),
    ("PYTHONDONTWRITEBYTECODE", "don't write .pyc files (-B)"),
    ("PYTHONINSPECT", "inspect interactively after running script (-i)"),
    ("PYTHONNOUSERSITE", "disable user site directory (-s)"),
    ("PYTHONOPTIMIZE", "enable level 1 optimizations (-O)"),
    ("PYTHONSAFEPATH", "don't prepend a potentially unsafe path to sys.path (-P)"),
    ("PYTHONUNBUFFERED", "disable stdout/stderr buffering (-u)"),
    ("PYTHONVERBOSE", "trace import statements (-v)"),
    ("PYTHONWARNINGS=arg", "warning control (-W arg)"),
];

/// `-X` options, for `--help-xoptions`.
pub(crate) static X_OPTIONS: &[(&str, &str)] = &[
    ("dev", "enable the development mode: default warning filter, asyncio debug mode,\n    sys.flags.dev_mode"),
    ("faulthandler", "dump the Python traceback on fatal errors"),
    ("frozen_modules=[on|off]", "accepted; the modules that are frozen are always used"),
    (
        "importtime",
        "show how long each import takes: module name, cumulative time (including\n    nested imports) and self time (excluding nested imports)",
    ),
    ("int_max_str_digits=number", "limit the size of int<->str conversions; 0 disables the limit"),
    ("jit=[on|off]", "compile hot code; on by default"),
    ("no_debug_ranges", "accepted; tracebacks keep their carets"),
    ("perf", "support the Linux \"perf\" profiler: name Python functions in /tmp/perf-PID.map"),
    (
        "perf_jit",
        "as perf, with source lines: writes /tmp/jit-PID.dump, or below $JITDUMPDIR,\n    for perf inject --jit",
    ),
    (
        "pycache_prefix=PATH",
        "enable writing .pyc files to a parallel tree rooted at the\n    given directory instead of to the code tree",
    ),
    ("tracemalloc", "accepted; allocations are not traced"),
    ("utf8", "enable UTF-8 mode for operating system interfaces; -X utf8=0 disables it"),
    ("warn_default_encoding", "enable opt-in EncodingWarning for 'encoding=None'"),
];
