"""The model marked, on toys whose score is worked by hand."""
