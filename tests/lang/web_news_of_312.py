# What 3.12 added to modules for the web and others of the library, and what it took away.
import contextlib
import fnmatch
import html.parser
import http
import http.server
import io
import mimetypes

# http: kinds of answers; what is logged has no control characters; // is no other server.
assert http.HTTPStatus.OK.is_success and http.HTTPStatus.NOT_FOUND.is_client_error
assert not http.HTTPStatus.CONTINUE.is_redirection and http.HTTPStatus.CONTINUE.is_informational


class Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, request):
        self.rfile, self.wfile = io.BytesIO(request), io.BytesIO()
        self.client_address = "here", 1
        self.handle()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()


with contextlib.redirect_stderr(io.StringIO()) as log:
    handled = Handler(b"GET //there/x\x1b\\ HTTP/1.0\r\n\r\n")
    assert handled.path == "/there/x\x1b\\"
    wrong = Handler(b"GET / HTTP/1.+1\r\n\r\n")
assert "\\x1b" in log.getvalue() and "\x1b" not in log.getvalue()
assert b"Bad request version" in wrong.wfile.getvalue(), wrong.wfile.getvalue()

# Others.
assert mimetypes.guess_type("x.js") == ("text/javascript", None)
assert mimetypes.guess_type("X.TGZ") == ("application/x-tar", "gzip")
assert fnmatch.translate("*a*b") == r"(?s:(?>.*?a).*b)\Z", fnmatch.translate("*a*b")


class Parser(html.parser.HTMLParser):
    def handle_data(self, data):
        texts.append(data)


texts = []
Parser().feed("<p>one &amp; two</p>")
assert texts == ["one & two"], texts

# What 3.11 and 3.12 added to statistics, http, locale, socket and zoneinfo.
import locale
import socket
import statistics
import zoneinfo

assert statistics.fmean([1, 2, 3], [1, 1, 2]) == 2.25
assert statistics.correlation([1, 2, 3], [1, 4, 9], method="ranked") == 1.0
assert statistics.linear_regression([1, 2], [2, 4], proportional=True) == (2.0, 0.0)
assert statistics.NormalDist(10, 2).samples(1, seed=1) == [12.576369506310925]
assert not hasattr(statistics, "kde")
for call in (lambda: statistics.quantiles([1]), lambda: statistics.geometric_mean([0])):
    try:
        call()
    except statistics.StatisticsError:
        pass
    else:
        assert False

assert http.HTTPMethod("GET") == "GET" and repr(http.HTTPMethod.PUT) == "<HTTPMethod.PUT>"
assert http.HTTPMethod.DELETE.description == "Remove the target."
assert locale.nl_langinfo(locale.DAY_3) == "Tuesday" and locale.gettext("text") == "text"
assert locale.bindtextdomain("domain", "/tmp") == locale.bindtextdomain("domain", None) == "/tmp"
try:
    socket.create_connection(("127.0.0.1", 1), all_errors=True)
except ExceptionGroup as group:
    assert str(group) == "create_connection failed (1 sub-exception)"
try:
    assert repr(zoneinfo.ZoneInfo("UTC")) == "zoneinfo.ZoneInfo(key='UTC')"
except zoneinfo.ZoneInfoNotFoundError:
    pass

print("ok")
