"""One folder per dataset: `dataset.yml` says what it is, `parse.py` reads it. The catalogue finds them."""
