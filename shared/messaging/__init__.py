"""The bus: facts published if and only if committed, in order, with one effect each (docs/bus.md)."""
