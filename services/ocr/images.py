"""Image files (JPEG, PNG, TIFF) in the parser child: checked before they are decoded, upright as displayed."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, TiffImagePlugin, UnidentifiedImageError

from services.ocr.child_config import ChildConfig
from shared.errors import Unreadable

Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit warns or fails at its own size; ours is a setting, checked below

FORMATS = ("JPEG", "PNG", "TIFF")
A4_INCHES = 11.69
_TAIL = 64 * 1024
_PLAUSIBLE = (50.0, 2400.0)
_SCREEN_DPI = 96.0  # cameras write 72 or 96 whatever they see: a page of metres is none
_LONGEST_INCHES = 240.0
_FINEST_GUESS = 600.0
_STRIPS = ((TiffImagePlugin.STRIPOFFSETS, TiffImagePlugin.STRIPBYTECOUNTS), (324, 325))


@contextmanager
def opened(path: Path, page_no: int, config: ChildConfig) -> Iterator[Image.Image]:
    """Frame ``page_no`` (1-based), not yet decoded. What goes wrong inside, too, is told as ``Unreadable``."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            if page_no > 1:
                image.seek(page_no - 1)
            check_size(image.width, image.height, config)
            yield image
    except EOFError:
        raise Unreadable("truncated", "frame missing") from None
    except UnidentifiedImageError:
        raise Unreadable("damaged", "no image") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise Unreadable("truncated" if "truncated" in str(error) else "damaged", str(error)) from None


def check_size(width: int, height: int, config: ChildConfig) -> None:
    """Raises ``Unreadable`` before anybody reserves memory for the pixels."""
    if width <= 0 or height <= 0:
        raise Unreadable("damaged", "no pixels")
    if width * height > config.max_pixels:
        raise Unreadable("too_many_pixels", pixels=width * height)


def check_directories(path: Path) -> None:
    """Do all directories of a TIFF lie inside the file? A cut loses them first, because most writers put them behind
    the pixels. Raises ``Unreadable('truncated')``; other damage is left to the decoder to find."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        order = "<" if head[:2] == b"II" else ">"
        big = head[2:4] in (b"+\0", b"\0+")
        pointer, count, entry = ("Q", "Q", 20) if big else ("I", "H", 12)
        at = _unpacked(order + pointer, head[8:] if big else head[4:])
        seen: set[int] = set()
        while at and at not in seen:
            seen.add(at)
            file.seek(at)
            entries = _unpacked(order + count, file.read(8))
            end = at + struct.calcsize(order + count) + entries * entry
            if end + struct.calcsize(order + pointer) > size:
                raise Unreadable("truncated", "directory behind the end")
            file.seek(end)
            at = _unpacked(order + pointer, file.read(8))


def _unpacked(form: str, data: bytes) -> int:
    if len(data) < struct.calcsize(form):
        raise Unreadable("truncated", "directory behind the end")
    return int(struct.unpack_from(form, data)[0])


def check_whole(path: Path, image: Image.Image) -> None:
    """Is the end of the file there? Costs no decoding. Raises ``Unreadable('truncated')``."""
    size = path.stat().st_size
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        if _last_byte(image) > size:
            raise Unreadable("truncated", "strips behind the end")
        return
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL), os.SEEK_SET)
        tail = file.read()
    if (b"\xff\xd9" if image.format in ("JPEG", "MPO") else b"IEND") not in tail:
        raise Unreadable("truncated", "end mark missing")


def _last_byte(image: TiffImagePlugin.TiffImageFile) -> int:
    tags = image.tag_v2
    for offsets, counts in _STRIPS:
        if offsets in tags and counts in tags:
            return max(at + length for at, length in zip(_numbers(tags[offsets]), _numbers(tags[counts]), strict=False))
    return 0


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(int(v) for v in value) if isinstance(value, tuple) else (int(str(value)),)


def upright(image: Image.Image) -> Image.Image:
    """Decoded, turned as its orientation tag says, on white, in mode ``L`` or ``RGB``, pixels square."""
    across, down = resolution(image)
    turned = orientation(image) in (5, 6, 7, 8)
    page = flat(ImageOps.exif_transpose(image))
    if turned:
        across, down = down, across
    if max(across, down) > 1.05 * min(across, down):  # fax: 204 x 98 dots per inch
        dense = max(across, down)
        page = page.resize((round(page.width * dense / across), round(page.height * dense / down)))
    return page


def orientation(image: Image.Image) -> int:
    """Value 1..8 of the EXIF (TIFF) tag; 1 is upright."""
    value = image.getexif().get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def flat(image: Image.Image) -> Image.Image:
    """Any mode as ``L`` or ``RGB``; transparency becomes white paper."""
    if image.mode in ("L", "RGB"):
        image.load()
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        levels = np.asarray(image).astype(np.float32)
        return Image.fromarray(np.clip(levels / max(1.0, float(levels.max()) / 255), 0, 255).astype(np.uint8))
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layer).convert("L" if image.mode == "LA" else "RGB")
    return image.convert("RGB")


def resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down; guessed from A4 where the file tells none or nonsense."""
    told = image.info.get("dpi", (0.0, 0.0))
    try:
        across, down = float(told[0]), float(told[1])
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        across = down = 0.0
    longest = max(image.size)
    low, high = _PLAUSIBLE
    plausible = low <= across <= high and low <= down <= high and longest / max(across, down) <= _LONGEST_INCHES
    if not plausible or (max(across, down) <= _SCREEN_DPI and longest > A4_INCHES * 2 * _SCREEN_DPI):
        guess = min(_FINEST_GUESS, max(low, longest / A4_INCHES))
        return guess, guess
    return across, down


def points(image: Image.Image) -> tuple[float, float]:
    """Width and height of the page as displayed, in points."""
    across, down = resolution(image)
    width, height = image.width * 72 / across, image.height * 72 / down
    return (height, width) if orientation(image) in (5, 6, 7, 8) else (width, height)
