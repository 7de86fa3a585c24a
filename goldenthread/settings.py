"""Settings: environment variables ``GOLDENTHREAD_…`` over ``goldenthread.toml`` over these defaults.

``docs/deployment.md`` describes each one; ``.env.example`` lists them.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from goldenthread import methods
from goldenthread.disclosure import profiles


class Settings(BaseSettings):
    """One council's installation. Read anew at each use, so that a changed variable is seen."""

    model_config = SettingsConfigDict(
        env_prefix="GOLDENTHREAD_", toml_file="goldenthread.toml", extra="forbid"
    )

    home: Path = Path("data")
    env: Literal["demo", "production"] = "demo"
    la_codes: str = ""  # comma-separated council codes; empty: what the deliveries say, spoken aloud
    la_names: str = ""  # "501=Northmoor,502=Southmoor"; empty: the manifest's names, else the code
    key: SecretStr | None = None  # the pseudonym key as 64 hexadecimal digits
    key_file: Path | None = None  # or a file of mode 0600 that holds it

    memory_limit: str = "1GB"  # DuckDB's own
    threads: int = Field(default=2, ge=1)
    fewer_rows_below: float | None = Field(default=None, gt=0, le=1)  # over each contract's own

    method_version: str = ""  # of the national method; empty: the one in force

    disclosure: str = "local"  # the profile of disclosure control: a file in expectations/disclosure

    keep_nights: int = Field(default=14, ge=1)  # releases kept besides quarter ends and cited ones

    alert_smtp: str = ""  # host:port
    alert_smtp_user: str = ""
    alert_smtp_password: SecretStr | None = None
    alert_from: str = ""
    alert_to: str = ""  # comma-separated addresses
    alert_webhook: str = ""  # a URL that takes {"text": ...}

    @field_validator("home")
    @classmethod
    def _sayable(cls, home: Path) -> Path:
        """Paths stand in SQL, where an apostrophe ends a text, and the others stand for any files."""
        if set("'*?[") & set(str(home)):
            raise ValueError(
                "the folder's name may not hold an apostrophe, an asterisk, a question mark or a bracket"
            )
        return home

    @field_validator("la_codes")
    @classmethod
    def _codes(cls, codes: str) -> str:
        """Else every file would be refused for another council's."""
        if not re.fullmatch(r"\s*([0-9]{3}\s*(,\s*|$))*", codes):
            raise ValueError("council codes are of three digits, with commas between them, such as 501,502")
        return codes

    @field_validator("memory_limit")
    @classmethod
    def _of_memory(cls, limit: str) -> str:
        """As DuckDB takes it."""
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B", limit, re.IGNORECASE):
            raise ValueError("an amount of memory is written as 1GB or 512MB")
        return limit

    @field_validator("method_version")
    @classmethod
    def _held(cls, version: str) -> str:
        """UnknownVersion says which there are."""
        methods.named(version)
        return version

    @field_validator("disclosure")
    @classmethod
    def _written(cls, disclosure: str) -> str:
        """ProfileError says which there are, or what is wrong with it."""
        profiles.named(disclosure)
        return disclosure

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file over defaults."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def councils(self) -> set[str]:
        """The council codes of this installation; empty when the deliveries decide."""
        return {code.strip() for code in self.la_codes.split(",") if code.strip()}

    @property
    def council_names(self) -> dict[str, str]:
        """Council code to name, where the installation gives one."""
        pairs = (pair.split("=", 1) for pair in self.la_names.split(",") if "=" in pair)
        return {code.strip(): name.strip() for code, name in pairs}


class Unreadable(ValueError):
    """goldenthread.toml is not TOML; the message says where."""


def current() -> Settings:
    """The settings in force now, with ``home`` made absolute. Raises Unreadable."""
    try:
        settings = Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        where = str(problem) if isinstance(problem, tomllib.TOMLDecodeError) else "it is not UTF-8"
        raise Unreadable(
            f'goldenthread.toml cannot be read as TOML: {where}. A line of it looks like memory_limit = "2GB"'
        ) from None
    return settings.model_copy(update={"home": settings.home.expanduser().resolve()})


def wrong(problem: Any) -> str:
    """Which settings a validation error is about, by the names of their variables, and what is wrong with each."""
    each = (
        f"GOLDENTHREAD_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in problem.errors()
    )
    return "; ".join(each)


BESIDE = ("DATA", "UID", "GID", "KEY_PATH", "DATABASE")  # what docker compose and a build of dbt are told


def unknown() -> list[str]:
    """Variables that begin as settings do and are none, such as GOLDENTHREAD_KEYFILE: a slip of the pen is else not seen."""
    known = {f"GOLDENTHREAD_{name.upper()}" for name in (*Settings.model_fields, *BESIDE)}
    return sorted(
        name for name in os.environ if name.upper().startswith("GOLDENTHREAD_") and name.upper() not in known
    )
