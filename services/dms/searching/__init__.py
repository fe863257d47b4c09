"""The search as people and programs see it; what is found comes from ``services.dms.finding``."""
