"""Settings of the stage ``correct``.  Cheap to import.

Weights and costs are natural logarithms of probabilities unless they say otherwise.  How they were set: on lines of
bulletins, newspaper text and invented lines with names of the whole gazetteer, rendered, degraded and read by the
default engine (``docs/gazetteer.md`` gives the figures).
"""

from __future__ import annotations

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
        default=4,
        ge=2,
        description="characters; shortest name that may differ by a character that neither the engine offers nor "
        "looks alike: two thirds of the short names have a neighbour at distance one.",
    )
    indel_length: int = Field(
        default=4, ge=3, description="characters; shortest name with a character too many or missing in the text."
    )
    alternative: float = Field(
        default=0.0005, ge=0, le=1, description="probability from which a reading of the engine is a possibility."
    )
    look_alike: float = Field(
        default=0.7, ge=0, le=1, description="glyph similarity from which two characters are taken for look-alikes."
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
    unlisted_share: float = Field(
        default=0.3,
        gt=0,
        le=1,
        description="probability of a reading that the engine leaves out, as a share of the last one that it gives.",
    )
    similar_high: float = Field(
        default=-1.2, le=0, description="log share of the engine's doubt that goes to a look-alike of similarity 0.95."
    )
    similar_slope: float = Field(default=11.0, ge=0, description="how fast that share falls with the similarity.")
    dissimilar: float = Field(default=-6.5, le=0, description="log share for a character that does not look alike.")
    silent: float = Field(
        default=-4.0,
        le=0,
        description="log ratio added where the engine kept no alternatives: it was surer than its confidence says "
        "(fitted).",
    )
    missed_character: float = Field(
        default=-7.0, le=0, description="log probability that the engine drops a character, or invents one."
    )
    wide_gap: float = Field(
        default=1.5, gt=1, description="em; a character's cell wider than this may hold a second one that was missed."
    )
    wide_gap_bonus: float = Field(default=3.0, ge=0, description="log ratio in favour of a missed character there.")


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
    """How evidence is weighed together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: float = Field(
        default=0.9, ge=0, description="weight of the engine's log ratio; below 1, for it is too sure of itself."
    )
    language: float = Field(
        default=0.45,
        ge=0,
        description="weight of the language's log ratio; below 1, for the engine has part of it inside.",
    )
    language_most: float = Field(
        default=12.0, ge=0, description="log ratio of the language that is believed at most: long names exaggerate."
    )
    kept: float = Field(
        default=1.0,
        ge=0,
        description="added for each character of the name's proper part beyond the first that stands as read: names of "
        "two characters have unlisted neighbours, 芙蓉江路 has none.",
    )
    kept_most: int = Field(default=2, ge=0, description="such characters that count at most.")
    repeats: float = Field(default=1.0, ge=0, description="added times log(1 + places where the name stands right).")
    further_edit: float = Field(
        default=0.7,
        description="added for each further character that differs: where one is blurred its neighbours are, so that "
        "their probabilities must not be multiplied as if they were independent.",
    )
    inserted: float = Field(default=-2.0, description="added for each character put in or taken out.")
    bias: float = Field(default=0.5, description="added to every change.")


class DecisionSettings(BaseModel):
    """What is done with a probability."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    apply: float = Field(default=0.9, gt=0, le=1, description="probability from which a change is applied.")
    flag: float = Field(default=0.4, gt=0, le=1, description="probability from which a change is shown to the editor.")
    leave: float = Field(
        default=0.1,
        gt=0,
        le=1,
        description="probability from which it is recorded that a rule left the text alone (status 'left').",
    )
    sure: float = Field(
        default=0.97,
        gt=0,
        le=1,
        description="confidence from which the engine is taken at its word where it offers nothing else.",
    )
    overwhelming: float = Field(
        default=0.9995, gt=0, le=1, description="probability from which even that word is doubted, for the editor."
    )
    short: int = Field(
        default=2, ge=1, description="characters; a name as short as this needs the engine's own support."
    )
    short_support: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="support from which a short name without a generic word is put right, where the same name stands "
        "elsewhere on the page.",
    )
    support: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="probability of the name's character, as a share of that of the character read, from which the "
        "engine supports a change.",
    )
    word_frequency: int = Field(
        default=20,
        ge=1,
        description="occurrences in the word list (of 60 million words) from which a word is common: a change inside "
        "it needs the engine's support.",
    )
    word_support: float = Field(
        default=0.1, ge=0, le=1, description="that support, as a share, where a common word would be changed."
    )
    listed: int = Field(default=5, ge=1, description="readings that a record lists at most.")


class CorrectSettings(BaseModel):
    """The stage as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = Field(default=True, description="look for misread names at all.")
    candidates: CandidateSettings = Field(default=CandidateSettings(), description="Which names are looked at.")
    evidence: EvidenceSettings = Field(default=EvidenceSettings(), description="How observations become numbers.")
    language: LanguageSettings = Field(default=LanguageSettings(), description="How probable a text is.")
    probability: ProbabilitySettings = Field(default=ProbabilitySettings(), description="How evidence is weighed.")
    decision: DecisionSettings = Field(default=DecisionSettings(), description="What is done with a probability.")
