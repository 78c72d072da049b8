"""The vectors of Tests/Vectors, checked without any code of ours: a wrong vector would teach us wrongly."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

VECTORS = Path(__file__).resolve().parents[1] / "Vectors"
COSE_WG = sorted(VECTORS.glob("cose-wg/**/*.json"))


def load(path):
    return json.loads((VECTORS / path).read_text(encoding="utf-8"))


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verifies(key, to_be_signed, signature):
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, to_be_signed)
        else:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), to_be_signed, ec.ECDSA(hashes.SHA256()))
        return True
    except InvalidSignature:
        return False


def p256(x, y):
    x, y = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def public_key(key):
    coordinates = {name: bytes.fromhex(key[f"{name}_hex"]) if f"{name}_hex" in key else unpadded(key[name])
                   for name in "xy" if name in key or f"{name}_hex" in key}
    if key["crv"] == "Ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(coordinates["x"])
    return p256(coordinates["x"], coordinates["y"])


def sig_structure(message, external=b""):
    protected, _, payload, _ = message
    # RFC 9052 §4.4: an empty map is signed as a byte string of no bytes.
    signed = b"" if protected == b"\xa0" else protected
    return cbor2.dumps(["Signature1", signed, external, payload])


@pytest.mark.parametrize("path", COSE_WG, ids=lambda path: path.stem)
def test_cose_working_group(path):
    example = json.loads(path.read_text(encoding="utf-8"))
    given = example["input"]["sign0"]
    key = public_key(given["key"])
    item = cbor2.loads(bytes.fromhex(example["output"]["cbor"]))
    message = getattr(item, "value", item)
    external = bytes.fromhex(given.get("external", ""))
    holds = verifies(key, sig_structure(message, external), message[3])
    is_right_tag = not hasattr(item, "tag") or item.tag == 18
    assert (holds and is_right_tag) == (not example.get("fail", False))


def test_rfc9052_c_2_1():
    example = load("rfc9052/c_2_1.json")
    message = cbor2.loads(bytes.fromhex(example["cbor"])).value
    key = p256(bytes.fromhex(example["key"]["x_hex"]), bytes.fromhex(example["key"]["y_hex"]))
    assert verifies(key, sig_structure(message), message[3])
    assert not verifies(key, sig_structure(message) + b"\0", message[3])


def test_rfc8392_a_3():
    key = cbor2.loads(bytes.fromhex(load("rfc8392/a_2_3_key.json")["cbor"]))
    message = cbor2.loads(bytes.fromhex(load("rfc8392/a_3_signed.json")["cbor"])).value
    assert verifies(p256(key[-2], key[-3]), sig_structure(message), message[3])
    assert message[2].hex() == load("rfc8392/a_1_claims.json")["cbor"]


@pytest.mark.parametrize("entry", load("rfc8949/appendix_a.json"), ids=lambda entry: entry["hex"])
def test_rfc8949_appendix_a(entry):
    value = cbor2.loads(bytes.fromhex(entry["hex"]))
    assert base64.b64decode(entry["cbor"]).hex() == entry["hex"]
    if "decoded" in entry:
        assert value == entry["decoded"]


def cases_of(path):
    """Lines NAME = value, cases parted by empty lines."""
    blocks = (VECTORS / path).read_text(encoding="utf-8").split("\n\n")
    lines = [[line.split(" = ", 1) for line in block.splitlines() if " = " in line] for block in blocks]
    return [dict(pairs) for pairs in lines if ["Result"] in [pair[:1] for pair in pairs]]


def hexadecimal(case, *names):
    return [bytes.fromhex(case.get(name, "")) for name in names]


def test_wycheproof():
    cases = cases_of("wycheproof/ecdsa_secp256r1_sha256_p1363.txt")
    assert len(cases) == 262
    for case in cases:
        x, y, message, signature = hexadecimal(case, "Qx", "Qy", "Msg", "Signature")
        verdict = len(signature) == 64 and verifies(p256(x, y), message, signature)
        assert verdict == (case["Result"] == "valid"), case


def test_p256_edges():
    cases = cases_of("p256-edges/p256-edges.txt")
    assert len(cases) > 100
    for case in cases:
        x, y, digest, r, s = hexadecimal(case, "Qx", "Qy", "Digest", "R", "S")
        signature = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
        try:
            p256(x, y).verify(signature, digest, ec.ECDSA(Prehashed(hashes.SHA256())))
            verdict = "P"
        except InvalidSignature:
            verdict = "F"
        assert verdict == case["Result"], case


def test_p256_edges_are_what_the_generator_writes():
    folder = VECTORS / "p256-edges"
    written = subprocess.run(
        [sys.executable, folder / "generate.py"], check=True, capture_output=True, text=True).stdout
    assert written == (folder / "p256-edges.txt").read_text(encoding="utf-8")
