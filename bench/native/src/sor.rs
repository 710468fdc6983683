//! Heat in a plate by successive over-relaxation, over rows and over one array.

use crate::sum;

const WIDTH: usize = 90;
const OMEGA: f64 = 1.6;

fn plate() -> Vec<Vec<f64>> {
    let mut rows = vec![vec![0.0; WIDTH]; WIDTH];
    rows[0] = vec![100.0; WIDTH];
    for row in &mut rows {
        row[WIDTH - 1] = 25.0;
    }
    rows
}

fn relax_rows(rows: &mut [Vec<f64>]) {
    let (quarter, keep) = (OMEGA * 0.25, 1.0 - OMEGA);
    let last = WIDTH - 1;
    for y in 1..last {
        let (above, rest) = rows.split_at_mut(y);
        let (here, below) = rest.split_at_mut(1);
        let (above, here, below) = (&above[y - 1], &mut here[0], &below[0]);
        for x in 1..last {
            here[x] = quarter * (above[x] + below[x] + here[x - 1] + here[x + 1]) + keep * here[x];
        }
    }
}

fn relax_array(cells: &mut [f64]) {
    let (quarter, keep) = (OMEGA * 0.25, 1.0 - OMEGA);
    for y in 1..WIDTH - 1 {
        for i in y * WIDTH + 1..(y + 1) * WIDTH - 1 {
            cells[i] = quarter * (cells[i - WIDTH] + cells[i + WIDTH] + cells[i - 1] + cells[i + 1]) + keep * cells[i];
        }
    }
}

pub(crate) fn run(rounds: usize) -> String {
    let mut rows = plate();
    let mut cells: Vec<f64> = plate().concat();
    for _ in 0..rounds {
        relax_rows(&mut rows);
        relax_array(&mut cells);
    }
    let flat = rows.concat();
    assert_eq!(flat, cells, "both layouts do the same arithmetic");
    assert!(flat.iter().all(|value| (0.0..=130.0).contains(value)));
    format!("{:.6} {:.9}", sum(flat.into_iter()), rows[10][WIDTH / 2])
}
