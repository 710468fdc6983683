"""flask: routes, templates, sessions, errors, blueprints, by its test client."""
from flask import Blueprint, Flask, abort, g, jsonify, redirect, render_template_string, request, session, url_for

app = Flask(__name__)
app.secret_key = b'key'
api = Blueprint('api', __name__, url_prefix='/api')


@app.before_request
def before():
    g.seen = request.headers.get('X-Seen', 'no')


@app.route('/')
def index():
    return render_template_string('<h1>{{ name|title }}</h1>{% for i in items %}<i>{{ i }}</i>{% endfor %}', name='a <b>', items=[1, '<'])


@app.route('/user/<name>/<int:age>', methods=['GET', 'POST'])
def user(name, age):
    session['count'] = session.get('count', 0) + 1
    return {'name': name, 'age': age, 'method': request.method, 'form': request.form.to_dict(), 'count': session['count'], 'seen': g.seen}


@api.route('/echo', methods=['POST'])
def echo():
    return jsonify(got=request.get_json(), args=request.args.getlist('a')), 202, {'X-Kind': 'echo'}


@app.route('/go')
def go():
    return redirect(url_for('user', name='x y', age=3, q=1))


@app.route('/stop')
def stop():
    abort(418)


@app.errorhandler(404)
def missing(error):
    return f'missing: {error.description[:20]}', 404


app.register_blueprint(api)
client = app.test_client()
for path in ('/', '/user/me/5', '/user/me/x', '/go', '/stop', '/user/me/6'):
    answer = client.get(path, headers={'X-Seen': path})
    print(path, answer.status, answer.headers.get('Location'), answer.get_data(as_text=True))
print(client.post('/user/you/1', data={'a': 'b'}).get_json())
answer = client.post('/api/echo?a=1&a=2', json={'k': [1, 2]})
print(answer.status_code, answer.headers['X-Kind'], answer.get_data(as_text=True), client.put('/').status)
print(sorted(str(rule) for rule in app.url_map.iter_rules()))
