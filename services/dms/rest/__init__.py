"""How the rooms speak JSON: routes that are described while they are written, and the description itself."""
