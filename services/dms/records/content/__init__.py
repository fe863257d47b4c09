"""The bytes and the words of documents."""
