#!/usr/bin/env python3
"""Checks a dossier without a server, a network or the program that made it.

    python3 verify_dossier.py FILE [--key HEX] [--head SEQ:HASH] [--against OTHER] [--json]

Ends with 0 where the dossier is as it was sealed, 1 where it is not, 2 where that can't be said. Written from
docs/dossier.md alone, with nothing but Python's standard library (3.8 or later); Ed25519 from RFC 8032, section 5.1.

    python3 verify_dossier.py --patches FILE < LINES

reads FILE once, and for each line of standard input, a JSON list of [offset, bytes to take out, hexadecimal bytes to put
in] in ascending order, checks what the file would be with that done, and answers with one line of JSON.
"""

import argparse
import functools
import hashlib
import json
import mmap
import re
import struct
import sys
import zlib

FORMAT = "toparquia-dossier-1"

# --- Ed25519, RFC 8032 section 5.1 ---------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    """Extended homogeneous coordinates, RFC 8032 section 5.1.4."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    a = p[0] * p[0] % P
    b = p[1] * p[1] % P
    h = a + b
    e = h - (p[0] + p[1]) ** 2
    g = a - b
    f = 2 * p[2] * p[2] + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode(encoded):
    """The point of 32 bytes, or None where they are no canonical encoding of one (section 5.1.3)."""
    y = int.from_bytes(encoded, "little")
    sign = y >> 255
    y &= 2**255 - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - x2) % P != 0 or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_neutral(p):
    return p[0] % P == 0 and (p[1] - p[2]) % P == 0


def multiples(p):
    """0·p to 15·p."""
    table = [NEUTRAL, p]
    for _ in range(14):
        table.append(add(table[-1], p))
    return table


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_MULTIPLES = multiples(decode(BASE_Y.to_bytes(32, "little")))


# Patches beside what is signed ask the same again.
@functools.lru_cache(maxsize=1)
def signature_holds(key, signature, message):
    """Without the cofactor, and only what every implementation accepts (docs/dossier.md, signature.json)."""
    a = decode(key)
    s = int.from_bytes(signature[32:], "little")
    if a is None or s >= L or is_neutral(double(double(double(a)))):
        return False
    if int.from_bytes(signature[:32], "little") & (2**255 - 1) >= P:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus_a = multiples((P - a[0], a[1], 1, P - a[3]))
    # s·B + k·(−A), four bits of both at a time, the highest first.
    total = NEUTRAL
    for shift in range(252, -1, -4):
        total = double(double(double(double(total))))
        total = add(total, BASE_MULTIPLES[s >> shift & 15])
        total = add(total, minus_a[k >> shift & 15])
    return encode(total) == signature[:32]


# --- The container -------------------------------------------------------------------------------------------------

NAME = re.compile(rb"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")


def is_name(name):
    return 1 <= len(name) <= 200 and NAME.fullmatch(name) is not None


def u16(data, at):
    return int.from_bytes(data[at : at + 2], "little")


def u32(data, at):
    return int.from_bytes(data[at : at + 4], "little")


class Stopped(Exception):
    """A step that can't go on."""

    def __init__(self, **finding):
        super().__init__(finding)
        self.finding = finding


def walk(data):
    """Step 1: [(name, offset of the header, offset of the bytes, length)] and where the last member ends."""
    if len(data) >= 2**32:
        raise Stopped(code="container", at=0)
    members, names, at = [], set(), 0
    while data[at : at + 4] == b"PK\x03\x04":
        if at + 30 > len(data) or len(members) == 65535:
            raise Stopped(code="container", at=at)
        start = at + 30 + u16(data, at + 26)
        length = u32(data, at + 18)
        if start + length > len(data):
            raise Stopped(code="container", at=at)
        name = bytes(data[at + 30 : start])
        if not is_name(name) or name in names:
            raise Stopped(code="container", at=at)
        names.add(name)
        members.append((name, at, start, length))
        at = start + length
    if [name for name, *_ in members[-2:]] != [b"manifest.json", b"signature.json"]:
        raise Stopped(code="container", at=at)
    return members, at


