//! The `PYTHON*` variables and `-X` options, which complete what flags say.

use super::parse::Stop;
use runtime::options::Options;
use runtime::profile::Format;

/// Smallest limit of digits that may be set.
const MIN_STR_DIGITS: i64 = 640;

/// The variables that configure an interpreter; absent ones, and empty ones, are `None`.
#[derive(Clone, Default, Debug)]
pub(crate) struct Environment {
    pub(crate) debug: Option<String>,
    pub(crate) verbose: Option<String>,
    pub(crate) optimize: Option<String>,
    pub(crate) dont_write_bytecode: Option<String>,
    pub(crate) inspect: Option<String>,
    pub(crate) unbuffered: Option<String>,
    pub(crate) no_user_site: Option<String>,
    pub(crate) safe_path: Option<String>,
    pub(crate) hash_seed: Option<String>,
    pub(crate) path: Option<Vec<u8>>,
    pub(crate) home: Option<Vec<u8>>,
    pub(crate) platlibdir: Option<String>,
    pub(crate) warnings: Option<String>,
    pub(crate) utf8: Option<String>,
    pub(crate) dev_mode: Option<String>,
    pub(crate) faulthandler: Option<String>,
    pub(crate) import_time: Option<String>,
    pub(crate) int_max_str_digits: Option<String>,
    pub(crate) pycache_prefix: Option<Vec<u8>>,
    pub(crate) warn_default_encoding: Option<String>,
    pub(crate) io_encoding: Option<String>,
    pub(crate) startup: Option<Vec<u8>>,
    pub(crate) malloc: Option<String>,
    pub(crate) tracemalloc: Option<String>,
    pub(crate) perf: Option<String>,
    pub(crate) perf_jit: Option<String>,
}

impl Environment {
    /// The process's variables.
    pub(crate) fn of_process() -> Environment {
        use std::os::unix::ffi::OsStringExt;
        let bytes = |name: &str| std::env::var_os(name).map(OsStringExt::into_vec).filter(|value| !value.is_empty());
        let text = |name: &str| bytes(name).map(|value| String::from_utf8_lossy(&value).into_owned());
        Environment {
            debug: text("PYTHONDEBUG"),
            verbose: text("PYTHONVERBOSE"),
            optimize: text("PYTHONOPTIMIZE"),
            dont_write_bytecode: text("PYTHONDONTWRITEBYTECODE"),
            inspect: text("PYTHONINSPECT"),
            unbuffered: text("PYTHONUNBUFFERED"),
            no_user_site: text("PYTHONNOUSERSITE"),
            safe_path: text("PYTHONSAFEPATH"),
            hash_seed: text("PYTHONHASHSEED"),
            path: bytes("PYTHONPATH"),
            home: bytes("PYTHONHOME"),
            platlibdir: text("PYTHONPLATLIBDIR"),
            warnings: text("PYTHONWARNINGS"),
            utf8: text("PYTHONUTF8"),
            dev_mode: text("PYTHONDEVMODE"),
            faulthandler: text("PYTHONFAULTHANDLER"),
            import_time: text("PYTHONPROFILEIMPORTTIME"),
            int_max_str_digits: text("PYTHONINTMAXSTRDIGITS"),
            pycache_prefix: bytes("PYTHONPYCACHEPREFIX"),
            warn_default_encoding: text("PYTHONWARNDEFAULTENCODING"),
            io_encoding: text("PYTHONIOENCODING"),
            startup: bytes("PYTHONSTARTUP"),
            malloc: text("PYTHONMALLOC"),
            tracemalloc: text("PYTHONTRACEMALLOC"),
            perf: text("PYTHONPERFSUPPORT"),
            perf_jit: text("PYTHON_PERF_JIT_SUPPORT"),
        }
    }

    /// Completes options that flags have set.
    pub(crate) fn apply(&self, options: &mut Options) -> Result<(), Stop> {
        for (variable, level) in [
            (&self.debug, &mut options.debug),
            (&self.verbose, &mut options.verbose),
            (&self.optimize, &mut options.optimize),
        ] {
            *level = (*level).max(number(variable));
        }
        for (variable, flag) in [
            (&self.dont_write_bytecode, &mut options.dont_write_bytecode),
            (&self.inspect, &mut options.inspect),
            (&self.unbuffered, &mut options.unbuffered),
            (&self.no_user_site, &mut options.no_user_site),
        ] {
            *flag |= number(variable) > 0;
        }
        options.safe_path |= self.safe_path.is_some();
        options.dev_mode = has_x(options, "dev") || self.dev_mode.is_some();
        options.faulthandler = options.dev_mode || has_x(options, "faulthandler") || self.faulthandler.is_some();
        options.import_time = has_x(options, "importtime") || self.import_time.is_some();
        options.warn_default_encoding = has_x(options, "warn_default_encoding") || self.warn_default_encoding.is_some();
        options.utf8_mode = self.utf8_mode(options)?;
        options.int_max_str_digits = self.int_max_str_digits(options)?;
        if x_value(options, "frozen_modules").is_some_and(|value| !matches!(&*value, "on" | "off")) {
            let message = "bad value for option -X frozen_modules (expected \"on\" or \"off\")";
            return Err(Stop::fatal("config_init_import", message, "preinitialized"));
        }
        self.check_memory(options)?;
        options.pycache_prefix =
            x_value(options, "pycache_prefix").map(String::into_bytes).or_else(|| self.pycache_prefix.clone());
        options.pycache_prefix = options.pycache_prefix.take().filter(|prefix| !prefix.is_empty());
        options.python_path = self.path.clone();
        options.home = self.home.clone();
        options.platlibdir = self.platlibdir.clone().unwrap_or_else(|| "lib".to_owned());
        options.io_encoding = self.io_encoding.clone();
        options.startup = self.startup.clone();
        options.profile = self.profile(options);
        self.warnings(options);
        Ok(())
    }

