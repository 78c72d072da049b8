"""Our records read by others, and theirs by us: cbor2, cwt and pycose on one side, `kartka` on the other.

Run: python -m pytest Tests/Interop/records_test.py
"""

import hashlib
import json
import subprocess
import time
from pathlib import Path

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pycose.algorithms import EdDSA, Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key, OKPKey
from pycose.keys.curves import P256, Ed25519
from pycose.messages import CoseMessage, Sign1Message

ROOT = Path(__file__).resolve().parents[2]
LABELS = {
    "transport-concession": -65537,
    "holder-identity": 169,
    "social-benefit": -65538,
    "medical-emergency": -65539,
    "medical-summary": -65540,
    "utilities": -65541,
}
TRUST = ("--trust-list", "region/trust-list.cose", "--root-key", "region/root-key.cbor")


def form(record):
    return ROOT / "CardSchemas" / record / "v1" / "examples" / "typical.json"


def seal(region, record):
    region.run("record", "seal", "--authority", "region", "--passphrase-file", "pass", "--type", record,
               "--in", form(record), "--out", f"{record}.cose")
    return (region.place / f"{record}.cose").read_bytes()


def root_key(region):
    return cbor2.loads((region.place / "region" / "root-key.cbor").read_bytes())


def trusted_keys(region):
    """kid → COSE_Key as a map, from the trust list, whose own signature is checked by pycose."""
    message = CoseMessage.decode((region.place / "region" / "trust-list.cose").read_bytes())
    message.key = pycose_key(root_key(region))
    assert message.verify_signature()
    return {entry[0]: entry[1] for entry in cbor2.loads(message.payload)[4]}


def pycose_key(key):
    if key[1] == 2:
        return EC2Key(crv=P256, x=key[-2], y=key[-3])
    return OKPKey(crv=Ed25519, x=key[-2])


def key_id(key):
    """The kid as our documentation has it, computed here anew."""
    return hashlib.sha256(cbor2.dumps(key, canonical=True)).digest()[:8]


@pytest.mark.parametrize("record", LABELS)
def test_cbor2_reads_ours(region, record):
    message = cbor2.loads(seal(region, record))
    assert message.tag == 18
    protected, unprotected, payload, signature = message.value
    header = cbor2.loads(protected)
    assert set(header) == {1, 4} and unprotected == {} and len(signature) == 64
    claims = cbor2.loads(payload)
    assert {4, 6, LABELS[record]} <= set(claims)
    assert cbor2.dumps(claims, canonical=True) == payload, "ours is what a canonical encoder makes"
    assert claims[4] > claims[6]


@pytest.mark.parametrize("record", LABELS)
def test_pycose_verifies_ours(region, record):
    message = CoseMessage.decode(seal(region, record))
    message.key = pycose_key(trusted_keys(region)[message.phdr[KID]])
    assert message.verify_signature()
    message.payload = message.payload[:-1] + bytes([message.payload[-1] ^ 1])
    assert not message.verify_signature()


@pytest.mark.parametrize("record", LABELS)
def test_cwt_verifies_ours(region, record):
    sealed = seal(region, record)
    kid = cbor2.loads(cbor2.loads(sealed).value[0])[4]
    key = dict(trusted_keys(region)[kid])
    key.update({2: kid, 3: -7 if key[1] == 2 else -8})
    claims = cwt.decode(sealed, keys=cwt.COSEKey.new(key))
    assert LABELS[record] in claims
    forged = bytearray(sealed)
    forged[-1] ^= 1
    with pytest.raises(cwt.VerifyError):
        cwt.decode(bytes(forged), keys=cwt.COSEKey.new(key))


def test_key_ids_are_thumbprints(region):
    keys = trusted_keys(region)
    assert len(keys) == 5
    for kid, key in keys.items():
        assert kid == key_id(key)


