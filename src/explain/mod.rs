//! `--explain`: says after a run what the compiler made of the program, as text for a terminal or as a page with the source.
//!
//! ```text
//!   jit::Explanation ──ranking──▶ what matters first ──text──▶ stderr
//!          source lines ─────────────────┴────────────page──▶ FILE.html
//! ```

mod page;
mod ranking;
mod source;
mod text;

use jit::{Explained, Explanation};
use runtime::options::Options;
use source::Sources;
use std::path::PathBuf;
use std::time::SystemTime;

/// Where the explanation goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// Text, to stderr.
    Stderr,
    /// A page or, unless the name ends as those of pages do, text.
    File(PathBuf),
}

/// An explanation that was asked for.
pub(crate) struct Explain {
    target: Target,
    explained: Option<Explained>,
    /// Why there is nothing to explain.
    off: &'static str,
    sources: Sources,
    process: u32,
}

impl Explain {
    /// Before the program runs; `explained` is there if it runs with a compiler.
    pub(crate) fn begin(target: Target, explained: Option<Explained>, options: &Options) -> Explain {
        let asked_off = options.x_options.iter().any(|(name, value)| name == "jit" && value.as_deref() == Some("off"));
        let off = if asked_off {
            "the compiler is off (-X jit=off), so everything was interpreted"
        } else {
            "there is no compiler for this machine, so everything was interpreted"
        };
        let sources = Sources::new(SystemTime::now());
        Explain { target, explained, off, sources, process: std::process::id() }
    }

    /// The text of the program that was read from elsewhere than a file.
    pub(crate) fn set_given(&mut self, text: &[u8]) {
        self.sources.set_given(text);
    }

    /// After the program, and after the interpreter has let its compiler go: says what there is to say.
    pub(crate) fn end(mut self) {
        // A child process that ends like this has its parent say something.
        if std::process::id() != self.process {
            return;
        }
        let Some(explained) = &self.explained else {
            eprintln!("krait --explain: {}", self.off);
            return;
        };
        let Some(explanation) = explained.take() else { return };
        self.say(&explanation);
    }

    fn say(&mut self, explanation: &Explanation) {
        let ranking = ranking::rank(explanation);
        match &self.target {
            Target::Stderr => eprint!("{}", text::report(explanation, &ranking, &mut self.sources)),
            Target::File(path) => {
                let is_page = path.extension().is_some_and(|end| end == "html" || end == "htm");
                let content = if is_page {
                    page::report(explanation, &ranking, &mut self.sources)
                } else {
                    text::report(explanation, &ranking, &mut self.sources)
                };
                match std::fs::write(path, content) {
                    Ok(()) => eprintln!("krait --explain: written to {}", path.display()),
                    Err(error) => eprintln!("krait --explain: cannot write {}: {error}", path.display()),
                }
            }
        }
    }
}
