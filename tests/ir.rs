//! What compiled code does: programs in `tests/ir` say which operations the IR of their functions has and lacks, in comments
//! `# FUNCTION has: OP OP` and `# FUNCTION lacks: OP OP`; that after a pass is called `FUNCTION after PASS`.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

const KRAIT: &str = env!("CARGO_BIN_EXE_krait");

/// The operations of each function, of all that was compiled of it: names of operations and of what they are given.
fn operations(program: &Path) -> HashMap<String, HashSet<String>> {
    let mut command = Command::new(KRAIT);
    let output =
        command.args(["-X", "jit=on", "--jit-threshold=20", "--dump=ir,ir:write_through"]).arg(program).output();
    let output = output.expect("the binary was built for this test");
    assert!(output.status.success(), "{}: {}", program.display(), String::from_utf8_lossy(&output.stderr));
    let mut found: HashMap<String, HashSet<String>> = HashMap::new();
    let mut function = String::new();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        if let Some((name, _)) = line.strip_prefix("; ").and_then(|line| line.split_once(" from ")) {
            function = name.to_owned();
        } else if let Some((_, operation)) = line.split_once(" = ") {
            let words = operation.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned);
            found.entry(function.clone()).or_default().extend(words);
        }
    }
    found
}

#[test]
fn functions_have_the_operations_that_they_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir");
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is in the repository") {
        let program = entry.expect("its entries can be read").path();
        let found = operations(&program);
        let source = std::fs::read_to_string(&program).expect("it can be read");
        for line in source.lines().filter_map(|line| line.strip_prefix("# ")) {
            for (mark, wanted) in [(" has: ", true), (" lacks: ", false)] {
                let Some((function, operations)) = line.split_once(mark) else { continue };
                let there = found.get(function);
                for operation in operations.split(' ') {
                    if there.is_some_and(|there| there.contains(operation)) != wanted {
                        failures.push(format!("{}: {function}{mark}{operation}", program.display()));
                    }
                }
                assert!(there.is_some(), "{function} of {} was not compiled", program.display());
            }
        }
    }
    assert!(failures.is_empty(), "not so:\n{}", failures.join("\n"));
}
