"""Files from outside: told by what stands in them, refused when they are two things, named without harm."""

import io
import struct
import zipfile

import pytest

from documents.arriving import FileNotTaken, recognised, safe_name
from documents.media import Media
from tasks.stories.files import made_up

ALL = frozenset({Media.PDF, Media.JPEG, Media.PNG})
JPEG, PNG, PDF = (made_up(f"x.{suffix}") or b"" for suffix in ("jpg", "png", "pdf"))
ZIP = b"PK\x05\x06" + b"\0" * 16


def zipped(comment: bytes = b"") -> bytes:
    return ZIP + struct.pack("<H", len(comment)) + comment


@pytest.mark.parametrize(("content", "media"), [(JPEG, Media.JPEG), (PNG, Media.PNG), (PDF, Media.PDF)])
def test_a_file_is_what_stands_in_it(content: bytes, media: Media) -> None:
    assert recognised(content, ALL) is media
    with pytest.raises(FileNotTaken, match="whatever its name says"):
        recognised(content, ALL - {media})


def test_what_a_camera_writes_behind_a_picture_is_let_be() -> None:
    assert recognised(JPEG + b"\0" * 5000 + b"ftypmp42", ALL) is Media.JPEG


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose a PDF or JPEG picture or PNG picture."),
        (b"\0" * 100, "no PDF or JPEG picture or PNG picture"),
        (b"MZ\x90\0 a program", "whatever its name says"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "whatever its name says"),
        (b"GIF89a" + b"\0" * 50, "whatever its name says"),
        (b" " + JPEG, "whatever its name says"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "of the kind HEIC are not taken"),
        (JPEG[:-2], "The JPEG picture is broken off or damaged"),
        (PNG[:-4], "The PNG picture is broken off or damaged"),
        (PNG[:8] + b"\0" * 40 + PNG[-12:], "The PNG picture is broken off or damaged"),
        (PDF.replace(b"%%EOF", b""), "The PDF is broken off or damaged"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(FileNotTaken, match=sentence):
        recognised(content, ALL)


@pytest.mark.parametrize(
    "content",
    [
        made_up("%PDF-1.7.jpg"),
        made_up("<script>alert(1)</script>.jpg"),
        made_up("<!DOCTYPE  html>.png"),
        PDF.replace(b"% x.pdf", b"<svg onload=x>"),
        JPEG + zipped(),
        JPEG + zipped(b"a comment"),
        PDF + zipped(b"x" * 100),
        JPEG + zipped() + b"PK\x05\x06",
        PNG + b"more",
        PNG + zipped(),
    ],
)
def test_what_is_two_kinds_of_file_at_once_is_refused(content: bytes) -> None:
    if content.endswith(b"PK\x05\x06"):
        recognised(content, ALL)  # an archive that does not end there is none
        return
    with pytest.raises(FileNotTaken, match="of another kind at the same time"):
        recognised(content, ALL)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("damp.JPG", "damp.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ann\\Küche 2.jpeg", "Küche 2.jpg"),
        ("invoice.pdf.exe", "invoice.pdf.jpg"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("a\nb\0c;d\"e'<f>.jpg", "a b c-d-e-f.jpg"),
        ("....", "file.jpg"),
        ("", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("x" * 300 + ".jpg", "x" * 100 + ".jpg"),
    ],
)
def test_a_name_holds_no_path_and_nothing_unseen(name: str, called: str) -> None:
    assert safe_name(name, Media.JPEG) == called


@pytest.mark.parametrize("active", [b"/OpenAction <</S /JavaScript /JS (x)>>", b"<</S /Launch /F (a.exe)>>"])
def test_a_pdf_that_does_something_when_it_is_opened_is_not_taken(active: bytes) -> None:
    with pytest.raises(FileNotTaken, match="does something by itself"):
        recognised(b"%PDF-1.7\n1 0 obj <<" + active + b">> endobj\n%%EOF\n", {Media.PDF})


def test_an_archive_with_a_byte_behind_it_is_an_archive() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(FileNotTaken, match="another kind at the same time"):
        recognised(b"%PDF-1.7\n%%EOF\n" + packed.getvalue() + b"\x00%%EOF", {Media.PDF})
