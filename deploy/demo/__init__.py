"""The example alliance: real schools, invented people. The first start loads it over HTTP."""
