"""Status list tokens as other programs make them, for the Swift tests to read.

    python generate.py

writes tokens.json and deltas.json. PyPI `cwt` and `cbor2`, and zlib by itself: no code in common with the
Swift one. The keys are fixed; ES256 signatures are random, so a second run gives other bytes.
"""

import hashlib
import json
import pathlib
import zlib

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEHeaders, COSEKey

HERE = pathlib.Path(__file__).resolve().parent
TYPE = "application/statuslist+cwt"
SECRET = 0xC0FFEE
URI = "https://lists.example/7"
P256 = ec.derive_private_key(SECRET, ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def packed(statuses, bits):
    out = bytearray((len(statuses) * bits + 7) // 8)
    for index, status in enumerate(statuses):
        out[index * bits // 8] |= status << (index * bits % 8)
    return bytes(out)


def sign(protected, payload, key):
    to_be_signed = cbor2.dumps(["Signature1", protected, b"", payload])
    if key is ED25519:
        return ED25519.sign(to_be_signed)
    r, s = decode_dss_signature(P256.sign(to_be_signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def indefinite_map(pairs):
    return b"\xbf" + b"".join(cbor2.dumps(k) + cbor2.dumps(v) for k, v in pairs) + b"\xff"


def message(protected, unprotected, payload, key, tags=b"\xd2"):
    parts = [cbor2.dumps(protected), cbor2.dumps(unprotected), cbor2.dumps(payload)]
    return tags + b"\x84" + b"".join(parts) + cbor2.dumps(sign(protected, payload, key))


def golomb(indexes, divisor):
    """Gaps in Golomb's code, bits from the lowest of each byte on. Truncated binary: the remainders below
    2^width - divisor in width - 1 bits."""
    width = (divisor - 1).bit_length()
    short = (1 << width) - divisor
    bits, following = [], 0
    for index in indexes:
        quotient, rest = divmod(index - following, divisor)
        following = index + 1
        bits += [0] * quotient + [1]
        if divisor > 1:
            code, last = (rest, []) if rest < short else ((rest + short) >> 1, [(rest + short) & 1])
            bits += [code >> place & 1 for place in range(width - 1)] + last
    bits += [0] * (-len(bits) % 8)
    return bytes(sum(bit << place for place, bit in enumerate(bits[i:i + 8])) for i in range(0, len(bits), 8))


def digest(statuses):
    return hashlib.sha256(packed(statuses, 2)).digest()[:16]


def delta(old, new, divisor):
    changes = {}
    for status in range(4):
        indexes = [i for i, s in enumerate(new) if s == status and s != (old[i] if i < len(old or []) else 0)]
        if indexes:
            changes[status] = [len(indexes), divisor, golomb(indexes, divisor)]
    body = {0: [1780000000, digest(old)]} if old is not None else {}
    body.update({1: len(new), 2: digest(new), 3: changes})
    payload = cbor2.dumps({2: URI, 4: 1790600000, 6: 1790000000, 65534: 600, -65552: body})
    kid = hashlib.sha256(cbor2.dumps({1: 1, -1: 6, -2: raw(ED25519)})).digest()[:8]
    protected = cbor2.dumps({1: -8, 4: kid, 16: "application/vnd.kartka.status-delta+cwt"})
    return message(protected, {}, payload, ED25519)


def raw(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def make_deltas():
    old = [(i * i % 7 == 3) * (1 + i % 3) for i in range(400)]
    new = [s if i % 11 else (i // 11) % 4 for i, s in enumerate(old)] + [0, 0, 1, 2, 3, 0, 0, 0]
    found = []
    for divisor in (1, 2, 3, 7, 8, 23, 64, 1000):
        for base in (old, None):
            cwt = delta(base, new, divisor).hex()
            found.append({"divisor": divisor, "cwt": cwt, "isWhole": base is None})
    vectors = {"old": old, "new": new, "ed25519": {"x": raw(ED25519).hex()}, "deltas": found}
    (HERE / "deltas.json").write_text(json.dumps(vectors) + "\n", encoding="utf-8")


def main():
    make_deltas()
    found = []

    def add(name, token, bits, statuses, key):
        found.append({"name": name, "cwt": token.hex(), "bits": bits, "statuses": statuses,
                      "algorithm": "ed25519" if key is ED25519 else "es256"})

    statuses = [0, 1, 2, 3] * 5 + [0, 2, 0, 0]
    stream = zlib.compress(packed(statuses, 2), 1)
    header = {1: -7, 16: TYPE}

    # As the library `cwt` makes them: kid protected, claims in the order of the dictionary.
    numbers = P256.private_numbers()
    key = COSEKey.new({
        1: 2, 2: b"kid-of-others", 3: -7, -1: 1,
        -2: numbers.public_numbers.x.to_bytes(32, "big"), -3: numbers.public_numbers.y.to_bytes(32, "big"),
        -4: numbers.private_value.to_bytes(32, "big")})
    claims = {1: "https://issuer.example", 6: 1790000000, 2: URI, 65533: {"bits": 2, "lst": stream},
              4: 1790600000, 65534: 600}
    sender = COSE.new()
    token = sender.encode_and_sign(
        cbor2.dumps(claims), key,
        protected={COSEHeaders.ALG: -7, 16: TYPE, COSEHeaders.KID: b"kid-of-others"})
    add("PyPI cwt, iss present, kid of 13 bytes", token, 2, statuses, P256)

    plain = cbor2.dumps({2: URI, 6: 1790000000, 65533: {"lst": stream, "bits": 2}})
    protected = cbor2.dumps(header)
    add("no tag", message(protected, {4: b"12"}, plain, P256, b""), 2, statuses, P256)
    add("tags 61 and 18", message(protected, {}, plain, P256, b"\xd8\x3d\xd2"), 2, statuses, P256)
    add("EdDSA", message(cbor2.dumps({1: -8, 16: TYPE}), {}, plain, ED25519), 2, statuses, ED25519)
    add("fully specified Ed25519, typ without application/",
        message(cbor2.dumps({16: "statuslist+cwt", 1: -19}), {}, plain, ED25519), 2, statuses, ED25519)

    loose = indefinite_map([
        (65533, {"aggregation_uri": "https://lists.example/all", "bits": 2, "lst": stream}), (6, 1790000000),
        ("vendor", [1, {"x": None}]), (2, URI), (-70000, 1.5), (7, b"cti")])
    add("indefinite map, keys of others", message(protected, {33: b"cert"}, loose, P256), 2, statuses, P256)
    long_heads = b"\xb9\x00\x03" + b"\x18\x02" + cbor2.dumps(URI) + b"\x19\x00\x06" + b"\x1b" \
        + (1790000000).to_bytes(8, "big") + cbor2.dumps(65533) + b"\xb8\x02" \
        + cbor2.dumps("bits") + b"\x18\x02" + cbor2.dumps("lst") \
        + b"\x5a" + len(stream).to_bytes(4, "big") + stream
    assert cbor2.loads(long_heads)[65533]["bits"] == 2
    add("long heads", message(protected, {}, long_heads, P256), 2, statuses, P256)

    for bits, values in ((1, [1, 0, 0, 1, 1] * 8), (4, [0, 3, 2, 1, 0, 0, 3, 2]), (8, [2, 0, 1, 3, 0])):
        for level in (0, 9):
            lst = zlib.compress(packed(values, bits), level)
            body = cbor2.dumps({2: URI, 6: 1790000000, 65533: {"bits": bits, "lst": lst}})
            add(f"{bits} bits, zlib level {level}", message(protected, {}, body, P256), bits, values, P256)

    public = P256.public_key().public_numbers()
    vectors = {
        "uri": URI, "iat": 1790000000,
        "p256": {"x": public.x.to_bytes(32, "big").hex(), "y": public.y.to_bytes(32, "big").hex()},
        "ed25519": {"x": raw(ED25519).hex()},
        "tokens": found}
    (HERE / "tokens.json").write_text(json.dumps(vectors, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
