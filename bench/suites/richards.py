"""A toy operating system: tasks passing packets under a priority scheduler; polymorphic methods, linked lists."""

import sys

SMALL, DEFAULT = 1, 22
KNOWN = {SMALL: "23246 9297 325039", DEFAULT: "23246 9297 325039"}

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
KIND_DEVICE, KIND_WORK = 0, 1
BUFFER = 4
IDLE_STEPS = 10_000


class Packet:
    __slots__ = ("next", "owner", "kind", "cursor", "data")

    def __init__(self, following, owner, kind):
        self.next = following
        self.owner = owner
        self.kind = kind
        self.cursor = 0
        self.data = [0] * BUFFER

    def append_to(self, queue):
        """Put this packet at the end of a chain; returns the chain's head."""
        self.next = None
        if queue is None:
            return self
        last = queue
        while last.next is not None:
            last = last.next
        last.next = self
        return queue


class Task:
    """A task and its control block: who it is, what waits for it, and whether it may run."""

    def __init__(self, system, number, priority, queue, runnable=False):
        self.system = system
        self.number = number
        self.priority = priority
        self.queue = queue
        self.has_packet = queue is not None
        self.waiting = not runnable
        self.held = False
        system.add(self)

    def is_blocked(self):
        return self.held or (self.waiting and not self.has_packet)

    def receive(self, packet, sender):
        """Queue a packet; the more important of the two tasks goes on."""
        if self.queue is None:
            self.queue = packet
            self.has_packet = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def step(self):
        packet = None
        if self.waiting and self.has_packet:
            packet = self.queue
            self.queue = packet.next
            self.waiting = False
            self.has_packet = self.queue is not None
        return self.work(packet)

    def wait(self):
        self.waiting = True
        return self

    def work(self, packet):
        raise NotImplementedError


class Idle(Task):
    """Has nothing to do and wakes the devices, in an order drawn from a shift register."""

    def __init__(self, system):
        super().__init__(system, IDLE, 0, None, runnable=True)
        self.register = 1
        self.left = IDLE_STEPS

    def work(self, packet):
        self.left -= 1
        if self.left == 0:
            return self.system.hold()
        if self.register & 1:
            self.register = self.register >> 1 ^ 0xD008
            return self.system.release(DEVICE_B)
        self.register >>= 1
        return self.system.release(DEVICE_A)


class Worker(Task):
    """Fills each packet with letters and sends it to the two handlers in turn."""

    def __init__(self, system, queue):
        super().__init__(system, WORKER, 1000, queue)
        self.target = HANDLER_A
        self.letter = 0

    def work(self, packet):
        if packet is None:
            return self.wait()
        self.target = HANDLER_A + HANDLER_B - self.target
        packet.owner = self.target
        packet.cursor = 0
        for i in range(BUFFER):
            self.letter = self.letter % 26 + 1
            packet.data[i] = 64 + self.letter
        return self.system.send(packet)


class Handler(Task):
    """Feeds the letters of work packets, one at a time, to a device."""

    def __init__(self, system, number, priority, queue, device):
        super().__init__(system, number, priority, queue)
        self.device = device
        self.work_in = None
        self.device_in = None

    def work(self, packet):
        if packet is not None:
            if packet.kind == KIND_WORK:
                self.work_in = packet.append_to(self.work_in)
            else:
                self.device_in = packet.append_to(self.device_in)
        work = self.work_in
        if work is not None:
            if work.cursor >= BUFFER:
                self.work_in = work.next
                work.owner = WORKER
                return self.system.send(work)
            message = self.device_in
            if message is not None:
                self.device_in = message.next
                message.cursor = work.data[work.cursor]
                message.owner = self.device
                work.cursor += 1
                return self.system.send(message)
        return self.wait()


class Device(Task):
    """Holds one letter until it is released, then returns it."""

    def __init__(self, system, number, priority, handler):
        super().__init__(system, number, priority, None)
        self.handler = handler
        self.pending = None

    def work(self, packet):
        if packet is None:
            packet = self.pending
            if packet is None:
                return self.wait()
            self.pending = None
            packet.owner = self.handler
            return self.system.send(packet)
        self.pending = packet
        self.system.trace(packet.cursor)
        return self.system.hold()


class System:
    def __init__(self):
        self.tasks = {}
        self.order = []
        self.current = None
        self.sent = 0
        self.holds = 0
        self.letters = 0

    def add(self, task):
        self.tasks[task.number] = task
        self.order.append(task)
        self.order.sort(key=lambda each: -each.priority)

    def trace(self, letter):
        self.letters = (self.letters * 27 + letter) % 1_000_003

    def schedule(self):
        position = {task.number: index for index, task in enumerate(self.order)}
        index = 0
        while index < len(self.order):
            task = self.order[index]
            if task.is_blocked():
                index += 1
                continue
            self.current = task
            following = task.step()
            index = len(self.order) if following is None else position[following.number]

    def hold(self):
        """Block the running task; the next one in order is looked for."""
        self.holds += 1
        self.current.held = True
        return self.current

    def release(self, number):
        task = self.tasks[number]
        task.held = False
        return task if task.priority > self.current.priority else self.current

    def send(self, packet):
        self.sent += 1
        receiver = self.tasks[packet.owner]
        packet.next = None
        packet.owner = self.current.number
        return receiver.receive(packet, self.current)


def chain(owner, kind, count):
    head = None
    for _ in range(count):
        head = Packet(head, owner, kind)
    return head


def simulate():
    system = System()
    Idle(system)
    Worker(system, chain(WORKER, KIND_WORK, 2))
    Handler(system, HANDLER_A, 2000, chain(DEVICE_A, KIND_DEVICE, 3), DEVICE_A)
    Handler(system, HANDLER_B, 3000, chain(DEVICE_B, KIND_DEVICE, 3), DEVICE_B)
    Device(system, DEVICE_A, 4000, HANDLER_A)
    Device(system, DEVICE_B, 5000, HANDLER_B)
    system.schedule()
    return system.sent, system.holds, system.letters


def run(rounds):
    outcomes = {simulate() for _ in range(rounds)}
    assert len(outcomes) == 1, "the system is deterministic"
    sent, holds, letters = outcomes.pop()
    assert sent > 2 * IDLE_STEPS and holds > IDLE_STEPS // 2
    return f"{sent} {holds} {letters}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("richards", size, result)
