#!/usr/bin/env python3
"""Writes files into one C++ source, plain and gzipped, as the server's pages.

use: embed_pages.py OUTPUT FOLDER_OR_FILE...      a folder's files by their paths below it, a file by its own name
"""

import gzip
import hashlib
import re
import sys
from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
LASTING = re.compile(r"-[0-9A-Za-z]{8}\.\w+$")  # a name that changes with the content
ESCAPES = [f"\\{byte:03o}" for byte in range(256)]
for plain in range(0x20, 0x7F):
    if chr(plain) not in '"\\?':
        ESCAPES[plain] = chr(plain)


def literal(content: bytes) -> str:
    lines = (content[i:i + 4000] for i in range(0, len(content), 4000))
    return "\n".join('"' + "".join(ESCAPES[byte] for byte in line) + '"' for line in lines) or '""'


def page(path: str, content: bytes) -> str:
    packed = gzip.compress(content, 9, mtime=0)
    if len(packed) >= len(content):
        packed = b""
    kind = TYPES[Path(path).suffix]
    digest = hashlib.sha256(content).hexdigest()[:16]
    lasting = "true" if LASTING.search(path) else "false"
    return (f'{{"{path}", "{kind}", std::string_view({literal(content)}, {len(content)}), '
            f'std::string_view({literal(packed)}, {len(packed)}), "{digest}", {lasting}}},\n')


def main() -> int:
    output, *sources = map(Path, sys.argv[1:])
    files = {}
    for source in sources:
        if source.is_dir():
            files.update({f"/{f.relative_to(source).as_posix()}": f for f in source.rglob("*") if f.is_file()})
        else:
            files[f"/{source.name}"] = source
    body = "".join(page(path, file.read_bytes()) for path, file in sorted(files.items()))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text('#include "server/pages.h"\n\nnamespace meso::server {\nnamespace {\n'
                      f"const Page kPages[] = {{\n{body}}};\n}}  // namespace\n\n"
                      "std::span<const Page> pages() {\n  return kPages;\n}\n}  // namespace meso::server\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
