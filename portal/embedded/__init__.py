"""The real stack on a bare machine: PostgreSQL and S3 as children of ``kontor run``."""
