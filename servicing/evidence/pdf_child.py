"""Opens one PDF in a process of its own, with little memory and time, and says what it found.

Run as a script: the file on standard input, one JSON object on standard output. It imports nothing
of ours, so that whatever a hostile file makes of it has nothing in reach: no books, no settings.
"""

import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

MEMORY_BYTES = 768 * 1024 * 1024
CPU_S = 10
UNPACKED_BYTES_MAX = 20 * 1024 * 1024
OBJECTS_MAX = 20_000
PAGES_MAX = 60
CHARACTERS_MAX = 20_000
# What makes a PDF do something, or carry another file: its keys, and its actions by type.
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMedia"})
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie"}
)


def limit() -> None:
    """Give up memory, time, files and processes before anything is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def opened(content: bytes) -> dict[str, Any]:
    """Return the text and the number of pages, or under "refused" why there are none."""
    from pypdf import Configuration, PdfReader, overwrite_configuration
    from pypdf.errors import LimitReachedError

    overwrite_configuration(
        Configuration(
            zlib_maximum_output_length=UNPACKED_BYTES_MAX,
            lzw_maximum_output_length=UNPACKED_BYTES_MAX,
            run_length_maximum_output_length=UNPACKED_BYTES_MAX,
            array_based_stream_maximum_output_length=UNPACKED_BYTES_MAX,
        )
    )
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            return {"refused": "locked"}
        if _is_active(reader):
            return {"refused": "active"}
        pages = len(reader.pages)
        if pages > PAGES_MAX:
            return {"refused": "bloated"}
        text = ""
        for page in reader.pages:
            text += page.extract_text() + "\n"
            if len(text) >= CHARACTERS_MAX:
                break
    except (LimitReachedError, MemoryError, RecursionError):
        return {"refused": "bloated"}
    except Exception:
        # pypdf raises what it meets in a damaged file, of any type; this process ends here.
        return {"refused": "damaged"}
    return {"text": text[:CHARACTERS_MAX], "pages": pages}


def _is_active(reader: Any) -> bool:
    return any(
        ACTIVE_KEYS & found.keys()
        or found.get("/S") in ACTIVE_ACTIONS
        or found.get("/Type") == "/EmbeddedFile"
        for found in _dictionaries(reader)
    )


def _dictionaries(reader: Any) -> Iterator[Any]:
    """Yield every dictionary of the file, those inside others included."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    numbers = {number for table in reader.xref.values() for number in table}
    numbers |= set(reader.xref_objStm)
    if len(numbers) > OBJECTS_MAX:
        raise MemoryError
    pending = [reader.trailer, *(reader.get_object(IndirectObject(n, 0, reader)) for n in numbers)]
    left = OBJECTS_MAX * 10
    while pending:
        one = pending.pop()
        left -= 1
        if left < 0:
            raise MemoryError
        if isinstance(one, DictionaryObject):
            yield one
            pending += [dict.__getitem__(one, key) for key in one]
        elif isinstance(one, ArrayObject):
            pending += list.__iter__(one)


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(opened(sys.stdin.buffer.read())))
