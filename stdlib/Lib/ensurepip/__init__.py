"""Installs pip from the wheel that is part of krait."""

import os
import subprocess
import sys
import tempfile

import _imp

__all__ = ["version", "bootstrap"]


def version():
    """The version of pip that is installed."""
    return _imp._pip_wheel()[0].split("-")[1]


def _run_pip(args, extra_paths):
    """Runs pip in a process of its own, with the wheel at the front of the path."""
    code = (
        "import runpy, sys\n"
        f"sys.path = {list(extra_paths)!r} + sys.path\n"
        f"sys.argv[1:] = {list(args)!r}\n"
        'runpy.run_module("pip", run_name="__main__", alter_sys=True)\n'
    )
    command = [sys.executable, "-W", "ignore::DeprecationWarning"]
    if sys.flags.isolated:
        command.append("-I")
    return subprocess.run([*command, "-c", code], check=True).returncode


def _without_settings():
    """pip's settings in the environment and in files are not meant for this."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        del os.environ[name]
    os.environ["PIP_CONFIG_FILE"] = os.devnull


def bootstrap(*, root=None, upgrade=False, user=False, altinstall=False, default_pip=False, verbosity=0):
    """Installs pip. `altinstall`: as pip3.12 only; `default_pip`: as pip too."""
    _bootstrap(
        root=root, upgrade=upgrade, user=user, altinstall=altinstall, default_pip=default_pip, verbosity=verbosity
    )


def _bootstrap(*, root=None, upgrade=False, user=False, altinstall=False, default_pip=False, verbosity=0):
    if altinstall and default_pip:
        raise ValueError("Cannot use altinstall and default_pip together")
    sys.audit("ensurepip.bootstrap", root)
    _without_settings()
    if altinstall:
        os.environ["ENSUREPIP_OPTIONS"] = "altinstall"
    elif not default_pip:
        os.environ["ENSUREPIP_OPTIONS"] = "install"
    name, wheel = _imp._pip_wheel()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(wheel)
        args = ["install", "--no-cache-dir", "--no-index", "--find-links", folder]
        if root:
            args += ["--root", root]
        if upgrade:
            args += ["--upgrade"]
        if user:
            args += ["--user"]
        if verbosity:
            args += ["-" + "v" * verbosity]
        return _run_pip([*args, "pip"], [path])


def _uninstall_helper(*, verbosity=0):
    """Removes pip, if it is the one that this module installs."""
    try:
        import pip
    except ImportError:
        return None
    if pip.__version__ != version():
        print(
            f"ensurepip will only uninstall a matching version ({pip.__version__!r} installed, {version()!r} available)",
            file=sys.stderr,
        )
        return None
    _without_settings()
    args = ["uninstall", "-y", "--disable-pip-version-check"]
    if verbosity:
        args += ["-" + "v" * verbosity]
    return _run_pip([*args, "pip"], [])


def _main(argv=None):
    import argparse

    parser = argparse.ArgumentParser(prog=f"{os.path.basename(sys.executable)} -m ensurepip")
    parser.add_argument(
        "--version", action="version", version=f"pip {version()}", help="Show the version of pip that is bundled."
    )
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, dest="verbosity", help="Give more output. May be repeated."
    )
    parser.add_argument("-U", "--upgrade", action="store_true", help="Upgrade pip, even if it is installed already.")
    parser.add_argument("--user", action="store_true", help="Install into the user's site-packages.")
    parser.add_argument("--root", default=None, help="Install everything relative to this folder.")
    parser.add_argument("--altinstall", action="store_true", help="Install only the script with the full version number.")
    parser.add_argument("--default-pip", action="store_true", help="Install the script without a version number too.")
    args = parser.parse_args(argv)
    return _bootstrap(
        root=args.root,
        upgrade=args.upgrade,
        user=args.user,
        verbosity=args.verbosity,
        altinstall=args.altinstall,
        default_pip=args.default_pip,
    )
