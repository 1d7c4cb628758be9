"""Settings: sources in rising order, origins, errors that name the nearest key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import Settings, environment_variable, leaves, load


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_sources_rise_from_default_over_file_and_environment_to_the_command_line(tmp_path: Path) -> None:
    key, variable = "export.page_image_quality", "BAOKAN_EXPORT__PAGE_IMAGE_QUALITY"

    def value(**sources: object) -> tuple[int, str]:
        loaded = load(**sources)  # type: ignore[arg-type]
        return loaded.settings.export.page_image_quality, loaded.origins.get(key, "default")

    assert value(environment={}) == (85, "default")
    (tmp_path / "baokan.toml").write_text("[export]\npage_image_quality = 70\n", encoding="utf-8")
    assert value(environment={}) == (70, "baokan.toml")
    assert value(environment={variable: "60"}) == (60, f"environment variable {variable}")
    assert value(environment={variable: "60"}, assignments=(f"{key}=50",)) == (50, "command line")
    assert value(environment={}, assignments=(f"{key}=50",), overrides={key: 40}) == (40, "command line")


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("export.page_imag", "export.page_image"), ("text_layer", "ingest.text_layer"), ("run.ouput", "run.output")],
)
def test_unknown_key_is_an_error_that_names_the_nearest(tmp_path: Path, key: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"there is no setting {key}; the nearest is {nearest}"):
        load(environment={}, assignments=(f"{key}=1",))
    variable = environment_variable(key)
    with pytest.raises(SettingsError, match=f"{variable}.*nearest is {environment_variable(nearest)}"):
        load(environment={variable: "1"})
    section, _, name = key.rpartition(".")
    text = f"[{section}]\n{name} = 1\n" if section else f"{name} = 1\n"
    (tmp_path / "baokan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"baokan\.toml: there is no setting {key}; the nearest is {nearest}"):
        load(environment={})


def test_unknown_section_in_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "baokan.toml").write_text("[exprt]\npage_image = false\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="there is no setting exprt"):
        load(environment={})


def test_wrong_value_names_key_value_and_origin() -> None:
    with pytest.raises(SettingsError, match=r"command line: export\.page_image_quality = 101: Input should be less"):
        load(environment={}, assignments=("export.page_image_quality=101",))


def test_assignment_without_a_value_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"write --set SECTION\.KEY=VALUE"):
        load(environment={}, assignments=("export.page_image",))


@pytest.mark.parametrize("text", ["[export", "export = 5"])
def test_file_that_is_no_settings_file_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "baokan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"baokan\.toml"):
        load(environment={})


def test_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "other.toml", environment={})
    with pytest.raises(SettingsError, match="cannot be read"):
        load(environment={"BAOKAN_CONFIG": "other.toml"})


def test_paths_in_the_file_are_meant_from_its_folder(tmp_path: Path) -> None:
    other = tmp_path / "office/baokan.toml"
    other.parent.mkdir()
    other.write_text('[run]\noutput = "results"\n[gazetteer]\nfiles = ["names.csv"]\n', encoding="utf-8")
    settings = load(other, environment={}).settings
    assert settings.run.output == tmp_path / "office/results"
    assert settings.gazetteer.files == (tmp_path / "office/names.csv",)


def test_lists_are_given_with_commas_or_as_json_and_none_as_nothing() -> None:
    for text in ("a.csv, b.csv", '["a.csv", "b.csv"]'):
        settings = load(environment={"BAOKAN_GAZETTEER__FILES": text}).settings
        assert settings.gazetteer.files == (Path("a.csv"), Path("b.csv"))
    assert load(environment={}, assignments=("engine.model_dir=none",)).settings.engine.model_dir is None


def test_variables_that_are_no_settings_are_let_through() -> None:
    assert load(environment={"BAOKAN_DEBUG": "1", "PATH": "/bin"}).origins == {}


def test_rows_list_every_setting_once_with_its_origin() -> None:
    rows = list(load(environment={}, assignments=("run.visualise=true",)).rows())
    assert [key for key, _, _ in rows] == list(leaves())
    assert ("run.visualise", True, "command line") in rows


def test_every_setting_says_what_it_means() -> None:
    assert [key for key, field in leaves().items() if not field.description] == []
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_default_settings_are_valid_and_frozen() -> None:
    settings = Settings.model_validate(Settings().model_dump())
    assert settings == Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.run.visualise = True  # type: ignore[misc]
