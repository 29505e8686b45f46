"""THE SEALED STORE: who told, what they told and exactly where, each under its own key, and erasable."""