    /// Checks what CPython's allocators are told, which krait has no use for.
    fn check_memory(&self, options: &Options) -> Result<(), Stop> {
        const ALLOCATORS: &[&str] = &["default", "debug", "pymalloc", "pymalloc_debug", "malloc", "malloc_debug"];
        if self.malloc.as_deref().is_some_and(|name| !ALLOCATORS.contains(&name)) {
            let message = "PYTHONMALLOC: unknown allocator";
            return Err(Stop::fatal("preconfig_init_allocator", message, "preinitializing"));
        }
        let is_count = |text: &str| text.parse::<i32>().is_ok_and(|count| count >= 0);
        let message = if self.tracemalloc.as_deref().is_some_and(|text| !is_count(text)) {
            "PYTHONTRACEMALLOC: invalid number of frames"
        } else if x_value(options, "tracemalloc").is_some_and(|text| !is_count(&text)) {
            "-X tracemalloc=NFRAME: invalid number of frames"
        } else {
            return Ok(());
        };
        Err(Stop::fatal("config_init_tracemalloc", message, "preinitialized"))
    }

    /// The stronger of the two is what counts.
    fn profile(&self, options: &Options) -> Option<Format> {
        let is_on = |variable: &Option<String>| {
            variable.as_ref().and_then(|text| text.trim_start().parse::<i32>().ok()).is_some_and(|number| number != 0)
        };
        if has_x(options, "perf_jit") || is_on(&self.perf_jit) {
            return Some(Format::Lines);
        }
        (has_x(options, "perf") || is_on(&self.perf)).then_some(Format::Names)
    }

    fn utf8_mode(&self, options: &Options) -> Result<bool, Stop> {
        let function = "preconfig_init_utf8_mode";
        if let Some((_, value)) = options.x_options.iter().rev().find(|(name, _)| name == "utf8") {
            return match value.as_deref() {
                None | Some("1") => Ok(true),
                Some("0") => Ok(false),
                Some(_) => Err(Stop::fatal(function, "invalid -X utf8 option value", "preinitializing")),
            };
        }
        match self.utf8.as_deref() {
            None | Some("0") => Ok(false),
            Some("1") => Ok(true),
            Some(_) => Err(Stop::fatal(function, "invalid PYTHONUTF8 environment variable value", "preinitializing")),
        }
    }

    fn int_max_str_digits(&self, options: &Options) -> Result<Option<usize>, Stop> {
        let function = "config_init_int_max_str_digits";
        let read = |text: &str, source: &str| {
            let limit = text.parse::<i64>().ok().filter(|limit| *limit == 0 || *limit >= MIN_STR_DIGITS);
            match limit.filter(|limit| *limit <= i32::MAX.into()).and_then(|limit| usize::try_from(limit).ok()) {
                Some(limit) => Ok(Some(limit)),
                None => {
                    let message = format!("{source}: invalid limit; must be >= {MIN_STR_DIGITS} or 0 for unlimited.");
                    Err(Stop::fatal(function, &message, "preinitialized"))
                }
            }
        };
        if let Some((_, value)) = options.x_options.iter().rev().find(|(name, _)| name == "int_max_str_digits") {
            return read(value.as_deref().unwrap_or(""), "-X int_max_str_digits");
        }
        match &self.int_max_str_digits {
            Some(text) => read(text, "PYTHONINTMAXSTRDIGITS"),
            None => Ok(None),
        }
    }

    /// `sys.warnoptions`, weakest first: development mode, environment, flags, `-b`.
    fn warnings(&self, options: &mut Options) {
        let flags = std::mem::take(&mut options.warn_options);
        let mut add = |option: &str| {
            if !options.warn_options.iter().any(|known| known == option) {
                options.warn_options.push(option.to_owned());
            }
        };
        if options.dev_mode {
            add("default");
        }
        self.warnings.iter().flat_map(|list| list.split(',')).filter(|option| !option.is_empty()).for_each(&mut add);
        flags.iter().for_each(|option| add(option));
        match options.bytes_warning {
            0 => {}
            1 => add("default::BytesWarning"),
            _ => add("error::BytesWarning"),
        }
    }
}

/// A variable's number: 1 if it is none, or negative.
fn number(variable: &Option<String>) -> u8 {
    match variable {
        None => 0,
        Some(text) => match text.parse::<i32>() {
            Ok(n) if n >= 0 => u8::try_from(n).unwrap_or(u8::MAX),
            Ok(_) | Err(_) => 1,
        },
    }
}

fn has_x(options: &Options, name: &str) -> bool {
    options.x_options.iter().any(|(known, _)| known == name)
}

fn x_value(options: &Options, name: &str) -> Option<String> {
    options.x_options.iter().rev().find(|(known, _)| known == name).and_then(|(_, value)| value.clone())
}
