"""Tests/Vectors without any code of ours: what the files hold is judged by PyPI cryptography.

So a slip in a vector file shows here, not as a test of ours that was bent until it passed.

Run: python -m pytest Tests/Interop/vectors_test.py
Needs: cbor2 cryptography pytest
"""

import base64
import json
import subprocess
import sys
from pathlib import Path

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA256

VECTORS = Path(__file__).resolve().parents[1] / "Vectors"
SIGNED = sorted(VECTORS.glob("cose-wg/*/*.json")) + [
    VECTORS / "rfc9052/c_2_1.json",
    VECTORS / "rfc8392/a_3_signed.json",
]
# The payload or the protected header was changed after signing.
CHANGED = {"sign-fail-02", "sign-fail-03", "sign-fail-04", "sign-fail-06", "sign-fail-07"}
ISD_R = bytes.fromhex("A0000005591010FFFFFFFF8900000100")


def coordinate(key, name):
    if text := key.get(f"{name}_hex"):
        return bytes.fromhex(text)
    return base64.urlsafe_b64decode(key[name] + "=") if name in key else None


def is_good(key, signature, message):
    x, y = coordinate(key, "x"), coordinate(key, "y")
    try:
        if y is None:
            ed25519.Ed25519PublicKey.from_public_bytes(x).verify(signature, message)
        else:
            r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
            point = ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1())
            point.public_key().verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("path", SIGNED, ids=lambda path: path.stem)
def test_signed_message(path):
    """A COSE_Sign1 is good or not as its file says, over the Sig_structure of RFC 9052 §4.4."""
    vector = json.loads(path.read_text())
    key = vector.get("key") or vector.get("input", {}).get("sign0", {}).get("key")
    if path.stem == "a_3_signed":
        key = json.loads((VECTORS / "rfc8392/a_2_3_key.json").read_text())
    message = cbor2.loads(bytes.fromhex(vector.get("cbor") or vector["output"]["cbor"]))
    protected, _, payload, signature = getattr(message, "value", message)
    # h'A0' is an empty map too, and an empty map stands as zero bytes in the Sig_structure.
    protected = b"" if protected == b"\xa0" else protected
    external = bytes.fromhex(vector.get("input", {}).get("sign0", {}).get("external", ""))
    signed = cbor2.dumps(["Signature1", protected, external, payload], canonical=True)
    expected = path.stem not in CHANGED
    assert is_good(key, signature, signed) == expected
    assert not is_good(key, signature, signed + b"\0")
    if expected and "intermediates" in vector:
        assert signed == bytes.fromhex(vector["intermediates"]["ToBeSign_hex"])


def derive(key, constant, context, length):
    """NIST SP 800-108 in counter mode, as GlobalPlatform Amendment D §4.1.5 has it."""
    output = b""
    for counter in range(1, -(-length // 16) + 1):
        mac = CMAC(AES(key))
        mac.update(bytes(11) + bytes([constant, 0]) + (length * 8).to_bytes(2) + bytes([counter]) + context)
        output += mac.finalize()
    return output[:length]


def sessions(file):
    for block in (VECTORS / "scp03" / file).read_text().strip().split("\n\n"):
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
    aid = ISD_R if answer[10] >= 0x30 else bytes.fromhex("F04B4152544B4101")
    assert derive(enc, 0x02, counter + aid, size) == card
    session_mac = derive(mac, 0x06, host + card, len(mac))
    assert derive(session_mac, 0x00, host + card, size) == cryptogram
    assert derive(session_mac, 0x01, host + card, size) == authenticate[5 : 5 + size]
    cmac = CMAC(AES(session_mac))
    cmac.update(bytes(16) + authenticate[: 5 + size])
    assert cmac.finalize()[:size] == authenticate[5 + size :]


def test_scp03_sessions_are_what_the_script_writes():
    folder = VECTORS / "scp03"
    written = subprocess.run([sys.executable, folder / "generate.py"], capture_output=True, check=True).stdout
    assert written == (folder / "sessions.txt").read_bytes()
