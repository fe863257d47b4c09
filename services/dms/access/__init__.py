"""Who may see and do what: the one rule, as holder tokens (see ``tokens`` and ``holdings``)."""
