"""Downloads: template -> selection -> rows -> writer -> object store."""
