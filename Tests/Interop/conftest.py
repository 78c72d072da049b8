"""What the tests of this folder share: the built `kartka`, a region made by it, a card in a reader."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPLICANT = ROOT / "Tools" / "samples" / "applicant.json"
SECONDS_MAX = 120


class Kartka:
    """Runs the program in one directory; KARTKA names it, else it is the debug build."""

    def __init__(self, place, environment=None):
        self.program = os.environ.get("KARTKA", str(ROOT / ".build" / "debug" / "kartka"))
        self.place = place
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", **(environment or {}))

    def run(self, *arguments, status=0):
        """What it printed; fails unless it ends with this exit status."""
        done = subprocess.run(
            [self.program, *map(str, arguments)], cwd=self.place, env=self.environment, check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX)
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def answer(self, *arguments, status=0):
        return json.loads(self.run(*arguments, "--json", status=status))

    def start(self, *arguments):
        return subprocess.Popen(
            [self.program, *map(str, arguments)], cwd=self.place, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_region(place, algorithm):
    (place / "pass").write_text("correct horse battery staple\n")
    (place / "pass").chmod(0o600)
    kartka = Kartka(place)
    kartka.run("authority", "init", "region", "--region", "Interop", "--country", 804, "--issuer", 32,
               "--algorithm", algorithm, "--passphrase-file", "pass")
    return kartka


@pytest.fixture(scope="session", params=["es256", "ed25519"])
def region(request, tmp_path_factory):
    """A program in a directory with the region `region` and its passphrase `pass`."""
    return make_region(tmp_path_factory.mktemp("region"), request.param)


class Service:
    """A private pcscd with virtual readers, for as long as the tests run."""

    def __init__(self, place):
        self.process = subprocess.Popen(
            [ROOT / "Tools" / "pcscd-private", "--", "sh", "-c", "env; echo; exec sleep infinity"], cwd=place,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True)
        self.environment, name = {}, None
        for line in self.process.stdout:
            if line == "\n":
                break
            if "=" in line:
                name, _, value = line.rstrip("\n").partition("=")
                self.environment[name] = value
            elif name:
                self.environment[name] += "\n" + line.rstrip("\n")
        if "PCSCLITE_CSOCK_NAME" not in self.environment:
            pytest.fail(f"no private pcscd: {self.process.stderr.read()}")

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=10)
        home = Path(self.environment["PCSCLITE_CSOCK_NAME"]).parent.parent
        assert not home.exists(), "pcscd-private left its service behind"


@pytest.fixture(scope="session")
def personalised(tmp_path_factory):
    """A card that `kartka` has personalised through pcscd and that lies in the first virtual reader."""
    place = tmp_path_factory.mktemp("card")
    service = Service(place)
    names = {key: value for key, value in service.environment.items()
             if key.startswith(("PCSCLITE", "KARTKA_"))}
    # pyscard reads it when its library is loaded, which is in the test that asks for this fixture.
    os.environ.update(names)
    card = None
    try:
        kartka = make_region(place, "es256")
        kartka.environment.update(names)
        port = names["KARTKA_VPCD_PORTS"].split()[0]
        card = kartka.start("softcard", "--new", "--state", "card.state", "--port", port)
        kartka.run("card", "personalise", "--authority", "region", "--passphrase-file", "pass",
                   "--applicant", APPLICANT, "--codes", "codes.json", "--wait", 30)
        yield kartka
    finally:
        if card:
            card.terminate()
            card.wait(timeout=10)
        service.stop()
