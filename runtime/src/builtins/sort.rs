//! Sorting of lists: Python's timsort (merges of natural runs, with galloping and the powersort merge order). The
//! comparisons are those that CPython makes, in the same order, because programs can see them.
//!
//! What is sorted are positions, so that items and keys stay in heap arrays, where the collector sees them.

use crate::heap::Gc;
use crate::object::array::Array;
use crate::object::header::Kind;
use crate::object::int::IntRef;
use crate::object::list::List;
use crate::object::protocol::CompareOp;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::text::Chars;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cmp::Ordering;

/// Whether a list is sorted in descending order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first; equal items keep their order.
    Descending,
}

/// What items are sorted by.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// Themselves.
    Items,
    /// What a function gives for them.
    Key(Value),
    /// As many other values.
    Keys(Gc<Array>),
}

/// Sorts the first `len` values of an array, stably, by `<` on the items or their keys.
pub(crate) fn sort_array(vm: &mut Vm, array: Gc<Array>, len: usize, by: By, order: Order) -> PyResult<()> {
    let keys = match by {
        By::Key(key) => {
            let keys = Array::new(vm, len)?;
            let key = vm.callee(key);
            for index in 0..len {
                let value = vm.call_one(key, array.get(index))?;
                keys.set(vm, index, value);
            }
            keys
        }
        By::Keys(keys) => keys,
        By::Items => array,
    };
    let mut positions: Vec<u32> = (0..len as u32).collect();
    // Sorting the reverse and reversing it again keeps equal items in their order.
    if order == Order::Descending {
        positions.reverse();
    }
    let result = sort_positions(vm, keys, &mut positions);
    if order == Order::Descending {
        positions.reverse();
    }
    // What has been sorted so far stays, even after an error.
    let sorted = Array::new(vm, len)?;
    for (to, &from) in positions.iter().enumerate() {
        sorted.fields()[to].set_no_barrier(array.get(from as usize));
    }
    for index in 0..len {
        array.set(vm, index, sorted.get(index));
    }
    result
}

/// Keys that are all of one simple type are compared without anyone noticing, so any stable algorithm does.
fn sort_positions(vm: &mut Vm, keys: Gc<Array>, positions: &mut [u32]) -> PyResult<()> {
    let values = &keys.values()[..positions.len()];
    if values.iter().all(|key| key.is_small_int()) {
        sort_by_number(positions, |at| values[at].int_payload(), |_, _| Ordering::Equal);
        return Ok(());
    }
    if values.iter().all(|key| key.as_float().is_some_and(|f| !f.is_nan())) {
        let float = |at: &u32| values[*at as usize].float_payload();
        positions.sort_by(|a, b| float(a).partial_cmp(&float(b)).unwrap_or(Ordering::Equal));
        return Ok(());
    }
    let shape = vm.shape_of_kind(Kind::Str);
    if values.iter().all(|key| key.header().is_some_and(|header| header.shape() == shape)) {
        let text = |at: &u32| values[*at as usize].cast::<Str>();
        let order = |a: &u32, b: &u32| match (text(a), text(b)) {
            (Some(a), Some(b)) => crate::text::compare::compare(a.chars(), b.chars()),
            _ => Ordering::Equal,
        };
        // The first characters as a number decide most comparisons.
        let widest = values.iter().filter_map(|key| key.cast::<Str>()).map(|text| unit_size(text.chars())).max();
        match widest {
            Some(1) => sort_by_number(positions, |at| text_at(values, at).map_or(0, first_bytes), order),
            Some(2) => sort_by_number(positions, |at| text_at(values, at).map_or(0, first_units), order),
            _ => positions.sort_by(order),
        }
        return Ok(());
    }
    let shape = vm.shape_of_kind(Kind::Bytes);
    if values.iter().all(|key| key.header().is_some_and(|header| header.shape() == shape)) {
        let bytes = |at: u32| values[at as usize].cast::<Bytes>();
        let order = |&a: &u32, &b: &u32| match (bytes(a), bytes(b)) {
            (Some(a), Some(b)) => a.bytes().cmp(b.bytes()),
            _ => Ordering::Equal,
        };
        sort_by_number(positions, |at| bytes(at as u32).map_or(0, |bytes| first_word(bytes.bytes())), order);
        return Ok(());
    }
    if values.iter().all(|key| plain_int(vm, key).is_some()) {
        let order = |&a: &u32, &b: &u32| match (values[a as usize].as_int(), values[b as usize].as_int()) {
            (Some(a), Some(b)) => a.compare(b),
            _ => Ordering::Equal,
        };
        sort_by_number(positions, |at| values[at].as_int().map_or((0, 0), IntRef::magnitude_key), order);
        return Ok(());
    }
    let less = |a: u32, b: u32| is_less(vm, keys.get(a as usize), keys.get(b as usize));
    sort_in_runs(positions, less)
}

