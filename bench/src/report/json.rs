//! Everything as JSON: all single times, and what follows from them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::compare::{Aspect, Comparison};

/// The measurements as they are, and a `summary` by runtime and by program.
pub fn json(comparison: &Comparison) -> String {
    let mut all = value(comparison);
    if let Value::Object(members) = &mut all {
        members.insert("summary".to_owned(), summary(comparison));
    }
    format!("{all:#}\n")
}

fn summary(comparison: &Comparison) -> Value {
    let runtimes = comparison.runtimes.iter().enumerate();
    let means = runtimes.map(|(at, runtime)| {
        let mean = |aspect| value(&comparison.mean_speedup(at, aspect));
        (runtime.name.clone(), json!({ "process": mean(Aspect::Process), "steady": mean(Aspect::Steady) }))
    });
    let programs = comparison.rows.iter().map(|row| {
        let cells = comparison.runtimes.iter().enumerate().map(|(at, runtime)| {
            let cell = &row.cells[at];
            let warm_up = cell.warm_up.as_ref();
            let summary = json!({
                "seconds": value(&cell.time()),
                "speedup": value(&row.speedup(at, Aspect::Process)),
                "steady_seconds": warm_up.map(|warm_up| warm_up.steady()),
                "steady_speedup": value(&row.speedup(at, Aspect::Steady)),
                "seconds_before_steady": warm_up.map(|warm_up| warm_up.seconds_before_steady()),
                "peak_memory_bytes": cell.peak_memory_bytes,
                "failure": cell.failure,
            });
            (runtime.name.clone(), summary)
        });
        (row.program.clone(), Value::Object(cells.collect::<Map<_, _>>()))
    });
    json!({
        "against": comparison.runtimes[0].name,
        "geometric_mean_speedup": means.collect::<Map<_, _>>(),
        "programs": programs.collect::<Map<_, _>>(),
    })
}

/// A value of ours as JSON. Numbers that JSON has not become null.
fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}