def private_key(region, kid):
    """The authority's private key, from its file by openssl."""
    (path,) = region.place.glob(f"region/*-{kid.hex()}.key.pem")
    der = subprocess.run(
        ["openssl", "pkcs8", "-in", path, "-passin", f"file:{region.place / 'pass'}", "-outform", "DER"],
        check=True, capture_output=True).stdout
    return load_der_private_key(der, None)


def signed(key, message):
    """64 bytes over the message, by PyPI cryptography alone."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def transport_key_id(region):
    return cbor2.loads(cbor2.loads(seal(region, "transport-concession")).value[0])[4]


def claims_of(region, record):
    claims = cbor2.loads(cbor2.loads(seal(region, record)).value[2])
    now = int(time.time())
    claims.update({4: now + 86_400, 6: now})
    return claims


def sealed_by_pycose(region, claims, kid):
    key = private_key(region, kid)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        numbers = key.private_numbers()
        algorithm, cose_key = Es256, EC2Key(
            crv=P256, x=numbers.public_numbers.x.to_bytes(32, "big"),
            y=numbers.public_numbers.y.to_bytes(32, "big"), d=numbers.private_value.to_bytes(32, "big"))
    else:
        assert isinstance(key, ed25519.Ed25519PrivateKey)
        algorithm, cose_key = EdDSA, OKPKey(
            crv=Ed25519, x=key.public_key().public_bytes_raw(), d=key.private_bytes_raw())
    message = Sign1Message(phdr={Algorithm: algorithm, KID: kid}, uhdr={},
                           payload=cbor2.dumps(claims, canonical=True))
    message.key = cose_key
    return message.encode()


def test_ours_verifies_pycose(region):
    sealed = sealed_by_pycose(region, claims_of(region, "transport-concession"), transport_key_id(region))
    (region.place / "theirs.cose").write_bytes(sealed)
    answer = region.answer("record", "verify", *TRUST, "theirs.cose")
    assert answer["outcome"] == "accepted"
    (region.place / "forged.cose").write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    answer = region.answer("record", "verify", *TRUST, "forged.cose", status=1)
    assert answer["outcome"] == "refused" and "signature-invalid" in json.dumps(answer["reasons"])


def test_ours_refuses_the_wrong_authority(region):
    """A social benefit under the transport authority's good signature."""
    sealed = sealed_by_pycose(region, claims_of(region, "social-benefit"), transport_key_id(region))
    (region.place / "usurped.cose").write_bytes(sealed)
    answer = region.answer("record", "verify", *TRUST, "usurped.cose", status=1)
    assert "authority-not-entitled" in json.dumps(answer["reasons"])


def test_ours_refuses_an_expired_one(region):
    claims = claims_of(region, "transport-concession")
    claims.update({4: claims[6] + 1, 6: claims[6]})
    (region.place / "expired.cose").write_bytes(sealed_by_pycose(region, claims, transport_key_id(region)))
    time.sleep(1.1)
    answer = region.answer("record", "verify", *TRUST, "expired.cose", status=1)
    assert "expired" in json.dumps(answer["reasons"])


def test_ours_refuses_an_unsorted_payload(region):
    """The same claims with a good signature, but not in deterministic order."""
    claims = claims_of(region, "transport-concession")
    backwards = dict(reversed(list(claims.items())))
    kid = transport_key_id(region)
    message = cbor2.loads(sealed_by_pycose(region, claims, kid))
    assert list(cbor2.loads(message.value[2])) != list(backwards)
    key = private_key(region, kid)
    payload = cbor2.dumps(backwards)
    signature = signed(key, cbor2.dumps(["Signature1", message.value[0], b"", payload]))
    unsorted = cbor2.dumps(cbor2.CBORTag(18, [message.value[0], {}, payload, signature]))
    (region.place / "unsorted.cose").write_bytes(unsorted)
    answer = region.answer("record", "verify", *TRUST, "unsorted.cose", status=1)
    assert "record-malformed" in json.dumps(answer["reasons"])
