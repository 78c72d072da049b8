"""What the tests of libkartka share: the library as built, a C compiler, a region with a gate and a card."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
HEADERS = ROOT / "Sources" / "CKartka" / "include"
EXAMPLES = ROOT / "Tools" / "validator"
APPLICANT = ROOT / "Tools" / "samples" / "applicant.json"
RULES = ROOT / "Tools" / "samples" / "rules.json"
SECONDS_MAX = 180
# What kartka.pc promises to be enough.
LIBRARIES = ["-lcrypto", "-lz", "-lstdc++", "-lm", "-lpthread", "-ldl"]


def run(*command, cwd=None, status=0, environment=None):
    """What it printed; fails unless it ends with this exit status."""
    variables = dict(os.environ, LC_ALL="C.UTF-8", **(environment or {}))
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=variables, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX)
    assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """The directory with libkartka.so, libkartka.a and kartka.pc: KARTKA_LIBRARY, or linked now."""
    if "KARTKA_LIBRARY" in os.environ:
        return pathlib.Path(os.environ["KARTKA_LIBRARY"])
    place = tmp_path_factory.mktemp("library")
    run(ROOT / "Tools" / "library", "--debug", "--skip-build", place)
    return place


@pytest.fixture(scope="session")
def compiled(library, tmp_path_factory):
    """Compiles and links a C program as strictly as C knows; `static` takes libkartka.a."""
    place = tmp_path_factory.mktemp("programs")

    def compile_program(source, *flags, static=False, compiler="cc", name=None):
        program = place / (name or source.stem + ("-static" if static else ""))
        link = [library / "libkartka.a", *LIBRARIES] if static else [
            "-L", library, "-lkartka", "-lpthread", f"-Wl,-rpath,{library}"]
        standard = ["-std=c99", "-D_POSIX_C_SOURCE=200809L"] if compiler == "cc" else []
        run(compiler, *standard, "-pedantic", "-Wall", "-Wextra", "-Werror", "-O1", "-g", "-I", HEADERS, "-o",
            program, source, *flags, *link)
        return program

    return compile_program


class Office:
    """A region made by `kartka`: what it publishes, a validator's directory, and a personalised card."""

    def __init__(self, place):
        self.place = place
        self.program = os.environ.get("KARTKA", str(ROOT / ".build" / "debug" / "kartka"))
        (place / "pass").write_text("correct horse battery staple\n")
        (place / "pass").chmod(0o600)
        self.kartka("authority", "init", "region", "--region", "Library", "--country", 804, "--issuer", 32,
                    "--passphrase-file", "pass")
        self.number = self.answer(
            "card", "personalise", "--authority", "region", "--passphrase-file", "pass", "--applicant",
            APPLICANT, "--codes", "codes.json", "--softcard", "card.state", "--new")["cardNumber"]
        self.publish()

    def kartka(self, *arguments, status=0):
        return run(self.program, *arguments, cwd=self.place, status=status)

    def answer(self, *arguments):
        return json.loads(self.kartka(*arguments, "--json"))

    def publish(self):
        self.kartka("authority", "publish", "region", "--to", "published", "--passphrase-file", "pass")
        self.kartka("rules", "seal", "--authority", "region", "--passphrase-file", "pass", "--in", RULES,
                    "--out", "published/rules.cbor")

    def gate(self, name):
        """A new validator's directory with what has been published."""
        self.kartka("validator", "init", name, "--root-key", "region/root-key.cbor",
                    "--passphrase-file", "pass")
        shutil.copytree(self.place / "published", self.place / name, dirs_exist_ok=True)
        shutil.copy(self.place / "pass", self.place / name / "validator.pass")

    def fsck(self, directory):
        """The journal of that validator is whole."""
        self.kartka("validator", "fsck", directory)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("office"))