def canonical_headers(data, members):
    """What must stand around the members' bytes: each local header, then central directory and end in one."""
    locals_, directory = [], []
    for name, at, start, length in members:
        shared = struct.pack(
            "<HHHHHIIIHH", 20, 0, 0, 0, 33, zlib.crc32(data[start : start + length]), length, length, len(name), 0
        )
        locals_.append(b"PK\x03\x04" + shared + name)
        directory.append(
            b"PK\x01\x02" + struct.pack("<H", 788) + shared + struct.pack("<HHHII", 0, 0, 0, 0x81A40000, at) + name
        )
    offset = members[-1][2] + members[-1][3]
    central = b"".join(directory)
    count = len(members)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), offset, 0)
    return locals_, central + end


def first_difference(data, members, end):
    """Step 2: where the file is another one than the canonical file of its members, or None."""
    locals_, ending = canonical_headers(data, members)
    stretches = [(at, bytes(data[at:start]), local) for (_, at, start, _), local in zip(members, locals_)]
    stretches.append((end, bytes(data[end:]), ending))
    for offset, found, expected in stretches:
        if found != expected:
            both = min(len(found), len(expected))
            return offset + next((i for i in range(both) if found[i] != expected[i]), both)
    return None


# --- The manifest --------------------------------------------------------------------------------------------------

