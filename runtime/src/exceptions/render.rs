//! Printing an uncaught exception as CPython does: tracebacks with source lines, causes and contexts, groups, notes.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native};
use crate::object::Special;
use crate::object::exception::{Exception, Traceback};
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// Equal traceback lines shown before they are summed up.
const REPEATS: usize = 3;

impl Vm {
    /// Prints an exception with its traceback to `sys.stderr`.
    pub fn print_exception(&mut self, exception: Value) -> PyResult<()> {
        if let Err(raised) = self.flush_stdout() {
            self.take_exception(raised);
        }
        let text = self.exception_report(exception);
        self.write_stderr(&text)
    }

    /// What [`Vm::print_exception`] prints.
    pub fn exception_report(&mut self, exception: Value) -> String {
        let mut out = String::new();
        if let Err(raised) = self.render(exception, &mut out, "") {
            self.take_exception(raised);
            out.push_str("<exception str() failed>\n");
        }
        out
    }

    /// The text of an exception with its traceback and what led to it.
    pub(super) fn render(&mut self, value: Value, out: &mut String, indent: &str) -> PyResult<()> {
        self.check_native_stack()?;
        let Some(exception) = value.cast::<Exception>() else { return Ok(()) };
        let (cause, context) = (exception.cause.get(), exception.context.get());
        if !cause.is_empty() {
            self.render(cause, out, indent)?;
            push_lines(out, CAUSE, indent);
        } else if !context.is_empty() && !exception.suppress_context.get() {
            self.render(context, out, indent)?;
            push_lines(out, CONTEXT, indent);
        }
        let group = self.is_instance(value, self.exc(Exc::BaseExceptionGroup));
        let limit = self.traceback_limit();
        if !exception.traceback.get().is_empty() && limit > 0 {
            let head = if group {
                "Exception Group Traceback (most recent call last):\n"
            } else {
                "Traceback (most recent call last):\n"
            };
            if group && indent.is_empty() {
                out.push_str("  + ");
                out.push_str(head);
            } else {
                push_lines(out, head, indent);
            }
            let inner = if group && indent.is_empty() { "  | " } else { indent };
            self.render_frames(exception.traceback.get(), limit, out, inner)?;
        }
        let inner = if group && indent.is_empty() { "  | " } else { indent };
        let text = self.exception_text(exception)?;
        push_lines(out, &text, inner);
        if group {
            self.render_members(value, out, if indent.is_empty() { "  " } else { indent })?;
        }
        Ok(())
    }

    fn render_members(&mut self, group: Value, out: &mut String, indent: &str) -> PyResult<()> {
        let members = self.get_attr_text(group, "exceptions")?;
        let Some(members) = members.cast::<Tuple>() else { return Ok(()) };
        let indent = indent.trim_end_matches("| ").to_owned();
        for index in 0..members.len() {
            let corner = if index == 0 { "+-" } else { "  " };
            out.push_str(&format!("{indent}{corner}+---------------- {} ----------------\n", index + 1));
            let inner = format!("{indent}  | ");
            self.render(members.get(index), out, &inner)?;
        }
        out.push_str(&format!("{indent}  +------------------------------------\n"));
        Ok(())
    }

