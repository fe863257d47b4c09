"""Settings: read once at the start, frozen afterwards; a wrong value stops the start with one clear line.

Every setting is an environment variable ``AKTENVERBUND_<NAME>`` and is listed in ``docs/operations/settings.md``
(a test compares). ``PORT`` is read too, because ``make run`` promises it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class SettingsError(Exception):
    """A wrong setting, in one line."""


class Settings(BaseSettings):
    """All settings with their defaults; sizes in bytes, times in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="AKTENVERBUND_", frozen=True, extra="ignore")

    mode: Literal["embedded"] = "embedded"
    data: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    threads: int = Field(32, ge=2, le=256)
    demo: bool = False
    production: bool = False
    secure_cookie: bool = False
    session_hours: int = Field(10, ge=1, le=24 * 7)
    token_hours: int = Field(12, ge=1, le=24 * 30)
    max_content_length: int = Field(2048 * MIB, ge=1024)
    ocr_engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    ocr_language: str = "deu"
    tessdata: Path | None = None
    ocr_workers: int = Field(0, ge=0, le=64, description="0: one per core")
    ocr_idle: float = Field(60.0, gt=0, description="idle seconds after which a reading child ends")
    page_timeout: float = Field(120.0, gt=0)
    parser_timeout: float = Field(60.0, gt=0)
    parser_memory: int = Field(1024 * MIB, ge=256 * MIB)
    parser_files: int = Field(50, ge=1, description="files after which a parser child is replaced")
    max_pixels: int = Field(200_000_000, ge=1_000_000)
    max_pages: int = Field(5000, ge=1)
    max_unpack_ratio: int = Field(200, ge=2)
    max_unpack_bytes: int = Field(512 * MIB, ge=MIB)
    lease: float = Field(30.0, gt=0)
    attempts: int = Field(3, ge=1)
    reading_deadline_minutes: int = Field(240, ge=1)
    watch_interval: float = Field(1.0, gt=0)
    watch_settle: float = Field(2.0, ge=0, description="seconds a scan must not change before it is taken")
    discard_days: int = Field(30, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    lexicon: Path = Path("build/lexicon")
    assets: Path = Path("build/static")

    @model_validator(mode="after")
    def _demo_is_for_trying(self) -> Settings:
        if self.demo and self.production:
            raise ValueError("demo and production exclude each other")
        if self.demo and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("demo binds to loopback only")
        return self

    @property
    def database(self) -> Path:
        return self.data / "aktenverbund.sqlite3"

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    @property
    def index(self) -> Path:
        return self.data / "index"

    @property
    def scans(self) -> Path:
        """Scan-to-folder: ``<data>/scans/<tenant>/<office code>/``."""
        return self.data / "scans"


def load(**overrides: object) -> Settings:
    """Read the environment. Raises :class:`SettingsError` naming the variable and what is wrong."""
    if "PORT" in os.environ and "AKTENVERBUND_PORT" not in os.environ and "port" not in overrides:
        overrides["port"] = os.environ["PORT"]
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "AKTENVERBUND_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name.rstrip('_')}: {first['msg']}") from None