/// Sorts in few steps what consists of few runs.
pub(super) fn sort_in_runs<T: Copy>(items: &mut [T], less: impl FnMut(T, T) -> PyResult<bool>) -> PyResult<()> {
    Timsort { items, less, runs: Vec::new(), gallop_from: MIN_GALLOP, spare: Vec::new() }.sort()
}

/// Sorts positions by a number each, and equal ones by `order`.
fn sort_by_number<N: Ord + Copy>(
    positions: &mut [u32],
    number: impl Fn(usize) -> N,
    order: impl Fn(&u32, &u32) -> Ordering,
) {
    let mut numbered: Vec<(N, u32)> = positions.iter().map(|&at| (number(at as usize), at)).collect();
    numbered.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1, &b.1)));
    positions.iter_mut().zip(numbered).for_each(|(to, (_, at))| *to = at);
}

fn text_at(values: &[Value], at: usize) -> Option<Gc<Str>> {
    values[at].cast::<Str>()
}

/// Bytes of a character.
fn unit_size(chars: Chars<'_>) -> usize {
    match chars {
        Chars::One(_) => 1,
        Chars::Two(_) => 2,
        Chars::Four(_) => 4,
    }
}

/// The first eight characters of Latin-1 text, in the order of the texts.
fn first_bytes(text: Gc<Str>) -> u64 {
    let Chars::One(bytes) = text.chars() else { return 0 };
    first_word(bytes)
}

/// The first eight bytes as a number that is in the order of the bytes; those that lack count as zero.
fn first_word(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk() {
        return u64::from_be_bytes(*word);
    }
    // Without a loop or a call for so few: pieces that overlap.
    let at = |index: usize, byte: u64| byte << (56 - 8 * index);
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>(), bytes) {
        (Some(first), Some(last), _) => {
            let (first, last) = (u32::from_be_bytes(*first), u32::from_be_bytes(*last));
            u64::from(first) << 32 | u64::from(last) << (64 - 8 * bytes.len())
        }
        (_, _, &[first, .., last]) => {
            let middle = bytes.len() / 2;
            at(0, first.into()) | at(middle, bytes[middle].into()) | at(bytes.len() - 1, last.into())
        }
        (_, _, &[only]) => at(0, only.into()),
        (_, _, []) => 0,
    }
}

/// The first four characters, of 16 bits each, in the order of the texts.
fn first_units(text: Gc<Str>) -> u64 {
    let mut units = text.chars().iter();
    (0..4).fold(0, |word, _| word << 16 | u64::from(units.next().unwrap_or(0)))
}

/// An int of no subclass.
#[inline]
fn plain_int<'a>(vm: &Vm, value: &'a Value) -> Option<IntRef<'a>> {
    if let Some(header) = value.header() {
        let shape = header.shape();
        if ![Kind::Int64, Kind::WideInt, Kind::BigInt].into_iter().any(|kind| vm.shape_of_kind(kind) == shape) {
            return None;
        }
    } else if !value.is_small_int() {
        return None;
    }
    value.as_int()
}

/// The order of two values of one simple type, whose comparison nobody notices.
#[inline]
fn simple_order(vm: &Vm, a: Value, b: Value) -> Option<Ordering> {
    if a.is_small_int() && b.is_small_int() {
        return Some(a.int_payload().cmp(&b.int_payload()));
    }
    if let (Some(a), Some(b)) = (a.as_float(), b.as_float()) {
        return a.partial_cmp(&b);
    }
    let shape = vm.shape_of_kind(Kind::Str);
    match (a.header(), b.header()) {
        (Some(a), Some(b)) if a.shape() == shape && b.shape() == shape => {
            let (a, b): (Gc<Str>, Gc<Str>) = (a.cast_unchecked(), b.cast_unchecked());
            Some(crate::text::compare::compare(a.chars(), b.chars()))
        }
        (None, None) => None,
        _ => Some(plain_int(vm, &a)?.compare(plain_int(vm, &b)?)),
    }
}

