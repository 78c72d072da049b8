"""The SCP03 sessions of Tests/Vectors without any code of ours: PyPI cryptography derives what they hold.

Run: python -m pytest Tests/Interop/scp03_test.py
Needs: cryptography pytest
"""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

FOLDER = Path(__file__).resolve().parents[1] / "Vectors/scp03"
OWN = bytes.fromhex("F04B4152544B4101")
# The cards of published.txt are eUICCs (GSMA SGP.02): their roles' keys have versions 30…32.
ISD_R = bytes.fromhex("A0000005591010FFFFFFFF8900000100")


def derive(key, constant, context, length):
    """NIST SP 800-108 in counter mode, as GlobalPlatform Amendment D §4.1.5 has it."""
    output = b""
    for counter in range(1, -(-length // 16) + 1):
        mac = CMAC(AES(key))
        mac.update(bytes(11) + bytes([constant, 0]) + (length * 8).to_bytes(2) + bytes([counter]) + context)
        output += mac.finalize()
    return output[:length]


def sessions(file):
    for block in (FOLDER / file).read_text().strip().split("\n\n"):
        lines = [line.split(" ", 1) for line in block.splitlines()]
        yield pytest.param({name: value for name, value in lines if name not in "<>"}, id=lines[0][1])


@pytest.mark.parametrize("session", [*sessions("sessions.txt"), *sessions("published.txt")])
def test_scp03_session(session):
    """Card challenge, both cryptograms and the first C-MAC follow from keys and challenges."""
    enc, mac, host, answer, authenticate = (
        bytes.fromhex(session[name])
        for name in ("ENC", "MAC", "host-challenge", "initialize-update", "external-authenticate"))
    size = len(host)
    card, cryptogram, counter = answer[13 : 13 + size], answer[13 + size : 13 + 2 * size], answer[-3:]
    aid = ISD_R if answer[10] >= 0x30 else OWN
    assert derive(enc, 0x02, counter + aid, size) == card
    session_mac = derive(mac, 0x06, host + card, len(mac))
    assert derive(session_mac, 0x00, host + card, size) == cryptogram
    assert derive(session_mac, 0x01, host + card, size) == authenticate[5 : 5 + size]
    cmac = CMAC(AES(session_mac))
    cmac.update(bytes(16) + authenticate[: 5 + size])
    assert cmac.finalize()[:size] == authenticate[5 + size :]


def test_scp03_sessions_are_what_the_script_writes():
    written = subprocess.run([sys.executable, FOLDER / "generate.py"], capture_output=True, check=True).stdout
    assert written == (FOLDER / "sessions.txt").read_bytes()
