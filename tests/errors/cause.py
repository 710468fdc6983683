class ConfigError(Exception):
    pass


def read(settings):
    try:
        return settings["port"]
    except KeyError as error:
        raise ConfigError("no port given") from error


read({})

# --- exit 1
# Traceback (most recent call last):
#   File "cause.py", line 7, in read
#     return settings["port"]
#            ~~~~~~~~^^^^^^^^
# KeyError: 'port'
#
# The above exception was the direct cause of the following exception:
#
# Traceback (most recent call last):
#   File "cause.py", line 12, in <module>
#     read({})
#   File "cause.py", line 9, in read
#     raise ConfigError("no port given") from error
# ConfigError: no port given
