"""Mailcap files (RFC 1524): which programs show data of which MIME types."""

import os
import re
import warnings

__all__ = ["getcaps", "findmatch"]

warnings._deprecated(
    "mailcap",
    "The {name} module is deprecated and will be removed in Python {remove}. See the mimetypes module for an alternative.",
    remove=(3, 13),
)

_find_unsafe = re.compile(r"[^\xa1-\U0010FFFF\w@+=:,./-]").search


class UnsafeMailcapInput(Warning):
    """A text was not put into a shell command, because the shell might run it."""


def lineno_sort_key(entry):
    """Entries come in the order of their lines; those without one come last."""
    return (0, entry["lineno"]) if "lineno" in entry else (1, 0)


def listmailcapfiles():
    """The names of all mailcap files that there may be."""
    if "MAILCAPS" in os.environ:
        return os.environ["MAILCAPS"].split(os.pathsep)
    home = os.environ.get("HOME", ".")
    return [home + "/.mailcap", "/etc/mailcap", "/usr/etc/mailcap", "/usr/local/etc/mailcap"]


def getcaps():
    """All entries of all mailcap files: lists of dicts, by MIME type."""
    caps, lineno = {}, 0
    for name in listmailcapfiles():
        try:
            file = open(name)
        except OSError:
            continue
        with file:
            more, lineno = _readmailcapfile(file, lineno)
        for key, entries in more.items():
            caps.setdefault(key, []).extend(entries)
    return caps


def readmailcapfile(file):
    """The entries of one file."""
    warnings.warn("readmailcapfile is deprecated, use getcaps instead", DeprecationWarning, 2)
    caps, _ = _readmailcapfile(file, None)
    return caps


def _readmailcapfile(file, lineno):
    caps = {}
    while line := file.readline():
        if line[0] == "#" or not line.strip():
            continue
        continued = line
        while continued[-2:] == "\\\n":
            continued = file.readline() or "\n"
            line = line[:-2] + continued
        key, fields = parseline(line)
        if not (key and fields):
            continue
        if lineno is not None:
            fields["lineno"] = lineno
            lineno += 1
        # Spaces around the parts of a type count for nothing.
        key = "/".join(part.strip() for part in key.split("/")).lower()
        caps.setdefault(key, []).append(fields)
    return caps, lineno


def parseline(line):
    """The type of an entry, and its fields as a dict; two Nones if it is damaged."""
    fields, at = [], 0
    while at < len(line):
        field, at = parsefield(line, at, len(line))
        fields.append(field)
        at += 1
    if len(fields) < 2:
        return None, None
    key, view, *rest = fields
    entry = {"view": view}
    for field in rest:
        name, equals, value = field.partition("=")
        name = name.strip()
        # Of a field that is there twice the first one counts.
        if name not in entry:
            entry[name] = value.strip() if equals else ""
    return key, entry


def parsefield(line, i, n):
    """The field that starts at `i`, and where it ends."""
    start = i
    while i < n and line[i] != ";":
        i += 2 if line[i] == "\\" else 1
    return line[start:i].strip(), i


def findmatch(caps, MIMEtype, key="view", filename="/dev/null", plist=[]):
    """The command that does `key` with a file of a type, and its entry; two Nones if there is none."""
    if _find_unsafe(filename):
        message = f"Refusing to use mailcap with filename {filename!r}. Use a safe temporary filename."
        warnings.warn(message, UnsafeMailcapInput)
        return None, None
    for entry in lookup(caps, MIMEtype, key):
        if "test" in entry:
            test = subst(entry["test"], MIMEtype, filename, plist)
            if test is None or (test and os.system(test) != 0):
                continue
        command = subst(entry[key], MIMEtype, filename, plist)
        if command is not None:
            return command, entry
    return None, None


def lookup(caps, MIMEtype, key=None):
    """The entries of a type and of its general form, in order."""
    entries = caps.get(MIMEtype, []) + caps.get(MIMEtype.split("/")[0] + "/*", [])
    if key is not None:
        entries = [entry for entry in entries if key in entry]
    return sorted(entries, key=lineno_sort_key)


def subst(field, MIMEtype, filename, plist=[]):
    """A command with file name, type and parameters put in; None if these are not safe."""
    result, i = "", 0
    while i < len(field):
        c, i = field[i], i + 1
        if c == "\\":
            result, i = result + field[i : i + 1], i + 1
            continue
        if c != "%":
            result += c
            continue
        c, i = field[i : i + 1], i + 1
        if c == "%":
            result += c
        elif c == "s":
            result += filename
        elif c == "t":
            if _find_unsafe(MIMEtype):
                warnings.warn(f"Refusing to substitute MIME type {MIMEtype!r} into a shell command.", UnsafeMailcapInput)
                return None
            result += MIMEtype
        elif c == "{":
            start = i
            while i < len(field) and field[i] != "}":
                i += 1
            name, i = field[start:i], i + 1
            value = findparam(name, plist)
            if _find_unsafe(value):
                message = f"Refusing to substitute parameter {value!r} ({name}) into a shell command"
                warnings.warn(message, UnsafeMailcapInput)
                return None
            result += value
        else:
            # %n and %F, about parts of a message, are of no use here.
            result += "%" + c
    return result


def findparam(name, plist):
    """A parameter of a list of `name=value`; empty if it is not there."""
    prefix = name.lower() + "="
    for parameter in plist:
        if parameter[: len(prefix)].lower() == prefix:
            return parameter[len(prefix) :]
    return ""


def test():
    """Shows all entries, or the command for each type and file that is named."""
    import sys

    caps = getcaps()
    if not sys.argv[1:]:
        show(caps)
        return
    for i in range(1, len(sys.argv), 2):
        args = sys.argv[i : i + 2]
        if len(args) < 2:
            print("usage: mailcap [MIMEtype file] ...")
            return
        command, _ = findmatch(caps, args[0], "view", args[1])
        if not command:
            print("No viewer found for", args[0])
        else:
            print("Executing:", command)
            status = os.waitstatus_to_exitcode(os.system(command))
            if status:
                print("Exit status:", status)


def show(caps):
    """Prints the files and their entries."""
    print("Mailcap files:")
    for name in listmailcapfiles():
        print("\t" + name)
    print()
    print("Mailcap entries:")
    print()
    for type in sorted(caps):
        print(type)
        for entry in caps[type]:
            for key in sorted(entry):
                print(f"  {key:<15}", entry[key])
            print()


if __name__ == "__main__":
    test()
