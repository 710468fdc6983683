"""docutils: reStructuredText to HTML, XML and LaTeX, and its complaints."""
import io

from docutils.core import publish_parts, publish_string

TEXT = '''
Title
=====
:Author: Me

.. contents::

Section *one*
-------------
A paragraph with ``code``, **bold**, a link_, a footnote [1]_ and |subst|.

.. |subst| replace:: replaced
.. _link: http://example.com/
.. [1] Note.

* item

  1. nested
  2. more

term
    definition

+-----+-----+
| a   | b   |
+=====+=====+
| 1   | 2   |
+-----+-----+

.. code:: python

   def f(x):
       return x

.. note:: Take care.

::

    literal block

.. math:: x^2 + 1

Broken `ref`_ and *unclosed.
'''
said = io.StringIO()
settings = {'warning_stream': said, 'report_level': 2, '_disable_config': True, 'datestamp': None, 'generator': None}
print(publish_parts(TEXT, writer_name='html5', settings_overrides=settings)['html_body'])
print(publish_string(TEXT, writer_name='pseudoxml', settings_overrides=settings).decode())
print(publish_string(TEXT, writer_name='xml', settings_overrides=settings).decode()[:2000])
print(publish_parts(TEXT, writer_name='latex', settings_overrides=settings)['body'])
print(said.getvalue())
