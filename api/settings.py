"""What the environment decides, read once at start."""

import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

SECRET_BYTES_MIN = 32
Collector = Literal["first_party", "debt_collector"]
NAMES: Mapping[str, Literal["own", "presidio"]] = {"own": "own", "presidio": "presidio"}
COLLECTORS: dict[str, Collector] = {
    "first_party": "first_party",
    "debt_collector": "debt_collector",
}


class SettingsError(Exception):
    """A setting can't be used; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """The environment's decisions.

    `model` is "embedded" or "openai:<name>". `database_url` is None for the embedded Postgres in
    `data_dir`. `collector` says in which capacity the lender's debts are collected: a debt
    collector has more to disclose (12 CFR 1006.18(e)). `names` is what finds names of people: our
    own rules, or Presidio beside them (the extra `privacy`). `core_url` is None for the books in
    this process. Secrets stay out of `repr`.
    """

    data_dir: Path
    model: str = "embedded"
    database_url: str | None = field(default=None, repr=False)
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None
    jwt_secret: str | None = field(default=None, repr=False)
    collector: Collector = "first_party"
    names: Literal["own", "presidio"] = "own"
    core_url: str | None = None
    core_secret: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read LINEWISE_* and OPENAI_*; an empty variable counts as unset.

        Raises `SettingsError` for a model that nothing here can serve, or a short secret.
        """

        def value(name: str) -> str | None:
            return env.get(name, "").strip() or None

        model, key = value("LINEWISE_MODEL") or "embedded", value("OPENAI_API_KEY")
        if model != "embedded" and not (model.startswith("openai:") and len(model) > 7):
            raise SettingsError(f"LINEWISE_MODEL is {model!r}: use embedded or openai:NAME")
        base_url = value("OPENAI_BASE_URL")
        if model != "embedded" and key is None and base_url is None:
            raise SettingsError(f"LINEWISE_MODEL={model} needs OPENAI_API_KEY")
        secret = value("LINEWISE_JWT_SECRET")
        if secret is not None and len(secret.encode()) < SECRET_BYTES_MIN:
            raise SettingsError(f"LINEWISE_JWT_SECRET needs at least {SECRET_BYTES_MIN} bytes")
        data_dir = Path(value("LINEWISE_DATA_DIR") or "~/.local/share/linewise").expanduser()
        who = value("LINEWISE_COLLECTOR") or "first_party"
        if who not in COLLECTORS:
            raise SettingsError("LINEWISE_COLLECTOR is first_party or debt_collector")
        url = value("LINEWISE_DATABASE_URL")
        names = NAMES.get(value("LINEWISE_NAMES") or "own")
        if names is None:
            raise SettingsError("LINEWISE_NAMES is own or presidio")
        core_url, core_secret = value("LINEWISE_CORE_URL"), value("LINEWISE_CORE_SECRET")
        if core_url is not None and not core_url.startswith(("http://", "https://")):
            raise SettingsError("LINEWISE_CORE_URL is the http(s) address of a core")
        if core_url is not None and core_secret is None:
            raise SettingsError("LINEWISE_CORE_URL needs LINEWISE_CORE_SECRET beside it")
        if core_secret is not None and len(core_secret.encode()) < SECRET_BYTES_MIN:
            raise SettingsError(f"LINEWISE_CORE_SECRET needs at least {SECRET_BYTES_MIN} bytes")
        return cls(
            data_dir=data_dir,
            model=model,
            database_url=url,
            openai_api_key=key,
            openai_base_url=base_url,
            jwt_secret=secret,
            collector=COLLECTORS[who],
            names=names,
            core_url=core_url,
            core_secret=core_secret,
        )

    @property
    def cache_dir(self) -> Path:
        """Where models built once are kept."""
        return self.data_dir / "cache"

    def signing_secret(self) -> str:
        """Return the secret that signs tokens; without one set, make one in the data directory.

        Raises `SettingsError` when a shared database is used without LINEWISE_JWT_SECRET, since
        replicas would then refuse each other's tokens.
        """
        if self.jwt_secret is not None:
            return self.jwt_secret
        if self.database_url is not None:
            raise SettingsError("LINEWISE_DATABASE_URL needs LINEWISE_JWT_SECRET beside it")
        return _secret_in(self.data_dir / "jwt.secret")

    def core_signing_secret(self) -> str:
        """Return the secret between the assistant and a core.

        Without one set it is derived from the signing secret, so that a borrower's token never
        opens the core and a core's never a conversation. Raises `SettingsError`.
        """
        if self.core_secret is not None:
            return self.core_secret
        derived = hmac.new(self.signing_secret().encode(), b"linewise core", hashlib.sha256)
        return derived.hexdigest()


def _secret_in(path: Path) -> str:
    """Read the secret, or make it once, readable by its owner only, also if two processes race."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        try:
            os.write(handle, secrets.token_urlsafe(SECRET_BYTES_MIN).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its secret counts
        finally:
            os.unlink(draft)
    return path.read_text().strip()
