#!/usr/bin/env python3
"""seeds.py VECTORS.json DIRECTORY: what the fuzzer starts from, a file each: every
published envelope, sound or not, and some bodies that are none."""

import json
import pathlib
import sys

OTHERS = {
    "lead": {"first_name": "Asha", "last_name": "Rao", "mobile_number": 7000000001, "pan_number": "ABCPR1234F"},
    "lead-with-words": {"first_name": 'Asha "encryptedKey"', "partnerId": "p", "version": "1.0"},
    "half": {"version": "1.0", "partnerId": "p", "iv": None},
    "nested": {"authTag": {"authTag": [{"iv": 1}]}, "timestamp": 1.5},
}


def main(vectors, directory):
    file = json.loads(pathlib.Path(vectors).read_text(encoding="utf-8"))
    bodies = dict(OTHERS)
    for group in file.values():
        if isinstance(group, list):
            bodies.update((entry["name"], entry["envelope"]) for entry in group if "envelope" in entry)
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    for name, body in bodies.items():
        text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        (directory / name).write_text(text, encoding="utf-8")
    print(f"{len(bodies)} seeds")


if __name__ == "__main__":
    main(*sys.argv[1:])
