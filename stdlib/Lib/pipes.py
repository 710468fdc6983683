"""Pipelines of shell commands as files: `Template().append("tr a-z A-Z", "--").open(file, "w")`."""

import os
import re
import tempfile
import warnings

# The shell's quoting is part of the module's interface.
from shlex import quote

warnings._deprecated(__name__, remove=(3, 13))

__all__ = ["Template"]

# How a command takes its input and gives its output: a file by name, standard input or output, or not at all.
FILEIN_FILEOUT = "ff"
STDIN_FILEOUT = "-f"
FILEIN_STDOUT = "f-"
STDIN_STDOUT = "--"
SOURCE = ".-"
SINK = "-."

stepkinds = [FILEIN_FILEOUT, STDIN_FILEOUT, FILEIN_STDOUT, STDIN_STDOUT, SOURCE, SINK]


class Template:
    """A pipeline."""

    def __init__(self):
        self.debugging = 0
        self.reset()

    def __repr__(self):
        return f"<Template instance, steps={self.steps!r}>"

    def reset(self):
        """Makes the pipeline one that copies."""
        self.steps = []

    def clone(self):
        """A pipeline of the same steps."""
        copy = Template()
        copy.steps = self.steps[:]
        copy.debugging = self.debugging
        return copy

    def debug(self, flag):
        """Has the shell show its commands, or not."""
        self.debugging = flag

    def _check(self, function, cmd, kind):
        if not isinstance(cmd, str):
            raise TypeError(f"Template.{function}: cmd must be a string")
        if kind not in stepkinds:
            raise ValueError(f"Template.{function}: bad kind {kind!r}")
        if kind[0] == "f" and not re.search(r"\$IN\b", cmd):
            raise ValueError(f"Template.{function}: missing $IN in cmd")
        if kind[1] == "f" and not re.search(r"\$OUT\b", cmd):
            raise ValueError(f"Template.{function}: missing $OUT in cmd")

    def append(self, cmd, kind):
        """Adds a command at the end."""
        if isinstance(kind, str) and kind == SOURCE:
            raise ValueError("Template.append: SOURCE can only be prepended")
        if self.steps and self.steps[-1][1] == SINK:
            raise ValueError("Template.append: already ends with SINK")
        self._check("append", cmd, kind)
        self.steps.append((cmd, kind))

    def prepend(self, cmd, kind):
        """Adds a command at the beginning."""
        if isinstance(kind, str) and kind == SINK:
            raise ValueError("Template.prepend: SINK can only be appended")
        if self.steps and self.steps[0][1] == SOURCE:
            raise ValueError("Template.prepend: already begins with SOURCE")
        self._check("prepend", cmd, kind)
        self.steps.insert(0, (cmd, kind))

    def open(self, file, rw):
        """A file that is read or written through the pipeline."""
        if rw == "r":
            return self.open_r(file)
        if rw == "w":
            return self.open_w(file)
        raise ValueError(f"Template.open: rw must be 'r' or 'w', not {rw!r}")

    def open_r(self, file):
        """The pipeline's output, with `file` as its input."""
        if not self.steps:
            return open(file, "r")
        if self.steps[-1][1] == SINK:
            raise ValueError("Template.open_r: pipeline ends width SINK")
        return os.popen(self.makepipeline(file, ""), "r")

    def open_w(self, file):
        """The pipeline's input, with `file` as its output."""
        if not self.steps:
            return open(file, "w")
        if self.steps[0][1] == SOURCE:
            raise ValueError("Template.open_w: pipeline begins with SOURCE")
        return os.popen(self.makepipeline("", file), "w")

    def copy(self, infile, outfile):
        """Runs the pipeline from a file to a file; the shell's exit status."""
        return os.system(self.makepipeline(infile, outfile))

    def makepipeline(self, infile, outfile):
        """The shell command that the pipeline is."""
        command = makepipeline(infile, self.steps, outfile)
        if self.debugging:
            print(command)
            command = "set -x; " + command
        return command


def _with_files(steps, infile, outfile):
    """The steps as lists of input, command, kind and output; temporary files stand between those that need files."""
    parts = [["", cmd, kind, ""] for cmd, kind in steps] or [["", "cat", "--", ""]]
    parts[0][0], parts[-1][3] = infile, outfile
    if parts[0][2][0] == "f" and not infile:
        parts.insert(0, ["", "cat", "--", ""])
    if parts[-1][2][1] == "f" and not outfile:
        parts.append(["", "cat", "--", ""])
    garbage = []
    for left, right in zip(parts, parts[1:]):
        if left[2][1] == "f" or right[2][0] == "f":
            descriptor, name = tempfile.mkstemp()
            os.close(descriptor)
            garbage.append(name)
            left[3] = right[0] = name
    return parts, garbage


def _with_redirections(source, cmd, kind, sink):
    if kind[1] == "f":
        cmd = f"OUT={quote(sink)}; {cmd}"
    if kind[0] == "f":
        cmd = f"IN={quote(source)}; {cmd}"
    if kind[0] == "-" and source:
        cmd = f"{cmd} <{quote(source)}"
    if kind[1] == "-" and sink:
        cmd = f"{cmd} >{quote(sink)}"
    return cmd


def makepipeline(infile, steps, outfile):
    """The shell command for these steps."""
    parts, garbage = _with_files(steps, infile, outfile)
    commands = [_with_redirections(*part) for part in parts]
    pipeline = commands[0]
    for (source, _, kind, _), command in zip(parts[1:], commands[1:]):
        if source == "":
            if "f" in kind:
                command = f"{{ {command}; }}"
            pipeline = f"{pipeline} |\n{command}"
        else:
            pipeline = f"{pipeline}\n{command}"
    if garbage:
        remove = "rm -f " + " ".join(map(quote, garbage))
        pipeline = f"trap {quote(remove + '; exit')} 1 2 3 13 14 15\n{pipeline}\n{remove}"
    return pipeline
