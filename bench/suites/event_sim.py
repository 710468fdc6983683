"""A bank with clerks, queues and a breaking printer: an event loop over generators, heap of events, callbacks."""

import heapq
import sys
from collections import defaultdict, deque

SMALL, DEFAULT = 60, 140_000
KNOWN = {
    SMALL: "354 283 2 2 58,2,0,0,0,0,0,0,0,0",
    DEFAULT: "698947 655679 22 2344 94641,25093,10950,4938,2491,1198,448,164,61,16",
}


class Simulation:
    """Runs processes, which are generators that yield what they wait for."""

    def __init__(self):
        self.now = 0
        self.events = []
        self.serial = 0
        self.handled = 0

    def at(self, delay, callback, *args):
        self.serial += 1
        heapq.heappush(self.events, (self.now + delay, self.serial, callback, args))

    def start(self, process):
        self.at(0, self.resume, process, None)

    def resume(self, process, value):
        try:
            wish = process.send(value)
        except StopIteration:
            return
        wish.grant(self, process)

    def run(self):
        while self.events:
            self.now, _, callback, args = heapq.heappop(self.events)
            self.handled += 1
            callback(*args)


class Delay:
    __slots__ = ("ticks",)

    def __init__(self, ticks):
        self.ticks = ticks

    def grant(self, simulation, process):
        simulation.at(self.ticks, simulation.resume, process, self.ticks)


class Resource:
    """A number of equal servers with a queue in front."""

    class Request:
        __slots__ = ("resource",)

        def __init__(self, resource):
            self.resource = resource

        def grant(self, simulation, process):
            resource = self.resource
            if resource.free > 0:
                resource.free -= 1
                simulation.at(0, simulation.resume, process, 0)
            else:
                resource.queue.append((simulation.now, process))
                resource.longest = max(resource.longest, len(resource.queue))

    def __init__(self, simulation, servers):
        self.simulation = simulation
        self.free = servers
        self.queue = deque()
        self.longest = 0
        self.waited = 0

    def request(self):
        return self.Request(self)

    def release(self):
        if self.queue:
            since, process = self.queue.popleft()
            wait = self.simulation.now - since
            self.waited += wait
            self.simulation.at(0, self.simulation.resume, process, wait)
        else:
            self.free += 1


class Random:
    def __init__(self, seed):
        self.state = seed

    def between(self, low, high):
        self.state = (self.state * 1664525 + 1013904223) & 0xFFFFFFFF
        return low + (self.state >> 8) % (high - low + 1)


class Bank:
    def __init__(self, customers):
        self.simulation = Simulation()
        self.random = Random(99)
        self.clerks = Resource(self.simulation, 3)
        self.printer = Resource(self.simulation, 1)
        self.waits = defaultdict(int)
        self.served = 0
        self.breakdowns = 0
        self.customers = customers

    def arrivals(self):
        for number in range(self.customers):
            yield Delay(self.random.between(1, 9))
            self.simulation.start(self.customer(number))

    def customer(self, number):
        wait = yield self.clerks.request()
        self.waits[min(wait // 10, 9)] += 1
        yield Delay(self.random.between(5, 18))
        if number % 3 == 0:
            yield from self.print_statement()
        self.clerks.release()
        self.served += 1

    def print_statement(self):
        yield self.printer.request()
        if self.random.between(0, 19) == 0:
            self.breakdowns += 1
            yield Delay(25)
        yield Delay(self.random.between(2, 6))
        self.printer.release()

    def run(self):
        self.simulation.start(self.arrivals())
        self.simulation.run()


def run(customers):
    bank = Bank(customers)
    bank.run()
    assert bank.served == customers == sum(bank.waits.values())
    assert bank.clerks.free == 3 and bank.printer.free == 1
    histogram = ",".join(str(bank.waits[key]) for key in range(10))
    return f"{bank.simulation.now} {bank.simulation.handled} {bank.clerks.longest} {bank.breakdowns} {histogram}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("event_sim", size, result)
