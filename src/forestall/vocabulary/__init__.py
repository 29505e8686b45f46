"""The words: closed lists in YAML, each term defined and sourced; Python only loads and checks them."""
