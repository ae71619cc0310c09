"""Settings: what the environment may say, and a secret made once."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError

LONG = "a secret of at least thirty-two bytes"


def test_an_empty_environment_means_the_embedded_parts() -> None:
    settings = Settings.from_env({"LINEWISE_MODEL": "", "OPENAI_API_KEY": " "})
    assert settings.model == "embedded"
    assert settings.database_url is None
    assert settings.data_dir == Path("~/.local/share/linewise").expanduser()


def test_secrets_stay_out_of_the_repr() -> None:
    env = {
        "LINEWISE_MODEL": "openai:some-model",
        "OPENAI_API_KEY": "sk-hidden",
        "LINEWISE_JWT_SECRET": LONG,
        "LINEWISE_DATABASE_URL": "postgresql://u:pass-word@host/db",
    }
    shown = repr(Settings.from_env(env))
    assert "openai:some-model" in shown
    assert not any(secret in shown for secret in ("sk-hidden", LONG, "pass-word"))


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"LINEWISE_MODEL": "gpt-9"}, "embedded or openai:NAME"),
        ({"LINEWISE_MODEL": "openai:"}, "embedded or openai:NAME"),
        ({"LINEWISE_MODEL": "openai:m"}, "needs OPENAI_API_KEY"),
        ({"LINEWISE_JWT_SECRET": "short"}, "at least 32 bytes"),
        ({"LINEWISE_COLLECTOR": "agency"}, "first_party or debt_collector"),
        ({"LINEWISE_CORE_URL": "core.example"}, "address of a core"),
        ({"LINEWISE_CORE_URL": "https://core.example"}, "needs LINEWISE_CORE_SECRET"),
        ({"LINEWISE_CORE_SECRET": "short"}, "at least 32 bytes"),
    ],
)
def test_what_cannot_work_is_refused_at_start(env: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings.from_env(env)


def test_a_provider_behind_its_own_address_needs_no_key() -> None:
    env = {"LINEWISE_MODEL": "openai:m", "OPENAI_BASE_URL": "http://localhost:9/v1"}
    assert Settings.from_env(env).model == "openai:m"


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "new")
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: settings.signing_secret(), range(16)))
    assert made == {Settings(tmp_path / "new").signing_secret()}
    assert len(made.pop()) >= 32
    assert os.stat(tmp_path / "new" / "jwt.secret").st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["jwt.secret"]


def test_a_shared_database_needs_a_secret_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LINEWISE_JWT_SECRET"):
        Settings(tmp_path, database_url="postgresql://host/db").signing_secret()
    given = Settings(tmp_path, database_url="postgresql://host/db", jwt_secret=LONG)
    assert given.signing_secret() == LONG


def test_the_core_has_a_secret_of_its_own(tmp_path: Path) -> None:
    derived = Settings(tmp_path, jwt_secret=LONG).core_signing_secret()
    assert derived == Settings(tmp_path, jwt_secret=LONG).core_signing_secret()
    assert len(derived) >= 32
    assert derived != LONG
    env = {"LINEWISE_CORE_URL": "https://core.example/v1", "LINEWISE_CORE_SECRET": LONG}
    assert Settings.from_env(env).core_signing_secret() == LONG
    assert LONG not in repr(Settings.from_env(env))
