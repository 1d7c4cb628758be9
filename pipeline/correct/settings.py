"""Settings of the stage ``correct``.  Cheap to import.

Costs are natural logarithms of probabilities unless they say otherwise.  The weights of the evidence are no settings:
they are fitted (``dictionaries/correction-weights.toml``, ``docs/correction.md``).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class CandidateSettings(BaseModel):
    """Which names are looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edits: int = Field(default=3, ge=1, description="most characters of a name that may differ from the text.")
    edit_share: float = Field(
        default=0.67, gt=0, le=1, description="share of a name's characters that may differ; one always may."
    )
    unsupported: int = Field(
        default=1, ge=0, le=1, description="of them, characters that the engine itself does not offer."
    )
    other_length: int = Field(
        default=3,
        ge=2,
        description="characters; shortest name that may differ by a character that neither the engine offers nor "
        "looks alike: two thirds of the short names have a neighbour at distance one.",
    )
    indel_length: int = Field(
        default=4, ge=3, description="characters; shortest name with a character too many or missing in the text."
    )
    hole_length: int = Field(
        default=3,
        ge=3,
        description="characters; the same where a character is missing and the line has a hole for it.",
    )
    hole: float = Field(
        default=0.2,
        gt=0,
        description="em; room between two Chinese characters, beyond what they take themselves, that counts as a hole: "
        "of the characters that the engine drops half leave one (it is shared out among the cells around), without "
        "one it is there once in ten thousand times.",
    )
    alternative: float = Field(
        default=0.0005, ge=0, le=1, description="probability from which a reading of the engine is a possibility."
    )
    look_alike: float = Field(
        default=0.7, ge=0, le=1, description="glyph similarity from which two characters are taken for look-alikes."
    )
    confused: int = Field(
        default=2, ge=1, description="counted cases from which a confusion of the engine makes a look-alike."
    )
    traditional: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="share of a page's characters up to which traditional ones are exceptions, and doubtful ones "
        "misread; of traditional text it is a third.",
    )
    traditional_sure: float = Field(
        default=0.9, gt=0, le=1, description="confidence from which a traditional character is taken for print."
    )


class EvidenceSettings(BaseModel):
    """How single observations become numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    surest: float = Field(
        default=0.995,
        gt=0,
        lt=1,
        description="highest confidence that is believed: the engine's 0.99 and more is wrong now and then.",
    )
    quality_window: int = Field(
        default=12, ge=0, description="characters on either side of a name by which the print is judged."
    )
    quality_least: float = Field(
        default=0.05, gt=0, description="doubt that is always there, in characters: clean print is not perfect."
    )


class LanguageSettings(BaseModel):
    """How probable a stretch of text is, as words, listed names, unlisted names, and persons."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: int = Field(default=4, ge=0, description="characters on either side that are weighed with a name.")
    listed_share: float = Field(
        default=0.04, gt=0, lt=1, description="share of a bulletin's words that are names of the gazetteer (measured)."
    )
    listed_least: int = Field(
        default=500, ge=1, description="a smaller gazetteer is weighed as if it had this many names."
    )
    unlisted_share: float = Field(
        default=0.01, gt=0, lt=1, description="share of words that are place names of no gazetteer: estates, mostly."
    )
    person_share: float = Field(default=0.01, gt=0, lt=1, description="share of words that are names of persons.")
    name_character: float = Field(
        default=-6.9, lt=0, description="log probability of one character of an unlisted name (1 in 1,000)."
    )
    surname: float = Field(default=-4.6, lt=0, description="log probability of one surname (1 in 100).")
    after_place: float = Field(
        default=0.5, gt=0, lt=1, description="probability that a bare place name is followed by 小区, 路, 居委会 …"
    )
    after_road: float = Field(
        default=0.3, gt=0, lt=1, description="probability that a name like …路 is followed by a house number."
    )
    after_person: float = Field(
        default=0.3, gt=0, lt=1, description="probability that a person's name is followed by a title."
    )
    number: float = Field(default=-4.0, lt=0, description="log probability of a number at any other place.")
    character: float = Field(
        default=-3.0, lt=0, description="log probability of each digit, letter or sign of a number or word in letters."
    )
    unknown: float = Field(default=-18.0, lt=0, description="log probability of a character that is in no word list.")
    repeat_share: float = Field(
        default=0.5,
        ge=0,
        lt=1,
        description="share of the names on a page that repeat a name already on it.",
    )


