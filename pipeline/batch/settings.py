"""Settings of ``baokan run``.  Cheap to import."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.address import NO_SERVER, DatabaseUrl


class LimitSettings(BaseModel):
    """What a page and a worker may take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page_seconds: float = Field(
        default=300.0,
        gt=0,
        description="s: a page that takes longer costs its worker and one of its own tries. A dense A1 page takes 60 s "
        "on two slow cores.",
    )
    page_memory_mb: int = Field(
        default=0,
        ge=0,
        description="MB that a worker may take; 0: the free memory shared out among the workers, at least 2,000.",
    )
    recycle_pages: int = Field(
        default=500,
        ge=1,
        description="pages after which a worker is replaced by a new one, so that what libraries leak stays small; "
        "a start costs about two seconds.",
    )
    faults: int = Field(
        default=2,
        ge=1,
        description="tries in which a page ends its worker (crash, too much time or memory) before it is put into "
        "quarantine.",
    )
    kills: int = Field(
        default=10,
        ge=1,
        description="times that a worker may be killed by others on one page before the page is held to be to blame.",
    )
    look_seconds: float = Field(
        default=0.2, gt=0, description="s: how often the workers' time and memory are looked at."
    )


class PolicySettings(BaseModel):
    """When a run gives up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on_error: Literal["continue", "stop"] = Field(
        default="continue", description="after a page or file that failed: go on with the others, or stop."
    )
    max_failures: str = Field(
        default="100%",
        pattern=r"^\d+(\.\d+)?%$|^\d+$",
        description="failed pages after which the run stops: a number, or a share of the pages tried ('10%').",
    )
    least_tried: int = Field(
        default=20, ge=1, description="pages that must have been tried before a share of failures counts."
    )


class WatchSettings(BaseModel):
    """How new scans are noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    look_seconds: float = Field(
        default=5.0,
        gt=0,
        description="s between two looks into the folders. Listing ten thousand files takes well under a second on a "
        "disk and a few on a network share.",
    )
    settle_seconds: float = Field(
        default=20.0,
        ge=0,
        description="s for which size and time of change of a file must stay as they are before it is taken. Scanners "
        "and copies over a network pause for several seconds between parts of a file.",
    )
    retry_seconds: float = Field(
        default=600.0,
        gt=0,
        description="s after which a file is tried again that failed for a reason of the system (no permission, out of "
        "memory, read error); a file that is itself at fault waits until it changes.",
    )
    idle_seconds: float = Field(
        default=300.0,
        ge=0,
        description="s without work after which the workers are let go; until then they wait for the next file with "
        "their networks loaded, which saves a few seconds and takes up to 1 GB of memory each.",
    )
    ignore: tuple[str, ...] = Field(
        default=("*.part", "*.partial", "*.filepart", "*.crdownload", "*.download", "*.tmp", "*.temp", "~*", "*~"),
        description="patterns of names (case does not count) of files that are still being copied or edited; hidden "
        "ones are never taken.",
    )


class ClusterSettings(BaseModel):
    """Workers on the nodes of a Ray cluster."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    look_seconds: float = Field(default=2.0, gt=0, description="s between two looks at which nodes there are.")
    patience_seconds: float = Field(
        default=300.0,
        gt=0,
        description="s for which a run waits when no worker is left that could take a page (all nodes gone, or used by "
        "others); then it ends, and the next start goes on. A machine starts anew in two to four minutes.",
    )


class RunSettings(BaseModel):
    """Where results go, how much is done at the same time, and what is done about failures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path = Field(default=Path("output"), description="the results folder.")
    database: DatabaseUrl = Field(
        default=NO_SERVER,
        description="a database on a server, postgresql+psycopg://USER:PASSWORD@HOST/NAME; empty: the one that the "
        "results folder names, else the file baokan.db in it. A password may also stand in PGPASSWORD or in ~/.pgpass.",
    )
    visualise: bool = Field(
        default=False, description="draw columns, blocks, reading order and corrections over each page."
    )
    jobs: int = Field(
        default=0,
        ge=0,
        description="worker processes, on a cluster those of all nodes together; 0: as many as cores and memory bear "
        "(2 GB each). Two jobs of one thread are as fast as one of two, and faster where stages without networks take "
        "longer.",
    )
    priority: Literal["idle", "normal"] = Field(
        default="idle",
        description="of the workers: 'idle': they take the processor time that nobody else on the machine wants, so "
        "that people who work beside a run hardly notice it; 'normal': their share of it. On a machine of its own "
        "both are equally fast.",
    )
    executor: Literal["local", "ray"] = Field(
        default="local",
        description="where the workers are: 'local': processes on this machine; 'ray': on the nodes of a Ray cluster.",
    )
    address: str = Field(
        default="auto",
        description="of the Ray cluster, host:port; 'auto': the one to which this machine belongs.",
    )
    lease_seconds: float = Field(
        default=60.0,
        ge=1,
        description="s without a sign of life after which the pages that a run has in hand are free for other runs on "
        "the same database; on a server only. It gives one ten times as often.",
    )
    limits: LimitSettings = Field(default=LimitSettings(), description="What a page and a worker may take.")
    policy: PolicySettings = Field(default=PolicySettings(), description="When a run gives up.")
    watch: WatchSettings = Field(default=WatchSettings(), description="How new scans are noticed.")
    cluster: ClusterSettings = Field(
        default=ClusterSettings(), description="Workers on the nodes of a Ray cluster (executor 'ray')."
    )
