import select
import socket
import threading


def error(work, *args):
    try:
        work(*args)
    except Exception as problem:
        return type(problem), str(problem)
    raise AssertionError("nothing was raised")


# A server in a thread.
server = socket.create_server(("127.0.0.1", 0))
host, port = server.getsockname()


def serve():
    for _ in range(3):
        peer, address = server.accept()
        with peer, peer.makefile("rwb") as file:
            for line in file:
                file.write(line.upper())
                file.flush()


thread = threading.Thread(target=serve)
thread.start()
for _ in range(3):
    with socket.create_connection((host, port), timeout=10) as client:
        assert client.getpeername() == (host, port)
        client.sendall(b"hello\nworld\n")
        client.shutdown(socket.SHUT_WR)
        got = b""
        while piece := client.recv(5):
            got += piece
        assert got == b"HELLO\nWORLD\n"
thread.join()
server.close()
assert server.fileno() == -1 and error(server.getsockname)[0] is OSError

# Pairs, datagrams, timeouts.
left, right = socket.socketpair()
assert left.family == socket.AF_UNIX and left.send(b"abc") == 3
buffer = bytearray(10)
assert right.recv_into(buffer) == 3 and buffer[:3] == b"abc"
right.settimeout(0.01)
assert error(right.recv, 1) == (TimeoutError, "timed out") and right.gettimeout() == 0.01
right.setblocking(False)
assert error(right.recv, 1)[0] is BlockingIOError
assert select.select([right], [], [], 0) == ([], [], [])
left.sendmsg([b"a", b"bc"])
assert right.recvmsg(10)[0] == b"abc"
left.close(), right.close()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two:
    one.bind(("127.0.0.1", 0))
    two.sendto(b"datagram", one.getsockname())
    data, address = one.recvfrom(100)
    assert data == b"datagram" and address[0] == "127.0.0.1"
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    assert one.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 1
    assert error(one.bind, 1) == (TypeError, "bind(): AF_INET address must be tuple, not int")
    assert error(one.bind, ("127.0.0.1", 99999)) == (OverflowError, "bind(): port must be 0-65535.")
    assert error(one.connect, ("127.0.0.1",)) == (TypeError, "AF_INET address must be a pair (host, port)")

# Names.
assert socket.inet_aton("1.2.3.4") == b"\1\2\3\4" and socket.inet_ntoa(b"\x7f\0\0\1") == "127.0.0.1"
assert socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "::1")) == "::1"
assert socket.htons(1) == 256 and socket.ntohl(1) == 16777216
assert socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM) == [
    (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
assert socket.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV) == ("127.0.0.1", "80")
assert issubclass(socket.gaierror, OSError) and socket.timeout is TimeoutError and socket.error is OSError
print("ok")
