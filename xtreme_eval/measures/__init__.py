"""What can be measured of checkpoints beyond their scores: one file a measure.

A measure's file has `VERSION`, raised by hand when a change of meaning must give new keys, and a function
`measure(job, location, store, report)` from a `MeasureJob` to a data frame, which is committed as Parquet under the job's key.
Plans import these files to learn their versions: they import torch within functions only.
"""
