"""Status lists and deltas without any code of ours: cbor2, cwt, zlib and pycddl read what Swift wrote.

Run: python -m pytest Tests/Interop/status_test.py
Needs: cbor2 cryptography cwt pycddl==0.6.4 pytest

The other way round, lists and deltas that Python made are read by Tests/StatusListsTests.
"""

import hashlib
import json
import sys
import zlib
from base64 import urlsafe_b64decode
from pathlib import Path

import cbor2
import pycddl
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEKey

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "CardSchemas"
VECTORS = ROOT / "Tests/Vectors/token-status-list"
LIST = SCHEMAS / "status-list/v1/examples/transport.cwt"
NEXT_DAY = SCHEMAS / "status-delta/v1/examples/transport-next-day.cwt"
WHOLE = SCHEMAS / "status-delta/v1/examples/transport-whole.cwt"
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
DELTA = -65552
VALID, REVOKED, SUSPENDED, SUPERSEDED = range(4)
OLD = {
    **{index: REVOKED for index in (7, 41, 99, 100, 101, 320)},
    12: SUSPENDED, 250: SUSPENDED, 0: SUPERSEDED, 499: SUPERSEDED}
NEW = {**OLD, 250: REVOKED, 13: SUSPENDED, 555: SUPERSEDED}
del NEW[12]


def opened(path):
    """Protected header and payload of a message whose signature holds."""
    protected, unprotected, payload, signature = cbor2.loads(path.read_bytes()).value
    assert unprotected == {}
    KEY.verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.loads(protected), payload


def schema(name):
    return pycddl.Schema((SCHEMAS / name / "v1" / f"{name}.cddl").read_text())


