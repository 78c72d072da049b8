"""The vectors of Tests/Vectors, checked without any code of ours: a wrong vector would teach us wrongly."""

import base64
import json
from pathlib import Path

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

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
