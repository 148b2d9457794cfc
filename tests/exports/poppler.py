"""PDFs read back by something else than what wrote them: poppler's programs, or pypdf where they are not installed."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image
from pypdf import PdfReader

INSTALLED = shutil.which("pdftotext") is not None and shutil.which("pdftoppm") is not None
needs_poppler = pytest.mark.skipif(not INSTALLED, reason="poppler-utils is not installed")


def words(pdf: bytes) -> list[str]:
    """The text of each page, white space squeezed."""
    if INSTALLED:
        done = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60
        )
        assert done.stderr == b""
        pages = done.stdout.decode().split("\f")[:-1]
    else:
        pages = [page.extract_text() for page in reader(pdf).pages]
    return [" ".join(page.split()) for page in pages]


def picture(pdf: bytes, page: int = 1, dpi: int = 144) -> Image.Image:
    """A page as it looks."""
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(dpi), "-f", str(page), "-", f"{folder}/page"]
        done = subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60)
        assert done.stderr == b""
        return Image.open(BytesIO(Path(folder, "page.png").read_bytes())).convert("RGB")


def reader(pdf: bytes) -> PdfReader:
    """Strict: whatever is not by the standard raises."""
    return PdfReader(BytesIO(pdf), strict=True)


def bookmarks(pdf: bytes) -> list[tuple[str, int]]:
    """Titles and the pages they lead to, from 0."""
    read = reader(pdf)
    return [(str(item.title), int(read.get_destination_page_number(item) or 0)) for item in read.outline]
