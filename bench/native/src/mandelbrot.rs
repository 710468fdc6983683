//! Escape-time counts over the complex plane.

const LIMIT: u8 = 90;

fn escape_floats(cr: f64, ci: f64) -> u8 {
    let (mut zr, mut zi) = (0.0, 0.0);
    for step in 0..LIMIT {
        let (rr, ii) = (zr * zr, zi * zi);
        if rr + ii > 4.0 {
            return step;
        }
        zi = 2.0 * zr * zi + ci;
        zr = rr - ii + cr;
    }
    LIMIT
}

/// As Python's complex numbers do it: the absolute value by `hypot`.
fn escape_complex(cr: f64, ci: f64) -> u8 {
    let (mut zr, mut zi) = (0.0f64, 0.0f64);
    for step in 0..LIMIT {
        if zr.hypot(zi) > 2.0 {
            return step;
        }
        (zr, zi) = (zr * zr - zi * zi + cr, zr * zi + zi * zr + ci);
    }
    LIMIT
}

fn picture(size: usize) -> Vec<Vec<u8>> {
    let mut rows = Vec::new();
    for y in 0..size {
        let ci = 2.5 * (y as f64 + 0.31) / size as f64 - 1.25;
        let mut row = Vec::new();
        for x in 0..size {
            let cr = 3.0 * (x as f64 + 0.17) / size as f64 - 2.1;
            row.push(if y.is_multiple_of(4) { escape_complex(cr, ci) } else { escape_floats(cr, ci) });
        }
        rows.push(row);
    }
    rows
}

pub(crate) fn run(size: usize) -> String {
    let rows = picture(size);
    let inside: usize = rows.iter().map(|row| row.iter().filter(|&&count| count == LIMIT).count()).sum();
    let share = inside as f64 / (size * size) as f64;
    assert!(0.12 < share && share < 0.26, "{share}");
    let mut checksum = 0;
    for &count in rows.iter().flatten() {
        checksum = (checksum * 31 + u64::from(count)) % 1_000_000_007;
    }
    format!("{inside} {checksum}")
}
