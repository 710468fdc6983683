"""requests: against a server of this process."""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *arguments):
        pass

    def answer(self, code=200, body=b'', **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path.startswith('/moved'):
            return self.answer(302, Location='/json?from=moved', Set_Cookie='seen=1; Path=/')
        if self.path == '/missing':
            return self.answer(404, b'no')
        if self.path == '/chunks':
            self.send_response(200)
            self.send_header('Transfer-Encoding', 'chunked')
            self.end_headers()
            for part in (b'ab', b'cde', b''):
                self.wfile.write(b'%x\r\n%b\r\n' % (len(part), part))
            return None
        said = {'path': self.path, 'cookie': self.headers.get('Cookie'), 'auth': self.headers.get('Authorization')}
        return self.answer(200, json.dumps(said).encode(), Content_Type='application/json; charset=utf-8')

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.answer(201, body, Content_Type=self.headers['Content-Type'].partition(';')[0], X_Length=str(len(body)))


server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f'http://127.0.0.1:{server.server_port}'
with requests.Session() as session:
    session.trust_env = False
    answer = session.get(base + '/json', params={'a': [1, 2], 'ü': 'ß'}, auth=('user', 'pass'))
    print(answer.status_code, answer.json(), answer.headers['content-type'], answer.encoding)
    answer = session.get(base + '/moved')
    print(answer.url.replace(base, ''), [r.status_code for r in answer.history], answer.json(), dict(session.cookies))
    print(session.get(base + '/chunks').text, list(session.get(base + '/chunks', stream=True).iter_content(2)))
    answer = session.post(base, json={'x': [1, None, 'ż']})
    print(answer.status_code, answer.text, answer.headers['X-Length'])
    print(session.post(base, data={'k': 'v w', 'l': 'ż'}).text, session.post(base, files={'f': ('n.txt', b'data')}).status_code)
    missing = session.get(base + '/missing')
    try:
        missing.raise_for_status()
    except requests.HTTPError as error:
        print(str(error).replace(base, ''), missing.ok)
try:
    requests.get('http://127.0.0.1:1/', timeout=2)
except requests.ConnectionError as error:
    print(type(error).__name__)
server.shutdown()