HEX_32 = re.compile("[0-9a-f]{32}")
HEX_64 = re.compile("[0-9a-f]{64}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
KEY = re.compile("[A-Za-z0-9_-]+")
MEDIA_TYPE = re.compile("[a-z]+/[a-z0-9.+-]+")


def canonical(value):
    """RFC 8785, for what the format has: text, whole numbers, true, false, null, lists and objects with plain keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def is_plain(value, depth=1):
    if value is None or isinstance(value, (str, bool)):
        return True
    if isinstance(value, int):
        return 0 <= value < 2**53
    if isinstance(value, list):
        return depth <= 32 and all(is_plain(one, depth + 1) for one in value)
    if isinstance(value, dict):
        return depth <= 32 and all(KEY.fullmatch(key) and is_plain(one, depth + 1) for key, one in value.items())
    return False


def no_constant(word):
    raise ValueError(word + " is no JSON")


def parse(data):
    # A number of more digits than any that is allowed is none that is allowed.
    return json.loads(
        data.decode("utf-8"), parse_int=lambda digits: int(digits) if len(digits) < 20 else -1, parse_constant=no_constant
    )


def is_text(value, form):
    return isinstance(value, str) and form.fullmatch(value) is not None


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def has_exactly(value, names):
    return isinstance(value, dict) and set(value) == set(names)


def is_entry(entry):
    if not isinstance(entry, dict):
        return False
    detail = entry.get("detail")
    facts = detail.get("facts") if isinstance(detail, dict) else None
    return (
        isinstance(facts, dict)
        and entry.get("action") == "dossier-sealed"
        and is_whole(entry.get("seq"))
        and entry["seq"] >= 1
        and is_text(entry.get("at"), MOMENT)
        and is_text(entry.get("previous"), HEX_64)
        and is_text(entry.get("hash"), HEX_64)
        and is_text(facts.get("seal"), HEX_64)
    )


def are_items(items):
    if not isinstance(items, list) or not items:
        return False
    paths = {"manifest.json", "signature.json"}
    for item in items:
        if not has_exactly(item, ["bytes", "path", "sha256", "type"]):
            return False
        path, kind = item["path"], item["type"]
        if not is_whole(item["bytes"]) or not isinstance(path, str) or not path.isascii():
            return False
        if not is_name(path.encode("ascii")) or path in paths:
            return False
        if not is_text(kind, MEDIA_TYPE) or len(kind) > 100 or not is_text(item["sha256"], HEX_64):
            return False
        paths.add(path)
    return items[-1]["path"] == "log.txt"


@functools.lru_cache(maxsize=1)
def read_manifest(data):
    """Step 3. Nothing changes what it gives."""
    try:
        value = parse(data)
    except (ValueError, RecursionError):
        raise Stopped(code="manifest")
    if isinstance(value, dict) and isinstance(value.get("format"), str) and value["format"] != FORMAT:
        raise Stopped(code="format")
    try:
        sound = (
            has_exactly(value, ["entry", "format", "items", "key", "salt"])
            and is_plain(value)
            and value["format"] == FORMAT
            and is_text(value["key"], HEX_64)
            and is_text(value["salt"], HEX_32)
            and is_entry(value["entry"])
            and are_items(value["items"])
            and canonical(value) == data
        )
    except (ValueError, RecursionError):  # Half a surrogate pair has no UTF-8.
        sound = False
    if not sound:
        raise Stopped(code="manifest")
    return value


# --- Verifying -----------------------------------------------------------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def item_findings(items, data, members):
    """Step 4. `members` without the last two."""
    found = {name.decode("ascii"): data[start : start + length] for name, _, start, length in members}
    findings = []
    for item in items:
        path = item["path"]
        if path not in found:
            findings.append({"code": "item-missing", "path": path})
        elif len(found[path]) != item["bytes"] or sha256(found[path]) != item["sha256"]:
            findings.append({"code": "item-changed", "path": path})
    place = {item["path"]: i for i, item in enumerate(items)}
    findings += [{"code": "item-added", "path": path} for path in found if path not in place]
    order = [place[path] for path in found if path in place]
    if order != sorted(order):
        findings.append({"code": "item-order"})
    return findings


def log_hashes(text, entry):
    """Step 7: the hashes of the entries before this one, or None."""
    if len(text) != 65 * (entry["seq"] - 1):
        return None
    lines = bytes(text).split(b"\n")
    if lines.pop() != b"" or not all(re.fullmatch(b"[0-9a-f]{64}", line) for line in lines):
        return None
    hashes = [line.decode("ascii") for line in lines]
    return hashes if (hashes[-1] if hashes else "0" * 64) == entry["previous"] else None


def verify(data):
    """Steps 1 to 8 on a memoryview: findings, the manifest or None, hashes of the log up to the sealing entry."""
    findings = []
    try:
        members, end = walk(data)
        differs = first_difference(data, members, end)
        if differs is not None:
            findings.append({"code": "container", "at": differs})
        *others, (_, _, at, length), (_, _, signature_at, signature_length) = members
        text = bytes(data[at : at + length])
        manifest = read_manifest(text)
    except Stopped as stopped:
        return findings + [stopped.finding], None, []
    entry = manifest["entry"]
    findings += item_findings(manifest["items"], data, others)

    sealed = {name: manifest[name] for name in ("format", "items", "key", "salt")}
    if entry["detail"]["facts"]["seal"] != sha256(canonical(sealed)):
        findings.append({"code": "seal"})

    if entry["hash"] != sha256(canonical({name: value for name, value in entry.items() if name != "hash"})):
        findings.append({"code": "entry"})

    hashes = []
    for name, _, start, size in others:
        if name == b"log.txt":
            hashes = log_hashes(data[start : start + size], entry)
            if hashes is None:
                findings.append({"code": "log"})

    signature = re.fullmatch(
        rb'\{"signature":"([0-9a-f]{128})"\}', bytes(data[signature_at : signature_at + signature_length])
    )
    message = FORMAT.encode("ascii") + b"\n" + text
    if signature is None or not signature_holds(
        bytes.fromhex(manifest["key"]), bytes.fromhex(signature[1].decode("ascii")), message
    ):
        findings.append({"code": "signature"})
    return findings, manifest, (hashes or []) + [entry["hash"]]


def compare(manifest, hashes, other, other_hashes):
    """Step 11."""
    if manifest["key"] != other["key"]:
        return [{"code": "other-key"}]
    findings = []
    for seq, (mine, theirs) in enumerate(zip(hashes, other_hashes), 1):
        if mine != theirs:
            findings.append({"code": "other-log", "at": seq})
            break
    earlier, later = sorted((manifest["entry"], other["entry"]), key=lambda entry: entry["seq"])
    if earlier["seq"] < later["seq"] and earlier["at"] > later["at"]:
        findings.append({"code": "other-time"})
    return findings


# --- The command ---------------------------------------------------------------------------------------------------

MEANING = {
    "container": "The file is not put together as a dossier is, from byte {at} on.",
    "format": "The manifest names another format: made by a later program, or changed.",
    "manifest": "The manifest is not as a manifest is written.",
    "item-missing": "{path} was taken out.",
    "item-changed": "{path} was changed.",
    "item-added": "{path} was put in.",
    "item-order": "The items do not stand in their order.",
    "seal": "The contents are not those that the log's entry sealed.",
    "entry": "The log's entry was changed (its time, for instance).",
    "log": "The list of the log's hashes does not lead to the sealing entry.",
    "signature": "The signature does not hold.",
    "key": "It was signed with another key than the one you gave.",
    "head": "Of entry {at} the dossier has another hash than the one that was written down.",
    "other-key": "The other dossier was signed with another key.",
    "other-log": "The two dossiers tell two logs, from entry {at} on.",
    "other-time": "The two dossiers contradict each other about the time.",
}


class CannotSay(Exception):
    pass


def read(path):
    try:
        with open(path, "rb") as file:
            # Mapped, so that a file of photos needs no memory of its size. Of nothing there is no map.
            if file.seek(0, 2) == 0:
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise CannotSay("%s can't be read: %s" % (path, error))


def report_of(data, key=None, head=None, against=None):
    findings, manifest, hashes = verify(data)
    sound = not findings
    if manifest and key is not None and key != manifest["key"]:
        findings.append({"code": "key"})
    if sound and head is not None:
        seq, held = head
        if seq > len(hashes):
            raise CannotSay("Entry %d is later than the dossier (entry %d): it can't tell." % (seq, len(hashes)))
        if hashes[seq - 1] != held:
            findings.append({"code": "head", "at": seq})
    if sound and against is not None:
        unsound, other, other_hashes = verify(read(against))
        if unsound:
            raise CannotSay("%s is not sound itself: nothing can be compared with it." % against)
        findings += compare(manifest, hashes, other, other_hashes)
    dossier = None
    if manifest:
        entry = manifest["entry"]
        dossier = {
            "at": entry["at"],
            "hash": entry["hash"],
            "items": len(manifest["items"]),
            "key": manifest["key"],
            "seq": entry["seq"],
        }
    return {"sound": not findings, "findings": findings, "dossier": dossier}


def patched(data, patches):
    parts, at = [], 0
    for offset, out, put_in in patches:
        parts += [data[at:offset], bytes.fromhex(put_in)]
        at = offset + out
    return memoryview(b"".join(parts + [data[at:]]))


def fingerprint(text):
    found = re.fullmatch(r"\s*([1-9][0-9]{0,9}):([0-9a-fA-F]{64})\s*", text)
    if not found:
        raise argparse.ArgumentTypeError("SEQ:HASH, as `log verify` prints it")
    return int(found[1]), found[2].lower()


def public_key(text):
    digits = re.sub(r"\s", "", text).lower()
    if not HEX_64.fullmatch(digits):
        raise argparse.ArgumentTypeError("64 hexadecimal digits")
    return digits


def main():
    parser = argparse.ArgumentParser(description="Checks a dossier without a server or a network.")
    parser.add_argument("file")
    parser.add_argument("--key", type=public_key, help="the public key that it must be signed with, 64 hexadecimal digits")
    parser.add_argument("--head", type=fingerprint, metavar="SEQ:HASH", help="a fingerprint of the log, written down earlier")
    parser.add_argument("--against", metavar="OTHER", help="another dossier of the same server")
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    parser.add_argument("--patches", action="store_true", help="check what the file would be with changes from standard input")
    given = parser.parse_args()
    data = read(given.file)
    if given.patches:
        for line in sys.stdin:
            print(json.dumps(report_of(patched(data, json.loads(line)))), flush=True)
        return 0
    report = report_of(data, given.key, given.head, given.against)
    if given.json:
        print(json.dumps(report))
    else:
        for finding in report["findings"]:
            print(MEANING[finding["code"]].format(**finding))
        if report["dossier"]:
            print("Entry {seq} of the log, {at}, {items} items, key {key}".format(**report["dossier"]))
        print("SOUND: as it was sealed." if report["sound"] else "NOT SOUND.")
        if report["sound"] and given.key is None:
            print("Whose key this is the file can't tell: compare it with the one that was made known, or give --key.")
    return 0 if report["sound"] else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotSay as reason:
        print(reason, file=sys.stderr)
        sys.exit(2)
