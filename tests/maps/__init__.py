"""Chapter: maps."""