/// `a < b`, without a detour for simple types and for tuples that start with them.
fn is_less(vm: &mut Vm, a: Value, b: Value) -> PyResult<bool> {
    if let Some(order) = simple_order(vm, a, b) {
        return Ok(order.is_lt());
    }
    let shape = vm.shape_of_kind(Kind::Tuple);
    if let (Some(x), Some(y)) = (a.header(), b.header())
        && x.shape() == shape
        && y.shape() == shape
    {
        let (x, y): (Gc<Tuple>, Gc<Tuple>) = (x.cast_unchecked(), y.cast_unchecked());
        for (&x, &y) in x.items().iter().zip(y.items()) {
            if x == y {
                continue;
            }
            match simple_order(vm, x, y) {
                Some(Ordering::Equal) => {}
                Some(order) => return Ok(order.is_lt()),
                None if vm.equal(x, y)? => {}
                None => {
                    let result = vm.compare(CompareOp::Lt, x, y)?;
                    return vm.is_true(result);
                }
            }
        }
        return Ok(x.len() < y.len());
    }
    if let Some(less) = lists_are_less(vm, a, b) {
        return Ok(less);
    }
    let result = vm.compare(CompareOp::Lt, a, b)?;
    vm.is_true(result)
}

/// `a < b` for lists that differ first in simple types.
fn lists_are_less(vm: &Vm, a: Value, b: Value) -> Option<bool> {
    let shape = vm.shape_of_kind(Kind::List);
    let list = |value: Value| value.header().filter(|header| header.shape() == shape)?.cast::<List>();
    let (a, b) = (list(a)?, list(b)?);
    for (&x, &y) in a.items().iter().zip(b.items()) {
        if x != y {
            match simple_order(vm, x, y)? {
                Ordering::Equal => {}
                order => return Some(order.is_lt()),
            }
        }
    }
    Some(a.len() < b.len())
}

/// Consecutive wins of one side after which merging looks for longer stretches.
const MIN_GALLOP: usize = 7;

/// A sorted stretch that waits to be merged.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    /// Depth of the boundary to the next run in the merge tree (powersort).
    power: u32,
}

struct Timsort<'a, T, F> {
    items: &'a mut [T],
    less: F,
    runs: Vec<Run>,
    gallop_from: usize,
    spare: Vec<T>,
}

