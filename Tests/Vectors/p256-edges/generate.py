#!/usr/bin/env python3
"""ECDSA verification on P-256 where its arithmetic has an edge, written from FIPS 186-5 and SP 800-186 alone.

Digest, not message: no message is known that has such a digest. Shares no code with the Swift implementation
and needs no library: python3 generate.py > p256-edges.txt
"""
import hashlib

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    for bit in bin(k % N)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def negative(point):
    return point[0], -point[1] % P


def point_with(x):
    """A point of this x, or None."""
    square = (x**3 - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    return (x, y) if y * y % P == square else None


def is_valid(q, digest, r, s):
    """FIPS 186-5 §6.4.2."""
    if not (0 < r < N and 0 < s < N):
        return False
    w = pow(s, -1, N)
    point = add(times(digest * w % N, G), times(r * w % N, q))
    return point is not None and point[0] % N == r


def scalar(label):
    return int.from_bytes(hashlib.sha256(label.encode()).digest(), "big") % N


CASES = []


def case(comment, q, digest, r, s, valid):
    assert is_valid(q, digest, r, s) == valid, comment
    CASES.append((comment, q, digest, r, s, valid))


def signed(d, digest, k):
    r = times(k, G)[0] % N
    return r, pow(k, -1, N) * (digest + r * d) % N


def led_to(comment, q, u1, u2, valid=True):
    """A signature with which verification comes upon u1 and u2."""
    r = add(times(u1, G), times(u2, q))[0] % N
    s = r * pow(u2, -1, N) % N
    case(comment, q, u1 * s % N, r, s, valid)


def key_for(point, digest, r, s):
    """The key under which verification comes upon `point`."""
    w = pow(s, -1, N)
    return times(pow(r * w, -1, N), add(point, negative(times(digest * w, G))))


D = scalar("key")
Q = times(D, G)

# r + n: x of R lies between n and p.
large, count = N, 0
while count < 4:
    large += 1
    point = point_with(large)
    if point is None:
        continue
    count += 1
    digest, s = scalar(f"digest {count}"), scalar(f"s {count}")
    q = key_for(point, digest, large - N, s)
    case("x of R is n + r", q, digest, large - N, s, True)
    case("x of R is n + r, and r is given as x", q, digest, large, s, False)
    case("x of R is n + r, another r", q, digest, large - N + 1, s, False)
    case("x of R is n + r, another digest", q, digest ^ 1, large - N, s, False)
# The highest x there is, and small r whose x is r itself or nothing at all.
highest = next(point for point in (point_with(P - i) for i in range(1, 100)) if point)
digest, s = scalar("highest"), scalar("s highest")
q = key_for(highest, digest, highest[0] - N, s)
case("x of R is just below p", q, digest, highest[0] - N, s, True)
case("x of R is just below p, r wrong", q, digest, highest[0] - N - 1, s, False)
lowest = next(point for point in (point_with(i) for i in range(1, 100)) if point)
q = key_for(lowest, digest, lowest[0], s)
case("x of R is small, r + n is below p", q, digest, lowest[0], s, True)
case("x of R is small, r wrong", q, digest, lowest[0] + 1, s, False)
gap = P - N
for r in (gap - 1, gap, gap + 1):
    case(f"r is p - n + {r - gap}", Q, digest, r, s, False)
below = next(point for point in (point_with(N - i) for i in range(1, 100)) if point)
q = key_for(below, digest, below[0], s)
case("x of R is just below n", q, digest, below[0], s, True)
case("x of R is just below n, r wrong", q, digest, below[0] - 1, s, False)

# The limits of r and s.
digest = scalar("limits")
r, s = signed(D, digest, scalar("k limits"))
case("good", Q, digest, r, s, True)
case("the other half of s", Q, digest, r, N - s, True)
case("n - r", Q, digest, N - r, s, False)
for name, value in {"0": 0, "n": N, "n + 1": N + 1, "p": P, "2^256 - 1": 2**256 - 1}.items():
    case(f"r is {name}", Q, digest, value, s, False)
    case(f"s is {name}", Q, digest, r, value, False)
    case(f"r and s are {name}", Q, digest, value, value, False)
for name, value in {"1": 1, "n - 1": N - 1}.items():
    case(f"r is {name}", Q, digest, value, s, False)
    case(f"s is {name}", Q, digest, r, value, False)
    q = key_for(times(scalar("point"), G), digest, times(scalar("point"), G)[0], value)
    case(f"s is {name}, and good", q, digest, times(scalar("point"), G)[0], value, True)

# u1 = 0: the digest is 0 or n.
r, s = signed(D, 0, scalar("k zero"))
case("digest 0", Q, 0, r, s, True)
case("digest n", Q, N, r, s, True)
case("digest 1 in place of 0", Q, 1, r, s, False)
# A digest of n or more is taken modulo n.
for digest in (5, 2**223 + 1, 2**256 - 1 - N):
    r, s = signed(D, digest, scalar(f"k {digest}"))
    case("digest small", Q, digest, r, s, True)
    case("the same digest + n", Q, digest + N, r, s, True)
    case("the same digest + 1", Q, digest + 1, r, s, False)

# R at infinity: u1 G = -u2 Q.
for name, d in {"Q = G": 1, "Q = -G": N - 1, "Q": D}.items():
    for label in ("infinity 1", "infinity 2"):
        r, s = scalar(f"r {label}"), scalar(f"s {label}")
        case(f"R is the point at infinity, {name}", times(d, G), -r * d % N, r, s, False)
# The sum is a doubling: u1 G = u2 Q.
for name, d in {"Q = G": 1, "Q = -G": N - 1, "Q": D}.items():
    u2 = scalar(f"double {name}")
    led_to(f"u1 G = u2 Q, {name}", times(d, G), u2 * d % N, u2)
# Multipliers at the edges of their range and of the table's windows of 7 bits.
EDGES = {"1": 1, "2": 2, "63": 63, "64": 64, "65": 65, "127": 127, "128": 128, "2^252": 2**252,
         "2^255": 2**255, "2^255 - 1": 2**255 - 1,
         "n - 1": N - 1, "n - 2": N - 2, "(n - 1) / 2": (N - 1) // 2,
         "2^224 - 1": 2**224 - 1, "2^256 - 2^225": 2**256 - 2**225}
for name, value in EDGES.items():
    led_to(f"u2 is {name}", Q, scalar(f"u1 {name}"), value)
    led_to(f"u1 is {name}", Q, value, scalar(f"u2 {name}"))
    led_to(f"u1 and u2 are {name}", Q, value, value)
led_to("u1 is 0", Q, 0, scalar("u2 alone"))

print("# Made by generate.py from FIPS 186-5 alone. P: the signature is valid for the digest, F: it isn't.\n")
for number, (comment, q, digest, r, s, valid) in enumerate(CASES, 1):
    print(f"Case = {number}\nComment = {comment}\nQx = {q[0]:064x}\nQy = {q[1]:064x}")
    print(f"Digest = {digest:064x}\nR = {r:064x}\nS = {s:064x}\nResult = {'P' if valid else 'F'}\n")
