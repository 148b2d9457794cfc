"""Settings, from the environment (and from nothing else): names as in the README's table."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One deployment. Without DATABASE_URL the embedded PostgreSQL under `data` serves."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    data: Path = Path(".rvs")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    base_url: str = ""
    database_url: SecretStr | None = None
    """The app role's: no owner, no superuser."""
    database_owner_url: SecretStr | None = None
    """Migrations' only."""
    redis_url: SecretStr | None = None
    """Without it wake-ups stay within the process."""
    secret_key: SecretStr | None = None
    """At least 32 characters; keys the hashes of candidates' secrets. Made under `data` when embedded."""
    read_connections: int = Field(default=8, ge=1)
    write_connections: int = Field(default=4, ge=1)
    statement_timeout_ms: int = Field(default=10_000, ge=100)
    smtp_url: SecretStr | None = None
    """smtp://, smtp+starttls:// or smtps://, with user and password where the server wants them; without it mails are
    written to files under `data`."""
    mail_from: str = "Results verification <no-reply@results.invalid>"
    link_hours: float = Field(default=24, gt=0)
    """How long a link in a mail works."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks (CIDR) whose X-Forwarded-For is believed."""
    audit_head_file: Path | None = None
    """Where the signed end of the audit chain is kept outside the database; default under `data`."""
    object_store_url: SecretStr | None = None
    """s3://bucket/prefix?endpoint=…&region=…, where finished files are kept; without it in a folder under `data`."""
    download_children: int = Field(default=1, ge=0)
    """Processes that make files at the same time, of each worker; 0: this one makes none."""
    downloads_at_once: int = Field(default=5, ge=1)
    """Downloads that an organisation may have waiting or running."""
    download_minutes: float = Field(default=60, gt=0)
    """How long making a file may take."""
    download_days: int = Field(default=90, ge=1)
    """For how long a finished file is kept."""
    session_idle_hours: float = 12
    session_hours: float = 24 * 7
    session_cache_seconds: float = Field(default=5, ge=0, le=5)
    allowed_origins: tuple[str, ...] = ()
    """Beside the service's own."""
    mutations_per_minute: int = Field(default=600, ge=5)
    """By one viewer; see docs/limits.md."""
    verification_attempts_per_hour: int = Field(default=100, ge=1)
    """Wrong guesses by one user; see docs/limits.md, as for the next two."""
    organisation_attempts_per_hour: int = Field(default=300, ge=1)
    """By all users of one organisation."""
    statement_attempts_per_hour: int = Field(default=10, ge=1)
    """At one statement number, by anybody."""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network)
        return networks

    @model_validator(mode="after")
    def _urls_come_together(self) -> Self:
        if self.database_url is not None and self.secret_key is None:
            raise ValueError("SECRET_KEY is needed beside DATABASE_URL")
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY is shorter than 32 characters")
        return self

    @model_validator(mode="after")
    def _mail_server_is_one(self) -> Self:
        if self.smtp_url is not None:
            url = urlsplit(self.smtp_url.get_secret_value())
            if url.scheme not in ("smtp", "smtp+starttls", "smtps") or not url.hostname:
                raise ValueError("SMTP_URL is not smtp://…, smtp+starttls://… or smtps://…")
        return self

    @property
    def address(self) -> str:
        """As links in mails begin, without a slash at the end."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def shows_mail(self) -> bool:
        """Whether /dev/mail shows the mails of everybody to anybody: on one's own machine only."""
        here = urlsplit(self.address).hostname in ("localhost", "127.0.0.1", "::1")
        return here and self.smtp_url is None and self.database_url is None and not self.https

    @property
    def https(self) -> bool:
        """Whether browsers reach the service over HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def session_idle(self) -> timedelta:
        """How long a session lasts unused."""
        return timedelta(hours=self.session_idle_hours)

    @property
    def origins(self) -> tuple[str, ...]:
        """Whose pages may use the service with a browser's cookies, beside those of its own host."""
        return (*self.allowed_origins, *([self.base_url.rstrip("/")] if self.base_url else []))
