"""Files as borrowers send them, good and hostile, made here so that no such file lies about."""

import struct
import zipfile
import zlib
from io import BytesIO

from fpdf import FPDF
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 4, height: int = 4) -> bytes:
    rows = b"".join(b"\0" + b"\x80" * 4 for _ in range(4))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 4, height: int = 4) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + app + frame + b"\xff\xd9"


def pdf(text: str = "Receipt: 84.99 refunded on November 4") -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.multi_cell(0, 8, text)
    return bytes(made.output())


def pdf_with_script() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf()))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = DictionaryObject({NameObject(key): value for key, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = action
    return _written(writer)


def pdf_with_veiled_script() -> bytes:
    """The same, with its names written in a way that only a reader of PDF sees through."""
    return (
        pdf_with_script().replace(b"/JavaScript", b"/#4aavaScrip#74").replace(b"/JS ", b"/#4a#53 ")
    )


def pdf_with_file() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf()))
    writer.add_attachment("invoice.docm", b"PK\3\4 macros")
    return _written(writer)


def pdf_locked() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def pdf_bomb(unpacked: int = 400 * 1024 * 1024) -> bytes:
    """A page whose content unpacks to hundreds of megabytes."""
    writer = PdfWriter(clone_from=BytesIO(pdf()))
    stream = DecodedStreamObject()
    packer = zlib.compressobj(9)
    block = b" " * (1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(unpacked // len(block)))
    stream.set_data(packed + packer.flush())
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def macro_document() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/vbaProject.bin", b"Auto_Open")
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * (20 * 1024 * 1024))
    return out.getvalue()