def statuses(array, bits=2):
    every = range(len(array) * 8 // bits)
    found = {i: array[i * bits // 8] >> (i * bits % 8) & ((1 << bits) - 1) for i in every}
    return {i: status for i, status in found.items() if status}


def packed(found, count):
    array = bytearray(count // 4)
    for index, status in found.items():
        array[index // 4] |= status << (index % 4 * 2)
    return bytes(array)


def indexes(count, divisor, gaps):
    """Golomb's code, read from its definition in the CDDL."""
    bits = [byte >> place & 1 for byte in gaps for place in range(8)]
    width = (divisor - 1).bit_length()
    short, position, following = (1 << width) - divisor, 0, 0

    def number(places):
        nonlocal position
        value = sum(bits[position + place] << place for place in range(places))
        position += places
        return value

    for _ in range(count):
        quotient = 0
        while not number(1):
            quotient += 1
        rest = number(width - 1) if width else 0
        if width and rest >= short:
            rest = rest * 2 + number(1) - short
        following += quotient * divisor + rest + 1
        yield following - 1
    assert len(bits) - position < 8 and not any(bits[position:])


def applied(payload, array):
    """The array that a delta gives, with both of its digests checked."""
    body = cbor2.loads(payload)[DELTA]
    if 0 in body:
        assert hashlib.sha256(array).digest()[:16] == body[0][1]
    found = statuses(array)
    for status, coded in body[3].items():
        for index in indexes(*coded):
            assert found.get(index, VALID) != status
            found[index] = status
    result = packed(found, body[1])
    assert hashlib.sha256(result).digest()[:16] == body[2]
    return result


def test_list():
    header, payload = opened(LIST)
    assert header[16] == "application/statuslist+cwt" and header[1] == -8
    schema("status-list").validate_cbor(payload)
    claims = cbor2.loads(payload)
    assert claims[2] == "https://status.example/transport"
    assert (claims[6], claims[4], claims[65534]) == (1790000000, 1790600000, 86400)
    array = zlib.decompress(claims[65533]["lst"])
    assert len(array) == 125 and statuses(array) == OLD


def test_list_read_by_cwt():
    point = KEY.public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = COSEKey.new({1: 1, 2: opened(LIST)[0][4], 3: -8, -1: 6, -2: point})
    payload = COSE.new().decode(LIST.read_bytes(), key)
    assert cbor2.loads(payload)[2] == "https://status.example/transport"
    damaged = bytearray(LIST.read_bytes())
    damaged[-1] ^= 1
    with pytest.raises(Exception):
        COSE.new().decode(bytes(damaged), key)


def test_deltas():
    for path in (NEXT_DAY, WHOLE):
        header, payload = opened(path)
        assert header[16] == "application/vnd.kartka.status-delta+cwt"
        schema("status-delta").validate_cbor(payload)
    old = zlib.decompress(cbor2.loads(opened(LIST)[1])[65533]["lst"])
    new = applied(opened(NEXT_DAY)[1], old)
    assert statuses(new) == NEW and len(new) == 150
    assert applied(opened(WHOLE)[1], b"") == new
    with pytest.raises(AssertionError):
        applied(opened(NEXT_DAY)[1], new)


def broken(name):
    """Payloads that the schema must refuse."""
    path = {"status-list": LIST, "status-delta": NEXT_DAY}[name]
    claims = cbor2.loads(opened(path)[1])
    yield "no uri", {k: v for k, v in claims.items() if k != 2}
    yield "uri of 256 bytes", {**claims, 2: "u" * 256}
    yield "negative date", {**claims, 6: -1}
    yield "another claim", {**claims, 1: "issuer"}
    yield "zero seconds to live", {**claims, 65534: 0}
    if name == "status-list":
        yield "three bits", {**claims, 65533: {**claims[65533], "bits": 3}}
        yield "lst as text", {**claims, 65533: {"bits": 2, "lst": "x"}}
    else:
        body = claims[DELTA]
        yield "digest of 15 bytes", {**claims, DELTA: {**body, 2: bytes(15)}}
        yield "no changes", {**claims, DELTA: {k: v for k, v in body.items() if k != 3}}
        yield "divisor 0", {**claims, DELTA: {**body, 3: {1: [1, 0, b"\1"]}}}
        yield "too long a list", {**claims, DELTA: {**body, 1: (1 << 26) + 1}}


@pytest.mark.parametrize("name, rule, claims", [
    pytest.param(name, rule, claims, id=f"{name}: {rule}")
    for name in ("status-list", "status-delta") for rule, claims in broken(name)])
def test_schema_refuses(name, rule, claims):
    with pytest.raises(pycddl.ValidationError):
        schema(name).validate_cbor(cbor2.dumps(claims))


@pytest.mark.parametrize("entry", json.loads((VECTORS / "lists.json").read_text()),
                         ids=lambda entry: f"{entry['count']} of {entry['bits']}")
def test_draft_lists(entry):
    array = zlib.decompress(urlsafe_b64decode(entry["lst"] + "=" * (-len(entry["lst"]) % 4)))
    assert len(array) * 8 // entry["bits"] == entry["count"]
    assert statuses(array, entry["bits"]) == dict(map(tuple, entry["statuses"]))


def test_draft_tokens():
    vectors = json.loads((VECTORS / "cwt.json").read_text())
    key = ec.EllipticCurvePublicNumbers(
        int(vectors["key"]["x"], 16), int(vectors["key"]["y"], 16), ec.SECP256R1()).public_key()
    for token in vectors["tokens"]:
        protected, _, payload, signature = cbor2.loads(bytes.fromhex(token["cwt"])).value
        signed = cbor2.dumps(["Signature1", protected, b"", payload])
        der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
        with pytest.raises(InvalidSignature):
            key.verify(der, signed + b"\0", ec.ECDSA(hashes.SHA256()))


def test_vectors_of_others_are_what_their_script_writes(tmp_path):
    """ES256 signatures are random; everything else must be the same."""
    sys.path.insert(0, str(VECTORS / "others"))
    try:
        import generate
    finally:
        sys.path.pop(0)
    generate.HERE = tmp_path
    generate.main()
    for name in ("tokens.json", "deltas.json"):
        old, new = (json.loads((place / name).read_text()) for place in (VECTORS / "others", tmp_path))
        for entry in (old, new):
            for token in entry.get("tokens", []):
                if token["algorithm"] == "es256":
                    token["cwt"] = token["cwt"][:-128]
        assert old == new
