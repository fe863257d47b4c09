"""The everyday acts on a document, for programs."""
