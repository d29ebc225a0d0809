"""Where gateway touches the world: its tables, passwords, templates, the services, Kafka for the live feed."""
