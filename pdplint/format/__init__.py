"""The form of descriptions: fields, words, regions."""
