"""What this machine says of itself."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import psutil

from pipeline.batch.limits import usable_cores
from pipeline.planning.sizes import Machine


def this_machine(results: Path) -> Machine:
    """``results``: the folder on whose disk results are to lie; it need not be there yet."""
    place = results.absolute()
    while not place.exists():
        place = place.parent
    files = os.statvfs(place) if hasattr(os, "statvfs") else None
    return Machine(
        host=socket.gethostname(),
        cores=usable_cores(),
        memory=int(psutil.virtual_memory().total),
        disk_free=shutil.disk_usage(place).free,
        # a file system that makes room for files as they come says 0 of 0
        files_free=files.f_favail if files is not None and files.f_files else None,
    )
