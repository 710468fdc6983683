//! How far a measurement is: a bar for people who watch, a line for each program for those who read it later.

use std::cell::RefCell;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// The bar, or nothing but the name of the program that is being run.
pub(crate) struct Progress {
    bar: ProgressBar,
    program: RefCell<String>,
}

impl Progress {
    /// Begins something of so many steps.
    pub(crate) fn start(steps: usize) -> Progress {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { bar, program: RefCell::default() }
    }

    /// Begins the next step.
    pub(crate) fn step(&self, program: &str, runtime: &str) {
        self.bar.set_message(format!("{program} in {runtime}"));
        self.bar.inc(1);
        if self.bar.is_hidden() && *self.program.borrow() != program {
            program.clone_into(&mut self.program.borrow_mut());
            eprintln!("{program}");
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
