"""Whatever touches the world: templates, SMTP, SQL."""
