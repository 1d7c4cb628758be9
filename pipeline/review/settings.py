"""Settings of ``baokan review``.  Cheap to import."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class LimitSettings(BaseModel):
    """What one request may bring."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body_kb: int = Field(
        default=1024,
        ge=16,
        description="KiB: a larger body is refused (413). A decision over 5,000 places takes some 400 KiB.",
    )
    body_seconds: float = Field(
        default=30.0, gt=0, description="s: a body that takes longer to arrive is refused (408)."
    )
    query_bytes: int = Field(
        default=4096, ge=256, description="bytes of path and query together; a longer address is refused (414)."
    )
    fields: int = Field(
        default=200, ge=10, description="fields of a form; more are refused (400). The largest form has about 30."
    )


class SignInSettings(BaseModel):
    """Sessions and passwords."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session_hours: float = Field(
        default=12.0, gt=0, description="h after signing in at which a session ends whatever happens: a working day."
    )
    idle_minutes: float = Field(
        default=120.0, gt=0, description="min without a request after which a session ends: a long lunch."
    )
    alone_days: float = Field(
        default=30.0,
        gt=0,
        description="days that a session opened with the one-time link lasts, on the machine of one person.",
    )
    password_length: int = Field(
        default=12, ge=8, le=64, description="characters that a new password has at least; no other rule is put on it."
    )
    attempts: int = Field(
        default=5, ge=1, description="wrong passwords for one name from one address before both have to wait."
    )
    attempts_by_address: int = Field(
        default=30,
        ge=1,
        description="wrong passwords from one address, whatever the name; offices share them.",
    )
    attempts_by_name: int = Field(
        default=50, ge=1, description="wrong passwords for one name, wherever they come from."
    )
    wait_minutes: float = Field(default=15.0, gt=0, description="min for which wrong passwords are counted.")


class ReviewSettings(BaseModel):
    """The review pages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(
        default="",
        max_length=64,
        description="who works alone on this machine (default: the system's user).",
    )
    look_again_seconds: float = Field(
        default=30.0, gt=0, description="s between two looks for pages that a run has finished or done anew."
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="names under which the pages may be asked for besides loopback, without port, for instance "
        "archive.local; only with --shared.",
    )
    proxies: tuple[str, ...] = Field(
        default=(),
        description="addresses of reverse proxies whose word on client and scheme (X-Forwarded-*) is taken.",
    )
    certificate: Path | None = Field(
        default=None, description="PEM file of a TLS certificate: the pages are then served with https."
    )
    certificate_key: Path | None = Field(default=None, description="PEM file of the key of the certificate.")
    limits: LimitSettings = Field(default=LimitSettings(), description="What one request may bring.")
    sign_in: SignInSettings = Field(default=SignInSettings(), description="Sessions and passwords.")
