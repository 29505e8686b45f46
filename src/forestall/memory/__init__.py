"""THE MEMORY: everything as it was known at the time.

`ledger` holds what people say and do, `current` the latest state of each record, `lake` bulk data and
`sealed` what could identify a person. One function, `read.read`, decides who may read a record.
"""
