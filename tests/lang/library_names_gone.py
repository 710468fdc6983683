"""Modules and functions that 3.12 has no more."""
import importlib
import locale
import sys

for name in 'asynchat', 'asyncore', 'distutils', 'dummy_threading', 'imp', 'smtpd':
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name == name
    else:
        assert False, name
    assert name not in sys.stdlib_module_names
assert not hasattr(locale, 'format') and 'format' not in locale.__all__
assert locale.format_string('%d', 5) == '5'
print('ok')