class ProbabilitySettings(BaseModel):
    """How evidence is bounded before the fitted weights are applied to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language_most: float = Field(
        default=20.0, ge=0, description="log ratio of the language that is believed at most: long names exaggerate."
    )
    language_first: float = Field(
        default=10.0,
        ge=0,
        description="log ratio of the language up to which it has a weight more: what reads badly with the name is no "
        "name, what reads well with it may still be another.",
    )
    kept_much: int = Field(
        default=3, ge=1, description="characters of the name's proper part standing as read from which they are much."
    )
    hole_least: float = Field(
        default=0.15, gt=0, description="em; less room than this is none for a missing character."
    )
    hole_most: float = Field(default=0.5, gt=0, description="em; room for a missing character that counts at most.")
    kept_most: int = Field(
        default=3, ge=0, description="characters of the name's proper part standing as read that count at most."
    )
    doubt_least: float = Field(
        default=-8.0, le=0, description="log ratio of the engine that is believed at least, for each character."
    )


class DecisionSettings(BaseModel):
    """What is done with a probability."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: float = Field(
        default=0.995,
        gt=0.5,
        lt=1,
        description="share of the automatic changes that must be right, as expected from the measured calibration; "
        "higher: fewer changes, more flags.",
    )
    flag: float = Field(
        default=0.12,
        gt=0,
        le=1,
        description="calibrated probability from which a change is shown to the editor: of such flags two in three are "
        "right, and ordinary text has one or two in 10,000 characters.",
    )
    leave: float = Field(
        default=0.05,
        gt=0,
        le=1,
        description="probability from which it is recorded that the text was left alone (status 'left').",
    )
    refuse_after: int = Field(
        default=2, ge=1, description="rejections by a person after which the same change is not proposed again."
    )
    sure: float = Field(
        default=0.97,
        gt=0,
        le=1,
        description="confidence from which the engine is taken at its word on clean print, where it offers nothing "
        "else: a misprint stays what was printed, until a person decides.",
    )
    clean: float = Field(
        default=-3.5,
        le=0,
        description="log of the mean doubt about the characters around, up to which print counts as clean (3 %).",
    )
    unseen_kept: int = Field(
        default=3,
        ge=0,
        description="characters of a name's proper part that must stand as read for a change that nothing in the print "
        "speaks for to be automatic: names that long have no neighbours.",
    )
    word_frequency: int = Field(
        default=20,
        ge=1,
        description="occurrences in the word list (of 60 million words) from which a word is common: a change inside "
        "it needs the engine's support, and its doubt, to be automatic.",
    )
    word_support: float = Field(
        default=0.003,
        ge=0,
        le=1,
        description="that support, as a share of the character read: the least of all that differ.",
    )
    word_sure: float = Field(
        default=0.9, gt=0, le=1, description="confidence from which the engine does not doubt a character of the word."
    )
    listed: int = Field(default=5, ge=1, description="readings that a record lists at most.")


class CorrectSettings(BaseModel):
    """The stage as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = Field(default=True, description="look for misread names at all.")
    decisions: Path | None = Field(
        default=None,
        description="decisions table (CSV: before, after, status): what people rejected is not proposed again, "
        "what they accepted counts among the engine's confusions.",
    )
    candidates: CandidateSettings = Field(default=CandidateSettings(), description="Which names are looked at.")
    evidence: EvidenceSettings = Field(default=EvidenceSettings(), description="How observations become numbers.")
    language: LanguageSettings = Field(default=LanguageSettings(), description="How probable a text is.")
    probability: ProbabilitySettings = Field(default=ProbabilitySettings(), description="How evidence is weighed.")
    decision: DecisionSettings = Field(default=DecisionSettings(), description="What is done with a probability.")
