"""Whether a file may come in: by its size and by what it is, whatever its name says.

Pure functions over bytes. An image is never decoded here, only measured; a PDF is opened by
another process (`servicing.evidence.opening`).
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from servicing.refusal import Refusal

MediaType = Literal["application/pdf", "image/png", "image/jpeg", "text/plain"]
BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 50_000_000
NAME_CHARACTERS_MAX = 120
ENDINGS: dict[str, MediaType] = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
}
POLICY = "disputes"
TOO_LARGE = Refusal(
    "file_too_large", "That file is larger than 10 MB. A smaller copy of it works.", policy=POLICY
)
EMPTY = Refusal("file_empty", "That file is empty. Please try it again.", policy=POLICY)
WRONG_TYPE = Refusal(
    "file_type",
    "I can take PDF, PNG, JPEG and plain text files, and that is another.",
    policy=POLICY,
)
NOT_WHAT_IT_SAYS = Refusal(
    "file_mismatch",
    "What is in that file isn't what its name says. A photo or a screenshot works.",
    policy=POLICY,
)
DAMAGED = Refusal(
    "file_damaged", "I can't read that file. A photo or a screenshot of it works.", policy=POLICY
)
BLOATED = Refusal(
    "file_bloated",
    "That file unpacks to far more than it should. A photo or a screenshot of it works.",
    policy=POLICY,
)
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK_HEAD, _CHUNK_TAIL = 8, 4
_PDF_END, _PDF_TAIL = b"%%EOF", 1024
_ARCHIVE_END, _ARCHIVE_TAIL = b"PK\5\6", 64 * 1024 + 22
# Start-of-frame markers carry the size; 0xC4, 0xC8 and 0xCC in between are something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that may come in, under a name that is safe to show."""

    name: str
    media_type: MediaType
    content: bytes


def admit(name: str, content: bytes) -> Admitted | Refusal:
    """Return the file as what it is, or why it stays out."""
    if not content:
        return EMPTY
    if len(content) > BYTES_MAX:
        return TOO_LARGE
    found = _recognised(content)
    if isinstance(found, Refusal):
        return found
    plain = safe_name(name)
    said = ENDINGS.get(PurePath(plain).suffix.lower())
    if PurePath(plain).suffix and said is None:
        return WRONG_TYPE
    if said is not None and said != found:
        return NOT_WHAT_IT_SAYS
    return Admitted(plain, found, content)


def safe_name(name: str) -> str:
    """Return a name without a path, without what can't be seen, and not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(one for one in last if one.isprintable()).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if not dot:
        return shown[:NAME_CHARACTERS_MAX] or "file"
    return f"{stem[: NAME_CHARACTERS_MAX - len(ending) - 1]}.{ending}"[:NAME_CHARACTERS_MAX]


def _recognised(content: bytes) -> MediaType | Refusal:
    if content.startswith(b"%PDF-"):
        return _pdf(content) or "application/pdf"
    if content.startswith(_PNG):
        return _png(content) or "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content) or "image/jpeg"
    return "text/plain" if _is_text(content) else WRONG_TYPE


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(byte in _CONTROLS for byte in content)


def _pdf(content: bytes) -> Refusal | None:
    """Refuse a PDF that an unpacker would read as an archive: its directory is found from the end.

    Little may follow a PDF's own end mark; what an archive needs there doesn't fit.
    """
    if _ARCHIVE_END in content[-_ARCHIVE_TAIL:]:
        return NOT_WHAT_IT_SAYS
    end = content.rfind(_PDF_END)
    return DAMAGED if end < 0 or len(content) - end > _PDF_TAIL else None


def _png(content: bytes) -> Refusal | None:
    """Check a PNG's chunks to the end; nothing may follow it, where another file could hide."""
    place, first = len(_PNG), True
    while place + _CHUNK_HEAD + _CHUNK_TAIL <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + _CHUNK_HEAD + length
        body = content[place + 4 : end]
        if end + _CHUNK_TAIL > len(content):
            return DAMAGED
        if struct.unpack_from(">I", content, end)[0] != zlib.crc32(body):
            return DAMAGED
        if first:
            if kind != b"IHDR" or length < 8:
                return DAMAGED
            width, height = struct.unpack_from(">II", body, 4)
            if width * height > PIXELS_MAX:
                return BLOATED
        place, first = end + _CHUNK_TAIL, False
        if kind == b"IEND":
            return None if place == len(content) else NOT_WHAT_IT_SAYS
    return DAMAGED


def _jpeg(content: bytes) -> Refusal | None:
    """Find a JPEG's size in its frame; one that has none isn't a picture."""
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return DAMAGED
        marker = content[place + 1]
        if marker == 0xFF or marker in _ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if marker in _FRAMES:
            if place + 9 > len(content):
                return DAMAGED
            height, width = struct.unpack_from(">HH", content, place + 5)
            if width * height > PIXELS_MAX:
                return BLOATED
            return None if content.rstrip(b"\0").endswith(b"\xff\xd9") else NOT_WHAT_IT_SAYS
        if length < 2:
            return DAMAGED
        place += 2 + length
    return DAMAGED
