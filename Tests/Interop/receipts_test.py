"""Receipts checked without any code of ours: cbor2 and cryptography read a batch that a soft card has
signed for; pycddl judges its shape.

Run: python -m pytest Tests/Interop/receipts_test.py
Needs: cbor2 cryptography pycddl==0.6.4 pytest
"""

import hashlib
import io
from pathlib import Path

import cbor2
import pycddl
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

FOLDER = Path(__file__).resolve().parents[2] / "CardSchemas/receipt/v1"
EXAMPLES = FOLDER / "examples"
CONCESSION = -65537
FIRST_CARD_LABEL = 14


MALFORMED_KINDS = (cbor2.CBORDecodeError, ValueError, LookupError, TypeError, AttributeError)


class Refused(Exception):
    """What the office says to a batch that it doesn't believe."""


MALFORMED = (Refused, *MALFORMED_KINDS)


def demand(condition, what):
    if not condition:
        raise Refused(what)


def encode(item):
    return cbor2.dumps(item, canonical=True)


def public_key(cose_key):
    demand(cose_key.get(1) == 2 and cose_key.get(-1) == 1, "key type")
    y = cose_key[-3]
    if isinstance(y, bool):
        point = bytes([3 if y else 2]) + cose_key[-2]
    else:
        point = b"\x04" + cose_key[-2] + y
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def thumbprint(key):
    """RFC 9679: SHA-256 over the deterministic COSE_Key with both coordinates, first 16 bytes."""
    numbers = key.public_numbers()
    cose_key = {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    return hashlib.sha256(encode(cose_key)).digest()[:16]


def verify(key, signature, message):
    demand(len(signature) == 64, "signature length")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise Refused("signature") from error


def open_sign1(sealed, keys):
    """Payload of a COSE_Sign1 by the key that its kid names; RFC 9052 section 4.4."""
    message = cbor2.loads(sealed)
    demand(isinstance(message, cbor2.CBORTag) and message.tag == 18, "COSE_Sign1")
    protected, unprotected, payload, signature = message.value
    demand(unprotected == {}, "unprotected header")
    header = cbor2.loads(protected)
    demand(header[1] == -7 and header[4] in keys, "algorithm or key")
    verify(keys[header[4]], signature, encode(["Signature1", protected, b"", payload]))
    return payload


def read_items(data):
    """The items of a CBOR sequence, as bytes."""
    stream, items = io.BytesIO(data), []
    while stream.tell() < len(data):
        start = stream.tell()
        cbor2.load(stream)
        items.append(data[start:stream.tell()])
    return items


def check_card(receipt, authorities):
    """The record by the authority's key; the card's signature by the key that the record names."""
    claims = cbor2.loads(open_sign1(receipt[11], authorities))
    demand(claims[6] == receipt[9] and claims[CONCESSION][0] == receipt[8], "record differs")
    demand(receipt[10] in [profile[0] for profile in claims[CONCESSION][4]], "class differs")
    card_key = public_key(receipt[12])
    demand(claims[8] == {3: thumbprint(card_key)}, "another card's key")
    signed = {label: value for label, value in receipt.items() if label < FIRST_CARD_LABEL}
    challenge = hashlib.sha256(encode(signed)).digest()
    verify(card_key, receipt[15], b"KARTKA-AUTH-v1" + challenge + receipt[14].to_bytes(4, "big"))


def check_batch(data, validators, authorities):
    """Every receipt, and whether the manifest tells the truth; the receipts."""
    sealed_manifest, *sealed_receipts = read_items(data)
    manifest = cbor2.loads(open_sign1(sealed_manifest, validators))
    previous, sequence = manifest[36], manifest[33]
    counters, receipts = {}, []
    for sealed in sealed_receipts:
        payload = open_sign1(sealed, validators)
        receipt = cbor2.loads(payload)
        demand(encode(receipt) == payload, "not deterministic")
        demand(receipt[19] == sequence and receipt[20] == previous, "chain")
        demand(receipt[0] == manifest[32], "validator")
        if receipt[16] == 0:
            check_card(receipt, authorities)
            demand(receipt[14] > counters.get(receipt[8], -1), "counter")
            counters[receipt[8]] = receipt[14]
        receipts.append(receipt)
        previous, sequence = hashlib.sha256(sealed).digest(), sequence + 1
    demand(sequence == manifest[34] + 1 and len(receipts) == manifest[35], "count")
    demand(previous == manifest[38] and manifest[37] == hashlib.sha256(sealed_receipts[0]).digest(), "hashes")
    times = [receipt[2] for receipt in receipts]
    demand((min(times), max(times)) == (manifest[39], manifest[40]), "times")
    demand(sum(map(len, sealed_receipts)) == manifest[41], "bytes")
    outcomes = [receipt[16] for receipt in receipts]
    demand([outcomes.count(outcome) for outcome in range(3)] == [manifest[label] for label in (42, 43, 44)],
           "totals")
    return manifest, receipts


@pytest.fixture(scope="module")
def office():
    """What an office knows: the validator's key from its registration, authorities by the root's word."""
    def key(name):
        return public_key(cbor2.loads((EXAMPLES / name).read_bytes()))

    root, validator = key("root-key.cbor"), key("validator-key.cbor")
    trust_list = cbor2.loads(
        open_sign1((EXAMPLES / "trust-list.cose").read_bytes(), {thumbprint(root)[:8]: root}))
    authorities = {entry[0]: public_key(entry[1]) for entry in trust_list[4] if CONCESSION in entry[3]}
    return {thumbprint(validator)[:8]: validator}, authorities


@pytest.fixture(scope="module")
def batch():
    return (EXAMPLES / "soft-card.batch").read_bytes()


def test_the_soft_cards_trips_are_believed(batch, office):
    manifest, receipts = check_batch(batch, *office)
    assert [receipt[14] for receipt in receipts if receipt[16] == 0] == [1, 2, 3]
    assert manifest[47] == {4: 3}


def test_shapes_are_those_of_the_schemas(batch, office):
    manifest, receipts = check_batch(batch, *office)
    schemas = {name: pycddl.Schema((FOLDER / f"{name}.cddl").read_text()) for name in ("receipt", "manifest")}
    schemas["manifest"].validate_cbor(encode(manifest))
    for receipt in receipts:
        schemas["receipt"].validate_cbor(encode(receipt))
        with pytest.raises(pycddl.ValidationError):
            schemas["manifest"].validate_cbor(encode(receipt))
        for label in receipt:
            broken = {**receipt, label: []}
            with pytest.raises(pycddl.ValidationError):
                schemas["receipt"].validate_cbor(encode(broken))
        with pytest.raises(pycddl.ValidationError):
            schemas["receipt"].validate_cbor(encode({**receipt, 21: 0}))


def test_no_byte_can_be_changed(batch, office):
    for index in range(0, len(batch), 7):
        changed = bytearray(batch)
        changed[index] ^= 0x10
        with pytest.raises(MALFORMED):
            check_batch(bytes(changed), *office)


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [0, 1, 3, 2, 4], [0, 2, 3, 4], [0, 1, 2, 3, 4, 4]])
def test_receipts_cannot_be_dropped_moved_or_doubled(batch, office, order):
    items = read_items(batch)
    assert len(items) == 5
    with pytest.raises(Refused):
        check_batch(b"".join(items[index] for index in order), *office)
