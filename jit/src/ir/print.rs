//! The text form of a function, for `--dump=ir` and tests.

use super::{Edge, Function, Pause, Terminator};
use std::fmt::{Display, Formatter, Result};

fn values(f: &mut Formatter<'_>, ids: &[super::InstId]) -> Result {
    for (index, id) in ids.iter().enumerate() {
        write!(f, "{}v{}", if index == 0 { "" } else { ", " }, id.0)?;
    }
    Ok(())
}

fn edge(f: &mut Formatter<'_>, edge: &Edge) -> Result {
    write!(f, "b{}(", edge.to.0)?;
    values(f, &edge.args)?;
    write!(f, ")")
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for id in self.reverse_postorder() {
            let block = self.block(id);
            write!(f, "b{}(", id.0)?;
            for (index, &param) in block.params.iter().enumerate() {
                write!(f, "{}v{}: {:?}", if index == 0 { "" } else { ", " }, param.0, self.ty(param))?;
            }
            writeln!(f, "):  ; depth {}", block.depth)?;
            for &id in &block.insts {
                let inst = self.inst(id);
                write!(f, "    v{}: {:?} = {:?} ", id.0, inst.ty, inst.op)?;
                values(f, &inst.args)?;
                match inst.state {
                    Some(state) => {
                        let state = &self.states[state.index()];
                        write!(f, "  ; at f{}:{} [", state.frame.0, state.pc)?;
                        for (at, value) in &state.writes {
                            write!(f, " r{at}=v{}", value.0)?;
                        }
                        writeln!(f, " ]")?;
                    }
                    None => writeln!(f)?,
                }
            }
            match &block.end {
                Terminator::None => writeln!(f, "    (open)")?,
                Terminator::Jump(to) => {
                    write!(f, "    jump ")?;
                    edge(f, to)?;
                    writeln!(f)?;
                }
                Terminator::Branch { condition, then, otherwise } => {
                    write!(f, "    branch v{}, ", condition.0)?;
                    edge(f, then)?;
                    write!(f, ", ")?;
                    edge(f, otherwise)?;
                    writeln!(f)?;
                }
                Terminator::Return(value) => writeln!(f, "    return v{}", value.0)?,
                Terminator::Yield { value, pause: Pause::Send, .. } => writeln!(f, "    send v{}", value.0)?,
                Terminator::Yield { value, live, .. } => writeln!(f, "    yield v{} live {live}", value.0)?,
                Terminator::Finish(value) => writeln!(f, "    finish v{}", value.0)?,
                Terminator::Exit(state, reason) => writeln!(f, "    exit s{} ({reason:?})", state.0)?,
            }
        }
        Ok(())
    }
}
