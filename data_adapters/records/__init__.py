"""Store A: what people type and decide, with its history, its rights and its audit trail."""
