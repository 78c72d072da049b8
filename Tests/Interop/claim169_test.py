"""A verifier that others wrote for Claim 169 reads our holder identity.

Run: python -m pytest Tests/Interop/claim169_test.py
Needs: cbor2 cbor-diag claim169 cryptography pytest
"""

import json
import zlib
from pathlib import Path

import cbor2
import cbor_diag
import claim169
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

EXAMPLES = sorted(
    (Path(__file__).resolve().parents[2] / "CardSchemas/holder-identity/v1/examples").glob("*.diag")
)
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
GENDER = {"male": 1, "female": 2, "other": 3}


def base45(data):
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            number, digit = divmod(number, 45)
            text += BASE45[digit]
    return text


def qr_code(body, key):
    claims = cbor2.dumps({4: 1_900_000_000, 5: 1_700_000_000, 6: 1_700_000_000, 169: body})
    protected = cbor2.dumps({1: -8})
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", claims]))
    return base45(zlib.compress(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, claims, signature]))))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_claim_169_library_reads_it(path):
    key = Ed25519PrivateKey.generate()
    written = json.loads(path.with_suffix(".json").read_text())
    text = qr_code(cbor2.loads(cbor_diag.diag2cbor(path.read_text())), key)
    read = claim169.decode_with_ed25519(text, key.public_key().public_bytes_raw()).claim169
    assert read.full_name == written["full-name"]
    assert read.id == written.get("id")
    assert read.date_of_birth == (
        written["date-of-birth"].replace("-", "") if "date-of-birth" in written else None
    )
    assert read.gender == GENDER.get(written.get("gender"))
    assert read.address == written.get("address")
    assert read.nationality == written.get("nationality")
    assert read.guardian == written.get("guardian")
    assert read.location_code == written.get("location-code")
    assert list(read.best_quality_fingers or []) == written.get("best-fingers", [])
    assert len(read.face or []) == len(written.get("face", []))


def test_claim_169_library_refuses_another_key():
    text = qr_code(cbor2.loads(cbor_diag.diag2cbor(EXAMPLES[0].read_text())), Ed25519PrivateKey.generate())
    with pytest.raises(claim169.Claim169Exception):
        claim169.decode_with_ed25519(text, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
