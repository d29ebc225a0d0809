"""The steps of the loading, a file for each service; each may be done again, and nothing is there twice."""
