//! "Did you mean": the nearest name by CPython's edit distance; and where carets point inside an expression.

/// Cost of an insertion, deletion or substitution.
const MOVE: usize = 2;
/// Cost of changing only the case of a letter.
const CASE: usize = 1;

/// The candidate nearest to `wrong`, if one is near enough (`_PyErr` suggestions: a third of the letters may differ).
pub(crate) fn closest(wrong: &str, candidates: &[String]) -> Option<String> {
    let mut best: Option<(usize, &String)> = None;
    if candidates.len() > 750 || wrong.len() > 40 {
        return None;
    }
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        let most = (wrong.len() + candidate.len() + 3) * MOVE / 6;
        let most = best.map_or(most, |(known, _)| most.min(known.saturating_sub(1)));
        let distance = distance(wrong.as_bytes(), candidate.as_bytes());
        if distance <= most && best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name.clone())
}

fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).map(|n| n * MOVE).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        for (j, &y) in b.iter().enumerate() {
            let change = if x == y {
                0
            } else if x.eq_ignore_ascii_case(&y) {
                CASE
            } else {
                MOVE
            };
            let next = (diagonal + change).min(row[j] + MOVE).min(row[j + 1] + MOVE);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// In `a + b` the operator, in `a[b]` the brackets: characters before and width; none for anything else.
pub(crate) fn anchor(text: &str) -> Option<(usize, usize)> {
    let parsed = parser::parse(text, parser::Mode::Expression, &parser::Options::default()).ok()?;
    let parser::ast::Mod::Expression(expression) = &parsed.module else { return None };
    use parser::ast::{Expr, Ranged};
    let chars = |from: usize, to: usize| text.get(from..to).map(|s| s.chars().count());
    match &*expression.body {
        Expr::BinOp(e) => {
            let (from, to) = (u32::from(e.left.end()) as usize, u32::from(e.right.start()) as usize);
            let between = text.get(from..to)?;
            let skip = between.find(|c: char| !c.is_whitespace() && c != ')')?;
            let width = between[skip..].chars().take_while(|c| "+-*/%@&|^<>".contains(*c)).count();
            Some((chars(0, from + skip)?, width.max(1)))
        }
        Expr::Subscript(e) => {
            let from = u32::from(e.value.end()) as usize;
            let open = from + text.get(from..)?.find('[')?;
            Some((chars(0, open)?, chars(open, text.len())?))
        }
        _ => None,
    }
}
