"""Which store the settings name."""

from app.exports.local_store import LocalStore
from app.exports.s3_store import Place, S3Store
from app.exports.store import Store
from app.settings import Settings


def store_of(settings: Settings) -> Store:
    """The bucket at OBJECT_STORE_URL, or the folder `files` under DATA."""
    if settings.object_store_url is None:
        return LocalStore(settings.data / "files")
    return S3Store(Place.of(settings.object_store_url.get_secret_value()))
