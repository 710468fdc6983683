//! `_heapq`: heaps in lists.

use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::list::List;
use runtime::object::protocol::CompareOp;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Which item comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Least,
    Greatest,
}

/// Whether `a` goes before `b`.
#[inline(always)]
fn before(vm: &mut Vm, order: Order, a: Value, b: Value) -> PyResult<bool> {
    let (a, b) = match order {
        Order::Least => (a, b),
        Order::Greatest => (b, a),
    };
    if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
        return Ok(x < y);
    }
    vm.compare_bool(CompareOp::Lt, a, b)
}

fn heap_arg(vm: &mut Vm, value: Value, message: &str) -> PyResult<Gc<List>> {
    match value.cast::<List>() {
        Some(list) => Ok(list),
        None => {
            let message = format!("{message} must be list, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

/// Item `index` of a list of `len` items that comparisons must not have changed in length.
fn item(vm: &mut Vm, heap: Gc<List>, len: usize, index: usize) -> PyResult<Value> {
    match heap.get(index) {
        Some(value) if heap.len() == len => Ok(value),
        Some(_) | None => Err(vm.runtime_error("list changed size during iteration")),
    }
}

fn swap(vm: &Vm, heap: Gc<List>, a: usize, b: usize) {
    let items = heap.items();
    let (x, y) = (items[a], items[b]);
    heap.set(vm, a, y);
    heap.set(vm, b, x);
}

/// Moves the item at `at` towards the root until its parent goes before it.
fn sift_down(vm: &mut Vm, heap: Gc<List>, start: usize, mut at: usize, order: Order) -> PyResult<()> {
    let len = heap.len();
    if at >= len {
        return Err(vm.index_error("index out of range"));
    }
    while at > start {
        let parent = (at - 1) >> 1;
        let (new, old) = (heap.items()[at], heap.items()[parent]);
        let up = before(vm, order, new, old)?;
        item(vm, heap, len, at)?;
        if !up {
            break;
        }
        swap(vm, heap, parent, at);
        at = parent;
    }
    Ok(())
}

/// Moves the item at `at` to a leaf along the children that go first, then back up.
fn sift_up(vm: &mut Vm, heap: Gc<List>, mut at: usize, order: Order) -> PyResult<()> {
    let (start, len) = (at, heap.len());
    if at >= len {
        return Err(vm.index_error("index out of range"));
    }
    let limit = len >> 1;
    while at < limit {
        let mut child = 2 * at + 1;
        if child + 1 < len {
            let (left, right) = (heap.items()[child], heap.items()[child + 1]);
            let left_first = before(vm, order, left, right)?;
            child += usize::from(!left_first);
            item(vm, heap, len, child)?;
        }
        swap(vm, heap, at, child);
        at = child;
    }
    sift_down(vm, heap, start, at, order)
}

fn push(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "heappush() argument 1")?;
    heap.push(vm, args[1])?;
    sift_down(vm, heap, 0, heap.len() - 1, Order::Least)?;
    Ok(Value::NONE)
}

fn pop_first(vm: &mut Vm, heap: Gc<List>, order: Order) -> PyResult<Value> {
    let Some(last) = heap.pop() else { return Err(vm.index_error("index out of range")) };
    if heap.is_empty() {
        return Ok(last);
    }
    let first = heap.items()[0];
    heap.set(vm, 0, last);
    sift_up(vm, heap, 0, order)?;
    Ok(first)
}

fn replace_first(vm: &mut Vm, heap: Gc<List>, with: Value, order: Order) -> PyResult<Value> {
    let Some(first) = heap.get(0) else { return Err(vm.index_error("index out of range")) };
    heap.set(vm, 0, with);
    sift_up(vm, heap, 0, order)?;
    Ok(first)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "heappop() argument")?;
    pop_first(vm, heap, Order::Least)
}

fn pop_max(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "_heappop_max() argument")?;
    pop_first(vm, heap, Order::Greatest)
}

fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "heapreplace() argument 1")?;
    replace_first(vm, heap, args[1], Order::Least)
}

fn replace_max(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "_heapreplace_max() argument 1")?;
    replace_first(vm, heap, args[1], Order::Greatest)
}

fn push_pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "heappushpop() argument 1")?;
    let Some(first) = heap.get(0) else { return Ok(args[1]) };
    if !before(vm, Order::Least, first, args[1])? {
        return Ok(args[1]);
    }
    replace_first(vm, heap, args[1], Order::Least)
}

fn make_heap(vm: &mut Vm, heap: Gc<List>, order: Order) -> PyResult<Value> {
    for at in (0..heap.len() >> 1).rev() {
        sift_up(vm, heap, at, order)?;
    }
    Ok(Value::NONE)
}

fn heapify(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "heapify() argument")?;
    make_heap(vm, heap, Order::Least)
}

fn heapify_max(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let heap = heap_arg(vm, args[0], "_heapify_max() argument")?;
    make_heap(vm, heap, Order::Greatest)
}

fn init(vm: &mut Vm, module: Gc<runtime::object::module::Module>) -> PyResult<()> {
    let about = vm.str("Heap queues\n\nHeaps are arrays for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for\nall k, counting elements from 0.")?;
    module.dict.get().set_text(vm, "__about__", about.value())
}

/// `_heapq`
pub(crate) static HEAPQ: ModuleSpec = ModuleSpec {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).\n\nHeaps are arrays for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for\nall k, counting elements from 0.  For the sake of comparison,\nnon-existing elements are considered to be infinite.  The interesting\nproperty of a heap is that a[0] is always its smallest element.\n\nUsage:\n\nheap = []            # creates an empty heap\nheappush(heap, item) # pushes a new item on the heap\nitem = heappop(heap) # pops the smallest item from the heap\nitem = heap[0]       # smallest item on the heap without popping it\nheapify(x)           # transforms list into a heap, in-place, in linear time\nitem = heapreplace(heap, item) # pops and returns smallest item, and adds\n                               # new item; the heap size is unchanged\n",
    functions: &[
        func("heappush", "(heap, item, /)", push)
            .doc("Push item onto heap, maintaining the heap invariant."),
        func("heappushpop", "(heap, item, /)", push_pop).doc(
            "Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop().",
        ),
        func("heappop", "(heap, /)", pop)
            .doc("Pop the smallest item off the heap, maintaining the heap invariant."),
        func("heapreplace", "(heap, item, /)", replace).doc(
            "Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() followed by heappush(), and can be\nmore appropriate when using a fixed-size heap.  Note that the value\nreturned may be larger than item!  That constrains reasonable uses of\nthis routine unless written as part of a conditional replacement:\n\n    if item > heap[0]:\n        item = heapreplace(heap, item)",
        ),
        func("heapify", "(heap, /)", heapify).doc("Transform list into a heap, in-place, in O(len(heap)) time."),
        func("_heappop_max", "(heap, /)", pop_max).doc("Maxheap variant of heappop."),
        func("_heapify_max", "(heap, /)", heapify_max).doc("Maxheap variant of heapify."),
        func("_heapreplace_max", "(heap, item, /)", replace_max).doc("Maxheap variant of heapreplace."),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
