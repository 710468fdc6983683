"""Profiling with the counters of `_lsprof`: the interface of `profile`, at a fraction of its cost."""

import _lsprof
import marshal
import sys

__all__ = ["run", "runctx", "Profile"]


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=None, subcalls=True, builtins=True)

    Counts calls and times them while it is enabled. `timer` is a function without arguments, whose results are in
    units of `timeunit` seconds if they are ints."""

    def print_stats(self, sort=-1):
        import pstats

        keys = sort if isinstance(sort, tuple) else (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*keys).print_stats()

    def dump_stats(self, file):
        self.create_stats()
        with open(file, "wb") as output:
            marshal.dump(self.stats, output)

    def create_stats(self):
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        entries = self.getstats()
        self.stats = {}
        callers_of = {}
        for entry in entries:
            callers = callers_of.setdefault(id(entry.code), {})
            once = entry.callcount - entry.reccallcount
            self.stats[label(entry.code)] = once, entry.callcount, entry.inlinetime, entry.totaltime, callers
        for entry in entries:
            caller = label(entry.code)
            for call in entry.calls or ():
                callers = callers_of.get(id(call.code))
                if callers is None:
                    continue
                once = call.callcount - call.reccallcount
                # Here all calls come first.
                times = call.callcount, once, call.inlinetime, call.totaltime
                known = callers.get(caller)
                callers[caller] = tuple(map(sum, zip(times, known))) if known else times

    def run(self, cmd):
        import __main__

        return self.runctx(cmd, __main__.__dict__, __main__.__dict__)

    def runctx(self, cmd, globals, locals):
        with self:
            exec(cmd, globals, locals)
        return self

    def runcall(self, func, /, *args, **kw):
        with self:
            return func(*args, **kw)

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def _report(profile, filename, sort):
    if filename is None:
        profile.print_stats(sort)
    else:
        profile.dump_stats(filename)


def run(statement, filename=None, sort=-1):
    """Runs a statement under the profiler; prints what it found, or writes it to a file."""
    profile = Profile()
    try:
        profile.run(statement)
    except SystemExit:
        pass
    finally:
        _report(profile, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    """As `run`, with namespaces for the statement."""
    profile = Profile()
    try:
        profile.runctx(statement, globals, locals)
    except SystemExit:
        pass
    finally:
        _report(profile, filename, sort)


def label(code):
    """What `pstats` knows a function by: file, line and name."""
    if isinstance(code, str):
        return "~", 0, code
    return code.co_filename, code.co_firstlineno, code.co_name


def main():
    import io
    import os
    import pstats
    import runpy
    from optparse import OptionParser

    parser = OptionParser(usage="cProfile.py [-o output_file_path] [-s sort] [-m module | scriptfile] [arg] ...")
    parser.allow_interspersed_args = False
    parser.add_option("-o", "--outfile", dest="outfile", help="Save stats to <outfile>", default=None)
    parser.add_option(
        "-s",
        "--sort",
        dest="sort",
        help="Sort order when printing to stdout, based on pstats.Stats class",
        default=2,
        choices=sorted(pstats.Stats.sort_arg_dict_default),
    )
    parser.add_option("-m", dest="module", action="store_true", help="Profile a library module", default=False)
    if not sys.argv[1:]:
        parser.print_usage()
        sys.exit(2)
    options, args = parser.parse_args()
    sys.argv[:] = args
    if options.outfile is not None:
        # The program may change its folder.
        options.outfile = os.path.abspath(options.outfile)
    if not args:
        parser.print_usage()
        return parser
    if options.module:
        code = "run_module(modname, run_name='__main__')"
        namespace = {"run_module": runpy.run_module, "modname": args[0]}
    else:
        program = args[0]
        sys.path.insert(0, os.path.dirname(program))
        with io.open_code(program) as source:
            code = compile(source.read(), program, "exec")
        from importlib.machinery import ModuleSpec

        namespace = {
            "__spec__": ModuleSpec(name="__main__", loader=None, origin=program),
            "__file__": program,
            "__name__": "__main__",
            "__package__": None,
            "__cached__": None,
        }
    try:
        runctx(code, namespace, None, options.outfile, options.sort)
    except BrokenPipeError as error:
        sys.stdout = None
        sys.exit(error.errno)
    return parser


if __name__ == "__main__":
    main()
