"""What all requests share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.crops.images import PageImages
from pipeline.database import Database
from pipeline.editing.store import Editing
from pipeline.review.background import Background
from pipeline.review.clock import Clock, now
from pipeline.review.keeping import Keeper
from pipeline.review.links import OneTimeLink
from pipeline.review.names import Names
from pipeline.review.pictures import Pictures
from pipeline.review.rereading import Rereading
from pipeline.review.templating import Pages
from pipeline.sampling.service import Sampling
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One results folder that is worked on; made once by ``create_app``, closed with it."""

    results: Path
    settings: Settings
    database: Database
    editing: Editing
    """pages as people change them."""
    keeper: Keeper
    """takes new pages in."""
    corpus: Corpus
    """the text of all pages, to be searched; the keeper keeps it up to date."""
    sampling: Sampling
    """samples of lines, and what people judge of them."""
    images: PageImages
    """page images, read in pieces."""
    names: Names
    """the gazetteers."""
    pages: Pages
    """templates and static files, read once."""
    shared: bool
    """several people with accounts; otherwise one person on this machine, without."""
    pictures: Pictures = field(default_factory=Pictures)
    """of lines and pages."""
    background: Background = field(default_factory=Background)
    """counts that take long."""
    link: OneTimeLink = field(default_factory=OneTimeLink)
    """opens the pages where they are not shared."""
    clock: Clock = now
    cookie: str
    """name of the session's cookie (``cookie_of``)."""
    rereading: Rereading
    """the engine, for boxes that people draw."""

    def close(self) -> None:
        """Stop taking pages in, and let go of the database."""
        self.keeper.stop()
        self.background.close()
        self.rereading.close()
        self.database.close()


def cookie_of(database: Database) -> str:
    """Name of the cookie: browsers share cookies among ports, so each results folder has its own."""
    where = database.where
    name = where.absolute() if isinstance(where, Path) else where.open_part
    return "baokan-" + hashlib.sha256(str(name).encode()).hexdigest()[:8]