/// Length of short runs: `n` itself below 64, else 32 to 64, such that `n / minrun` is a power of two or a little less.
fn minimum_run(mut n: usize) -> usize {
    let mut rest = 0;
    while n >= 64 {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

/// Depth in the merge tree of the boundary between two runs, of lengths `first` and `second` from `start` on, of `all` items.
fn power_of_boundary(start: usize, first: usize, second: usize, all: usize) -> u32 {
    let (mut a, mut b) = (2 * start + first, 2 * start + first + first + second);
    let mut power = 0;
    loop {
        power += 1;
        if a >= all {
            a -= all;
            b -= all;
        } else if b >= all {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

impl<T: Copy, F: FnMut(T, T) -> PyResult<bool>> Timsort<'_, T, F> {
    fn sort(&mut self) -> PyResult<()> {
        let all = self.items.len();
        let least = minimum_run(all);
        let mut start = 0;
        while start < all {
            let mut len = self.count_run(start)?;
            if len < least {
                let forced = least.min(all - start);
                self.insert_binary(start, start + len, start + forced)?;
                len = forced;
            }
            self.push_run(start, len)?;
            start += len;
        }
        while self.runs.len() > 1 {
            let mut at = self.runs.len() - 2;
            if at > 0 && self.runs[at - 1].len < self.runs[at + 1].len {
                at -= 1;
            }
            self.merge_at(at)?;
        }
        Ok(())
    }

    /// Length of the run from `start` on; a strictly descending one is reversed.
    fn count_run(&mut self, start: usize) -> PyResult<usize> {
        let all = self.items.len();
        let mut end = start + 1;
        if end == all {
            return Ok(1);
        }
        let descending = (self.less)(self.items[end], self.items[end - 1])?;
        end += 1;
        while end < all && (self.less)(self.items[end], self.items[end - 1])? == descending {
            end += 1;
        }
        if descending {
            self.items[start..end].reverse();
        }
        Ok(end - start)
    }

    /// Sorts `start..end`, of which `start..sorted` is sorted.
    fn insert_binary(&mut self, start: usize, sorted: usize, end: usize) -> PyResult<()> {
        for at in sorted.max(start + 1)..end {
            let pivot = self.items[at];
            let (mut low, mut high) = (start, at);
            while low < high {
                let middle = low + ((high - low) >> 1);
                if (self.less)(pivot, self.items[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.items.copy_within(low..at, low + 1);
            self.items[low] = pivot;
        }
        Ok(())
    }

    /// Adds a run, first merging those whose boundary lies deeper in the merge tree than the new one.
    fn push_run(&mut self, start: usize, len: usize) -> PyResult<()> {
        if let Some(&last) = self.runs.last() {
            let power = power_of_boundary(last.start, last.len, len, self.items.len());
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge_at(self.runs.len() - 2)?;
            }
            if let Some(last) = self.runs.last_mut() {
                last.power = power;
            }
        }
        self.runs.push(Run { start, len, power: 0 });
        Ok(())
    }

    /// Merges runs `at` and `at + 1`.
    fn merge_at(&mut self, at: usize) -> PyResult<()> {
        let (first, second) = (self.runs[at], self.runs[at + 1]);
        self.runs[at].len = first.len + second.len;
        self.runs.remove(at + 1);
        // What of the first run comes before all of the second is in place, and so is the end of the second.
        let key = self.items[second.start];
        let skipped = self.gallop_right(key, Side::Items(first.start), first.len, 0)?;
        let (start, len) = (first.start + skipped, first.len - skipped);
        if len == 0 {
            return Ok(());
        }
        let key = self.items[start + len - 1];
        let rest = self.gallop_left(key, Side::Items(second.start), second.len, second.len - 1)?;
        if rest == 0 {
            return Ok(());
        }
        if len <= rest { self.merge_low(start, len, rest) } else { self.merge_high(start, len, rest) }
    }

    fn at(&self, side: Side, index: usize) -> T {
        match side {
            Side::Items(start) => self.items[start + index],
            Side::Spare(start) => self.spare[start + index],
        }
    }

    /// Whether the item at an index is less than `key`.
    fn is_below(&mut self, side: Side, index: usize, key: T) -> PyResult<bool> {
        let item = self.at(side, index);
        (self.less)(item, key)
    }

    /// Whether `key` is less than the item at an index.
    fn is_above(&mut self, side: Side, index: usize, key: T) -> PyResult<bool> {
        let item = self.at(side, index);
        (self.less)(key, item)
    }

    /// Where in a sorted stretch of `len` items `key` belongs, before equal ones; the search starts at `hint`.
    fn gallop_left(&mut self, key: T, side: Side, len: usize, hint: usize) -> PyResult<usize> {
        let (mut last, mut next): (isize, isize) = (0, 1);
        let (low, mut high);
        if self.is_below(side, hint, key)? {
            let most = (len - hint) as isize;
            while next < most && self.is_below(side, hint + next as usize, key)? {
                last = next;
                next = (next << 1) + 1;
            }
            (low, high) = (last + hint as isize, next.min(most) + hint as isize);
        } else {
            let most = hint as isize + 1;
            while next < most && !self.is_below(side, hint - next as usize, key)? {
                last = next;
                next = (next << 1) + 1;
            }
            (low, high) = (hint as isize - next.min(most), hint as isize - last);
        }
        let mut low = low + 1;
        while low < high {
            let middle = low + ((high - low) >> 1);
            if self.is_below(side, middle as usize, key)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(high as usize)
    }

    /// As `gallop_left`, after equal ones.
    fn gallop_right(&mut self, key: T, side: Side, len: usize, hint: usize) -> PyResult<usize> {
        let (mut last, mut next): (isize, isize) = (0, 1);
        let (low, mut high);
        if self.is_above(side, hint, key)? {
            let most = hint as isize + 1;
            while next < most && self.is_above(side, hint - next as usize, key)? {
                last = next;
                next = (next << 1) + 1;
            }
            (low, high) = (hint as isize - next.min(most), hint as isize - last);
        } else {
            let most = (len - hint) as isize;
            while next < most && !self.is_above(side, hint + next as usize, key)? {
                last = next;
                next = (next << 1) + 1;
            }
            (low, high) = (last + hint as isize, next.min(most) + hint as isize);
        }
        let mut low = low + 1;
        while low < high {
            let middle = low + ((high - low) >> 1);
            if self.is_above(side, middle as usize, key)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(high as usize)
    }

    /// Merges two neighbours, of which the first is the shorter, from the front.
    fn merge_low(&mut self, start: usize, first: usize, second: usize) -> PyResult<()> {
        self.spare.clear();
        self.spare.extend_from_slice(&self.items[start..start + first]);
        let mut m = Merge { to: start, a: 0, a_left: first, b: start + first, b_left: second };
        self.items[m.to] = self.items[m.b];
        m.to += 1;
        m.b += 1;
        m.b_left -= 1;
        let result = if m.b_left == 0 || m.a_left == 1 { Ok(()) } else { self.merge_low_loop(&mut m) };
        if m.a_left == 1 && m.b_left > 0 && result.is_ok() {
            // The last of the first run comes after all that is left of the second.
            self.items.copy_within(m.b..m.b + m.b_left, m.to);
            self.items[m.to + m.b_left] = self.spare[m.a];
            return Ok(());
        }
        // What is left of the first run fills the gap, also after an error: no position is lost.
        self.items[m.to..m.to + m.a_left].copy_from_slice(&self.spare[m.a..m.a + m.a_left]);
        result
    }

    fn merge_low_loop(&mut self, m: &mut Merge) -> PyResult<()> {
        loop {
            let (mut a_wins, mut b_wins) = (0, 0);
            loop {
                if (self.less)(self.items[m.b], self.spare[m.a])? {
                    self.items[m.to] = self.items[m.b];
                    m.to += 1;
                    m.b += 1;
                    m.b_left -= 1;
                    (a_wins, b_wins) = (0, b_wins + 1);
                    if m.b_left == 0 {
                        return Ok(());
                    }
                    if b_wins >= self.gallop_from {
                        break;
                    }
                } else {
                    self.items[m.to] = self.spare[m.a];
                    m.to += 1;
                    m.a += 1;
                    m.a_left -= 1;
                    (a_wins, b_wins) = (a_wins + 1, 0);
                    if m.a_left == 1 {
                        return Ok(());
                    }
                    if a_wins >= self.gallop_from {
                        break;
                    }
                }
            }
            self.gallop_from += 1;
            loop {
                self.gallop_from = self.gallop_from.saturating_sub(1).max(1);
                let key = self.items[m.b];
                let a_run = self.gallop_right(key, Side::Spare(m.a), m.a_left, 0)?;
                if a_run > 0 {
                    self.items[m.to..m.to + a_run].copy_from_slice(&self.spare[m.a..m.a + a_run]);
                    m.to += a_run;
                    m.a += a_run;
                    m.a_left -= a_run;
                    if m.a_left <= 1 {
                        return Ok(());
                    }
                }
                self.items[m.to] = self.items[m.b];
                m.to += 1;
                m.b += 1;
                m.b_left -= 1;
                if m.b_left == 0 {
                    return Ok(());
                }
                let key = self.spare[m.a];
                let b_run = self.gallop_left(key, Side::Items(m.b), m.b_left, 0)?;
                if b_run > 0 {
                    self.items.copy_within(m.b..m.b + b_run, m.to);
                    m.to += b_run;
                    m.b += b_run;
                    m.b_left -= b_run;
                    if m.b_left == 0 {
                        return Ok(());
                    }
                }
                self.items[m.to] = self.spare[m.a];
                m.to += 1;
                m.a += 1;
                m.a_left -= 1;
                if m.a_left == 1 {
                    return Ok(());
                }
                if a_run < MIN_GALLOP && b_run < MIN_GALLOP {
                    break;
                }
            }
            // Leaving the gallop costs.
            self.gallop_from += 1;
        }
    }

    /// Merges two neighbours, of which the second is the shorter, from the back.
    fn merge_high(&mut self, start: usize, first: usize, second: usize) -> PyResult<()> {
        self.spare.clear();
        self.spare.extend_from_slice(&self.items[start + first..start + first + second]);
        // `to` is one past the place that is filled next; `a` is the start of the first run, `b` is not used.
        let mut m = Merge { to: start + first + second, a: start, a_left: first, b: 0, b_left: second };
        m.to -= 1;
        m.a_left -= 1;
        self.items[m.to] = self.items[m.a + m.a_left];
        let result = if m.a_left == 0 || m.b_left == 1 { Ok(()) } else { self.merge_high_loop(&mut m) };
        if m.b_left == 1 && m.a_left > 0 && result.is_ok() {
            // The first of the second run comes before all that is left of the first.
            self.items.copy_within(m.a..m.a + m.a_left, m.to - m.a_left);
            self.items[m.to - m.a_left - 1] = self.spare[0];
            return Ok(());
        }
        self.items[m.to - m.b_left..m.to].copy_from_slice(&self.spare[..m.b_left]);
        result
    }

    fn merge_high_loop(&mut self, m: &mut Merge) -> PyResult<()> {
        loop {
            let (mut a_wins, mut b_wins) = (0, 0);
            loop {
                if (self.less)(self.spare[m.b_left - 1], self.items[m.a + m.a_left - 1])? {
                    m.to -= 1;
                    m.a_left -= 1;
                    self.items[m.to] = self.items[m.a + m.a_left];
                    (a_wins, b_wins) = (a_wins + 1, 0);
                    if m.a_left == 0 {
                        return Ok(());
                    }
                    if a_wins >= self.gallop_from {
                        break;
                    }
                } else {
                    m.to -= 1;
                    m.b_left -= 1;
                    self.items[m.to] = self.spare[m.b_left];
                    (a_wins, b_wins) = (0, b_wins + 1);
                    if m.b_left == 1 {
                        return Ok(());
                    }
                    if b_wins >= self.gallop_from {
                        break;
                    }
                }
            }
            self.gallop_from += 1;
            loop {
                self.gallop_from = self.gallop_from.saturating_sub(1).max(1);
                let key = self.spare[m.b_left - 1];
                let kept = self.gallop_right(key, Side::Items(m.a), m.a_left, m.a_left - 1)?;
                let a_run = m.a_left - kept;
                if a_run > 0 {
                    m.to -= a_run;
                    self.items.copy_within(m.a + kept..m.a + m.a_left, m.to);
                    m.a_left = kept;
                    if m.a_left == 0 {
                        return Ok(());
                    }
                }
                m.to -= 1;
                m.b_left -= 1;
                self.items[m.to] = self.spare[m.b_left];
                if m.b_left == 1 {
                    return Ok(());
                }
                let key = self.items[m.a + m.a_left - 1];
                let kept = self.gallop_left(key, Side::Spare(0), m.b_left, m.b_left - 1)?;
                let b_run = m.b_left - kept;
                if b_run > 0 {
                    m.to -= b_run;
                    self.items[m.to..m.to + b_run].copy_from_slice(&self.spare[kept..m.b_left]);
                    m.b_left = kept;
                    if m.b_left <= 1 {
                        return Ok(());
                    }
                }
                m.to -= 1;
                m.a_left -= 1;
                self.items[m.to] = self.items[m.a + m.a_left];
                if m.a_left == 0 {
                    return Ok(());
                }
                if a_run < MIN_GALLOP && b_run < MIN_GALLOP {
                    break;
                }
            }
            self.gallop_from += 1;
        }
    }
}

/// Where a gallop searches.
#[derive(Clone, Copy)]
enum Side {
    /// The positions from this one on.
    Items(usize),
    /// The copy of the shorter run, from this index on.
    Spare(usize),
}

/// State of a merge: what is left of both runs, and where the next position goes.
struct Merge {
    to: usize,
    a: usize,
    a_left: usize,
    b: usize,
    b_left: usize,
}

#[cfg(test)]
mod tests {
    use super::first_word;

    #[test]
    fn first_words_are_in_the_order_of_the_bytes() {
        for len in 0..12 {
            let bytes: Vec<u8> = (0..len).map(|index| 0xf0 - index).collect();
            let mut padded = [0; 8];
            let count = bytes.len().min(8);
            padded[..count].copy_from_slice(&bytes[..count]);
            assert_eq!(first_word(&bytes), u64::from_be_bytes(padded), "{bytes:?}");
        }
    }
}
