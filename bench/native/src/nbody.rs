//! Planets pulling at each other.

use std::f64::consts::PI;

use crate::sum;

const DAYS: f64 = 365.24;
const SOLAR_MASS: f64 = 4.0 * PI * PI;

struct Body {
    mass: f64,
    position: [f64; 3],
    velocity: [f64; 3],
}

impl Body {
    fn new(mass: f64, position: [f64; 3], velocity: [f64; 3]) -> Body {
        Body { mass: mass * SOLAR_MASS, position, velocity: velocity.map(|component| component * DAYS) }
    }

    fn kinetic(&self) -> f64 {
        let [x, y, z] = self.velocity;
        0.5 * self.mass * (x * x + y * y + z * z)
    }
}

fn solar_system() -> Vec<Body> {
    vec![
        Body::new(1.0, [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]),
        Body::new(9.548e-4, [4.8414, -1.1603, -0.1036], [1.660e-3, 7.699e-3, -6.905e-5]),
        Body::new(2.859e-4, [8.3434, 4.1248, -0.4035], [-2.767e-3, 4.998e-3, 2.304e-5]),
        Body::new(4.366e-5, [12.8944, -15.1112, -0.2233], [2.964e-3, 2.378e-3, -2.966e-5]),
        Body::new(5.151e-5, [15.3797, -25.9193, 0.1793], [2.680e-3, 1.628e-3, -9.516e-5]),
    ]
}

fn settle(bodies: &mut [Body]) {
    let mut momentum = [0.0; 3];
    for body in bodies.iter() {
        for (total, component) in momentum.iter_mut().zip(body.velocity) {
            *total += component * body.mass;
        }
    }
    let sun = &mut bodies[0];
    for (component, total) in sun.velocity.iter_mut().zip(momentum) {
        *component -= total / sun.mass;
    }
}

fn advance(bodies: &mut [Body], pairs: &[(usize, usize)], step: f64) {
    for &(a, b) in pairs {
        let (first, second) = (bodies[a].position, bodies[b].position);
        let [dx, dy, dz] = [first[0] - second[0], first[1] - second[1], first[2] - second[2]];
        let square = dx * dx + dy * dy + dz * dz;
        let pull = step / (square * square.sqrt());
        let (to_b, to_a) = (bodies[a].mass * pull, bodies[b].mass * pull);
        for (component, distance) in bodies[a].velocity.iter_mut().zip([dx, dy, dz]) {
            *component -= distance * to_a;
        }
        for (component, distance) in bodies[b].velocity.iter_mut().zip([dx, dy, dz]) {
            *component += distance * to_b;
        }
    }
    for body in bodies {
        for (coordinate, component) in body.position.iter_mut().zip(body.velocity) {
            *coordinate += step * component;
        }
    }
}

fn energy(bodies: &[Body], pairs: &[(usize, usize)]) -> f64 {
    let mut total = sum(bodies.iter().map(Body::kinetic));
    for &(a, b) in pairs {
        let squares =
            bodies[a].position.iter().zip(bodies[b].position).map(|(one, other)| (one - other) * (one - other));
        total -= bodies[a].mass * bodies[b].mass / squares.sum::<f64>().sqrt();
    }
    total
}

pub(crate) fn run(steps: usize) -> String {
    let mut bodies = solar_system();
    let count = bodies.len();
    let pairs: Vec<(usize, usize)> = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).collect();
    settle(&mut bodies);
    let before = energy(&bodies, &pairs);
    for _ in 0..steps {
        advance(&mut bodies, &pairs, 0.01);
    }
    let after = energy(&bodies, &pairs);
    assert!((after - before).abs() < 1e-3 * before.abs(), "energy is not conserved");
    format!("{before:.9} {after:.9}")
}
