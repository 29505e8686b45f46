"""Chapter 1: what is happening. Datasets come in, checked against what their publisher promises."""