    /// `sys.tracebacklimit`: so many frames are shown of a traceback, the innermost ones.
    fn traceback_limit(&mut self) -> usize {
        let sys = self.sys;
        match sys.get_text(self, "tracebacklimit").and_then(|limit| limit.as_int().map(|number| number.to_big())) {
            Some(limit) if limit.sign() == num_bigint::Sign::Minus => 0,
            Some(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
            None => usize::MAX,
        }
    }

    fn render_frames(&mut self, first: Value, limit: usize, out: &mut String, indent: &str) -> PyResult<()> {
        let mut at = first;
        if limit < usize::MAX {
            let next = |at: Value| at.cast::<Native<Traceback>>().map(|entry| entry.data.next.get());
            let count = std::iter::successors(Some(first), |&at| next(at)).filter(|at| next(*at).is_some()).count();
            for _ in limit..count {
                at = next(at).unwrap_or(Value::NONE);
            }
        }
        let (mut last, mut repeats) = (String::new(), 0usize);
        while let Some(entry) = at.cast::<Native<Traceback>>() {
            let text = self.frame_text(entry);
            if text == last {
                repeats += 1;
            } else {
                push_repeated(out, repeats, indent);
                repeats = 0;
            }
            if repeats < REPEATS {
                push_lines(out, &text, indent);
            }
            last = text;
            at = entry.data.next.get();
        }
        push_repeated(out, repeats, indent);
        Ok(())
    }

    fn frame_text(&mut self, entry: Gc<Native<Traceback>>) -> String {
        let code = entry.data.code.get();
        let file = code.filename.get();
        let line = crate::builtins::traceback::line(entry);
        let (shown, name) = (file.to_shown(), code.name.get().to_shown());
        let mut text = format!("  File \"{shown}\", line {line}, in {name}\n");
        let Some(source) = self.line_of_file(file, line) else { return text };
        let stripped = source.trim();
        if stripped.is_empty() {
            return text;
        }
        text.push_str(&format!("    {stripped}\n"));
        let position = code.unit.positions.get(entry.data.instruction.get() as usize);
        let goes_on = position.end_line > line;
        if position.line == line && (goes_on || position.end_line == line && position.end_column > position.column) {
            let margin = source.len() - source.trim_start().len();
            let last = source.trim_end().len();
            let (start, end) = (position.column as usize, if goes_on { last } else { position.end_column as usize });
            let whole = start <= margin && end >= last;
            if let (Some(before), Some(marked)) = (source.get(margin..start), source.get(start..end)) {
                let carets = if goes_on { "^".repeat(marked.chars().count()) } else { carets(marked) };
                // A whole line is marked only where that points at an operator.
                if !whole || carets.contains('~') {
                    text.push_str(&format!("    {}{carets}\n", " ".repeat(before.chars().count())));
                }
            }
        }
        text
    }

    /// `module.Class: message` with notes; SyntaxErrors with file, line and caret.
    fn exception_text(&mut self, exception: Gc<Exception>) -> PyResult<String> {
        let value = exception.value();
        let class = self.class_of(value);
        let mut name = crate::builtins::type_type::dotted_name(self, class)?;
        if let Some(short) = name.strip_prefix("__main__.") {
            name = short.to_owned();
        }
        let mut out = String::new();
        let is_syntax = self.is_instance(value, self.exc(Exc::SyntaxError));
        let message = if is_syntax && self.get_attr_opt_text(value, "lineno")?.is_some_and(|line| !line.is_none()) {
            self.syntax_error_text(value, &mut out)?
        } else {
            match self.to_str(value) {
                Ok(text) => text.to_shown(),
                Err(raised) => {
                    self.take_exception(raised);
                    "<exception str() failed>".to_owned()
                }
            }
        };
        let hint = self.suggestion(exception)?;
        if message.is_empty() {
            out += &format!("{name}\n")
        } else {
            out += &format!("{name}: {message}{hint}\n")
        }
        let notes = self.names.special(Special::Notes);
        if let Some(notes) = self.get_attr_opt(value, notes)?
            && let Some(notes) = notes.cast::<List>()
        {
            for index in 0..notes.len() {
                let Some(note) = notes.get(index) else { break };
                let note = self.to_str(note)?.to_shown();
                out.push_str(&note);
                out.push('\n');
            }
        }
        Ok(out)
    }

    fn syntax_error_text(&mut self, value: Value, out: &mut String) -> PyResult<String> {
        let attribute =
            |vm: &mut Vm, name: &str| Ok::<Value, Raised>(vm.get_attr_opt_text(value, name)?.unwrap_or(Value::NONE));
        let file = attribute(self, "filename")?;
        let file = if file.is_none() { "<string>".to_owned() } else { self.to_str(file)?.to_shown() };
        let line = attribute(self, "lineno")?.as_i64().unwrap_or(0);
        out.push_str(&format!("  File \"{file}\", line {line}\n"));
        if let Some(text) = attribute(self, "text")?.cast::<Str>() {
            let text = text.to_string_lossy();
            let text = text.trim_end_matches('\n');
            let margin = text.chars().take_while(|c| c.is_whitespace()).count() as i64;
            out.push_str(&format!("    {}\n", text.trim()));
            let offset = attribute(self, "offset")?.as_i64().unwrap_or(0);
            // What lies in the margin, as of lines that are indented wrongly, is not marked.
            if offset > margin {
                let end_line = attribute(self, "end_lineno")?.as_i64().unwrap_or(line);
                let mut end = attribute(self, "end_offset")?.as_i64().unwrap_or(offset);
                if end_line != line {
                    end = text.chars().count() as i64 + 1;
                }
                // Of derived classes CPython looks at where the error begins only.
                if self.class_of(value) != self.exc(Exc::SyntaxError) {
                    end = offset;
                }
                let length = (end - offset).max(1) as usize;
                let column = (offset - 1 - margin) as usize;
                out.push_str(&format!("    {}{}\n", " ".repeat(column), "^".repeat(length)));
            }
        }
        let message = attribute(self, "msg")?;
        Ok(if message.is_none() { "<no detail available>".to_owned() } else { self.to_str(message)?.to_shown() })
    }

    /// ". Did you mean: 'x'?" for names and attributes that are nearly there.
    fn suggestion(&mut self, exception: Gc<Exception>) -> PyResult<String> {
        let value = exception.value();
        let Some(wrong) = self.get_attr_opt_text(value, "name")?.and_then(|name| name.cast::<Str>()) else {
            return Ok(String::new());
        };
        let wrong = wrong.to_string_lossy();
        let candidates = if self.is_instance(value, self.exc(Exc::AttributeError)) {
            let object = self.get_attr_opt_text(value, "obj")?.unwrap_or(Value::NONE);
            match self.call_special(object, Special::Dir, &[])? {
                Some(names) => self.collect_list(names)?,
                None => return Ok(String::new()),
            }
        } else if self.is_instance(value, self.exc(Exc::NameError)) {
            self.visible_names(exception)?
        } else {
            return Ok(String::new());
        };
        let mut names = Vec::new();
        for &candidate in candidates.items() {
            if let Some(name) = candidate.cast::<Str>() {
                names.push(name.to_string_lossy());
            }
        }
        Ok(match super::suggestions::closest(&wrong, &names) {
            Some(name) => format!(". Did you mean: '{name}'?"),
            None => String::new(),
        })
    }

    /// Names that were visible where a NameError was raised.
    fn visible_names(&mut self, exception: Gc<Exception>) -> PyResult<Gc<List>> {
        let names = self.list(&[])?;
        let mut at = exception.traceback.get();
        let mut last = None;
        while let Some(entry) = at.cast::<Native<Traceback>>() {
            last = Some(entry);
            at = entry.data.next.get();
        }
        let Some(entry) = last else { return Ok(names) };
        let frame = self.frame_of_entry(entry)?;
        for attribute in ["f_locals", "f_globals", "f_builtins"] {
            let namespace = self.get_attr_text(frame, attribute)?;
            self.for_each(namespace, |vm, name| names.push(vm, name))?;
        }
        Ok(names)
    }
}

fn push_lines(out: &mut String, text: &str, indent: &str) {
    for line in text.split_inclusive('\n') {
        out.push_str(if line == "\n" { indent.trim_end_matches(' ') } else { indent });
        out.push_str(line);
    }
}

fn push_repeated(out: &mut String, repeats: usize, indent: &str) {
    if repeats >= REPEATS {
        let n = repeats + 1 - REPEATS;
        let plural = if n == 1 { "" } else { "s" };
        out.push_str(&format!("{indent}  [Previous line repeated {n} more time{plural}]\n"));
    }
}

/// Carets under a piece of source, with the operator or brackets picked out as CPython does for simple cases.
fn carets(marked: &str) -> String {
    let count = marked.chars().count();
    if let Some((before, width)) = super::suggestions::anchor(marked) {
        return format!("{}{}{}", "~".repeat(before), "^".repeat(width), "~".repeat(count - before - width));
    }
    "^".repeat(count)
}

impl Vm {
    /// A line of a source file, or of a module that is in the binary.
    pub(crate) fn line_of_file(&self, file: Gc<Str>, line: u32) -> Option<String> {
        let index = line.checked_sub(1)? as usize;
        if let Some(source) = self.packed_source(&file.to_string_lossy()) {
            return source.lines().nth(index).map(str::to_owned);
        }
        let bytes = std::fs::read(crate::import::path_of(file)).ok()?;
        let text = parser::decode(&bytes, parser::Origin::File, &file.to_string_lossy()).ok()?;
        text.lines().nth(index).map(str::to_owned)
    }
}
