"""Forms: what people type into a page, checked, and made into one step."""
