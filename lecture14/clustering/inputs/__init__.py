"""What comes in: checked arguments, and rows that are met in blocks.

`arrays`    the names of array types
`numbers`   whatever holds numbers, as an array
`checks`    what the package asks of its arguments, and the refusals
`summary`   column-wise facts of the rows, gathered before a fit
`rows`      rows in memory or in a file, on one thread or several
`chunks`    rows on a Dask cluster
`gate`      `rows_of`, through which every X, with its weights and labels, comes in
"""
